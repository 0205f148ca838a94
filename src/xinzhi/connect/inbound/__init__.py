"""Files of departments, as rows of text."""

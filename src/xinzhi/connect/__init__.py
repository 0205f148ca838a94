"""Ways in and out: files of departments, templates, exchange layouts."""

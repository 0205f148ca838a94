"""One verb a file: load, decide, commit, announce."""

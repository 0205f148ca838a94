"""Schemes compiled to a columnar query, and walked in plain Python for one subject."""

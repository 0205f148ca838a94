"""Codes, numbers and days in the reader's words, Chinese first, English second. Knows no Django, so the command line can speak the same."""

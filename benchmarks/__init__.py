"""Measurements: ratios within one run, against a floor and against the best that was written by hand."""

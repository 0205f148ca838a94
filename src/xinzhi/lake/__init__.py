"""Columnar files and the in-process query engine."""

"""Whose is it? Identifiers, names, addresses and explainable matching."""

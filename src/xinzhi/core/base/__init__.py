"""The ground floor: problems, texts, periods, legal basis, canonical JSON."""

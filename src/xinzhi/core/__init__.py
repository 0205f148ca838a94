"""The rules: values in, values out. No clock, randomness, files, network or framework."""

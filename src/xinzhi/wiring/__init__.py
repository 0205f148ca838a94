"""Settings read once, and everything put together."""

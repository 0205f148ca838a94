"""Questions to the store, answered with plain values."""

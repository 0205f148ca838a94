"""An append-only Merkle log that anyone can check."""

"""Facts and their projections in the database. `commit` is the only write."""

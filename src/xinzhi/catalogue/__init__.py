"""Policy packs: read, merged, checked."""

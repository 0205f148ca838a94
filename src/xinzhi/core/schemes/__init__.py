"""What a credit scheme means."""

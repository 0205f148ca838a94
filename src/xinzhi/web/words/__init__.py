"""Numbers and days as Chinese and English readers write them. Knows no framework."""

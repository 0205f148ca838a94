"""What stands in one cell, read: text, days, amounts, numbers and codes. Pure, without knowledge of any record type."""

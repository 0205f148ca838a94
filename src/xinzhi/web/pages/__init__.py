"""What each page shows, as frozen values.

Texts of packs and records are already in the reader's language here; dates, points and money are still values, because
templates write them. No page knows a database row.
"""

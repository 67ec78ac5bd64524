"""From totals to many plausible matrices of who owes whom."""

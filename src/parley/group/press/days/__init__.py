"""Words for days and the days they mean, and when an undated text was written."""

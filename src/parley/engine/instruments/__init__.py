"""What authorities can do, one file for each instrument."""

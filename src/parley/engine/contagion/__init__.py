"""How distress travels, one file for each channel."""

"""Results to text, tables and pictures."""

"""A system's folder: who holds what and owes how much, each figure with its source."""

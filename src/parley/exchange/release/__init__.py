"""What is released: totals with noise on a budget, sums under masks, how many runs."""

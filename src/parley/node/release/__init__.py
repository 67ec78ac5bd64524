"""Releases of a node: the noise, the budgets and quotas in its record, sums with other nodes."""

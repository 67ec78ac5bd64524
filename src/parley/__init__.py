"""Parley: the record, the hotline and the rehearsal of a standing financial working group."""

__version__ = "0.1.0"

"""The record: an append-only log in a database, from which everything else is replayed."""

"""Bytes on disk to data and back."""

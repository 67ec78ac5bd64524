"""Whole numbers: the part of a system that one side holds, settled to the unit on any machine."""

"""Compiled loops of the channels: arrays in, arrays filled, nothing checked, nothing allocated."""

"""Compiled loops of the methods: arrays in, arrays filled, nothing checked."""

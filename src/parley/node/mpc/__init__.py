"""Clearing under secrecy: three processes compute on shares, and open the agreed sums alone."""

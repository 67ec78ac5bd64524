"""Which group and which meeting a text tells of, held against the record."""

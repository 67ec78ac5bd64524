"""People, offices and authorities: linked to the record, left to a person, or left alone."""

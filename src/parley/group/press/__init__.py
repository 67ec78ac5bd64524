"""Texts to claims: a text in sentences, versions of one story, dates, names repaired, facts."""

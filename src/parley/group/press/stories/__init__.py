"""Which texts are versions of one story, and where they differ or contradict each other."""

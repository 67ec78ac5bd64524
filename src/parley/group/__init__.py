"""What is said and owed: a working group, its dialogue and its exercises. Pure."""

"""What is looked for in a sentence: phrases, names in all their spellings, what governs what."""

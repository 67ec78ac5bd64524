"""Joint shock exercises: script, knowledge, decisions, play and evaluation."""

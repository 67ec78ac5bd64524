"""What could happen: a system, what hits it, how distress travels. Pure, numbers only."""

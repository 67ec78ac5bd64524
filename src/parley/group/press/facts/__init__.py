"""What else a text says, damage in it, and what may be taken over."""

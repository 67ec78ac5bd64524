"""What a reader wants to see of a dialogue: pages as values, each line with what it stands on."""

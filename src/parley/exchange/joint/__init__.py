"""The joint run: each side clears its own part, and only what is paid across the border crosses."""

"""An exercise's folder, the result of a play, and what is kept of one that was interrupted."""

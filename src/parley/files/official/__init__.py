"""Files that authorities publish, to folders of systems: each figure with the cell it stands in."""

"""The shell of a node: databases, keys, sockets, clocks. Decides nothing."""

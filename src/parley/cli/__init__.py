"""The commands: read, call one function, print, set the exit code."""

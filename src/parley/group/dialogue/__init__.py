"""The record of a dialogue: who met whom about what, who said what, what is owed. Pure."""

"""What can go wrong, one class for each thing that a caller can do about it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong with what was given, in the words of whoever filled it in.

    Args:
        where: The file, or the name of the argument, for example ``institutions.csv``.
        row: The row in that file, counted as a spreadsheet counts (the header is row 1),
            or 0 where no row applies.
        field: The column, key or institution.
        value: What stands there now, as text.
        expected: What was expected instead.
    """

    where: str
    row: int
    field: str
    value: str
    expected: str

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row else ""
        field = f", {self.field}" if self.field else ""
        value = f": {self.value}" if self.value else ""
        line = f"{self.where}{row}{field}{value}; expected {self.expected}"
        # What stands in a file may hold line breaks and worse: a fault is one line, always.
        return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)


class ParleyError(Exception):
    """Anything that Parley reports by a clear message and an exit status, never a traceback."""


class InvalidInput(ParleyError):
    """What was given is wrong: correct it and try again. Holds every fault, not the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type["InvalidInput"], tuple[tuple[Fault, ...]]]:
        """Faults and not their text: an error also travels from one machine to another."""
        return type(self), (self.faults,)


class NotBelieved(InvalidInput):
    """Signed by a key that does not count here: exchange keys, then say the same again."""


class NotConverged(ParleyError):
    """A search was given up before it ended: its numbers are no result."""


class CannotWrite(ParleyError):
    """A result could not be stored: free space or name another folder. Nothing was left there."""


class MissingExtra(ParleyError):
    """A part of Parley is not installed: install the extra that the message names."""


class CannotOpen(ParleyError):
    """A record, a key or a setting is not there or is another one: name the right one."""


class OtherVersion(ParleyError):
    """Something was made by another version of Parley: use that version, or upgrade as said."""


class CannotReach(ParleyError):
    """Another machine does not answer: see that it runs and is let through, and try again."""

"""How a number is known: the class that stands beside every figure."""

from dataclasses import dataclass
from enum import StrEnum


class Provenance(StrEnum):
    """How a figure is known, best first.

    FILE: read in a file that cites the official filing.
    REPORTED: the institution's own published figure, read in a copy.
    DERIVED: arithmetic on official figures.
    SCALED: an older figure moved to the date of the system, or one of a kindred definition.
    ESTIMATED: recomputed by a stated rule where no figure is public.
    RECALLED: general knowledge, not read in a source; to be checked before use.
    """

    FILE = "file"
    REPORTED = "reported"
    DERIVED = "derived"
    SCALED = "scaled"
    ESTIMATED = "estimated"
    RECALLED = "recalled"


@dataclass(frozen=True)
class Origin:
    """Where one figure comes from.

    Args:
        provenance: How it is known.
        source: The document, or the rule that made it, in words.
        as_of: The day it holds for, ISO 8601; empty where none applies.
    """

    provenance: Provenance
    source: str
    as_of: str = ""

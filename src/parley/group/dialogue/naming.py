"""Which fields of an entry name another entry, so that names are checked in one place."""

from collections.abc import Mapping
from typing import Final

#: Under these keys the metadata of a field say what kind its texts, or the keys of its mapping,
#: are the names of.
NAMES: Final = "names"
KEYS: Final = "keys"


def names_of(kind: str, *, keys: str = "") -> Mapping[str, str]:
    """Metadata for a field that holds names.

    Args:
        kind: Of what: ``body``, ``person``, ``meeting``, ``entry`` for any entry, and so on; empty
            where only the keys are names.
        keys: Of what the keys of a mapping are the names; empty for no check.
    """
    return {each: what for each, what in ((NAMES, kind), (KEYS, keys)) if what}

"""What tests of reading share: the knowledge of the dialogue that ships, built once."""

from functools import lru_cache

from parley.files.press_reading import knowledge_of
from parley.group.press.document.reading import read_text
from parley.group.press.knowledge import Knowledge
from parley.group.press.names.known import Link
from parley.group.press.reader import read
from parley.group.press.reading import Reading


@lru_cache(maxsize=1)
def shipped() -> Knowledge:
    return knowledge_of("us-china")


def reading(raw: str) -> Reading:
    return read(read_text(raw, "text.txt"), shipped())


def linked(found: Reading) -> set[str]:
    """The people of the record who are linked."""
    return {each.person for each in found.mentions if each.link is Link.LINK}


def looked_at(found: Reading) -> set[str]:
    """Spellings that were left to a person to decide."""
    return {each.written for each in found.mentions if each.link is Link.REVIEW}


def flagged(found: Reading, kind: str) -> list[str]:
    """What was said, of the flags of a kind."""
    return [flag.said for flag in found.flags if flag.kind.value == kind]

"""A small dialogue of two invented countries, and parts of it, for tests."""

from datetime import date
from functools import cache

from parley.files.dialogue_catalogue import find_dialogue
from parley.group.dialogue.basis import Basis, Days, Names, Publisher, Source
from parley.group.dialogue.charter import Charter, GroupKind, Place, Side
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.meetings import Meeting, Status
from parley.group.dialogue.people import Body
from parley.group.marking import Handling
from parley.group.words import Words

FIRST = date(2020, 1, 1)


@cache
def shipped() -> Dialogue:
    """The dialogue that ships, for tests on generated cases: a fixture would be printed whole."""
    return find_dialogue("us-china")


def basis(name: str, known_from: date = FIRST, **more: object) -> Basis:
    given: dict[str, object] = {
        "id": name, "sources": ("gazette",), "known_from": known_from, "handling": Handling.CLEAR
    } | more  # fmt: skip
    return Basis(**given)  # type: ignore[arg-type]


def named(name: str) -> Names:
    return Names(Words(name, name))


def meeting(
    key: str, day: date, *, name: str = "", place: str = "north-town", **more: object
) -> Meeting:
    given: dict[str, object] = {
        "basis": basis(name or key, day),
        "key": key,
        "group": "NS",
        "status": Status.HELD,
        "days": (Days(day, day),),
        "place": place,
        "text": Words("met", "会晤"),
    } | more
    return Meeting(**given)  # type: ignore[arg-type]


def dialogue(**more: object) -> Dialogue:
    """Northland and Southland, with one group and no meeting."""
    given: dict[str, object] = {
        "id": "example",
        "title": Words("Northland and Southland", "北国与南国"),
        "sides": (
            Side("N", Words("Northland", "北国"), ("NN",), "UTC", Words("Northern", "北方")),
            Side("S", Words("Southland", "南国"), ("SS",), "UTC", Words("Southern", "南方")),
        ),
        "sources": (Source("gazette", "Gazette", Publisher.OFFICIAL, "en", "https://example.org"),),
        "places": (
            Place("north-town", named("North Town"), "NN"),
            Place("south-town", named("South Town"), "SS"),
        ),
        "bodies": (
            Body(basis("north-bank"), named("Bank of Northland"), "N"),
            Body(basis("south-bank"), named("Bank of Southland"), "S"),
        ),
        "charters": (
            Charter(
                basis=basis("NS"),
                kind=GroupKind.GROUP,
                names=named("North-South Group"),
                leads={"N": "north-bank", "S": "south-bank"},
                purpose=Words("A channel.", "渠道。"),
            ),
        ),
    } | more
    return Dialogue(**given)  # type: ignore[arg-type]

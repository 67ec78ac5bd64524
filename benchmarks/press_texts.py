"""Press texts made up by rule for benchmarks and tests: as many as wanted, the same each time."""

from collections.abc import Iterator
from hashlib import blake2b

_WHO = (
    "the delegation", "the deputy governor", "an official of the bank", "the finance minister",
    "a spokesman of the authority", "the head of supervision", "the two delegations",
    "the negotiators", "an adviser to the minister", "the governor",
)  # fmt: skip
_DID = (
    "spoke of", "asked about", "set out views on", "raised worries about", "welcomed progress on",
    "exchanged papers on", "reported to the other side on", "agreed to keep working on",
)  # fmt: skip
_WHAT = (
    "cross-border payments", "the resolution of large banks", "capital markets", "climate risk",
    "money laundering", "insurance supervision", "operational resilience", "financial stability",
    "lending to low-income countries", "the collection of data", "tariffs on steel",
    "limits on investment", "the supply of credit", "deposit insurance", "stress tests",
)  # fmt: skip
_NAMES = (
    "Aldous", "Berenger", "Castellan", "Dunmore", "Eskola", "Ferrante", "Galbraeth", "Hovland",
    "Ivanek", "Jessop", "Kirkwall", "Lindqvist", "Marchetti", "Norring", "Oyelaran", "Pemberton",
    "Quillan", "Rothmere", "Sundqvist", "Tavares", "Ullmann", "Varga", "Westerby", "Yoshida",
)  # fmt: skip
_PLACES = ("Larkhaven", "Portmere", "Ostrava", "Kingsbay", "Valdoro", "Nanhai", "Sorrel", "Tampere")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
#: What a text about the working group begins with; days, numbers and towns are made up.
_LEADS = (
    "The {ordinal} meeting of the Financial Working Group between the United States and China was "
    "held in {town} on {day}. The US side was led by Assistant Secretary Brent Neiman and the "
    "Chinese side by Deputy Governor Xuan Changneng of the People's Bank of China.",
    "Officials of the US Treasury and the People's Bank of China will meet in {town} on {day}, the "
    "{ordinal} time that the financial working group convenes since it was created last year.",
    "The Economic Working Group held its {ordinal} meeting in {town} on {day}, the Treasury said. "
    "The US delegation raised concerns about overcapacity; China raised concerns about tariffs.",
)
_ORDINALS = ("third", "fourth", "fifth", "sixth")
_TOWNS = ("Beijing", "Shanghai", "Washington", "Nanjing")
_SHAPES = (
    "{Who} {did} {what} and {what2} at the talks in {place} on {day}.",
    "{name} {name2}, who leads the team from {place}, said that {what} came first.",
    "“We have spoken at length of {what}, and we shall do so again,” {name} said on {day}.",
    "Some {number} institutions took part in the exercise on {what}, {name} told reporters.",
    "{Who} {did} {what}, a statement said, {number} days after the last meeting in {place}.",
    "In {place}, {who} {did} {what2}; {name} of the working group had asked for {number} papers.",
)


def pick(number: int, *address: object) -> int:
    """A number below ``number`` that depends on nothing but the address."""
    words = "/".join(map(str, address)).encode()
    return int.from_bytes(blake2b(words, digest_size=8).digest()) % number


def sentence(story: int, place: int) -> str:
    """One sentence of a story; hardly ever the same in two stories."""

    def one(words: tuple[str, ...], what: str) -> str:
        return words[pick(len(words), story, place, what)]

    who = one(_WHO, "who")
    return one(_SHAPES, "shape").format(
        Who=who[0].upper() + who[1:],
        who=who,
        did=one(_DID, "did"),
        what=one(_WHAT, "what"),
        what2=one(_WHAT, "other"),
        place=one(_PLACES, "place"),
        day=one(_DAYS, "day"),
        name=one(_NAMES, "name") + str(pick(90, story, place, "count")),
        name2=one(_NAMES, "second"),
        number=pick(900, story, place, "number") + 13,
    )


def article(story: int, *, version: int = 0, sentences: int = 24) -> str:
    """One version of a story: 0 the first, 1 a copy in other lines, 2 cut, with another end."""
    said = [sentence(story, place) for place in range(sentences)]
    if version == 2:
        said = [*said[: sentences // 3], *said[sentences // 2 :], sentence(story + 10**9, 0)]
    glue = " " if version == 1 else "\n"
    head = f"date 2024-{1 + pick(12, story):02d}-{1 + pick(28, story, 1):02d} "
    return head + glue.join(said)


def lead(story: int) -> str:
    """What a story says of a meeting of the working group."""
    return _LEADS[pick(len(_LEADS), story, "lead")].format(
        ordinal=_ORDINALS[pick(len(_ORDINALS), story, "ordinal")],
        town=_TOWNS[pick(len(_TOWNS), story, "town")],
        day=_DAYS[pick(len(_DAYS), story, "day")],
    )


def articles(count: int, *, with_lead: bool = False) -> Iterator[tuple[str, int, str]]:
    """Texts in a stream: name, number of the story, words. Three of each ten are one story.

    Args:
        count: How many.
        with_lead: Whether each tells of a meeting of the working group.
    """
    for number in range(count):
        place = number % 10
        story = number - place if place < 3 else number
        name = f"{number:05d}.txt"
        words = article(story, version=place if place < 3 else 0)
        yield name, story, f"{words} {lead(story)}" if with_lead else words

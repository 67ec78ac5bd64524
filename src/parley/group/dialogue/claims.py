"""Claims that texts make about the meetings of a group, kept as they were made, right or wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.basis import Basis
from parley.group.dialogue.naming import names_of
from parley.group.words import Words


@dataclass(frozen=True)
class Claim:
    """What a text says about a group or one of its meetings. It is compared, never adopted.

    Args:
        basis: Where it stands.
        text: What is said, in own words.
        group: Of which group, as the text has it.
        meeting: About which meeting, as far as day, heads and place tell; empty for the group.
        number: The number that it gives; 0 for none.
        in_country: The how-manieth in the country that it gives; 0 for none.
        place: The place that it gives.
        day: The day that it gives for the meeting.
        founded: Any day of the month in which it says that the group was founded.
        heads: The head of each side that it names.
        leads: The lead body of each side that it names.
        offices: The office that it gives to a person, by person.
    """

    basis: Basis
    text: Words
    group: str = field(metadata=names_of("charter"))
    meeting: str = field(default="", metadata=names_of("meeting"))
    number: int = 0
    in_country: int = 0
    place: str = field(default="", metadata=names_of("place"))
    day: date | None = None
    founded: date | None = None
    heads: Mapping[str, str] = field(default_factory=dict, metadata=names_of("person", keys="side"))
    leads: Mapping[str, str] = field(default_factory=dict, metadata=names_of("body", keys="side"))
    offices: Mapping[str, Words] = field(default_factory=dict, metadata=names_of("", keys="person"))

    def __post_init__(self) -> None:
        found = {"number": self.number, "in_country": self.in_country}
        faults = [
            Fault("", 0, name, str(count), "1 or more, or nothing")
            for name, count in found.items()
            if count < 0
        ]
        if faults:
            raise InvalidInput(faults)

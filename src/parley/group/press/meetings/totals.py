"""How many meetings a text says were held in all, against those that the record has by then."""

from collections.abc import Iterator, Mapping, Sequence

from parley.group.press.days.written import Written
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.meetings.claims import Claim
from parley.group.press.meetings.expected import Expected


def wrong_totals(
    claims: Sequence[Claim], expected: Mapping[str, Sequence[Expected]], written: Written
) -> Iterator[Flag]:
    """Flags for "it has met eight times" where fewer meetings were held when that was written.

    A smaller count is no error: it may count what came before one of the meetings.
    """
    for claim in claims:
        series = [each for each in expected.get(claim.group, ()) if each.number]
        if claim.kind != "before" or not series:
            continue
        by_then = [
            each
            for each in series
            if each.took_place and (written.last is None or each.first <= written.last)
        ]
        if int(claim.value) > len(by_then):
            held, last = len(by_then), by_then[-1].name if by_then else ""
            wanted = f"{held} held by then, to {last}" if last else f"{held} held by then"
            yield Flag(FlagKind.NUMBER, f"{claim.value} held", wanted, claim.line)

"""Whatever is rejected or only proposed, every page is made, and shows what it should."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from parley.group.dialogue.basis import Standing
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.kinds import SINGULAR
from parley.group.dialogue.known import Judgement, as_known, judged
from parley.group.dialogue.series import find_meeting
from parley.group.dialogue.views.brief import brief
from parley.group.dialogue.views.calendar_values import calendar_entries
from parley.group.dialogue.views.group_page import group_page
from parley.group.dialogue.views.handover import handover_page
from parley.group.dialogue.views.ledger_page import ledger_page
from parley.group.dialogue.views.measures_page import measures_page
from parley.group.dialogue.views.page import Page
from parley.group.dialogue.views.principal import principal_page
from parley.group.dialogue.views.readouts_page import readouts_page
from parley.group.dialogue.views.series_page import series_page
from parley.group.dialogue.views.topic_page import topic_page
from tests.group.dialogue.examples import shipped

DAY = date(2024, 11, 20)


def pages(known: Dialogue) -> list[Page]:
    made = [ledger_page(known, DAY, with_closed=True), measures_page(known, DAY)]
    made.append(series_page(known, DAY))
    made += [topic_page(known, each.basis.id, DAY) for each in known.topics[:3]]
    for charter in known.groups:
        name = charter.basis.id
        made += [brief(known, name, DAY), group_page(known, name, DAY)]
        made.append(handover_page(known, name, DAY))
    for key in ("fwg-2024-08", "ewg-2024-02"):
        if key in known.meeting:
            numbered = find_meeting(known, key)
            made.append(readouts_page(known, numbered, DAY))
            made += [principal_page(known, numbered, side.id, DAY) for side in known.sides]
    calendar_entries(known, DAY)
    return made


def marked(whole: Dialogue, chosen: set[str], **says: object) -> Dialogue:
    """The dialogue with another marking or standing of the chosen entries."""
    kept: dict[str, Any] = {}
    for kind in SINGULAR:
        kept[kind] = tuple(
            replace(entry, basis=replace(entry.basis, **says))
            if entry.basis.id in chosen
            else entry
            for entry in getattr(whole, kind)
        )
    return replace(whole, known_on=date.max, **kept)


#: Which entries are meant: any numbers, counted round.
PICKS = st.lists(st.integers(0, 10_000), max_size=60)


def some_of(whole: Dialogue, picks: list[int]) -> set[str]:
    every = sorted(entry.basis.id for _, entry in whole.entries())
    return {every[pick % len(every)] for pick in picks}


@settings(max_examples=6)
@given(picks=PICKS)
def test_what_was_rejected_is_on_no_page(picks: list[int]) -> None:
    rejected = some_of(shipped(), picks)
    whole = marked(
        shipped(), rejected, standing=Standing.REJECTED, judged_by="A. Clerk", judged_on=DAY
    )
    for page in pages(as_known(whole, DAY)):
        for line in page.lines:
            assert not rejected & set(line.entries)


@settings(max_examples=6)
@given(picks=PICKS)
def test_proposals_never_stop_a_page(picks: list[int]) -> None:
    whole = marked(shipped(), some_of(shipped(), picks), standing=Standing.PROPOSED)
    known = as_known(whole, DAY)
    waiting = {each.facts["proposal"] for each in pages(known)[0].section("proposals").lines}
    for kind, entry in known.entries():
        if entry.basis.standing is Standing.PROPOSED and kind != "progress":
            assert entry.basis.id in waiting


def test_a_rejection_of_a_shipped_entry_is_possible_too(us_china: Dialogue) -> None:
    decided = judged(us_china, [Judgement("leaders-call", Standing.REJECTED, "A. Clerk", DAY)])
    known = as_known(decided, DAY)
    assert "leaders-call" not in {each.basis.id for each in known.commitments}
    assert pages(known)

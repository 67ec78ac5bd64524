"""Internal, shared and public pages from one record: nothing marked stands on a page for others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.group.dialogue.audience import Audience, as_seen_by, check_nothing_slips
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.kinds import SINGULAR
from parley.group.dialogue.known import as_known
from parley.group.dialogue.views.brief import brief
from parley.group.dialogue.views.page import Page
from parley.group.marking import Handling
from tests.group.dialogue.examples import shipped
from tests.group.dialogue.test_views import pages

EVE = date(2024, 8, 14)
LATER = date(2025, 1, 31)


def marked(dialogue: Dialogue, marks: dict[str, Handling]) -> Dialogue:
    """The dialogue with other markings on the entries named."""
    kept: dict[str, Any] = {
        kind: tuple(
            replace(
                entry,
                basis=replace(
                    entry.basis, handling=marks.get(entry.basis.id, entry.basis.handling)
                ),
            )
            for entry in getattr(dialogue, kind)
        )
        for kind in SINGULAR
    }
    return replace(dialogue, **kept)


def said(page: Page) -> Iterator[str]:
    for line in page.lines:
        yield from (line.text.en, line.text.zh)
        for remark in line.remarks:
            yield from (remark.en, remark.zh)


def test_an_internal_page_holds_everything(us_china: Dialogue) -> None:
    own = marked(us_china, {"visit-2024": Handling.PRIVATE})
    assert as_seen_by(own, Audience.INTERNAL).by_id.keys() == own.by_id.keys()


def test_a_private_intent_is_on_no_page_for_others_and_neither_is_what_would_fulfil_it(
    us_china: Dialogue,
) -> None:
    own = marked(us_china, {"visit-2024": Handling.PRIVATE})
    text = us_china.by_id["visit-2024"].text.en  # type: ignore[attr-defined]
    inside = brief(as_known(own, EVE), "FWG", EVE)
    assert any(text in words for words in said(inside))
    for audience in (Audience.SHARED, Audience.PUBLIC):
        outside = brief(as_known(as_seen_by(own, audience), EVE), "FWG", EVE)
        assert not any(text in words for words in said(outside))
        assert not any("visit-2024" in name for line in outside.lines for name in line.entries)


def test_a_commitment_goes_with_the_hidden_person_whose_act_would_fulfil_it(
    us_china: Dialogue,
) -> None:
    own = marked(us_china, {"xi-jinping": Handling.PRIVATE})
    seen = as_seen_by(own, Audience.SHARED)
    assert "leaders-call" in own.by_id
    assert "leaders-call" not in seen.by_id


def test_what_is_amber_is_shared_and_not_published(us_china: Dialogue) -> None:
    own = marked(us_china, {"overcapacity": Handling.AMBER})
    name = next(each.basis.id for each in us_china.concerns if "capacity" in each.text.en)
    own = marked(us_china, {name: Handling.AMBER})
    assert name in as_seen_by(own, Audience.SHARED).by_id
    assert name not in as_seen_by(own, Audience.PUBLIC).by_id


def test_a_hidden_correction_leaves_the_chain_of_corrections_whole(us_china: Dialogue) -> None:
    first = us_china.meetings[0]
    second = replace(first, basis=replace(first.basis, id="second", supersedes=(first.basis.id,)))
    third = replace(first, basis=replace(first.basis, id="third", supersedes=("second",)))
    own = replace(us_china, meetings=(*us_china.meetings, second, third))
    seen = as_seen_by(marked(own, {"second": Handling.PRIVATE}), Audience.PUBLIC)
    assert seen.meeting[first.key].basis.id == "third"
    assert seen.meeting[first.key].basis.supersedes == (first.basis.id,)


def test_of_a_meeting_whose_plan_is_hidden_nothing_is_told_before_it_was_held(
    us_china: Dialogue,
) -> None:
    seen = as_seen_by(marked(us_china, {"fwg-2024-01-planned": Handling.RED}), Audience.PUBLIC)
    assert seen.meeting["fwg-2024-01"].basis.id == "fwg-2024-01-held"
    assert "claim-finance-ministry" not in seen.by_id, "it was made while the plan alone was known"
    assert "claim-economic-group" in seen.by_id


@settings(max_examples=5)
@given(
    picks=st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(Handling)), max_size=25),
    audience=st.sampled_from((Audience.SHARED, Audience.PUBLIC)),
    day=st.sampled_from((EVE, LATER)),
)
def test_whatever_is_marked_no_page_for_others_holds_it(
    picks: list[tuple[int, Handling]], audience: Audience, day: date
) -> None:
    names = sorted(entry.basis.id for _, entry in shipped().entries())
    own = marked(shipped(), {names[pick % len(names)]: mark for pick, mark in picks})
    for page in pages(as_seen_by(own, audience), day):
        check_nothing_slips(tuple(said(page)), own, audience, page.id)
        assert all(audience.may_see(line.handling) for line in page.lines)


def test_the_second_lock_names_what_would_slip(us_china: Dialogue) -> None:
    own = marked(us_china, {"visit-2024": Handling.RED})
    page = brief(as_known(own, EVE), "FWG", EVE)
    with pytest.raises(InvalidInput, match=r"commitment visit-2024.*TLP:RED"):
        check_nothing_slips(tuple(said(page)), own, Audience.PUBLIC, "brief")

"""Claims of texts about meetings are compared with the series, and never adopted."""

from dataclasses import replace
from datetime import date

import pytest

from parley.group.dialogue.basis import Days
from parley.group.dialogue.claims import Claim
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import as_known
from parley.group.dialogue.meetings import Status
from parley.group.dialogue.series import series
from parley.group.dialogue.series_check import check_claim, check_claims, check_record
from parley.group.words import Words
from tests.group.dialogue.examples import basis, dialogue, meeting

AUGUST = date(2024, 8, 20)


def claim(**says: object) -> Claim:
    given: dict[str, object] = {
        "basis": basis("claim", AUGUST), "text": Words("said", "称"), "group": "FWG"
    } | says  # fmt: skip
    return Claim(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("says", "kind"),
    [
        ({"meeting": "fwg-2024-08", "number": 6}, "number"),
        ({"meeting": "fwg-2024-08", "place": "beijing"}, "place"),
        ({"meeting": "fwg-2024-08", "founded": date(2023, 10, 1)}, "founded"),
        ({"meeting": "fwg-2024-08", "day": date(2024, 8, 19)}, "day"),
        ({"meeting": "fwg-2024-08", "in_country": 3}, "count"),
        ({"meeting": "fwg-2024-08", "heads": {"CN": "brent-neiman"}}, "head"),
        ({"meeting": "fwg-2024-08", "leads": {"CN": "cn-mof"}}, "lead"),
        ({"meeting": "fwg-2024-08", "group": "EWG"}, "group"),
        ({"number": 9}, "number"),
        ({"number": 4, "place": "shanghai"}, "place"),
    ],
)
def test_s05_a_wrong_claim_raises_one_warning(
    us_china: Dialogue, says: dict[str, object], kind: str
) -> None:
    found = check_claim(as_known(us_china, AUGUST), claim(**says))
    assert [each.kind for each in found] == [kind]
    assert found[0].said != found[0].record


@pytest.mark.parametrize(
    "says",
    [
        {"meeting": "fwg-2024-08", "number": 5, "in_country": 2, "place": "shanghai"},
        {"number": 3, "place": "beijing", "in_country": 1, "day": date(2024, 1, 19)},
        {"number": 1, "founded": date(2023, 9, 1), "leads": {"CN": "pboc", "US": "us-treasury"}},
        {"number": 5, "heads": {"US": "brent-neiman", "CN": "xuan-changneng"}},
        {"group": "EWG", "number": 1, "day": date(2023, 10, 23)},
        {"group": "EWG", "number": 1, "day": date(2023, 10, 24)},
    ],
)
def test_a_right_claim_raises_none(us_china: Dialogue, says: dict[str, object]) -> None:
    assert not check_claim(as_known(us_china, AUGUST), claim(**says))


def test_twice_met_four_held_and_the_fifth_are_one_series(us_china: Dialogue) -> None:
    """C01: each text counts from its own day; put in order they agree."""
    for day, met in ((date(2024, 1, 17), 2), (date(2024, 8, 13), 4)):
        known = series(as_known(us_china, day), "FWG")
        held = [each for each in known if each.meeting.status.has_taken_place]
        assert [each.number for each in held] == list(range(1, met + 1))
        assert known[-1].number == met + 1, "and the next is planned"


def test_every_error_that_is_kept_is_found(us_china: Dialogue) -> None:
    found: dict[str, set[str]] = {}
    for each in check_claims(us_china):
        found.setdefault(each.entries[0].basis.id, set()).add(each.kind)
    assert found == {
        "claim-founded-october": {"founded"},
        "claim-finance-ministry": {"lead"},
        "claim-economic-group": {"group"},
        "claim-adeyemo": {"head"},
        "claim-sixth-economic": {"group"},
        "claim-published-day": {"day"},
        "claim-sixth-in-august": {"number", "office"},
        "claim-economic-founded-october": {"founded"},
        "claim-deputy-secretary": {"office"},
        "claim-readout-day": {"day"},
    }


def test_the_record_that_ships_fits(us_china: Dialogue) -> None:
    for day in (date(2024, 1, 18), date(2024, 8, 14), date(2026, 11, 25)):
        assert not check_record(as_known(us_china, day), day)


def test_a_plan_whose_days_are_over_is_not_taken_for_a_meeting() -> None:
    day = date(2024, 5, 1)
    whole = dialogue(meetings=(meeting("first", day, status=Status.PLANNED),))
    (found,) = check_record(whole, date(2024, 6, 1))
    assert found.kind == "overdue"
    assert not check_record(whole, day)


def test_two_meetings_at_once_do_not_fit() -> None:
    one = meeting("one", date(2024, 5, 1))
    one = replace(one, days=(Days(date(2024, 5, 1), date(2024, 5, 3)),))
    whole = dialogue(meetings=(one, meeting("two", date(2024, 5, 2))))
    assert [each.kind for each in check_record(whole, date(2024, 6, 1))] == ["overlap"]


def test_a_readout_is_not_older_than_its_meeting() -> None:
    early = meeting("one", date(2024, 5, 2), read_out={"N": date(2024, 5, 1)})
    (found,) = check_record(dialogue(meetings=(early,)), date(2024, 6, 1))
    assert found.kind == "readout"


def test_a_readout_has_one_day_of_publication(us_china: Dialogue) -> None:
    assert not [e for e in check_record(us_china, date(2026, 1, 1)) if e.kind == "published"]
    readouts = tuple(
        replace(each, published=date(2024, 8, 20))
        if each.basis.id == "readout-fwg-2024-08-us"
        else each
        for each in us_china.readouts
    )
    wrong = replace(us_china, readouts=readouts)
    (found,) = check_record(wrong, date(2026, 1, 1))
    assert (found.kind, found.said.en) == ("published", "20 August 2024")


def test_a_body_that_was_replaced_does_not_sit_at_a_meeting(us_china: Dialogue) -> None:
    (held,) = (each for each in us_china.meetings if each.basis.id == "fwg-2024-01-held")
    ours, theirs = held.delegations
    wrong = replace(held, delegations=(ours, replace(theirs, bodies=("cbirc",))))
    meetings = tuple(wrong if each is held else each for each in us_china.meetings)
    (found,) = check_record(replace(us_china, meetings=meetings), date(2026, 1, 1))
    assert found.kind == "body"
    assert found.record == us_china.body["nfra"].names.name

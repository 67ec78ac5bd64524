"""The dialogue that ships against the collected history: every meeting, event and address."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.series import find_meeting, series

pytestmark = pytest.mark.shared


@pytest.fixture(name="history", scope="module")
def _history(shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "history.json").read_text(encoding="utf-8"))
    return found


def test_every_meeting_has_its_number_day_and_place(
    us_china: Dialogue, history: dict[str, Any]
) -> None:
    for each in history["series"]:
        numbered = find_meeting(us_china, f"{each['group']}-{each['number']}")
        year, month, *day = (int(part) for part in each["date"].split("-"))
        first = numbered.meeting.days[0]
        assert (first.first.year, first.first.month) == (year, month)
        if day:
            assert first.holds(date(year, month, day[0]))
    assert len(series(us_china, "FWG")) + len(series(us_china, "EWG")) == len(history["series"])
    for event in history["events"]:
        if event["kind"] == "meeting":
            meeting = find_meeting(us_china, event["id"]).meeting
            place = us_china.place.get(meeting.place)
            assert event["place"].startswith(place.names.name.en if place else "video")
            if event.get("nth_in_country"):
                assert find_meeting(us_china, event["id"]).in_country == event["nth_in_country"]
            if event.get("agencies"):
                for side, bodies in event["agencies"].items():
                    named = [each for each in bodies if "not named" not in each]
                    assert len(meeting.delegation(side).bodies) >= len(named), event["id"]
            for side, head in (event.get("heads") or {}).items():
                for person in meeting.delegation(side).heads[:1]:
                    family = us_china.person[person].family.en
                    assert family in head or "recalled" in head, event["id"]


def test_every_address_of_the_history_is_a_source_that_an_entry_stands_on(
    us_china: Dialogue, history: dict[str, Any]
) -> None:
    used = {name for _, entry in us_china.entries() for name in entry.basis.sources}
    for meeting in us_china.meetings:
        used |= {name for each in meeting.topics for name in each.basis.sources}
    addresses = {us_china.source[name].address for name in used}
    missing = [
        (event["id"], address)
        for event in history["events"]
        for address in event["sources"]
        if address not in addresses
    ]
    assert not missing


def test_everybody_of_the_history_is_known(us_china: Dialogue, history: dict[str, Any]) -> None:
    names = {each.names.name.en: each for each in us_china.people}
    for person in history["people"]:
        assert person["name"] in names
        if "zh" in person:
            assert names[person["name"]].names.name.zh == person["zh"]


def test_every_event_of_the_history_has_an_entry_on_its_days(
    us_china: Dialogue, history: dict[str, Any]
) -> None:
    for event in history["events"]:
        if event["kind"] == "meeting":
            continue
        year, month = (int(part) for part in (event.get("date") or event["date_us"])[:7].split("-"))
        near = [
            each
            for each in us_china.events
            if (each.days.first.year, each.days.first.month)
            <= (year, month)
            <= (each.days.last.year, each.days.last.month)
        ]
        addresses = {us_china.source[n].address for each in near for n in each.basis.sources}
        assert addresses & set(event["sources"]) or not event["sources"], event["id"]


def test_the_sub_body_meets_where_the_history_says(
    us_china: Dialogue, history: dict[str, Any]
) -> None:
    (told,) = (each for each in history["sub_bodies"] if each["under"] == "FWG")
    for numbered, said in zip(series(us_china, "FWG-AML"), told["meetings"], strict=True):
        assert said.startswith(f"{numbered.number}: ")
        assert us_china.place[numbered.meeting.place].names.name.en in said


def test_no_sentence_of_the_five_articles_is_in_the_folder(
    us_china: Dialogue, shared: Path
) -> None:
    """Own words: no run of eight words of an article stands in any text that ships."""
    runs = set()
    for path in sorted((shared / "articles").glob("*.txt")):
        words = path.read_text(encoding="utf-8").split()
        runs |= {" ".join(words[i : i + 8]) for i in range(len(words) - 7)}
    folder = Path(__file__).resolve().parents[3] / "src" / "parley" / "dialogues" / "us-china"
    for path in folder.glob("*.toml"):
        words = path.read_text(encoding="utf-8").split()
        own = {" ".join(words[i : i + 8]) for i in range(len(words) - 7)}
        assert not own & runs, path.name

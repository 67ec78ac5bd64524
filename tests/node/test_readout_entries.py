"""Own readouts on either database: a release stands in every page, and is one person's alone."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from parley.cli.commands import run
from parley.errors import InvalidInput
from parley.exchange.log import Entry
from parley.files.dialogue_catalogue import find_dialogue
from parley.group.dialogue.aligned import readouts_of
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import as_known
from parley.group.dialogue.meetings import Meeting
from parley.group.dialogue.release import Draft
from parley.group.dialogue.series import find_group, find_meeting
from parley.group.dialogue.views.brief import brief
from parley.group.dialogue.views.readouts_page import readouts_page
from parley.group.marking import Handling
from parley.node.dialogue_entries import with_record
from parley.node.readout_entries import keep_draft, readout_of, release
from parley.node.record.database import open_database
from parley.node.record.store import Record
from tests.node.conftest import MakeAddress
from tests.node.nodes import free_port

NOW, DAY = "2026-11-25T02:00:00+00:00", date(2026, 11, 25)
TEXT = "﻿Both sides met.\r\n\r\n双方同意继续会晤。\n"


@pytest.fixture(name="shipped", scope="module")
def _shipped() -> Dialogue:
    return find_dialogue("us-china")


@pytest.fixture(name="meeting")
def _meeting(shipped: Dialogue) -> Meeting:
    return find_meeting(shipped, "FWG-5").meeting


@pytest.fixture(name="records")
def _records(make_address: MakeAddress) -> Iterator[tuple[Record, Record]]:
    """One record, open twice: as two people at two screens have it."""
    address = make_address()
    one = Record(open_database(address, create=True), "a")
    other = Record(open_database(address), "a")
    yield one, other
    one.close()
    other.close()


def keep(record: Record, meeting: Meeting, side: str = "US", language: str = "en") -> int:
    draft = Draft(0, side, language, "", "A. Clerk", NOW)
    return keep_draft(record, meeting.key, TEXT.encode(), draft).version


def test_a_released_text_is_a_readout_of_the_dialogue(
    shipped: Dialogue, meeting: Meeting, records: tuple[Record, Record]
) -> None:
    record, _ = records
    keep(record, meeting)
    assert with_record(shipped, record) == shipped, "a draft is nobody's readout"
    release(record, meeting, 1, "Ann Chief", NOW)
    whole = with_record(shipped, record)
    (own,) = (each for each in whole.readouts if each not in shipped.readouts)
    assert (own.meeting, own.side, own.language) == (meeting.key, "US", "en")
    assert own.body == "us-treasury"
    assert own.whole == "Both sides met.\n\n双方同意继续会晤。"
    assert own.basis.handling is Handling.CLEAR
    assert own.published == date(2026, 11, 24), "in Washington it is the evening before"
    (source,) = (each for each in whole.sources if each not in shipped.sources)
    assert own.basis.sources == (source.id,)
    assert source.side == "US"
    assert readout_of(record, meeting.key).draft(1).text in source.address


def test_pages_show_the_released_text_and_cite_it_from_that_day_on(
    shipped: Dialogue, meeting: Meeting, records: tuple[Record, Record]
) -> None:
    record, _ = records
    keep(record, meeting, "CN", "zh")
    release(record, meeting, 1, "Bo Chief", NOW)
    for day, is_there in ((DAY, True), (date(2026, 11, 24), False)):
        known = as_known(with_record(shipped, record), day)
        page = readouts_page(known, find_meeting(known, "FWG-5"), day)
        said = [line.text.zh for line in page.section("texts").lines]
        assert ("双方同意继续会晤。" in said) is is_there
        cited = {
            source.id
            for line in brief(known, find_group(known, "FWG"), day).lines
            if line.facts.get("meeting") == "FWG-5"
            for source in line.sources
        }
        assert any(name.startswith("released-") for name in cited) is is_there


def test_one_text_may_be_released_for_two_meetings(
    shipped: Dialogue, meeting: Meeting, records: tuple[Record, Record]
) -> None:
    record, _ = records
    other = find_meeting(shipped, "EWG-5").meeting
    for each in (meeting, other):
        keep(record, each)
        release(record, each, 1, "Ann Chief", NOW)
    found = with_record(shipped, record).readouts[-2:]
    assert [each.meeting for each in found] == [meeting.key, other.key]


def test_a_text_in_full_hides_no_point_that_was_known_before(
    shipped: Dialogue, meeting: Meeting, records: tuple[Record, Record]
) -> None:
    record, _ = records
    keep(record, meeting)
    release(record, meeting, 1, "Ann Chief", NOW)
    before, after = (
        readouts_of(shipped, meeting.key),
        readouts_of(with_record(shipped, record), meeting.key),
    )
    assert after == before
    assert before["US"].points


def test_what_was_planned_or_is_still_to_come_is_not_read_out(
    shipped: Dialogue, meeting: Meeting, records: tuple[Record, Record]
) -> None:
    record, _ = records
    keep(record, meeting)
    entries = list(record.entries())
    planned = find_meeting(as_known(shipped, date(2024, 8, 14)), "FWG-5").meeting
    for each, now in ((planned, NOW), (meeting, "2024-08-13T09:00:00+00:00")):
        with pytest.raises(InvalidInput, match="a meeting that was held") as refused:
            release(record, each, 1, "Ann Chief", now)
        assert "fwg-2024-08" in str(refused.value)
    assert list(record.entries()) == entries


class SlowRecord(Record):
    """A record of somebody who looks, and then waits until somebody else has done something."""

    meanwhile: Callable[[], object] | None = None

    def entries(self, first: int = 0) -> Iterator[Entry]:
        seen = list(super().entries(first))
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        yield from seen


@pytest.mark.parametrize("other_name", ["Ann Chief", "Bo Chief"])
def test_of_two_who_release_at_once_one_does_and_the_other_is_told(
    meeting: Meeting, make_address: MakeAddress, other_name: str
) -> None:
    address = make_address()
    quick = Record(open_database(address, create=True), "a")
    slow = SlowRecord(open_database(address), "a")
    for _ in range(2):
        keep(quick, meeting)
    slow.meanwhile = lambda: release(quick, meeting, 1, "Ann Chief", NOW)
    with pytest.raises(InvalidInput, match="released by Ann Chief"):
        release(slow, meeting, 1 if other_name == "Ann Chief" else 2, other_name, NOW)
    assert [each.by for each in readout_of(quick, meeting.key).releases] == ["Ann Chief"]
    assert len(list(quick.entries())) == 3
    quick.close()
    slow.close()


def test_many_who_release_at_once_leave_one_release_and_nothing_half(
    meeting: Meeting, records: tuple[Record, Record]
) -> None:
    versions = [keep(records[0], meeting) for _ in range(4)]
    begin, ends = threading.Barrier(len(versions)), dict[int, Any]()

    def person(version: int) -> None:
        begin.wait()
        try:
            ends[version] = release(records[version % 2], meeting, version, f"P{version}", NOW)
        except InvalidInput as refused:
            ends[version] = str(refused)

    people = [threading.Thread(target=person, args=(each,)) for each in versions]
    for each in people:
        each.start()
    for each in people:
        each.join()
    (done,) = readout_of(records[0], meeting.key).releases
    assert ends.pop(done.version) == done
    assert all(f"was released by P{done.version}" in told for told in ends.values())
    assert len(list(records[1].entries())) == len(versions) + 1


def test_the_commands_work_on_either_database(
    make_address: MakeAddress, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    node, text = tmp_path / "desk", tmp_path / "text.txt"
    text.write_text(TEXT, encoding="utf-8")
    listen = f"127.0.0.1:{free_port()}"
    first = ["--record", make_address()]
    by = ["--by", "A. Clerk", "--node", str(node)]
    for words in (
        ["node", "init", "desk", "--dir", str(node), "--listen", listen, *first],
        ["readout", "draft", "FWG-5", str(text), "--side", "US", "--language", "en", *by],
        ["readout", "courtesy", "FWG-5", "--version", "1", "--to", "their desk", *by],
        ["readout", "embargo", "FWG-5", "--until", "2024-08-19T10:00+08:00", *by],
        ["readout", "release", "FWG-5", "--version", "1", "--yes", *by],
    ):
        assert run(words) == 0, capsys.readouterr()
    for words in (["readout", "show", "FWG-5"], ["readouts", "FWG-5"]):
        capsys.readouterr()
        assert run([*words, "--node", str(node)]) == 0
        said = capsys.readouterr().out
        assert ("A. Clerk" in said) is (words[0] == "readout"), "who did it is nobody else's"
    assert "双方同意继续会晤。" in said
    assert run(["readout", "release", "FWG-5", "--version", "1", "--yes", *by]) == 2
    assert "was released by A. Clerk" in capsys.readouterr().err

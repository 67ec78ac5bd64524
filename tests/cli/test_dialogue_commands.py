"""The commands about the record of a dialogue: shown as text and JSON, judged in a node."""

import json
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from parley.node.record.database import open_database
from parley.node.record.store import Record
from tests.cli.conftest import Ask

EVE = ("--on", "2024-08-14")
VISIT = "visit-2024--visit-2024-04"


@pytest.mark.parametrize(
    "command",
    [
        ("brief", "FWG", *EVE),
        ("ledger", *EVE),
        ("ledger", "--all"),
        (
            "ledger",
            "--group",
            "金融工作组",
            "--side",
            "us",
            "--topic",
            "stress-communication",
            "--all",
        ),
        ("readouts", "FWG-5"),
        ("measures", "--since", "FWG-3"),
        ("measures",),
        ("principal", "FWG-5", "--side", "CN"),
        ("handover", "EWG"),
        ("group", "fwg"),
        ("meeting", "FWG-5"),
        ("who", "宣昌能"),
        ("topic", "反洗钱"),
        ("series", "check"),
        ("series", "check", "FWG-AML"),
    ],
)
def test_every_page_is_shown_as_text_and_as_json(ask: Ask, command: tuple[str, ...]) -> None:
    status, said = ask(*command, "--language", "zh")
    assert status == 0, said
    assert "来源" in said
    status, said = ask(*command, "--json")
    assert status == 0, said
    page = json.loads(said)
    lines = [line for section in page["sections"] for line in section["lines"]]
    assert lines
    assert all(line["sources"] for line in lines)
    assert all(set(line["text"]) == {"en", "zh"} for line in lines)


def test_a_page_is_shown_in_english_too(ask: Ask) -> None:
    status, said = ask("readouts", "FWG-5", "--language", "en")
    assert status == 0
    assert "Sources" in said
    assert "They differ" in said


def test_the_brief_says_what_the_issue_asks(ask: Ask) -> None:
    _, said = ask("brief", "FWG", *EVE, "--json")
    page = json.loads(said)
    sections = {each["id"]: each["lines"] for each in page["sections"]}
    assert [line["facts"]["meeting"] for line in sections["earlier"]] == [
        "FWG-1", "FWG-2", "FWG-3", "FWG-4"
    ]  # fmt: skip
    assert sections["contacts-missing"]
    assert sum(line["facts"]["kind"] == "joint exercise" for line in sections["exercises"]) == 3


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("brief", "XYZ"), "one of FWG, EWG"),
        (("readouts", "FWG-99"), "one of FWG-1"),
        (("brief", "FWG", "--on", "yesterday"), "a day, such as 2024-08-14"),
        (("brief", "FWG", "--dialogue", "nowhere"), "us-china"),
        (("topic", "weather"), "one of financial-stability"),
        (("principal", "FWG-5", "--side", "UN"), "one of US, CN"),
        (("ledger", "--side", "UN"), "one of US, CN"),
        (("ledger", "--topic", "weather"), "one of financial-stability"),
        (("calendar", "group.txt"), "ends in .ics"),
        (("who", "Niemann"), "near are brent-neiman"),
        (("readouts", "FWG-5", "--on", "2024-01-01"), "FWG-5"),
        (("brief", "FWG", "--on", "2023-01-01"), "none is known on that day"),
        (("readouts", "FWG-1", "--on", "2023-01-01"), "none is known on that day"),
    ],
)
def test_what_is_not_there_is_refused_in_one_line(
    ask: Ask, command: tuple[str, ...], said: str
) -> None:
    status, found = ask(*command)
    assert status == 2
    assert said in found
    assert "Traceback" not in found


def test_a_judgement_is_kept_in_the_record(ask: Ask, node: Path) -> None:
    assert VISIT in ask("ledger", "--node", node)[1].replace("\n    ", "")
    status, said = ask("ledger", "confirm", VISIT, "--by", "A. Clerk", "--node", node)
    assert status == 0, said
    _, after = ask("ledger", "--node", node, "--json")
    waiting = [
        line["facts"]["proposal"]
        for section in json.loads(after)["sections"]
        if section["id"] == "proposals"
        for line in section["lines"]
    ]
    assert VISIT not in waiting
    assert "leaders-call--leaders-call-2024-04" in waiting
    assert ask("ledger", "reject", "no-such-thing", "--by", "A", "--node", node)[0] == 2
    record = Record(open_database(str(node / "record.db")), "desk")
    try:
        assert [entry.note for entry in record.entries()] == ["dialogue.entry"]
    finally:
        record.close()


def test_a_desk_officer_adds_entries_of_her_own(ask: Ask, node: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        """
handling = "PRIVATE"

[[source]]
id = "note-1"
title = "Our note of the call"
kind = "official"
language = "en"
address = "file 2024/17"

[[question]]
id = "question-1"
by = "us-sec"
to = "csrc"
topic = "capital-markets"
day = 2024-08-10
text = { en = "Which audit papers can be seen?", zh = "可查阅哪些审计底稿？" }
sources = ["note-1"]
known_from = 2024-08-10
""",
        encoding="utf-8",
    )
    status, said = ask("ledger", "add", file, "--node", node)
    assert status == 0, said
    _, brief = ask("brief", "FWG", *EVE, "--node", node)
    assert "Which audit papers can be seen?" in " ".join(brief.split())
    assert "PRIVATE" in brief
    assert "audit papers" not in " ".join(ask("brief", "FWG", *EVE)[1].split())
    status, again = ask("ledger", "add", file, "--node", node)
    assert status == 2, "an entry has one name, once"
    assert "a name that no other" in again


def test_a_bad_file_adds_nothing(ask: Ask, node: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    for content, said in (
        ("", "one entry or more"),
        ("[[gossip]]\nid = 'x'\n", "lists such as"),
        ("[[concern]]\nid = 'x'\n", "own.toml, row 1, concern x, sources: nothing"),
        ("[[concern", "docs/dialogue.md"),
    ):
        file.write_text(content, encoding="utf-8")
        status, found = ask("ledger", "add", file, "--node", node)
        assert status == 2
        assert said in found
    assert ask("ledger", "add", tmp_path / "missing.toml", "--node", node)[0] == 2


def test_a_record_that_does_not_fit_ends_with_status_1(
    ask: Ask, node: Path, tmp_path: Path
) -> None:
    """A plan whose days are over, and nobody says that it was held."""
    file = tmp_path / "plan.toml"
    file.write_text(
        """
[[meeting]]
id = "fwg-2025-plan"
key = "fwg-2025"
group = "FWG"
status = "planned"
days = [{ first = 2025-03-03, last = 2025-03-04 }]
place = "washington"
text = { en = "Planned.", zh = "计划。" }
handling = "TLP:AMBER"
sources = ["us-fwg-7"]
known_from = 2025-01-05
""",
        encoding="utf-8",
    )
    assert ask("ledger", "add", file, "--node", node)[0] == 0
    assert ask("series", "check", "--node", node, "--on", "2025-03-01")[0] == 0
    status, said = ask("series", "check", "FWG", "--node", node, "--on", "2025-04-01")
    assert status == 1
    assert "not known to be held" in " ".join(said.split())
    assert "FWG-8" in said


@pytest.mark.parametrize("ending", [".txt", ".md", ".html", ".pdf", ".json"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_is_written_in_every_form_and_the_same_again(
    ask: Ask, tmp_path: Path, ending: str, language: str
) -> None:
    made = []
    for name in ("first", "second"):
        out = tmp_path / f"{name}{ending}"
        status, said = ask("group", "FWG", *EVE, "--language", language, "--out", out)
        assert status == 0, said
        made.append(out.read_bytes())
    assert made[0] == made[1]
    if ending == ".pdf":
        assert made[0].startswith(b"%PDF")
    else:
        assert {"en": "Financial Working Group", "zh": "金融工作组"}[language] in made[0].decode()


def test_a_file_of_another_kind_is_refused_and_what_was_there_stays(
    ask: Ask, tmp_path: Path
) -> None:
    out = tmp_path / "brief.docx"
    out.write_text("kept")
    status, said = ask("brief", "FWG", *EVE, "--out", out)
    assert status == 2
    assert ".docx" in said
    assert out.read_text() == "kept"
    status, said = ask("brief", "FWG", *EVE, "--out", tmp_path / "missing" / "brief.html")
    assert status != 0
    assert "cannot be written" in said


def test_without_a_side_both_principals_get_their_page(ask: Ask) -> None:
    status, said = ask("principal", "FWG-5", *EVE[:1], "2024-08-20")
    assert status == 0
    assert "Janet Yellen" in said
    assert "For He Lifeng" in said
    status, said = ask("principal", "FWG-5", "--side", "XX")
    assert status == 2


def test_a_calendar_program_reads_the_meetings_with_the_day_after_as_their_end(
    ask: Ask, tmp_path: Path
) -> None:
    out = tmp_path / "group.ics"
    status, said = ask("calendar", out, *EVE)
    assert status == 0, said
    events = {str(each["uid"]): each for each in Calendar.from_ical(out.read_bytes()).events}
    fifth = next(each for each in events.values() if "(FWG-5)" in str(each["summary"]))
    assert fifth.start == date(2024, 8, 15)
    assert fifth.end == date(2024, 8, 17)
    assert str(fifth["status"]) == "TENTATIVE"
    assert len(events) == len(set(events))

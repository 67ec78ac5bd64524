"""The commands about an own readout, over a node's real record."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from parley.errors import InvalidInput
from parley.exchange.canonical import from_bytes
from parley.exchange.leaving import PrivateItems, require_may_leave
from parley.exchange.log import Entry
from parley.group.marking import MARK, Handling
from parley.node.record.database import open_database
from parley.node.record.store import Record
from tests.cli.conftest import Ask

TEXT = "Both sides met.\r\nThey will meet again; 双方会晤。\n".encode()


@pytest.fixture(name="text")
def _text(tmp_path: Path) -> Path:
    file = tmp_path / "text.txt"
    file.write_bytes(TEXT)
    return file


def keep(ask: Ask, node: Path, text: Path, *more: str) -> tuple[int, str]:
    options = more or ("--side", "US", "--language", "en")
    return ask("readout", "draft", "FWG-5", text, *options, "--by", "A. Clerk", "--node", node)


def step(ask: Ask, node: Path, name: str, *more: str) -> tuple[int, str]:
    return ask("readout", name, "FWG-5", *more, "--by", "A. Clerk", "--node", node)


def shown(ask: Ask, node: Path) -> Any:
    status, said = ask("readout", "show", "FWG-5", "--node", node, "--json")
    assert status == 0, said
    return json.loads(said)


def entries(node: Path) -> list[Entry]:
    record = Record(open_database(str(node / "record.db")), "desk")
    try:
        return list(record.entries())
    finally:
        record.close()


def test_a_text_goes_from_draft_to_release(ask: Ask, node: Path, text: Path) -> None:
    said = keep(ask, node, text, "--side", "US", "--language", "en", "--attribution",
                "background", "--line-to-take", "Candid talks.")[1]  # fmt: skip
    assert "version 1 kept, private" in said
    text.write_bytes(TEXT + b"More.\n")
    assert keep(ask, node, text)[0] == 0
    assert step(ask, node, "courtesy", "--version", "1", "--to", "their desk")[0] == 0
    page = shown(ask, node)
    assert [each["state"] for each in page["versions"]] == ["courtesy copy given", "draft"]
    assert page["versions"][0]["sha256"] == hashlib.sha256(TEXT).hexdigest()
    assert page["versions"][0]["attribution"] == "on background"
    status, said = step(ask, node, "embargo", "--until", "2999-08-19T10:00+08:00")
    assert "2999-08-18T22:00-04:00" in said, "and in Washington it is the evening before"
    status, said = step(ask, node, "release", "--version", "1", "--yes")
    assert status == 2
    assert "the end of the embargo: 2999-08-19T10:00+08:00" in said
    assert shown(ask, node)["releases"] == {"US": [], "CN": []}
    assert step(ask, node, "embargo", "--until", "2024-08-19T10:00+08:00")[0] == 0
    assert shown(ask, node)["releases"] == {"US": [], "CN": []}, "nothing releases itself"
    assert step(ask, node, "release", "--version", "1", "--yes")[0] == 0
    page = shown(ask, node)
    assert [each["state"] for each in page["versions"]] == ["released", "draft"]
    assert page["releases"]["US"][0]["by"] == "A. Clerk"
    before = entries(node)
    for version, reason in (("1", "released by"), ("2", "released by"), ("9", "one of 1, 2")):
        status, said = step(ask, node, "release", "--version", version, "--yes")
        assert status == 2
        assert reason in said
    assert entries(node) == before
    for language, words in (("en", "line to take: Candid"), ("zh", "口径：Candid")):
        said = ask("readout", "show", "FWG-5", "--node", node, "--language", language)[1]
        assert words in said
        assert "2024-08-18T22:00-04:00" in said


def test_a_meeting_that_is_only_planned_is_drafted_for_and_not_read_out(
    ask: Ask, node: Path, text: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'handling = "TLP:AMBER"\n[[meeting]]\nid = "next"\nkey = "next"\ngroup = "FWG"\n'
        'status = "confirmed"\ndays = [{ first = 2999-01-01, last = 2999-01-02 }]\n'
        'text = { en = "Agreed.", zh = "已商定。" }\nsources = ["us-fwg-5"]\n'
        "known_from = 2024-08-19\n",
        encoding="utf-8",
    )
    status, said = ask("ledger", "add", own, "--node", node)
    assert status == 0, said
    named = ("--by", "A. Clerk", "--node", node)
    about = ("--side", "US", "--language", "en")
    assert ask("readout", "draft", "next", text, *about, *named)[0] == 0
    status, said = ask("readout", "release", "next", "--version", "1", "--yes", *named)
    assert status == 2
    assert "meeting next: it is confirmed; expected a meeting that was held" in said


def test_without_yes_a_person_is_asked(
    ask: Ask, node: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keep(ask, node, text)[0] == 0
    for answer, state in ((False, "draft"), (True, "released")):
        monkeypatch.setattr("sys.stdin", io.StringIO("y\n" if answer else "n\n"))
        assert (step(ask, node, "release", "--version", "1")[0] == 0) is answer
        assert shown(ask, node)["versions"][0]["state"] == state


def test_a_draft_does_not_leave_before_a_person_releases_it(
    ask: Ask, node: Path, text: Path
) -> None:
    assert keep(ask, node, text)[0] == 0
    assert step(ask, node, "courtesy", "--version", "1", "--to", "their desk")[0] == 0
    for entry in entries(node):
        body = from_bytes(entry.raw)
        assert isinstance(body, dict)
        with pytest.raises(InvalidInput):
            require_may_leave(Handling.CLEAR, body)
    draft = from_bytes(entries(node)[0].raw)
    assert isinstance(draft, dict)
    opened = {**draft, MARK: Handling.CLEAR.value}
    for body, attached in ((opened, []), ({}, [TEXT])):
        with pytest.raises(InvalidInput):
            require_may_leave(Handling.CLEAR, body, attached, PrivateItems(entries(node)))
    assert step(ask, node, "release", "--version", "1", "--yes")[0] == 0
    require_may_leave(Handling.CLEAR, opened, [TEXT], PrivateItems(entries(node)))


def test_a_line_to_take_stays_private_after_the_release(ask: Ask, node: Path, text: Path) -> None:
    more = ("--side", "US", "--language", "en", "--line-to-take", "Candid talks.")
    assert keep(ask, node, text, *more)[0] == 0
    draft = from_bytes(entries(node)[0].raw)
    assert isinstance(draft, dict)
    assert step(ask, node, "release", "--version", "1", "--yes")[0] == 0
    private = PrivateItems(entries(node))
    require_may_leave(Handling.CLEAR, {}, [TEXT], private)
    line = draft.pop("line_to_take")
    assert isinstance(line, dict)
    assert line["text"] == "Candid talks."
    for mark in (Handling.PRIVATE, Handling.CLEAR):
        with pytest.raises(InvalidInput):
            require_may_leave(Handling.CLEAR, {"line": {**line, MARK: mark.value}}, [], private)


def test_every_version_is_given_back_byte_for_byte(ask: Ask, node: Path, text: Path) -> None:
    assert keep(ask, node, text)[0] == 0
    said = ask("readout", "show", "FWG-5", "--node", node, "--version", "1")[1]
    assert said.encode() == TEXT


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("courtesy", "--version", "1", "--to", "their desk"), "no draft is kept"),
        (("courtesy", "--version", "1", "--to", "x", "--at", "2999-01-01T00:00Z"), "has been"),
        (("embargo", "--until", "2024-08-19T10:00"), "an instant with its offset"),
        (("release", "--version", "1", "--yes"), "no draft is kept"),
    ],
)
def test_a_step_that_does_not_fit_keeps_nothing(
    ask: Ask, node: Path, arguments: tuple[str, ...], reason: str
) -> None:
    status, said = step(ask, node, *arguments)
    assert status == 2
    assert reason in said
    assert not entries(node)


def test_a_text_that_is_none_is_not_kept(ask: Ask, node: Path, text: Path) -> None:
    assert "one of US, CN" in keep(ask, node, text, "--side", "UN", "--language", "en")[1]
    for raw in (b"", b" \n", b"\xff\xfe"):
        text.write_bytes(raw)
        status, said = keep(ask, node, text)
        assert status == 2
        assert "a text in UTF-8" in said
    assert keep(ask, node, text.with_name("missing.txt"))[0] == 2
    assert not entries(node)

"""Own entries in every form: what is private is in no file for others, and no text is markup."""

import json
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from icalendar import Calendar

from tests.cli.conftest import Ask
from tests.node.nodes import free_port

EVE = ("--on", "2024-08-14")
FLOOR = "Our floor is forty billion and not a cent less"
TRAP = "<script>alert(1)</script> #read('x') | ] $a$ \\\\ END:VEVENT"

OWN = f"""
[[source]]
id = "own-note"
title = "<b>Note</b>"
kind = "official"
language = "en"
address = "javascript:alert(1)"

[[commitment]]
id = "own-secret"
grade = "intent"
owners = ["US"]
text = {{ en = "{FLOOR}", zh = "{FLOOR}，中文" }}
made = 2024-08-01
due = 2024-09-01
groups = ["FWG"]
handling = "PRIVATE"
sources = ["own-note"]
known_from = 2024-08-01

[[commitment]]
id = "own-trap"
grade = "intent"
owners = ["US"]
text = {{ en = '''{TRAP}''', zh = '''{TRAP}，中文''' }}
made = 2024-08-01
due = 2024-09-01
groups = ["FWG"]
handling = "TLP:CLEAR"
sources = ["own-note"]
known_from = 2024-08-01
"""


class Seen(HTMLParser):
    """The texts of a page, and the tags that they stand in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def words_of(path: Path) -> str:
    """What a reader of a file reads, without spaces."""
    raw = path.read_bytes()
    if path.suffix == ".pdf":
        text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(raw)).pages)
    elif path.suffix == ".html":
        text = "".join(Seen(raw.decode()).texts)
    elif path.suffix == ".ics":
        text = "".join(str(each["summary"]) for each in Calendar.from_ical(raw).events)
    elif path.suffix == ".json":
        text = json.dumps(json.loads(raw), ensure_ascii=False).replace("\\\\", "\\")
    else:
        text = raw.decode()
    return "".join(text.split())


@pytest.fixture(name="node")
def _node(ask: Ask, tmp_path: Path) -> Path:
    folder, own = tmp_path / "node", tmp_path / "own.toml"
    listen = f"127.0.0.1:{free_port()}"
    assert ask("node", "init", "desk", "--dir", folder, "--listen", listen)[0] == 0
    own.write_text(OWN, encoding="utf-8")
    status, said = ask("ledger", "add", own, "--node", folder)
    assert status == 0, said
    return folder


@pytest.mark.parametrize(
    ("audience", "language"), [("internal", "zh"), ("shared", "en"), ("public", "zh")]
)
def test_in_every_form_what_is_private_stays_and_what_is_hostile_is_text(
    ask: Ask, node: Path, tmp_path: Path, audience: str, language: str
) -> None:
    for ending in ("txt", "md", "html", "pdf", "json", "ics"):
        out = tmp_path / f"{audience}.{language}.{ending}"
        told = ("--node", node, *EVE, "--language", language, "--audience", audience)
        if ending == "ics":
            status, said = ask("calendar", out, *told)
        else:
            status, said = ask("ledger", *told, "--out", out)
        assert status == 0, said
        words, secret = words_of(out), "".join(FLOOR.split())
        assert (secret in words) is (audience == "internal"), out.name
        if ending != "md":  # there it is escaped: tests/report/documents
            assert "".join(TRAP.split()) in words, out.name
        if audience != "internal":
            assert FLOOR.encode() not in out.read_bytes()
    page = (tmp_path / f"{audience}.{language}.html").read_text(encoding="utf-8")
    assert not Seen(page).tags & {"script", "img", "iframe"}
    assert 'href="javascript' not in page

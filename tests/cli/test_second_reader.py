"""What is sent to a second reader: public texts, to an address that was named, and nothing else."""

import json
import logging
from pathlib import Path

import httpx
import pytest

from parley.errors import CannotReach, InvalidInput
from parley.group.press.document.reading import read_text
from parley.node.second_reader import KEY, MOST_ANSWER, SecondReader, ask, read_answer
from tests.cli.chat_interface import answering, chat_interface
from tests.cli.conftest import Ask
from tests.node.nodes import free_port

REPORT = "The two sides met in Shanghai on August 15, 2024. They will meet again in Beijing.\n"
SHARED = "key-of-nobody-0123456789"


@pytest.fixture(name="report")
def _report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture(name="node")
def _node(ask: Ask, tmp_path: Path) -> Path:
    folder = tmp_path / "node"
    listen = f"127.0.0.1:{free_port()}"
    assert ask("node", "init", "desk", "--dir", folder, "--listen", listen)[0] == 0
    return folder


def test_what_is_sent_where_is_said_before(
    ask: Ask, report: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(KEY, SHARED)
    caplog.set_level(logging.DEBUG)
    with chat_interface(answering([])) as chat:
        status, said = ask("read", report, "--reader", chat.address, "--model", "m7")
    assert status == 0, said
    line = next(each for each in said.splitlines() if chat.address in each)
    assert "1 file" in line
    assert "m7" in line
    assert f"the key in {KEY}" in line
    assert SHARED not in said + caplog.text
    (headers,), (body,) = chat.headers, chat.bodies
    assert headers["Authorization"] == f"Bearer {SHARED}"
    sent = json.loads(body)["messages"][1]["content"]
    assert sent == REPORT.strip().replace(". They", ".\nThey")


@pytest.mark.parametrize(
    "mark",
    [
        "TLP:RED", "TLP: AMBER+STRICT", "tlp:amber", "TLP：GREEN", "CONFIDENTIAL//NOFORN",
        "Not for publication", "机密★10年", "内部资料", '{"handling": "PRIVATE"}',
        'handling = "PRIVATE"',
    ],
)  # fmt: skip
def test_a_text_with_a_marking_is_sent_nowhere(ask: Ask, report: Path, mark: str) -> None:
    report.write_text(f"{mark}\n\n{REPORT}", encoding="utf-8")
    other = report.parent / "other.txt"
    other.write_text(REPORT, encoding="utf-8")
    with chat_interface(answering([])) as chat:
        asked = ("read", report, other, "--json", "--reader", chat.address, "--model", "m")
        status, said = ask(*asked)
    assert status == 2
    assert f"{report}: " in said
    assert "text without a marking" in said or "may leave" in said
    assert len(chat.bodies) == 1, "the other text is public, and is sent"
    assert json.loads(said[said.index("[") : said.rindex("]") + 1])[0]["file"] == str(other)


@pytest.mark.parametrize("mark", ["TLP:CLEAR", "A confidential source spoke.", "保密是必要的。"])
def test_a_public_text_is_sent_whatever_it_speaks_of(ask: Ask, report: Path, mark: str) -> None:
    report.write_text(f"{mark}\n\n{REPORT}", encoding="utf-8")
    with chat_interface(answering([])) as chat:
        assert ask("read", report, "--reader", chat.address, "--model", "m")[0] == 0
    assert len(chat.bodies) == 1


def test_a_mark_on_a_page_is_seen_through_its_tags(ask: Ask, report: Path) -> None:
    page = f"<html><body><div><b>TLP:</b>RED</div><p>{REPORT}</p></body></html>"
    report.write_text(page, encoding="utf-8")
    with chat_interface(answering([])) as chat:
        assert ask("read", report, "--reader", chat.address, "--model", "m")[0] == 2
    assert chat.bodies == []


def test_a_draft_that_a_node_keeps_private_is_not_sent(ask: Ask, report: Path, node: Path) -> None:
    about = ("--side", "US", "--language", "en", "--by", "A. Clerk", "--node", node)
    assert ask("readout", "draft", "FWG-5", report, *about)[0] == 0
    with chat_interface(answering([])) as chat:
        asked = ("read", report, "--reader", chat.address, "--model", "m", "--node", node)
        status, said = ask(*asked)
        assert (status, chat.bodies) == (2, [])
        assert "private here" in said
        ask("readout", "release", "FWG-5", "--version", "1", "--yes", *about[4:])
        assert ask(*asked)[0] == 0
    assert len(chat.bodies) == 1


@pytest.mark.parametrize(("setting", "status"), [("none", 2), ("https://other.example/v1", 2)])
def test_a_node_says_which_second_reader_its_texts_may_reach(
    ask: Ask, report: Path, node: Path, setting: str, status: int
) -> None:
    settings = node / "node.toml"
    before = settings.read_text(encoding="utf-8")
    settings.write_text(f'{before}second_reader = "{setting}"\n', encoding="utf-8")
    with chat_interface(answering([])) as chat:
        asked = ("read", report, "--reader", chat.address, "--model", "m", "--node", node)
        ended, said = ask(*asked)
        assert (ended, chat.bodies) == (status, [])
        assert "node.toml, second_reader" in said
        settings.write_text(f'{before}second_reader = "{chat.address}/"\n', encoding="utf-8")
        assert ask(*asked)[0] == 0


@pytest.mark.parametrize(
    "address",
    [
        "http://reader.example/v1", "ftp://127.0.0.1/v1", "reader.example", "https://",
        "https://name:word@reader.example/v1", "https://reader.example/v1?key=1", "http://127.1.evil.example/",
        "http://localhost.evil.example/", "https://reader.example/v1#x",
    ],
)  # fmt: skip
def test_an_address_that_others_could_listen_at_is_refused(
    ask: Ask, report: Path, address: str
) -> None:
    status, said = ask("read", report, "--reader", address, "--model", "m")
    assert status == 2
    assert "https, or http to this machine" in said
    assert "word@" not in said


def test_plain_http_to_another_machine_is_for_who_says_so() -> None:
    with pytest.raises(InvalidInput):
        SecondReader("http://reader.example/v1", "m")
    assert SecondReader("http://reader.example/v1", "m", plain_http=True)
    for own in ("http://localhost:1/v1", "http://[::1]:1", "http://127.0.0.9", "https://a.example"):
        assert SecondReader(own, "m")


def test_nobody_is_followed_to_another_address(
    ask: Ask, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY, SHARED)
    with chat_interface(answering([])) as other:
        there = {"Location": f"{other.address}/chat/completions"}
        with chat_interface("", 307, there) as chat:
            status, said = ask("read", report, "--reader", chat.address, "--model", "m")
    assert status == 2
    assert "it answers 307" in said
    assert len(chat.bodies) == 1
    assert other.bodies == []


@pytest.mark.parametrize("key", ["two\nlines", "has a space", "schlüssel"])
def test_a_key_that_cannot_be_one_is_refused_and_not_shown(
    ask: Ask, report: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv(KEY, key)
    with chat_interface(answering([])) as chat:
        status, said = ask("read", report, "--reader", chat.address, "--model", "m")
    assert (status, chat.bodies) == (2, [])
    assert KEY in said
    assert key not in said
    assert key.partition("\n")[0] not in said


def test_a_key_is_in_no_print_of_its_reader() -> None:
    assert SHARED not in repr(SecondReader("https://a.example", "m", SHARED))


@pytest.mark.parametrize(
    ("answer", "headers"),
    [("x" * (MOST_ANSWER + 10), {}), ("{}", {"Content-Encoding": "gzip"})],
)
def test_an_answer_too_large_or_packed_is_not_read(answer: str, headers: dict[str, str]) -> None:
    with chat_interface(answer, 200, headers) as chat, pytest.raises(CannotReach):
        ask(SecondReader(chat.address, "m"), read_text(REPORT, "r.txt"))
    assert chat.headers[0]["Accept-Encoding"] == "identity"


def test_an_answer_that_drips_without_end_is_given_up() -> None:
    answer = httpx.Response(200, stream=httpx.ByteStream(b"{}"))
    with pytest.raises(CannotReach, match="takes too long"):
        read_answer(answer, "there", end=0.0)
    with chat_interface("{}") as chat, pytest.raises(CannotReach):
        ask(SecondReader(chat.address, "m", seconds=0.0), read_text(REPORT, "r.txt"))

"""The command that reads texts: JSON as promised, proposals, and a second reader who lies."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parley.cli.commands import run
from tests.cli.chat_interface import answering, chat_interface
from tests.node.nodes import free_port

Ask = Callable[..., tuple[int, str, str]]

FIRST = (
    "The fifth meeting of the Financial Working Group between the United States and China was held "
    "in Shanghai on August 15 and 16, and it was co-chaired by Assistant Secretary Brent Neiman "
    "and Deputy Governor Xuan Changneng."
)
PROMISE = "China's central bank promised to share the list of contacts by October."
REPORT = (
    f"August 19, 2024\n\n{FIRST} U.S. officials frankly raised concerns about overcapacity. "
    f"{PROMISE}\n"
)


@pytest.fixture(name="ask")
def _ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    def ask(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = run([str(each) for each in arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return ask


@pytest.fixture(name="report")
def _report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_the_json_is_a_list_with_one_object_a_file(ask: Ask, report: Path) -> None:
    status, said, _ = ask("read", report, "--json")
    (row,) = json.loads(said)
    assert status == 0
    assert list(row) == [
        "file", "language", "story", "meetings", "people", "bodies", "topics", "facts", "flags",
    ]  # fmt: skip
    assert list(row["meetings"][0]) == [
        "group", "number", "status", "place", "start", "end", "basis",
    ]  # fmt: skip
    assert list(row["facts"][0]) == [
        "kind", "value", "speaker", "status", "sentence", "start", "end",
    ]  # fmt: skip
    assert {"id", "name", "as_written", "side", "post", "role", "link"} == set(row["people"][0])
    assert row["meetings"][0]["start"] == "2024-08-15"
    for fact in (*row["facts"], *row["flags"]):
        assert REPORT[fact["start"] : fact["end"]] == fact["sentence"]


def test_a_folder_is_read_file_by_file(ask: Ask, report: Path) -> None:
    (report.parent / "other.txt").write_text("Nothing of it is here, and so it is.", "utf-8")
    status, said, _ = ask("read", report.parent, "--json")
    rows = json.loads(said)
    assert status == 0
    assert [Path(row["file"]).name for row in rows] == ["other.txt", "report.txt"]
    assert (rows[0]["meetings"], rows[0]["facts"]) == ([], [])


def test_every_decision_is_explained(ask: Ask, report: Path) -> None:
    status, said, _ = ask("read", report, "--explain")
    assert status == 0
    assert "'Brent Neiman' is brent-neiman: the name" in said
    assert "meeting of FWG: named; in the record FWG-5" in said


def test_what_is_wrong_is_shown_in_words(ask: Ask, report: Path) -> None:
    report.write_text(REPORT.replace("fifth", "sixth"), encoding="utf-8")
    status, said, _ = ask("read", report)
    assert status == 0
    assert "FWG, number 5, held: Shanghai, 2024-08-15 to 2024-08-16" in said
    assert "FLAG number: 6 | 5 (FWG-5)" in said


def test_a_file_that_is_not_there_is_told_and_the_others_are_read(ask: Ask, report: Path) -> None:
    status, said, err = ask("read", report.parent / "gone.txt", report, "--json")
    assert status == 2
    assert [Path(row["file"]).name for row in json.loads(said)] == ["report.txt"]
    assert "gone.txt" in err


def test_options_that_need_one_another_are_refused_alone(ask: Ask, report: Path) -> None:
    assert ask("read", report, "--propose")[0] == 2
    assert ask("read", report, "--reader", "http://127.0.0.1:9")[0] == 2
    assert ask("read", report, "--dialogue", "no-such-dialogue")[0] == 2


def test_proposals_wait_in_the_record_once(ask: Ask, report: Path, tmp_path: Path) -> None:
    node = tmp_path / "node"
    listen = f"127.0.0.1:{free_port()}"
    assert ask("node", "init", "desk", "--dir", node, "--listen", listen)[0] == 0
    status, _, err = ask("read", report, "--propose", "--node", node)
    assert status == 0, err
    assert "0 proposals kept" not in err
    assert "0 proposals kept" in ask("read", report, "--propose", "--node", node)[2]
    status, said, err = ask("ledger", "--node", node, "--json")
    assert status == 0, err
    assert "read-" in said


def test_a_proposal_is_judged_from_the_ledger_alone(ask: Ask, report: Path, tmp_path: Path) -> None:
    node = tmp_path / "node"
    listen = f"127.0.0.1:{free_port()}"
    ask("node", "init", "desk", "--dir", node, "--listen", listen)
    ask("read", report, "--propose", "--node", node)
    page = json.loads(ask("ledger", "--node", node, "--json")[1])
    (section,) = (each for each in page["sections"] if each["id"] == "proposals")
    waiting = {each["facts"]["proposal"]: each for each in section["lines"] if "facts" in each}
    read = {name: each for name, each in waiting.items() if name.startswith("read-")}
    kinds = {each["facts"]["kind"] for each in read.values()}
    assert {"claim", "raising", "commitment"} <= kinds
    for line in read.values():
        facts = line["facts"]
        start, end = int(facts["start"]), int(facts["end"])
        assert REPORT[start:end] == facts["sentence"]
        places = {"en": f"characters {start} to {end}", "zh": f"第{start}至{end}个字符"}
        for language, place in places.items():
            assert facts["sentence"] in line["text"][language]
            assert f"{report}" in line["text"][language]
            assert place in line["text"][language]
        if facts["kind"] == "raising":
            assert "raised concerns about overcapacity" in facts["sentence"]
            assert "Overcapacity in Chinese industry" in line["text"]["en"]


def test_a_second_reader_who_lies_adds_nothing_that_counts(ask: Ask, report: Path) -> None:
    lies: list[Any] = [
        {"kind": "number", "value": "6", "speaker": "", "sentence": FIRST},
        {"kind": "place", "value": "Beijing", "speaker": "", "sentence": FIRST},
        {"kind": "head", "value": "John Smith", "speaker": "", "sentence": FIRST},
        {"kind": "days", "value": "2024-08-20", "speaker": "", "sentence": FIRST},
        {"kind": "quotation", "value": "we give in", "speaker": "", "sentence": FIRST},
        {"kind": "figure", "value": "99 percent", "speaker": "", "sentence": FIRST},
        {"kind": "outcome", "value": "A treaty.", "speaker": "", "sentence": "It was signed."},
        {"kind": "spell", "value": "x", "speaker": "", "sentence": FIRST},
        {"kind": "place", "value": ["x"] * 9, "speaker": "", "sentence": FIRST},
        {"sentence": FIRST}, "nonsense", 7, None,
    ]  # fmt: skip
    honest = {"kind": "place", "value": "Shanghai", "speaker": "x", "sentence": FIRST}
    _, alone, _ = ask("read", report, "--json")
    with chat_interface(answering([*lies, honest])) as chat:
        status, said, err = ask("read", report, "--json", "--reader", chat.address, "--model", "m")
    assert status == 0, err
    (before,), (after,) = json.loads(alone), json.loads(said)
    assert after["meetings"] == before["meetings"]
    new = [fact for fact in after["facts"] if fact not in before["facts"]]
    accepted = [fact for fact in new if fact["status"] == "accepted"]
    assert [(fact["kind"], fact["value"]) for fact in accepted] == [("place", "Shanghai")]
    assert all(REPORT[fact["start"] : fact["end"]] == fact["sentence"] for fact in new)
    kinds = {flag["kind"] for flag in after["flags"]}
    assert {"number", "place", "head", "day", "sentence not in the text"} <= kinds


def test_what_a_second_reader_leaves_out_is_proposed_by_nobody(
    ask: Ask, report: Path, tmp_path: Path
) -> None:
    node, listen = tmp_path / "node", f"127.0.0.1:{free_port()}"
    ask("node", "init", "desk", "--dir", node, "--listen", listen)
    bare = [
        {"kind": kind, "value": {"what": "share the list", "who": "the list"}, "sentence": PROMISE}
        for kind in ("wish", "commitment", "concern")
    ]
    with chat_interface(answering(bare)) as chat:
        asked = (
            "read",
            report,
            "--reader",
            chat.address,
            "--model",
            "m",
            "--propose",
            "--node",
            node,
        )
        status, _, err = ask(*asked)
    assert status == 0, err
    said = ask("ledger", "--node", node, "--json")[1]
    assert '"read-' in said
    assert "pledge-2" not in said


@pytest.mark.parametrize("answer", ["", "{", "[]", '{"choices": []}', "null", '{"choices": 7}'])
def test_an_answer_in_no_form_is_told(ask: Ask, report: Path, answer: str) -> None:
    with chat_interface(answer) as chat:
        status, _, err = ask("read", report, "--reader", chat.address, "--model", "m")
    assert status == 2
    assert "no answer of a chat interface" in err


def test_a_second_reader_that_is_not_there_or_refuses_is_told(ask: Ask, report: Path) -> None:
    gone = f"http://127.0.0.1:{free_port()}/v1"
    status, _, err = ask("read", report, "--reader", gone, "--model", "m")
    assert (status, "second reader runs" in err) == (2, True)
    with chat_interface("{}", status=500) as chat:
        status, _, err = ask("read", report, "--reader", chat.address, "--model", "m")
    assert (status, "it answers 500" in err) == (2, True)
    with chat_interface(answering("no list")) as chat:
        assert ask("read", report, "--reader", chat.address, "--model", "m")[0] == 0


def test_a_reading_is_told_in_either_language(ask: Ask, report: Path) -> None:
    wrong = REPORT.replace("in Shanghai", "in Nanjing")
    report.write_text(wrong, encoding="utf-8")
    english, chinese = (
        ask("read", report, "--language", language)[1].splitlines() for language in ("en", "zh")
    )
    assert len(english) == len(chinese)
    assert english[1] == "  FWG, number 5, held: Shanghai, 2024-08-15 to 2024-08-16"
    assert chinese[1] == "  FWG，第5次，已举行：上海，2024-08-15至2024-08-16"
    assert "  heads: Brent Neiman, Xuan Changneng" in english
    assert "  牵头人：布伦特·尼曼、宣昌能" in chinese
    assert "  FLAG place: Nanjing | Shanghai (FWG-5)" in english
    assert "  存疑 地点：Nanjing | 上海（FWG-5）" in chinese


def test_decisions_are_explained_in_chinese_too(ask: Ask, report: Path) -> None:
    english, chinese = (
        ask("read", report, "--explain", "--language", language)[1].splitlines()
        for language in ("en", "zh")
    )
    assert len(english) == len(chinese)
    assert "  FWG的会晤：文中点名；台账中为FWG-5" in chinese
    assert "  'Brent Neiman' 是 brent-neiman：姓名" in chinese

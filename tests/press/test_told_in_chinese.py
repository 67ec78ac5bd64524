"""A reading is told in Chinese as fully as in English: no reason of a rule is left untold."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import parley
from parley.files.press_reading import knowledge_of
from parley.group.press.flags import FlagKind
from parley.group.press.wording import SENTENCES, Wording, wording

#: Where the rules of reading stand.
RULES = Path(parley.__file__).parent / "group" / "press"

#: What holds a sentence of a rule: names of values, and calls with the place of the sentence.
_NAMED = {"reason", "expected", "wanted"}
#: Folders whose reasons no command shows: how words become days ends in one word, its basis.
_NOT_SHOWN = {"days"}
_CALLS = {"Flag": 2, "Alias": 1, "Near": 1, "Meaning": 3, "_unsupported": 1}


def sentences() -> Iterator[tuple[str, str]]:
    """Each sentence that a rule may say, with made-up values filled in, and where it stands."""
    for path in sorted(RULES.rglob("*.py")):
        if path.name != "wording.py" and path.parent.name not in _NOT_SHOWN:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                for said in _said(node):
                    for sentence in _filled(said):
                        yield sentence, f"{path.name}:{said.lineno}"


def _said(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Assign) and any(
        isinstance(each, ast.Name) and each.id in _NAMED for each in node.targets
    ):
        yield node.value
    if isinstance(node, ast.keyword) and node.arg in ("reason", "basis", "how"):
        yield node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        at = _CALLS.get(node.func.id)
        if at is not None and len(node.args) > at:
            yield node.args[at]


def _filled(said: ast.expr) -> Iterator[str]:
    """A sentence as it is printed, with a name of the record for each value in it."""
    if isinstance(said, ast.Constant) and isinstance(said.value, str):
        yield said.value
    elif isinstance(said, ast.JoinedStr):
        parts = [
            str(each.value) if isinstance(each, ast.Constant) else "Brent Neiman"
            for each in said.values
        ]
        yield "".join(parts)
    elif isinstance(said, ast.IfExp):
        yield from _filled(said.body)
        yield from _filled(said.orelse)
    elif isinstance(said, ast.BoolOp):
        for each in said.values:
            yield from _filled(each)


@pytest.fixture(name="chinese")
def _chinese() -> Wording:
    return wording(knowledge_of("us-china").dialogue, "zh")


def test_every_sentence_of_a_rule_has_its_chinese(chinese: Wording) -> None:
    found = list(sentences())
    assert len(found) > 60
    untold = [
        f"{where}: {said}"
        for said, where in found
        if re.search("[a-z]{3}", said.replace("Brent Neiman", ""))
        and re.search("[a-z]{3}", chinese.say(said).replace("Brent Neiman", ""))
    ]
    assert untold == []


@pytest.mark.parametrize("kind", FlagKind)
def test_every_kind_of_flag_has_its_chinese(kind: FlagKind, chinese: Wording) -> None:
    assert not re.search("[a-z]", chinese.say(kind.value))


def test_both_forms_of_a_sentence_hold_the_same_values() -> None:
    for english, other in SENTENCES.items():
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", other))


def test_names_within_a_sentence_are_those_of_the_record(chinese: Wording) -> None:
    assert chinese.say("Beijing (EWG-2)") == "北京（EWG-2）"
    assert chinese.say("perhaps He Lifeng: valid syllables, one of them another") == (
        "或为何立峰：音节均有效，其中一个不同"
    )
    assert chinese.say("2024-08-15 is a Thursday") == "2024-08-15是星期四"
    assert chinese.say("Jay Shambaugh, Liao Min (EWG-2)").endswith("、廖岷（EWG-2）")


def test_words_of_a_text_are_left_as_they_are(chinese: Wording) -> None:
    assert chinese.say("another version: He said: the name") == "另一版本：He said: the name"
    assert chinese.say("Nobody: nothing") == "Nobody: nothing"

"""What the report of a joint exercise says of what crossed."""

import pytest

from parley.exchange.joint.account import KINDS, Account, Nearness, rows_of
from parley.exchange.joint.traffic import Crossing
from parley.group.exercise.outcome import Way
from parley.report.crossing import crossed_table, joint_line, nearness_table, told
from parley.report.exercise_report import exercise_report
from parley.report.words import LANGUAGES, read_catalogue
from tests.report.sample_outcome import sample_outcome

CROSSED = tuple(
    Crossing(one, other, "joint.round", name, 10 * place, 80 * place)
    for one, other in (("a", "b"), ("b", "a"))
    for place, names in enumerate(KINDS.values(), start=1)
    for name in names[:1]
)


def account(largest: float = 0.001, *, same_end: bool = True) -> Account:
    return Account(
        nodes=("a", "b"), held=(("A", "B"), ("C",)), elsewhere=(("B",), ()), lanes=8, moves=48,
        rounds=104, messages=220, bytes=12_345, seconds=1.5, replayed=220, unit="USD bn / 100000",
        crossings=CROSSED, same_end=same_end,
        nearness=tuple(Nearness(way, 5.5, 5.4995, largest) for way in Way), tolerance=0.005,
    )  # fmt: skip


def test_every_byte_that_crossed_stands_in_one_row() -> None:
    rows = rows_of(CROSSED, "a")
    assert sum(row.bytes for row in rows) == sum(each.bytes for each in CROSSED)
    assert [row.kind for row in rows] == list(KINDS)
    assert all((row.out, row.back) == (10 * k, 10 * k) for k, row in enumerate(rows, start=1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_words_and_its_numbers(language: str) -> None:
    words, outcome = read_catalogue(language), sample_outcome()
    table = crossed_table(outcome, account(), words)
    assert len(table.rows) == len(KINDS) + 1
    whole = sum(each.bytes for each in CROSSED)
    assert table.rows[-1][-1].replace(",", "") == str(whole)
    assert [row[-1] for row in nearness_table(outcome, account(), words).rows] == ["0.0010"] * 4
    assert "104" in joint_line(account(), words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_as_it_should_be_is_said(language: str) -> None:
    words, outcome = read_catalogue(language), sample_outcome()
    assert told(outcome, account(), words).warning == ""
    far = told(outcome, account(0.1), words).warning
    apart = told(outcome, account(same_end=False), words).warning
    assert words.say("joint.far") == far
    assert words.say("joint.apart") == apart


def test_the_section_stands_in_the_report_of_a_joint_play_alone() -> None:
    outcome = sample_outcome()
    alone, joint = exercise_report(outcome), exercise_report(outcome, account())
    for language in LANGUAGES:
        words = read_catalogue(language)
        page = f"report.{language}.html"
        assert 'href="#joint"' in joint[page]
        assert 'href="#joint"' not in alone[page]
        assert words.say("joint.leftout") in joint[page]
        assert words.say("leftout.1") in alone[page]

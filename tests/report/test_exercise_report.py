"""The report of an exercise as files: complete, self-contained, escaped, all or nothing."""

import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from parley.errors import CannotWrite
from parley.group.exercise.costs import decisions_by_kind
from parley.group.exercise.outcome import Estimate, Way
from parley.group.exercise.script import Words
from parley.report import exercise_report as module
from parley.report.cost_table import costs_table
from parley.report.exercise_report import exercise_report, write_exercise_report
from parley.report.numbers import with_error
from parley.report.words import LANGUAGES, read_catalogue
from tests.report.sample_outcome import sample_outcome, sample_report

PAGES = [f"report.{language}.html" for language in LANGUAGES]
HOSTILE = "<script>alert('x')</script>&\"{bad}"


class Elements(HTMLParser):
    """Collects the start tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_report_is_written_as_one_page_a_language_and_one_picture_a_chart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "exercise_report", lambda outcome, account: sample_report())
    written = write_exercise_report(sample_outcome(), tmp_path / "new" / "folder")
    names = {str(path.relative_to(tmp_path / "new" / "folder")) for path in written}
    assert {"report.html", *PAGES, "charts/network.en.svg", "charts/network.zh.svg"} <= names
    assert all(path.stat().st_size > 0 for path in written)


def test_a_folder_that_cannot_be_written_to_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "exercise_report", lambda outcome, account: sample_report())
    (tmp_path / "charts").write_text("a file where a folder should be")
    with pytest.raises(CannotWrite, match="cannot be written"):
        write_exercise_report(sample_outcome(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["charts"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_for_nothing_from_elsewhere(page: str) -> None:
    text = sample_report()[page]
    for tag, attributes in Elements(text).found:
        for name in ("src", "href", "xlink:href", "action", "data", "srcset"):
            value = attributes.get(name) or ""
            is_own = value.startswith(("#", "data:,", "report."))
            assert not value or is_own, (tag, name, value)
        assert tag not in ("script", "iframe", "object", "embed")
        assert not any(name.startswith("on") for name in attributes)
    assert "@import" not in text
    assert not re.search(r"url\((?!#)", text)


@pytest.mark.parametrize("page", PAGES)
def test_headings_follow_in_order(page: str) -> None:
    levels = [int(tag[1]) for tag, _ in Elements(sample_report()[page]).found if tag in HEADINGS]
    assert levels.count(1) == 1
    steps = [after - before for before, after in itertools.pairwise(levels)]
    assert max(steps) == 1


HEADINGS = {"h1", "h2", "h3", "h4"}


@pytest.mark.parametrize("page", PAGES)
def test_every_head_of_a_table_says_what_it_heads(page: str) -> None:
    heads = [attributes for tag, attributes in Elements(sample_report()[page]).found if tag == "th"]
    assert heads
    assert all(attributes.get("scope") in ("col", "row") for attributes in heads)


@pytest.mark.parametrize("page", PAGES)
def test_identifiers_are_unique_in_a_page(page: str) -> None:
    names = [
        attributes["id"]
        for _, attributes in Elements(sample_report()[page]).found
        if "id" in attributes
    ]
    assert sorted(names, key=str) == sorted(set(names), key=str)


@pytest.mark.parametrize(("page", "tag"), [(PAGES[0], "en"), (PAGES[1], "zh-CN")])
def test_a_page_says_its_language_and_that_it_is_an_exercise(page: str, tag: str) -> None:
    text = sample_report()[page]
    assert f'<html lang="{tag}">' in text
    assert '<span lang="en">EXERCISE</span>' in text
    assert '<span lang="zh-CN">演习</span>' in text


def test_neither_language_comes_by_default() -> None:
    text = sample_report()["report.html"]
    assert all(f'href="{page}"' in text for page in PAGES)
    assert "Cyber outage at Halcyon Bank" in text
    assert "海晏银行网络中断" in text


def test_the_same_outcome_gives_the_same_bytes() -> None:
    again = exercise_report(sample_outcome())
    assert again == sample_report()


def test_whatever_an_exercise_says_is_escaped_in_pages_and_pictures() -> None:
    outcome = sample_outcome(title=HOSTILE)
    system = replace(
        outcome.system,
        names=(HOSTILE, *outcome.system.names[1:]),
        titles_zh=(HOSTILE, *outcome.system.titles_zh[1:]),
        asset_classes=tuple(
            replace(each, title_en=HOSTILE, title_zh=HOSTILE)
            for each in outcome.system.asset_classes
        ),
        unit=HOSTILE,
    )
    exercise = outcome.exercise
    words = Words(HOSTILE, HOSTILE)
    sides = tuple(replace(side, name=words) for side in exercise.sides)
    decisions = tuple(replace(decision, text=words) for decision in exercise.decisions)
    injects = tuple(replace(inject, text=words) for inject in exercise.injects)
    exercise = replace(
        exercise,
        title=words,
        sides=sides,
        decisions=decisions,
        injects=injects,
        sources={HOSTILE: HOSTILE},
    )
    texts = exercise_report(replace(outcome, system=system, exercise=exercise))
    for name, text in texts.items():
        assert "<script" not in text, name
        assert "alert(" in text or name.split("/")[-1].startswith("provenance"), name


@pytest.mark.parametrize("page", PAGES)
def test_the_count_of_draws_that_did_not_end_stands_beside_the_numbers(page: str) -> None:
    text = sample_report()[page]
    note = {
        "report.en.html": "200 draws; matrices of who owes whom: 20; not ended and left out: 0",
        "report.zh.html": "未收敛而剔除：0 次",
    }[page]
    assert text.count(note) >= 12


def test_an_exercise_in_which_nothing_happens_has_a_report_too() -> None:
    outcome = sample_outcome()
    exercise = replace(outcome.exercise, notices=(), decisions=())
    nothing = Estimate(0.0, 0.0, "USD bn", 0.0, 0.0)
    two_failed = np.arange(outcome.draws) >= 2
    quiet = [
        replace(
            played,
            converged=two_failed,
            total=0 * played.total,
            loss=nothing,
            by_channel=dict.fromkeys(played.by_channel, nothing),
            by_institution=(nothing,) * outcome.system.size,
            loss_from=0 * played.loss_from,
            series={
                name: played.series[name] if name.startswith("price") else 0 * played.series[name]
                for name in played.series
            },
            events=tuple(event for event in played.events if event.kind == "inject"),
        )
        for played in outcome.played
    ]
    lead = replace(
        outcome.differences[0],
        total=nothing,
        by_channel=dict.fromkeys(outcome.differences[0].by_channel, nothing),
        by_side=dict.fromkeys(outcome.differences[0].by_side, nothing),
    )
    texts = exercise_report(
        replace(
            outcome,
            exercise=exercise,
            played=tuple(quiet),
            differences=(lead,),
            sensitivities=(),
        )
    )
    assert "not distinguishable from zero" in texts["report.en.html"]
    assert "Talking moves no decision in this script." in texts["report.en.html"]
    assert "nan" not in texts["charts/losses.en.svg"].lower()
    assert "charts/sensitivity.en.svg" not in texts
    assert "2 of 200 draws did not end and are left out" in texts["report.en.html"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_of_costs_has_a_row_for_each_instrument_used_and_its_sum(language: str) -> None:
    outcome, words = sample_outcome(), read_catalogue(language)
    table = costs_table(outcome, words)
    numbers = [row[1] for row in table.rows if row[1]]
    used = {
        event.subject
        for played in outcome.played
        for event in played.events
        if event.kind == "effect"
    }
    assert len(numbers) == len(set(numbers)) == len(used)
    at_once = outcome.way(Way.AT_ONCE)
    last = {row[0]: row[-2] for row in table.rows if not row[1]}  # the rows of sums
    kinds = decisions_by_kind(outcome.exercise, sorted(used))
    assert len(last) == sum(len(those) > 1 for those in kinds.values())
    for kind, those in kinds.items():
        if len(those) > 1:
            name = words.say("cost.all", name=words.say(f"instrument.{kind}"))
            if kind in at_once.cost_by_kind:
                assert last[name] == with_error(at_once.cost_by_kind[kind], words)
            else:
                assert last[name] == words.say("cost.not_counted")
    assert all(row[2] and row[3] for row in table.rows if row[1])
    assert {row[-1] for row in table.rows} == {f"E {words.say('provenance.estimated')}"}
    assert table.caption in sample_report()[f"report.{language}.html"]

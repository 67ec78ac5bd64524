"""The report of an exercise: one page a language that opens without a network, and its charts."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import ModuleType

import jinja2

from parley.errors import CannotWrite
from parley.exchange.joint.account import Account
from parley.group.exercise.outcome import Outcome
from parley.report.charts import CHARTS
from parley.report.charts.provenance import LETTERS
from parley.report.cost_table import costs_table
from parley.report.crossing import crossed_table, nearness_table, told
from parley.report.figures import Verdict, unfinished
from parley.report.key_figures import differences_table, sides_table, ways_table
from parley.report.numbers import local_time, unit_in_words, with_error
from parley.report.pictures import Picture, draw
from parley.report.script_tables import (
    calibration_table,
    decisions_table,
    impact_table,
    institutions_table,
    run_table,
    script_table,
    sources_table,
)
from parley.report.sentences import headline, summary, verdict
from parley.report.summary import note
from parley.report.tables import Table
from parley.report.words import LANGUAGES, Catalogue, read_catalogue

#: The sections of a page in order, and the charts in each.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "summary": (),
    "figures": (),
    "course": ("hours", "prices"),
    "losses": ("losses", "channels"),
    "spread": ("network", "border"),
    "talking": ("notices", "delays"),
    "joint": (),
    "certainty": ("sensitivity", "provenance"),
    "script": (),
    "decisions": (),
    "calibration": (),
    "institutions": (),
    "leftout": (),
    "run": (),
}


def write_exercise_report(
    outcome: Outcome, folder: Path, account: Account | None = None
) -> tuple[Path, ...]:
    """Write the report in both languages, and every chart as SVG.

    Everything is made before anything is written. If writing fails half-way, what was written
    is taken away again.

    Args:
        outcome: What came of the exercise.
        folder: Where the report goes; made if it is not there.
        account: Of a play on two nodes; None if one node has played.

    Returns:
        The files: ``report.html``, which leads to both, one report a language, the charts.

    Raises:
        CannotWrite: if the folder cannot be written to or is full.
        NotConverged: if no draw ended in every way of playing.
    """
    texts = exercise_report(outcome, account)
    written: list[Path] = []
    try:
        for name, text in texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            written.append(path)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        reason = error.strerror or "unknown reason"
        raise CannotWrite(f"the report cannot be written to {folder}: {reason}") from error
    return tuple(written)


def exercise_report(outcome: Outcome, account: Account | None = None) -> dict[str, str]:
    """Make every file of the report, by its name inside the folder.

    Args:
        outcome: What came of the exercise.
        account: Of a play on two nodes; None if one node has played.

    Raises:
        NotConverged: if no draw ended in every way of playing.
    """
    templates = _templates()
    pictures = {language: _pictures(outcome, read_catalogue(language)) for language in LANGUAGES}
    texts = {"report.html": _chooser(outcome, templates)}
    for language in LANGUAGES:
        words = read_catalogue(language)
        texts[f"report.{language}.html"] = _page(
            outcome, words, pictures[language], templates, account
        )
    for language in LANGUAGES:
        for name, picture in pictures[language].items():
            texts[f"charts/{name}.{language}.svg"] = str(picture.svg)
    return texts


def _templates() -> jinja2.Environment:
    home = resources.files("parley.report") / "pages"
    names = ("page.html", "parts.html", "chooser.html", "page.css")
    return jinja2.Environment(
        loader=jinja2.DictLoader({name: (home / name).read_text("utf-8") for name in names}),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _pictures(outcome: Outcome, words: Catalogue) -> dict[str, Picture]:
    """Every chart that has something to show, in the order of the page."""
    return {
        chart.NAME: draw(chart, outcome, words)
        for chart in CHARTS
        if _has_something_to_show(chart, outcome)
    }


def _has_something_to_show(chart: ModuleType, outcome: Outcome) -> bool:
    asked = getattr(chart, "has_something_to_show", None)
    return asked is None or bool(asked(outcome))


@dataclass(frozen=True)
class Section:
    """One section of a page.

    Args:
        name: Identifier, used as the anchor.
        title: Its heading.
        pictures: Its charts.
        tables: Its tables, shown below the charts.
    """

    name: str
    title: str
    pictures: tuple[Picture, ...]
    tables: tuple[Table, ...]


def _sections(
    outcome: Outcome, words: Catalogue, pictures: Mapping[str, Picture], account: Account | None
) -> tuple[Section, ...]:
    tables: dict[str, tuple[Table, ...]] = {
        "figures": (
            ways_table(outcome, words),
            sides_table(outcome, words),
            differences_table(outcome, words),
        ),
        "script": (script_table(outcome, words),),
        "decisions": (decisions_table(outcome, words), costs_table(outcome, words)),
        "calibration": (calibration_table(outcome, words), impact_table(outcome, words)),
        "institutions": (institutions_table(outcome, words),),
        "run": (run_table(outcome, words),),
    }
    if outcome.exercise.sources:
        tables["calibration"] += (sources_table(outcome, words),)
    if account is not None:
        tables["joint"] = (
            crossed_table(outcome, account, words), nearness_table(outcome, account, words)
        )  # fmt: skip
    return tuple(
        Section(
            name,
            words.say(f"section.{name}"),
            tuple(pictures[chart] for chart in charts if chart in pictures),
            tables.get(name, ()),
        )
        for name, charts in SECTIONS.items()
        if name != "joint" or account is not None
    )


def _page(
    outcome: Outcome,
    words: Catalogue,
    pictures: Mapping[str, Picture],
    templates: jinja2.Environment,
    account: Account | None,
) -> str:
    exercise = outcome.exercise
    other = read_catalogue(next(each for each in LANGUAGES if each != words.language))
    sections = _sections(outcome, words, pictures, account)
    shown = [picture.name for section in sections for picture in section.pictures]
    return templates.get_template("page.html").render(
        words=words,
        other=other,
        marks=[
            (read_catalogue(each).tag, read_catalogue(each).say("exercise")) for each in LANGUAGES
        ],
        exercise=exercise,
        outcome=outcome,
        sections=sections,
        numbers={name: place for place, name in enumerate(shown, start=1)},
        summary=summary(outcome, words),
        verdict=verdict(outcome),
        is_in_doubt=verdict(outcome) in (Verdict.INDISTINCT, Verdict.ADVERSE),
        lead=with_error(headline(outcome).total, words),
        unit=unit_in_words(outcome.system.unit, words),
        unfinished=unfinished(outcome),
        note=note(outcome, words.language),
        start=_start(outcome, words),
        ways=[played.way for played in outcome.played],
        letters=words.say("list.separator").join(
            f"{letter} {words.say(f'provenance.{name}')}" for name, letter in LETTERS.items()
        ),
        left_out=_left_out(words, account),
        told=None if account is None else told(outcome, account, words),
    )


def _start(outcome: Outcome, words: Catalogue) -> str:
    """When exercise time begins, on the wall of each side."""
    exercise = outcome.exercise
    times = [
        words.say(
            "page.start.side",
            side=words.of(side.name),
            time=local_time(exercise.start, 0, side.utc_offset, words),
        )
        for side in exercise.sides
    ]
    together = words.say("list.separator").join(times)
    return words.say("page.start", times=together, hours=exercise.hours)


def _left_out(words: Catalogue, account: Account | None) -> list[str]:
    """What the model leaves out, numbered in the catalogue without a gap.

    The first entry is about matrices, of which a joint play has one alone.
    """
    found = [words.say("leftout.1" if account is None else "joint.leftout")]
    while words.knows(f"leftout.{len(found) + 1}"):
        found.append(words.say(f"leftout.{len(found) + 1}"))
    return found


def _chooser(outcome: Outcome, templates: jinja2.Environment) -> str:
    """A page with both titles, each leading to its report; neither language comes by default."""
    return templates.get_template("chooser.html").render(
        exercise=outcome.exercise, catalogues=[read_catalogue(each) for each in LANGUAGES]
    )

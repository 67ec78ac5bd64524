"""The tables of what was put in: script, decisions, calibration, institutions, the run."""

from dataclasses import asdict

from parley.engine.instruments.terms import Terms
from parley.engine.provenance_shares import provenance_of
from parley.group.exercise.outcome import Outcome, Way
from parley.group.exercise.script import Decision, Inject
from parley.report.charts.provenance import LETTERS
from parley.report.figures import largest_gap, loss_by_institution, unfinished
from parley.report.knowing import fact_in_words, moments, numbered
from parley.report.numbers import (
    column,
    decimal,
    exercise_time,
    fine_column,
    local_time,
    percent,
    plain,
    tiny,
    unit_in_words,
)
from parley.report.tables import Table
from parley.report.words import Catalogue


def script_table(outcome: Outcome, words: Catalogue) -> Table:
    """Every inject with its time on the exercise clock and on the wall of both sides."""
    exercise = outcome.exercise
    minutes = exercise.minutes()
    objectives = {each.id: str(place) for place, each in enumerate(exercise.objectives, start=1)}
    rows = []
    for inject in sorted(exercise.injects, key=lambda each: (minutes[each.id], each.id)):
        minute = minutes[inject.id]
        rows.append(
            (
                inject.id,
                exercise_time(minute, words),
                *(
                    local_time(exercise.start, minute, side.utc_offset, words)
                    for side in exercise.sides
                ),
                _receiver(inject, outcome, words),
                words.say(f"visibility.{inject.visibility}"),
                words.of(inject.channel),
                words.of(inject.text),
                words.of(inject.expected),
                objectives[inject.objective],
            )
        )
    clocks = (words.say("column.local", side=words.of(side.name)) for side in exercise.sides)
    columns = ("to", "visibility", "channel", "text", "expected", "objective")
    heads = (
        words.say("column.inject"),
        words.say("column.time"),
        *clocks,
        *(words.say(f"column.{name}") for name in columns),
    )
    return Table(words.say("table.script"), heads, tuple(rows))


def _receiver(inject: Inject, outcome: Outcome, words: Catalogue) -> str:
    authority = outcome.exercise.authorities.get(inject.to)
    return words.of(authority.name) if authority else words.say(f"to.{inject.to}")


def decisions_table(outcome: Outcome, words: Catalogue) -> Table:
    """Every decision with its terms, what it waits for, and when it takes effect."""
    exercise = outcome.exercise
    numbers = numbered(exercise)
    effects = {each.subject: each for each in moments(outcome) if each.kind == "effect"}
    ways = (Way.ALONE, Way.SCRIPTED, Way.AT_ONCE)
    rows = []
    for decision in exercise.decisions:
        moment = effects.get(decision.id)
        times = [
            exercise_time(moment.minutes[way], words)
            if moment and way in moment.minutes
            else words.say("time.never")
            for way in ways
        ]
        rows.append(
            (
                str(numbers[decision.id]),
                deciders(decision, outcome, words),
                words.of(decision.text),
                terms_in_words(decision.terms, outcome, words),
                fact_in_words(exercise, decision.needs, words),
                *times,
            )
        )
    columns = ("number", "authority", "decision", "instrument", "needs")
    heads = (
        *(words.say(f"column.{name}") for name in columns),
        *(words.say("column.effect_way", way=words.say(f"way.short.{way}")) for way in ways),
    )
    return Table(words.say("table.decisions"), heads, tuple(rows), numeric=(5, 6, 7))


def deciders(decision: Decision, outcome: Outcome, words: Catalogue) -> str:
    """Who decides, and with whom."""
    authorities = outcome.exercise.authorities
    name = words.of(authorities[decision.authority].name)
    if not decision.joint_with:
        return name
    other = words.of(authorities[decision.joint_with].name)
    return words.say("joint", text=name, authority=other)


def terms_in_words(terms: Terms, outcome: Outcome, words: Catalogue) -> str:
    """Write the terms of an instrument: what it is, and its numbers."""
    shares = ("haircut", "annual_rate", "share", "relief", "target_ratio")
    titles = {
        each.name: each.title_zh if words.language == "zh" else each.title_en
        for each in outcome.system.asset_classes
    }
    unit = unit_in_words(outcome.system.unit, words)
    written: dict[str, str] = {}
    for name, value in asdict(terms).items():
        if name == "entry":
            written[name] = words.say(f"entry.{value}")
        elif isinstance(value, str):
            written[name] = titles.get(value, value)
        elif name in shares:
            written[name] = percent(value, words)
        elif name in ("per_hour", "most", "amount"):
            written[name] = words.say("value.with_unit", value=plain(value, words), unit=unit)
        else:
            written[name] = plain(value, words)
    kind = words.say(f"instrument.{terms.kind}")
    return words.say(f"terms.{terms.kind}", name=kind, **written)


def calibration_table(outcome: Outcome, words: Catalogue) -> Table:
    """Every parameter with its value, range, unit and source."""
    rows = tuple(
        (
            words.of(each.title),
            plain(each.value, words),
            words.say("range", low=plain(each.low, words), high=plain(each.high, words)),
            unit_in_words(each.unit, words),
            each.source,
        )
        for each in outcome.exercise.calibration
    )
    columns = ("parameter", "value", "range", "unit", "source")
    heads = tuple(words.say(f"column.{name}") for name in columns)
    return Table(words.say("table.calibration"), heads, rows, numeric=(1, 2), english=(4,))


def impact_table(outcome: Outcome, words: Catalogue) -> Table:
    """How far one unit of money sold moves the price of each asset class, per cent."""
    rows = tuple(
        (
            each.title_zh if words.language == "zh" else each.title_en,
            plain(100 * each.price_impact, words),
            words.say(
                "range",
                low=plain(100 * each.price_impact_low, words),
                high=plain(100 * each.price_impact_high, words),
            ),
            each.source,
        )
        for each in outcome.system.asset_classes
    )
    unit = unit_in_words(outcome.system.unit, words)
    heads = (
        words.say("column.class"),
        words.say("column.impact", unit=unit),
        words.say("column.range"),
        words.say("column.source"),
    )
    return Table(words.say("table.impact"), heads, rows, numeric=(1, 2), english=(3,))


def institutions_table(outcome: Outcome, words: Catalogue) -> Table:
    """Every institution with its main figures, the class of each as a letter behind it."""
    system = outcome.system
    names = system.titles_zh if words.language == "zh" else system.names
    items = {
        "assets": "total_assets",
        "equity": "equity",
        "reserves": "reserves",
        "payments": "payments_per_day",
    }
    columns = []
    for item in items.values():
        classes = [provenance_of(system, item, name) for name in system.names]
        columns.append(
            [
                f"{text} {LETTERS[known]}"
                for text, known in zip(column(getattr(system, item), words), classes, strict=True)
            ]
        )
    hits = [decimal(float(count), words, 0) for count in outcome.hit]
    losses = fine_column(loss_by_institution(outcome, Way.ALONE), words)
    rows = tuple(zip(names, system.jurisdictions, *columns, hits, losses, strict=True))
    heads = tuple(
        words.say(f"column.{name}")
        for name in ("institution", "jurisdiction", *items, "hit", "loss")
    )
    caption = words.say(
        "table.institutions", date=system.date, unit=unit_in_words(system.unit, words)
    )
    return Table(caption, heads, rows, numeric=(2, 3, 4, 5, 6, 7))


def run_table(outcome: Outcome, words: Catalogue) -> Table:
    """Draws, seed, matrices, versions and digests: what it takes to get the same numbers again."""
    rows = [
        (words.say("run.exercise"), outcome.exercise.id),
        (words.say("run.system"), outcome.system.name),
        (words.say("run.draws"), decimal(outcome.draws, words, 0)),
        (words.say("run.unfinished"), decimal(unfinished(outcome), words, 0)),
        (words.say("run.gap"), tiny(largest_gap(outcome), words)),
        (words.say("run.seed"), str(outcome.seed)),
    ]
    for method, count in outcome.matrices.items():
        key = f"method.{method}"
        name = words.say(key) if words.knows(key) else method
        rows.append((words.say("run.matrices", method=name), decimal(count, words, 0)))
    rows += [(words.say("run.version", name=name), text) for name, text in outcome.versions.items()]
    rows += [(words.say("run.digest", name=name), text) for name, text in outcome.digests.items()]
    heads = (words.say("column.item"), words.say("column.value"))
    return Table(words.say("table.run"), heads, tuple(rows))


def sources_table(outcome: Outcome, words: Catalogue) -> Table:
    """Where the choices of the exercise come from."""
    rows = tuple((name.replace("_", " "), text) for name, text in outcome.exercise.sources.items())
    heads = (words.say("column.item"), words.say("column.source"))
    return Table(words.say("table.sources"), heads, rows, english=(0, 1))

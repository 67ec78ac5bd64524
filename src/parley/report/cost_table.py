"""The table of costs: what each instrument that was used costs, and whose it is."""

from collections.abc import Mapping

from parley.engine.measures import Estimate
from parley.group.exercise.costs import PROVENANCE, basis_of, decisions_by_kind
from parley.group.exercise.outcome import Outcome, Way
from parley.group.exercise.script import Decision
from parley.report.charts.provenance import LETTERS
from parley.report.knowing import numbered
from parley.report.numbers import exercise_time, unit_in_words, with_error
from parley.report.script_tables import deciders
from parley.report.tables import Table
from parley.report.words import Catalogue

#: The ways in which authorities use instruments.
WAYS = (Way.ALONE, Way.SCRIPTED, Way.AT_ONCE)


def costs_table(outcome: Outcome, words: Catalogue) -> Table:
    """A row for each instrument used, by decision, and one that adds up those of a kind."""
    exercise = outcome.exercise
    script = {each.id: each for each in exercise.decisions}
    used = {way: _used(outcome, way) for way in WAYS}
    kinds = decisions_by_kind(exercise, [name for names in used.values() for name in names])
    rows = []
    for kind, those in kinds.items():
        for name in those:
            costs = [_cost(outcome.way(way).costs, name, name in used[way], words) for way in WAYS]
            rows.append(_row(outcome, script[name], costs, words))
        if len(those) > 1:
            sums = [
                _cost(outcome.way(way).cost_by_kind, kind, not used[way].isdisjoint(those), words)
                for way in WAYS
            ]
            instrument = words.say("cost.all", name=words.say(f"instrument.{kind}"))
            basis = words.say(f"basis.{basis_of(script[those[0]].terms)}")
            rows.append((instrument, "", "", "", basis, *sums, _class(words)))
    heads = (
        *(
            words.say(f"column.{name}")
            for name in ("instrument_alone", "number", "owner", "wait_delay", "basis")
        ),
        *(words.say("column.cost_way", way=words.say(f"way.short.{way}")) for way in WAYS),
        words.say("column.known"),
    )
    caption = words.say("table.costs", unit=unit_in_words(outcome.system.unit, words))
    return Table(caption, heads, tuple(rows), numeric=(5, 6, 7))


def _row(
    outcome: Outcome, decision: Decision, costs: list[str], words: Catalogue
) -> tuple[str, ...]:
    return (
        words.say(f"instrument.{decision.terms.kind}"),
        str(numbered(outcome.exercise)[decision.id]),
        deciders(decision, outcome, words),
        words.say(
            "cost.wait_delay",
            wait=exercise_time(decision.wait, words),
            delay=exercise_time(decision.delay, words),
        ),
        words.say(f"basis.{basis_of(decision.terms)}"),
        *costs,
        _class(words),
    )


def _class(words: Catalogue) -> str:
    return f"{LETTERS[PROVENANCE]} {words.say(f'provenance.{PROVENANCE}')}"


def _used(outcome: Outcome, way: Way) -> set[str]:
    return {event.subject for event in outcome.way(way).events if event.kind == "effect"}


def _cost(costs: Mapping[str, Estimate], name: str, was_used: bool, words: Catalogue) -> str:
    """A cost with its error; or that the instrument was not used, or is not counted in money."""
    if not was_used:
        return words.say("cost.not_used")
    return with_error(costs[name], words) if name in costs else words.say("cost.not_counted")

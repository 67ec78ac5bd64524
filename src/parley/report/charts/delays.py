"""Chart: when each side knew and when each decision took effect, compared between the ways."""

from typing import Any

import altair as alt

from parley.group.exercise.outcome import Outcome, Way
from parley.report.charts import style
from parley.report.knowing import Moment, fact_in_words, moments, numbered
from parley.report.numbers import decimal, exercise_time
from parley.report.tables import Table
from parley.report.words import Catalogue

NAME = "delays"

WAYS = (Way.ALONE, Way.SCRIPTED, Way.AT_ONCE)

_LABELS, _NEVER, _ROW, _LINE = 300, 120, 44.0, 15.0
_PLOT = style.WIDTH - _LABELS - _NEVER


def has_something_to_show(outcome: Outcome) -> bool:
    """Whether talking moves anything."""
    return bool(_moved(outcome))


def _moved(outcome: Outcome) -> list[Moment]:
    return [moment for moment in moments(outcome) if moment.is_moved_by_talking]


def chart(outcome: Outcome, words: Catalogue) -> alt.TopLevelMixin:
    """Draw one row for each thing that talking moves: how much later it comes without."""
    marks: list[dict[str, object]] = []
    labels: list[dict[str, object]] = []
    times: list[dict[str, object]] = []
    nevers: list[dict[str, object]] = []
    moved = _moved(outcome)
    texts = [style.wrapped(in_words(each, outcome, words), _LABELS - 18, 12, 2) for each in moved]
    step = _ROW + _LINE * (max(len(lines) for lines in texts) - 1)
    for row, (moment, lines) in enumerate(zip(moved, texts, strict=True)):
        y = (row + 0.5) * step
        labels.append({"y": y - 8 - 7.5 * (len(lines) - 1), "text": lines})
        times.append({"y": y + 8 + 7.5 * (len(lines) - 1), "text": _time_at_once(moment, words)})
        marks += _marks(moment, y, words)
        missing = [words.say(f"way.short.{way}") for way in WAYS if way not in moment.minutes]
        if missing:
            names = words.say("list.separator").join(missing)
            nevers.append({"y": y, "text": words.say("delays.never", ways=names)})
    later = [float(str(mark["x"])) for mark in marks] + [0.0, 30.0]
    air = 0.22 * (max(later) - min(later))
    low = min(later) - air if min(later) < 0 else 0.0
    size = (low, max(later) + air, step * len(moved))
    drawn = _layers(marks, labels, times, nevers, size, words)
    entries = [
        style.Entry(words.say(f"way.{way}"), style.WAY_COLOURS[way], style.WAY_SHAPES[way])
        for way in WAYS[:2]
    ]
    entries.append(style.Entry(words.say(f"way.{WAYS[2]}"), style.INK, "M0,-1L0,1", filled=False))
    return alt.vconcat(style.legend(entries, style.WIDTH, indent=_LABELS), drawn, spacing=8)


def _time_at_once(moment: Moment, words: Catalogue) -> str:
    soonest = moment.minutes.get(Way.AT_ONCE)
    time = words.say("time.never") if soonest is None else exercise_time(soonest, words)
    return words.say("delays.at_once", time=time)


def _marks(moment: Moment, y: float, words: Catalogue) -> list[dict[str, object]]:
    """A mark for each way but the one that talks at once, each at a height of its own."""
    soonest = moment.minutes.get(Way.AT_ONCE)
    if soonest is None:
        return []
    found: list[dict[str, object]] = []
    for shift, way in zip((-9.0, 9.0), WAYS[:2], strict=True):
        if way in moment.minutes:
            later = moment.minutes[way] - soonest
            key = "delays.later" if later > 0 else "delays.earlier"
            found.append(
                {
                    "x": later,
                    "zero": 0,
                    "y": y + shift,
                    "fill": style.WAY_COLOURS[way],
                    "shape": style.WAY_SHAPES[way],
                    "text": words.say(key, minutes=decimal(later, words, 0)),
                    "is_left": later < 0,
                }
            )
    return found


def in_words(moment: Moment, outcome: Outcome, words: Catalogue) -> str:
    """Say what a moment is: who learns what, or which decision takes effect."""
    exercise = outcome.exercise
    if moment.kind == "learns":
        side = next(side for side in exercise.sides if side.id == moment.side)
        return words.say(
            "delays.learns",
            side=words.of(side.name),
            fact=fact_in_words(exercise, moment.subject, words),
        )
    decision = next(each for each in exercise.decisions if each.id == moment.subject)
    return words.say(
        "delays.effect", number=numbered(exercise)[decision.id], text=words.of(decision.text)
    )


def _layers(
    marks: list[dict[str, object]],
    labels: list[dict[str, object]],
    times: list[dict[str, object]],
    nevers: list[dict[str, object]],
    size: tuple[float, float, float],
    words: Catalogue,
) -> alt.LayerChart:
    low, top, height = size
    across = style.across(top, words.say("axis.minutes_later"), low=low)

    def at(x: str) -> dict[str, Any]:
        return {"x": alt.X(f"{x}:Q", **across), "y": style.down(height)}

    drawn = alt.Chart(style.rows_of(marks))
    layers = [
        alt.Chart(style.rows_of([{"x": 0.0}]))
        .mark_rule(color=style.INK, strokeWidth=1.8)
        .encode(x=alt.X("x:Q", **across)),
        drawn.mark_rule(color="#e0a97e", strokeWidth=4).encode(**at("zero"), x2=alt.X2("x:Q")),
        drawn.mark_point(size=85, opacity=1, filled=True).encode(
            **at("x"),
            color=alt.Color("fill:N").scale(None),
            shape=alt.Shape("shape:N").scale(None),
        ),
        style.lettering(labels, style.beside(-_LABELS, height)),
        style.lettering(
            times, style.beside(-_LABELS, height), color=style.MUTED, fontSize=style.SMALL
        ),
        style.lettering(nevers, style.beside(_PLOT + 8, height), color=style.WARM),
    ]
    layers += [
        style.lettering(
            [mark for mark in marks if mark["is_left"] is is_left],
            at("x"),
            align=align,
            dx=shift,
            fontSize=style.SMALL,
        )
        for is_left, align, shift in ((True, "right", -9), (False, "left", 9))
    ]
    return style.layered(layers, _PLOT, height)


def sentence(outcome: Outcome, words: Catalogue) -> str:
    """Count what talking moves, and what never happens if each side acts alone."""
    moved = _moved(outcome)
    never = [
        moment for moment in moved if moment.kind == "effect" and Way.ALONE not in moment.minutes
    ]
    return words.say(
        "chart.delays.sentence",
        learnt=sum(moment.kind == "learns" for moment in moved),
        effects=sum(moment.kind == "effect" for moment in moved),
        never=len(never),
    )


def table(outcome: Outcome, words: Catalogue) -> Table:
    """When each thing came in each way, and the minutes lost."""
    rows = []
    for moment in _moved(outcome):
        soonest = moment.minutes.get(Way.AT_ONCE)
        times = [
            exercise_time(moment.minutes[way], words)
            if way in moment.minutes
            else words.say("time.never")
            for way in WAYS
        ]
        lost = [
            str(moment.minutes[way] - soonest)
            if soonest is not None and way in moment.minutes
            else words.say("time.never")
            for way in WAYS[:2]
        ]
        rows.append((in_words(moment, outcome, words), *times, *lost))
    heads = (
        words.say("column.what"),
        *(words.say(f"way.{way}") for way in WAYS),
        *(
            words.say("column.minutes_lost_way", way=words.say(f"way.short.{way}"))
            for way in WAYS[:2]
        ),
    )
    return Table(words.say("chart.delays.title"), heads, tuple(rows), numeric=(1, 2, 3, 4, 5))

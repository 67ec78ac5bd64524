"""Chart: notices on a time line with the minutes lost, one lane for each side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from parley.group.exercise.outcome import Event, Outcome, Way
from parley.report.charts import style
from parley.report.figures import differs_from_zero
from parley.report.knowing import called_too_late, numbered
from parley.report.numbers import decimal, exercise_time, unit_in_words, with_error
from parley.report.tables import Table
from parley.report.words import Catalogue

NAME = "notices"

#: Ways in which somebody acts.
WAYS = (Way.ALONE, Way.SCRIPTED, Way.AT_ONCE)

_LABELS, _RIGHT, _ROW, _TOP, _BLOCK, _MEET = 110, 40, 15.0, 24.0, 34.0, 22.0
_PLOT = style.WIDTH - _LABELS - _RIGHT


@dataclass(frozen=True)
class Lane:
    """The lane of one side in one way of playing.

    The lanes of the two sides mirror each other: what they know stands where they meet, so that
    a notice crosses nothing else; what they do stands further out.

    Args:
        way, side: Whose lane it is.
        top: Pixels from the upper edge.
        effects: Effects of the decisions of this side; each gets a row of its own.
        is_upper: Whether it is the upper one of the two.
    """

    way: Way
    side: str
    top: float
    effects: tuple[Event, ...]
    is_upper: bool

    @property
    def height(self) -> float:
        """Pixels: one row for what comes in, and one for each effect."""
        return _TOP + _ROW * max(1, len(self.effects)) + 4

    @property
    def knowing(self) -> float:
        """Height of the row of what comes in, pixels from the upper edge."""
        return self.top + (self.height - 11 if self.is_upper else 11)

    def doing(self, number: int) -> float:
        """Height of the row of the effect with that number, pixels from the upper edge."""
        return self.top + (4 if self.is_upper else _TOP) + _ROW * (number + 0.5)


def lanes(outcome: Outcome) -> tuple[Lane, ...]:
    """Stack the lanes: a block for each way in which somebody acts, the two sides in each."""
    found: list[Lane] = []
    top = 0.0
    for way in WAYS:
        top += _BLOCK
        for number, side in enumerate(outcome.exercise.sides):
            effects = tuple(
                event
                for event in outcome.way(way).events
                if event.kind == "effect" and event.side == side.id
            )
            lane = Lane(way, side.id, top, effects, is_upper=number == 0)
            found.append(lane)
            top += lane.height + (_MEET if number == 0 else 0)
    return tuple(found)


def chart(outcome: Outcome, words: Catalogue) -> alt.TopLevelMixin:
    """Draw what came in, what was passed on and what took effect, hour by hour."""
    drawn = lanes(outcome)
    height = drawn[-1].top + drawn[-1].height + 4
    last = max(
        (event.minute for lane in drawn for event in outcome.way(lane.way).events), default=60
    )
    hours = min(float(outcome.exercise.hours), 1.03 * max(last, 60) / 60)
    size = (hours, height)
    picture = alt.layer(
        _drawn_lanes(drawn, hours, size, words),
        *_drawn_titles(outcome, drawn, size, words),
        *_drawn_notices(outcome, drawn, size, words),
        *_drawn_effects(outcome, drawn, size, words),
        *_drawn_events(outcome, drawn, size, words),
    ).properties(width=_PLOT, height=height)
    entries = [
        style.Entry(words.say("mark.inject"), style.MUTED, "M0,-1L0,1", filled=False),
        style.Entry(words.say("mark.learns"), style.INK, "circle", filled=False),
        style.Entry(words.say("mark.notice"), style.ACCENT, "triangle-down"),
        style.Entry(words.say("mark.decision"), style.INK, "square", filled=False),
        style.Entry(words.say("mark.effect"), style.INK, "triangle-right"),
        style.Entry(words.say("mark.lost"), "#e0a97e", "square"),
    ]
    return alt.vconcat(style.legend(entries, style.WIDTH, indent=_LABELS), picture, spacing=0)


def _at(size: tuple[float, float], words: Catalogue, x: str = "x", y: str = "y") -> dict[str, Any]:
    across = style.across(size[0], words.say("axis.hours"), ticks=12)
    return {"x": alt.X(f"{x}:Q", **across), "y": style.down(size[1], y)}


def _drawn_lanes(
    drawn: Sequence[Lane], hours: float, size: tuple[float, float], words: Catalogue
) -> alt.Chart:
    rows = [
        {"x": 0.0, "to_x": hours, "y": lane.top, "to_y": lane.top + lane.height, "fill": fill}
        for lane, fill in zip(drawn, ("#eef2f5", "#f7f4ec") * len(drawn), strict=False)
    ]
    lanes_drawn: alt.Chart = (
        alt.Chart(style.rows_of(rows))
        .mark_rect(opacity=1)
        .encode(
            **_at(size, words),
            x2=alt.X2("to_x:Q"),
            y2=alt.Y2("to_y:Q"),
            fill=alt.Fill("fill:N").scale(None),
        )
    )
    return lanes_drawn


def _drawn_titles(
    outcome: Outcome, drawn: Sequence[Lane], size: tuple[float, float], words: Catalogue
) -> list[alt.Chart]:
    names = {side.id: words.of(side.name) for side in outcome.exercise.sides}
    sides = [
        {
            "y": lane.top + lane.height / 2,
            "text": style.shortened(names[lane.side], _LABELS - 12),
        }
        for lane in drawn
    ]
    ways = [
        {"y": lane.top - 12, "text": words.say(f"way.{lane.way}")} for lane in drawn[:: len(names)]
    ]
    return [
        style.lettering(sides, style.beside(-_LABELS, size[1])),
        style.lettering(ways, style.beside(-_LABELS, size[1]), fontSize=13, fontWeight="bold"),
    ]


def _drawn_events(
    outcome: Outcome, drawn: Sequence[Lane], size: tuple[float, float], words: Catalogue
) -> list[alt.Chart]:
    """Injects as strokes, and the moments at which a side comes to know, on the first row."""
    strokes: list[dict[str, object]] = []
    circles: list[dict[str, object]] = []
    for lane in drawn:
        for event in outcome.way(lane.way).events:
            row: dict[str, object] = {
                "x": event.minute / 60,
                "y": lane.knowing - 5,
                "to_y": lane.knowing + 5,
            }
            if event.kind == "inject" and event.side in ("", lane.side):
                strokes.append(row)
            elif event.kind == "learns" and event.side == lane.side:
                circles.append({**row, "y": lane.knowing})
    return [
        alt.Chart(style.rows_of(strokes))
        .mark_rule(color=style.MUTED, strokeWidth=1.6)
        .encode(**_at(size, words), y2=alt.Y2("to_y:Q")),
        alt.Chart(style.rows_of(circles))
        .mark_point(
            shape="circle", size=60, opacity=1, fill=style.PAPER, stroke=style.INK, strokeWidth=1.6
        )
        .encode(**_at(size, words)),
    ]


def _drawn_notices(
    outcome: Outcome, drawn: Sequence[Lane], size: tuple[float, float], words: Catalogue
) -> list[alt.Chart]:
    """A line from the lane of the sender to that of the receiver, with an arrow."""
    notices = {notice.id: notice for notice in outcome.exercise.notices}
    place = {(lane.way, lane.side): lane for lane in drawn}
    rows = []
    for way in WAYS:
        for event in outcome.way(way).events:
            if event.kind != "notice" or event.subject not in notices:
                continue
            notice = notices[event.subject]
            origin = place[way, outcome.exercise.side_of(notice.sender)]
            bearer = place[way, outcome.exercise.side_of(notice.receiver)]
            is_down = bearer.top > origin.top
            rows.append(
                {
                    "x": event.minute / 60,
                    "y": origin.knowing,
                    "to_y": bearer.knowing + (-9 if is_down else 9),
                    "shape": "triangle-down" if is_down else "triangle-up",
                }
            )
    if not rows:
        return []
    return [
        alt.Chart(style.rows_of(rows))
        .mark_rule(color=style.ACCENT, strokeWidth=2)
        .encode(**_at(size, words), y2=alt.Y2("to_y:Q")),
        alt.Chart(style.rows_of(rows))
        .mark_point(filled=True, size=70, opacity=1, color=style.ACCENT)
        .encode(**_at(size, words, y="to_y"), shape=alt.Shape("shape:N").scale(None)),
    ]


def _effects(
    outcome: Outcome, drawn: Sequence[Lane], last: float, words: Catalogue
) -> list[dict[str, object]]:
    """Each decision on a row of its own: when taken, when in effect, and the minutes lost."""
    numbers = numbered(outcome.exercise)
    rows: list[dict[str, object]] = []
    for lane in drawn:
        taken = {
            event.subject: event.minute
            for event in outcome.way(lane.way).events
            if event.kind == "decision"
        }
        for number, event in enumerate(lane.effects):
            text = words.say("notices.decision", number=numbers[event.subject])
            if event.minutes_lost:
                text = words.say("notices.late", decision=text, minutes=event.minutes_lost)
            rows.append(
                {
                    "x": event.minute / 60,
                    "taken": taken.get(event.subject, event.minute) / 60,
                    "soonest": (event.minute - event.minutes_lost) / 60,
                    "y": lane.doing(number),
                    "text": text,
                    "is_late": event.minutes_lost > 0,
                    "at_end": event.minute / 60 > 0.8 * last,
                }
            )
    return rows


def _drawn_effects(
    outcome: Outcome, drawn: Sequence[Lane], size: tuple[float, float], words: Catalogue
) -> list[alt.Chart]:
    """The decisions with their texts, which stand on the left near the end of the line."""
    rows = _effects(outcome, drawn, size[0], words)
    late = alt.Chart(style.rows_of([row for row in rows if row["is_late"]]))
    every = alt.Chart(style.rows_of(rows))
    written = [
        style.lettering(
            [row for row in rows if row["at_end"] is at_end],
            _at(size, words, x="soonest" if at_end else "x"),
            align=align,
            dx=shift,
            fontSize=style.SMALL,
        )
        for at_end, align, shift in ((False, "left", 9), (True, "right", -9))
    ]
    return [
        late.mark_rule(color="#e0a97e", strokeWidth=8).encode(
            **_at(size, words, x="soonest"), x2=alt.X2("x:Q")
        ),
        every.mark_rule(color=style.INK, strokeWidth=1).encode(
            **_at(size, words, x="taken"), x2=alt.X2("x:Q")
        ),
        every.mark_point(
            shape="square", size=34, opacity=1, fill=style.PAPER, stroke=style.INK, strokeWidth=1.3
        ).encode(**_at(size, words, x="taken")),
        every.mark_point(
            shape="triangle-right", size=75, opacity=1, filled=True, color=style.INK
        ).encode(**_at(size, words)),
        *written,
    ]


def sentence(outcome: Outcome, words: Catalogue) -> str:
    """Say which call came too late, by how much, and what talking by the script costs."""
    late = called_too_late(outcome, words)
    if late is None:
        said = words.say("chart.notices.none_late")
    else:
        said = words.say("chart.notices.late", side=late.side, fact=late.fact, minutes=late.minutes)
    cost = next(
        (
            each
            for each in outcome.differences
            if (each.without, each.instead) == (Way.SCRIPTED, Way.AT_ONCE)
        ),
        None,
    )
    if cost is None:
        return said
    told = "chart.notices.cost" if differs_from_zero(cost.total) else "chart.notices.no_cost"
    added = words.say(
        told,
        cost=with_error(cost.total, words),
        unit=unit_in_words(outcome.system.unit, words),
    )
    return words.joined([said, added])


def table(outcome: Outcome, words: Catalogue) -> Table:
    """The notices of the script: when, from whom, to whom, what, and how late."""
    exercise = outcome.exercise
    lost = {
        (event.minute, event.side, event.subject): event.minutes_lost
        for event in outcome.way(Way.SCRIPTED).events
        if event.kind == "learns"
    }
    rows = []
    for notice in sorted(exercise.notices, key=lambda each: (each.minute, each.id)):
        receiver = exercise.side_of(notice.receiver)
        late = [lost.get((notice.minute, receiver, fact), 0) for fact in notice.carries]
        rows.append(
            (
                notice.id,
                exercise_time(notice.minute, words),
                words.of(exercise.authorities[notice.sender].name),
                words.of(exercise.authorities[notice.receiver].name),
                words.of(notice.text),
                decimal(max(late, default=0), words, 0),
            )
        )
    columns = ("notice", "time", "from", "to", "text", "minutes_lost")
    heads = tuple(words.say(f"column.{name}") for name in columns)
    return Table(words.say("table.notices"), heads, tuple(rows), numeric=(1, 5))

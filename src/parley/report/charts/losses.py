"""Chart: the loss in each way of playing with its spread over the draws."""

from typing import Any

import altair as alt
import numpy as np

from parley.engine.amounts import Floats
from parley.group.exercise.outcome import Outcome
from parley.report.charts import style
from parley.report.figures import mean_loss, total_losses, unfinished
from parley.report.numbers import decimal, spread, unit_in_words, with_error
from parley.report.tables import Table
from parley.report.words import Catalogue

NAME = "losses"

#: Each dot stands for the same share of the draws.
DOTS = 100

_LABELS, _VALUES, _ROW, _DOT, _STACK, _TOP = 140, 124, 100, 7.0, 64.0, 22.0
_PLOT = style.WIDTH - _LABELS - _VALUES


def chart(outcome: Outcome, words: Catalogue) -> alt.TopLevelMixin:
    """Draw a hundred dots for each way, its mean with the standard error, and its spread."""
    losses = {played.way: total_losses(outcome, played.way) for played in outcome.played}
    top = 1.03 * max(float(np.quantile(values, 0.99)) for values in losses.values()) or 1.0
    dots: list[dict[str, object]] = []
    summaries: list[dict[str, object]] = []
    for row, (way, values) in enumerate(losses.items()):
        floor = _TOP + row * _ROW + _STACK + 4
        found = mean_loss(outcome, way)
        colour = style.WAY_COLOURS[way]
        summaries.append(
            {
                "y": floor + 14,
                "middle": floor - 10,
                "low": found.low,
                "high": min(found.high, top),
                "mean": found.value,
                "below": found.value - found.error,
                "above": found.value + found.error,
                "way": style.wrapped(words.say(f"way.{way}"), _LABELS - 20, 13),
                "text": with_error(found, words),
                "colour": colour,
            }
        )
        dots += [
            {"x": across, "y": floor - above, "colour": colour}
            for across, above in _stacked(values, top)
        ]
    across = style.across(
        top,
        words.say(
            "title.with_unit",
            title=words.say("axis.loss"),
            unit=unit_in_words(outcome.system.unit, words),
        ),
    )
    head = words.say("column.mean")
    return _layers(dots, summaries, across, _TOP + len(losses) * _ROW, head)


def _stacked(values: Floats, top: float) -> list[tuple[float, float]]:
    """Where the dots go: money from the left, and pixels above the floor of the stack."""
    quantiles = np.quantile(values, (np.arange(DOTS) + 0.5) / DOTS)
    columns = np.floor(np.minimum(quantiles, top) / top * _PLOT / _DOT).astype(int).tolist()
    levels = [columns[:place].count(column) for place, column in enumerate(columns)]
    step = min(_DOT, _STACK / (max(levels) + 1))
    return [
        ((column + 0.5) * _DOT * top / _PLOT, level * step)
        for column, level in zip(columns, levels, strict=True)
    ]


def _layers(
    dots: list[dict[str, object]],
    summaries: list[dict[str, object]],
    across: dict[str, Any],
    height: float,
    head: str,
) -> alt.LayerChart:
    def at(x: str, y: str) -> dict[str, Any]:
        down = alt.Y(f"{y}:Q").axis(None).scale(domain=[height, 0], nice=False)
        return {"x": alt.X(f"{x}:Q", **across), "y": down}

    colour = alt.Color("colour:N").scale(None)
    base = alt.Chart(style.rows_of(summaries))
    names = [{"y": row["middle"], "text": row["way"]} for row in summaries]
    heads = [{"y": 8.0, "text": style.wrapped(head, _VALUES - 14, style.SMALL, 2)}]
    layers = [
        alt.Chart(style.rows_of(dots))
        .mark_circle(size=36, opacity=1)
        .encode(**at("x", "y"), color=colour),
        base.mark_rule(strokeWidth=1.5, color=style.MUTED).encode(
            **at("low", "y"), x2=alt.X2("high:Q")
        ),
        base.mark_tick(thickness=1.5, size=9, color=style.MUTED).encode(**at("low", "y")),
        base.mark_tick(thickness=1.5, size=9, color=style.MUTED).encode(**at("high", "y")),
        base.mark_rule(strokeWidth=7, color=style.INK).encode(
            **at("below", "y"), x2=alt.X2("above:Q")
        ),
        base.mark_point(
            shape="diamond", size=75, filled=True, opacity=1, fill="#ffffff", stroke=style.INK
        ).encode(**at("mean", "y")),
        style.lettering(names, style.beside(-_LABELS, height), fontSize=13, fontWeight="bold"),
        style.lettering(summaries, style.beside(_PLOT + 14, height)),
        style.lettering(
            heads, style.beside(_PLOT + 14, height), color=style.MUTED, fontSize=style.SMALL
        ),
    ]
    return style.layered(layers, _PLOT, height)


def sentence(outcome: Outcome, words: Catalogue) -> str:
    """Say the mean loss of each way with its error."""
    unit = outcome.system.unit
    parts = [
        words.say(
            "chart.losses.part",
            way=words.say(f"way.{played.way}"),
            loss=with_error(mean_loss(outcome, played.way), words),
        )
        for played in outcome.played
    ]
    return words.say(
        "chart.losses.sentence",
        parts=words.say("list.separator").join(parts),
        unit=unit_in_words(unit, words),
        draws=decimal(outcome.draws, words, 0),
        unfinished=unfinished(outcome),
    )


def table(outcome: Outcome, words: Catalogue) -> Table:
    """Mean, error and quantiles of the loss of each way."""
    rows = []
    for played in outcome.played:
        values = total_losses(outcome, played.way)
        found = mean_loss(outcome, played.way)
        middle = decimal(float(np.median(values)), words)
        way = words.say(f"way.{played.way}")
        rows.append((way, with_error(found, words), middle, spread(found, words)))
    heads = tuple(words.say(f"column.{name}") for name in ("way", "mean", "median", "spread"))
    caption = words.say(
        "title.with_unit",
        title=words.say("chart.losses.title"),
        unit=unit_in_words(outcome.system.unit, words),
    )
    return Table(caption, heads, tuple(rows), numeric=(1, 2, 3))

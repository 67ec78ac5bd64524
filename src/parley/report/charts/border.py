"""Chart: who lost to whom across the border, as a matrix with the amounts in its cells."""

import altair as alt
import numpy as np

from parley.group.exercise.figures import HIT
from parley.group.exercise.outcome import Outcome, Way
from parley.group.exercise.plan import ELSEWHERE
from parley.report.charts import style
from parley.report.figures import BorderLosses, border_losses
from parley.report.numbers import column, decimal, percent, unit_in_words
from parley.report.tables import Table
from parley.report.words import Catalogue

NAME = "border"

#: Fills from nothing to the largest amount, and the ink that can be read on each.
SHADES = (
    ("#ffffff", style.INK),
    ("#e3ebf0", style.INK),
    ("#bcd3e0", style.INK),
    ("#84aec8", style.INK),
    ("#2f6f9f", "#ffffff"),
    ("#0c3556", "#ffffff"),
)

_LEFT, _TOP, _CELL, _HIGH, _GAP = 210.0, 62.0, 132.0, 58.0, 10.0


def chart(outcome: Outcome, words: Catalogue) -> alt.TopLevelMixin:
    """Draw rows for where a loss comes from, columns for who bears it, and the sums."""
    found = border_losses(outcome, Way.ALONE)
    texts = _texts(found, words)
    rows, columns = found.amounts.shape
    width, height = style.WIDTH, _TOP + (rows + 1) * _HIGH + _GAP + 4
    largest = float(found.amounts.max()) or 1.0
    cells, numbers = [], []
    for i in range(rows + 1):
        for j in range(columns + 1):
            is_sum = i == rows or j == columns
            x = _LEFT + j * _CELL + (_GAP if j == columns else 0)
            y = _TOP + i * _HIGH + (_GAP if i == rows else 0)
            fill, ink = SHADES[0]
            if not is_sum:
                shade = found.amounts[i, j] / largest * (len(SHADES) - 1)
                fill, ink = SHADES[min(len(SHADES) - 1, int(np.ceil(shade)))]
                crosses = found.crosses(
                    found.origins[i], found.bearers[j], outcome.exercise.outage.side
                )
                if crosses:  # a frame around the cell, with paper between them
                    cells.append(_rectangle(x, y, 2, style.PAPER, style.WARM, 2.4))
                cells.append(_rectangle(x, y, 6 if crosses else 2, fill, style.RULE, 1.0))
            numbers.append(
                {
                    "x": x + _CELL / 2,
                    "y": y + _HIGH / 2,
                    "text": texts[i][j],
                    "ink": ink,
                }
            )
    places = {**style.placed(width, height), "color": alt.Color("ink:N").scale(None)}
    layers = [
        _drawn_cells(cells, width, height),
        style.lettering(numbers, places, align="center", fontSize=14),
        *_drawn_heads(outcome, found, words, width, height),
    ]
    return style.layered(layers, width, height)


def _rectangle(
    x: float, y: float, inset: float, fill: str, stroke: str, thick: float
) -> dict[str, object]:
    return {
        "x": x + inset,
        "y": y + inset,
        "to_x": x + _CELL - inset,
        "to_y": y + _HIGH - inset,
        "fill": fill,
        "stroke": stroke,
        "thick": thick,
    }


def _drawn_cells(cells: list[dict[str, object]], width: float, height: float) -> alt.Chart:
    drawn: alt.Chart = (
        alt.Chart(style.rows_of(cells))
        .mark_rect(opacity=1)
        .encode(
            **style.placed(width, height),
            x2=alt.X2("to_x:Q"),
            y2=alt.Y2("to_y:Q"),
            fill=alt.Fill("fill:N").scale(None),
            stroke=alt.Stroke("stroke:N").scale(None),
            strokeWidth=alt.StrokeWidth("thick:Q").scale(None).legend(None),
        )
    )
    return drawn


def _drawn_heads(
    outcome: Outcome, found: BorderLosses, words: Catalogue, width: float, height: float
) -> list[alt.Chart]:
    titles = titles_of_groups(outcome, words)
    bearers = [*(titles[name] for name in found.bearers), words.say("column.total")]
    origins = [*_titles_of_origins(outcome, found, words), words.say("column.total")]
    last_row, last_column = len(found.origins), len(found.bearers)
    across = [
        {
            "x": _LEFT + (j + 0.5) * _CELL + (_GAP if j == last_column else 0),
            "y": _TOP - 20,
            "text": style.shortened(title, _CELL - 6, 13),
        }
        for j, title in enumerate(bearers)
    ]
    down = []
    for i, title in enumerate(origins):
        lines = style.wrapped(title, _LEFT - 24, 13, 3)
        middle = _TOP + (i + 0.5) * _HIGH + (_GAP if i == last_row else 0)
        down.append({"x": 4.0, "y": middle - 8 * (len(lines) - 1), "text": lines})
    axes = [
        {"x": _LEFT + 4, "y": 12.0, "text": words.say("border.bearer")},
        {"x": 4.0, "y": 12.0, "text": words.say("border.origin")},
    ]
    placed = style.placed(width, height)
    return [
        style.lettering(across, placed, align="center", fontSize=13, fontWeight="bold"),
        style.lettering(down, placed, lineHeight=16, fontSize=13, fontWeight="bold"),
        style.lettering(axes, placed, color=style.MUTED),
    ]


def titles_of_groups(outcome: Outcome, words: Catalogue) -> dict[str, str]:
    """What each row and column is called."""
    titles = {side.id: words.of(side.name) for side in outcome.exercise.sides}
    home = titles[outcome.exercise.outage.side]
    return {
        **titles,
        ELSEWHERE: words.say(f"group.{ELSEWHERE}"),
        HIT: words.say(f"group.{HIT}", side=home),
    }


def _titles_of_origins(outcome: Outcome, found: BorderLosses, words: Catalogue) -> list[str]:
    """What each row is called: beside the hit bank, its side is the others of that side."""
    titles = titles_of_groups(outcome, words)
    home = outcome.exercise.outage.side
    if HIT in found.origins:
        titles[home] = words.say("group.others", side=titles[home])
    return [titles[name] for name in found.origins]


def _texts(found: BorderLosses, words: Catalogue) -> list[list[str]]:
    """The amounts with their sums, all with the same digits after the point."""
    wide = np.hstack([found.amounts, found.amounts.sum(axis=1, keepdims=True)])
    whole = np.vstack([wide, wide.sum(axis=0, keepdims=True)])
    texts = column(whole.ravel(), words, finer=1)
    return [texts[start : start + whole.shape[1]] for start in range(0, whole.size, whole.shape[1])]


def sentence(outcome: Outcome, words: Catalogue) -> str:
    """Say how much crosses a border, and which crossing is the largest."""
    found = border_losses(outcome, Way.ALONE)
    home = outcome.exercise.outage.side
    titles = titles_of_groups(outcome, words)
    crossing = {
        (origin, bearer): float(found.amounts[i, j])
        for i, origin in enumerate(found.origins)
        for j, bearer in enumerate(found.bearers)
        if found.crosses(origin, bearer, home)
    }
    whole = float(found.amounts.sum())
    origin, bearer = max(crossing, key=lambda pair: crossing[pair])
    return words.say(
        "chart.border.sentence",
        crossing=percent(sum(crossing.values()) / whole if whole else 0.0, words),
        whole=decimal(whole, words),
        unit=unit_in_words(outcome.system.unit, words),
        origin=dict(zip(found.origins, _titles_of_origins(outcome, found, words), strict=True))[
            origin
        ],
        bearer=titles[bearer],
        largest=decimal(crossing[origin, bearer], words),
    )


def table(outcome: Outcome, words: Catalogue) -> Table:
    """The matrix as a table."""
    found = border_losses(outcome, Way.ALONE)
    titles = titles_of_groups(outcome, words)
    total = words.say("column.total")
    names = [*_titles_of_origins(outcome, found, words), total]
    rows = tuple((name, *cells) for name, cells in zip(names, _texts(found, words), strict=True))
    heads = (words.say("border.origin"), *(titles[name] for name in found.bearers), total)
    caption = words.say(
        "title.with_unit",
        title=words.say("chart.border.title"),
        unit=unit_in_words(outcome.system.unit, words),
    )
    return Table(caption, heads, rows, numeric=tuple(range(1, len(heads))))

"""Small panels side by side, one row a figure and one column a way of playing, hour by hour."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np

from parley.engine.amounts import Floats
from parley.group.exercise.outcome import Outcome, Way
from parley.report.charts import style
from parley.report.numbers import decimal
from parley.report.tables import Table
from parley.report.words import Catalogue

#: More points than this are not seen in a panel; longer series are thinned.
POINTS = 120

_WIDTH, _HEIGHT, _GAP, _AXIS = 165, 84, 12, 46


@dataclass(frozen=True, eq=False)
class Followed:
    """A figure that is followed move by move.

    Args:
        title: What it is called, with its unit.
        bands: Mean, 5th and 95th percentile by way. Each of shape (moves + 1, 3).
    """

    title: str
    bands: dict[Way, Floats]


def draw_panels(rows: Sequence[Followed], outcome: Outcome, words: Catalogue) -> alt.VConcatChart:
    """Draw one row of panels a figure; a dashed line repeats the play that talks at once.

    Args:
        rows: The figures; at least one.
        outcome: Gives the ways of playing.
        words: Gives the language.
    """
    ways = [played.way for played in outcome.played]
    drawn = [
        _row(followed, ways, words, is_last=number == len(rows) - 1)
        for number, followed in enumerate(rows)
    ]
    return alt.vconcat(_heads(ways, words), *drawn, spacing=14)


def _heads(ways: Sequence[Way], words: Catalogue) -> alt.LayerChart:
    """The names of the ways, once, each above its column of panels."""
    step = _WIDTH + _GAP
    width = step * len(ways) - _GAP
    rows = [
        {
            "x": place * step,
            "y": 10,
            "text": style.shortened(words.say(f"way.{way}"), _WIDTH, style.LARGE),
        }
        for place, way in enumerate(ways)
    ]
    look = {"fontSize": style.LARGE, "fontWeight": "bold"}
    return style.layered(
        [style.lettering(rows, style.placed(width, 20), **look)], width=width, height=20
    )


def _row(
    followed: Followed, ways: Sequence[Way], words: Catalogue, *, is_last: bool
) -> alt.FacetChart:
    titles = [words.say(f"way.{way}") for way in ways]
    compared = followed.bands.get(Way.AT_ONCE)
    points: list[dict[str, object]] = []
    for way, title in zip(ways, titles, strict=True):
        band = followed.bands[way]
        for move in np.unique(np.linspace(0, len(band) - 1, POINTS).astype(int)).tolist():
            mean, low, high = band[move].tolist()
            point: dict[str, object] = {
                "way": title,
                "move": move,
                "mean": mean,
                "low": low,
                "high": high,
            }
            if compared is not None and way is not Way.AT_ONCE:
                point["other"] = float(compared[move, 0])
            points.append(point)
    x = alt.X("move:Q").title(words.say("axis.hours") if is_last else None)
    x = x.axis(labels=is_last, ticks=is_last, grid=True, values=_hours(followed))
    x = x.scale(nice=False)
    steps = alt.Axis(tickCount=3, minExtent=_AXIS, maxExtent=_AXIS, title=None)
    base = alt.Chart().encode(x=x)
    band = base.mark_area(color="#9fb6c6", opacity=0.55).encode(
        y=alt.Y("low:Q").axis(steps), y2=alt.Y2("high:Q")
    )
    other = base.mark_line(color=style.MUTED, strokeDash=[3, 3], strokeWidth=1.2).encode(
        y=alt.Y("other:Q").axis(steps)
    )
    mean = base.mark_line(color=style.ACCENT, strokeWidth=2.2).encode(y=alt.Y("mean:Q").axis(steps))
    header = alt.Header(title=None, labels=False)
    return (
        alt.layer(band, other, mean, data=style.rows_of(points))
        .properties(width=_WIDTH, height=_HEIGHT)
        .facet(column=alt.Column("way:N").sort(titles).header(header), spacing=_GAP)
        .properties(title=alt.TitleParams(followed.title, offset=4), bounds="flush")
    )


def _hours(followed: Followed) -> list[int]:
    """Hours that get a tick: four steps over the whole exercise."""
    last = len(next(iter(followed.bands.values()))) - 1
    step = max(1, -(-last // 4))
    return list(range(0, last + 1, step))


def table_of(rows: Sequence[Followed], outcome: Outcome, words: Catalogue, caption: str) -> Table:
    """The largest mean of each figure and its last, by way; hours in brackets.

    Args:
        rows: The figures.
        outcome: Gives the ways of playing.
        words: Gives the language.
        caption: What the table is called.
    """
    cells = []
    for followed in rows:
        for played in outcome.played:
            band = followed.bands[played.way]
            furthest = int(np.argmax(np.abs(band[:, 0] - band[0, 0])))
            mean, low, high = band[furthest].tolist()
            cells.append(
                (
                    followed.title,
                    words.say(f"way.{played.way}"),
                    decimal(mean, words),
                    str(furthest),
                    words.say("range", low=decimal(low, words), high=decimal(high, words)),
                    decimal(float(band[-1, 0]), words),
                )
            )
    columns = ("figure", "way", "furthest", "at_hour", "spread", "last")
    heads = tuple(words.say(f"column.{name}") for name in columns)
    return Table(caption, heads, tuple(cells), numeric=(2, 3, 4, 5))

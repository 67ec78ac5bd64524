"""Chart: the network with the losses that cross its borders, each institution a disc."""

import math
from collections.abc import Sequence
from itertools import pairwise

import altair as alt
import numpy as np

from parley.engine.amounts import Floats
from parley.group.exercise.outcome import Outcome, Way
from parley.group.exercise.plan import ELSEWHERE
from parley.report.charts import style
from parley.report.charts.ring import (
    HEIGHT,
    MIDDLE,
    RING,
    Disc,
    Link,
    apart,
    curve,
    lay_out,
    links,
)
from parley.report.figures import groups, loss_by_institution
from parley.report.numbers import column, decimal, fine_column, percent, plain, unit_in_words
from parley.report.tables import Table
from parley.report.words import Catalogue

NAME = "network"

#: At most so many institutions are named.
NAMED = 16


#: Fills from small to large losses; lightness falls from one to the next.
SHADES = ("#f3f1ea", "#d5dce0", "#9dbacb", "#5a8fb0", "#24628f", "#0c3556")


def chart(outcome: Outcome, words: Catalogue) -> alt.TopLevelMixin:
    """Draw the ring of institutions and the largest losses across borders."""
    discs = lay_out(outcome)
    losses = loss_by_institution(outcome, Way.ALONE)
    steps = loss_steps(losses)
    names = outcome.system.titles_zh if words.language == "zh" else outcome.system.names
    layers = [
        *_drawn_links(links(outcome, discs)),
        _drawn_discs(discs, losses, steps, outcome.hit),
        *_drawn_names(discs, losses, names, outcome.hit, words),
        _drawn_groups(outcome, words),
    ]
    picture = style.layered(layers, style.WIDTH, HEIGHT)
    unit = unit_in_words(outcome.system.unit, words)
    entries = [
        style.Entry(text, SHADES[number], "circle")
        for number, text in enumerate(_steps_in_words(steps, words))
    ]
    entries.append(style.Entry(words.say("network.hit"), style.INK, "circle", filled=False))
    heading = style.heading(words.say("network.shade", unit=unit), style.WIDTH)
    return alt.vconcat(heading, style.legend(entries, style.WIDTH), picture, spacing=2)


def loss_steps(losses: Floats) -> list[float]:
    """Bounds of the shades: round numbers, each the same multiple of the one before.

    The multiple is two, or more where one institution loses far more than most of the others.
    """
    positive = losses[losses > 0]
    if not positive.size:
        return []
    steps = len(SHADES) - 1
    largest, small = float(positive.max()), float(np.quantile(positive, 0.25))
    ratio = max(2.0, (largest / small) ** (1 / steps))
    bounds = [largest / ratio**step for step in range(steps, 0, -1)]
    rounded = [float(f"{bound:.1g}") for bound in bounds]
    return sorted(set(rounded))


def _steps_in_words(steps: Sequence[float], words: Catalogue) -> list[str]:
    if not steps:
        return [words.say("network.none")]
    texts = [words.say("network.below", value=plain(steps[0], words))]
    texts += [
        words.say("range", low=plain(low, words), high=plain(high, words))
        for low, high in pairwise(steps)
    ]
    return [*texts, words.say("network.above", value=plain(steps[-1], words))]


def _drawn_links(drawn: Sequence[Link]) -> list[alt.Chart]:
    """Curves towards the middle of the ring, with an arrow where the loss is borne."""
    if not drawn:
        return []
    largest = drawn[-1].amount
    points, arrows = [], []
    for number, link in enumerate(drawn):
        share = link.amount / largest
        path = curve(link)
        shade = style.WARM if share > 0.5 else "#8b6f5f" if share > 0.2 else "#a9a19a"
        width = 0.8 + 5.2 * share
        points += [
            {"link": number, "order": order, "x": x, "y": y, "width": width, "colour": shade}
            for order, (x, y) in enumerate(path)
        ]
        (before_x, before_y), (x, y) = path[-3], path[-1]
        bearing = math.degrees(math.atan2(x - before_x, before_y - y))
        arrows.append({"x": x, "y": y, "angle": bearing, "size": 40 + 110 * share, "colour": shade})
    placed = style.placed(style.WIDTH, HEIGHT)
    colour = alt.Color("colour:N").scale(None)
    return [
        alt.Chart(style.rows_of(points))
        .mark_line(opacity=0.75, strokeCap="butt")
        .encode(
            **placed,
            detail=alt.Detail("link:N"),
            order=alt.Order("order:Q"),
            strokeWidth=alt.StrokeWidth("width:Q").scale(None).legend(None),
            color=colour,
        ),
        alt.Chart(style.rows_of(arrows))
        .mark_point(shape="triangle", filled=True, opacity=1)
        .encode(
            **placed,
            angle=alt.Angle("angle:Q").scale(None),
            size=alt.Size("size:Q").scale(None).legend(None),
            color=colour,
        ),
    ]


def _drawn_discs(
    discs: Sequence[Disc], losses: Floats, steps: Sequence[float], hit: Floats
) -> alt.Chart:
    rows = [
        {
            "x": disc.x,
            "y": disc.y,
            "size": math.pi * disc.radius**2,
            "fill": SHADES[sum(float(losses[disc.index]) >= bound for bound in steps)],
            "thick": 3.0 if hit[disc.index] > 0 else 0.9,
        }
        for disc in discs
    ]
    drawn: alt.Chart = (
        alt.Chart(style.rows_of(rows))
        .mark_point(shape="circle", opacity=1, stroke=style.INK)
        .encode(
            **style.placed(style.WIDTH, HEIGHT),
            size=alt.Size("size:Q").scale(None).legend(None),
            fill=alt.Fill("fill:N").scale(None),
            strokeWidth=alt.StrokeWidth("thick:Q").scale(None).legend(None),
        )
    )
    return drawn


def _drawn_names(
    discs: Sequence[Disc],
    losses: Floats,
    names: Sequence[str],
    hit: Floats,
    words: Catalogue,
) -> list[alt.Chart]:
    """Names of those that lose most and of those that are hit, beside the ring without overlap."""
    ranked = sorted(discs, key=lambda disc: (hit[disc.index] <= 0, -losses[disc.index]))
    size = (style.WIDTH, HEIGHT)
    drawn: list[alt.Chart] = []
    for is_left in (True, False):
        here = [disc for disc in ranked[:NAMED] if (disc.x < MIDDLE[0]) == is_left]
        here.sort(key=lambda disc: disc.y)
        heights = apart([disc.y for disc in here], 18.0, 30.0, HEIGHT - 34)
        labels = [
            _label(disc, y, names[disc.index], decimal(float(losses[disc.index]), words), words)
            for disc, y in zip(here, heights, strict=True)
        ]
        drawn += [
            alt.Chart(style.rows_of(labels))
            .mark_rule(color=style.MUTED, strokeWidth=0.8)
            .encode(
                **style.placed(*size, x="rim_x", y="rim_y"),
                x2=alt.X2("end_x:Q"),
                y2=alt.Y2("y:Q"),
            ),
            style.lettering(
                labels,
                style.placed(*size),
                align="right" if is_left else "left",
                fontSize=style.SMALL,
            ),
        ]
    return drawn


def _label(disc: Disc, y: float, name: str, loss: str, words: Catalogue) -> dict[str, object]:
    """One name outside the ring at height ``y``, and the line that leads to it."""
    reach = RING + disc.radius + 16
    beside = math.sqrt(max(0.0, reach**2 - min(reach, abs(y - MIDDLE[1])) ** 2))
    outward = -1 if disc.x < MIDDLE[0] else 1
    room = style.WIDTH / 2 - beside - 8 - style.text_width(loss, style.SMALL) - 2
    short = style.shortened(name, room, style.SMALL)
    rim = disc.radius + 2
    return {
        "x": MIDDLE[0] + outward * beside,
        "y": y,
        "text": words.say("network.label", name=short, loss=loss),
        "rim_x": disc.x + rim * math.cos(disc.angle),
        "rim_y": disc.y - rim * math.sin(disc.angle),
        "end_x": MIDDLE[0] + outward * (beside - 3),
    }


def _drawn_groups(outcome: Outcome, words: Catalogue) -> alt.Chart:
    """Names of the two sides above, and of the others below, each in its corner."""
    first, second = outcome.exercise.sides
    rows = [
        {"x": 4.0, "y": 12.0, "text": words.of(first.name)},
        {
            "x": style.WIDTH - 4 - style.text_width(words.of(second.name), 14),
            "y": 12.0,
            "text": words.of(second.name),
        },
        {"x": 4.0, "y": HEIGHT - 12, "text": words.say(f"group.{ELSEWHERE}")},
    ]
    places = style.placed(style.WIDTH, HEIGHT)
    return style.lettering(rows, places, fontSize=14, fontWeight="bold")


def sentence(outcome: Outcome, words: Catalogue) -> str:
    """Say who loses most, and how much of the passed-on loss crosses a border."""
    losses = loss_by_institution(outcome, Way.ALONE)
    names = outcome.system.titles_zh if words.language == "zh" else outcome.system.names
    first = int(np.argmax(losses))
    matrix = outcome.way(Way.ALONE).loss_from
    members = groups(outcome)
    within = sum(float(matrix[np.ix_(inside, inside)].sum()) for inside in members.values())
    whole = float(matrix.sum())
    drawn = lay_out(outcome)
    shown = sum(link.amount for link in links(outcome, drawn))
    crossing = whole - within
    return words.say(
        "chart.network.sentence",
        name=names[first],
        loss=decimal(float(losses[first]), words),
        unit=unit_in_words(outcome.system.unit, words),
        crossing=percent(crossing / whole if whole else 0.0, words),
        shown=percent(shown / crossing if crossing else 0.0, words),
        links=len(links(outcome, drawn)),
        drawn=len(drawn),
        all=outcome.system.size,
    )


def table(outcome: Outcome, words: Catalogue) -> Table:
    """Every institution with its size and its mean loss."""
    system = outcome.system
    losses = loss_by_institution(outcome, Way.ALONE)
    names = system.titles_zh if words.language == "zh" else system.names
    titles = {side.id: words.of(side.name) for side in outcome.exercise.sides}
    titles[ELSEWHERE] = words.say(f"group.{ELSEWHERE}")
    members = groups(outcome)
    group = [next(name for name, inside in members.items() if inside[i]) for i in range(len(names))]
    order = np.argsort(-losses, kind="stable")
    assets, lost = column(system.total_assets, words), fine_column(losses, words)
    rows = tuple((names[i], titles[group[i]], assets[i], lost[i]) for i in order.tolist())
    heads = tuple(words.say(f"column.{name}") for name in ("institution", "group", "size", "loss"))
    caption = words.say(
        "title.with_unit",
        title=words.say("chart.network.title"),
        unit=unit_in_words(system.unit, words),
    )
    return Table(caption, heads, rows, numeric=(2, 3))

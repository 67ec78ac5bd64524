"""Chart: the network with the losses that cross its borders, each institution a disc."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import altair as alt
import numpy as np

from parley.engine.amounts import Floats
from parley.group.exercise.outcome import Outcome, Way
from parley.report.charts import style
from parley.report.figures import ELSEWHERE, groups, loss_by_institution
from parley.report.numbers import column, decimal, percent, plain, unit_in_words
from parley.report.tables import Table
from parley.report.words import Catalogue

NAME = "network"

#: At most so many institutions are drawn, so many named, and so many links shown.
DRAWN, NAMED, LINKS = 48, 16, 26

_HEIGHT, _RING, _SMALLEST, _LARGEST = 540.0, 202.0, 0.2, 40.0
_MIDDLE = (style.WIDTH / 2, 255.0)

#: Fills from small to large losses; lightness falls from one to the next.
SHADES = ("#f3f1ea", "#d5dce0", "#9dbacb", "#5a8fb0", "#24628f", "#0c3556")


@dataclass(frozen=True)
class Disc:
    """An institution as it is drawn.

    Args:
        index: Its place in the system.
        group: Its side, or ``elsewhere``.
        x, y: Middle of the disc, pixels from the upper left.
        radius: Pixels.
        angle: Where it sits on the ring, radians against the clock from the right.
    """

    index: int
    group: str
    x: float
    y: float
    radius: float
    angle: float


def lay_out(outcome: Outcome) -> tuple[Disc, ...]:
    """Place the largest institutions on a ring: one side left, one right, the others below.

    Each takes as much of the ring as its disc is wide, so no two discs overlap.
    """
    assets = outcome.system.total_assets
    kept = set(np.argsort(-assets, kind="stable")[:DRAWN].tolist())
    kept |= set(np.flatnonzero(outcome.hit > 0).tolist()[:DRAWN])
    members = {
        name: [i for i in np.argsort(-assets, kind="stable").tolist() if inside[i] and i in kept]
        for name, inside in groups(outcome).items()
    }
    radii = np.maximum(np.sqrt(assets / max(float(assets.max()), 1e-12)), _SMALLEST)
    gap = 7.0
    count = sum(len(inside) for inside in members.values())
    free = 0.84 * 2 * math.pi * _RING - count * gap
    radii *= min(
        _LARGEST, free / (2 * sum(float(radii[i]) for inside in members.values() for i in inside))
    )
    discs: list[Disc] = []
    starts = _starts(members, radii, gap)
    for name, inside in members.items():
        angle = starts[name]
        for i in _largest_in_the_middle(inside):
            half = (float(radii[i]) + gap / 2) / _RING
            angle -= half
            x = _MIDDLE[0] + _RING * math.cos(angle)
            y = _MIDDLE[1] - _RING * math.sin(angle)
            discs.append(Disc(i, name, x, y, float(radii[i]), angle))
            angle -= half
    return tuple(discs)


def _starts(members: dict[str, list[int]], radii: Floats, gap: float) -> dict[str, float]:
    """Angle at which each group begins, going with the clock; gaps between groups are equal."""
    spans = {
        name: sum(2 * float(radii[i]) + gap for i in inside) / _RING
        for name, inside in members.items()
    }
    pause = (2 * math.pi - sum(spans.values())) / len(spans)
    # With the clock from the bottom: the first side up the left, the second down the right.
    angle = -math.pi / 2 - spans[ELSEWHERE] / 2 - pause
    starts = {}
    for name in spans:
        starts[name] = angle
        angle -= spans[name] + pause
    return starts


def _largest_in_the_middle(inside: Sequence[int]) -> list[int]:
    """Order by size so that large discs stand in the middle of their group."""
    return [*inside[1::2][::-1], *inside[0::2]]


@dataclass(frozen=True)
class Link:
    """A loss that crosses a border, drawn from where it comes from to who bears it."""

    origin: Disc
    bearer: Disc
    amount: float


def links(outcome: Outcome, discs: Sequence[Disc]) -> tuple[Link, ...]:
    """The largest losses between institutions of different groups, largest last."""
    matrix = outcome.way(Way.ALONE).loss_from
    found = [
        Link(origin, bearer, float(matrix[origin.index, bearer.index]))
        for origin in discs
        for bearer in discs
        if origin.group != bearer.group and matrix[origin.index, bearer.index] > 0
    ]
    return tuple(sorted(found, key=lambda link: link.amount)[-LINKS:])


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
    picture = style.layered(layers, style.WIDTH, _HEIGHT)
    unit = unit_in_words(outcome.system.unit, words)
    entries = [
        style.Entry(text, SHADES[number], "circle")
        for number, text in enumerate(_steps_in_words(steps, words))
    ]
    entries.append(style.Entry(words.say("network.hit"), style.INK, "circle", filled=False))
    heading = style.heading(words.say("network.shade", unit=unit), style.WIDTH)
    return alt.vconcat(heading, style.legend(entries, style.WIDTH), picture, spacing=2)


def loss_steps(losses: Floats) -> list[float]:
    """Bounds of the shades: round numbers, each about the double of the one before."""
    largest = float(losses.max()) if losses.size else 0.0
    if largest <= 0:
        return []
    bounds = [largest / 2**step for step in range(len(SHADES) - 1, 0, -1)]
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
        curve = _curve(link)
        shade = style.WARM if share > 0.5 else "#8b6f5f" if share > 0.2 else "#a9a19a"
        width = 0.8 + 5.2 * share
        points += [
            {"link": number, "order": order, "x": x, "y": y, "width": width, "colour": shade}
            for order, (x, y) in enumerate(curve)
        ]
        (before_x, before_y), (x, y) = curve[-3], curve[-1]
        bearing = math.degrees(math.atan2(x - before_x, before_y - y))
        arrows.append({"x": x, "y": y, "angle": bearing, "size": 40 + 110 * share, "colour": shade})
    placed = style.placed(style.WIDTH, _HEIGHT)
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


def _curve(link: Link) -> list[tuple[float, float]]:
    """A parabola from rim to rim that bends towards the middle of the ring."""
    ends = []
    for disc, air in ((link.origin, 1.0), (link.bearer, 6.0)):
        away = math.hypot(_MIDDLE[0] - disc.x, _MIDDLE[1] - disc.y)
        reach = (disc.radius + air) / away
        ends.append(
            (
                disc.x + (_MIDDLE[0] - disc.x) * reach,
                disc.y + (_MIDDLE[1] - disc.y) * reach,
            )
        )
    (ax, ay), (bx, by) = ends
    # Two losses between the same two run side by side, so the bend leans to the left of the way.
    bend_x = _MIDDLE[0] * 0.75 + 0.25 * (ax + bx) / 2 + 0.08 * (by - ay)
    bend_y = _MIDDLE[1] * 0.75 + 0.25 * (ay + by) / 2 - 0.08 * (bx - ax)
    steps = [step / 20 for step in range(21)]
    return [
        (
            (1 - t) ** 2 * ax + 2 * t * (1 - t) * bend_x + t * t * bx,
            (1 - t) ** 2 * ay + 2 * t * (1 - t) * bend_y + t * t * by,
        )
        for t in steps
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
            **style.placed(style.WIDTH, _HEIGHT),
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
    named = ranked[:NAMED]
    labels: list[dict[str, object]] = []
    lines: list[dict[str, object]] = []
    for is_left in (True, False):
        here = sorted(
            (disc for disc in named if (disc.x < _MIDDLE[0]) == is_left), key=lambda disc: disc.y
        )
        heights = _apart([disc.y for disc in here], 18.0, 30.0, _HEIGHT - 34)
        for disc, y in zip(here, heights, strict=True):
            reach = _RING + disc.radius + 16
            beside = math.sqrt(max(0.0, reach**2 - min(reach, abs(y - _MIDDLE[1])) ** 2))
            room = style.WIDTH / 2 - beside - 8
            x = _MIDDLE[0] - beside if is_left else _MIDDLE[0] + beside
            loss = decimal(float(losses[disc.index]), words)
            name = style.shortened(names[disc.index], room - style.text_width(loss, 11) - 2, 11)
            text = words.say("network.label", name=name, loss=loss)
            labels.append({"x": x, "y": y, "text": text, "left": is_left})
            outward = disc.radius + 2
            lines.append(
                {
                    "x": disc.x + outward * math.cos(disc.angle),
                    "y": disc.y - outward * math.sin(disc.angle),
                    "to_x": x + (3 if is_left else -3),
                    "to_y": y,
                }
            )
    size = (style.WIDTH, _HEIGHT)
    drawn = [
        alt.Chart(style.rows_of(lines))
        .mark_rule(color=style.MUTED, strokeWidth=0.8)
        .encode(**style.placed(*size), x2=alt.X2("to_x:Q"), y2=alt.Y2("to_y:Q"))
    ]
    for is_left in (True, False):
        rows = [label for label in labels if label["left"] is is_left]
        drawn.append(
            style.lettering(
                rows,
                style.placed(*size),
                align="right" if is_left else "left",
                fontSize=style.SMALL,
            )
        )
    return drawn


def _apart(wanted: Sequence[float], step: float, top: float, bottom: float) -> list[float]:
    """Heights at least ``step`` apart that are nearest to those wanted, in the same order.

    Neighbours that come too close form a block around their common middle (pool adjacent
    violators); a block that leaves the picture is moved back into it.
    """
    blocks: list[list[float]] = []
    for y in wanted:
        blocks.append([y])
        while len(blocks) > 1 and _start(blocks[-1], step) < _start(blocks[-2], step) + step * len(
            blocks[-2]
        ):
            last = blocks.pop()
            blocks[-1] += last
    heights = [
        _start(block, step) + step * place for block in blocks for place in range(len(block))
    ]
    over = max(0.0, heights[-1] - bottom) if heights else 0.0
    heights = [max(top + step * place, y - over) for place, y in enumerate(heights)]
    for place in range(len(heights) - 2, -1, -1):
        heights[place] = min(heights[place], heights[place + 1] - step)
    return heights


def _start(block: Sequence[float], step: float) -> float:
    """Where a block begins so that its members stand around the middle of what they wanted."""
    return sum(block) / len(block) - step * (len(block) - 1) / 2


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
        {"x": 4.0, "y": _HEIGHT - 12, "text": words.say(f"group.{ELSEWHERE}")},
    ]
    places = style.placed(style.WIDTH, _HEIGHT)
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
    assets, lost = column(system.total_assets, words), column(losses, words)
    rows = tuple((names[i], titles[group[i]], assets[i], lost[i]) for i in order.tolist())
    heads = tuple(words.say(f"column.{name}") for name in ("institution", "group", "size", "loss"))
    caption = words.say(
        "title.with_unit",
        title=words.say("chart.network.title"),
        unit=unit_in_words(system.unit, words),
    )
    return Table(caption, heads, rows, numeric=(2, 3))

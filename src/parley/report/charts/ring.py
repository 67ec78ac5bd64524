"""Where the discs, the links and the names of the network go: a ring, one side left, one right."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Floats
from parley.group.exercise.outcome import Outcome, Way
from parley.group.exercise.plan import ELSEWHERE
from parley.report.charts import style
from parley.report.figures import groups

#: At most so many institutions are drawn, and so many links.
DRAWN, LINKS = 48, 26

#: Height of the picture, radius of the ring, and the middle of the ring, in pixels.
HEIGHT, RING = 540.0, 202.0
MIDDLE = (style.WIDTH / 2, 255.0)

#: The smallest disc as a share of the largest, and the largest in pixels.
_SMALLEST, _LARGEST = 0.2, 40.0


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
    free = 0.84 * 2 * math.pi * RING - count * gap
    radii *= min(
        _LARGEST, free / (2 * sum(float(radii[i]) for inside in members.values() for i in inside))
    )
    discs: list[Disc] = []
    starts = _starts(members, radii, gap)
    for name, inside in members.items():
        angle = starts[name]
        for i in _largest_in_the_middle(inside):
            half = (float(radii[i]) + gap / 2) / RING
            angle -= half
            x = MIDDLE[0] + RING * math.cos(angle)
            y = MIDDLE[1] - RING * math.sin(angle)
            discs.append(Disc(i, name, x, y, float(radii[i]), angle))
            angle -= half
    return tuple(discs)


def _starts(members: dict[str, list[int]], radii: Floats, gap: float) -> dict[str, float]:
    """Angle at which each group begins, going with the clock; gaps between groups are equal."""
    spans = {
        name: sum(2 * float(radii[i]) + gap for i in inside) / RING
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


def curve(link: Link) -> list[tuple[float, float]]:
    """Points of a parabola from rim to rim that bends towards the middle of the ring."""
    ends = []
    for disc, air in ((link.origin, 1.0), (link.bearer, 6.0)):
        away = math.hypot(MIDDLE[0] - disc.x, MIDDLE[1] - disc.y)
        reach = (disc.radius + air) / away
        ends.append(
            (
                disc.x + (MIDDLE[0] - disc.x) * reach,
                disc.y + (MIDDLE[1] - disc.y) * reach,
            )
        )
    (ax, ay), (bx, by) = ends
    # Two losses between the same two run side by side, so the bend leans to the left of the way.
    bend_x = MIDDLE[0] * 0.75 + 0.25 * (ax + bx) / 2 + 0.08 * (by - ay)
    bend_y = MIDDLE[1] * 0.75 + 0.25 * (ay + by) / 2 - 0.08 * (bx - ax)
    steps = [step / 20 for step in range(21)]
    return [
        (
            (1 - t) ** 2 * ax + 2 * t * (1 - t) * bend_x + t * t * bx,
            (1 - t) ** 2 * ay + 2 * t * (1 - t) * bend_y + t * t * by,
        )
        for t in steps
    ]


def apart(wanted: Sequence[float], step: float, top: float, bottom: float) -> list[float]:
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

"""The account of a joint exercise: who held what, what crossed, how near it is to one node."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from parley.exchange.joint.channels import CLEARING, EXERCISE_CHANNELS, FIRE_SALES, PAYMENTS
from parley.exchange.joint.charter import EXERCISE_OUTPUTS
from parley.exchange.joint.traffic import SAID, Crossing
from parley.group.exercise.outcome import Outcome, Way


@dataclass(frozen=True)
class Nearness:
    """One way of playing, jointly and on one node.

    Args:
        way: Which one.
        joint, ordinary: Mean loss of all institutions, money.
        largest: The largest difference in one draw, money.
    """

    way: Way
    joint: float
    ordinary: float
    largest: float


@dataclass(frozen=True)
class Account:
    """What it took to play an exercise on two nodes.

    Args:
        nodes: Names of the nodes, in the order of the exercise's sides.
        held: For each node, the institutions of which it held the books.
        elsewhere: Of these, those of neither side.
        lanes: Draws in all ways of playing, which crossed together.
        moves: Hours of the exercise.
        rounds: In all of them.
        messages: Signed, both ways.
        bytes: Of these with all that travels beside them, without TLS and HTTP.
        seconds: From the entry of the books until both nodes had closed the run.
        replayed: Messages that came again byte for byte when both records were replayed.
        unit: What a whole number stood for.
        crossings: What crossed, by kind.
        same_end: Whether both nodes hold the same results and saw the same prices.
        nearness: To the play on one node, way by way.
        tolerance: Differences up to this are those of rounding to whole numbers; money.
    """

    nodes: tuple[str, ...]
    held: tuple[tuple[str, ...], ...]
    elsewhere: tuple[tuple[str, ...], ...]
    lanes: int
    moves: int
    rounds: int
    messages: int
    bytes: int
    seconds: float
    replayed: int
    unit: str
    crossings: tuple[Crossing, ...]
    same_end: bool
    nearness: tuple[Nearness, ...] = ()
    tolerance: float = 0.0

    @property
    def is_near(self) -> bool:
        """Whether no draw of any way differs by more than the tolerance."""
        return all(each.largest <= self.tolerance for each in self.nearness)

    def plain(self) -> dict[str, object]:
        """The account as plain values, for ``result.json``; without seconds, so that equal plays
        give equal bytes."""
        named = {
            name: getattr(self, name)
            for name in (
                "lanes", "moves", "rounds", "messages", "bytes", "replayed", "unit",
                "same_end", "tolerance", "is_near",
            )
        }  # fmt: skip
        nodes = {
            node: {"institutions": list(held), "of_neither_side": list(others)}
            for node, held, others in zip(self.nodes, self.held, self.elsewhere, strict=True)
        }
        crossed = [dict(vars(each)) for each in self.crossings]
        near = {
            each.way.value: {
                "joint": each.joint, "on_one_node": each.ordinary,
                "largest_difference_in_a_draw": each.largest,
            }
            for each in self.nearness
        }  # fmt: skip
        return {**named, "nodes": nodes, "crossed": crossed, "compared": near}


def nearness(joint: Outcome, ordinary: Outcome) -> tuple[Nearness, ...]:
    """How near a joint play is to the play on one node of the same draws."""
    return tuple(
        Nearness(
            one.way, one.loss.value, other.loss.value,
            float(np.abs(one.total - other.total).max(initial=0.0)),
        )
        for one, other in zip(joint.played, ordinary.played, strict=True)
    )  # fmt: skip


def held_by(
    names: Sequence[str], node_of: Sequence[int], nodes: int
) -> tuple[tuple[str, ...], ...]:
    """The institutions of which each node held the books."""
    return tuple(
        tuple(name for name, here in zip(names, node_of, strict=True) if here == node)
        for node in range(nodes)
    )


#: The kinds of numbers that cross in an exercise, in the order in which they do, and by which name
#: of ``Crossing`` each is known; an empty one is the text of all messages with their signatures.
KINDS: Mapping[str, tuple[str, ...]] = {
    "debts_pairs": ("owes: who and whom", "claims: who and whom"),
    "debts_digests": ("owes: digests", "claims: digests"),
    "flows_pairs": ("sends: who and whom", "gets: who and whom"),
    "flows_digests": ("sends: digests", "gets: digests"),
    "opened": tuple(f"{name}: amounts opened" for name in ("owes", "claims", "sends", "gets")),
    "draws": tuple(f"{channel}: which draws" for channel in EXERCISE_CHANNELS),
    "paid": (f"{CLEARING}: {SAID[CLEARING]}",),
    "sold": (f"{FIRE_SALES}: {SAID[FIRE_SALES]}",),
    "settled": (f"{PAYMENTS}: {SAID[PAYMENTS]}",),
    "late": ("payments: late for each receiver",),
    "results": EXERCISE_OUTPUTS,
    "text": ("",),
}


@dataclass(frozen=True)
class Row:
    """Numbers of one kind, both ways.

    Args:
        kind: One of ``KINDS``.
        out, back: How many the first side told the second, and the second the first.
        bytes: Of both.
    """

    kind: str
    out: int
    back: int
    bytes: int


def rows_of(crossings: Sequence[Crossing], first: str) -> tuple[Row, ...]:
    """Everything that crossed, added up by kind; nothing is left out.

    Args:
        crossings: Of a run of two.
        first: Name of the first side.
    """
    kind_of = {name: kind for kind, names in KINDS.items() for name in names}
    found = {kind: [0, 0, 0] for kind in KINDS}
    for each in crossings:
        row = found[kind_of[each.what]]
        row[0 if each.sender == first else 1] += each.count
        row[2] += each.bytes
    return tuple(Row(kind, *row) for kind, row in found.items())

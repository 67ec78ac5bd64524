"""The ledger of an exercise on one side, in whole numbers: what is carried from move to move."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from parley.engine.amounts import Bools, Ints
from parley.engine.contagion.kernels.whole import BILLION
from parley.engine.whole.part import Markets, Part
from parley.engine.whole.plan import Plan
from parley.engine.whole.shares import billionths_of

#: What is followed hour by hour: late, trapped with the hit one, lent, bought, raised by sales.
FOLLOWED = (
    "unsettled", "trapped", "lent", "purchased", "sold", "direct", "price", "credit", "wait",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Wires:
    """The payments of a side in one direction: within it, or to one other side.

    Args:
        payer: Positions. Shape (payments,).
        payee: Positions, within the side; numbers of the others' list, to another. Alike.
        payer_group, payee_group: Shape (payments,).
        flow: What is sent on a normal day. Shape (payments,).
        from_hit, to_hit: Whether payer or payee is the hit institution. Shape (lanes, payments).
    """

    payer: Ints
    payee: Ints
    payer_group: Ints
    payee_group: Ints
    flow: Ints
    from_hit: Bools
    to_hit: Bools

    def new(self, plan: Plan, move: int) -> Ints:
        """What newly falls due. Shape (lanes, payments)."""
        share = plan.falls_due_between(move, self.payer_group, self.payee_group)
        two = 2 * BILLION
        return np.asarray(self.flow // two * share + self.flow % two * share // two)[plan.way]

    def is_open(self, plan: Plan, move: int) -> Ints:
        """Whether each can be made now. Shape (lanes, payments), 0 or 1."""
        now = plan.is_open[:, move]
        return np.asarray(now[:, self.payer_group] | now[:, self.payee_group])[plan.way]


@dataclass(frozen=True, eq=False)
class Stage:
    """What does not change on one side. n institutions, m classes.

    Args:
        plan: What all know.
        part: The side as it stands at the start, without payments.
        group: Of each institution. Shape (n,).
        reserves: On a normal day. Shape (n,).
        inside: Payments within the side.
        across: Payments to each other side.
        claims: What each is owed by institutions of all sides. Shape (n,).
        hit: Position of the hit institution of each lane; -1 if it is of another side. (lanes,).
    """

    plan: Plan
    part: Part
    group: Ints
    reserves: Ints
    inside: Wires
    across: Mapping[int, Wires]
    claims: Ints
    hit: Ints

    @property
    def hit_here(self) -> Bools:
        """Whether an institution is the hit one. Shape (lanes, n)."""
        return np.asarray(self.hit[:, np.newaxis] == np.arange(self.group.size))


@dataclass(frozen=True, eq=False)
class Waiting:
    """Payments in one direction that were due and not sent. L lanes.

    Args:
        backlog: Shape (L, payments).
        waited: Money times hours so far. Shape (L, payments).
        held: Of ``waited``, what was held back from the hit institution while it could not send.
            Shape (L, payments).
    """

    backlog: Ints
    waited: Ints
    held: Ints


@dataclass(frozen=True, eq=False)
class Ledger:
    """Where a side stands between two moves. L lanes, n institutions, m classes.

    Args:
        move: The next one.
        assets: External assets. Shape (L, n).
        holdings: Shape (L, n, m).
        net_sold: Units sold by all less what authorities bought. Shape (L, m).
        reserves: Shape (L, n).
        lent: By the central bank. Shape (L, n).
        lent_hours: Money times hours for which it was lent so far. Shape (L, n).
        bought: By authorities. Shape (L, m), money.
        units_bought: Shape (L, m).
        told_to_wait: Money times hours for which payments to the hit institution waited because
            their sender was told to hold them. Shape (L, n).
        alarmed: Who has found out while the outage lasted. Shape (L, g).
        inside, across: Payments that wait.
        realised: Lost in sales so far. Shape (L, n).
        units_sold: Shape (L, n, m).
        realised_by_class: Lost in sales so far. Shape (L, n, m).
        raised: Money from sales. Shape (L,).
        direct: The loss of the hit institution itself. Shape (L, n).
        short: Who lacked reserves at some close. Shape (L, n).
        series: ``FOLLOWED`` of this side after each move. Shape (L, t + 1, 9).
        prices: After each move. Shape (L, t + 1, m), billionths.
        position: As the last move ended.
        credit: Unpaid debts of others. Shape (L, n).
    """

    move: int
    assets: Ints
    holdings: Ints
    net_sold: Ints
    reserves: Ints
    lent: Ints
    lent_hours: Ints
    bought: Ints
    units_bought: Ints
    told_to_wait: Ints
    alarmed: Ints
    inside: Waiting
    across: Mapping[int, Waiting]
    units_sold: Ints
    realised: Ints
    raised: Ints
    direct: Ints
    short: Bools
    series: Ints
    prices: Ints
    credit: Ints
    credit_line: Ints = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))


def open_ledger(stage: Stage) -> Ledger:
    """The start: the attack has cost the hit institution something, and nobody else anything."""
    plan, part, markets = stage.plan, stage.part, markets_of(stage)
    lanes, n, m = plan.lanes, stage.group.size, markets.depth.size
    holdings = np.repeat(markets.holdings, lanes, axis=0)
    own = part.assets + holdings.sum(axis=2) + stage.claims - part.debts.owed
    lost = billionths_of(np.maximum(own, 0), by_lane(plan.direct, plan))
    direct = np.where(stage.hit_here, lost, 0)
    series = np.zeros((lanes, plan.moves + 1, len(FOLLOWED)), dtype=np.int64)
    series[:, 0, FOLLOWED.index("direct")] = direct.sum(axis=1)
    return Ledger(
        move=0,
        assets=part.assets - direct,
        holdings=holdings,
        net_sold=zeros(lanes, m),
        reserves=np.tile(stage.reserves, (lanes, 1)),
        lent=zeros(lanes, n),
        lent_hours=zeros(lanes, n),
        bought=zeros(lanes, m),
        units_bought=zeros(lanes, m),
        told_to_wait=zeros(lanes, n),
        alarmed=zeros(lanes, plan.is_open.shape[2]),
        inside=_nothing_waits(stage.inside, lanes),
        across={peer: _nothing_waits(wires, lanes) for peer, wires in stage.across.items()},
        units_sold=zeros(lanes, n, m),
        realised=zeros(lanes, n, m),
        raised=zeros(lanes),
        direct=direct,
        short=np.zeros((lanes, n), dtype=np.bool_),
        series=series,
        prices=np.full((lanes, plan.moves + 1, m), BILLION, dtype=np.int64),
        credit=zeros(lanes, n),
    )


def markets_of(stage: Stage) -> Markets:
    """The markets of a side."""
    assert stage.part.markets is not None  # noqa: S101  # every exercise has prices
    return stage.part.markets


def by_lane(by_draw: Ints, plan: Plan) -> Ints:
    """What is given by draw, lane by lane. Shape (lanes, 1)."""
    return np.asarray(by_draw[plan.draw])[:, np.newaxis]


def zeros(*shape: int) -> Ints:
    """Whole numbers, all 0."""
    return np.zeros(shape, dtype=np.int64)


def _nothing_waits(wires: Wires, lanes: int) -> Waiting:
    nothing = zeros(lanes, wires.payer.size)
    return Waiting(nothing, nothing, nothing)

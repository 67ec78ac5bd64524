"""Where a system stands within an exercise: what is given in a move, and how distressed it is."""

from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import (
    Bools,
    Floats,
    Ints,
    Money,
    faults_in,
    faults_in_number,
    numbers_in,
    require_counts,
)
from parley.engine.contagion.clearing import ClearingRules
from parley.engine.links import Links, worth_at_start
from parley.engine.status import Status
from parley.engine.system import FinancialSystem
from parley.errors import Fault, InvalidInput


@dataclass(frozen=True)
class Rules:
    """The rules by which distress travels within a move.

    Args:
        clearing: What is left in a default.
        leverage_floor: Equity to counted assets below which an institution sells, 0 to 1.
        counts_external_assets: Whether the ratio counts external assets (a leverage ratio), or
            only what is exposed to others: holdings and interbank claims (a capital ratio in
            which cash weighs nothing).
        market_access: Share of a shortfall of reserves that the money market still covers, 0 to 1.

    Raises:
        InvalidInput: if a share is not a number from 0 to 1.
    """

    clearing: ClearingRules = field(default_factory=ClearingRules)
    leverage_floor: float = 0.0
    counts_external_assets: bool = True
    market_access: float = 0.0

    def __post_init__(self) -> None:
        faults = faults_in_number("rules", "leverage_floor", self.leverage_floor, high=1.0)
        faults += faults_in_number("rules", "market_access", self.market_access, high=1.0)
        if faults:
            raise InvalidInput(faults)


@dataclass(frozen=True, eq=False)
class State:
    """Where the draws of a system stand in one move. d draws, n institutions, m asset classes.

    The first group is given: it does not change within a move. The second is how distressed the
    system is, a point of a lattice whose top is "nobody is hurt"; a step can only lower it. The
    third says how the last step ended.

    Args:
        rules: By which distress travels.
        own: Whose balance sheets are known here; the others are met at the boundary. Shape (n,).
        external_assets: ``e`` after losses so far. Shape (d, n), money.
        holdings: Units held. Shape (d, n, m).
        net_sold: Units sold so far by all, less what authorities bought. Shape (d, m).
        reserves: At the start of the move. Shape (d, n), money.
        due: Payments to be sent in the move. Shape (d, n, n), money.
        capacity: Share that each is able to send. Shape (d, n), 0 to 1.
        floor: Reserves below which nobody goes of his own will. Shape (d, n), money.
        required: Reserves that must be there when the move ends. Shape (d, n), money.
        credit_line: What the central bank would lend at once. Shape (d, n), money.
        leverage_floor: For each institution. Shape (n,), 0 to 1; 0 switches it off.
        defaulted: Who is in default; a default is for good. Shape (d, n).
        stayed: On whom nobody may close out in this move: he is not declared in default and
            sells nothing by rule. Shape (d, n).
        halted: Asset classes that nobody can sell in this move. Shape (m,).

        links: What else ties institutions together; none in an exercise that ships.
        equity_at_start: Before any shock, against which distress is measured. Shape (n,), money.

        payments: ``p``, the clearing vector. Shape (d, n), money; top is ``p̄``.
        prices: ``q``. Shape (d, m), 0 to 1.
        settled: Share of due payments sent. Shape (d, n), 0 to 1.
        sold: Share of holdings sold in this move. Shape (d, n), 0 to 1; top is 0.

        claims_paid: Share of insurance claims that each pays. Shape (d, n), 0 to 1.
        stakes: What shares of others are worth to each. Shape (d, n), money; top is what they
            were worth before any shock.
        marked: What claims on institutions are worth to each. Shape (d, n), money.
        rolled: Share of debts outside that lenders roll over. Shape (d, n), 0 to 1.
        recalled: Share of its short-term loans that each recalls. Shape (d, n), 0 to 1; top is 0.
        mutualised: What each bears at the central counterparty: for others, or, in default, with
            its own margin and part of the fund. Shape (d, n), money; top is 0.

        received: Interbank debts that are paid. Shape (d, n), money.
        recovered: Reinsurance claims that are paid. Shape (d, n), money.
        called: What the central counterparty calls in cash. Shape (d, n), money.
        receipts, sendings: Payments that came in and went out. Shape (d, n), money.
        gap: Largest remaining gap of any channel. Shape (d,).
        status: How the search ended. Shape (d,), values of ``Status``.
    """

    rules: Rules
    own: Bools
    external_assets: Money
    holdings: Floats
    net_sold: Floats
    reserves: Money
    due: Money
    capacity: Floats
    floor: Money
    required: Money
    credit_line: Money
    leverage_floor: Floats
    defaulted: Bools
    stayed: Bools
    halted: Bools
    links: Links
    equity_at_start: Money
    payments: Money
    prices: Floats
    settled: Floats
    sold: Floats
    claims_paid: Floats
    stakes: Money
    marked: Money
    rolled: Floats
    recalled: Floats
    mutualised: Money
    received: Money
    recovered: Money
    called: Money
    receipts: Money
    sendings: Money
    gap: Floats
    status: Ints

    @property
    def draws(self) -> int:
        """Number of draws."""
        return int(self.reserves.shape[0])

    def of(self, draws: Ints) -> "State":
        """The state of some of the draws, in the order given."""
        part = {name: getattr(self, name)[draws] for name in _BY_DRAW}
        return replace(self, links=self.links.of(draws), **part)

    def put(self, draws: Ints, part: "State") -> "State":
        """This state with some of its draws replaced by those of ``part``, in the order given."""
        merged = {}
        for name in _BY_DRAW:
            merged[name] = getattr(self, name).copy()
            merged[name][draws] = getattr(part, name)
        return replace(self, **merged)


_COMMON = ("rules", "own", "leverage_floor", "halted", "links", "equity_at_start")

#: The fields of a state that have one entry for each draw.
_BY_DRAW = tuple(each.name for each in fields(State) if each.name not in _COMMON)


@dataclass(frozen=True, eq=False)
class Boundary:
    """What one of the two parts of a system tells the other in one step.

    Args:
        payments: What each of its institutions pays across on its debts: in all, to institutions
            of the other part. Shape (d, n), money, 0 or more; 0 for those of the other part.
        settled: Share of its due payments that each of its institutions sends; 1 for those of
            the other part. Shape (d, n), 0 to 1.
        sold: Units of each class that its institutions have sold in this move. Shape (d, m),
            0 or more.
        recalled: Share of its short-term loans that each of its institutions recalls; 0 for those
            of the other part, and for all where nothing is said. Shape (d, n), 0 to 1.

    Raises:
        InvalidInput: for NaN or numbers out of range: it came from somebody else.
    """

    payments: Money
    settled: Floats
    sold: Floats
    recalled: Floats = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        if self.recalled.shape == (0,):
            object.__setattr__(self, "recalled", np.zeros(self.payments.shape))
        faults = faults_in("boundary", "payments", self.payments, (), shape=self.payments.shape)
        faults += faults_in(
            "boundary", "settled", self.settled, (), shape=self.payments.shape, high=1.0
        )
        faults += faults_in(
            "boundary", "recalled", self.recalled, (), shape=self.payments.shape, high=1.0
        )
        shape = (*self.payments.shape[:1], *self.sold.shape[1:])
        faults += faults_in("boundary", "sold", self.sold, (), shape=shape)
        if faults:
            raise InvalidInput(faults)


def start(
    system: FinancialSystem,
    draws: int,
    rules: Rules | None = None,
    own: Bools | None = None,
    links: Links | None = None,
) -> State:
    """The state in which nobody is hurt, nothing is due, and prices are 1.

    Args:
        system: The system.
        draws: Number of draws.
        rules: By which distress travels; None is the rules as they are unless said otherwise.
        own: Whose balance sheets are known here; None is all. Shape (n,).
        links: What else ties institutions together.

    Raises:
        InvalidInput: if the links do not fit the system.
    """
    require_counts("start", draws=draws)
    n, m = system.holdings.shape
    ties = links or Links()
    faults = ties.faults(system, draws)
    if faults:
        raise InvalidInput(faults)
    stakes = np.zeros(n) if ties.stakes is None else worth_at_start(ties.stakes, system.equity())
    rule = rules or Rules()

    def each(values: Floats) -> Floats:
        return np.repeat(values[np.newaxis], draws, axis=0)

    return State(
        rules=rule,
        own=np.ones(n, dtype=np.bool_) if own is None else own,
        external_assets=each(system.external_assets),
        holdings=each(system.holdings),
        net_sold=np.zeros((draws, m)),
        reserves=each(system.reserves),
        due=np.zeros((draws, n, n)),
        capacity=np.ones((draws, n)),
        floor=np.zeros((draws, n)),
        required=np.zeros((draws, n)),
        credit_line=np.zeros((draws, n)),
        leverage_floor=np.full(n, rule.leverage_floor),
        defaulted=np.zeros((draws, n), dtype=np.bool_),
        stayed=np.zeros((draws, n), dtype=np.bool_),
        halted=np.zeros(m, dtype=np.bool_),
        links=ties,
        equity_at_start=system.equity() + stakes,
        payments=each(system.total_liabilities),
        prices=np.ones((draws, m)),
        settled=np.ones((draws, n)),
        sold=np.zeros((draws, n)),
        claims_paid=np.ones((draws, n)),
        stakes=each(stakes),
        marked=each(system.interbank_assets),
        rolled=np.ones((draws, n)),
        recalled=np.zeros((draws, n)),
        mutualised=np.zeros((draws, n)),
        received=each(system.interbank_assets),
        recovered=np.zeros((draws, n)) if ties.claims is None else ties.claims.due,
        called=np.zeros((draws, n)),
        receipts=np.zeros((draws, n)),
        sendings=np.zeros((draws, n)),
        gap=np.zeros(draws),
        status=np.full(draws, int(Status.CONVERGED)),
    )


def shocked(
    system: FinancialSystem,
    state: State,
    losses: ArrayLike | None = None,
    prices: ArrayLike | None = None,
) -> State:
    """A state after a shock, before anything travels.

    Args:
        system: The system of the state.
        state: Where the system stood.
        losses: Of external assets; negative is a gain. Shape (draws, n) or (n,), money.
        prices: What a unit of each class is worth after the shock itself, before any sale. Shape
            (draws, m) or (m,), 0 to 1. Holdings are written down: a unit of a class that fell to
            0.9 counts as 0.9 units from then on, and prices of the state stay 1.

    Raises:
        InvalidInput: for shapes that do not fit, NaN, or prices outside 0 to 1.
    """
    d, (n, m) = state.draws, system.holdings.shape
    lost, left = np.zeros((d, n)), np.ones((d, m))
    faults = []
    if losses is not None:
        lost = np.atleast_2d(numbers_in("shock", "losses", losses))
        lost = np.repeat(lost, d, axis=0) if lost.shape == (1, n) else lost
        faults += faults_in("shock", "losses", lost, system.names, shape=(d, n), low=-np.inf)
    if prices is not None:
        left = np.atleast_2d(numbers_in("shock", "prices", prices))
        left = np.repeat(left, d, axis=0) if left.shape == (1, m) else left
        faults += faults_in("shock", "prices", left, system.asset_classes, shape=(d, m), high=1.0)
    if faults:
        raise InvalidInput(faults)
    return replace(
        state,
        external_assets=state.external_assets - lost,
        holdings=state.holdings * left[:, np.newaxis, :],
    )


def require_state(system: FinancialSystem, state: State) -> None:
    """Check that a state fits its system and has no number in it that cannot be.

    Compiled loops check nothing, so every public function that takes a state calls this.

    Raises:
        InvalidInput: for shapes that do not fit, NaN, infinite numbers and numbers out of range.
    """
    d, (n, m) = state.reserves.shape[0], system.holdings.shape
    faults = []
    for name, shape, low, high in (
        ("external_assets", (d, n), -np.inf, np.inf),
        ("holdings", (d, n, m), 0.0, np.inf),
        ("net_sold", (d, m), -np.inf, np.inf),
        ("reserves", (d, n), -np.inf, np.inf),
        ("due", (d, n, n), 0.0, np.inf),
        ("capacity", (d, n), 0.0, 1.0),
        ("floor", (d, n), 0.0, np.inf),
        ("required", (d, n), 0.0, np.inf),
        ("credit_line", (d, n), 0.0, np.inf),
        ("leverage_floor", (n,), 0.0, 1.0),
        ("payments", (d, n), 0.0, np.inf),
        ("prices", (d, m), 0.0, 1.0),
        ("settled", (d, n), 0.0, 1.0),
        ("sold", (d, n), 0.0, 1.0),
        ("claims_paid", (d, n), 0.0, 1.0),
        ("stakes", (d, n), 0.0, np.inf),
        ("marked", (d, n), 0.0, np.inf),
        ("rolled", (d, n), 0.0, 1.0),
        ("recalled", (d, n), 0.0, 1.0),
        ("mutualised", (d, n), 0.0, np.inf),
        ("received", (d, n), 0.0, np.inf),
        ("recovered", (d, n), 0.0, np.inf),
        ("called", (d, n), 0.0, np.inf),
    ):
        values = getattr(state, name)
        if values.shape == shape and (values.size == 0 or _lies_within(values, low, high)):
            continue  # the quick way; what follows says what is wrong
        faults += faults_in("state", name, values, system.names, shape=shape, low=low, high=high)
    for name, flags, shape in (
        ("own", state.own, (n,)),
        ("defaulted", state.defaulted, (d, n)),
        ("stayed", state.stayed, (d, n)),
        ("halted", state.halted, (m,)),
    ):
        if flags.shape != shape:
            faults.append(Fault("state", 0, name, f"shape {flags.shape}", f"shape {shape}"))
    faults += state.links.faults(system, d)
    if faults:
        raise InvalidInput(faults)


def _lies_within(values: Floats, low: float, high: float) -> bool:
    least, most = values.min(), values.max()  # either is NaN if any entry is
    return bool(np.isfinite(least) and np.isfinite(most) and low <= least and most <= high)


def bind_only_from_above(system: FinancialSystem, state: State) -> State:
    """Switch the leverage floor off for who starts below it.

    No shock of an exercise has brought them there, so none makes them sell by it; and how many
    they are can be counted in ``leverage_floor`` of the result.

    Args:
        system: The system before any shock.
        state: Its start.
    """
    counted = system.interbank_assets + system.holdings.sum(axis=1)
    if state.rules.counts_external_assets:
        counted = counted + system.external_assets
    n = system.size
    ratio = np.divide(system.equity(), counted, out=np.zeros(n), where=counted > 0)
    floors = np.where(ratio >= state.leverage_floor, state.leverage_floor, 0.0)
    return replace(state, leverage_floor=floors)

"""Reinsurance: losses climb through treaties, and go round in spirals.

| symbol | name | shape | unit |
|---|---|---|---|
| s | direct | (events, n) | money |
| a | assumed | (events, n) | money |
| c | claims: what each treaty pays before shares | (events, treaties) | money |
| l | what reinsurer i owes j: shares of c | (n, n) | money |
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from parley.engine.amounts import Floats, Ints, Money, faults_in, numbers_in
from parley.engine.contagion.kernels.reinsurance import (
    book_event,
    layers_of_event,
    rise,
    through_treaties,
)
from parley.engine.layers import Layers, finish
from parley.engine.links import Claims
from parley.engine.status import Status, require_converged
from parley.engine.treaties import Treaties
from parley.errors import Fault, InvalidInput

#: A gap above this is no result.
_MOST_GAP = 1e-9


@dataclass(frozen=True, eq=False)
class Reinsured:
    """What an event leaves with each firm, and who owes whom because of it.

    Args:
        treaties: Through which losses went.
        first_event: Where the events of each draw begin. Shape (draws + 1,).
        direct: ``s``: losses from the firm's own policies. Shape (events, n), money.
        claims: ``c``: what each treaty pays before shares. Shape (events, treaties), money.
        assumed: ``a``: what each owes as a reinsurer. Shape (events, n), money.
        recovered: What each is owed by its reinsurers. Shape (events, n), money.
        reinstatement_premiums: What each treaty's cedent owes for limits that come back, before
            shares. Shape (events, treaties), money.
        status: How the search ended. Shape (events,), values of ``Status``.
        gap: Largest ``|c - c(a)|`` over treaties in units of the loss that the treaty looks at;
            infinite where claims grow without end. Shape (events,).
    """

    treaties: Treaties
    first_event: Ints
    direct: Money
    claims: Money
    assumed: Money
    recovered: Money
    reinstatement_premiums: Money
    status: Ints
    gap: Floats

    @property
    def gross(self) -> Money:
        """Direct and assumed losses. Shape (events, n), money."""
        return self.direct + self.assumed

    @property
    def retained(self) -> Money:
        """What stays with each if everybody pays; over all firms it is ``Σ s``.

        Below 0 for whoever has sold on more than it lost. Shape (events, n), money.
        """
        return self.gross - self.recovered

    def ceded(self, event: int) -> sparse.csr_array:
        """What i owes j as its reinsurer in one event. Shape (n, n), money."""
        return _pairs(self.treaties, self.claims[event])

    def in_year(self, by_event: Floats) -> Floats:
        """Sums over the events of each draw. Shape (draws, ...) from (events, ...)."""
        sums = np.zeros((self.first_event.size - 1, *by_event.shape[1:]))
        draw = np.repeat(np.arange(sums.shape[0]), np.diff(self.first_event))
        np.add.at(sums, draw, by_event)
        return sums

    @cached_property
    def claims_to_pay(self) -> Claims:
        """What is to be paid for the whole year: to policyholders and, net, to cedents.

        A reinsurer sets the premium for reinstatement off against what it owes on the treaty.
        """
        treaties = self.treaties
        n = len(treaties.names)
        net = self.in_year(self.claims - self.reinstatement_premiums)
        links = sparse.coo_array(treaties.shares)
        treaty, reinsurer = links.coords
        pair, place = np.unique(reinsurer * n + treaties.cedent[treaty], return_inverse=True)
        who = (np.ones(pair.size), (pair // n, pair % n)) if n else (np.zeros(0), ([], []))
        split = sparse.csr_array((links.data, (treaty, place)), shape=(net.shape[1], pair.size))
        return Claims(
            policyholders=self.in_year(self.direct),
            reinsured=sparse.csr_array(who, shape=(n, n)),
            amounts=np.asarray(net @ split),
        )

    def require_converged(self) -> "Reinsured":
        """Return this, or raise ``NotConverged`` if any event was given up."""
        require_converged(self.status)
        return self


def _pairs(treaties: Treaties, claims: Money) -> sparse.csr_array:
    links = sparse.coo_array(treaties.shares)
    treaty, reinsurer = links.coords
    n = len(treaties.names)
    owed = sparse.csr_array(
        (links.data * claims[treaty], (reinsurer, treaties.cedent[treaty])), shape=(n, n)
    )
    owed.sum_duplicates()
    return owed


def reinsure(
    treaties: Treaties,
    gross_losses: ArrayLike,
    first_event: ArrayLike | None = None,
    *,
    tolerance: float = 1e-15,
    max_visits: int = 200,
) -> Reinsured:
    """Send the losses of events through all treaties, retrocession and spirals included.

    A treaty looks at the cedent's direct losses and at what the cedent owes as a reinsurer::

        c_t = min(limit, max(0, of_direct s_j + of_assumed a_j - attachment))      j its cedent
        a_i = Σ_t share_ti c_t

    Of all solutions the *least* is meant: claims begin with direct losses, and nobody claims what
    nobody lost. The search rises from there. Where claims go round for long, it leaps: as long as
    no treaty is newly reached or used up, the map is linear, and the end of an endless round is
    found by solving for it, so that each leap ends at a treaty reached or used up.

    Events of a year follow each other. Aggregate deductibles and limits count what earlier events
    used up, so that within a year a larger first event can leave less for the second; within one
    event, more loss never leads to less of any claim.

    Args:
        treaties: Among n firms.
        gross_losses: ``s``: direct losses of each firm. Shape (events, n) or (n,), money.
        first_event: Row at which the events of each draw begin, and the end: 0, …, events. Shape
            (draws + 1,). None: each row is a year of its own.
        tolerance: A firm is looked at again if what a treaty of it pays grows by more than this
            share. The error shows in ``gap``.
        max_visits: Visits for each firm that an event reaches, on average, before the search
            leaps.

    Returns:
        Claims, assumed losses and recoveries for each event, with status and gap. Where treaties
        without limit hand each other all of a loss, claims grow without end: such an event has
        status ``ROUND_LIMIT`` and an infinite gap.

    Raises:
        InvalidInput: for losses or rows that are not as above.

    Source:
        Klages-Mundt & Minca (2020), Management Science 66(9), section 2 (the map, with one
        deductible, coinsurance rate and cap a pair). Their solver for caps may stop where it is
        no fixed point; this one follows the least.

    Example:
        A loses 100. R bears what exceeds 20, S bears half of what R owes, and R half of what S
        owes: of 80 that R owes A, S takes 40, of which 20 come back to R, of which S takes 10 …

        >>> from parley.engine.treaty import excess_of_loss, quota_share
        >>> market = Treaties.among(("A", "R", "S"), [
        ...     excess_of_loss("A", {"R": 1.0}, attachment=20, limit=1000),
        ...     quota_share("R", {"S": 1.0}, ceded=0.5),
        ...     quota_share("S", {"R": 1.0}, ceded=0.5),
        ... ])
        >>> found = reinsure(market, [100, 0, 0]).require_converged()
        >>> found.gross.round(6)
        array([[100.        , 106.666667,  53.333333]])
        >>> found.retained.round(6)
        array([[20.        , 53.333333, 26.666667]])
    """
    losses = np.ascontiguousarray(
        np.atleast_2d(numbers_in("reinsure", "gross_losses", gross_losses))
    )
    starts = _checked_events(treaties, losses, first_event)
    count, draws = treaties.cedent.size, starts.size - 1
    shape = (losses.shape[0], count)
    found = Reinsured(
        treaties, starts, losses, claims=np.zeros(shape), assumed=np.zeros_like(losses),
        recovered=np.zeros_like(losses), reinstatement_premiums=np.zeros(shape),
        status=np.zeros(shape[0], dtype=np.int64), gap=np.zeros(shape[0]),
    )  # fmt: skip
    used, paid = np.zeros((draws, count)), np.zeros((draws, count))
    for k in range(int(np.diff(starts).max(initial=0))):
        here = np.flatnonzero(np.diff(starts) > k)
        _pass_on(found, here, starts[here] + k, used, tolerance, max_visits)
        _charge_reinstatements(found, here, starts[here] + k, paid)
    found.status[found.gap > _MOST_GAP] = Status.ROUND_LIMIT
    return found


def _pass_on(
    found: Reinsured, draws: Ints, events: Ints, used: Money, tolerance: float, max_visits: int
) -> None:
    """Send one event of each of some draws through the treaties; fill its rows of ``found``."""
    treaties = found.treaties
    shares = treaties.shares
    ends = shares.indptr.astype(np.int64), shares.indices.astype(np.int64)
    terms = (
        treaties.cedent, treaties.of_direct, treaties.of_assumed, treaties.attachment,
        treaties.limit, treaties.aggregate_attachment, treaties.aggregate_limit,
    )  # fmt: skip
    through_treaties(
        events, draws, found.direct, *terms, *treaties.by_cedent, *ends, shares.data, tolerance,
        max_visits, used, found.claims, found.assumed, found.recovered, found.status, found.gap,
    )  # fmt: skip
    for d, e in zip(draws, events, strict=True):
        if found.status[e] == Status.CONVERGED:
            continue
        layers = _layers_left(treaties, found.direct[e], used[d])
        order = (*treaties.by_cedent, *ends)
        found.status[e] = finish(layers, rise, order, found.assumed[e], found.claims[e], tolerance)
        found.gap[e] = book_event(
            found.direct[e], treaties.cedent, treaties.of_direct, treaties.of_assumed,
            treaties.attachment, treaties.limit, *ends, shares.data, layers.threshold, layers.room,
            layers.slack, used[d], found.claims[e], found.assumed[e], found.recovered[e],
        )  # fmt: skip
        if found.status[e] != Status.CONVERGED:
            found.gap[e] = np.inf


def _checked_events(treaties: Treaties, losses: Money, first_event: ArrayLike | None) -> Ints:
    """Check losses and rows; return where the events of each draw begin."""
    n = len(treaties.names)
    rows = losses.shape[0]
    faults = faults_in("reinsure", "gross_losses", losses, treaties.names, shape=(rows, n))
    starts = np.arange(rows + 1) if first_event is None else np.asarray(first_event)
    good = starts.ndim == 1 and starts.size > 0 and starts.dtype.kind in "iu"
    if not good or starts[0] != 0 or starts[-1] != rows or np.any(np.diff(starts) < 0):
        wanted = f"whole numbers that rise from 0 to {rows}"
        faults.append(Fault("reinsure", 0, "first_event", f"{starts}", wanted))
    if faults:
        raise InvalidInput(faults)
    return starts.astype(np.int64)


def _layers_left(treaties: Treaties, direct: Money, used: Money) -> Layers:
    """The treaties as they stand in one event."""
    lo, room, slack = (np.empty(treaties.cedent.size) for _ in range(3))
    layers_of_event(
        treaties.cedent, treaties.of_direct, treaties.attachment, treaties.limit,
        treaties.aggregate_attachment, treaties.aggregate_limit, direct, used, lo, room, slack,
    )  # fmt: skip
    least = np.zeros(lo.size)
    return Layers(treaties.cedent, treaties.of_assumed, lo, room, slack, least, treaties.shares)


def _charge_reinstatements(found: Reinsured, draws: Ints, events: Ints, paid: Money) -> None:
    """Charge, pro rata as to amount, for each part of a limit that comes back."""
    treaties = found.treaties
    rate = treaties.premium * treaties.reinstatement_rate
    charged = np.flatnonzero(rate > 0.0)
    if not charged.size or not events.size:
        return
    limit = treaties.limit[charged]
    most = treaties.reinstatements[charged] * limit
    before = paid[np.ix_(draws, charged)]
    after = before + found.claims[np.ix_(events, charged)]
    back = np.minimum(after, most) - np.minimum(before, most)
    found.reinstatement_premiums[np.ix_(events, charged)] = rate[charged] * back / limit
    paid[np.ix_(draws, charged)] = after


def reinsurance_liabilities(
    coinsurance: ArrayLike, deductible: ArrayLike, cap: ArrayLike, losses: ArrayLike
) -> Reinsured:
    """Find what reinsurers owe if there is one contract for each pair, given as matrices.

    ::

        l_ij = min(cap_ij, coinsurance_ij · max(0, s_j + Σ_k l_jk - deductible_ij))

    Args:
        coinsurance, deductible, cap: Reinsurers in rows, reinsured in columns. Shape (n, n).
        losses: ``s``. Shape (draws, n) or (n,), money.

    Returns:
        As ``reinsure``; ``.ceded(0)`` is ``l`` of the first draw.

    Raises:
        InvalidInput: with every fault.

    Source:
        Klages-Mundt & Minca (2020), Management Science 66(9), section 2.

    Example:
        B bears half of A's loss above 10, at most 30: of a loss of 50, 20.

        >>> half = np.array([[0.0, 0.0], [0.5, 0.0]])
        >>> reinsurance_liabilities(half, 20 * half, 60 * half, [50, 0]).ceded(0).toarray()
        array([[ 0.,  0.],
               [20.,  0.]])
    """
    return reinsure(Treaties.of_matrices(coinsurance, deductible, cap), losses)

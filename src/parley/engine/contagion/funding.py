"""Funding: lenders withdraw from who is weak, and who lacks cash recalls what it has lent.

| symbol | name | shape | unit |
|---|---|---|---|
| S | short_term | (n, n) | money: what i owes j that j can recall now |
| w | withdrawn | (draws, n) | 1: share of its short-term claims that i recalls |
| b | buffer | (draws, n) | money |
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from parley.engine.amounts import Bools, Floats, Ints, Money, faults_in, locked, numbers_in, spread
from parley.engine.contagion.kernels.funding import recall_down, recall_gap
from parley.engine.matrices import faults_in_matrix, locked_matrix
from parley.engine.status import Status, require_converged
from parley.errors import Fault, InvalidInput

#: Rounds after which the draws that still move are finished by leaps.
_ROUNDS_BEFORE_LEAPS = 200

#: A leap doubles so often at most: more rounds than anybody could wait for.
_DOUBLINGS = 60


@dataclass(frozen=True, eq=False)
class ShortTermClaims:
    """Who can recall how much from whom at once.

    Args:
        short_term: ``S[i, j]``: what i owes j that j can recall. Shape (n, n), dense or sparse,
            money, 0 or more; nobody owes itself.

    Raises:
        InvalidInput: if it is not as above.
    """

    short_term: sparse.csr_array

    def __post_init__(self) -> None:
        shape = np.shape(self.short_term)
        if len(shape) != 2:
            raise InvalidInput([Fault("funding", 0, "short_term", f"shape {shape}", "(n, n)")])
        matrix = locked_matrix(self.short_term)
        faults = faults_in_matrix("funding", "short_term", matrix, shape[0])
        if faults:
            raise InvalidInput(faults)
        object.__setattr__(self, "short_term", matrix)

    @cached_property
    def claims(self) -> sparse.csr_array:
        """``Sᵀ``: row j says from whom j can recall. Shape (n, n), money."""
        return locked_matrix(self.short_term.T)

    @cached_property
    def recallable(self) -> Money:
        """What each can recall in all: ``Σ_j S[j, i]``. Shape (n,), money."""
        return locked(np.asarray(self.short_term.sum(axis=0)))


@dataclass(frozen=True, eq=False)
class Withdrawals:
    """Who recalls how much, in the fixed point that hurts least, draw by draw.

    Args:
        withdrawn: ``w``: share of its short-term claims that each recalls. Shape (draws, n).
        demanded: What others recall from each. Shape (draws, n), money.
        lacking: What its buffer does not cover. Shape (draws, n), money.
        cash_need: What is still lacking when all is recalled that can be: to be raised by sales.
            Shape (draws, n), money.
        rounds: Rounds of the search. Shape (draws,), counts.
        status: How it ended. Shape (draws,), values of ``Status``.
        gap: Largest ``|w - Ω(w)|``. Shape (draws,).
    """

    withdrawn: Floats
    demanded: Money
    lacking: Money
    cash_need: Money
    rounds: Ints
    status: Ints
    gap: Floats

    def require_converged(self) -> "Withdrawals":
        """Return these withdrawals, or raise ``NotConverged`` if any draw was given up."""
        require_converged(self.status)
        return self


def withdraw(
    short_term: object,
    outflow: object,
    buffer: object,
    *,
    tolerance: float = 1e-13,
    max_rounds: int = 10_000,
) -> Withdrawals:
    """Find who recalls how much of what it has lent, once money flows out.

    Who must pay out more than its buffer recalls the same share of all its short-term claims, and
    no more than it lacks; those from whom it recalls must pay out that much more::

        lacking_i = max(0, outflow_i + Σ_j w_j S_ij - b_i)
        w_i = min(1, lacking_i / Σ_j S_ji)

    The search starts where nobody recalls and goes up, so it finds the *least* ``w``, that is, the
    greatest fixed point in the order of who is hurt least. What is recalled counts as demanded and
    not as arrived: it arrives later (docs/notation.md, §13).

    Args:
        short_term: ``S[i, j]``: what i owes j that j can recall now. Shape (n, n), dense or
            sparse, or ``ShortTermClaims``; money, 0 or more, the diagonal 0.
        outflow: What lenders outside the network demand. Shape (n,) or (draws, n), money.
        buffer: ``b``: what can be paid out without recalling. Shape (n,) or (draws, n), money.
        tolerance: A round is the last if no share rises by more.
        max_rounds: Rounds after which a draw is given up as ``Status.ROUND_LIMIT``. Draws that
            move for longer than 200 rounds are finished by leaps over many rounds at once, so that
            a limit above 200 is hardly ever met.

    Raises:
        InvalidInput: if an argument is not as above.

    Source:
        After Gai, Haldane & Kapadia (2011), Journal of Monetary Economics 58(5), section 3, whose
        institutions recall all or nothing (``hoarding.hoard``); here as much as they lack.

    Example:
        B owes A 10 at once, C owes B 6. A must pay out 8 with a buffer of 3: it recalls half. B
        has 1: it lacks 4 and recalls two thirds of what it lent C.

        >>> found = withdraw([[0, 0, 0], [10, 0, 0], [0, 6, 0]], [8, 0, 0], [3, 1, 9])
        >>> found.withdrawn.round(3), found.demanded
        (array([[0.5  , 0.667, 0.   ]]), array([[0., 5., 4.]]))
    """
    claims = (
        short_term if isinstance(short_term, ShortTermClaims) else short_term_claims(short_term)
    )
    n = claims.recallable.size
    flows = {
        "outflow": numbers_in("funding", "outflow", outflow),
        "buffer": numbers_in("funding", "buffer", buffer),
    }
    counts = [each.shape[0] for each in flows.values() if each.ndim == 2]
    draws = max(counts, default=1)
    faults = []
    for name, values in flows.items():
        wanted = (n,) if values.ndim < 2 else (draws, n)
        faults += faults_in("funding", name, values, (), shape=wanted)
    if max_rounds < 1:
        faults.append(Fault("funding", 0, "max_rounds", str(max_rounds), "1 or more"))
    if faults:
        raise InvalidInput(faults)
    shape = (draws, n)
    return withdraw_from(
        claims, spread(flows["outflow"], shape), spread(flows["buffer"], shape), np.zeros(shape),
        tolerance=tolerance, max_rounds=max_rounds,
    )  # fmt: skip


def withdraw_from(
    claims: ShortTermClaims,
    outflow: Money,
    buffer: Money,
    withdrawn: Floats,
    *,
    own: Bools | None = None,
    tolerance: float = 1e-13,
    max_rounds: int = 10_000,
) -> Withdrawals:
    """Find the least withdrawals at or above those given, for arrays that were checked before.

    Args:
        claims: Who can recall what from whom.
        outflow, buffer: As in ``withdraw``. Shape (draws, n), money.
        withdrawn: Where the search starts: 0, or what is recalled already; for institutions
            outside ``own``, what they recall. Shape (draws, n), 0 to 1.
        own: Whose withdrawals are to be found; None is all. Shape (n,).
        tolerance, max_rounds: As in ``withdraw``.
    """
    draws, n = withdrawn.shape
    w, demanded, lacking = withdrawn.copy(), np.empty((draws, n)), np.empty((draws, n))
    rounds, status = np.zeros(draws, dtype=np.int64), np.zeros(draws, dtype=np.int64)
    mine = np.ones(n, dtype=np.bool_) if own is None else own
    lent, gap = claims.claims, np.empty(draws)
    indptr, debtor = lent.indptr, lent.indices
    recall_down(
        indptr, debtor, lent.data, claims.recallable, outflow, buffer, mine, tolerance,
        min(max_rounds, _ROUNDS_BEFORE_LEAPS), w, demanded, rounds, status,
    )  # fmt: skip
    if max_rounds > _ROUNDS_BEFORE_LEAPS:
        for d in np.flatnonzero(status != Status.CONVERGED):
            _finish_by_leaps(claims, outflow[d] - buffer[d], mine, w[d], tolerance)
            status[d] = Status.CONVERGED
    recall_gap(
        indptr, debtor, lent.data, claims.recallable, outflow, buffer, mine, withdrawn, w,
        demanded, lacking, gap,
    )  # fmt: skip
    status[gap > max(1e-9, 10 * tolerance)] = Status.ROUND_LIMIT
    need = np.maximum(lacking - claims.recallable, 0.0)
    return Withdrawals(w, demanded, lacking, need, rounds, status, gap)


def _finish_by_leaps(
    claims: ShortTermClaims, short: Money, own: Bools, w: Floats, tolerance: float
) -> None:
    """Go on with one draw as the rounds would, but many of them at once.

    Money that goes round in a ring of loans moves by the same small step for millions of rounds.
    As long as nobody new begins to recall and nobody has recalled everything, a round is an affine
    map, and 2^k rounds are that map k times squared. So between two such events, of which each
    institution has two at most, the search leaps. Changes ``w`` in place.
    """
    base = claims.recallable
    can = own & (base > 0.0)
    owes = claims.short_term
    for _ in range(2 * base.size + 2):
        lacks = short + owes @ w
        wanted = np.where(can, np.clip(lacks / np.where(can, base, 1.0), w, 1.0), w)
        if np.max(wanted - w, initial=0.0) <= tolerance:
            return
        w[:] = wanted
        active = can & (short + owes @ w > 0.0) & (w < 1.0)
        waits = can & ~active & (w < 1.0)
        if not np.any(active):
            continue
        inside = owes[active][:, active].toarray() / base[active, np.newaxis]
        fixed = (short + owes @ np.where(active, 0.0, w))[active] / base[active]
        w[active] = _leap(w[active], inside, fixed, owes[waits][:, active], -short[waits] - (
            owes[waits] @ np.where(active, 0.0, w)
        ))  # fmt: skip


def _leap(x: Floats, inside: Floats, fixed: Floats, felt: sparse.csr_array, room: Money) -> Floats:
    """The last of ``x <- inside x + fixed`` before an entry reaches 1 or ``felt x`` exceeds room.

    Powers are kept from one round to 2^60; then they are tried from the largest down, each once.
    Entries only rise, so what no long leap reaches no short one reaches.
    """
    powers = [(inside, fixed)]
    with np.errstate(over="ignore", invalid="ignore"):
        while len(powers) < _DOUBLINGS:
            matrix, add = powers[-1]
            if _is_event(matrix @ x + add, felt, room) or np.max(np.abs(matrix)) < 1e-18:
                break
            powers.append((matrix @ matrix, matrix @ add + add))
        for matrix, add in reversed(powers):
            after = matrix @ x + add
            if not _is_event(after, felt, room):
                x = np.maximum(x, after)
    return x


def _is_event(x: Floats, felt: sparse.csr_array, room: Money) -> bool:
    """Whether an entry has reached 1, or somebody outside lacks cash now; so also if it is NaN."""
    return not bool(np.all(x < 1.0) and np.all(felt @ x <= room))


def rollover_share(equity_ratio: object, low: object, high: object) -> Floats:
    """The share of what matures that lenders roll over, by the borrower's equity to assets.

    ::

        1 at ``high`` or above, 0 at ``low`` or below, on a straight line between

    With ``low`` equal to ``high``, all or nothing: 1 at that ratio or above.

    Args:
        equity_ratio: Shape (n,) or (draws, n); may be negative.
        low, high: One number or shape (n,), low not above high.

    Returns:
        Shape of ``equity_ratio``, 0 to 1.

    Raises:
        InvalidInput: for NaN, or thresholds out of order.

    Example:
        >>> rollover_share([0.02, 0.05, 0.09], 0.03, 0.07)
        array([0. , 0.5, 1. ])
    """
    ratio = numbers_in("funding", "equity_ratio", equity_ratio)
    below, above = numbers_in("funding", "low", low), numbers_in("funding", "high", high)
    faults = []
    if np.any(np.isnan(ratio)):
        faults.append(Fault("funding", 0, "equity_ratio", "nan", "a number"))
    fits = below.shape == above.shape or not below.ndim or not above.ndim
    if fits and not np.all((below <= above) & np.isfinite(below) & np.isfinite(above)):
        faults.append(Fault("funding", 0, "low, high", f"{low}, {high}", "low <= high"))
    for name, each in (("low", below), ("high", above)):
        if each.shape not in ((), ratio.shape[-1:]):
            wanted = f"one number, or shape {ratio.shape[-1:]}"
            faults.append(Fault("funding", 0, name, f"shape {each.shape}", wanted))
    if faults:
        raise InvalidInput(faults)
    width = np.where(above > below, above - below, 1.0)
    line = (np.clip(ratio, below, above) - below) / width
    return np.asarray(np.where(above > below, line, (ratio >= below).astype(np.float64)))


def short_term_claims(short_term: object) -> ShortTermClaims:
    """Checked claims from whatever was given."""
    try:
        matrix = sparse.csr_array(
            short_term if sparse.issparse(short_term) else np.array(short_term, dtype=np.float64)
        )
    except (TypeError, ValueError):
        fault = Fault("funding", 0, "short_term", "no matrix of numbers", "shape (n, n)")
        raise InvalidInput([fault]) from None
    return ShortTermClaims(matrix)

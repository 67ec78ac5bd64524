"""Distress: claims lose value before anybody defaults, and whoever holds them is distressed too.

| symbol | name | shape | unit |
|---|---|---|---|
| E | equity | (n,) | money |
| Λ | leverage | (n, n) | 1 |
| h | distress | (draws, n) | 1 |
| h1 | initial distress | (draws, n) | 1 |

``Λ[i, j]`` is what i has lent to j in units of i's equity before the shock: creditor rows.
"""

from dataclasses import dataclass
from enum import StrEnum

import numba
import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from parley.engine.amounts import Floats, Ints, faults_in, faults_in_number, numbers_in
from parley.engine.contagion.kernels.distress import (
    LANES,
    amplify,
    go_on,
    hit_once,
    remaining,
    rise,
)
from parley.engine.exact_distress import amplification, finish
from parley.engine.matrices import matrix_to_read
from parley.engine.pool import run_all
from parley.engine.status import Status, require_converged
from parley.engine.system import FinancialSystem
from parley.errors import Fault, InvalidInput

#: Rounds after which draws that still move are finished by solving for them exactly.
_ROUNDS_BEFORE_EXACT = 500

#: A search ends when nobody moves by more than this share of the error that is allowed; among
#: few, where they cost nothing, the last digits are found as well.
_STEP, _STEP_OF_FEW, _FEW = 1e-2, 1e-5, 50

#: Rounds in which a bound on the error is looked for where the whole network has none.
_ROUNDS_OF_PROOF = 40


class Hits(StrEnum):
    """How often an institution passes distress on.

    MANY: whenever its own distress grows (linear DebtRank).
    ONE: once, in the round after it is first distressed (DebtRank as first published). On a cycle
    of claims that loses what comes round; and a larger shock can distress less, since whoever is
    hit a little at the start passes on that little, and nothing of what comes later. Leverages are
    taken as they are; the paper of 2012 cuts them at 1, so that half of a claim of twice one's
    equity takes half of it: for that give ``debtrank`` the lesser of each and 1.

    Source:
        MANY: Bardoscia, Battiston, Caccioli & Caldarelli (2015), PLoS ONE 10(6), equation 6.
        ONE: Battiston, Puliga, Kaushik, Tasca & Caldarelli (2012), Scientific Reports 2:541,
        equations 3 and 4.
    """

    MANY = "many"
    ONE = "one"


@dataclass(frozen=True, eq=False)
class Distress:
    """Relative losses of equity, draw by draw.

    Args:
        distress: ``h``: share of its equity before the shock that each has lost. Shape
            (draws, n), 0 to 1.
        initial: ``h1``: the share lost to the shock itself. Shape (draws, n), 0 to 1.
        rounds: Shape (draws,), counts.
        status: How the search ended. Shape (draws,), values of ``Status``.
        gap: Largest ``|h - min(1, h1 + Λ h)|``. Shape (draws,).
        error_bound: No entry of ``h`` is further from the exact one than this; infinite where
            none is known. Shape (draws,).
    """

    distress: Floats
    initial: Floats
    rounds: Ints
    status: Ints
    gap: Floats
    error_bound: Floats

    def require_converged(self) -> "Distress":
        """Return this result, or raise ``NotConverged`` if any draw was given up."""
        require_converged(self.status)
        return self

    def debtrank(self, weights: ArrayLike) -> Floats:
        """The part of the economic value that is lost beyond the shock itself. Shape (draws,).

        ::

            R = Σ_i h_i v_i - Σ_i h1_i v_i

        Args:
            weights: ``v``: the share of each in the economic value; scaled to add up to 1.
                Shape (n,), 0 or more, not all 0.

        Raises:
            InvalidInput: for weights that cannot be.

        Source:
            Battiston et al. (2012), equation 5.
        """
        given = numbers_in("distress", "weights", weights)
        faults = faults_in("distress", "weights", given, (), shape=self.distress.shape[1:])
        if not faults and given.sum() <= 0.0:
            faults = [Fault("distress", 0, "weights", "all 0", "one above 0")]
        if faults:
            raise InvalidInput(faults)
        return np.asarray((self.distress - self.initial) @ (given / given.sum()))


def distress(
    system: FinancialSystem,
    losses: ArrayLike,
    *,
    hits: Hits = Hits.MANY,
    loss_given_default: float = 1.0,
    tolerance: float = 1e-9,
    max_rounds: int = 10_000,
    workers: int | None = None,
) -> Distress:
    """Find how far losses of external assets eat up equity through claims that lose value.

    A claim on j loses the share ``h_j`` of its value (times the loss given default)::

        h1_i = min(1, losses_i / E_i)        h = min(1, h1 + Λ h),   Λ_ij = LGD · L_ji / E_i

    and the least solution is meant: distress that has a cause.

    Args:
        system: Supplies claims and equity before the shock, everybody paying and prices 1.
        losses: Of external assets. Shape (draws, n) or (n,), money, 0 or more.
        hits: How often each passes distress on.
        loss_given_default: Share of a claim lost when its debtor has lost all equity, 0 to 1.
        tolerance, max_rounds, workers: As in ``debtrank``.

    Whoever has no equity before the shock is wholly distressed from the start, with or without
    losses of its own.

    Returns:
        Distress of shape (draws, n), with status, gap and a bound on the error.

    Raises:
        InvalidInput: if an argument is not as above, naming the institution.

    Source:
        See ``Hits``; the least solution: Bardoscia et al. (2017), Nature Communications 8:14416.

    Example:
        B owes A 5; A has equity 10, B equity 10. B loses 4, so A's claim loses 2.

        >>> pair = FinancialSystem(("A", "B"), np.array([5.0, 15.0]),
        ...                        np.array([[0.0, 0], [5, 0]]), np.zeros(2))
        >>> distress(pair, [0.0, 4.0]).distress
        array([[0.2, 0.4]])
    """
    once_or_more = _checked_terms(hits, tolerance, max_rounds, workers)
    lost = system.require_draws("losses", losses)
    faults = faults_in_number("distress", "loss_given_default", loss_given_default, high=1.0)
    if faults:
        raise InvalidInput(faults)
    equity = system.equity()
    has = equity > 0.0
    inverse = np.divide(1.0, equity, out=np.zeros_like(equity), where=has)
    first = np.multiply(lost, inverse, out=lost)
    np.minimum(first, 1.0, out=first)
    first[:, ~has] = 1.0
    claims = system.nominal_claims
    slopes = claims.data * np.repeat(inverse * loss_given_default, np.diff(claims.indptr))
    faults = faults_in("distress", "leverage", slopes, (), shape=slopes.shape)
    if faults:
        raise InvalidInput(faults)
    matrix = sparse.csr_array((slopes, claims.indices.copy(), claims.indptr.copy()), claims.shape)
    return _search(matrix, first, once_or_more, tolerance, max_rounds, workers)


def debtrank(
    leverage: ArrayLike | sparse.sparray,
    initial_distress: ArrayLike,
    *,
    hits: Hits = Hits.MANY,
    tolerance: float = 1e-9,
    max_rounds: int = 10_000,
    workers: int | None = None,
) -> Distress:
    """Do what ``distress`` does on a bare matrix of leverages.

    Args:
        leverage: ``Λ``, creditor rows. Shape (n, n), 0 or more, zero diagonal; dense or sparse.
        initial_distress: ``h1``. Shape (draws, n) or (n,), 0 to 1.
        hits: How often each passes distress on.
        tolerance: The error that is allowed, not the last step: a draw has converged if its
            ``error_bound`` is no larger. Above 0.
        max_rounds: Rounds after which a draw is given up. Draws that move for longer than 500, or
            whose error is not bounded well enough, are solved for exactly if more are allowed.
        workers: Cores to use; None is all, if there are draws enough. The numbers do not depend
            on it.

    Raises:
        InvalidInput: if an argument is not as above.

    Source:
        As for ``distress``.

    Example:
        On a cycle of three with leverage 1/2 the shock of 0.1 comes round: 0.1 / (1 - 1/8).

        >>> ring = np.array([[0, 0, 0.5], [0.5, 0, 0], [0, 0.5, 0]])
        >>> debtrank(ring, [0.1, 0, 0]).distress.round(4)
        array([[0.1143, 0.0571, 0.0286]])
        >>> debtrank(ring, [0.1, 0, 0], hits=Hits.ONE).distress
        array([[0.1125, 0.05  , 0.025 ]])
    """
    once_or_more = _checked_terms(hits, tolerance, max_rounds, workers)
    matrix, first = _checked(leverage, initial_distress)
    return _search(matrix, first, once_or_more, tolerance, max_rounds, workers)


def _search(
    matrix: sparse.csr_array,
    first: Floats,
    hits: Hits,
    tolerance: float,
    max_rounds: int,
    workers: int | None,
) -> Distress:
    """What ``debtrank`` does, for arrays that were checked before."""
    found = np.empty_like(first)
    draws = first.shape[0]
    rounds, gap = np.zeros(draws, dtype=np.int64), np.zeros(draws)
    status = np.full(draws, int(Status.CONVERGED))
    if hits is Hits.ONE:
        turned = matrix.T.tocsr()
        hit_once(turned.indptr, turned.indices, turned.data, first, found, rounds)
        return Distress(found, first, rounds, status, gap, np.zeros(draws))
    lines = (matrix.indptr, matrix.indices, matrix.data)
    for_all = amplification(matrix)
    bound = np.empty(draws)
    step = tolerance * (_STEP if matrix.shape[0] > _FEW else _STEP_OF_FEW)

    def rise_piece(part: slice) -> None:
        rise(
            *lines, first[part], step, min(max_rounds, _ROUNDS_BEFORE_EXACT),
            found[part], rounds[part], gap[part],
        )  # fmt: skip
        bound[part] = for_all
        if for_all == np.inf:
            amplify(*lines, found[part], _ROUNDS_OF_PROOF, bound[part])
        with np.errstate(invalid="ignore"):
            bound[part] = np.where(found[part].max(axis=1) > 0.0, bound[part] * gap[part], 0.0)
        left = max_rounds - _ROUNDS_BEFORE_EXACT
        for d in np.flatnonzero(~(bound[part] <= tolerance)) + part.start if left > 0 else ():

            def more(h: Floats, limit: int, first: Floats = first[d]) -> None:
                go_on(*lines, first, 0.0, limit, h)

            times = finish(matrix, first[d], found[d], more, left)
            gap[d] = remaining(*lines, first[d], found[d])
            bound[d] = np.inf if times == np.inf else times * gap[d]

    pieces = _pieces(draws, workers)
    for _ in run_all(rise_piece, pieces, min(_cores(workers), len(pieces))):
        pass
    status[~(bound <= tolerance)] = Status.ROUND_LIMIT
    return Distress(found, first, rounds, status, gap, bound)


def _checked(
    leverage: ArrayLike | sparse.sparray, initial: ArrayLike
) -> tuple[sparse.csr_array, Floats]:
    matrix = matrix_to_read("debtrank", "leverage", leverage)
    first = np.array(numbers_in("debtrank", "initial_distress", initial), order="C", ndmin=2)
    n = matrix.shape[0]
    faults = []
    if matrix.shape != (n, n) or n == 0:
        faults.append(Fault("debtrank", 0, "leverage", f"shape {matrix.shape}", "(n, n), n > 0"))
    else:
        shape = (max(first.shape[0], 1), n)
        if first.shape != shape or not (first.min() >= 0.0 and first.max() <= 1.0):
            faults += faults_in("debtrank", "initial_distress", first, (), shape=shape, high=1.0)
        faults += faults_in("debtrank", "leverage", matrix.data, (), shape=matrix.data.shape)
        if np.any(matrix.diagonal() != 0.0):
            i = int(np.flatnonzero(matrix.diagonal())[0])
            value = str(matrix.diagonal()[i])
            faults.append(Fault("debtrank", 0, f"leverage of {i} to itself", value, "0"))
    if faults:
        raise InvalidInput(faults)
    return matrix, first


def _checked_terms(
    hits: Hits | str, tolerance: float, max_rounds: int, workers: int | None
) -> Hits:
    faults = faults_in_number("debtrank", "tolerance", tolerance, high=1.0)
    if not faults and tolerance in (0.0, 1.0):
        faults = [Fault("debtrank", 0, "tolerance", str(tolerance), "between 0 and 1")]
    for name, count in (("max_rounds", max_rounds), ("workers", workers)):
        if count is not None and not (isinstance(count, (int, np.integer)) and count >= 1):
            faults.append(Fault("debtrank", 0, name, repr(count)[:80], "a whole number from 1"))
    if hits not in list(Hits):
        faults.append(Fault("debtrank", 0, "hits", repr(hits)[:80], "Hits.MANY or Hits.ONE"))
    if faults:
        raise InvalidInput(faults)
    return Hits(hits)


def _cores(workers: int | None) -> int:
    return int(numba.get_num_threads()) if workers is None else max(1, workers)


def _pieces(draws: int, workers: int | None) -> list[slice]:
    """Whole blocks of lanes for each core; one piece if there are few."""
    cores = _cores(workers)
    blocks = -(-draws // LANES)
    each = max(4, -(-blocks // (4 * cores))) * LANES if cores > 1 else draws
    return [slice(first, min(first + each, draws)) for first in range(0, draws, max(each, 1))]

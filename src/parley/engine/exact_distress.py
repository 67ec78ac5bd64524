"""The end of a search for distress that creeps: solved for, with a bound on what is left.

| symbol | name | shape | unit |
|---|---|---|---|
| Λ | leverage, creditor rows | (n, n) | 1 |
| h | distress | (n,) | 1 |
| h1 | first: the share lost to the shock itself | (n,) | 1 |

Between rounds ``h`` is below the least solution of ``h = min(1, h1 + Λ h)``, so whoever is at 1
is there for good. Let O be those whom distress reaches and who are below 1. If the spectral radius
of ``Λ`` among O is below 1, the rest is one linear system, or a few. If it is not, somebody in O
reaches 1, after few rounds or after very many; then O is smaller.
"""

from collections.abc import Callable

import numpy as np
from scipy import sparse

from parley.engine.amounts import Bools, Floats
from parley.engine.elimination import MOST_CHOICES, reach, solve_capped

#: Raises ``h`` in place by so many rounds.
Rise = Callable[[Floats, int], None]

#: Institutions that are solved for with a dense matrix, at most.
_MOST_DENSE = 600

#: Links for each institution up to which a sparse factorisation hardly fills in.
_FEW_LINKS = 4

#: Claims in units of equity of whoever has most of them, from which on a bound is looked for round
#: by round: up to there it is at most 20.
_WELL_BELOW_ONE = 0.95

#: Rounds made one by one after the first attempt to solve; twice as many after each other one.
_PLAIN_ROUNDS = 50


def amplification(leverage: sparse.csr_array, rounds: int = 40) -> float:
    """How many times its size a gap can be off, whoever is distressed; infinite if unknown.

    ``y <- 1 + Λ y`` from ``y = 1``: as soon as nobody's ``y`` grows by 1/2 or more in a round,
    ``y - Λ y > 1/2`` everywhere, which no spectral radius of 1 or more allows, and
    ``(I - Λ)⁻¹ 1 <= 2 y``. That bounds every sum of rounds to come. If no row of Λ adds up to more
    than ``q < 1``, so does ``1 / (1 - q)``, at once.

    Source:
        Berman & Plemmons (1994), Nonnegative Matrices in the Mathematical Sciences, chapter 6,
        theorem 2.3: a positive vector with ``(I - Λ) y > 0``.
    """
    y = np.ones(leverage.shape[0])
    for number in range(rounds):
        ahead = 1.0 + leverage @ y
        grown = float((ahead - y).max(initial=0.0))
        if number == 0 and grown <= _WELL_BELOW_ONE:
            return 1.0 / (1.0 - grown)  # nobody lends more than that share of its equity
        if grown < 0.5:
            return 2.0 * float(y.max(initial=1.0))
        if grown > 1e6:
            break
        y = ahead
    return np.inf


def finish(
    leverage: sparse.csr_array, first: Floats, distress: Floats, rise: Rise, max_rounds: int
) -> float:
    """Carry one draw on to its end, however slowly it moves; ``distress`` in place.

    Args:
        leverage: ``Λ``.
        first, distress: ``h1``, and ``h`` as far as it has come from below. Shape (n,), 0 to 1.
        rise: Makes some more rounds from a given ``h``.
        max_rounds: Rounds that may still be made one by one.

    Returns:
        How many times its size a gap that remains can be off; infinite if that is not known.
    """
    lines = (leverage.indptr, leverage.indices, leverage.data)
    plain = _PLAIN_ROUNDS
    while True:
        reached = (first > 0.0) | (distress > 0.0)
        reach(*lines, reached)
        open_ = reached & (distress < 1.0)
        many = int(open_.sum())
        if many == 0:
            return 1.0
        if many <= _MOST_DENSE:
            bound = float(solve_capped(*lines, first, open_, distress))
        else:
            bound = _solve_many(leverage, first, distress, open_)
        if bound < np.inf or max_rounds <= 0:
            return bound
        if many <= _MOST_DENSE and _leap(leverage, first, distress, open_):
            return np.inf
        rise(distress, min(plain, max_rounds))
        max_rounds -= plain
        plain *= 2


def _solve_many(leverage: sparse.csr_array, first: Floats, distress: Floats, open_: Bools) -> float:
    """What ``solve_capped`` does, for more than fit a dense matrix."""
    chosen, found, bound = open_.copy(), distress, np.inf
    for _ in range(MOST_CHOICES):
        found = np.where(open_, 1.0, distress)
        if chosen.any():
            inner = leverage[chosen][:, chosen]
            pushed = first + leverage @ np.where(chosen, 0.0, found)
            y, found[chosen] = _solve_sparse(inner, pushed[chosen])
            if bound == np.inf:
                left = float((y - inner @ y).min())
                if not (y.min() > 0.0 and left > 0.5):  # also where a number is NaN
                    return np.inf
                bound = float(y.max()) / left
        anew = open_ & (first + leverage @ found < 1.0)
        if np.array_equal(anew, chosen):
            break
        chosen = anew
    distress[open_] = np.maximum(distress[open_], np.minimum(found[open_], 1.0))
    return bound


def _solve_sparse(inner: sparse.csr_array, right: Floats) -> tuple[Floats, Floats]:
    """Solve ``x = 1 + inner x`` and ``x = right + inner x``; NaN where that fails.

    Large random networks fill a sparse factorisation in; rings and trees do not, and are slow to
    iterate on. So the factorisation is kept for those with few links.
    """
    from scipy.sparse import linalg  # slow to import

    k = inner.shape[0]
    matrix = sparse.csc_array(sparse.eye_array(k) - inner)
    sides = (np.ones(k), right)
    if inner.nnz <= _FEW_LINKS * k:
        try:
            factors = linalg.splu(matrix)
        except RuntimeError:  # exactly singular
            return np.full(k, np.nan), np.full(k, np.nan)
        return factors.solve(sides[0]), factors.solve(sides[1])
    answers = []
    for side in sides:
        x = np.zeros(k)
        for _ in range(4):  # what is left over is solved for again: digits lost come back
            rest = side - matrix @ x
            if np.abs(rest).max() <= 1e-15 * max(1.0, np.abs(x).max()):
                break
            x = x + linalg.bicgstab(matrix, rest, rtol=1e-9, atol=0.0, maxiter=300)[0]
        answers.append(x)
    return answers[0], answers[1]


def _leap(leverage: sparse.csr_array, first: Floats, distress: Floats, open_: Bools) -> bool:
    """Make as many rounds at once as leave all the open below 1; ``distress`` in place.

    Returns:
        Whether nobody moves any more in the digits there are.
    """
    rows = leverage[open_]
    pushed = first[open_] + rows[:, ~open_] @ distress[~open_]
    start = distress[open_]
    ladder: list[tuple[Floats, Floats]] = []
    power, total = rows[:, open_].toarray(), pushed
    before = start
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(200):
            ahead = power @ start + total
            if not np.all(ahead < 1.0):
                break
            if ladder and np.array_equal(ahead, before):
                distress[open_] = np.maximum(start, ahead)
                return True
            before = ahead
            ladder.append((power, total))
            total = total + power @ total
            power = power @ power
        now = start
        for step, offset in reversed(ladder):
            ahead = step @ now + offset
            if np.all(ahead < 1.0):
                now = ahead
    distress[open_] = np.maximum(start, now)
    return False

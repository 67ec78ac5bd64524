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

import numpy as np
from scipy import sparse
from scipy.sparse import linalg

from parley.engine.amounts import Bools, Floats

#: Institutions that are solved for with a dense matrix, at most.
_MOST_DENSE = 600

#: Links for each institution up to which a sparse factorisation hardly fills in.
_FEW_LINKS = 4

#: Rounds made one by one after somebody has reached 1.
_PLAIN_ROUNDS = 50


def amplification(leverage: sparse.csr_array, rounds: int = 40) -> float:
    """How many times its size a gap can be off, whoever is distressed; infinite if unknown.

    ``y <- 1 + Λ y`` from ``y = 1``: as soon as nobody's ``y`` grows by 1/2 or more in a round,
    ``y - Λ y > 1/2`` everywhere, which no spectral radius of 1 or more allows, and
    ``(I - Λ)⁻¹ 1 <= 2 y``. That bounds every sum of rounds to come.

    Source:
        Berman & Plemmons (1994), Nonnegative Matrices in the Mathematical Sciences, chapter 6,
        theorem 2.3 (I27: a positive vector with ``(I - Λ) y > 0``).
    """
    y = np.ones(leverage.shape[0])
    for _ in range(rounds):
        ahead = 1.0 + leverage @ y
        grown = float((ahead - y).max(initial=0.0))
        if grown < 0.5:
            return 2.0 * float(y.max(initial=1.0))
        if grown > 1e6:
            break
        y = ahead
    return np.inf


def finish(leverage: sparse.csr_array, first: Floats, distress: Floats, max_rounds: int) -> float:
    """Carry one draw on to its end, however slowly it moves; ``distress`` in place.

    Args:
        leverage: ``Λ``.
        first, distress: ``h1``, and ``h`` as far as it has come from below. Shape (n,), 0 to 1.
        max_rounds: Rounds that may still be made one by one, in the largest systems.

    Returns:
        How many times its size a gap that remains can be off; infinite if that is not known.
    """
    for _ in range(first.size + 1 + max_rounds // _PLAIN_ROUNDS):
        reached = _reached(leverage, (first > 0.0) | (distress > 0.0))
        open_ = reached & (distress < 1.0)
        if not open_.any():
            return 1.0
        bound = _solve(leverage, first, distress, open_)
        if bound < np.inf:
            return bound
        if int(open_.sum()) <= _MOST_DENSE and _leap(leverage, first, distress, open_):
            return np.inf
        for _ in range(_PLAIN_ROUNDS):
            distress[:] = np.maximum(distress, np.minimum(1.0, first + leverage @ distress))
    return np.inf


def _reached(leverage: sparse.csr_array, start: Bools) -> Bools:
    """Whom distress of some can reach, themselves included."""
    reached = start
    while True:
        more = reached | (leverage @ reached.astype(np.float64) > 0.0)
        if np.array_equal(more, reached):
            return reached
        reached = more


def _solve(leverage: sparse.csr_array, first: Floats, distress: Floats, open_: Bools) -> float:
    """Solve for the open, and then without those who would be above 1, until nobody is.

    Solutions only fall from one set to the next, so this ends, in practice in two or three steps
    (Howard's policy iteration for a minimum of linear maps). The answer is the only solution as
    soon as the spectral radius among the first set is below 1, which the vector ``y`` proves.

    Returns:
        The bound of ``finish``; infinite, and nothing changed, if the proof fails.
    """
    pushed = first + leverage @ (distress >= 1.0).astype(np.float64)
    some, bound = open_.copy(), np.inf
    found = distress.copy()
    while some.any():
        inner = leverage[some][:, some]
        capped = (open_ & ~some).astype(np.float64)
        right = np.column_stack((np.ones(inner.shape[0]), (pushed + leverage @ capped)[some]))
        y, x = _solve_linear(inner, right)
        if bound == np.inf:
            left = float((y - inner @ y).min())
            if not (y.min() > 0.0 and left > 0.5):  # also where a number is NaN
                return np.inf
            bound = float(y.max()) / left
        found[some] = np.minimum(x, 1.0)
        below = x < 1.0
        if below.all():
            break
        some[some] = below
    distress[open_] = np.maximum(distress[open_], found[open_])
    return bound


def _solve_linear(inner: sparse.csr_array, right: Floats) -> tuple[Floats, Floats]:
    """Solve ``x = right + inner x`` for two right sides; NaN where there is no answer.

    Large random networks fill a sparse factorisation in; rings and trees do not, and are slow to
    iterate on. So the factorisation is kept for those with few links.
    """
    k = inner.shape[0]
    nothing = np.full(k, np.nan)
    if k <= _MOST_DENSE:
        try:
            found = np.linalg.solve(np.eye(k) - inner.toarray(), right)
        except np.linalg.LinAlgError:
            return nothing, nothing
        return found[:, 0], found[:, 1]
    matrix = sparse.csc_array(sparse.eye_array(k) - inner)
    answers = []
    for side in right.T:
        x, failed = linalg.bicgstab(matrix, side, rtol=1e-14, atol=0.0, maxiter=300)
        for _ in range(3):  # what is left over is solved for once more: digits lost come back
            rest = side - matrix @ x
            if not failed or np.abs(rest).max() <= 1e-14 * np.abs(x).max():
                break
            more, failed = linalg.bicgstab(matrix, rest, rtol=1e-8, atol=0.0, maxiter=300)
            x = x + more
        if np.abs(side - matrix @ x).max() <= 1e-13 * np.abs(x).max():
            answers.append(x)
    if len(answers) == 2:
        return answers[0], answers[1]
    if inner.nnz > _FEW_LINKS * k:
        return nothing, nothing
    try:
        factors = linalg.splu(matrix)
    except RuntimeError:  # exactly singular
        return nothing, nothing
    return factors.solve(right[:, 0]), factors.solve(right[:, 1])


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

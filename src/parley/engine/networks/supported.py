"""Matrices on a drawn set of links: scaled to the sums, with links added where none would do."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from parley.engine.amounts import Bools, Floats, Money
from parley.engine.networks.kernels.few_links import fill_smallest_first
from parley.engine.networks.kernels.links import scale_links
from parley.engine.networks.margins import Margins
from parley.engine.networks.maximum_entropy import fit
from parley.engine.networks.polytope import cheapest, polytope, require_some_matrix

#: Relative gap of a row at which a matrix counts as found.
TOLERANCE = 1e-11

#: Sweeps of scaling before links are added, and after the last were.
SWEEPS, LAST_SWEEPS = 500, 50_000

#: Rounds in which only the links that carry much of what is missing are added.
ROUNDS = 20

#: A link carries much if it carries this share of the most that one carries.
MUCH = 0.3


@dataclass(frozen=True, eq=False)
class Supported:
    """A matrix on links that were given, and some more.

    Args:
        liabilities: Shape (n, n), money.
        added: Links that were not among the given.
    """

    liabilities: Floats
    added: int


def on_links(margins: Margins, weights: Floats, rng: np.random.Generator, p: Floats) -> Supported:
    """Scale ``weights`` until the sums are met; add links if no matrix on theirs meets them.

    Each row and column without a link gets one by chance. Then, as long as scaling does not get
    there: what the scaled matrix lacks of the sums is placed with few links, those that carry
    much of it are added, and scaling begins anew. In the last round all of them are added: the
    scaled matrix and they together meet the sums, so that scaling then converges.

    Args:
        margins: Sums and bounds.
        weights: Positive on the links. Shape (n, n).
        rng: For the links by chance.
        p: The chance of each link. Shape (n, n).
    """
    n = len(margins.names)
    if margins.total == 0:
        return Supported(np.zeros((n, n)), 0)
    given = weights > 0
    start = np.where(given, weights, 0.0)
    typical = margins.owed[:, np.newaxis] * margins.claimed / margins.total
    _link_the_lonely(margins, start, typical, rng, p)
    if margins.bounds.size:
        return _within_bounds(margins, start, typical, given, p)
    for round_ in range(ROUNDS + 1):
        is_last = round_ == ROUNDS
        matrix, gap = _scaled(margins, start, SWEEPS)
        if gap <= TOLERANCE:
            break
        missing = _placed(margins, matrix)
        least = 0.0 if is_last else MUCH * missing.max()
        start = np.where((missing > least) & (start == 0), typical, start)
        if is_last:
            start = np.where(start > 0, matrix + missing, 0.0)
            matrix, _ = _scaled(margins, start, LAST_SWEEPS, from_weights=True)
    return Supported(matrix, int(np.count_nonzero((matrix > 0) & ~given)))


def _link_the_lonely(
    margins: Margins, start: Floats, typical: Floats, rng: np.random.Generator, p: Floats
) -> None:
    """Give a link to each row and column that has none, by its chances."""
    for transposed, wanted in ((False, margins.owed), (True, margins.claimed)):
        cells, chance, amount = (each.T if transposed else each for each in (start, p, typical))
        open_ = margins.allowed.T if transposed else margins.allowed
        for i in np.flatnonzero((wanted > 0) & ~(cells > 0).any(axis=1)):
            weight = np.where(open_[i], np.maximum(chance[i], 1e-300), 0.0)
            if weight.sum() > 0:
                reached = np.cumsum(weight / weight.sum())
                j = min(int(np.searchsorted(reached, rng.random(), side="right")), len(weight) - 1)
                j = j if weight[j] > 0 else int(np.argmax(weight))
                cells[i, j] = amount[i, j]


def _scaled(
    margins: Margins, start: Floats, sweeps: int, *, from_weights: bool = False
) -> tuple[Floats, float]:
    links = sparse.csr_array(start)
    u = np.ones(links.shape[0])
    v = np.ones(links.shape[0])
    if not from_weights:
        v = margins.claimed / margins.total
    gap = scale_links(
        links.indptr.astype(np.int64), links.indices.astype(np.int64), links.data,
        margins.owed, margins.claimed, TOLERANCE, sweeps, u, v,
    )  # fmt: skip
    return np.asarray(start * u[:, np.newaxis] * v), float(gap)


def _placed(margins: Margins, matrix: Floats) -> Floats:
    """Cut the matrix to what the sums allow, in place, and place what is missing with few links."""
    sums = matrix.sum(axis=1)
    matrix *= _at_most_one(margins.owed, sums)[:, np.newaxis]
    matrix *= _at_most_one(margins.claimed, matrix.sum(axis=0))
    owed = np.maximum(margins.owed - matrix.sum(axis=1), 0.0)
    claimed = np.maximum(margins.claimed - matrix.sum(axis=0), 0.0)
    owed[owed <= TOLERANCE / 10 * margins.owed] = 0.0
    claimed[claimed <= TOLERANCE / 10 * margins.claimed] = 0.0
    placed = np.zeros(matrix.shape)
    _through_others(owed, claimed, matrix, placed)
    fill_smallest_first(owed, claimed, False, placed)
    return placed


def _through_others(owed: Money, claimed: Money, matrix: Floats, placed: Floats) -> None:
    """Who is left with himself takes over debts of others: a owes b becomes a owes i owes b."""
    i = int(np.argmax(owed + claimed))
    own = owed[i] + claimed[i] - max(float(owed.sum()), float(claimed.sum()))
    if own <= 0:
        return
    others = matrix.copy()
    others[i] = others[:, i] = 0.0
    for cell in np.argsort(others, axis=None)[::-1]:
        a, b = divmod(int(cell), len(matrix))
        amount = min(own, others[a, b] / 2)
        if amount <= 0:
            return
        matrix[a, b] -= amount
        placed[a, i] += amount
        placed[i, b] += amount
        owed[i] = max(owed[i] - amount, 0.0)
        claimed[i] = max(claimed[i] - amount, 0.0)
        own -= amount
        if own <= 0:
            return


def _at_most_one(wanted: Money, sums: Money) -> Floats:
    ratio = np.divide(wanted, sums, out=np.ones(sums.shape), where=sums > 0)
    return np.asarray(np.minimum(ratio, 1.0))


def _within_bounds(
    margins: Margins, start: Floats, typical: Floats, given: Bools, p: Floats
) -> Supported:
    """With bounds between groups: what scaling lacks is found as a linear programme.

    Drawn links cost nothing and others the more the less likely they are, so the programme adds
    few and likely ones.
    """
    found = fit(margins, start, TOLERANCE, SWEEPS)
    if not found.is_converged:
        constraints = polytope(margins)
        cells = constraints.rows, constraints.columns
        costs = np.where(start[cells] > 0, 0.0, 1.0 - np.log(np.maximum(p[cells], 1e-300)))
        amounts = cheapest(constraints, costs)
        if amounts.size == 0:
            require_some_matrix(margins)
        added = np.zeros(start.shape)
        added[cells] = np.maximum(amounts, 0.0)
        more = (added > TOLERANCE * typical) & (start == 0)
        found = fit(margins, np.where(more, typical, start), TOLERANCE, 20_000)
    matrix = found.liabilities
    return Supported(matrix, int(np.count_nonzero((matrix > 0) & ~given)))

"""Minimum density: as few links as the sums allow, and how sure it is that there are no fewer.

| symbol | meaning |
|---|---|
| AD, LD | deficits: what an institution still owes, is still owed, in units of the mean debt |
| c | cost of a link |
| α, δ | weights of deficits of rows and columns |
| θ | how strictly a link that costs more than it gains is refused |
| λ | share of a deficit that a link takes up in the first rounds |
| ε | chance of removing a link in a round |
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import Bools, Floats, locked, require_counts, require_numbers
from parley.engine.draws import generator
from parley.engine.networks.fewest_links import counting_bound, fewest_by_search, grouping_bound
from parley.engine.networks.kernels.few_links import fill_smallest_first, load_by_chance
from parley.engine.networks.margins import Margins
from parley.engine.networks.matrices import (
    TOLERANCE,
    Matrices,
    Method,
    gathered,
    relative_gap,
    require_count,
)
from parley.engine.networks.maximum_entropy import fit
from parley.engine.networks.polytope import cheapest, polytope, require_some_matrix
from parley.engine.networks.sums import spread, sums
from parley.errors import Fault, InvalidInput, NotConverged

#: The stream of random numbers of the heuristic.
STREAM_OF_HEURISTIC = 105

#: Cells up to which branch and bound is tried unless it is asked for: about ten institutions.
SMALL = 90

#: Rounds for each institution after which the heuristic begins anew; a few are usual.
STRETCH = 50

#: Sweeps that clean rounding out of a matrix whose links are known.
CLEANING_SWEEPS = 2_000


@dataclass(frozen=True, eq=False)
class MinimumDensity:
    """A matrix with few links, and a bound below which no matrix has links.

    Args:
        liabilities: ``L[i, j]`` is what i owes j. Shape (n, n), money.
        lower_bound: No matrix that meets the sums has fewer links.
        row_gap, column_gap: The largest gaps of sums, as shares.
    """

    liabilities: Floats
    lower_bound: int
    row_gap: float
    column_gap: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "liabilities", locked(self.liabilities))

    @property
    def links(self) -> int:
        """How many debts there are."""
        return int(np.count_nonzero(self.liabilities))

    @property
    def is_proven_minimal(self) -> bool:
        """Whether the bound says that no matrix has fewer links."""
        return self.links == self.lower_bound

    @property
    def density(self) -> float:
        """Links as a share of the n (n - 1) possible ones."""
        n = len(self.liabilities)
        return self.links / max(n * (n - 1), 1)


def minimum_density(
    row_sums: ArrayLike,
    column_sums: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    allowed: ArrayLike | None = None,
    groups: Sequence[str] | None = None,
    most_between: Mapping[tuple[str, str], float] | None = None,
    most_nodes: int | None = None,
) -> MinimumDensity:
    """Find a matrix with as few links as possible that meets the sums exactly.

    First greedily: the smallest open sum is given to one partner, so that each link closes a row
    or a column. Where bounds or forbidden cells stand in the way, the cheapest vertex instead, a
    link costing ``1 / min(r[i], c[j])`` for each unit of money. Then, for small systems whose
    bound is not reached, branch and bound over the links.

    The bound is the largest of three: each row needs as many links as its sum needs of the
    largest column sums, and each column likewise; a matrix with the fewest links has no cycles,
    so it has as many links as there are open rows and columns, less the number of groups among
    which no debts run, and each such group owes what it is owed; and the bound that branch and
    bound ends with. The second is counted over all subsets, up to 22 open rows and columns.

    Args:
        row_sums, column_sums, names, allowed, groups, most_between: As ``sums``.
        most_nodes: Nodes of branch and bound, 0 or more. Without, 10,000 for up to 90 cells, and
            none beyond.

    Returns:
        The matrix with its bound; ``is_proven_minimal`` says whether they meet.

    Raises:
        InvalidInput: as ``sums``, or if no matrix meets sums and bounds.
        NotConverged: if a solver gave up.

    Source:
        Anand, Craig & von Peter (2015), Filling in the blanks: network structure and interbank
        contagion, Quantitative Finance 15(4), for the problem; Verhoeff (2004), Settling
        multiple debts efficiently, for links and groups of sum zero.

    Example:
        A owes 5 and B owes 3; C is owed 5 and D 3. Two links, where maximum entropy has four.

        >>> found = minimum_density([5, 3, 0, 0], [0, 0, 5, 3])
        >>> found.links, found.lower_bound, found.is_proven_minimal
        (2, 2, True)
        >>> found.liabilities[0].tolist()
        [0.0, 0.0, 5.0, 0.0]
    """
    given = sums(
        row_sums,
        column_sums,
        names=names,
        allowed=allowed,
        groups=groups,
        most_between=most_between,
    )
    if most_nodes is not None and most_nodes < 0:
        raise InvalidInput([Fault("networks", 0, "most_nodes", str(most_nodes), "0 or more")])
    return fewest_links(given, most_nodes)


def fewest_links(margins: Margins, most_nodes: int | None = None) -> MinimumDensity:
    """The same for a set of matrices that is set up already."""
    found = few_links(margins)
    bound = max(counting_bound(margins), grouping_bound(margins))
    cells = int(margins.allowed.sum())
    nodes = most_nodes if most_nodes is not None else (10_000 if cells <= SMALL else 0)
    if bound < np.count_nonzero(found) and nodes > 0:
        support, proven = fewest_by_search(margins, bound, nodes)
        bound = max(bound, proven)
        if support.sum() < np.count_nonzero(found):
            better = _amounts_on(margins, support)
            found = found if better is None else better
    return MinimumDensity(
        liabilities=found,
        lower_bound=min(bound, int(np.count_nonzero(found))),
        row_gap=float(relative_gap(found.sum(axis=1), margins.owed)),
        column_gap=float(relative_gap(found.sum(axis=0), margins.claimed)),
    )


def few_links(margins: Margins) -> Floats:
    """A matrix with few links, at once: greedy, or a vertex where not every cell is open."""
    n = len(margins.names)
    if margins.total == 0:
        return np.zeros((n, n))
    if is_free(margins):
        tried = []
        for best_fit in (False, True):
            matrix = np.zeros((n, n))
            fill_smallest_first(margins.owed.copy(), margins.claimed.copy(), best_fit, matrix)
            tried.append(matrix)
        return min(tried, key=np.count_nonzero)
    return _vertex_with_few_links(margins, np.ones((n, n)))


def _vertex_with_few_links(margins: Margins, factors: Floats) -> Floats:
    """The cheapest vertex if a link costs ``factors / min(r, c)`` for each unit of money."""
    constraints = polytope(margins)
    cells = constraints.rows, constraints.columns
    most = np.minimum(margins.owed[cells[0]], margins.claimed[cells[1]])
    amounts = cheapest(constraints, factors[cells] * constraints.scale / most)
    if amounts.size == 0:
        require_some_matrix(margins)
        wanted = "cells on which a matrix has the sums"
        raise InvalidInput([Fault("networks", 0, "allowed", "too few cells", wanted)])
    support = np.zeros(factors.shape, dtype=bool)
    support[cells] = amounts > TOLERANCE * most
    found = _amounts_on(margins, support)
    if found is None:
        raise NotConverged("minimum density: the sums are not met on the links that were found")
    return found


def is_free(margins: Margins) -> bool:
    """Whether sums are all there is: no bound, and only the diagonal is forbidden."""
    n = len(margins.names)
    open_ = margins.weights > 0
    hub = margins.owed + margins.claimed >= margins.total * (1 - TOLERANCE)
    return margins.bounds.size == 0 and bool(hub.any() or open_.sum() == n * (n - 1))


def _amounts_on(margins: Margins, support: Bools) -> Floats | None:
    """The matrix on given links; None if the sums cannot be met there."""
    found = fit(margins, support.astype(np.float64), TOLERANCE / 10, CLEANING_SWEEPS)
    return found.liabilities if found.is_converged else None


def minimum_density_by_chance(
    row_sums: ArrayLike,
    column_sums: ArrayLike,
    *,
    seed: int,
    count: int = 1,
    names: Sequence[str] | None = None,
    allowed: ArrayLike | None = None,
    link_cost: float = 1.0,
    row_weight: ArrayLike = 1.0,
    column_weight: ArrayLike = 1.0,
    strictness: float = 1.0,
    loading: float = 1.0,
    low_density_rounds: int = 0,
    removal: float = 0.01,
    max_rounds: int = 100_000,
) -> Matrices:
    """Draw matrices with few links by the heuristic of Anand, Craig & von Peter.

    In each round a cell is tried with a chance in proportion to the prior
    ``Q[i, j] = max(AD[i] / LD[j], LD[j] / AD[i])``, which prefers a small institution with a
    large partner, and loaded with ``min(AD[i], LD[j])``. With::

        V(X) = - c · links - Σ_i (α[i] AD[i]² + δ[i] LD[i]²)

    the link is kept if V rises, and otherwise with probability ``exp(θ ΔV)``. With probability
    ``ε`` a round removes a link instead. It ends when nothing is open, and begins anew after
    fifty rounds for each institution.

    Args:
        row_sums, column_sums, names, allowed: As ``sums``.
        seed: Names the run; draw d has its own numbers. 0 or more.
        count: How many draws. 0 or more.
        link_cost: c. 0 or more.
        row_weight, column_weight: α and δ, one number or one for each institution. 0 or more.
        strictness: θ. 0 or more.
        loading: λ, share of the smaller deficit that a link takes up in the first
            ``low_density_rounds``: below 1 for a network of low rather than minimum density.
            Above 0, at most 1.
        low_density_rounds: 0 or more.
        removal: ε. 0 or more, below 1.
        max_rounds: Rounds after which a draw is given up. 1 or more.

    Returns:
        The draws; ``status`` says which were given up.

    Raises:
        InvalidInput: if an argument is not as above.

    Source:
        Anand, Craig & von Peter (2015), Quantitative Finance 15(4), section 2 and the algorithm
        in the appendix; deficits are taken in units of the mean debt, so that no result depends
        on the currency.

    Example:
        >>> drawn = minimum_density_by_chance([5, 3, 0, 0], [0, 0, 5, 3], seed=1, count=3)
        >>> bool(drawn.row_gap.max() < 1e-12)
        True
    """
    require_numbers(
        "networks", link_cost=link_cost, strictness=strictness, loading=loading, removal=removal
    )
    require_counts("networks", seed=seed, count=count)
    given = sums(row_sums, column_sums, names=names, allowed=allowed)
    n = given.owed.size
    faults = [
        Fault("networks", 0, field, f"{value}", wanted)
        for field, value, is_right, wanted in (
            ("link_cost", link_cost, 0 <= link_cost < np.inf, "0 or more"),
            ("strictness", strictness, 0 <= strictness < np.inf, "0 or more"),
            ("loading", loading, 0 < loading <= 1, "above 0, at most 1"),
            ("low_density_rounds", low_density_rounds, low_density_rounds >= 0, "0 or more"),
            ("removal", removal, 0 <= removal < 1, "0 or more, below 1"),
            ("max_rounds", max_rounds, max_rounds >= 1, "1 or more"),
        )
        if not is_right
    ]
    alpha, wrong_alpha = spread(row_weight, (n,), "row_weight")
    delta, wrong_delta = spread(column_weight, (n,), "column_weight")
    faults += wrong_alpha + wrong_delta
    if faults:
        raise InvalidInput(faults)
    require_count(count)
    drawn = np.zeros((count, n, n))
    for d in range(count):
        rng = generator(seed, d, STREAM_OF_HEURISTIC)
        _load(
            given, rng, link_cost, loading, low_density_rounds, alpha, delta, strictness, removal,
            max_rounds, drawn[d],
        )  # fmt: skip
    return gathered(Method.MINIMUM_DENSITY, given, drawn)


def _load(
    margins: Margins,
    rng: np.random.Generator,
    link_cost: float,
    loading: float,
    low_density_rounds: int,
    alpha: Floats,
    delta: Floats,
    strictness: float,
    removal: float,
    max_rounds: int,
    matrix: Floats,
) -> int:
    """Fill the matrix by the heuristic; begin anew where a large bank is left with itself."""
    done, n = 0, len(margins.names)
    while done < max_rounds:
        matrix[:] = 0.0
        stretch = min(STRETCH * n + low_density_rounds, max_rounds - done)
        rounds = load_by_chance(
            margins.owed, margins.claimed, margins.weights, rng, link_cost, loading,
            low_density_rounds, alpha, delta, strictness, removal, stretch, matrix,
        )  # fmt: skip
        if rounds >= 0:
            return done + rounds
        done += stretch
    return -1


def few_links_by_chance(margins: Margins, seed: int, number: int) -> Floats:
    """One draw by the heuristic, or the greedy matrix where it does not close all sums.

    Within bounds, a vertex whose costs vary by half either way.
    """
    n = len(margins.names)
    matrix = np.zeros((n, n))
    ones = np.ones(n)
    if margins.total == 0:
        return matrix
    rng = generator(seed, number, STREAM_OF_HEURISTIC)
    if margins.bounds.size:
        return _vertex_with_few_links(margins, rng.random((n, n)) + 0.5)
    rounds = _load(margins, rng, 1.0, 1.0, 0, ones, ones, 1.0, 0.01, 10_000, matrix)
    gap = max(
        float(relative_gap(matrix.sum(axis=1), margins.owed)),
        float(relative_gap(matrix.sum(axis=0), margins.claimed)),
    )
    return few_links(margins) if rounds < 0 or gap > TOLERANCE else matrix

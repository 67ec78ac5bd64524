"""From bare sums to matrices: maximum entropy at once, and every method by its name, as draws."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import Floats, require_numbers
from parley.engine.draws import uniforms
from parley.engine.networks.bayesian import sampled, sampled_once
from parley.engine.networks.fitness import fitness_once
from parley.engine.networks.margins import Margins, margins
from parley.engine.networks.matrices import Matrices, Method, gathered
from parley.engine.networks.maximum_entropy import maximum_entropy as nearest_to_prior
from parley.engine.networks.minimum_density import few_links_by_chance
from parley.engine.networks.one_unknown import independent
from parley.engine.networks.sparse import mixture_of_vertices
from parley.engine.networks.sums import require_sums, spread, sums
from parley.engine.totals import SystemTotals
from parley.errors import Fault, InvalidInput

#: Streams of random numbers: costs of one vertex, of several.
STREAM_OF_SPARSE, STREAM_OF_MIXTURE = 102, 103

#: Vertices averaged by the method ``mixture``.
VERTICES = 4

#: Share of all pairs that hold a link, where nothing is known: an assumption between the tenth
#: and less that large national markets show and the half or more of a few large banks.
DENSITY = 0.2

#: Sweeps of a chain before its one draw, where each draw has a chain of its own.
SWEEPS_ALONE = 1_000


def maximum_entropy(
    row_sums: ArrayLike,
    column_sums: ArrayLike,
    *,
    prior: ArrayLike | None = None,
    names: Sequence[str] | None = None,
    allowed: ArrayLike | None = None,
    groups: Sequence[str] | None = None,
    most_between: Mapping[tuple[str, str], float] | None = None,
) -> Floats:
    """Find the matrix that assumes least: all pairs owe each other, in proportion to their sums.

    It has the form ``L[i, j] = u[i] v[j]`` off the diagonal, with a factor ``prior[i, j]`` or of
    a bound that binds where there is one: what proportional fitting (RAS) ends with. With sums
    alone it is solved as one equation in one unknown.

    Args:
        row_sums: What each owes the others. Shape (n,), money, 0 or more.
        column_sums: What each is owed. Shape (n,), money, 0 or more, the same sum.
        prior: Weights of the pairs. Shape (n, n), 0 or more; 0 where nothing is owed.
        names, allowed, groups, most_between: As ``sums``.

    Returns:
        ``L[i, j]``: what i owes j. Shape (n, n), money, zero diagonal. Sums are met to one part
        in 10 to the 9 of themselves, or of a thousandth of the total where they are smaller.

    Raises:
        InvalidInput: as ``sums``, or if no matrix meets sums and bounds.
        NotConverged: naming the institution or bound with the largest gap.

    Source:
        Upper & Worms (2004), European Economic Review 48(4), section 3.

    Example:
        A owes 4, B and C 2 each; A is owed 2, B and C 3 each.

        >>> maximum_entropy([4, 2, 2], [2, 3, 3]).round(9).tolist()
        [[0.0, 2.0, 2.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    if prior is None and allowed is None and not most_between:
        r, c = require_sums(row_sums, column_sums, names)
        total = float(r.sum())
        return independent(r / total, c / total) * total if total > 0 else np.zeros((r.size,) * 2)
    given = sums(
        row_sums,
        column_sums,
        names=names,
        allowed=allowed,
        groups=groups,
        most_between=most_between,
    )
    return nearest_to_prior(given if prior is None else _weighted(given, prior))


def draw(
    given: Margins | SystemTotals | tuple[ArrayLike, ArrayLike],
    method: str,
    count: int,
    *,
    seed: int,
    density: float = DENSITY,
) -> Matrices:
    """Draw matrices by any method: one way to ask for all of them.

    Args:
        given: What they must meet: the result of ``sums``, the totals of a system, or the pair
            (row sums, column sums).
        method: A value of ``Method`` but ``known``. Maximum entropy gives the same matrix each
            time.
        count: How many. 0 or more. A draw is the same whatever the count is.
        seed: Names the run. 0 or more.
        density: For ``fitness`` the expected share of the n (n - 1) pairs that hold a link; for
            ``bayesian`` the chance of one before the sums are known. Above 0, at most 1.

    Returns:
        The matrices, with gaps and status.

    Raises:
        InvalidInput: if an argument is not as above, or no matrix meets sums and bounds.
        NotConverged: if a search was given up.

    Example:
        >>> for method in ("maximum_entropy", "minimum_density", "fitness", "bayesian"):
        ...     drawn = draw(([4, 2, 2], [2, 3, 3]), method, 2, seed=1)
        ...     assert drawn.row_gap.max() < 1e-9
    """
    chosen = _require(method, count, density)
    if isinstance(given, SystemTotals):
        given = margins(given)
    elif not isinstance(given, Margins):
        given = sums(*given)
    if chosen is Method.BAYESIAN:
        return sampled(given, density, None, seed, count).matrices
    n = len(given.names)
    drawn = np.zeros((count, n, n))
    costs = costs_of(chosen, seed, count, n)
    for d in range(count):
        drawn[d] = matrix_by(chosen, given, seed, d, density, costs[d])
    return gathered(chosen, given, drawn)


def costs_of(method: Method, seed: int, count: int, n: int) -> Floats:
    """The uniform numbers of all draws of vertices. Shape (count, vertices, n, n)."""
    vertices, stream = {
        Method.SPARSE: (1, STREAM_OF_SPARSE),
        Method.MIXTURE: (VERTICES, STREAM_OF_MIXTURE),
    }.get(method, (0, 0))
    return uniforms(seed, 0, count, vertices * n * n, stream).reshape(count, vertices, n, n)


def matrix_by(
    method: Method, given: Margins, seed: int, number: int, density: float, costs: Floats
) -> Floats:
    """The matrix of one draw, found by its number; ``costs`` are its own, of ``costs_of``."""
    match method:
        case Method.MAXIMUM_ENTROPY:
            return nearest_to_prior(given)
        case Method.MINIMUM_DENSITY:
            return few_links_by_chance(given, seed, number)
        case Method.FITNESS:
            return fitness_once(given, density, seed, number)
        case Method.BAYESIAN:
            return sampled_once(given, density, seed, number, SWEEPS_ALONE)
    return mixture_of_vertices(given, costs)


def require_density(density: float) -> list[Fault]:
    """A fault if it is no share."""
    require_numbers("networks", density=density)
    if 0 < density <= 1:
        return []
    return [Fault("networks", 0, "density", f"{density}", "above 0, at most 1")]


def _require(method: str, count: int, density: float) -> Method:
    drawable = [each.value for each in Method if each is not Method.KNOWN]
    faults = require_density(density)
    if method not in drawable:
        wanted = f"one of {', '.join(drawable)}"
        faults.append(Fault("networks", 0, "method", str(method), wanted))
    if count < 0:
        faults.append(Fault("networks", 0, "count", str(count), "0 or more"))
    if faults:
        raise InvalidInput(faults)
    return Method(method)


def _weighted(given: Margins, prior: ArrayLike) -> Margins:
    """The same sums with these weights."""
    n = len(given.names)
    weights, faults = spread(prior, (n, n), "prior")
    if faults:
        raise InvalidInput(faults)
    return replace(given, weights=np.where(given.weights > 0, weights, 0.0))

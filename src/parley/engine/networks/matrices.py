"""Several matrices for the same sums: how each was found, how it ended, by how much it misses."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from parley.engine.amounts import Floats, Ints, Money, locked
from parley.engine.networks.margins import Margins
from parley.engine.status import Status, require_converged
from parley.errors import Fault, InvalidInput

#: Largest relative gap of a sum with which a matrix counts as found.
TOLERANCE = 1e-9


class Method(StrEnum):
    """How a matrix was found.

    MAXIMUM_ENTROPY: every allowed cell is positive; assumes least beyond the prior.
    SPARSE: a random vertex, about two links for each institution.
    MIXTURE: the mean of four random vertices.
    MINIMUM_DENSITY: as few links as can be found, by the heuristic of Anand, Craig & von Peter.
    FITNESS: links by chance, likelier between larger institutions (Cimini and others).
    BAYESIAN: a draw given the sums from a prior of independent links (Gandy & Veraart).
    KNOWN: the matrix that came with the totals.
    """

    MAXIMUM_ENTROPY = "maximum_entropy"
    SPARSE = "sparse"
    MIXTURE = "mixture"
    MINIMUM_DENSITY = "minimum_density"
    FITNESS = "fitness"
    BAYESIAN = "bayesian"
    KNOWN = "known"


@dataclass(frozen=True, eq=False)
class Matrices:
    """Plausible matrices of who owes whom, all for the same sums.

    Args:
        method: How they were found.
        liabilities: ``L[d, i, j]`` is what i owes j in draw d. Shape (draws, n, n), money.
        row_sums, column_sums: What was wanted. Shape (n,), money.
        status: How each search ended; only ``CONVERGED`` meets the sums. Shape (draws,).
        added_links: Links beyond those that chance gave, without which no matrix would meet the
            sums. Shape (draws,).
    """

    method: Method
    liabilities: Floats
    row_sums: Money
    column_sums: Money
    status: Ints
    added_links: Ints

    def __post_init__(self) -> None:
        for name in ("liabilities", "row_sums", "column_sums"):
            object.__setattr__(self, name, locked(getattr(self, name)))

    @property
    def links(self) -> Ints:
        """How many links each matrix has. Shape (draws,)."""
        return np.asarray(np.count_nonzero(self.liabilities, axis=(1, 2)), dtype=np.int64)

    @property
    def density(self) -> Floats:
        """Links as a share of the n (n - 1) possible ones. Shape (draws,)."""
        n = self.row_sums.size
        return np.asarray(self.links / max(n * (n - 1), 1))

    @property
    def row_gap(self) -> Floats:
        """The largest gap of a row sum in each draw, as in ``relative_gap``. Shape (draws,)."""
        return relative_gap(self.liabilities.sum(axis=2), self.row_sums)

    @property
    def column_gap(self) -> Floats:
        """The same for columns. Shape (draws,)."""
        return relative_gap(self.liabilities.sum(axis=1), self.column_sums)

    def require_converged(self) -> "Matrices":
        """Return the matrices if every search ended.

        Raises:
            NotConverged: with the count of those that did not.
        """
        require_converged(self.status)
        return self


def relative_gap(sums: Floats, wanted: Money) -> Floats:
    """The largest ``|sum - wanted|``, as a share of what is wanted.

    Where nothing is wanted, as a share of the total. Sums that are wanted but smaller than the
    rounding of the total, one part in 10 to the 15, count as that.

    Args:
        sums: Shape (draws, n), money.
        wanted: Shape (n,), money.

    Example:
        >>> relative_gap(np.array([[2.0, 6.0]]), np.array([2.0, 8.0])).tolist()
        [0.25]
    """
    total = float(wanted.sum())
    if wanted.size == 0 or total == 0:
        return np.asarray(np.abs(sums).max(axis=-1, initial=0.0), dtype=np.float64)
    unit = np.where(wanted > 0, np.maximum(wanted, 1e-15 * total / TOLERANCE), total)
    return np.asarray((np.abs(sums - wanted) / unit).max(axis=-1))


def gathered(
    method: Method, margins: Margins, liabilities: Floats, added_links: Ints | None = None
) -> Matrices:
    """Put matrices together; whoever misses a sum by more than ``TOLERANCE`` did not converge."""
    draws = liabilities.shape[0]
    gap = np.maximum(
        relative_gap(liabilities.sum(axis=2), margins.owed),
        relative_gap(liabilities.sum(axis=1), margins.claimed),
    )
    return Matrices(
        method=method,
        liabilities=liabilities,
        row_sums=margins.owed,
        column_sums=margins.claimed,
        status=np.where(gap <= TOLERANCE, Status.CONVERGED, Status.ROUND_LIMIT).astype(np.int64),
        added_links=np.zeros(draws, dtype=np.int64) if added_links is None else added_links,
    )


def require_count(count: int) -> None:
    """Refuse a negative number of draws."""
    if count < 0:
        raise InvalidInput([Fault("networks", 0, "count", str(count), "0 or more")])

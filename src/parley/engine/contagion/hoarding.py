"""Hoarding: who runs short of liquidity recalls all its lending, and makes its borrowers hoard.

| symbol | name | shape | unit |
|---|---|---|---|
| L | nominal_liabilities | (n, n) | money: what i owes j, unsecured |
| A^L | liquid_assets | (draws, n) | money |
| A^C | collateral | (draws, n) | money, at market value |
| A^RR | reverse_repo | (draws, n) | money lent against collateral |
| L^R | repo | (draws, n) | money borrowed against collateral |
| L^N | new_funding | (draws, n) | money |
| h, h_i | haircut, own_haircut | (draws,), (draws, n) | 1 |
| λ | recall_share | scalar | 1 |
"""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import (
    Bools,
    Floats,
    Ints,
    Money,
    faults_in,
    faults_in_number,
    numbers_in,
    spread,
)
from parley.engine.contagion.kernels.threshold_cascade import topple
from parley.engine.matrices import faults_in_matrix, locked_matrix, matrix_in
from parley.errors import InvalidInput


@dataclass(frozen=True, eq=False)
class Hoarding:
    """Who hoards in the end, and from which round on, draw by draw.

    Args:
        hoarding: Who recalls its lending. Shape (draws, n).
        hoards_from: The round in which it begins; 0 is at once, -1 never. Shape (draws, n).
        lost_funding: What hoarders recalled from each. Shape (draws, n), money.
        liquidity: What each can pay out at the start, after repo is renewed at the haircuts that
            hold; it hoards as soon as nothing of it is left. Shape (draws, n), money.
    """

    hoarding: Bools
    hoards_from: Ints
    lost_funding: Money
    liquidity: Money

    @property
    def share_hoarding(self) -> Floats:
        """Share of institutions that hoard, the extent of the crisis. Shape (draws,), 0 to 1."""
        return np.asarray(self.hoarding.mean(axis=1))


def hoard(
    nominal_liabilities: object,
    liquid_assets: object,
    *,
    collateral: object = 0.0,
    reverse_repo: object = 0.0,
    repo: object = 0.0,
    new_funding: object = 0.0,
    haircut: object = 0.0,
    own_haircut: object = 0.0,
    recall_share: float = 1.0,
    hoarding: object = False,
) -> Hoarding:
    """Find who hoards once haircuts rise or somebody begins to.

    i is liquid as long as, with ``μ_i`` the part of its lenders that hoard, weighted by loan,::

        A^L_i + (1 - h - h_i) A^C_i + (1 - h - h_i) / (1 - h) A^RR_i + L^N_i - L^R_i
            - λ μ_i Σ_j L_ij > 0

    Collateral raises what is left after both haircuts; what came in for reverse repo was cut by
    ``h`` once already and can be passed on. Who is not liquid hoards: it recalls the share ``λ``
    of all that it has lent. Hoarding is never given up, so the order does not matter, and the
    smallest set of hoarders is found in at most n rounds.

    Args:
        nominal_liabilities: ``L[i, j]``: what i owes j unsecured. Shape (n, n), dense or sparse,
            money, 0 or more, the diagonal 0.
        liquid_assets: ``A^L``. Shape (n,) or (draws, n), money, 0 or more.
        collateral, reverse_repo, repo, new_funding: One number, shape (n,) or (draws, n), money.
        haircut: ``h``, for all. One number or shape (draws,), 0 up to but not 1.
        own_haircut: ``h_i`` on top. One number, shape (n,) or (draws, n), 0 to 1; both together
            take no more than all.
        recall_share: ``λ``, 0 to 1.
        hoarding: Who hoards from the start, whatever its liquidity. Shape (n,) or (draws, n).

    Raises:
        InvalidInput: if an argument is not as above.

    Source:
        Gai, Haldane & Kapadia (2011), Complexity, concentration and contagion, Journal of Monetary
        Economics 58(5), section 3.

    Example:
        B owes A 10, C owes B 10. A hoards. B has 9 and loses 10, so it hoards; C has 11 and does
        not.

        >>> chain = [[0, 0, 0], [10, 0, 0], [0, 10, 0]]
        >>> hoard(chain, [5.0, 9.0, 11.0], hoarding=[True, False, False]).hoards_from
        array([[ 0,  1, -1]])
    """
    owes = matrix_in("hoarding", "nominal_liabilities", nominal_liabilities)
    n = owes.shape[0]
    money = {
        "liquid_assets": liquid_assets,
        "collateral": collateral,
        "reverse_repo": reverse_repo,
        "repo": repo,
        "new_funding": new_funding,
        "own_haircut": own_haircut,
        "hoarding": hoarding,
    }
    given = {name: numbers_in("hoarding", name, values) for name, values in money.items()}
    for_all = numbers_in("hoarding", "haircut", haircut)
    counts = {each.shape[0] for each in given.values() if each.ndim == 2}
    counts |= {for_all.size} if for_all.ndim == 1 else set()
    draws = max(counts, default=1)
    faults = faults_in_matrix("hoarding", "nominal_liabilities", owes, n)
    for name, values in given.items():
        one = values.ndim == 0 and name != "liquid_assets"
        shape = () if one else ((draws, n) if values.ndim == 2 else (n,))
        high = 1.0 if name in ("own_haircut", "hoarding") else np.inf
        faults += faults_in("hoarding", name, values, (), shape=shape, high=high)
    below_one = float(np.nextafter(1.0, 0.0))
    shape = (draws,) if for_all.ndim else ()
    faults += faults_in("hoarding", "haircut", for_all, (), shape=shape, high=below_one)
    faults += faults_in_number("hoarding", "recall_share", recall_share, high=1.0)
    if faults:
        raise InvalidInput(faults)
    fields = {name: spread(values, (draws, n)) for name, values in given.items()}
    h = spread(for_all, (draws,))[:, np.newaxis]
    left = np.maximum(1.0 - h - fields["own_haircut"], 0.0)
    liquidity = (
        fields["liquid_assets"]
        + left * fields["collateral"]
        + left / (1.0 - h) * fields["reverse_repo"]
        + fields["new_funding"]
        - fields["repo"]
    )
    hoards = fields["hoarding"] > 0.0
    lost, since = np.zeros((draws, n)), np.zeros((draws, n), dtype=np.int64)
    lent = locked_matrix(owes.T)  # row j: from whom j recalls
    topple(lent.indptr, lent.indices, lent.data, recall_share, liquidity, True, hoards, lost, since)
    return Hoarding(hoards, since, lost, liquidity)

"""Prior weights: where a creditor places its claims, as far as country figures tell."""

import numpy as np
from numpy.typing import NDArray

from parley.engine.amounts import Floats, Money
from parley.engine.totals import SystemTotals

#: The code of a node that stands for institutions of many countries.
MANY_COUNTRIES = "XX"

#: A creditor's cross-border share is taken to lie between these.
LEAST_ABROAD, MOST_ABROAD = 0.02, 0.95

#: Share of a country's claims abroad that is placed by size, not by the table: a pair for which
#: nothing was reported is unlikely, not impossible.
UNREPORTED = 0.01


def prior_weights(totals: SystemTotals, owed: Money, prior: Money | None = None) -> Floats:
    """Weigh each cell by how much of its claims creditor j is likely to hold on debtor i.

    Without country figures every cell off the diagonal has weight 1 (classical maximum entropy).
    With them, let ``l`` be the debts, ``x`` a creditor's cross-border share and ``S`` the row
    shares of the country table. A creditor j of country c places::

        Q[i, j] = n[i, j]                                  i a node of many countries ("XX")
                = ρ[j] · (1 − x[j]) · l[i] / l(c without j)     i in c
                = ρ[j] · x[j] · S[c, d] · l[i] / l(d)           i in another country d

        n[i, j] = l[i] / Σ_{k ≠ j} l[k]          a debtor's share in all debts but j's own
        ρ[j] = 1 − Σ over XX of n[i, j]          what is left for debtors of one country
        x[j] = cross-border claims / total assets of j, at least 0.02, at most 0.95
        S[c, d] = 0.99 · prior[c, d] / Σ_e prior[c, e] + 0.01 · l(d) / Σ_e l(e)

    with d, e over the other countries of one institution or more, and ``S`` by size alone where
    the table has no row for c or no claims in it. A node of many countries is at home and abroad
    at once, so it gets the share of its size, neither more nor less; as a creditor it places all
    its claims by size (``Q = n``).

    The methods keep only what is not a factor common to a row or to a column, so that the
    weights tell *where more and where less than by size*, and the sums tell how much.

    Args:
        totals: The system.
        owed: ``l``, the debts inside the network. Shape (n,), money.
        prior: The country table of this draw, instead of ``totals.country_claims.prior``.
            Shape (c, c), money.

    Returns:
        ``Q``. Shape (n, n), debtor rows, no unit; zero diagonal.
    """
    n = totals.size
    off_diagonal = 1.0 - np.eye(n)
    table = totals.country_claims
    if table is None:
        return off_diagonal
    country = np.array(totals.jurisdictions)
    many = country == MANY_COUNTRIES
    by_size = _shares_of_columns(owed[:, np.newaxis] * off_diagonal)
    home = (country[:, np.newaxis] == country) & ~many[:, np.newaxis] & (off_diagonal > 0)
    at_home = _shares_of_columns(owed[:, np.newaxis] * home)
    abroad = _placed_abroad(table.countries, table.prior if prior is None else prior, country, owed)
    share = np.divide(
        totals.cross_border_claims,
        totals.total_assets,
        out=np.zeros(n),
        where=totals.total_assets > 0,
    ).clip(LEAST_ABROAD, MOST_ABROAD)
    left = 1.0 - by_size[many].sum(axis=0)
    known = left * ((1.0 - share) * at_home + share * abroad)
    weights = np.where(many[:, np.newaxis] | many, by_size, known)
    return np.asarray(weights * off_diagonal)


def _placed_abroad(
    countries: tuple[str, ...], prior: Money, country: NDArray[np.str_], owed: Money
) -> Floats:
    """``S[c, d] · l[i] / l(d)`` for debtor i of d and creditor j of c; 0 at home and for XX."""
    placed = np.zeros((owed.size, owed.size))
    present = sorted({str(code) for code in country} - {MANY_COUNTRIES})
    size = {code: float(owed[country == code].sum()) for code in present}
    row = {code: k for k, code in enumerate(countries)}
    for creditor in present:
        others = [code for code in present if code != creditor and size[code] > 0]
        if not others:
            continue
        neutral = np.array([size[code] for code in others])
        neutral = neutral / neutral.sum()
        reported = np.array(
            [
                prior[row[creditor], row[code]] if {creditor, code} <= row.keys() else 0.0
                for code in others
            ]
        )
        total = reported.sum()
        shares = neutral
        if total > 0:
            shares = (1.0 - UNREPORTED) * reported / total + UNREPORTED * neutral
        for code, part in zip(others, shares, strict=True):
            debtors = country == code
            cells = np.ix_(debtors, country == creditor)
            placed[cells] = (part * owed[debtors] / size[code])[:, np.newaxis]
    return placed


def _shares_of_columns(amounts: Floats) -> Floats:
    """Divide each column by its sum; a column of zeros stays one."""
    sums = amounts.sum(axis=0)
    shares: Floats = np.divide(amounts, sums, out=np.zeros_like(amounts), where=sums > 0)
    return shares

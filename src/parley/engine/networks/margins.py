"""What every matrix of who owes whom must meet: sums, allowed cells, bounds between countries."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from parley.engine.amounts import Bools, Floats, Ints, Money, faults_in, locked
from parley.engine.networks.prior import MANY_COUNTRIES, prior_weights
from parley.engine.totals import CountryClaims, SystemTotals
from parley.errors import Fault, InvalidInput

#: By how much of the total debt a bank may exceed what the others can absorb: rounding.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Margins:
    """The set of matrices ``L`` from which one is chosen; ``L[i, j]`` is what i owes j.

    A matrix of the set has, with ``r`` the sums of rows, ``c`` the sums of columns::

        L ≥ 0,  Σ_j L[i, j] = r[i],  Σ_i L[i, j] = c[j],  L[i, j] = 0 where weights[i, j] = 0,
        Σ of L over the cells of block k ≤ bounds[k]

    Args:
        names: Institutions. n of them.
        owed: ``r``: what i owes inside the network. Shape (n,), money.
        claimed: ``c``: what j is owed inside the network. Shape (n,), money; the same sum.
        weights: ``Q``: prior weights, 0 where nothing can be owed. Shape (n, n), no unit; factors
            common to a row or to a column change nothing.
        block: The block in which a cell lies, or -1. Shape (n, n).
        bounds: What the cells of a block may hold together. Shape (blocks,), money.
        block_names: Words for each block, for messages.
        to_outside: What i owes institutions outside the network. Shape (n,), money.
        from_outside: What institutions outside owe j. Shape (n,), money.

    Raises:
        InvalidInput: naming each institution whose debts and claims the others can not absorb.
    """

    names: tuple[str, ...]
    owed: Money
    claimed: Money
    weights: Floats
    block: Ints
    bounds: Money
    block_names: tuple[str, ...]
    to_outside: Money
    from_outside: Money

    def __post_init__(self) -> None:
        for name in ("owed", "claimed", "weights", "bounds", "to_outside", "from_outside"):
            object.__setattr__(self, name, locked(getattr(self, name)))
        block = np.array(self.block, dtype=np.int64, order="C")
        block.flags.writeable = False
        object.__setattr__(self, "block", block)
        faults = _faults_in_own_shares(self.names, self.owed, self.claimed)
        if faults:
            raise InvalidInput(faults)

    @property
    def total(self) -> float:
        """All that is owed inside the network. Money."""
        return float(self.owed.sum())

    @cached_property
    def allowed(self) -> Bools:
        """Where something can be owed: ``weights`` is positive, and so are both sums."""
        return np.asarray(
            (self.weights > 0) & (self.owed > 0)[:, np.newaxis] & (self.claimed > 0)[np.newaxis, :]
        )


def margins(
    totals: SystemTotals, positions: Floats | None = None, *, inner_claims: bool = False
) -> Margins:
    """Set up the problem for one draw: from a system's totals to the set of its matrices.

    **The outside.** Where claims and debts do not meet, the larger side is cut in the same
    proportion for everybody, and what is cut off is with institutions outside::

        to_outside[i] = liabilities[i] · max(0, 1 − Σ assets / Σ liabilities)
        from_outside[j] = assets[j] · max(0, 1 − Σ liabilities / Σ assets)

    So a row of ``L`` plus ``to_outside``, and a column plus ``from_outside``, give the totals
    exactly, and what an institution owes outside is the same in every draw: draws differ in who
    owes whom and in nothing else.

    **Inner claims.** Nobody owes himself, so that a node of many institutions, which owe each
    other, seems to deal with all others more than it does. With ``inner_claims`` such a node
    (country ``XX``) has the part that independence puts inside it, ``debts · claims / total``,
    moved to ``to_outside`` and ``from_outside`` alike; less of it where another institution
    would be too large for what is left.

    **The bounds.** The institutions of debtor country d owe those of creditor country c together
    at most ``upper[c, d]``; where the table gives a range instead, at most
    ``low + position · (high − low)``, and the prior weight of the pair is taken at the same
    point, so that draws differ even where the bound does not bind. Debts within a country have
    no bound.

    Args:
        totals: The system.
        positions: Where in its range each bound lies, 0 to 1, by creditor and debtor country.
            Shape (c, c); None is the middle.
        inner_claims: Whether nodes of many countries owe part of their debts to themselves.

    Raises:
        InvalidInput: naming each institution whose debts and claims the others can not absorb,
            or each entry of the country table that is no amount.
    """
    assets, liabilities = totals.interbank_assets, totals.interbank_liabilities
    inside = min(float(assets.sum()), float(liabilities.sum()))
    owed, to_outside = _part_inside(liabilities, inside)
    claimed, from_outside = _part_inside(assets, inside)
    if inner_claims and inside > 0:
        own = _inside_nodes(np.array(totals.jurisdictions) == MANY_COUNTRIES, owed, claimed)
        owed, claimed = owed - own, claimed - own
        to_outside, from_outside = to_outside + own, from_outside + own
    countries: tuple[str, ...] = ()
    most: Money | None = None
    prior: Money | None = None
    if totals.country_claims is not None:
        _require_table(totals.country_claims)
        countries = totals.country_claims.countries
        most, prior = _drawn(totals.country_claims, positions)
    block, bounds, names = _bounds(totals.jurisdictions, countries, most, owed, claimed)
    closed = np.append(bounds, np.inf)[block] <= 0  # index -1, no block, finds the inf
    weights = np.where(closed, 0.0, prior_weights(totals, owed, prior))
    return Margins(
        names=totals.names,
        owed=owed,
        claimed=claimed,
        weights=only_possible(weights, owed, claimed),
        block=block,
        bounds=bounds,
        block_names=names,
        to_outside=to_outside,
        from_outside=from_outside,
    )


def _part_inside(amounts: Money, inside: float) -> tuple[Money, Money]:
    """Cut amounts in proportion so that they sum to ``inside``; return both parts."""
    total = float(amounts.sum())
    kept = amounts * (inside / total if total > inside else 1.0)
    return kept, amounts - kept


def _inside_nodes(many: Bools, owed: Money, claimed: Money) -> Money:
    """What nodes of many institutions owe themselves; nobody else may be left too large."""
    total = float(owed.sum())
    own = np.where(many, owed * claimed / total, 0.0)
    room = max(total - float(np.where(many, 0.0, owed + claimed).max()), 0.0)
    moved = float(own.sum())
    return own * (room / moved) if moved > room else own


def only_possible(weights: Floats, owed: Money, claimed: Money) -> Floats:
    """Strike out cells that are zero in every matrix of the set because one bank fills it.

    If what i owes and what i is owed make up all there is, nobody else owes anybody else.
    """
    possible = weights * (1.0 - np.eye(owed.size))
    total = owed.sum()
    for i in np.flatnonzero(owed + claimed >= total * (1 - ROUNDING)):
        mine = np.zeros(weights.shape, dtype=bool)
        mine[i, :] = mine[:, i] = True
        possible = np.where(mine, possible, 0.0)
    return possible


def _bounds(
    jurisdictions: tuple[str, ...],
    countries: tuple[str, ...],
    most: Money | None,
    owed: Money,
    claimed: Money,
) -> tuple[Ints, Money, tuple[str, ...]]:
    """List the bounds between countries that can matter, and the cells of each."""
    block = np.full((owed.size, owed.size), -1, dtype=np.int64)
    bounds: list[float] = []
    names: list[str] = []
    member = [np.array([each == code for each in jurisdictions]) for code in countries]
    debts, claims = [owed[own].sum() for own in member], [claimed[own].sum() for own in member]
    for a, creditor in enumerate(countries):
        for b, debtor in enumerate(countries):
            possible = min(debts[b], claims[a])
            if most is not None and a != b and possible > 0 and most[a, b] < possible:
                block[np.ix_(member[b], member[a])] = len(bounds)
                bounds.append(float(most[a, b]))
                names.append(f"claims of {creditor} on {debtor}")
    return block, np.array(bounds), tuple(names)


def _drawn(table: CountryClaims, positions: Floats | None) -> tuple[Money, Money]:
    """Bounds and prior of one draw: a point in the range where there is one."""
    low, high = table.range_low, table.range_high
    ranged = (high > low) & np.isfinite(high)
    width = np.subtract(high, low, out=np.zeros(low.shape), where=ranged)
    point = low + width * (0.5 if positions is None else positions)
    return np.where(ranged, point, table.upper), np.where(ranged, point, table.prior)


def _require_table(table: CountryClaims) -> None:
    """Refuse a table of countries that is no table of amounts, or ranges that run backwards."""
    where, count = "country_claims", len(table.countries)
    faults: list[Fault] = []
    for field in ("prior", "upper", "range_low", "range_high"):
        amounts = getattr(table, field)
        if field != "prior":  # inf says that nothing bounds
            amounts = np.where(amounts == np.inf, 0.0, amounts)
        faults += faults_in(where, field, amounts, table.countries, shape=(count, count))
    if not faults:
        for a, b in np.argwhere(table.range_low > table.range_high):
            faults.append(
                Fault(
                    where,
                    0,
                    f"range_low of {table.countries[a]} on {table.countries[b]}",
                    f"{table.range_low[a, b]:g}",
                    f"at most range_high, {table.range_high[a, b]:g}",
                )
            )
    if faults:
        raise InvalidInput(faults)


def _faults_in_own_shares(names: tuple[str, ...], owed: Money, claimed: Money) -> list[Fault]:
    """Nobody owes himself, so what i owes the others must be owed to the others, and so on."""
    total = float(owed.sum())
    faults = []
    for i in np.flatnonzero(owed + claimed > total * (1 + ROUNDING)):
        faults.append(
            Fault(
                "totals",
                0,
                f"interbank_assets and interbank_liabilities of {names[i]}",
                f"{claimed[i]:g} + {owed[i]:g} inside the network",
                f"together at most {total:g}, all that is owed there: nobody owes himself",
            )
        )
    return faults

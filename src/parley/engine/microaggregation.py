"""Figures of alike banks made equal, perturbed, rounded: nobody is found again from his totals.

A fictitious name hides nobody whose figures are public: the largest bank is the largest. So banks
are put into groups of at least k of like size, and each takes the mean of its group, by chance a
little more or less. Whoever knows all public totals and this very method can tell which group a
bank belongs to and no more, so he names one bank in k.
"""

from dataclasses import dataclass, replace

import numpy as np

from parley.engine.amounts import Floats, Ints, Money
from parley.engine.draws import generator
from parley.engine.networks.prior import MANY_COUNTRIES
from parley.engine.provenance import Origin, Provenance
from parley.engine.totals import MONEY_ITEMS, CountryClaims, SystemTotals
from parley.errors import Fault, InvalidInput

#: The stream of random numbers of perturbations and of the order of rows.
PERTURBATION_STREAM = 32

#: The least number of banks that share their figures.
LEAST_GROUP = 3

#: Spread of sizes within a group and of single figures: standard deviations of logarithms.
SIZE_SPREAD, FIGURE_SPREAD = 0.10, 0.03

#: Significant digits of a figure.
DIGITS = 2

#: Times the spread of single figures is halved before it is given up, where parts exceed a whole.
HALVINGS = 6

#: What is part of total assets on each side of the balance sheet, besides holdings on the first.
_HELD, _OWED = ("interbank_assets", "reserves"), ("interbank_liabilities", "equity")


@dataclass(frozen=True, eq=False)
class Perturbed:
    """A system in which banks of a group are alike, in another order.

    Args:
        totals: The system, still under its names, which belong to nobody any more.
        place: Where in the original each row stood, for whoever made it and nobody else. Within
            a group this says nothing, as figures do not depend on it. Shape (n,).
        group: The number of each row's group. Shape (n,).
    """

    totals: SystemTotals
    place: Ints
    group: Ints

    @property
    def chance(self) -> float:
        """Share of banks that somebody who knows groups and guesses within them names rightly.

        Nodes of many countries are left out: they are no bank, and everybody knows who they are.
        """
        banks = np.array(self.totals.jurisdictions) != MANY_COUNTRIES
        return float(np.unique(self.group[banks]).size / max(int(banks.sum()), 1))


def perturb(totals: SystemTotals, seed: int, group_size: int = LEAST_GROUP) -> Perturbed:
    """Make alike banks equal, perturb and round their figures, and shuffle the rows.

    Countries with fewer than ``group_size`` banks are put together under the code of the one
    with most banks; then, within a country, banks in order of total assets are cut into groups
    of ``group_size`` or a few more. Bank i of group G gets, of every item::

        x[i] = Σ_G x · w[i] / Σ_G w,   w = exp(0.10 size[i] + 0.03 item[i]),   to two digits

    with standard normal numbers ``size`` and ``item``. So sums of groups stay but for rounding.
    Where parts would exceed their whole, the spread of items is halved for that group.

    Kept: sums of countries and of the system, the steps between groups (and so most of the
    concentration), balance-sheet ratios of groups, claims that meet debts in a closed system.
    Lost: the bank that is unlike all others, ratios that differ within a group, who owes whom
    where that was known. A node of many countries is rounded only: it is no bank.

    Args:
        totals: The system.
        seed: The same seed gives the same figures. 0 or more.
        group_size: k, at least 3: the larger, the less is told and the less is left.

    Returns:
        The system and where its rows came from.

    Raises:
        InvalidInput: if k is below 3 or there are fewer than k banks.

    Source:
        Domingo-Ferrer & Mateo-Sanz (2002), Practical data-oriented microaggregation for
        statistical disclosure control, IEEE Transactions on Knowledge and Data Engineering
        14(1); Sweeney (2002), k-anonymity, International Journal of Uncertainty, Fuzziness and
        Knowledge-Based Systems 10(5).
    """
    banks = int(sum(code != MANY_COUNTRIES for code in totals.jurisdictions))
    if not LEAST_GROUP <= group_size <= banks:
        wanted = f"from {LEAST_GROUP} to {banks}, the number of banks"
        raise InvalidInput([Fault("disguise", 0, "group_size", str(group_size), wanted)])
    random = generator(seed, 0, PERTURBATION_STREAM)
    codes = _codes_shared(totals.jurisdictions, group_size)
    new = np.array([codes.get(code, code) for code in totals.jurisdictions])
    group = _groups(new, totals.total_assets, group_size)
    figures = np.column_stack([*(getattr(totals, item) for item in MONEY_ITEMS), totals.holdings])
    spread = _spread(figures, group, new != MANY_COUNTRIES, random)
    rounded = _balanced(_rounded(spread, DIGITS), totals.closed)
    order = random.permutation(totals.size)
    return Perturbed(_rebuilt(totals, rounded, group, new, codes, order), order, group[order])


def _codes_shared(jurisdictions: tuple[str, ...], least: int) -> dict[str, str]:
    """The code that each country with too few banks takes, for those that change."""
    count = {code: jurisdictions.count(code) for code in sorted(set(jurisdictions))}
    count.pop(MANY_COUNTRIES, None)
    by_size = sorted(count, key=lambda code: (count[code], code))
    pooled = [code for code in by_size if count[code] < least]
    rest = [code for code in by_size if count[code] >= least]
    while pooled and sum(count[code] for code in pooled) < least and rest:
        pooled.append(rest.pop(0))
    if not pooled:
        return {}
    shared = min(pooled, key=lambda code: (-count[code], code))
    return {code: shared for code in pooled if code != shared}


def _groups(codes: np.ndarray, size: Money, least: int) -> Ints:
    """Number the groups: within a country, banks of like size; a node of many countries alone."""
    group = np.zeros(size.size, dtype=np.int64)
    number = 0
    for code in dict.fromkeys(codes.tolist()):
        members = np.flatnonzero(codes == code)
        members = members[np.argsort(-size[members], kind="stable")]
        parts = len(members) if code == MANY_COUNTRIES else max(len(members) // least, 1)
        for part in np.array_split(members, parts):
            group[part] = number
            number += 1
    return group


def _spread(
    figures: Floats, group: Ints, is_bank: np.ndarray, random: np.random.Generator
) -> Floats:
    """Give each bank of a group its share of the group's sums."""
    size = random.standard_normal(len(figures))
    item = random.standard_normal(figures.shape)
    spread = figures.copy()
    for number in np.unique(group[is_bank]):
        own = np.flatnonzero(group == number)
        sums = figures[own].sum(axis=0)
        for halving in range(HALVINGS + 1):
            width = FIGURE_SPREAD * 0.5**halving if halving < HALVINGS else 0.0
            weight = np.exp(SIZE_SPREAD * size[own, np.newaxis] + width * item[own])
            spread[own] = sums * weight / weight.sum(axis=0)
            if not _exceeds(spread[own]).any():
                break
    return spread


def _exceeds(figures: Floats) -> np.ndarray:
    """Whose parts exceed his total assets."""
    held, owed = _parts(figures)
    whole = figures[:, MONEY_ITEMS.index("total_assets")]
    return np.asarray(np.maximum(held, owed) > whole)


def _parts(figures: Floats) -> tuple[Money, Money]:
    """What is held and what is owed of the total assets, as far as it is known."""
    held = sum(figures[:, MONEY_ITEMS.index(item)] for item in _HELD)
    owed = sum(figures[:, MONEY_ITEMS.index(item)] for item in _OWED)
    return np.asarray(held + figures[:, len(MONEY_ITEMS) :].sum(axis=1)), np.asarray(owed)


def _rounded(figures: Floats, digits: int) -> Floats:
    """To so many significant digits; 0 stays 0."""
    safe = np.where(figures > 0, figures, 1.0)
    unit = 10.0 ** (np.floor(np.log10(safe)) - (digits - 1))
    return np.asarray(np.where(figures > 0, np.round(figures / unit) * unit, 0.0))


def _balanced(figures: Floats, is_closed: bool) -> Floats:
    """Undo what rounding broke: claims that meet debts, parts within wholes, nobody too large."""
    claims, debts = (MONEY_ITEMS.index(f"interbank_{side}") for side in ("assets", "liabilities"))
    if is_closed:
        difference = figures[:, debts].sum() - figures[:, claims].sum()
        short = claims if difference > 0 else debts
        figures[np.argmax(figures[:, short]), short] += abs(difference)
    held, owed = _parts(figures)
    whole = MONEY_ITEMS.index("total_assets")
    figures[:, whole] = np.maximum(figures[:, whole], np.maximum(held, owed))
    abroad = MONEY_ITEMS.index("cross_border_claims")
    figures[:, abroad] = np.minimum(figures[:, abroad], figures[:, whole])
    sent = MONEY_ITEMS.index("payments_per_day")
    largest = int(np.argmax(figures[:, sent]))
    others = figures[:, sent].sum() - figures[largest, sent]
    figures[largest, sent] = min(figures[largest, sent], others)
    return figures


def _rebuilt(
    totals: SystemTotals,
    figures: Floats,
    group: Ints,
    codes: np.ndarray,
    shared: dict[str, str],
    order: Ints,
) -> SystemTotals:
    """The system with these figures, rows in this order."""
    items = (*MONEY_ITEMS, *(f"holdings.{one.name}" for one in totals.asset_classes))
    origins: dict[tuple[str, str], Origin] = {}
    ranges: dict[tuple[str, str], tuple[float, float]] = {}
    for k, item in enumerate(items):
        for number in np.unique(group):
            own = np.flatnonzero(group == number)
            names = [totals.names[i] for i in own]
            alone = "rounded" if len(own) == 1 else f"mean of {len(own)} alike, perturbed, rounded"
            ends = _relative_range(totals, item, names)
            for i, name in zip(own, names, strict=True):
                origin = Origin(Provenance.ESTIMATED, f"disguised: {alone}", totals.date)
                origins[item, name] = origin
                if ends is not None:
                    low, high = _rounded(np.array(ends) * figures[i, k], DIGITS)
                    value = float(figures[i, k])
                    ranges[item, name] = (min(float(low), value), max(float(high), value))
    return replace(
        totals,
        names=tuple(totals.names[i] for i in order),
        titles_zh=tuple(totals.titles_zh[i] for i in order),
        jurisdictions=tuple(str(codes[i]) for i in order),
        **{item: figures[order, k] for k, item in enumerate(MONEY_ITEMS)},
        holdings=figures[order, len(MONEY_ITEMS) :],
        known_liabilities=None,
        country_claims=_merged(totals.country_claims, shared, codes[order], totals.date),
        origins=origins,
        ranges=ranges,
    )


def _relative_range(
    totals: SystemTotals, item: str, names: list[str]
) -> tuple[float, float] | None:
    """The mean range of a group's figures as shares of them, or None if none has one."""
    found = [totals.ranges[item, name] for name in names if (item, name) in totals.ranges]
    if not found:
        return None
    if item in MONEY_ITEMS:
        column = getattr(totals, item)
    else:
        held = [f"holdings.{one.name}" for one in totals.asset_classes].index(item)
        column = totals.holdings[:, held]
    values = {name: float(column[totals.names.index(name)]) for name in names}
    ends = [totals.ranges.get((item, name), (values[name],) * 2) for name in names]
    total = sum(values.values())
    if total == 0:
        return None
    return sum(low for low, _ in ends) / total, sum(high for _, high in ends) / total


def _merged(
    claims: CountryClaims | None, shared: dict[str, str], codes: np.ndarray, date: str
) -> CountryClaims | None:
    """The table of claims with countries put together: claims add up, bounds too."""
    if claims is None:
        return None
    listed = {shared.get(code, code) for code in claims.countries}
    countries = tuple(code for code in dict.fromkeys(codes.tolist()) if code in listed)
    member = np.array(
        [[shared.get(code, code) == new for code in claims.countries] for new in countries]
    )

    def added(table: Money) -> Money:
        """Sums over pairs; a pair of the same country is not bounded."""
        sums = np.zeros((len(countries), len(countries)))
        for a, creditors in enumerate(member):
            for b, debtors in enumerate(member):
                sums[a, b] = table[np.ix_(creditors, debtors)].sum()
        return sums

    own = np.eye(len(countries), dtype=bool)
    upper, low, high = (
        np.where(own, np.inf, added(table))
        for table in (claims.upper, claims.range_low, claims.range_high)
    )
    origins = {
        (a, b): Origin(Provenance.ESTIMATED, "disguised: countries put together", date)
        for a in countries
        for b in countries
        if a != b and {a, b} & set(shared.values())
    }
    kept = {
        pair: origin
        for pair, origin in claims.origins.items()
        if not set(pair) & {*shared, *shared.values()}
    }
    return CountryClaims(countries, added(claims.prior), upper, low, high, {**origins, **kept})

"""What each institution holds and owes in total, where who owes whom is not known."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from parley.engine.amounts import Floats, Money, faults_in, locked
from parley.engine.provenance import Origin
from parley.errors import Fault, InvalidInput

#: The per-institution money columns of a system, in the order in which tables show them.
MONEY_ITEMS = (
    "total_assets",
    "equity",
    "interbank_assets",
    "interbank_liabilities",
    "cross_border_claims",
    "reserves",
    "payments_per_day",
)


@dataclass(frozen=True)
class AssetClass:
    """A broad class of marketable assets.

    Args:
        name: Identifier, for example ``government_us``.
        title_en, title_zh: What people read.
        price_impact: Fall of the log price per unit of money sold. Unit 1 / money.
        price_impact_low, price_impact_high: The range that the sources allow.
        source: Where the three come from.
    """

    name: str
    title_en: str
    title_zh: str
    price_impact: float
    price_impact_low: float
    price_impact_high: float
    source: str


@dataclass(frozen=True, eq=False)
class CountryClaims:
    """Bounds on what the institutions of one country may claim on those of another.

    Args:
        countries: ISO 3166 alpha-2 codes, in the order of both axes.
        prior: Claims of row country on column country, used as weights. Shape (c, c), money.
        upper: No draw may exceed this. Shape (c, c), money, ``inf`` where nothing bounds.
        range_low, range_high: For a creditor country that publishes no split (China), each draw
            takes its upper bounds as a point between these two. Shape (c, c), money; equal to
            ``upper`` where the bound is known.
        origins: How each claim is known, by (creditor country, debtor country).
    """

    countries: tuple[str, ...]
    prior: Money
    upper: Money
    range_low: Money
    range_high: Money
    origins: Mapping[tuple[str, str], Origin] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("prior", "upper", "range_low", "range_high"):
            object.__setattr__(self, name, locked(getattr(self, name)))


@dataclass(frozen=True, eq=False)
class SystemTotals:
    """The totals of every institution of a system on one date, in one currency unit.

    Checked once, here; nobody downstream checks again. All money is in ``unit``.

    Args:
        name: Identifier of the system, for example ``gsib-2022``.
        date: The day the totals hold for, ISO 8601.
        unit: The currency unit in words, for example ``USD bn``.
        names: Institutions, in the order of every first axis. n of them.
        titles_zh: Their Chinese names; the same as ``names`` where there is none.
        jurisdictions: ISO 3166 alpha-2 code of each; ``XX`` for a node of many countries.
        total_assets, equity: Shape (n,), money. Equity is the loss buffer.
        interbank_assets, interbank_liabilities: Totals owed by and to financial institutions.
            Shape (n,), money.
        cross_border_claims: Claims on other jurisdictions, all sectors. Shape (n,), money.
        reserves: Balances with the central bank that may be used for payments. Shape (n,), money.
        payments_per_day: Sent on a normal day, and received. Shape (n,), money.
        asset_classes: The m classes of marketable assets.
        holdings: What each holds of each class at today's price. Shape (n, m), money.
        country_claims: Bounds between countries, or None.
        known_liabilities: ``L[i, j]`` is what i owes j, where that is known. Shape (n, n), or None.
        closed: Whether claims and debts inside the system must meet. If not, the difference is
            owed to, or by, institutions outside.
        origins: How each figure is known, by (item, institution); holdings by
            (``holdings.<class>``, institution).
        ranges: What the sources allow, low and high, by the same keys, where they state a range.
        title_en, title_zh: What people read instead of ``name``; may be empty.

    Raises:
        InvalidInput: with every fault, naming the field, the institution and the amount.
    """

    name: str
    date: str
    unit: str
    names: tuple[str, ...]
    titles_zh: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    total_assets: Money
    equity: Money
    interbank_assets: Money
    interbank_liabilities: Money
    cross_border_claims: Money
    reserves: Money
    payments_per_day: Money
    asset_classes: tuple[AssetClass, ...]
    holdings: Money
    country_claims: CountryClaims | None = None
    known_liabilities: Floats | None = None
    closed: bool = True
    origins: Mapping[tuple[str, str], Origin] = field(default_factory=dict)
    ranges: Mapping[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    title_en: str = ""
    title_zh: str = ""

    def __post_init__(self) -> None:
        n, m = len(self.names), len(self.asset_classes)
        faults: list[Fault] = []
        if n == 0:
            faults.append(Fault(self.name, 0, "names", "none", "at least one institution"))
        for repeated in sorted({name for name in self.names if self.names.count(name) > 1}):
            faults.append(Fault(self.name, 0, "names", repeated, "each institution once"))
        for item, count in (
            ("titles_zh", len(self.titles_zh)),
            ("jurisdictions", len(self.jurisdictions)),
        ):
            if count != n:
                faults.append(Fault(self.name, 0, item, f"{count} entries", f"{n} entries"))
        for item in MONEY_ITEMS:
            object.__setattr__(self, item, locked(getattr(self, item)))
            faults += faults_in(self.name, item, getattr(self, item), self.names, shape=(n,))
        object.__setattr__(self, "holdings", locked(self.holdings))
        faults += faults_in(self.name, "holdings", self.holdings, self.names, shape=(n, m))
        if self.known_liabilities is not None:
            object.__setattr__(self, "known_liabilities", locked(self.known_liabilities))
            faults += faults_in(
                self.name, "known_liabilities", self.known_liabilities, self.names, shape=(n, n)
            )
        if not faults:
            faults += self._faults_between_figures()
        if faults:
            raise InvalidInput(faults)

    def _faults_between_figures(self) -> list[Fault]:
        """What is wrong between figures that are each right: parts that exceed their whole."""
        faults = []
        held = self.interbank_assets + self.holdings.sum(axis=1) + self.reserves
        owed = self.interbank_liabilities + self.equity
        slack = 1e-9 * np.maximum(self.total_assets, 1.0)
        for i, name in enumerate(self.names):
            total = self.total_assets[i]
            if held[i] > total + slack[i]:
                faults.append(
                    Fault(
                        self.name,
                        0,
                        f"total_assets of {name}",
                        f"{total:g}",
                        f"at least interbank assets + holdings + reserves = {held[i]:g}",
                    )
                )
            if owed[i] > total + slack[i]:
                faults.append(
                    Fault(
                        self.name,
                        0,
                        f"total_assets of {name}",
                        f"{total:g}",
                        f"at least interbank liabilities + equity = {owed[i]:g}",
                    )
                )
        claims, debts = float(self.interbank_assets.sum()), float(self.interbank_liabilities.sum())
        if self.closed and abs(claims - debts) > 1e-6 * max(claims, debts, 1.0):
            faults.append(
                Fault(
                    self.name,
                    0,
                    "interbank_assets",
                    f"sum {claims:g}",
                    f"the sum of interbank_liabilities, {debts:g}, "
                    "or closed = false where part is owed to institutions outside",
                )
            )
        return faults

    @property
    def size(self) -> int:
        """Number of institutions."""
        return len(self.names)

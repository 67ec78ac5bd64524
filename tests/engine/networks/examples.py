"""Systems for the tests of networks: written by hand, generated, and one of real size."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from parley.engine.networks.margins import Margins
from parley.engine.totals import AssetClass, CountryClaims, SystemTotals

LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def margins_of(owed: ArrayLike, claimed: ArrayLike) -> Margins:
    """Sums alone: all weights 1, no bounds."""
    n = len(np.asarray(owed))
    return Margins(
        names=LETTERS[:n],
        owed=np.asarray(owed, dtype=float),
        claimed=np.asarray(claimed, dtype=float),
        weights=1.0 - np.eye(n),
        block=np.full((n, n), -1),
        bounds=np.zeros(0),
        block_names=(),
        to_outside=np.zeros(n),
        from_outside=np.zeros(n),
    )


def totals_of(owed: ArrayLike, claimed: ArrayLike, **others: Any) -> SystemTotals:
    """Totals with these debts and claims; what is not given is ample or absent."""
    owes, claims = np.asarray(owed, dtype=float), np.asarray(claimed, dtype=float)
    n = owes.size
    names = LETTERS[:n] if n <= len(LETTERS) else tuple(f"Bank {i}" for i in range(n))
    given: dict[str, Any] = {
        "name": "example",
        "date": "2022-12-31",
        "unit": "USD bn",
        "names": names,
        "titles_zh": names,
        "jurisdictions": ("US",) * n,
        "total_assets": 10 * (owes + claims) + 1,
        "equity": owes + claims,
        "interbank_assets": claims,
        "interbank_liabilities": owes,
        "cross_border_claims": 3 * (owes + claims),
        "reserves": claims / 2,
        "payments_per_day": np.zeros(n),
        "asset_classes": (),
        "holdings": np.zeros((n, 0)),
    }
    return SystemTotals(**(given | others))


def countries_of(names: tuple[str, ...], prior: ArrayLike, upper: ArrayLike) -> CountryClaims:
    """A table of countries without ranges."""
    table = np.asarray(upper, dtype=float)
    return CountryClaims(names, np.asarray(prior, dtype=float), table, table, table)


def block_sums(
    liabilities: NDArray[np.float64], jurisdictions: tuple[str, ...], countries: tuple[str, ...]
) -> NDArray[np.float64]:
    """What the institutions of row (creditor) countries claim on those of column countries."""
    member = np.array([[code == country for code in jurisdictions] for country in countries])
    return np.asarray(member.astype(float) @ liabilities.T @ member.T)


def world() -> SystemTotals:
    """A system of real size: 31 banks of 11 countries and one node of many countries.

    Made up, with sizes that fall as those of large banks do, some bounds that bind, and a
    creditor country, CN, whose claims are known only as ranges.
    """
    draw = np.random.Generator(np.random.Philox(20221231))
    codes: tuple[str, ...] = ("US",) * 8 + ("CN",) * 5 + ("FR",) * 4 + ("GB",) * 3 + ("JP",) * 3
    codes += ("CA", "CA", "CH", "CH", "DE", "ES", "IT", "NL", "XX")
    n = len(codes)
    size = 4000.0 / np.arange(1, n + 1) ** 0.5
    size[-1] = size[:-1].sum() / 2
    claimed = size * draw.uniform(0.05, 0.15, n)
    owed = size * draw.uniform(0.05, 0.15, n)
    countries = tuple(sorted(set(codes) - {"XX"}))
    c = len(countries)
    prior = draw.lognormal(4.0, 1.0, (c, c)) * (1 - np.eye(c))
    upper = np.where(prior > 30, prior / 20, 2.0)
    low, high = upper.copy(), upper.copy()
    china = countries.index("CN")
    low[china], high[china] = 2.0, 12.0
    upper[china] = 12.0
    holdings = size[:, np.newaxis] * draw.uniform(0.05, 0.1, (n, 2))
    return totals_of(
        owed,
        claimed,
        jurisdictions=codes,
        total_assets=size,
        equity=0.06 * size,
        cross_border_claims=size * draw.uniform(0.05, 0.7, n),
        reserves=0.08 * size,
        payments_per_day=size * draw.uniform(0.02, 0.2, n),
        asset_classes=(
            AssetClass("bonds", "Bonds", "债券", 1e-5, 5e-6, 2e-5, "made up"),
            AssetClass("shares", "Shares", "股票", 1e-4, 5e-5, 2e-4, "made up"),
        ),
        holdings=holdings,
        country_claims=CountryClaims(countries, prior, upper, low, high),
        closed=False,
    )


@st.composite
def systems(draw: st.DrawFn) -> SystemTotals:
    """Totals for which a matrix exists: those of a matrix, its country blocks within bounds.

    A bound may bind, may leave no choice at all (slack 0), or be absent; claims and debts may
    differ by what is owed to, or by, institutions outside.
    """
    n = draw(st.integers(2, 6))
    amounts = st.one_of(st.just(0.0), st.floats(0.01, 1000.0).map(lambda x: round(x, 2)))
    cells = draw(st.lists(amounts, min_size=n * n, max_size=n * n))
    debts = np.array(cells).reshape(n, n) * (1 - np.eye(n))
    codes = tuple(draw(st.lists(st.sampled_from(["US", "CN", "XX"]), min_size=n, max_size=n)))
    countries = ("US", "CN")
    slack = draw(st.sampled_from([0.0, 0.1, 2.0, np.inf]))
    blocks = block_sums(debts, codes, countries)
    bounds = np.where(blocks > 0, blocks, 1e-3) * (1 + slack)
    prior = np.array([[0.0, draw(amounts)], [draw(amounts), 0.0]])
    outside = draw(st.sampled_from([(1.0, 1.0), (1.25, 1.0), (1.0, 1.5)]))
    return totals_of(
        debts.sum(axis=1) * outside[0],
        debts.sum(axis=0) * outside[1],
        jurisdictions=codes,
        cross_border_claims=debts.sum(axis=0) * draw(st.floats(0, 1)),
        payments_per_day=debts.sum(axis=1) + debts.sum(axis=0),
        country_claims=countries_of(countries, prior, bounds) if draw(st.booleans()) else None,
        closed=outside == (1.0, 1.0),
    )

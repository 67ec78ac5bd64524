"""No real name remains, and nothing but names changes."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

from parley.engine.disguise import disguise
from parley.engine.provenance import Origin, Provenance
from parley.engine.provenance_shares import provenance_shares
from parley.engine.totals import MONEY_ITEMS, AssetClass, CountryClaims, SystemTotals
from parley.errors import InvalidInput

REAL = ("Old Mill Bank", "ING", "River & Sea Co.", "Everybody else")
REAL_ZH = ("老磨坊银行", "荷兰国际", "江海公司", "其余机构")


def real_system() -> SystemTotals:
    ones = np.ones(4)
    said = "peer_ratio: claims / assets of Old Mill Bank 0.2 x own assets 3"
    weights = np.ones((3, 3))
    claims = CountryClaims(
        ("US", "CN", "XX"),
        prior=weights,
        upper=weights,
        range_low=weights,
        range_high=weights,
        origins={("US", "CN"): Origin(Provenance.REPORTED, "ING says so", "2022-12-31")},
    )
    return SystemTotals(
        name="real",
        date="2022-12-31",
        unit="USD bn",
        names=REAL,
        titles_zh=REAL_ZH,
        jurisdictions=("US", "CN", "US", "XX"),
        total_assets=9 * ones,
        equity=ones,
        interbank_assets=ones,
        interbank_liabilities=ones,
        cross_border_claims=ones,
        reserves=ones,
        payments_per_day=ones,
        asset_classes=(AssetClass("bonds", "Bonds", "债券", 1.0, 1.0, 1.0, "asked ING"),),
        holdings=np.ones((4, 1)),
        country_claims=claims,
        origins={
            (item, name): Origin(Provenance.ESTIMATED, said, "2022-12-31")
            for item in (*MONEY_ITEMS, "holdings.bonds")
            for name in REAL
        },
        ranges={("reserves", "ING"): (0.5, 2.0)},
        title_en="Old Mill Bank and its friends",
        title_zh="老磨坊银行等",
    )


def texts(value: object) -> Iterator[str]:
    """Every text anywhere inside."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from texts(getattr(value, part.name))
    elif isinstance(value, dict):
        yield from texts(list(value.items()))
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from texts(part)


def test_no_real_name_remains_anywhere() -> None:
    everything = "\n".join(texts(disguise(real_system(), seed=1)))
    assert "peer_ratio" in everything
    for name in REAL:
        assert not re.search(rf"\b{re.escape(name)}(?!\w)", everything, re.IGNORECASE)
    for name in REAL_ZH:
        assert name not in everything


def test_figures_order_and_classes_stay() -> None:
    before, after = real_system(), disguise(real_system(), seed=1)
    assert after.name == "real-disguised"
    assert disguise(after, seed=2).name == "real-disguised"
    assert after.jurisdictions == before.jurisdictions
    for item in (*MONEY_ITEMS, "holdings"):
        np.testing.assert_array_equal(getattr(after, item), getattr(before, item))
    assert set(after.origins) == {
        (item, name) for item in (*MONEY_ITEMS, "holdings.bonds") for name in after.names
    }
    assert provenance_shares(after) == provenance_shares(before)
    assert after.ranges == {("reserves", after.names[1]): (0.5, 2.0)}


def test_the_seed_decides_the_names() -> None:
    first, again, other = (disguise(real_system(), seed=seed).names for seed in (1, 1, 2))
    assert first == again
    assert set(first[:3]).isdisjoint(other[:3])


def test_names_may_be_given() -> None:
    given = {0: ("Ferry Bank", "渡口银行"), 3: ("The rest", "其余")}
    after = disguise(real_system(), seed=1, fixed=given)
    assert (after.names[0], after.titles_zh[0]) == given[0]
    assert (after.names[3], after.titles_zh[3]) == given[3]


@pytest.mark.parametrize(
    "wrong",
    [
        {4: ("Ferry Bank", "渡口银行")},
        {0: ("ING", "渡口银行")},
        {0: ("Ferry Bank", "渡口银行"), 1: ("Ferry Bank", "码头银行")},
        {0: ("", "渡口银行")},
    ],
)
def test_given_names_that_are_real_repeated_or_empty_are_refused(
    wrong: dict[int, tuple[str, str]],
) -> None:
    with pytest.raises(InvalidInput, match="fixed"):
        disguise(real_system(), seed=1, fixed=wrong)


def many(count: int) -> SystemTotals:
    one = real_system()
    ones = np.ones(count)
    money = {item: ones * getattr(one, item)[0] for item in MONEY_ITEMS}
    return replace(
        one,
        names=tuple(f"bank {k}" for k in range(count)),
        titles_zh=tuple(f"行 {k}" for k in range(count)),
        jurisdictions=("US",) * count,
        holdings=np.ones((count, 1)),
        origins={},
        ranges={},
        **money,
    )


def test_two_thousand_institutions_get_two_thousand_names_in_both_languages() -> None:
    after = disguise(many(2000), seed=3)
    assert len(set(after.names)) == len(set(after.titles_zh)) == 2000
    assert all(re.fullmatch(r"[A-Z][a-z]+( [A-Z][a-z]+)+", name) for name in after.names)


def test_more_institutions_than_invented_names_are_refused() -> None:
    with pytest.raises(InvalidInput, match="as many as there are invented names"):
        disguise(many(2500), seed=3)

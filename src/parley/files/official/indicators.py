"""The Basel Committee's indicators of systemic importance, and what they leave open.

The Basel sample and FR Y-15 publish the same twelve indicators and total exposures. They say what
is owed inside the financial system, but not the balance sheet total, equity or reserves; recipes
with stated coefficients fill these until somebody puts in better figures.
"""

import re
from collections.abc import Iterator, Mapping

from parley.files.official.draft import Draft, recipe

#: Our item of each indicator, what it means, and words by which its title is recognised.
INDICATORS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "total_exposures": (
        "Total exposures: leverage exposure measure with insurance",
        ("total exposure",),
    ),
    "interbank_assets": (
        "Intra-financial system assets",
        ("intra financial system assets", "intra financial assets"),
    ),
    "interbank_liabilities": (
        "Intra-financial system liabilities",
        ("intra financial system liabilities", "intra financial liabilities"),
    ),
    "securities_outstanding": ("Securities outstanding", ("securities outstanding",)),
    "payments_activity": (
        "Payments made in a year",
        ("payments activity", "payments made in the reporting year"),
    ),
    "assets_under_custody": ("Assets under custody", ("assets under custody",)),
    "underwriting": ("Underwritten transactions in a year", ("underwrit",)),
    "trading_volume_fixed_income": (
        "Trading volume of a year, fixed income",
        ("fixed income",),
    ),
    "trading_volume_equities": (
        "Trading volume of a year, equities and other securities",
        ("equities and other securities", "trading volume equities"),
    ),
    "otc_derivatives": ("Notional amount of OTC derivatives", ("otc derivatives", "notional")),
    "trading_and_afs_securities": (
        "Trading and available-for-sale securities, less liquid ones",
        ("trading and afs", "trading and available for sale"),
    ),
    "level_3_assets": ("Level 3 assets", ("level 3 assets", "level3 assets")),
    "cross_border_claims": (
        "Cross-jurisdictional claims",
        ("cross jurisdictional claims", "cross border claims"),
    ),
    "cross_jurisdictional_liabilities": (
        "Cross-jurisdictional liabilities",
        ("cross jurisdictional liabilities",),
    ),
}

#: Without these there is no network to draw.
NEEDED = ("total_exposures", "interbank_liabilities")

#: Price impact of a class whose market nobody measured: 10 basis points for 10 bn, per mn; with a
#: fifth and five times of it as range.
UNMEASURED = (1e-7, 2e-8, 5e-7)

#: Words of titles that are about an indicator but no amount of it.
_NO_AMOUNT = {
    "score",
    "scores",
    "share",
    "rank",
    "bp",
    "bps",
    "denominator",
    "denominators",
    "points",
}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])")

_WEAK = "replace it by the bank's own figure"


def indicator_named(title: str) -> str:
    """The item whose indicator a title names; empty if none, or if it is a score or share of it.

    >>> [indicator_named(title) for title in ("2.a. Intra-financial system assets", "Level3Assets")]
    ['interbank_assets', 'level_3_assets']
    >>> indicator_named("Total exposures, score"), indicator_named("Bank")
    ('', '')
    """
    title = _HUMP.sub(" ", title)
    letters = "".join(sign if sign.isalnum() else " " for sign in title.lower())
    words = " ".join(letters.split())
    if "%" in title or _NO_AMOUNT & set(words.split()):
        return ""
    for item, (_, names) in INDICATORS.items():
        if any(name in words for name in names) or words == item.replace("_", " "):
            return item
    return ""


def fill_gaps(draft: Draft) -> None:
    """Add the recipes for what indicators do not say, and the one class of securities they do."""
    draft.meanings |= {
        item: INDICATORS[item][0]
        for item in INDICATORS
        if draft.knows(item) and item not in {*NEEDED[1:], "interbank_assets"}
    }
    draft.recipes += [*_of_the_balance_sheet(draft), _of_payments(draft)]
    draft.recipes.append(
        recipe(
            "reserves", "ratio", of="total_assets", factor=(0.08, 0.03, 0.15),
            source=f"About what large banks hold at central banks, from general knowledge; {_WEAK}",
            provenance="recalled",
        )
    )  # fmt: skip
    if draft.knows("trading_and_afs_securities"):
        _add_class(draft)


def _of_the_balance_sheet(draft: Draft) -> Iterator[dict[str, str]]:
    """Assets, equity, claims and debts."""
    yield recipe(
        "total_assets", "ratio", of="total_exposures", factor=(0.95, 0.87, 1.0),
        source="Exposures exceed balance sheet totals by about a twentieth at banks that state "
        "both",
    )  # fmt: skip
    yield recipe(
        "equity", "ratio", of="total_exposures", factor=(0.055, 0.04, 0.08),
        source=f"Tier 1 capital over exposures at large banks, from general knowledge; {_WEAK}",
        provenance="recalled",
    )  # fmt: skip
    for item in (
        "interbank_assets", "interbank_liabilities", "cross_border_claims", "payments_activity",
    ):  # fmt: skip
        if draft.knows(item):
            source = f"As the others, in proportion to exposures; {_WEAK}"
            yield recipe(item, "peer_ratio", source, base="total_exposures")
    if not draft.knows("interbank_assets"):
        yield recipe(
            "interbank_assets", "ratio", of="interbank_liabilities", factor=(1.0, 0.5, 2.0),
            source="Not in the file; set equal to debts",
        )  # fmt: skip
    if not draft.knows("cross_border_claims"):
        yield recipe(
            "cross_border_claims", "ratio", of="total_assets", factor=(0.2, 0.0, 0.6),
            source=f"Not in the file; a fifth of assets, from general knowledge; {_WEAK}",
            provenance="recalled",
        )  # fmt: skip


def _of_payments(draft: Draft) -> dict[str, str]:
    """Payments of a day, from those of a year where they are known."""
    if draft.knows("payments_activity"):
        return recipe(
            "payments_per_day", "ratio", of="payments_activity", factor=(0.004, 0.003846, 0.004082),
            source="A year of payments over 250 business days; payment systems open 245 to 260 "
            "days",
        )  # fmt: skip
    return recipe(
        "payments_per_day", "ratio", of="total_exposures", factor=(0.1137, 0.02, 0.23),
        source="Payments over exposures in the Basel Committee's sample at the end of 2019, over "
        "250 business days",
    )  # fmt: skip


def _add_class(draft: Draft) -> None:
    """The securities that the indicator counts are a class of assets that can be sold."""
    central, low, high = UNMEASURED
    draft.classes.append(
        {
            "name": "securities",
            "title_en": "Trading and available-for-sale securities, less liquid ones",
            "title_zh": "交易性及可供出售证券（流动性较低）",
            "price_impact": f"{central:g}",
            "price_impact_low": f"{low:g}",
            "price_impact_high": f"{high:g}",
            "source": "10 basis points for a sale of 10 bn, as Greenwood, Landier & Thesmar (2015) "
            "take for all classes; the range is a factor of five either way",
        }
    )
    item = "trading_and_afs_securities"
    draft.recipes.append(
        recipe(
            item, "peer_ratio", "As the others, in proportion to exposures", base="total_exposures"
        )
    )
    draft.recipes.append(
        recipe(
            "holdings.securities",
            "ratio",
            "The indicator itself",
            of=item,
            factor=(1.0,),
            provenance="derived",
        )
    )

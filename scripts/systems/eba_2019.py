"""Make the system eba-2019 from its sources: ``python -m scripts.systems.eba_2019 ../shared``.

The banks of the European Banking Authority's transparency exercise of spring 2020, end of 2019:
total assets, core equity, exposures to institutions by country, bonds of governments by country.
Facts go into tables; what is estimated becomes recipes.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from scripts.systems.text import plain, read, table, write

NAME, DAY = "eba-2019", "2019-12-31"

SOVEREIGN, INSTITUTIONS = "Central banks and central governments", "Institutions"
OF_ALL = (
    SOVEREIGN,
    INSTITUTIONS,
    "Corporates",
    "Retail",
    "Equity",
    "Other non-credit obligation assets",
)

#: The word for all countries together: a row of its own, never summed with the countries.
TOTAL = "Total"

#: Government bonds by issuer: the countries with a measured volume, and all others.
#: Title, Chinese title, standard deviation of the daily log return.
ISSUERS = {
    "DE": ("German government bonds", "德国国债", 0.0025),
    "ES": ("Spanish government bonds", "西班牙国债", 0.003),
    "FR": ("French government bonds", "法国国债", 0.0025),
    "IT": ("Italian government bonds", "意大利国债", 0.006),
    "GB": ("British government bonds", "英国国债", 0.004),
    "JP": ("Japanese government bonds", "日本国债", 0.0015),
    "US": ("US government bonds", "美国国债", 0.004),
}
OTHER = ("Other government bonds", "其他国债", 0.004)
REST = "Rest_of_the_world"

EBA = "EBA, EU-wide transparency exercise of spring 2020, end of 2019, collected by Summer (2021)"

#: The balance sheet of nine banks is not in the exercise; the collection took it from elsewhere.
FROM_ELSEWHERE = (
    "JLP5FSPH9WPSHY3NIM24", "969500TVVZM86W7W5I94", "R7CQUF1DQM73HUTV1078",
    "7W1GMC6J4KGLBBUSYP52", "529900GM944JT8YIRL63", "5299007S3UH5RKUYDA52",
    "253400EBCBBVB9TUHN50", "213800EUDXECGWMKKR98", "R1IO4YJ0O79SMWVCHB58",
)  # fmt: skip

HEAD = '''# The banks of the European Banking Authority's transparency exercise, end of 2019.
# Written by scripts/systems/eba_2019.py. Facts only; what is estimated is computed when it is read.
name = "eba-2019"
title_en = "European banks of the EBA transparency exercise, end of 2019"
title_zh = "欧洲银行业管理局透明度检查的银行，2019年末"
date = 2019-12-31
unit = "EUR mn"
# Debts to institutions are not published; the literature sets them equal to the claims.
closed = true
source = """
European Banking Authority, EU-wide transparency exercise of spring 2020, in the collection of
M. Summer (2021, MIT licence); Basel Committee, G-SIB denominators; debt offices and SIFMA for
volumes. No institution or authority has checked or endorsed this selection.
"""
'''

_ITEMS = ("total_assets", "equity", "interbank_assets", "cross_border_claims")
_WIDE = ("institution", *_ITEMS, "class", "as_of", *(f"{item}_source" for item in _ITEMS))
_LONG = ("institution", "item", "value", "unit", "as_of", "class", "source")
_HOLDINGS = ("institution", "asset_class", "amount", "class", "as_of", "source")
_CLAIMS = ("creditor", "debtor", "amount", "low", "high", "as_of", "class", "source")
_RECIPES = ("item", "rule", "of", "factor", "low", "high", "class", "source")
_CLASSES = (
    "name", "title_en", "title_zh", "volume_per_day", "volatility_per_day", "price_impact_high",
    "source",
)  # fmt: skip
_DICTIONARY = ("file", "column", "unit", "low", "high", "meaning", "source")

#: By (country, exposure): the amounts of loans, of bonds and of both. EUR mn.
Exposures = dict[tuple[str, str], tuple[float, float, float]]


class Bank:
    """One bank of the exercise: its identifier, home, name and exposures."""

    def __init__(self, lei: str, home: str, name: str) -> None:
        """Begin without exposures."""
        self.lei, self.home, self.name = lei, home, name
        self.exposures: Exposures = defaultdict(lambda: (0.0, 0.0, 0.0))

    def total(self, exposure: str, country: str = TOTAL) -> float:
        """Loans and bonds of an exposure class in a country."""
        return self.exposures[country, exposure][2]

    def bonds(self, country: str = TOTAL) -> float:
        """Bonds of the central government of a country."""
        return self.exposures[country, SOVEREIGN][1]


def files(shared: Path) -> dict[str, str]:
    """Name and text of each file of the system's folder.

    Args:
        shared: The folder with ``data/eba_exposures`` and ``data/facts``.
    """
    banks = _banks(shared)
    return {
        "system.toml": HEAD,
        "institutions.csv": table(
            ("institution", "jurisdiction", "source"),
            (
                {"institution": bank.name, "jurisdiction": bank.home, "source": f"LEI {bank.lei}"}
                for bank in banks
            ),
        ),
        "balance_sheets.csv": table(_WIDE, map(_balance_sheet, banks)),
        "figures.csv": table(_LONG, _figures(banks)),
        "holdings.csv": table(_HOLDINGS, _holdings(banks)),
        "asset_classes.csv": table(_CLASSES, _asset_classes(shared)),
        "country_claims.csv": table(_CLAIMS, _country_claims(banks)),
        "estimates.csv": table(_RECIPES, _recipes(shared)),
        "dictionary.csv": table(_DICTIONARY, _dictionary()),
    }


def _banks(shared: Path) -> list[Bank]:
    """The banks in the order of the file; rows of one key that occur twice are added up."""
    banks: dict[str, Bank] = {}
    for row in read(shared / "data" / "eba_exposures" / "eba_exposures_2020.csv"):
        bank = banks.setdefault(
            row["LEI_code"], Bank(row["LEI_code"], row["Country_code"], row["Bank_name"].strip())
        )
        key = row["Country"], row["Exposure"]
        loans, bonds, both = bank.exposures[key]
        bank.exposures[key] = (
            loans + float(row["Loan_Amount"]),
            bonds + float(row["Bond_Amount"]),
            both + float(row["Total_Amount"]),
        )
    return list(banks.values())


def _balance_sheet(bank: Bank) -> dict[str, str]:
    place = f"{EBA}, {bank.lei}"
    split = any(country != TOTAL for country, _ in bank.exposures)
    home = sum(bank.total(exposure, bank.home) for exposure in OF_ALL)
    everywhere = sum(bank.total(exposure) for exposure in OF_ALL)
    assets = f"{place}: total assets"
    if bank.lei in FROM_ELSEWHERE:
        assets += "; not in the exercise, so the collection took it from published accounts"
    return {
        "institution": bank.name,
        "total_assets": plain(bank.total("Total assets")),
        "equity": plain(bank.total("Common tier1 equity capital")),
        "interbank_assets": plain(bank.total(INSTITUTIONS)),
        "cross_border_claims": plain(max(everywhere - home, 0.0)) if split else "",
        "class": "derived",
        "as_of": DAY,
        "total_assets_source": assets,
        "equity_source": f"{place}: common equity tier 1",
        "interbank_assets_source": f"{place}: exposures to institutions, all countries",
        "cross_border_claims_source": (
            f"{place}: all exposures less those in {bank.home}" if split else ""
        ),
    }


def _figures(banks: list[Bank]) -> Iterator[dict[str, str]]:
    """What is lent to central banks and governments: mostly balances with central banks."""
    for bank in banks:
        yield {
            "institution": bank.name,
            "item": "central_bank_and_government_loans",
            "value": plain(max(bank.exposures[TOTAL, SOVEREIGN][0], 0.0)),
            "unit": "EUR mn",
            "as_of": DAY,
            "class": "derived",
            "source": f"{EBA}, {bank.lei}: exposures to central banks and governments, no bonds",
        }


def _holdings(banks: list[Bank]) -> Iterator[dict[str, str]]:
    for bank in banks:
        place = f"{EBA}, {bank.lei}: bonds of central governments"
        shown = 0.0
        for country in ISSUERS:
            amount = max(bank.bonds(country), 0.0)
            shown += amount
            if amount > 0:
                yield _holding(bank, f"government_{country.lower()}", amount, f"{place}, {country}")
        rest = bank.bonds() - shown
        if plain(rest) != "0" and rest > 0:
            yield _holding(bank, "government_other", rest, f"{place}, all less those listed")


def _holding(bank: Bank, name: str, amount: float, source: str) -> dict[str, str]:
    return {
        "institution": bank.name,
        "asset_class": name,
        "amount": plain(amount),
        "class": "derived",
        "as_of": DAY,
        "source": source,
    }


def _asset_classes(shared: Path) -> Iterator[dict[str, str]]:
    file = shared / "data" / "eba_exposures" / "average_daily_volume_sovereign.csv"
    volumes = {
        row["Country"]: float(row["Volume"]) for row in read(file) if float(row["Year"]) == 2019
    }
    for country, (title_en, title_zh, volatility) in {**ISSUERS, "": OTHER}.items():
        volume = volumes[country or REST]
        yield {
            "name": f"government_{country.lower() or 'other'}",
            "title_en": title_en,
            "title_zh": title_zh,
            "volume_per_day": plain(volume),
            "volatility_per_day": plain(volatility),
            "price_impact_high": "0.0000001",
            "source": f"sigma / (0.4 x V x sqrt(days)), after Cont & Schaanning (2017). "
            f"V = EUR {volume / 1000:.1f} bn a day in 2019 (debt offices, SIFMA and others, "
            f"collected by Summer). sigma = {plain(volatility)} a day: ten-year bonds in 2019, "
            "from general knowledge. The high end is not below 10 basis points for EUR 10 bn "
            "(Greenwood, Landier & Thesmar 2015)",
        }


def _country_claims(banks: list[Bank]) -> Iterator[dict[str, str]]:
    """Claims on institutions by home and country, with all that may be there at most.

    The banks deal with each other only, so what they claim on institutions of countries without a
    bank of the system, or of their own country where they are alone, may be on any of the others.
    """
    homes = list(dict.fromkeys(bank.home for bank in banks))
    for creditor in homes:
        own = [bank for bank in banks if bank.home == creditor]
        shown = {home: sum(bank.total(INSTITUTIONS, home) for bank in own) for home in homes}
        placed = sum(shown.values()) - (shown[creditor] if len(own) < 2 else 0.0)
        hidden = max(sum(bank.total(INSTITUTIONS) for bank in own) - placed, 0.0)
        for debtor in homes:
            if debtor == creditor:
                continue
            yield {
                "creditor": creditor,
                "debtor": debtor,
                "amount": plain(shown[debtor]),
                "low": plain(shown[debtor]),
                "high": plain(shown[debtor] + hidden),
                "as_of": DAY,
                "class": "derived",
                "source": f"{EBA}: exposures of {len(own)} banks to institutions; at most what is "
                "shown and all that is not shown for a country of the system",
            }


def _recipes(shared: Path) -> Iterator[dict[str, str]]:
    facts = shared / "data" / "facts" / "bcbs_gsib_denominators_eur_bn.csv"
    world = {row["indicator"]: float(row["end2019"]) for row in read(facts) if row["end2019"]}
    a_day = world["payments_activity"] / world["total_exposures"] / 250
    yield {
        "item": "interbank_liabilities",
        "rule": "ratio",
        "of": "interbank_assets",
        **_factor(1.0, 0.5, 2.0),
        "class": "estimated",
        "source": "Debts to institutions are not published; set equal to claims, as Glasserman & "
        "Young (2015) do for the exercise of 2011",
    }
    yield {
        "item": "cross_border_claims",
        "rule": "ratio",
        "of": "total_assets",
        **_factor(0.05, 0.0, 0.1),
        "class": "estimated",
        "source": "A bank with less than a tenth of its exposures abroad shows no countries",
    }
    yield {
        "item": "reserves",
        "rule": "ratio",
        "of": "central_bank_and_government_loans",
        **_factor(0.8, 0.4, 1.0),
        "class": "estimated",
        "source": "What is not bonds is mostly balances with central banks, and partly loans to "
        "governments; the factor is this project's choice",
    }
    yield {
        "item": "payments_per_day",
        "rule": "ratio",
        "of": "total_assets",
        **_factor(a_day, 0.2 * a_day, 2 * a_day),
        "class": "estimated",
        "source": f"Payments of a year over total exposures in the Basel Committee's sample at the "
        f"end of 2019, EUR {plain(world['payments_activity'])} bn over "
        f"{plain(world['total_exposures'])} bn, over 250 business days; small banks pay less",
    }


def _factor(factor: float, low: float, high: float) -> dict[str, str]:
    return {"factor": plain(factor), "low": plain(low), "high": plain(high)}


def _dictionary() -> Iterator[dict[str, str]]:
    """What each column and each item means."""
    for file, column, unit, meaning in (
        ("institutions.csv", "institution", "", "Name as the exercise has it; key of the others"),
        ("institutions.csv", "jurisdiction", "", "Home jurisdiction, ISO 3166 alpha-2"),
        ("institutions.csv", "source", "", "Legal entity identifier in the exercise"),
        ("balance_sheets.csv", "institution", "", "As in institutions.csv"),
        ("balance_sheets.csv", "total_assets", "EUR mn", "Balance sheet total of the group"),
        ("balance_sheets.csv", "equity", "EUR mn", "Common equity tier 1: the loss buffer"),
        ("balance_sheets.csv", "interbank_assets", "EUR mn", "Exposures to institutions"),
        ("balance_sheets.csv", "cross_border_claims", "EUR mn", "Exposures abroad, all classes"),
        ("balance_sheets.csv", "class", "", "file, reported, derived, scaled, estimated, recalled"),
        ("balance_sheets.csv", "as_of", "date", "Day for which it holds"),
        *(("balance_sheets.csv", f"{item}_source", "", "Document and arithmetic")
          for item in _ITEMS),
        *(("figures.csv", column, "", "One row a figure, as docs/systems.md says")
          for column in _LONG),
        ("figures.csv", "value[central_bank_and_government_loans]", "EUR mn",
         "Exposures to central banks and central governments that are not bonds"),
        *((file, column, "", "As docs/systems.md says") for file, columns in (
            ("holdings.csv", _HOLDINGS), ("asset_classes.csv", _CLASSES),
            ("country_claims.csv", _CLAIMS), ("estimates.csv", _RECIPES),
            ("dictionary.csv", _DICTIONARY),
        ) for column in columns),
    ):  # fmt: skip
        yield {
            "file": file,
            "column": column,
            "unit": unit,
            "meaning": meaning,
            "source": "as in the row",
        }


if __name__ == "__main__":
    write(NAME, files(Path(sys.argv[1])))

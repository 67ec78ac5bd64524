"""Make the system us-2016 from its sources: ``python -m scripts.systems.us_2016 ../shared``.

American bank holding companies at the end of 2016: their balance sheets as Duarte & Jones split
them, the portfolios of their lead banks from call reports of 2015, payments of three from the
scores of the Office of Financial Research. Facts go into tables; what is estimated becomes recipes.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from scripts.systems.text import plain, read, table, write

NAME, DAY, THEN = "us-2016", "2016-12-31", "2015-09-30"

#: Lead banks by the ticker of their holding company: numbers in the call reports. That they belong
#: together is general knowledge; the sizes agree.
LEAD_BANKS = {
    "JPM": (852218,), "BAC": (480228,), "WFC": (451965,), "C": (476810,), "USB": (504713,),
    "PNC": (817824,), "COF": (112837, 2253891), "BK": (541101,), "STT": (35301,),
    "SCHW": (3150447,), "BBT": (852320,), "STI": (675332,), "ALLY": (3284070,), "CFG": (3303298,),
    "FITB": (723112,), "KEY": (280110,), "RF": (233031,), "NTRS": (210434,), "MTB": (501105,),
    "HBAN": (12311,), "DFS": (30810,), "CMA": (60143,),
}  # fmt: skip

#: What is taken from the twenty asset classes of a call report.
TAKEN = {
    "cash": ("cashab",),
    "government": ("ust_sec", "agency_sec"),
    "municipal": ("stat_sec",),
    "mbs": ("mbs",),
    "corporate": ("dom_debt_oth_sec", "for_debt_sec"),
    "foreign": ("for_debt_sec", "ln_re_for", "ln_ci_for", "ln_cons_for"),
}
IN_WORDS = {
    "cash": "cash and balances due from depository institutions",
    "government": "Treasury and agency securities",
    "municipal": "securities of states and local governments",
    "mbs": "mortgage-backed securities",
    "corporate": "other domestic and foreign debt securities",
    "foreign": "foreign debt securities and loans of foreign offices",
}
TITLES = {
    "government": ("US Treasury and agency securities", "美国国债及机构债"),
    "municipal": ("State and local government securities", "美国州和地方政府债"),
    "mbs": ("Mortgage-backed securities", "抵押贷款支持证券"),
    "corporate": ("Corporate and foreign debt securities", "公司债及外国债券"),
}
#: Rows of the table of daily volumes, and the standard deviation of the daily log return.
MARKETS = {
    "government": (("US Treasuries", "Federal agency"), 0.004),
    "municipal": (("Municipal",), 0.002),
    "mbs": (("MBS",), 0.0025),
    "corporate": (("Corporate bonds",), 0.003),
}

#: Banks with a smaller portfolio do not count for the range of a share. USD thousand.
SMALLEST = 500_000

FR_Y9C = "Duarte & Jones (2017), NY Fed Staff Report 826, from FR Y-9C"
OFR = (
    "OFR, G-SIB Updates, December 2017: score in basis points x Basel Committee end-2016 "
    "denominator"
)
SCORED = {"JPM": "JPMorgan Chase", "C": "Citigroup", "BAC": "Bank of America"}

HEAD = '''# The holding companies of American banks that Duarte & Jones studied, at the end of 2016.
# Written by scripts/systems/us_2016.py. Facts only; what is estimated is computed when it is read.
name = "us-2016"
title_en = "American bank holding companies, end of 2016"
title_zh = "美国银行控股公司，2016年末"
date = 2016-12-31
unit = "USD mn"
# In-system debts are twice in-system claims: the difference is owed to funds, insurers, dealers.
closed = false
source = """
FR Y-9C, split into inside and outside by Duarte & Jones, Empirical Network Contagion for U.S.
Financial Institutions, Federal Reserve Bank of New York Staff Report 826 (2017); FFIEC call
reports; Basel Committee; OFR; ECB. No institution or authority has checked or endorsed this.
"""
'''


def files(shared: Path) -> dict[str, str]:
    """Name and text of each file of the system's folder.

    Args:
        shared: The folder with ``data/us_network_2016``, ``data/us_bank_asset_classes``,
            ``data/facts``.
    """
    holding = read(shared / "data" / "us_network_2016" / "bank_holding_companies.csv")
    names = _names(holding)
    by_ticker = {row["tkr"]: name for row, name in zip(holding, names, strict=True)}
    reports = _call_reports(shared / "data" / "us_bank_asset_classes")
    recipes = list(_recipes(reports, [by_ticker[ticker] for ticker in LEAD_BANKS], by_ticker))
    return {
        "system.toml": HEAD,
        "institutions.csv": table(
            ("institution", "jurisdiction", "source"),
            (
                {"institution": name, "jurisdiction": "US", "source": f"{FR_Y9C}: {row['tkr']}"}
                for row, name in zip(holding, names, strict=True)
            ),
        ),
        "balance_sheets.csv": table(_WIDE, map(_balance_sheet, holding, names)),
        "figures.csv": table(_LONG, _figures(shared, holding, reports, by_ticker)),
        "exchange_rates.csv": table(
            ("date", "currency", "per_euro", "source"),
            [
                {
                    "date": "2016-12-30",
                    "currency": "USD",
                    "per_euro": "1.0541",
                    "source": "ECB euro foreign exchange reference rates",
                }
            ],
        ),
        "asset_classes.csv": table(_CLASSES, _asset_classes(shared)),
        "estimates.csv": table(_RECIPES, recipes),
        "dictionary.csv": table(_DICTIONARY, _dictionary()),
    }


_ITEMS = ("total_assets", "equity", "interbank_assets", "interbank_liabilities")
_WIDE = ("institution", *_ITEMS, "class", "as_of", *(f"{item}_source" for item in _ITEMS))
_LONG = ("institution", "item", "value", "unit", "as_of", "class", "source")
_RECIPES = (
    "item", "rule", "institutions", "of", "base", "key", "then", "peers", "factor", "low", "high",
    "class", "source",
)  # fmt: skip
_CLASSES = (
    "name", "title_en", "title_zh", "volume_per_day", "volatility_per_day", "price_impact_high",
    "source",
)  # fmt: skip
_DICTIONARY = ("file", "column", "unit", "low", "high", "meaning", "source")


def _names(holding: list[dict[str, str]]) -> list[str]:
    """The short names of the source; two of the same name get their tickers."""
    often = Counter(row["nm_short"] for row in holding)
    return [
        row["nm_short"] if often[row["nm_short"]] == 1 else f"{row['nm_short']} ({row['tkr']})"
        for row in holding
    ]


def _balance_sheet(row: dict[str, str], name: str) -> dict[str, str]:
    """Claims inside are assets less outside assets; debts inside likewise."""
    assets, worth = float(row["assets"]), float(row["w"])
    equity = f"{FR_Y9C}: assets less liabilities"
    if worth < 0:
        equity += f", {plain(worth)}: nothing is left to bear losses, so 0"
    return {
        "institution": name,
        "total_assets": plain(assets),
        "equity": plain(max(worth, 0.0)),
        "interbank_assets": plain(assets - float(row["c"])),
        "interbank_liabilities": plain(float(row["p_bar"]) - float(row["b"])),
        "class": "derived",
        "as_of": DAY,
        "total_assets_source": FR_Y9C,
        "equity_source": equity,
        "interbank_assets_source": f"{FR_Y9C}: assets less outside assets",
        "interbank_liabilities_source": f"{FR_Y9C}: liabilities less outside liabilities",
    }


def _call_reports(folder: Path) -> dict[int, dict[str, float]]:
    """What each bank held of each of twenty classes on 2015-09-30, by its number. USD thousand."""
    classes = [row["Names_assets2"] for row in read(folder / "asset_names.csv")]
    reports = {}
    with (folder / "matr_59.csv").open(encoding="utf-8", newline="") as file:
        for record in csv.reader(file):
            reports[int(record[0])] = dict(zip(classes, map(float, record[1:]), strict=True))
    return reports


def _figures(
    shared: Path,
    holding: list[dict[str, str]],
    reports: dict[int, dict[str, float]],
    by_ticker: dict[str, str],
) -> Iterator[dict[str, str]]:
    """Portfolios of the lead banks, and the indicators of the three with published scores."""
    for ticker in (row["tkr"] for row in holding if row["tkr"] in LEAD_BANKS):
        numbers = LEAD_BANKS[ticker]
        place = "FFIEC call report, third quarter of 2015, RSSD " + " and ".join(map(str, numbers))
        held = [reports[number] for number in numbers]
        amounts = {"portfolio_total": sum(sum(one.values()) for one in held)}
        for item, classes in TAKEN.items():
            amounts[f"portfolio_{item}"] = sum(one[name] for one in held for name in classes)
        for item, amount in amounts.items():
            words = IN_WORDS.get(item.removeprefix("portfolio_"), "all twenty asset classes")
            yield {
                "institution": by_ticker[ticker],
                "item": item,
                "value": plain(amount / 1000),
                "unit": "USD mn",
                "as_of": THEN,
                "class": "derived",
                "source": f"{place}: {words}",
            }
    facts = shared / "data" / "facts"
    scores = {row["bank"]: row for row in read(facts / "ofr_gsib_scores_end2016_bp.csv")}
    world = {row["indicator"]: row for row in read(facts / "bcbs_gsib_denominators_eur_bn.csv")}
    for ticker, bank in SCORED.items():
        for item, indicator in (
            ("cross_border_claims", "cross_jurisdictional_claims"),
            ("payments_activity", "payments_activity"),
        ):
            share = float(scores[bank][indicator]) / 1e4
            yield {
                "institution": by_ticker[ticker],
                "item": item,
                "value": plain(share * float(world[indicator]["end2016"]) * 1000),
                "unit": "EUR mn",
                "as_of": DAY,
                "class": "derived",
                "source": OFR,
            }


def _asset_classes(shared: Path) -> Iterator[dict[str, str]]:
    facts = shared / "data" / "facts" / "sifma_us_adv_2q23_usd_bn.csv"
    volumes = {row["market"]: float(row["average_daily_volume_usd_bn"]) for row in read(facts)}
    for name, (markets, volatility) in MARKETS.items():
        volume = sum(volumes[market] for market in markets)
        title_en, title_zh = TITLES[name]
        yield {
            "name": name,
            "title_en": title_en,
            "title_zh": title_zh,
            "volume_per_day": plain(volume * 1000),
            "volatility_per_day": plain(volatility),
            "price_impact_high": f"{1e-3 / (10e3 * 1.0541):.6g}",
            "source": f"sigma / (0.4 x V x sqrt(days)), after Cont & Schaanning (2017). V = "
            f"{plain(volume)} bn a day: {' and '.join(markets)}, SIFMA, second quarter of 2023, "
            f"since no volume of 2016 was read. sigma = {plain(volatility)} a day, from general "
            "knowledge. The high end is not below 10 basis points for EUR 10 bn (Greenwood, "
            "Landier & Thesmar 2015)",
        }


def _recipes(
    reports: dict[int, dict[str, float]], led: list[str], by_ticker: dict[str, str]
) -> Iterator[dict[str, str]]:
    """How the rest is filled: by the own portfolio of 2015, or as the other banks hold."""
    who = "; ".join(led)
    leads = {number for numbers in LEAD_BANKS.values() for number in numbers}
    others = [held for number, held in reports.items() if number not in leads]
    wanted = {
        "cross_border_claims": ("foreign", 1.0, "foreign offices lend less than groups do abroad"),
        "reserves": ("cash", 0.5, _HALF),
        **{f"holdings.{name}": (name, 1.0, "") for name in MARKETS},
    }
    for item, (taken, factor, why) in wanted.items():
        words, reason = IN_WORDS[taken], f"; {why}" if why else ""
        yield {
            "item": item,
            "rule": "own_share",
            "institutions": who,
            "of": f"portfolio_{taken}",
            "base": "portfolio_total",
            "key": "total_assets",
            "then": THEN,
            **_factor(factor, 0.7 * factor, min(1.4 * factor, 1.0) if factor < 1 else 1.4),
            "class": "scaled",
            "source": f"The group is taken to hold as its lead bank did: {words}{reason}",
        }
        share, low, high = _shares(others, TAKEN[taken])
        yield {
            "item": item,
            "rule": "ratio",
            "of": "total_assets",
            **_factor(factor * share, factor * low, factor * high),
            "class": "estimated",
            "source": f"Share of {words} in the assets of the {len(others)} other banks that filed "
            f"call reports for the third quarter of 2015; the range is that of the middle half of "
            f"those above USD 0.5 bn{reason}",
        }
    peers = "; ".join(by_ticker[ticker] for ticker in SCORED)
    yield {
        "item": "payments_per_day",
        "rule": "ratio",
        "institutions": peers,
        "of": "payments_activity",
        **_factor(0.004, 0.003846, 0.004082),
        "class": "derived",
        "source": "A year of payments over 250 business days; payment systems open 245 to 260 days",
    }
    yield {
        "item": "payments_per_day",
        "rule": "peer_ratio",
        "base": "total_assets",
        "peers": by_ticker["BAC"],
        **_factor(1.0, 0.1, 2.0),
        "class": "estimated",
        "source": "Payments as Bank of America's per unit of assets, the lowest of the three that "
        "are known; with these all banks pay 3.7 tn a day, where Fedwire and CHIPS together "
        "carried 4.5 tn in 2016; custodians too low, small banks too high",
    }


_HALF = (
    "half of it, since Duarte & Jones count half of interest-bearing balances as claims inside the "
    "system, and banknotes and deposits with other banks are in it as well"
)


def _factor(factor: float, low: float, high: float) -> dict[str, str]:
    return {"factor": plain(factor), "low": plain(low), "high": plain(high)}


def _shares(banks: list[dict[str, float]], classes: tuple[str, ...]) -> tuple[float, float, float]:
    """Share of ``classes`` in the assets of all, and its quartiles over those not too small."""
    totals = np.array([sum(held.values()) for held in banks])
    parts = np.array([sum(held[name] for name in classes) for held in banks])
    share = float(parts.sum() / totals.sum())
    large = totals >= SMALLEST
    low, high = np.quantile(parts[large] / totals[large], [0.25, 0.75])
    return share, min(float(low), share), max(float(high), share)


def _dictionary() -> Iterator[dict[str, str]]:
    """What each column and each item means."""
    for file, column, unit, meaning in (
        *(("institutions.csv", column, "", meaning) for column, meaning in (
            ("institution", "Short name as the source has it; key of every other table"),
            ("jurisdiction", "ISO 3166 alpha-2: all are American"),
            ("source", "Where the row comes from, with the ticker"),
        )),
        *(("balance_sheets.csv", column, unit, meaning) for column, unit, meaning in (
            ("institution", "", "As in institutions.csv"),
            ("total_assets", "USD mn", "Balance sheet total of the group"),
            ("equity", "USD mn", "Net worth: assets less liabilities; 0 where that is negative"),
            ("interbank_assets", "USD mn", "Claims inside the financial system"),
            ("interbank_liabilities", "USD mn", "Debts inside the financial system"),
            ("class", "", "file, reported, derived, scaled, estimated or recalled"),
            ("as_of", "date", "Day for which it holds"),
            *((f"{item}_source", "", "Document and arithmetic") for item in _ITEMS),
        )),
        *(("figures.csv", column, "", "As in balance_sheets.csv, one row a figure")
          for column in _LONG),
        ("figures.csv", "value[portfolio_total]", "USD mn", "All asset classes of the lead bank"),
        *(("figures.csv", f"value[portfolio_{item}]", "USD mn", f"Lead bank: {words}")
          for item, words in IN_WORDS.items()),
        ("figures.csv", "value[cross_border_claims]", "USD mn", "Claims on other jurisdictions"),
        ("figures.csv", "value[payments_activity]", "USD mn", "Payments made in a year"),
        *(("exchange_rates.csv", column, "", meaning) for column, meaning in (
            ("date", "Day of the rate"), ("currency", "ISO 4217"),
            ("per_euro", "Units of the currency for one euro"), ("source", "Publisher"),
        )),
        *(("asset_classes.csv", column, "", "As docs/systems.md says") for column in _CLASSES),
        *(("estimates.csv", column, "", "As docs/systems.md says") for column in _RECIPES),
        *(("dictionary.csv", column, "", "As docs/systems.md says") for column in _DICTIONARY),
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

"""The American holding companies: complete, true to their sources, made again byte by byte."""

import csv
from pathlib import Path

import numpy as np
import pytest

from parley.engine.networks import DEFAULT_METHODS, draw_systems
from parley.engine.provenance import Provenance
from parley.engine.totals import MONEY_ITEMS, SystemTotals
from parley.files.systems.catalogue import find_system, systems_folder
from scripts.systems import us_2016

FOLDER = systems_folder() / "us-2016"

#: Its net worth was negative: it failed in April 2017.
INSOLVENT = "FIRST NBC BHC"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def system() -> SystemTotals:
    return find_system("us-2016")


def test_there_are_326_american_holding_companies(system: SystemTotals) -> None:
    assert system.size == 326
    assert set(system.jurisdictions) == {"US"}
    assert (system.unit, system.date) == ("USD mn", "2016-12-31")


def test_two_holding_companies_of_one_name_are_told_apart(system: SystemTotals) -> None:
    assert {name for name in system.names if name.endswith(")")} == {
        "FIRST CITIZENS BSHRS (FCNCA)",
        "FIRST CITIZENS BSHRS (FIZN)",
        "FIRST BC (FBNC)",
        "FIRST BC (FBP)",
        "FIRST BC (FNLC)",
        "FARMERS & MRCH BC (FMAO)",
        "FARMERS & MRCH BC (FMCB)",
    }


def test_only_the_insolvent_one_has_nothing_to_lose(system: SystemTotals) -> None:
    assert [system.names[i] for i in np.flatnonzero(system.equity == 0)] == [INSOLVENT]
    assert "-199.954: nothing is left" in system.origins["equity", INSOLVENT].source


def test_every_figure_says_how_it_is_known(system: SystemTotals) -> None:
    items = {*MONEY_ITEMS, *(f"holdings.{one.name}" for one in system.asset_classes)}
    assert set(system.origins) == {(item, name) for item in items for name in system.names}
    for (item, name), origin in system.origins.items():
        assert origin.source, (item, name)
        assert origin.as_of == "2016-12-31", (item, name)
        if item in {"total_assets", "equity", "interbank_assets", "interbank_liabilities"}:
            assert origin.provenance is Provenance.DERIVED
        elif item.startswith("holdings.") or item == "reserves":
            assert origin.provenance in {Provenance.SCALED, Provenance.ESTIMATED}
            low, high = system.ranges[item, name]
            assert low <= high


def test_no_scaled_or_estimated_figure_is_stored_among_the_facts() -> None:
    facts = rows(FOLDER / "balance_sheets.csv") + rows(FOLDER / "figures.csv")
    assert {row["class"] for row in facts} == {"derived"}


@pytest.mark.parametrize("method", [*DEFAULT_METHODS, "mixture"])
def test_books_balance_whoever_owes_whom(system: SystemTotals, method: str) -> None:
    drawn = draw_systems(system, 1, 3, (method,))[0].system
    assert drawn.equity() == pytest.approx(system.equity, abs=1e-6)
    held = drawn.external_assets + drawn.interbank_assets + drawn.holdings.sum(axis=1)
    assert held == pytest.approx(system.total_assets)
    assert drawn.interbank_assets == pytest.approx(system.interbank_assets, rel=1e-6)
    assert (drawn.price_impact > 0).all()


# What follows compares with the material beside the checkout.


@pytest.mark.shared
def test_the_folder_is_made_again_byte_by_byte(shared: Path) -> None:
    made = us_2016.files(shared)
    assert set(made) == {path.name for path in FOLDER.iterdir()}
    for name, text in made.items():
        assert (FOLDER / name).read_bytes() == text.encode(), name


@pytest.mark.shared
def test_balance_sheets_are_those_of_the_source(shared: Path, system: SystemTotals) -> None:
    """Assets less outside assets and so on, read again with nothing in between."""
    table = rows(shared / "data" / "us_network_2016" / "bank_holding_companies.csv")
    for i, row in enumerate(table):
        assert system.names[i].startswith(row["nm_short"])
        assets, debts = float(row["assets"]), float(row["p_bar"])
        assert system.total_assets[i] == pytest.approx(assets)
        assert system.interbank_assets[i] == pytest.approx(assets - float(row["c"]))
        assert system.interbank_liabilities[i] == pytest.approx(float(row["beta"]) * debts)
        if system.names[i] != INSOLVENT:
            assert system.equity[i] == pytest.approx(assets - debts, abs=1e-5)


def test_totals_are_those_that_the_source_was_checked_against(system: SystemTotals) -> None:
    """Printed beside the source, in USD bn, rounded."""
    printed = {
        "JPMORGAN CHASE & CO": (808, 1202),
        "BANK OF AMER CORP": (462, 964),
        "CITIGROUP": (494, 758),
        "WELLS FARGO & CO": (329, 771),
    }
    for name, (claims, debts) in printed.items():
        i = system.names.index(name)
        assert round(system.interbank_assets[i] / 1000) == claims
        assert round(system.interbank_liabilities[i] / 1000) == debts
    assert (round(system.total_assets[0] / 1000), round(system.equity[0] / 1000)) == (2491, 254)


def test_the_multiplier_of_the_vulnerability_index_follows_from_the_system(
    system: SystemTotals,
) -> None:
    """NVI = 1/(1 - β⁺) · Σ δ c / Σ c (Duarte & Jones 2017, the index, γ = 0).

    The default probabilities δ are commercial and not here, so only the multiplier follows. Their
    figure of β⁺ shows JPMorgan Chase at about 0.54 in the fourth quarter of 2016.
    """
    beta = system.interbank_liabilities / (system.total_assets - system.equity)
    largest = np.argsort(-system.total_assets)[:20]
    highest = largest[beta[largest].argmax()]
    assert system.names[highest] == "JPMORGAN CHASE & CO"
    assert round(float(beta[highest]), 2) == 0.54
    assert 1 / (1 - beta[highest]) == pytest.approx(2.16, abs=0.005)


def test_four_banks_have_the_largest_contagion_indices(system: SystemTotals) -> None:
    """Contagion index w β λ = β c: the introduction of Duarte & Jones names these four."""
    beta = system.interbank_liabilities / (system.total_assets - system.equity)
    index = beta * (system.total_assets - system.interbank_assets)
    first = {system.names[i] for i in np.argsort(-index)[:4]}
    assert first == {"JPMORGAN CHASE & CO", "BANK OF AMER CORP", "CITIGROUP", "WELLS FARGO & CO"}

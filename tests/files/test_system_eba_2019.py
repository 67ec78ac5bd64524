"""The European banks by country and asset class: complete, true to the source, made again."""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from parley.engine.networks import DEFAULT_METHODS, draw_systems
from parley.engine.provenance import Provenance
from parley.engine.totals import MONEY_ITEMS, SystemTotals
from parley.files.systems.catalogue import find_system, systems_folder
from scripts.systems import eba_2019

FOLDER = systems_folder() / "eba-2019"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def system() -> SystemTotals:
    return find_system("eba-2019")


def test_there_are_121_banks_of_27_countries(system: SystemTotals) -> None:
    assert system.size == 121
    assert len(set(system.jurisdictions)) == 27
    assert (system.unit, system.date, system.closed) == ("EUR mn", "2019-12-31", True)


def test_capital_and_claims_are_those_that_the_source_was_checked_against(
    system: SystemTotals,
) -> None:
    """Exposures to institutions and core capital, in EUR bn, as printed beside the source."""
    printed = {
        "HSBC Holdings Plc": (133.7, 109.6),
        "BNP Paribas": (123.6, 81.8),
        "Deutsche Bank AG": (51.5, 44.1),
        "ING Groep N.V.": (146.9, 47.6),
    }
    for name, (claims, capital) in printed.items():
        i = system.names.index(name)
        assert system.interbank_assets[i] / 1000 == pytest.approx(claims, abs=0.06)
        assert system.equity[i] / 1000 == pytest.approx(capital, abs=0.06)


def test_debts_to_institutions_are_set_equal_to_claims_and_say_so(system: SystemTotals) -> None:
    assert system.interbank_liabilities == pytest.approx(system.interbank_assets)
    for name in system.names:
        origin = system.origins["interbank_liabilities", name]
        assert origin.provenance is Provenance.ESTIMATED
        assert "Glasserman & Young" in origin.source


def test_every_figure_says_how_it_is_known(system: SystemTotals) -> None:
    items = {*MONEY_ITEMS, *(f"holdings.{one.name}" for one in system.asset_classes)}
    assert set(system.origins) == {(item, name) for item in items for name in system.names}
    assert all(origin.source and origin.as_of for origin in system.origins.values())


def test_a_bank_that_shows_no_countries_is_nearly_domestic(system: SystemTotals) -> None:
    estimated = [
        name
        for name in system.names
        if system.origins["cross_border_claims", name].provenance is Provenance.ESTIMATED
    ]
    assert "Cassa Centrale Banca - Credito Cooperativo Italiano SpA" in estimated
    assert len(estimated) < 25
    for name in estimated:
        i = system.names.index(name)
        assert system.cross_border_claims[i] <= 0.1 * system.total_assets[i]


def test_a_bound_between_countries_is_what_is_shown_up_to_all_that_is_not(
    system: SystemTotals,
) -> None:
    claims = system.country_claims
    assert claims is not None
    bounded = np.isfinite(claims.upper)
    assert bounded.sum() == 27 * 26
    assert (claims.range_low[bounded] <= claims.range_high[bounded]).all()


@pytest.mark.parametrize("method", [*DEFAULT_METHODS, "mixture"])
def test_books_balance_whoever_owes_whom(system: SystemTotals, method: str) -> None:
    drawn = draw_systems(system, 1, 3, (method,))[0]
    assert drawn.system.equity() == pytest.approx(system.equity, abs=1e-5)
    assert drawn.system.interbank_assets == pytest.approx(system.interbank_assets, rel=1e-6)
    assert drawn.to_outside.max() < 1e-6
    assert (drawn.system.price_impact > 0).all()


# What follows compares with the material beside the checkout.


@pytest.mark.shared
def test_the_folder_is_made_again_byte_by_byte(shared: Path) -> None:
    made = eba_2019.files(shared)
    assert set(made) == {path.name for path in FOLDER.iterdir()}
    for name, text in made.items():
        assert (FOLDER / name).read_bytes() == text.encode(), name


@pytest.mark.shared
def test_bonds_by_issuer_add_up_to_the_row_of_all_countries(
    shared: Path, system: SystemTotals
) -> None:
    """``Total`` is a row of its own: the countries and the rest make it up, nothing twice."""
    table = rows(shared / "data" / "eba_exposures" / "eba_exposures_2020.csv")
    total: dict[str, float] = defaultdict(float)
    shown: dict[tuple[str, str], float] = defaultdict(float)
    for row in table:
        if row["Exposure"].startswith("Central banks"):
            bonds = float(row["Bond_Amount"])
            if row["Country"] == "Total":
                total[row["Bank_name"]] += bonds
            shown[row["Bank_name"], row["Country"]] += bonds
    names = [one.name for one in system.asset_classes]
    for i, bank in enumerate(system.names):
        assert system.holdings[i].sum() == pytest.approx(total[bank], abs=1e-3)
        for country in ("DE", "ES", "FR", "IT", "GB", "JP", "US"):
            held = system.holdings[i, names.index(f"government_{country.lower()}")]
            assert held == pytest.approx(shown[bank, country], abs=1e-5)

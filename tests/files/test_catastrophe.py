"""The folder of a catastrophe: what ships, and what is refused."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.catastrophe import by_year, draw_years, exceedance_curve, insured_losses
from parley.engine.contagion.claims import clear_claims
from parley.engine.contagion.reinsurance import reinsure
from parley.engine.provenance import Provenance
from parley.errors import InvalidInput
from parley.files.catastrophe import find_catastrophe, list_catastrophes, read_catastrophe


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped folder, to be spoilt."""
    source = Path(find_catastrophe.__code__.co_filename).parents[1] / "catastrophes"
    return Path(shutil.copytree(source / "us-hurricanes", tmp_path / "storms"))


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_shipped_catastrophe_can_be_read() -> None:
    assert list_catastrophes() == ("us-hurricanes",)
    for name in list_catastrophes():
        found = find_catastrophe(name)
        assert found.name == name
        assert found.title_zh


def test_the_storms_are_those_of_the_paper() -> None:
    """Weinkle et al. (2018): the storm of 1926 is the dearest, then that of 1900; all storms make
    just under 17 bn dollars a year, of which these, of 10 bn and more, are the larger part."""
    events = find_catastrophe("us-hurricanes").events
    dearest = [events.names[k] for k in np.argsort(-events.losses[:, 0])[:3]]
    assert dearest == ["1926-7", "1900-1", "2005-katrina"]
    assert events.losses.max() == 235.9
    assert events.losses.min() >= 10.0
    assert float(events.frequency @ events.losses[:, 0]) == pytest.approx(14.4, abs=0.05)


def test_a_figure_says_where_it_comes_from() -> None:
    found = find_catastrophe("us-hurricanes")
    assert found.classes["losses"] is Provenance.REPORTED
    assert found.classes["firms"] is Provenance.ESTIMATED
    assert "Nature Sustainability" in found.sources["losses"]


def test_years_of_storms_pass_through_the_shipped_market() -> None:
    found = find_catastrophe("us-hurricanes")
    years = draw_years(found.events, seed=1, first=0, count=2000, common_share=0.2)
    losses = insured_losses(found.events, years, found.market_shares)
    ceded = reinsure(found.treaties, losses, years.first_event).require_converged()
    paid = clear_claims(
        ceded.claims_to_pay, found.assets, liquid_assets=found.liquid_assets
    ).require_converged()
    sums, largest = by_year(losses.sum(axis=1), years.first_event)
    borne = (paid.cost + paid.policyholder_losses).sum(axis=1)
    assert_allclose(borne, sums, atol=1e-9)
    assert np.all(largest <= sums)
    assert 50.0 < exceedance_curve(sums, [50.0]).losses[0] < 90.0
    spread = ceded.in_year(ceded.assumed).sum(axis=1)[sums > 0] / sums[sums > 0]
    assert spread.max() > 1.2  # retrocession: claims on reinsurers exceed the insured loss


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("events.csv", "0.00847458", "-1", "events.csv, row 2, frequency: -1"),
        ("events.csv", "0.00847458", "nan", "events.csv, row 2, frequency: nan"),
        ("events.csv", "1915-2", "1900-1", "row 3, event: 1900-1; expected each once"),
        ("losses.csv", "1900-1", "1899-1", "losses.csv, row 2, event: 1899-1"),
        ("losses.csv", "138.6", "", "losses.csv, row 2, loss"),
        ("firms.csv", ",9", ",99", "row 2, liquid_assets: 99; expected at most assets"),
        ("market_shares.csv", "0.12", "1.2", "market_shares.csv, row 2, share: 1.2"),
        ("market_shares.csv", "0.12", "0.9", "share of United States: 1.28 in all"),
        ("market_shares.csv", "Heronmere", "Nobody", "market_shares.csv, row 2, firm"),
        ("treaties.csv", "0.96", "-0.96", "treaties.csv, row 2, attachment: -0.96"),
        ("treaties.csv", "0.614,1", "99,1", "row 2, premium of a reinstatement"),
        ("signed.csv", "Aldermoor Re,0.4", "Aldermoor Re,0.9", "row 2, shares in all: 1.4"),
        ("signed.csv", "Aldermoor Re,0.4", "Nobody Re,0.4", "signed.csv, row 2, reinsurer"),
        ("signed.csv", "reinsurer", "who", "signed.csv, row 1, who"),
        ("catastrophe.toml", 'unit = "USD bn"', 'unit = "dollars"', "unit: dollars"),
        ("catastrophe.toml", 'class = "reported"', 'class = "sure"', "files.losses.class: sure"),
        ("catastrophe.toml", 'name = "us', 'nome = "us', "name: missing"),
        ("catastrophe.toml", "[files.signed]", "[files.sealed]", "files.signed.source: missing"),
    ],
)
def test_a_fault_names_file_row_and_field(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    spoil(folder / file, old, new)
    with pytest.raises(InvalidInput) as caught:
        read_catastrophe(folder)
    assert said in str(caught.value)


def test_an_optional_column_may_be_missing_and_a_needed_file_may_not(folder: Path) -> None:
    spoil(folder / "events.csv", ",spread", ",states2")
    with pytest.raises(InvalidInput, match="states2"):
        read_catastrophe(folder)
    text = "event,frequency\n" + "\n".join(
        f"{name},0.01" for name in find_catastrophe("us-hurricanes").events.names
    )
    (folder / "events.csv").write_text(text, encoding="utf-8")
    assert np.all(read_catastrophe(folder).events.spread == 0.0)
    (folder / "firms.csv").unlink()
    with pytest.raises(InvalidInput, match=r"firms\.csv: missing"):
        find_catastrophe(folder)


def test_what_is_not_there_is_refused_with_what_is(tmp_path: Path) -> None:
    for name in ("", "no-such-storm", str(tmp_path / "none")):
        with pytest.raises(InvalidInput, match="us-hurricanes"):
            find_catastrophe(name)

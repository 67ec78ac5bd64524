"""BIS statistics onto a system: what is withheld bounds nothing and is never zero."""

from pathlib import Path

import numpy as np
import pytest

from parley.engine.networks import draw_systems
from parley.errors import InvalidInput
from tests.files import system_examples
from tests.files.official.examples import BIS_HEAD, imported, lbs, write

LONG = [
    lbs("US", "CN", "12000"),
    lbs("CN", "US", "18000"),
    lbs("US", "CN", "1", sector="B"),
    lbs("5A", "US", "999999"),
    lbs("US", "5J", "999999"),
    lbs("GB", "US", "5"),
]


def base(tmp_path: Path) -> str:
    """The system of three banks, without claims between countries."""
    folder = system_examples.wide(tmp_path / "base", country_claims=None, contracts=None)
    return str(folder)


def text(rows: list[str]) -> str:
    return "\n".join([BIS_HEAD, *rows, ""])


def test_claims_become_bounds_in_the_unit_of_the_system(tmp_path: Path) -> None:
    paths = write(tmp_path, lbs=text(LONG))
    system = imported("bis-lbs", paths, tmp_path / "out", onto=base(tmp_path))
    claims = system.country_claims
    assert claims is not None
    us, cn = claims.countries.index("US"), claims.countries.index("CN")
    assert (claims.upper[us, cn], claims.upper[cn, us]) == (12.0, 18.0)
    assert np.isfinite(claims.upper).sum() == 2
    origin = claims.origins["US", "CN"]
    assert (origin.source, origin.as_of) == ("lbs.csv, row 2, column OBS_VALUE", "2022-12-31")
    assert draw_systems(system, 2, seed=1)


@pytest.mark.parametrize(
    ("value", "status", "conf"),
    [("", "A", "F"), ("NaN", "A", "F"), ("0", "M", "F"), ("0", "Q", "F"), ("3000", "A", "C"),
     ("0", "L", "F")],
)  # fmt: skip
def test_what_is_withheld_bounds_nothing(
    tmp_path: Path, value: str, status: str, conf: str
) -> None:
    rows = [lbs("US", "CN", "7000"), lbs("CN", "US", value, status, conf)]
    paths = write(tmp_path, lbs=text(rows))
    system = imported("bis-lbs", paths, tmp_path / "out", onto=base(tmp_path))
    claims = system.country_claims
    assert claims is not None
    us, cn = claims.countries.index("US"), claims.countries.index("CN")
    assert claims.upper[us, cn] == 7.0
    assert claims.upper[cn, us] == np.inf
    assert claims.prior[cn, us] > 0


def test_a_zero_that_is_published_is_a_bound(tmp_path: Path) -> None:
    rows = [lbs("US", "CN", "9000"), lbs("CN", "US", "0")]
    system = imported("bis-lbs", write(tmp_path, lbs=text(rows)), tmp_path / "out",
                      onto=base(tmp_path))  # fmt: skip
    claims = system.country_claims
    assert claims is not None
    assert claims.upper[claims.countries.index("CN"), claims.countries.index("US")] == 0


def test_codes_with_words_are_read_as_codes(tmp_path: Path) -> None:
    head = ",".join(f"{title}:Words of it" for title in BIS_HEAD.split(","))
    row = ",".join(f"{cell}: Words" if cell else "" for cell in lbs("US", "CN", "V").split(","))
    paths = write(tmp_path, lbs="\n".join([head, row.replace("V: Words", "7000"), ""]))
    system = imported("bis-lbs", paths, tmp_path / "out", onto=base(tmp_path))
    assert system.country_claims is not None
    assert np.isfinite(system.country_claims.upper).sum() == 1


def test_the_wide_file_has_a_column_a_quarter(tmp_path: Path) -> None:
    head = BIS_HEAD.replace("TIME_PERIOD,OBS_VALUE,OBS_STATUS,OBS_CONF", "2022-Q3,2022-Q4")
    rows = [lbs("US", "CN", "@").replace("2022-Q4,@,A,F", "6000,7000"),
            lbs("CN", "US", "@").replace("2022-Q4,@,A,F", "3000,")]  # fmt: skip
    paths = write(tmp_path, lbs="\n".join([head, *rows, ""]))
    with pytest.raises(InvalidInput, match=r"2022-09-30, 2022-12-31; expected one day"):
        imported("bis-lbs", paths, tmp_path / "out", onto=base(tmp_path))
    system = imported("bis-lbs", paths, tmp_path / "out", onto=base(tmp_path), date="2022-12-31")
    claims = system.country_claims
    assert claims is not None
    assert claims.origins["US", "CN"].source == "lbs.csv, row 2, column 2022-Q4"
    assert ("CN", "US") not in claims.origins


CBS_HEAD = (
    "FREQ,L_MEASURE,L_REP_CTY,CBS_BANK_TYPE,CBS_BASIS,L_POSITION,L_INSTR,REM_MATURITY,"
    "CURR_TYPE_BOOK,L_CP_SECTOR,L_CP_COUNTRY,UNIT_MEASURE,UNIT_MULT,TIME_PERIOD,OBS_VALUE"
)


def test_consolidated_claims_on_the_immediate_basis_come_first(tmp_path: Path) -> None:
    rows = ["Q,S,US,4B,U,C,A,A,TO1,A,CN,USD,6,2022-Q4,8000",
            "Q,S,US,4B,F,C,A,A,TO1,A,CN,USD,6,2022-Q4,7000",
            "Q,S,US,4O,F,C,A,A,TO1,A,CN,USD,6,2022-Q4,1"]  # fmt: skip
    paths = write(tmp_path, cbs="\n".join([CBS_HEAD, *rows, ""]))
    system = imported("bis-cbs", paths, tmp_path / "out", onto=base(tmp_path))
    claims = system.country_claims
    assert claims is not None
    assert claims.upper[claims.countries.index("US"), claims.countries.index("CN")] == 7.0


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (lbs("CN", "US", "many"), "row 3, OBS_VALUE: many; expected a number"),
        (lbs("CN", "US", "-5"), "row 3, OBS_VALUE: -5; expected a number from 0"),
        (lbs("CN", "US", "5", quarter="2022"), "TIME_PERIOD: 2022; expected a quarter"),
        (lbs("CN", "US", "5").replace(",6,2022", ",7,2022"), "UNIT_MULT: 7; expected 0, 3, 6"),
        (lbs("CN", "US", "5").replace("USD", "EUR"), "EUR; expected USD, the currency"),
        (lbs("US", "CN", "7001"), "claims of US on CN.*expected one observation"),
    ],
)
def test_what_is_wrong_is_told_with_its_row(tmp_path: Path, row: str, message: str) -> None:
    paths = write(tmp_path, lbs=text([lbs("US", "CN", "7000"), row]))
    with pytest.raises(InvalidInput, match=message):
        imported("bis-lbs", paths, tmp_path / "out", onto=base(tmp_path))
    assert not (tmp_path / "out").exists()


def test_a_file_without_the_countries_of_the_system_is_refused(tmp_path: Path) -> None:
    paths = write(tmp_path, lbs=text([lbs("GB", "FR", "5")]))
    with pytest.raises(InvalidInput, match="none between two of US, CN, XX"):
        imported("bis-lbs", paths, tmp_path / "out", onto=base(tmp_path))


def test_claims_need_a_system_and_other_kinds_take_none(tmp_path: Path) -> None:
    paths = write(tmp_path, lbs=text(LONG))
    with pytest.raises(InvalidInput, match="--onto: missing; expected a system"):
        imported("bis-lbs", paths, tmp_path / "out")
    with pytest.raises(InvalidInput, match="--onto: gsib-2022; expected nothing for this kind"):
        imported("fr-y15", paths, tmp_path / "out", onto="gsib-2022")

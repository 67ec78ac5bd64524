"""Reconstruction of networks: cases of the literature, with the numbers they expect.

The cases have lenders in rows, so their row sums are what each is owed.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from parley.engine import networks

pytestmark = pytest.mark.shared


def case_of(shared: Path, name: str) -> Any:
    path = shared / "validation" / "literature_cases.json"
    cases = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return next(case for case in cases if case["id"] == name)


def sums_of(case: Any) -> tuple[list[float], list[float]]:
    given = case["inputs"]
    return given["col_sums_liabilities"], given["row_sums_assets"]


def test_seven_banks_by_maximum_entropy(shared: Path) -> None:
    case = case_of(shared, "reconstruction_anand_7_max_entropy")
    found = networks.maximum_entropy(*sums_of(case))
    np.testing.assert_allclose(found.T, case["expected"]["matrix"], rtol=0, atol=case["tol"])


def test_seven_banks_by_minimum_density(shared: Path) -> None:
    case = case_of(shared, "reconstruction_anand_7_min_density")
    owed, lent = sums_of(case)
    found = networks.minimum_density(owed, lent)
    expected = case["expected"]
    assert found.links == found.lower_bound == expected["minimum_possible_links_by_MILP"]
    assert found.row_gap <= case["tol"]
    assert found.column_gap <= case["tol"]
    by_chance = networks.minimum_density_by_chance(owed, lent, seed=1, count=200)
    assert by_chance.links.min() <= expected["links"] <= by_chance.links.max()
    example = np.array(expected["example_matrix"])
    assert example.sum(axis=0).tolist() == owed
    assert example.sum(axis=1).tolist() == lent

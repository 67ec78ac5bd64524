"""Cross-holdings: cases with expected numbers from papers and other programs."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.contagion.cross_holdings import (
    dependency_matrix,
    revalue,
    value_cross_holdings,
    value_with_failures,
)

pytestmark = pytest.mark.shared


def literature_case(shared: Path, name: str) -> Any:
    text = (shared / "validation" / "literature_cases.json").read_text(encoding="utf-8")
    return next(case for case in json.loads(text)["cases"] if case["id"] == name)


def test_two_organisations_that_own_half_of_each_other(shared: Path) -> None:
    case = literature_case(shared, "egj_two_organisations")
    given, expected = case["inputs"], case["expected"]
    assert_allclose(dependency_matrix(given["C"]), expected["A"], rtol=0, atol=case["tol"])
    found = value_with_failures(given["C"], given["p"])
    assert_allclose(found.market_values[0], expected["market_value"], rtol=0, atol=case["tol"])
    assert_allclose(found.book_values[0], expected["book_value"], rtol=0, atol=case["tol"])


def test_four_firms_with_shares_and_debts_of_each_other(shared: Path) -> None:
    case = literature_case(shared, "xos_suzuki_4")
    given, expected = case["inputs"], case["expected"]
    lines = (given["Ms"], given["Md"], given["a"], given["d"])
    found = value_cross_holdings(*lines).require_converged()
    assert_allclose(found.equity[0], expected["equity"], rtol=0, atol=case["tol"])
    assert_allclose(found.debt[0], expected["debt"], rtol=0, atol=case["tol"])
    assert bool(found.solvent.all()) is expected["all_solvent"]
    once = np.concatenate([each[0] for each in revalue(*lines, np.zeros(4), np.zeros(4))])
    assert_allclose(once, expected["one_step_from_zero"], rtol=0, atol=case["tol"])

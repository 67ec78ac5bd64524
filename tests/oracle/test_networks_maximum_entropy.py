"""Maximum entropy found a second, slow way, and matrices that other programs printed."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, minimize

from parley.engine.networks.margins import Margins
from parley.engine.networks.maximum_entropy import maximum_entropy
from tests.engine.networks.examples import margins_of


def divergence_minimised(problem: Margins) -> np.ndarray:
    """Minimise relative entropy over all cells with a solver that knows nothing of its form."""
    cells = np.nonzero(problem.allowed)
    weights, n = problem.weights[cells], problem.owed.size
    rows = np.array([cells[0] == i for i in range(n)], dtype=float)
    columns = np.array([cells[1] == j for j in range(n - 1)], dtype=float)
    blocks = np.array([problem.block[cells] == k for k in range(problem.bounds.size)], dtype=float)
    constraints = [
        LinearConstraint(rows, problem.owed, problem.owed),
        LinearConstraint(columns, problem.claimed[:-1], problem.claimed[:-1]),
    ]
    if problem.bounds.size:
        constraints.append(LinearConstraint(blocks, -np.inf, problem.bounds))
    result = minimize(
        lambda x: float((x * (np.log(x / weights) - 1)).sum()),
        np.outer(problem.owed, problem.claimed)[cells] / problem.total,
        jac=lambda x: np.log(x / weights),
        bounds=[(1e-9, None)] * len(weights),
        constraints=constraints,
        method="SLSQP",
        options={"maxiter": 1000, "ftol": 1e-14},
    )
    assert result.success
    matrix = np.zeros(problem.weights.shape)
    matrix[cells] = result.x
    return matrix


@pytest.mark.parametrize("bound", [None, 2.0, 5.0])
def test_a_general_minimiser_finds_the_same_matrix(bound: float | None) -> None:
    problem = margins_of([3, 5, 2, 4], [4, 4, 3, 3])
    weights = problem.weights * np.array([[1, 2, 3, 1], [2, 1, 0.5, 1], [1, 1, 1, 4], [3, 1, 1, 1]])
    problem = replace(problem, weights=weights)
    if bound is not None:
        block = np.full((4, 4), -1)
        block[:2, 2:] = 0
        problem = replace(problem, block=block, bounds=np.array([bound]), block_names=("b",))
    np.testing.assert_allclose(
        maximum_entropy(problem), divergence_minimised(problem), rtol=1e-4, atol=1e-4
    )


@pytest.mark.shared
def test_the_example_of_anand_craig_and_von_peter_is_met(shared: Path) -> None:
    cases = json.loads((shared / "validation" / "literature_cases.json").read_text())["cases"]
    (case,) = [each for each in cases if each["id"] == "reconstruction_anand_7_max_entropy"]
    found = maximum_entropy(
        margins_of(case["inputs"]["col_sums_liabilities"], case["inputs"]["row_sums_assets"])
    )
    expected = np.array(case["expected"]["matrix"])  # rows lend, so claims are the transpose
    np.testing.assert_allclose(found.T, expected, atol=case["tol"])


@pytest.mark.shared
def test_the_matrices_that_network_risk_measures_finds_are_met(shared: Path) -> None:
    folder = shared / "validation"
    cases = json.loads((folder / "random12_expected.json").read_text())
    for case in cases:
        lent = np.array(case["A"])  # A[i][j] is what i lent j
        expected = np.array(case["expected"]["nrm_max_entropy_reconstruction"])
        found = maximum_entropy(margins_of(lent.sum(axis=0), lent.sum(axis=1)))
        np.testing.assert_allclose(found.T, expected, atol=1e-3 * lent.sum(), err_msg=case["id"])

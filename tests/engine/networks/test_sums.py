"""Bare sums: what is refused, with every fault, and what is taken."""

import numpy as np
import pytest

from parley.engine.networks.sums import require_sums, sums
from parley.errors import InvalidInput


@pytest.mark.parametrize(
    ("row_sums", "column_sums", "says"),
    [
        ([1, np.nan], [1, 1], "row_sums of bank 1: nan"),
        ([1, np.inf], [1, 1], "row_sums of bank 1: inf"),
        ([1, -1], [0, 0], "row_sums of bank 1: -1"),
        ([1, 1, 1], [1, 2], "column_sums: shape"),
        ([1, 1], [1, 2], "sum 2; expected the sum of column_sums, 3"),
        ([], [], "row_sums: shape"),
        ([[1, 1]], [[1, 1]], "row_sums: shape"),
        (3.0, 3.0, "row_sums: shape"),
        ([5], [5], "nobody owes himself"),
        ([9, 1, 1], [9, 1, 1], "bank 0: owes 9, is owed 9"),
        ([1e308, 1e308], [1e308, 1e308], "not finite"),
    ],
)
def test_sums_that_no_matrix_has_are_refused(
    row_sums: object, column_sums: object, says: str
) -> None:
    with pytest.raises(InvalidInput, match=says):
        sums(row_sums, column_sums)  # type: ignore[arg-type]


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(InvalidInput) as error:
        sums([-1, np.nan], [1, -2], names=["A", "B"])
    assert [fault.field for fault in error.value.faults] == [
        "row_sums of A",
        "row_sums of B",
        "column_sums of B",
    ]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"names": ["A", "A", "B"]}, "names"),
        ({"names": ["A"]}, "names"),
        ({"allowed": [[1, 1], [1, 1]]}, "allowed"),
        ({"groups": ["X", "Y"]}, "groups"),
        ({"most_between": {("X", "Y"): 1.0}}, "groups"),
        ({"groups": "XXY", "most_between": {("X", "Z"): 1.0}}, "most_between: Z"),
        ({"groups": "XXY", "most_between": {("X", "Y"): -1.0}}, "most_between of X to Y"),
        ({"groups": "XXY", "most_between": {("X", "Y"): np.nan}}, "most_between of X to Y"),
    ],
)
def test_groups_bounds_and_names_that_do_not_fit_are_refused(
    wrong: dict[str, object], says: str
) -> None:
    with pytest.raises(InvalidInput, match=says):
        sums([1, 1, 1], [1, 1, 1], **wrong)  # type: ignore[arg-type]


def test_sums_that_differ_by_rounding_are_made_to_meet() -> None:
    r, c = require_sums([1.0, 2.0], [2.0, 1.0 + 1e-12])
    assert r.sum() == pytest.approx(c.sum(), rel=1e-15)


def test_one_bank_without_debts_is_a_system() -> None:
    assert sums([0], [0]).total == 0


def test_bounds_hold_for_debtor_and_creditor_groups_in_that_order() -> None:
    given = sums([3, 1], [1, 3], groups=["US", "CN"], most_between={("US", "CN"): 3.0})
    assert given.block.tolist() == [[-1, 0], [-1, -1]]
    assert given.bounds.tolist() == [3.0]

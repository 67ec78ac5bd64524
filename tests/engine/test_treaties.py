"""Treaties: the usual kinds, and what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from parley.engine.treaties import Treaties
from parley.engine.treaty import Treaty, excess_of_loss, quota_share, surplus
from parley.errors import InvalidInput

ALL_TO_R = {"R": 1.0}


def test_all_faults_of_a_treaty_are_named_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        Treaty("A", {"R": 1.5, "S": math.nan}, attachment=-1.0, limit=0.0, of_direct=2.0)
    said = str(caught.value)
    for part in ("attachment: -1.0", "limit: 0.0", "of_direct: 2.0", "of R: 1.5", "of S: nan"):
        assert part in said


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"reinsurers": {}}, "at least one"),
        ({"reinsurers": {"R": 0.6, "S": 0.5}}, "1.1; expected at most 1"),
        ({"reinsurers": {"A": 1.0}}, "somebody else"),
        ({"reinsurers": {"R": 0.0}}, "above 0"),
        ({"attachment": math.inf}, "attachment"),
        ({"limit": math.nan}, "limit"),
        ({"premium": 3.0, "reinstatement_rate": 1.0, "limit": 2.0}, "at most the limit"),
        ({"premium": 3.0, "reinstatement_rate": 1.0}, "at most the limit"),
        ({"reinstatements": -1.0}, "reinstatements"),
    ],
)
def test_a_treaty_that_makes_no_sense_is_refused(terms: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        Treaty("A", **{"reinsurers": ALL_TO_R, **terms})


def test_a_negative_number_of_reinstatements_is_refused() -> None:
    with pytest.raises(InvalidInput, match="aggregate_limit"):
        excess_of_loss("A", ALL_TO_R, 10.0, 20.0, reinstatements=-2)


@pytest.mark.parametrize(
    ("sums", "line", "lines"),
    [([], 1.0, 1.0), ([0.0], 1.0, 1.0), ([1.0], 0.0, 1.0), ([1.0], 1.0, -1.0), ([math.nan], 1, 1)],
)
def test_a_surplus_of_nothing_is_refused(sums: Any, line: float, lines: float) -> None:
    with pytest.raises(InvalidInput):
        surplus("A", ALL_TO_R, sums, line, lines)


def test_a_firm_that_is_not_there_is_named() -> None:
    with pytest.raises(InvalidInput, match="treaty 2, reinsurer: X"):
        Treaties.among(("A", "R"), [quota_share("A", ALL_TO_R), quota_share("R", {"X": 1.0})])


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"names": ("A", "A")}, "each firm once"),
        ({"cedent": np.array([2])}, "0 to 1"),
        ({"cedent": np.array([0.5])}, "whole numbers"),
        ({"cedent": np.array([[0]])}, "a place"),
        ({"shares": sparse.csr_array((1, 3))}, "shape"),
        ({"shares": sparse.csr_array(np.array([[0.0, -0.5]]))}, "shares"),
        ({"shares": sparse.csr_array(np.array([[0.5, 0.0]]))}, "somebody else"),
        ({"attachment": np.array([math.nan])}, "attachment"),
        ({"limit": np.array([0.0])}, "limit"),
        ({"limit": np.array([1.0, 2.0])}, "shape"),
        ({"premium": np.array([2.0]), "reinstatement_rate": np.array([1.0])}, "at most the limit"),
    ],
)
def test_arrays_of_treaties_are_checked(terms: dict[str, Any], said: str) -> None:
    good = {
        "names": ("A", "R"), "cedent": np.array([0]),
        "shares": sparse.csr_array(np.array([[0.0, 0.5]])),
    }  # fmt: skip
    Treaties(**good)
    with pytest.raises(InvalidInput, match=said):
        Treaties(**{**good, **terms})


def test_too_much_of_one_treaty_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"treaty 1 of A: 1\.2 in all"):
        Treaties(("A", "R", "S"), np.array([0]), sparse.csr_array(np.array([[0.0, 0.6, 0.6]])))


def test_the_arrays_cannot_be_changed() -> None:
    treaties = Treaties.among(("A", "R"), [quota_share("A", ALL_TO_R)])
    for array in (treaties.cedent, treaties.limit, treaties.shares.data):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0

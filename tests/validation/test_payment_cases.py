"""Days of payments with queues and an outage, solved by another programme."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from numpy.testing import assert_allclose

from parley.engine.contagion.payment_day import settle_day
from parley.engine.payment_terms import Outage

pytestmark = pytest.mark.shared


@pytest.mark.parametrize("outage", [False, True])
@pytest.mark.parametrize("number", range(3))
def test_a_day_in_quarters_of_an_hour_settles_as_the_other_programme_says(
    shared: Path, number: int, outage: bool
) -> None:
    text = (shared / "validation" / "payment_cases.json").read_text(encoding="utf-8")
    case: dict[str, Any] = json.loads(text)["cases"][number]
    payments = case["inputs"]["payments"]
    expected = case["expected_cyber_outage" if outage else "expected_rtgs_strict_fifo"]
    out = [Outage(expected["bank_that_receives_but_cannot_send"])] if outage else []
    quarter = [quarters(each["time"]) for each in payments]
    day = settle_day(
        case["inputs"]["balances"],
        [each["sender"] for each in payments],
        [each["receiver"] for each in payments],
        [each["amount"] for each in payments],
        quarter,
        outages=out,
    )
    settled = [int(step) if step >= 0 else None for step in day.settled_in[0]]
    wanted = [None if t is None else quarters(t) for t in expected["settle_time"]]
    assert settled == wanted
    assert_allclose(day.balances[0, -1], expected["final_balance"], rtol=0, atol=1e-9)
    if outage:
        share = expected["value_settled_share"]
        assert math.isclose(day.settled_share[0], share, abs_tol=1e-12)


def quarters(time: str) -> int:
    """Quarters of an hour since midnight."""
    return int(time[:2]) * 4 + int(time[3:]) // 15

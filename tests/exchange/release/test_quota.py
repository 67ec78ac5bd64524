"""How many runs the same sides may make, counted back in time."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.exchange.release.quota import Begun, Quota, read_quota, require_within

NOW = datetime.fromisoformat("2027-03-31T12:00:00+00:00")
SIDES = frozenset({"a", "b"})


def begun(run: str, days_ago: float, draws: int = 1, sides: frozenset[str] = SIDES) -> Begun:
    return Begun(run, sides, draws, (NOW - timedelta(days=days_ago)).isoformat())


@given(
    st.lists(st.floats(0.01, 200), max_size=12), st.integers(1, 8), st.integers(1, 120),
)  # fmt: skip
def test_a_run_begins_as_long_as_fewer_than_allowed_began_within_the_time(
    ages: list[float], runs: int, days: int
) -> None:
    before = [begun(f"run-{k}", age) for k, age in enumerate(ages)]
    recent = sum(age < days for age in ages)
    quota = Quota(runs, 1_000, days)
    if recent < runs:
        require_within(quota, before, begun("new", 0))
    else:
        with pytest.raises(InvalidInput, match="none before"):
            require_within(quota, before, begun("new", 0))


def test_the_refusal_says_when_there_is_room_again() -> None:
    before = [begun("run-1", 80), begun("run-2", 10)]
    with pytest.raises(InvalidInput, match="none before 2027-04-10T12:00:00"):
        require_within(Quota(2, 100, 90), before, begun("new", 0))


def test_draws_of_all_runs_are_counted_together() -> None:
    before = [begun("run-1", 5, draws=60)]
    require_within(Quota(9, 100, 90), before, begun("new", 0, draws=40))
    with pytest.raises(InvalidInput, match="at most 40"):
        require_within(Quota(9, 100, 90), before, begun("new", 0, draws=41))


def test_other_sides_and_the_same_run_again_do_not_count() -> None:
    others = begun("run-1", 5, sides=frozenset({"a", "c"}))
    require_within(Quota(1, 100, 90), [others, begun("new", 1)], begun("new", 0))


def test_a_quota_is_read_back_and_one_that_cannot_be_refused() -> None:
    assert read_quota(Quota(1, 2, 3).body) == Quota(1, 2, 3)
    with pytest.raises(InvalidInput, match="runs"):
        Quota(0, 1, 1)
    with pytest.raises(InvalidInput, match="quota"):
        read_quota({"runs": 1})

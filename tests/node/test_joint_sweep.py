"""Joint runs by chance at one table: honest ones are exact and raise no alarm, lies are caught."""

from pathlib import Path

import pytest

from scripts.joint.dishonest import WAYS, Dishonest
from scripts.joint.networks import KINDS
from scripts.joint_lies import tell
from scripts.joint_sweep import sweep


@pytest.fixture(autouse=True)
def _records_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Records need not outlive the machine here."""
    memory = Path("/dev/shm")  # noqa: S108  # used where it is there, and nothing is read from it
    if memory.is_dir():
        monkeypatch.setattr("tempfile.tempdir", str(memory))


def test_fifty_networks_of_every_kind_equal_the_pooled_result_and_nobody_is_blamed() -> None:
    found = sweep(50, most=80, records=False)
    assert found.runs == 50
    assert found.kinds.keys() == KINDS.keys()
    assert 0 < found.with_costs < 50
    assert 0 < found.of_three < 50
    assert found.replayed > 1_000
    assert not found.differences
    assert not found.alarms


def test_networks_of_sides_that_sign_and_keep_everything_pass_every_audit() -> None:
    found = sweep(3, first=0, most=40)
    assert found.runs == 3
    assert found.replayed > 50
    assert not found.differences + found.alarms


@pytest.mark.parametrize("way", WAYS)
def test_a_dishonest_side_is_caught_and_no_honest_one_is_blamed(way: type[Dishonest]) -> None:
    told = next(each for seed in range(60) if (each := tell(way, seed)) is not None)
    assert told.is_caught
    assert not told.blamed

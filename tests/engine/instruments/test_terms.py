"""The terms on which an authority uses an instrument."""

from dataclasses import FrozenInstanceError

import pytest

from parley.engine.instruments.terms import KINDS, Statement


def test_every_instrument_is_found_by_its_kind() -> None:
    assert set(KINDS) == {
        "lend", "purchase", "longer_hours", "reroute", "statement", "swap_line", "bail_in",
        "ring_fence", "defer", "trading_halt", "buffer_relief",
    }  # fmt: skip
    assert all(KINDS[kind].kind == kind for kind in KINDS)


def test_terms_are_compared_by_what_they_say_and_cannot_be_changed() -> None:
    assert Statement(0.5) == Statement(0.5) != Statement(0.4)
    with pytest.raises(FrozenInstanceError):
        Statement(0.5).relief = 0.9  # type: ignore[misc]

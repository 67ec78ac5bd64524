"""A draw has the same numbers however a run is cut into pieces."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.engine.amounts import Floats
from parley.engine.draws import DRAWS_PER_BLOCK, generator, normals, uniforms
from parley.errors import InvalidInput

Draw = Callable[..., Floats]


@pytest.mark.parametrize("draw", [uniforms, normals])
@given(
    first=st.integers(0, 2 * DRAWS_PER_BLOCK),
    parts=st.lists(st.integers(0, 60), min_size=1, max_size=4),
    columns=st.integers(1, 5),
)
def test_pieces_are_the_whole(draw: Draw, first: int, parts: list[int], columns: int) -> None:
    whole = draw(7, first, sum(parts), columns)
    pieces, at = [], first
    for count in parts:
        pieces.append(draw(7, at, count, columns))
        at += count
    assert np.array_equal(np.vstack(pieces), whole)


@pytest.mark.parametrize("draw", [uniforms, normals])
def test_pieces_that_cross_blocks_are_the_whole(draw: Draw) -> None:
    whole = draw(3, 4000, 5000, 2)
    singly = [draw(3, d, 1, 2)[0] for d in (4000, 4095, 4096, 8191, 8192, 8999)]
    assert np.array_equal(singly, whole[[0, 95, 96, 4191, 4192, 4999]])


def test_every_seed_stream_and_block_has_numbers_of_its_own() -> None:
    firsts = {
        float(generator(seed, block, stream).random())
        for seed in range(3)
        for block in range(3)
        for stream in range(3)
    }
    assert len(firsts) == 27


def test_uniforms_lie_between_0_and_1_and_normals_around_0() -> None:
    u, z = uniforms(1, 0, 20_000, 1), normals(1, 0, 20_000, 1)
    assert u.min() >= 0
    assert u.max() < 1
    assert abs(u.mean() - 0.5) < 0.01
    assert abs(z.mean()) < 0.03
    assert abs(z.std() - 1) < 0.03


def test_negative_addresses_are_refused_all_at_once() -> None:
    with pytest.raises(InvalidInput) as error:
        generator(-1, -2, -3)
    assert [fault.field for fault in error.value.faults] == ["seed", "block", "stream"]
    with pytest.raises(InvalidInput, match=r"first.*-4.*0 or more"):
        uniforms(0, -4, 1, 1)

"""Work in pieces on several cores gives what it gives on one."""

import threading
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine.pool import AHEAD, run_all

#: Long work: waits for what does not come, so that there is time to drop the rest.
NEVER = threading.Event()


@settings(max_examples=50)
@given(st.lists(st.integers(-100, 100), max_size=20), st.integers(1, 4))
def test_every_piece_is_done_once_in_order(pieces: list[int], workers: int) -> None:
    found = list(run_all(lambda piece: piece * piece, pieces, workers))
    assert found == [(place, piece * piece) for place, piece in enumerate(pieces)]


def test_one_worker_works_here_in_order() -> None:
    here = threading.get_ident()
    assert list(run_all(lambda _: threading.get_ident(), [1, 2, 3], 1)) == [
        (place, here) for place in range(3)
    ]


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_task_raises_is_raised_and_the_rest_is_dropped(workers: int) -> None:
    begun: list[int] = []

    def task(piece: int) -> None:
        begun.append(piece)
        if piece == 3:
            raise ArithmeticError("piece 3")
        if piece > 3:
            NEVER.wait(timeout=0.1)

    with pytest.raises(ArithmeticError, match="piece 3"):
        list(run_all(task, range(10_000), workers))
    assert len(begun) < 100


@pytest.mark.parametrize("workers", [1, 2])
def test_whoever_stops_listening_stops_the_work(workers: int) -> None:
    begun: list[int] = []

    def task(piece: int) -> None:
        begun.append(piece)
        if piece > 0:
            NEVER.wait(timeout=0.1)

    with closing(run_all(task, range(10_000), workers)) as results:
        next(results)
    assert len(begun) < 100


@pytest.mark.parametrize("workers", [1, 3])
def test_results_come_as_soon_as_they_are_there(workers: int) -> None:
    """A piece that waits for the result of another one would wait for ever if they did not."""
    first_is_out = threading.Event()

    def task(piece: int) -> bool:
        return piece == 0 or first_is_out.wait(timeout=30)

    for place, is_done in run_all(task, [0, 1], workers):
        assert is_done
        if place == 0:
            first_is_out.set()


@pytest.mark.parametrize("workers", [1, 3])
def test_what_is_finished_does_not_pile_up(workers: int) -> None:
    """However slowly results are taken, only so many pieces are begun."""
    begun: list[int] = []
    with closing(run_all(begun.append, range(10_000), workers)) as results:
        for place, _ in results:
            NEVER.wait(timeout=0.01)
            assert len(begun) <= place + AHEAD * workers
            if place > 20:
                break

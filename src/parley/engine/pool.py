"""Many pieces of work on several cores of one machine, with the same numbers as on one."""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import TypeVar

Work = TypeVar("Work")
Result = TypeVar("Result")


def run_all(
    task: Callable[[Work], Result], pieces: Sequence[Work], workers: int
) -> Generator[tuple[int, Result], None, None]:
    """Run a task on every piece and yield each result with its place, as soon as it is there.

    Threads are enough: compiled kernels let go of the interpreter's lock. The order in which
    results come is not fixed, so whoever adds them up must do so by place.

    Args:
        task: Pure: its result depends on the piece alone.
        pieces: What to run it on.
        workers: How many at once; 1 runs them here, one after the other.

    Raises:
        Whatever a task raises; pieces that have not begun are then dropped, as they are when the
        caller is interrupted.
    """
    if workers <= 1:
        for place, piece in enumerate(pieces):
            yield place, task(piece)
        return
    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        running = {pool.submit(task, piece): place for place, piece in enumerate(pieces)}
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield running.pop(future), future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)

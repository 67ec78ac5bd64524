"""Many pieces of work on several cores of one machine, with the same numbers as on one."""

from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

Shared = TypeVar("Shared")
Work = TypeVar("Work")
Result = TypeVar("Result")

#: Pieces under way or finished and not yet taken, for each worker: bounds the memory of a run.
AHEAD = 2


class Team(Protocol):
    """Whoever works through the pieces: threads of this machine, or a cluster of machines."""

    def __call__(
        self,
        task: Callable[[Shared, Work], Result],
        shared: Shared,
        pieces: Sequence[Work],
    ) -> Generator[Result, None, None]:
        """Yield ``task(shared, piece)`` of every piece, in the order of the pieces.

        Args:
            task: Pure, and known by its name in a module: its result depends on what it is given.
            shared: The same for every piece.
            pieces: What to run it on.
        """


def threads(workers: int) -> Team:
    """The cores of this machine."""

    def work(
        task: Callable[[Shared, Work], Result], shared: Shared, pieces: Sequence[Work]
    ) -> Generator[Result, None, None]:
        for _, result in run_all(lambda piece: task(shared, piece), pieces, workers):
            yield result

    return work


def run_all(
    task: Callable[[Work], Result], pieces: Sequence[Work], workers: int
) -> Generator[tuple[int, Result], None, None]:
    """Run a task on every piece and yield each result with its place, in the order of the pieces.

    Threads are enough: compiled kernels let go of the interpreter's lock. At most ``AHEAD`` pieces
    a worker are begun before the oldest has been taken, so that what is finished does not pile up.

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
        running: deque[tuple[int, Future[Result]]] = deque()
        for place, piece in enumerate(pieces):
            running.append((place, pool.submit(task, piece)))
            if len(running) >= AHEAD * workers:
                oldest, future = running.popleft()
                yield oldest, future.result()
        while running:
            oldest, future = running.popleft()
            yield oldest, future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)

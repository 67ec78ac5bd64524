"""Pieces of a run on a Dask cluster of machines, with the same numbers as on one core.

The one file of the engine that knows Dask. A piece is a pure function of what it is given, and
parts are taken in the order of the pieces: which machine played which piece, how often one was lost
and played again, changes no number.
"""

from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import CancelledError
from types import ModuleType
from typing import Any, TypeVar

import numba
import numpy as np
import scipy

import parley
from parley.engine.pool import AHEAD, Team
from parley.errors import CannotReach, MissingExtra, OtherVersion

Shared = TypeVar("Shared")
Work = TypeVar("Work")
Result = TypeVar("Result")

#: Seconds to wait for the scheduler, for a first worker, and for the oldest piece before looking
#: whether anybody is still there to play it.
PATIENCE = 15.0

#: Pieces after which the workers are counted again.
_LOOK_AGAIN = 64

#: How often in a row nobody may be there before the run is given up.
ABSENCES = 4


def cluster(address: str, *, patience: float = PATIENCE) -> Team:
    """The workers of a Dask cluster.

    Args:
        address: Of its scheduler, for example ``tcp://10.0.0.5:8786``.
        patience: Seconds after which somebody who does not answer counts as absent, above 0.

    Returns:
        A team; nothing is connected before it is given work. Then it raises ``MissingExtra`` where
        Dask is not installed, ``CannotReach`` where scheduler or workers do not answer, and
        ``OtherVersion`` where a worker has another Parley, numpy, scipy or numba.
    """

    def work(
        task: Callable[[Shared, Work], Result], shared: Shared, pieces: Sequence[Work]
    ) -> Generator[Result, None, None]:
        distributed = _distributed()
        client = _connected(distributed, address, patience)
        there = _Cluster(distributed, client, address, patience)
        try:
            _require_alike(there)
            # A task and not scattered data: if every worker that holds it is lost, the scheduler
            # still knows how to make it again.
            held = client.submit(_same, shared, pure=False)
            yield from _in_order(there, task, held, pieces)
        finally:
            client.close()

    return work


class _Cluster:
    """A connection, and how long it is waited for."""

    def __init__(self, distributed: ModuleType, client: Any, address: str, patience: float) -> None:
        self.distributed, self.client = distributed, client
        self.address, self.patience = address, patience

    def result(self, future: Any) -> Any:
        """The result of a piece, as long as there is anybody to play it.

        Raises:
            CannotReach: if scheduler or workers are gone for good.
        """
        absent = 0
        while absent < ABSENCES:
            try:
                return future.result(timeout=self.patience)
            except self.distributed.TimeoutError:
                absent = 0 if self.threads() else absent + 1
            except self.distributed.scheduler.KilledWorker as lost:
                raise CannotReach(
                    f"{self.address}: several workers died over the same piece: {lost}; "
                    "see their logs, most often they have too little memory"
                ) from lost
            except (CancelledError, OSError) as gone:
                raise self._gone(gone) from gone
        raise CannotReach(
            f"{self.address}: all workers are gone; start some, and the same command again"
        )

    def threads(self) -> int:
        """Threads of all workers that are there now."""
        try:
            return sum(int(count) for count in self.client.nthreads().values())
        except (CancelledError, OSError) as gone:
            raise self._gone(gone) from gone

    def _gone(self, why: BaseException) -> CannotReach:
        return CannotReach(
            f"{self.address}: the scheduler is gone ({why or type(why).__name__}); "
            "start it and its workers, and the same command again"
        )


def _in_order(
    team: _Cluster,
    task: Callable[[Any, Work], Result],
    held: Any,
    pieces: Sequence[Work],
) -> Generator[Result, None, None]:
    """Results in the order of the pieces; only so many are asked for before the oldest is taken."""
    versions = _versions()
    running: deque[Any] = deque()
    for number, piece in enumerate(pieces):
        if number % _LOOK_AGAIN == 0:
            threads = team.threads()  # workers come and go
        running.append(team.client.submit(_run, task, held, piece, versions, pure=False))
        if len(running) >= AHEAD * max(1, threads):
            yield team.result(running.popleft())
    while running:
        yield team.result(running.popleft())


def _same(shared: Shared) -> Shared:
    return shared


def _run(
    task: Callable[[Shared, Work], Result], shared: Shared, piece: Work, versions: dict[str, str]
) -> Result:
    """Play one piece where versions are those of whoever asks for it. Runs on a worker."""
    _require_versions("a worker", _versions(), versions)
    return task(shared, piece)


def _versions() -> dict[str, str]:
    """What the digits of a result depend on."""
    return {
        "parley": parley.__version__,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "numba": numba.__version__,
    }


def _require_versions(who: str, found: dict[str, str], wanted: dict[str, str]) -> None:
    other = [f"{name} {found.get(name)}, here {at}" for name, at in wanted.items()
             if found.get(name) != at]  # fmt: skip
    if other:
        raise OtherVersion(
            f"{who} has {'; '.join(other)}; install the same versions there: "
            "with others, two machines need not get the same numbers"
        )


def _distributed() -> ModuleType:
    try:
        # Here and not above: whoever uses no cluster needs no Dask, and does not wait for it.
        import distributed
        import distributed.scheduler
    except ModuleNotFoundError as missing:
        raise MissingExtra(
            f"a cluster needs {missing.name}, which is not installed; "
            "install the extra cluster: pip install 'parley[cluster]'"
        ) from missing
    return distributed


def _connected(distributed: ModuleType, address: str, patience: float) -> Any:
    try:
        return distributed.Client(address, timeout=patience, set_as_default=False, name="parley")
    except (OSError, ValueError, TypeError) as error:
        raise CannotReach(
            f"{address}: no scheduler answers there ({error}); "
            "expected an address like tcp://host:8786, and `dask scheduler` running there"
        ) from error


def _require_alike(there: _Cluster) -> None:
    """Refuse a cluster without workers, or with one that has other versions."""
    try:
        there.client.wait_for_workers(1, timeout=there.patience)
        found: dict[str, dict[str, str]] = there.client.run(_versions)
    except there.distributed.TimeoutError as nobody:
        address = there.address
        raise CannotReach(
            f"{address}: no worker is there; start some with `dask worker {address}`"
        ) from nobody
    except ModuleNotFoundError as missing:
        raise OtherVersion(
            f"a worker has no {missing.name}; install Parley there as it is here"
        ) from missing
    for worker, versions in found.items():
        _require_versions(f"the worker {worker}", versions, _versions())

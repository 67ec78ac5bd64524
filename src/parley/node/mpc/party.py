"""One party of a secret run as a process: waits for the steps before, computes, says the result.

The node itself runs beside it (``parley serve``) and carries the messages; this process shares
its folder and its record.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parley.errors import CannotOpen, CannotReach, InvalidInput, NotConverged
from parley.exchange.secret.part import Part, parts_of
from parley.exchange.secret.session import Opened, SecretRun, Word
from parley.exchange.secret.terms import Terms
from parley.node.clock import now
from parley.node.follower import Follower
from parley.node.key_book import KeyBook
from parley.node.mpc.arithmetic import Arithmetic
from parley.node.mpc.clearing import Progress, SecretClearing
from parley.node.mpc.lines import Place, connect, make_runtime
from parley.node.mpc.record import follow, keep_opened, keep_reason
from parley.node.record.database import open_database
from parley.node.record.store import Record
from parley.node.settings import Settings, read_settings

_POLL = 0.02

Wait = Callable[[str], None]


def take_part(
    folder: Path,
    run: str,
    *,
    latency: float = 0.0,
    patience: float = 600.0,
    on_wait: Wait = lambda _step: None,
    on_progress: Progress = lambda _done, _whole: None,
) -> SecretRun:
    """Take part in a secret run that was entered in a node's record, until it is over.

    Args:
        folder: Of the node, which runs.
        run: The name of the run.
        latency: Seconds by which everything that is computed on is held up on its way.
        patience: Seconds to wait for what another party has to say or to do.
        on_wait: Told what is awaited, when that changes.
        on_progress: Told how many rounds are done, of how many.

    Returns:
        Where the run stands: closed, or broken off with a reason.

    Raises:
        CannotOpen: if the record knows no such run, or a peer's card is missing.
        NotConverged: if somebody says nothing for too long.
    """
    settings = read_settings(folder)
    record = Record(open_database(settings.record), settings.node)
    try:
        follower = follow(record, KeyBook(settings, record).sign, now, run)
        _wait(follower, record, patience, on_wait, lambda step: step is Word.COMPUTE)
        if follower.now.step is Word.COMPUTE:
            _compute(follower, record, settings, latency, patience, on_progress)
        return _wait(follower, record, patience, on_wait, lambda _step: False)
    finally:
        record.close()


def _wait(
    follower: Follower[SecretRun],
    record: Record,
    patience: float,
    on_wait: Wait,
    is_enough: Callable[[Word], bool],
) -> SecretRun:
    end, last = time.monotonic() + patience, ""
    while True:
        stands = follower.catch_up()
        if stands.is_over or is_enough(stands.step):
            return stands
        if stands.step != last:
            end, last = time.monotonic() + patience, stands.step
            on_wait(last)
        if time.monotonic() > end:
            keep_reason(
                record, stands.terms.charter.run, f"waited {patience:.0f} s for {last}", now()
            )
            follower.catch_up()
            raise NotConverged(f"{stands.terms.charter.run}: nothing came for {patience:.0f} s")
        time.sleep(_POLL)


def _compute(
    follower: Follower[SecretRun],
    record: Record,
    settings: Settings,
    latency: float,
    patience: float,
    on_progress: Progress,
) -> None:
    stands = follower.now
    terms, parts, run = stands.terms, None, stands.terms.charter.run
    places = _places(settings, terms)
    if stands.run is not None:
        try:
            parts = parts_of(terms.charter, stands.run.books, terms.room[stands.number])
        except InvalidInput:
            # How much would have sufficed is not for the others to know.
            keep_reason(
                record, run, "the room that the terms give this side does not suffice", now()
            )
            return
    mpc = make_runtime(len(places), stands.number)
    begun = time.perf_counter()
    try:
        opened, size = mpc.run(
            _on_lines(mpc, terms, parts, places, settings, latency, patience, on_progress)
        )
    except RuntimeError:
        # The runtime gives up so when it can not use what came in; it has logged what it was.
        reason = "what came in could not be computed on"
        keep_reason(record, run, reason, now())
        return
    except (NotConverged, CannotReach) as failed:
        keep_reason(record, run, str(failed), now())
        return
    spent = round(1000 * (time.perf_counter() - begun))
    keep_opened(record, run, opened, {"milliseconds": spent, "bytes": size}, now())


def _places(settings: Settings, terms: Terms) -> list[Place]:
    cards = {**settings.peers, settings.node: settings.card}
    missing = [name for name in terms.parties if name not in cards]
    if missing:
        raise CannotOpen(f"{settings.folder} knows no card of {', '.join(missing)}: peer add")
    found = []
    for name, place in zip(terms.parties, terms.places, strict=True):
        host, _, port = place.rpartition(":")
        found.append(Place(host, int(port), cards[name].certificate))
    return found


async def _on_lines(
    mpc: Any,
    terms: Terms,
    parts: list[Part] | None,
    places: list[Place],
    settings: Settings,
    latency: float,
    patience: float,
    on_progress: Progress,
) -> tuple[Opened, int]:
    """Connect, compute, close; what was opened, and how many bytes this party sent.

    Raises:
        NotConverged: if a line breaks, nothing moves for too long, or the rounds did not suffice.
        CannotReach: if a party does not answer.
    """
    moved = [time.monotonic()]

    def progress(done: int, whole: int) -> None:
        moved[0] = time.monotonic()
        on_progress(done, whole)

    broken = await connect(mpc, places, settings.keys, latency=latency, patience=patience)
    lines = [party.protocol for party in mpc.parties if party.pid != mpc.pid]
    moved[0] = time.monotonic()
    work = asyncio.ensure_future(SecretClearing(Arithmetic(mpc), terms, progress).clear(parts))
    either: list[asyncio.Future[Any]] = [work, broken]
    try:
        while not (work.done() or broken.done()):
            rest = moved[0] + patience - time.monotonic()
            if rest <= 0:
                raise NotConverged(f"nothing moved for {patience:.0f} s")
            await asyncio.wait(either, timeout=rest, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            # The others may have opened everything and gone while our last part was on its way.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(work), 2.0 + 2 * latency)
        if not work.done():
            raise NotConverged(broken.result())
        opened = work.result()
        await asyncio.sleep(2 * latency)  # let the last of what was sent go out
    finally:
        work.cancel()
        for line in lines:
            line.close_connection()
        await asyncio.sleep(0.1)
    return opened, sum(line.nbytes_sent for line in lines)

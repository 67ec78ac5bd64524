"""The lines between the parties of a secret computation: TLS 1.3, pinned on both sides.

The runtime's own lines are not used: they take any certificate of one authority, believe the
number that a party says of itself, and, on most machines, read what comes in with ``pickle``,
which lets a peer run code. Here a party is known by its certificate alone, and what crosses is
numbers of fixed width.
"""

import asyncio
import ssl
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parley.errors import CannotReach
from parley.node.keys import TLS_CERTIFICATE, TLS_KEY

#: Seconds between two attempts to reach a party.
_PAUSE = 0.05


@dataclass(frozen=True)
class Place:
    """Where a party is, and by what it is known.

    Args:
        host, port: Where it listens during the computation.
        certificate: Its TLS certificate, PEM.
    """

    host: str
    port: int
    certificate: str


def make_runtime(parties: int, number: int) -> Any:
    """The runtime of MPyC for one party of this process. Once in a process.

    It reads its options from the arguments of the process when it is imported, so these are set
    for that moment; with ``mix32-64bit`` arrays cross as numbers of fixed width, not pickled.

    Args:
        parties: How many, three or more.
        number: Of this one, from 0.
    """
    kept = sys.argv
    sys.argv = [
        kept[0], f"-M{parties}", f"-I{number}", "--no-log", "--mix32-64bit", "--no-uvloop",
    ]  # fmt: skip
    try:
        from mpyc.runtime import mpc
    finally:
        sys.argv = kept
    return mpc


async def connect(
    mpc: Any, places: Sequence[Place], keys: Path, *, latency: float = 0.0, patience: float = 60.0
) -> "asyncio.Future[str]":
    """Connect this party with all others: to those after it, and from those before it.

    Args:
        mpc: The runtime.
        places: Of all parties, in their order.
        keys: The folder with this node's TLS key and certificate.
        latency: Seconds by which everything that is sent is held up.
        patience: Seconds after which who cannot be reached is given up.

    Returns:
        A future that is filled with a reason when a line breaks.

    Raises:
        CannotReach: naming who is missing.
    """
    loop, own = asyncio.get_running_loop(), mpc.pid
    broken: asyncio.Future[str] = loop.create_future()
    for peer in mpc.parties:
        peer.protocol = loop.create_future() if peer.pid == own else None
    numbers = {ssl.PEM_cert_to_DER_cert(place.certificate): k for k, place in enumerate(places)}
    from parley.node.mpc.line import Line  # the runtime is there by now

    server = await loop.create_server(
        lambda: Line(mpc, None, numbers, broken, latency),
        places[own].host, places[own].port, ssl=_context(places, keys, own, serves=True),
    )  # fmt: skip
    try:
        async with asyncio.timeout(patience):
            for peer in range(own + 1, len(places)):
                await _reach(
                    places[peer], _context(places, keys, peer, serves=False),
                    lambda peer=peer: Line(mpc, peer, numbers, broken, latency),
                )  # fmt: skip
            await mpc.parties[own].protocol
    except TimeoutError as late:
        missing = [
            f"{places[p.pid].host}:{places[p.pid].port}" for p in mpc.parties if not p.protocol
        ]
        raise CannotReach(f"no line to {', '.join(missing)} after {patience:.0f} s") from late
    finally:
        server.close()
    return broken


async def _reach(place: Place, context: ssl.SSLContext, make: Any) -> None:
    loop = asyncio.get_running_loop()
    while True:
        try:
            await loop.create_connection(
                make, place.host, place.port, ssl=context, server_hostname=""
            )
        except ConnectionError:
            await asyncio.sleep(_PAUSE)
        else:
            return


def _context(places: Sequence[Place], keys: Path, other: int, *, serves: bool) -> ssl.SSLContext:
    """TLS 1.3 with certificates on both sides; only those of the parties are believed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if serves else ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False  # the certificate itself is pinned, whatever its address
    context.verify_mode = ssl.CERT_REQUIRED
    believed = places if serves else [places[other]]
    context.load_verify_locations(cadata="".join(place.certificate for place in believed))
    context.load_cert_chain(keys / TLS_CERTIFICATE, keys / TLS_KEY)
    return context

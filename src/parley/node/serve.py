"""A node that runs: its door, its steward, its channels, until it is told to stop."""

import asyncio
import logging
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import uvicorn

from parley.engine.contagion.whole_clearing import WholeDebts, clear_whole, paid_to
from parley.errors import CannotOpen, CannotWrite
from parley.node.channel import Channel
from parley.node.clock import now
from parley.node.door import make_door, trusted_certificates
from parley.node.key_book import KeyBook
from parley.node.key_change import tell_the_rest
from parley.node.keys import TLS_CERTIFICATE, TLS_KEY
from parley.node.record.database import open_database
from parley.node.record.store import Record
from parley.node.settings import Settings, read_settings
from parley.node.steward import Steward
from parley.node.witness import EVERY, Witness

log = logging.getLogger("parley")

#: Seconds to wait before the record is read anew after it could not be read or written.
_PAUSE = 0.5


class RunningNode:
    """A node at work. Used as a context: it is closed at the end, whatever happens.

    Args:
        folder: Of the node.
        latency: Seconds by which every request to another node is held up.
        clock: Gives the instant.
        heads_every: Seconds between two heads of the log that the others are shown.

    Raises:
        CannotOpen: if folder, keys or record are missing, or it has no peer.
    """

    def __init__(
        self,
        folder: Path,
        *,
        latency: float = 0.0,
        clock: Callable[[], str] = now,
        heads_every: float = EVERY,
    ) -> None:
        _load_kernels()
        self.settings: Settings = read_settings(folder)
        if not self.settings.peers:
            raise CannotOpen(f"{folder} knows no other node: parley peer add")
        self.record = Record(open_database(self.settings.record), self.settings.node)
        self.book = KeyBook(self.settings, self.record)
        for peer in tell_the_rest(self.settings, self.record, self.book):
            log.warning("%s had not been told of a change of keys: it is now", peer)
        self.steward = Steward(self.record, self.book.sign, clock)
        self._clock = clock
        self._heads_every = heads_every
        self.witness = self._new_witness()
        self._news, self._stopped = threading.Event(), threading.Event()
        self.channels = [
            Channel(self.settings, peer, self.record, self.book, clock, latency)
            for peer in self.settings.peers.values()
        ]
        self._server = _Server(self._configuration(clock))
        self._threads = [
            threading.Thread(target=self._server.run, name="door", daemon=True),
            threading.Thread(target=self._follow, name="steward", daemon=True),
        ]

    def _configuration(self, clock: Callable[[], str]) -> uvicorn.Config:
        host, port = self.settings.listen
        return uvicorn.Config(
            make_door(self.book, self.record, clock, self._hear_news),
            host=host, port=port, log_level="warning", lifespan="off", access_log=False,
            timeout_graceful_shutdown=1,
            ssl_certfile=str(self.settings.keys / TLS_CERTIFICATE),
            ssl_keyfile=str(self.settings.keys / TLS_KEY),
            ssl_ca_certs=str(trusted_certificates(self.settings)),
            ssl_cert_reqs=ssl.CERT_REQUIRED,
            ssl_version=ssl.PROTOCOL_TLS_SERVER,
        )  # fmt: skip

    def __enter__(self) -> "RunningNode":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._news.set()
        self._server.should_exit = True
        for channel in self.channels:
            channel.close()
        for thread in self._threads:
            thread.join(timeout=10.0)
        self.record.close()

    def _hear_news(self) -> None:
        self._news.set()
        self._wake_channels()

    def _new_witness(self) -> Witness:
        return Witness(self.record, self.book, self.settings.peers, self._clock, self._heads_every)

    def _follow(self) -> None:
        is_stale = False
        while not self._stopped.is_set():
            try:
                if is_stale:
                    self.steward = Steward(self.record, self.book.sign, self._clock)
                    self.witness = self._new_witness()
                    is_stale = False
                if self.steward.catch_up() + self.witness.catch_up():
                    self._wake_channels()
            except (CannotOpen, CannotWrite) as error:
                log.warning("%s", error)
                is_stale = True  # what they have in mind may not stand in the record
                self._stopped.wait(_PAUSE)
            self._news.wait(0.1)
            self._news.clear()

    def _wake_channels(self) -> None:
        for channel in self.channels:
            channel.wake()

    @property
    def is_open(self) -> bool:
        """Whether the door lets messages in."""
        return self._server.started

    @property
    def has_failed(self) -> bool:
        """Whether a part of it has ended though nobody stopped it: the port may be taken."""
        alive = [each.is_alive() for each in self._threads]
        alive += [each.is_alive() for each in self.channels]
        return not self._stopped.is_set() and not all(alive)

    def stop(self) -> None:
        """Let ``wait`` return."""
        self._stopped.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until somebody stops the node; whether somebody did."""
        return self._stopped.wait(seconds)


class _Server(uvicorn.Server):
    """Cuts, at its end, the lines that other nodes keep open: they would hold it for long."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        for line in list(self.server_state.connections):
            if line.transport is not None:
                line.transport.abort()
        await asyncio.sleep(0.01)


def _load_kernels() -> None:
    """Compile or load what a joint run needs, so that the first one does not wait for it."""
    one = WholeDebts(np.array([0]), np.array([1]), np.array([2]), np.array([0, 0]))
    found = clear_whole(one, np.array([[1, 0]])).payments
    clear_whole(one, np.array([[1, 0]]), from_below=True)
    paid_to(one.debtor, one.debtor, one.amount, one.owed, found, 1)

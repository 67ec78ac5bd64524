"""A bad line between two nodes: it is cut, it is slow, and messages come twice and out of order."""

import random
import socket
import threading
import time
from contextlib import suppress
from types import TracebackType

import httpx

from parley.exchange.frames import to_frame
from parley.exchange.log import Way
from parley.exchange.messages import read_message
from parley.exchange.signature import PATH, Signed
from parley.node.channel import client_context
from parley.node.record.store import Record
from parley.node.settings import Settings

_CHUNK = 65_536


class Line:
    """Carries bytes to a port of the loopback, as a router would that sees only TLS.

    Attributes:
        is_down: Whether whoever calls is cut off at once.
        delay: Seconds by which each piece is held up.
        cuts: How many open lines were cut.
    """

    def __init__(self, port: int, to_port: int) -> None:
        self._to_port, self._open = to_port, set[socket.socket]()
        self.is_down, self.delay, self.cuts = False, 0.0, 0
        self._listens = socket.create_server(("127.0.0.1", port))
        self._turn = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Cut whatever is open now."""
        with self._turn:
            lines, self._open = self._open, set()
        self.cuts += len(lines) // 2
        for each in lines:
            _end(each)

    def close(self) -> None:
        """Cut everything, for good."""
        self._listens.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listens.accept()
            except OSError:
                return
            try:
                if self.is_down:
                    raise ConnectionError
                called = socket.create_connection(("127.0.0.1", self._to_port), 5.0)
            except OSError:
                caller.close()
                continue
            called.settimeout(None)
            with self._turn:
                self._open |= {caller, called}
            for pair in ((caller, called), (called, caller)):
                threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while piece := source.recv(_CHUNK):
                if self.delay:
                    time.sleep(self.delay)
                sink.sendall(piece)
        except OSError:
            pass
        with self._turn:
            self._open -= {source, sink}
        for each in (source, sink):
            _end(each)
            each.close()


def _end(line: socket.socket) -> None:
    """Tell the other end, also where another thread waits for it at this moment."""
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


class SecondSender:
    """Sends what a node has said a second time, late and in any order, with the node's own keys.

    Used as a context, in a thread of its own.

    Args:
        sender, receiver: The two nodes.
        port: Where the receiver listens.
        record: Of the sender.
        seed: Of the order.
    """

    def __init__(
        self, sender: Settings, receiver: Settings, port: int, record: Record, seed: int
    ) -> None:
        self._to, self._record, self._port = receiver.node, record, port
        self._chance = random.Random(seed)  # noqa: S311  # an order, no secret
        self._context = client_context(sender, receiver.card)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.sent = 0

    def __enter__(self) -> "SecondSender":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._stopped.set()
        self._thread.join(10.0)

    def _run(self) -> None:
        place, known = 0, list[bytes]()
        address = f"https://127.0.0.1:{self._port}"
        with httpx.Client(base_url=address, verify=self._context, trust_env=False) as client:
            while not self._stopped.is_set():
                for entry in self._record.entries(place):
                    place = entry.position + 1
                    if entry.way is Way.SENT and read_message(entry.raw).receiver == self._to:
                        kept = tuple(self._record.attachment(each) for each in entry.attachments)
                        known.append(to_frame(Signed(entry.raw, entry.signature, kept)))
                for frame in self._chance.sample(known[-4:], len(known[-4:])):
                    for _ in range(self._chance.choice((0, 1, 1, 2))):
                        self._send(client, frame)
                time.sleep(self._chance.uniform(0.0, 0.05))

    def _send(self, client: httpx.Client, frame: bytes) -> None:
        try:
            client.post(PATH, content=frame)
            self.sent += 1
        except httpx.HTTPError:
            pass

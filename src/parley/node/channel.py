"""The channel to other nodes: sends what the record holds, in order, until it was acknowledged."""

import logging
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable

import httpx

from parley.errors import CannotOpen, CannotWrite
from parley.exchange.frames import MOST_BYTES, to_frame
from parley.exchange.log import Way
from parley.exchange.signature import PATH, Signed
from parley.node.card import Card
from parley.node.key_book import KeyBook
from parley.node.keys import TLS_CERTIFICATE, TLS_KEY
from parley.node.outgoing import (
    ACKNOWLEDGED,
    REFUSED,
    TAKEN,
    TOO_LARGE,
    Outgoing,
    answer,
)
from parley.node.record.store import Record
from parley.node.settings import Settings

log = logging.getLogger("parley")

#: Seconds to wait after a failure: at first, and at most.
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0


class Channel:
    """Delivers to one other node, at least once and in the order sent.

    Args:
        settings: Of this node.
        peer: The other one's card; no other certificate is believed.
        record: What was sent and what was acknowledged.
        book: Whose key counts.
        clock: Gives the instant.
        latency: Seconds by which every request is held up, to try out slow lines.
    """

    def __init__(
        self,
        settings: Settings,
        peer: Card,
        record: Record,
        book: KeyBook,
        clock: Callable[[], str],
        latency: float = 0.0,
    ) -> None:
        self._peer, self._record, self._clock, self._latency = peer, record, clock, latency
        self._outgoing = Outgoing(record, book, peer.node)
        self._answers: deque[bytes] = deque()
        self._news, self._stopped = threading.Event(), threading.Event()
        self._client = httpx.Client(
            base_url=peer.address,
            verify=client_context(settings, peer),
            timeout=httpx.Timeout(30.0, connect=5.0),
            trust_env=False,
        )
        self._thread = threading.Thread(target=self._run, name=f"to {peer.node}", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look into the record at once: there may be something to send."""
        self._news.set()

    def close(self) -> None:
        """Stop; what was not acknowledged is sent when the node starts again."""
        self._stopped.set()
        self._news.set()
        self._thread.join(timeout=5.0)
        try:
            self._keep_answers()
        except CannotWrite as error:  # as after a crash: it is sent once more, and changes nothing
            log.warning("%s", error)
        self._client.close()

    def is_alive(self) -> bool:
        """Whether it works."""
        return self._thread.is_alive()

    def _run(self) -> None:
        pause, is_open = FIRST_PAUSE, False
        while not self._stopped.is_set():
            try:
                is_open = self._go_on(is_open)
            except (CannotOpen, CannotWrite) as error:  # the record, for now: all stays as it is
                log.warning("%s", error)
                is_open = False
            if is_open:
                pause = FIRST_PAUSE
                continue
            self._news.wait(pause)  # a sign of life from the other side ends the pause
            self._news.clear()
            pause = min(2.0 * pause, LONGEST_PAUSE)

    def _go_on(self, is_open: bool) -> bool:
        """Send what is next, or wait a moment for something to send; whether the line is open."""
        self._outgoing.catch_up()
        ready = self._outgoing.next(self._clock())
        if is_open and ready is None:
            if not self._news.wait(0.1):
                self._keep_answers()
            self._news.clear()
            return True
        return self._knock() if ready is None else self._deliver(ready[0].name, ready[2])

    def _knock(self) -> bool:
        """Open the line before there is anything to send; whether somebody is there."""
        try:
            return self._client.head(PATH).status_code == 204
        except httpx.HTTPError:
            return False

    def _deliver(self, name: str, signed: Signed) -> bool:
        """Send one message; whether it has its answer now. A refusal is one too, but for that of a
        key that does not count there yet: then it waits until people have exchanged keys.
        """
        if self._latency:
            time.sleep(self._latency)
        frame = to_frame(signed)
        status = TOO_LARGE if len(frame) > MOST_BYTES else self._post(frame)
        if status not in (TAKEN, REFUSED, TOO_LARGE):
            return False
        if status == TOO_LARGE:
            log.warning(
                "message %s to %s is not delivered and not sent again: %d bytes are more than %s "
                "takes in", name[:16], self._peer.node, len(frame), self._peer.node,
            )  # fmt: skip
        self._answers.append(answer(name, self._peer.node, status))
        self._outgoing.forget(name)
        return True

    def _post(self, frame: bytes) -> int:
        """The status of the answer, 0 if there is none."""
        try:
            return self._client.post(PATH, content=frame).status_code
        except httpx.HTTPError:
            return 0

    def _keep_answers(self) -> None:
        """Keep what was acknowledged. It can wait until nothing else does: what a crash takes of
        it is sent once more, and changes nothing there.
        """
        while self._answers:
            self._record.append(Way.OWN, self._answers[0], self._clock(), note=ACKNOWLEDGED)
            self._answers.popleft()


def client_context(settings: Settings, peer: Card) -> ssl.SSLContext:
    """TLS 1.3 to one node alone, showing one's own certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False  # the certificate itself is pinned, whatever its address
    context.load_verify_locations(cadata=peer.certificate)
    context.load_cert_chain(settings.keys / TLS_CERTIFICATE, settings.keys / TLS_KEY)
    return context

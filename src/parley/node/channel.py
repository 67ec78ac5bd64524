"""The channel to other nodes: sends what the record holds, in order, until it was acknowledged."""

import ssl
import threading
import time
from collections import deque
from collections.abc import Callable

import httpx

from parley.exchange.canonical import Value, from_bytes, to_bytes
from parley.exchange.frames import to_frame
from parley.exchange.log import Entry, Way
from parley.exchange.messages import read_message
from parley.exchange.signature import PATH, Signed
from parley.node.card import Card
from parley.node.keys import TLS_CERTIFICATE, TLS_KEY
from parley.node.record.store import Record
from parley.node.settings import Settings

#: The note of the entry that says that a message was acknowledged.
ACKNOWLEDGED = "acknowledged"

#: Seconds to wait after a failure: at first, and at most.
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0


class Channel:
    """Delivers to one other node, at least once and in the order sent.

    Args:
        settings: Of this node.
        peer: The other one's card; no other certificate is believed.
        record: What was sent and what was acknowledged.
        clock: Gives the instant.
        latency: Seconds by which every request is held up, to try out slow lines.
    """

    def __init__(
        self,
        settings: Settings,
        peer: Card,
        record: Record,
        clock: Callable[[], str],
        latency: float = 0.0,
    ) -> None:
        self._peer, self._record, self._clock, self._latency = peer, record, clock, latency
        self._place = 0
        self._queue: deque[Entry] = deque()
        self._answers: deque[bytes] = deque()
        self._news, self._stopped = threading.Event(), threading.Event()
        self._done = {
            name
            for entry in record.entries()
            if entry.way is Way.OWN and entry.note == ACKNOWLEDGED
            for name in [_acknowledged(entry)]
        }
        self._client = httpx.Client(
            base_url=peer.address,
            verify=client_context(settings, peer),
            timeout=30.0,
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
        self._keep_answers()
        self._client.close()

    def _run(self) -> None:
        pause, is_open = FIRST_PAUSE, False
        while not self._stopped.is_set():
            self._collect()
            if is_open and not self._queue:
                if not self._news.wait(0.1):
                    self._keep_answers()
                self._news.clear()
                continue
            is_open = self._deliver(self._queue[0]) if self._queue else self._knock()
            if is_open:
                pause = FIRST_PAUSE
                continue
            self._news.wait(pause)  # a sign of life from the other side ends the pause
            self._news.clear()
            pause = min(2.0 * pause, LONGEST_PAUSE)

    def _knock(self) -> bool:
        """Open the line before there is anything to send; whether somebody is there."""
        try:
            return self._client.head(PATH).status_code == 204
        except httpx.HTTPError:
            return False

    def _collect(self) -> None:
        for entry in self._record.entries(self._place):
            self._place = entry.position + 1
            waits = entry.way is Way.SENT and entry.name not in self._done
            if waits and read_message(entry.raw).receiver == self._peer.node:
                self._queue.append(entry)

    def _deliver(self, entry: Entry) -> bool:
        """Send one message; whether the other side has it now. A refusal is an answer too."""
        kept = tuple(self._record.attachment(each) for each in entry.attachments)
        frame = to_frame(Signed(entry.raw, entry.signature, kept))
        if self._latency:
            time.sleep(self._latency)
        try:
            answer = self._client.post(PATH, content=frame)
        except httpx.HTTPError:
            return False
        if answer.status_code not in (200, 400):
            return False
        said: dict[str, Value] = {
            "name": entry.name,
            "peer": self._peer.node,
            "status": answer.status_code,
        }
        self._answers.append(to_bytes(said))
        self._done.add(entry.name)
        self._queue.popleft()
        return True

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


def _acknowledged(entry: Entry) -> str:
    body = from_bytes(entry.raw)
    return str(body["name"]) if isinstance(body, dict) else ""

"""One line between two parties: the runtime's, but who speaks is known by the certificate.

Imported only after ``make_runtime``: the runtime reads the arguments of the process.
"""

import asyncio
from typing import Any

from mpyc.asyncoro import MessageExchanger

#: A peer that sends more than this without being asked for it is cut off. Bytes.
MOST_WAITING = 1 << 30


class Line(MessageExchanger):  # type: ignore[misc]  # the runtime has no types
    """One line to another party.

    Args:
        mpc: The runtime.
        peer: Number of the party that was called; None for one that calls.
        numbers: Of the parties, by their certificates (DER).
        broken: Filled with a reason when a line breaks.
        latency: Seconds by which everything that is sent is held up.
    """

    def __init__(
        self,
        mpc: Any,
        peer: int | None,
        numbers: dict[bytes, int],
        broken: "asyncio.Future[str]",
        latency: float,
    ) -> None:
        super().__init__(mpc, peer)
        self._numbers, self._broken, self._latency = numbers, broken, latency
        self._certified = -1

    def connection_made(self, transport: Any) -> None:
        """Go on only with the party that was called, by its certificate."""
        shown = transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
        self._certified = self._numbers.get(shown, -1)
        if self.peer_pid not in (None, self._certified):
            transport.abort()
            return
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Take in bytes; who calls must give the number that its certificate has."""
        begun = bytes(self.bytes[:2]) + data[:2]
        claims = int.from_bytes(begun[:2], "little")
        is_other = self.peer_pid is None and len(begun) > 1 and claims != self._certified
        if is_other or len(self.bytes) + len(data) > MOST_WAITING:
            self.transport.abort()
            return
        super().data_received(data)

    def send(self, pc: int, payload: bytes) -> None:
        """Send, after the latency that is tried out."""
        if self._latency:
            asyncio.get_running_loop().call_later(self._latency, super().send, pc, payload)
        else:
            super().send(pc, payload)

    def connection_lost(self, exc: Exception | None) -> None:
        """Say that the line broke; whether that matters is seen elsewhere."""
        if not self._broken.done():
            self._broken.set_result(f"the line to party {self.peer_pid} broke: {exc or 'closed'}")

"""The door of a node: takes in signed messages over HTTPS with certificates on both sides."""

import logging
from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from parley.errors import CannotOpen, CannotWrite, InvalidInput, NotBelieved
from parley.exchange.canonical import digest
from parley.exchange.frames import MOST_BYTES, from_frame
from parley.exchange.heads import require_good_head
from parley.exchange.log import Way
from parley.exchange.messages import read_message
from parley.exchange.signature import PATH, Signed
from parley.node.key_book import KeyBook
from parley.node.record.store import Record
from parley.node.settings import Settings

log = logging.getLogger("parley")

#: Of bytes that are refused, this many at most are kept in the record.
KEPT_OF_REFUSED = 4_096


def make_door(
    book: KeyBook, record: Record, clock: Callable[[], str], on_news: Callable[[], None]
) -> FastAPI:
    """The one address of a node.

    Args:
        book: Whose key counts now.
        record: Where everything that comes in is kept, good or refused.
        clock: Gives the instant.
        on_news: Called when a new message was kept, or another node shows that it lives.
    """
    app = FastAPI(title="Parley", docs_url=None, redoc_url=None, openapi_url=None)

    @app.post(PATH)
    async def take(request: Request) -> Response:
        frame = await _read(request)
        if frame is None:
            return JSONResponse({"refused": f"more than {MOST_BYTES} bytes"}, status_code=413)
        try:
            status, answer = await run_in_threadpool(take_in, book, record, clock, frame)
        except (CannotOpen, CannotWrite) as error:  # nothing was kept: the other side tries again
            log.warning("%s", error)
            return JSONResponse({"later": "the record cannot be written now"}, status_code=503)
        if status == 200 and answer["new"]:
            on_news()
        return JSONResponse(answer, status_code=status)

    @app.head(PATH)
    def knock() -> Response:
        on_news()
        return Response(status_code=204)

    return app


async def _read(request: Request) -> bytes | None:
    """The body, or nothing if it is too long: it is never held whole then."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)


def take_in(
    book: KeyBook, record: Record, clock: Callable[[], str], frame: bytes
) -> tuple[int, dict[str, object]]:
    """Check what came in by whatever route, and keep it, good or refused.

    Returns:
        200, 400, or 401 for a key that does not count here, and what to answer.
    """
    signed: Signed | None = None
    try:
        signed = from_frame(frame)
        message = read_message(signed.raw)
        book.check(signed, message)
        require_good_head(message)
    except InvalidInput as refused:
        reason = str(refused).partition("\n")[0][:300]
        raw = sample(frame if signed is None else signed.raw)
        record.append(Way.REFUSED, raw, clock(), note=reason)
        status = 401 if isinstance(refused, NotBelieved) else 400
        return status, {"refused": reason, "digest": digest(frame)}
    _, is_new = record.append(
        Way.RECEIVED, signed.raw, clock(), signature=signed.signature,
        attachments=signed.attachments,
    )  # fmt: skip
    return 200, {"name": message.name, "new": is_new}


def sample(raw: bytes) -> bytes:
    """What is kept of bytes that are refused: all, or the beginning and the digest of the whole."""
    if len(raw) <= KEPT_OF_REFUSED:
        return raw
    return raw[: KEPT_OF_REFUSED - 64] + digest(raw).encode()


def trusted_certificates(settings: Settings) -> Path:
    """One file with the certificates of all peers, as the TLS server wants them."""
    path = settings.folder / "trusted.pem"
    path.write_text("".join(card.certificate for card in settings.peers.values()), encoding="ascii")
    return path

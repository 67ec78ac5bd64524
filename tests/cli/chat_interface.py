"""A second reader for tests: a chat interface on loopback that gives one answer to everybody."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from parley.node.second_reader import MOST_ANSWER


@dataclass
class Chat:
    """Where it listens, and what it was asked: headers and bodies, in order."""

    address: str
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)


@contextmanager
def chat_interface(
    answer: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Iterator[Chat]:
    """Listen until the block ends.

    Args:
        answer: The body of every answer.
        status: Its status.
        headers: What else stands in its head.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            chat.headers.append(dict(self.headers))
            chat.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            body = answer.encode()
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if len(body) < MOST_ANSWER:
                self.wfile.write(body)
                return
            try:
                self.wfile.write(body)
            except OSError:
                """Whoever asked has heard enough."""

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    chat = Chat(f"http://127.0.0.1:{server.server_address[1]}/v1")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield chat
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answering(facts: object) -> str:
    """The body of an answer that holds these facts."""
    return json.dumps({"choices": [{"message": {"content": json.dumps(facts)}}]})

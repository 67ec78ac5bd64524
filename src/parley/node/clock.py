"""The clock of a node: the instant, as everything that it keeps and sends has it."""

from datetime import UTC, datetime


def now() -> str:
    """The instant, in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")

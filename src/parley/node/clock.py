"""The clock of a node: the instant, as everything that it keeps and sends has it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from parley.errors import Fault, InvalidInput


def now() -> str:
    """The instant, in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def in_zone(instant: datetime, time_zone: str) -> datetime:
    """An instant on the clock of a place.

    Args:
        instant: With its offset.
        time_zone: As the tz database names it, such as ``Asia/Shanghai``.

    Raises:
        InvalidInput: for a name that this machine does not know.
    """
    try:
        return instant.astimezone(ZoneInfo(time_zone))
    except (ZoneInfoNotFoundError, ValueError) as error:
        expected = "a name in the tz database of this machine"
        raise InvalidInput([Fault("side", 0, "time_zone", time_zone, expected)]) from error

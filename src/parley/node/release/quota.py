"""The quota of runs in a node's record: set there, counted there, refused when it is used up."""

from collections.abc import Iterable, Iterator, Mapping

from parley.exchange.canonical import Value, from_bytes, to_bytes
from parley.exchange.log import Entry, Way
from parley.exchange.release.quota import Begun, Quota, read_quota, require_within
from parley.node.record.store import LogHasGrown, Record

#: The note of the entry that sets the quota; the last one counts.
QUOTA = "run.quota"


def set_quota(record: Record, quota: Quota, now: str) -> None:
    """Set how many runs the same sides may make; what it was before stays in the record."""
    body: dict[str, Value] = {**quota.body, "set_at": now}
    record.append(Way.OWN, to_bytes(body), now, note=QUOTA)


def begin_within_quota(
    record: Record, raw: bytes, new: Begun, note: str, attachments: tuple[bytes, ...]
) -> None:
    """Keep the entry with which a run begins, if the quota allows one more.

    Nobody can slip in between counting and keeping: if the record has grown, it is counted anew.

    Args:
        record: The node's.
        raw: The body of the entry.
        new: What begins.
        note, attachments: Of the entry.

    Raises:
        InvalidInput: if the quota is used up; nothing is kept.
    """
    while True:
        entries = list(record.entries())
        quota = quota_of(entries)
        if quota is not None:
            require_within(quota, begun_in(entries), new)
        try:
            record.append(
                Way.OWN, raw, new.at, note=note, attachments=attachments, only_at=len(entries)
            )
        except LogHasGrown:
            continue
        return


def quota_of(entries: Iterable[Entry]) -> Quota | None:
    """The quota that counts now; none if none was ever set."""
    found = None
    for entry in entries:
        if entry.way is Way.OWN and entry.note == QUOTA:
            found = read_quota(_table(from_bytes(entry.raw)))
    return found


def begun_in(entries: Iterable[Entry]) -> Iterator[Begun]:
    """Every run with data that has begun here, open or secret."""
    for entry in entries:
        if entry.way is Way.OWN and entry.note.endswith(".begin"):
            body = _table(from_bytes(entry.raw))
            terms = _table(body.get("terms", body))
            charter = _table(terms.get("charter", {}))
            if charter:
                yield begun_by(charter, entry.recorded_at)


def begun_by(charter: Mapping[str, Value], at: str) -> Begun:
    """What begins, by the body of its charter."""
    sides = charter["sides"]
    assert isinstance(sides, list)  # noqa: S101  # a charter was checked when it was made
    return Begun(str(charter["run"]), frozenset(map(str, sides)), int(str(charter["draws"])), at)


def _table(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}

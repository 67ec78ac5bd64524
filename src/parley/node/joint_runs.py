"""Joint runs of a node as its operator sees and steers them: all by the record alone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from parley.errors import Fault, InvalidInput
from parley.exchange.canonical import from_bytes
from parley.exchange.joint.books import Books
from parley.exchange.joint.charter import Charter, read_charter
from parley.exchange.joint.run import Run, Said, Step, begin
from parley.exchange.log import Way
from parley.exchange.messages import Message, read_envelope, read_message
from parley.node.auditor import Replay
from parley.node.record.store import Record
from parley.node.settings import Settings
from parley.node.steward import ABORT, BEGIN, end_run, enter_run, is_step, message_of, read_abort


@dataclass(frozen=True)
class Proposal:
    """A run that another side has proposed and in which this one does not take part yet.

    Args:
        run: Its name.
        charter: The terms; None if nobody can read them, or those who propose differ.
        by: Who proposes it.
        is_exercise: Whether it is one.
        over: Why it is over already; empty while it can be accepted.
        fault: What is wrong with the terms; empty if nothing is.
    """

    run: str
    charter: Charter | None
    by: tuple[str, ...]
    is_exercise: bool
    over: str = ""
    fault: str = ""


def proposals(record: Record) -> dict[str, Proposal]:
    """Every run that others propose and that is not answered here, by its name."""
    answered, heard = set(), dict[str, list[Message]]()
    for entry in record.entries():
        if entry.way is Way.OWN and entry.note == BEGIN:
            body = from_bytes(entry.raw)
            terms = body["charter"] if isinstance(body, dict) else None
            answered.add(str(terms["run"]) if isinstance(terms, Mapping) else "")
        elif entry.way is Way.OWN and entry.note == ABORT:
            answered.add(read_abort(entry)[0])
        elif entry.way is Way.RECEIVED and is_step(entry):
            envelope = read_envelope(entry.raw)
            if envelope.kind in (Step.CHARTER, Step.ABORT):
                heard.setdefault(envelope.thread, []).append(read_message(entry.raw))
    return {
        name: _proposal(name, record.node, every)
        for name, every in heard.items()
        if name not in answered and any(each.kind == Step.CHARTER for each in every)
    }


def _proposal(name: str, node: str, every: list[Message]) -> Proposal:
    stated = {each.sender: each for each in every if each.kind == Step.CHARTER and not each.number}
    over = [str(each.body.get("reason", "")) for each in every if each.kind == Step.ABORT]
    charters, fault = list[Charter](), ""
    for sender, message in stated.items():
        try:
            charter = read_charter(message.body)
        except InvalidInput as error:
            fault = f"{sender}: {error.faults[0]}"
            continue
        if charter.run != name or {node, sender} - set(charter.sides):
            fault = f"{sender} proposes a charter of another run or of other sides"
        elif charter not in charters:
            charters.append(charter)
    if len(charters) > 1:
        fault = f"{', '.join(stated)} propose different charters: decline, and agree on one"
    return Proposal(
        name, charters[0] if charters and not fault else None, tuple(sorted(stated)),
        all(each.is_exercise for each in stated.values()), over[0] if over else "", fault,
    )  # fmt: skip


def take_part(
    settings: Settings, record: Record, charter: Charter, books: Books, now: str,
    *, is_exercise: bool = True,
) -> None:  # fmt: skip
    """Enter a run with this side's own books: propose it, or accept what others propose.

    The node says so, signed, as soon as it runs.

    Args:
        settings: Of the node.
        record: Its record.
        charter: The terms.
        books: This side's own.
        now: The instant.
        is_exercise: Whether this is one.

    Raises:
        InvalidInput: if the node is no side of it, does not know the others, has a run of this
            name, others propose other terms, or the books do not fit. Nothing is kept then.
    """
    name, faults = charter.run, []
    if settings.node not in charter.sides:
        faults.append(Fault("charter", 0, "sides", ", ".join(charter.sides), settings.node))
    for side in charter.sides:
        if side != settings.node and side not in settings.peers:
            faults.append(Fault("charter", 0, "sides", side, "a node of parley peer add"))
    if name in Replay(record).runs:
        faults.append(Fault("charter", 0, "run", name, "a name that no other run here has"))
    proposed = proposals(record).get(name)
    if proposed is not None and proposed.over:
        faults.append(Fault("charter", 0, "run", name, f"one that is open: {proposed.over}"))
    elif proposed is not None and proposed.charter != charter:
        wanted = proposed.fault or f"the terms that {', '.join(proposed.by)} proposes"
        faults.append(Fault("charter", 0, "run", name, wanted))
    if faults:
        raise InvalidInput(faults)
    _, said = begin(charter, books, bytes(32))
    for each in said:
        _require_can_be_said(settings.node, charter, each, is_exercise, now)
    enter_run(record, charter, books, now, is_exercise=is_exercise)


def _require_can_be_said(
    node: str, charter: Charter, said: Said, is_exercise: bool, now: str
) -> None:
    place = (node, charter.sides[said.receiver], charter.run, 0)
    message_of(place, said, [], sent_at=now, is_exercise=is_exercise)


def stop_run(record: Record, run: str, reason: str, now: str) -> bool:
    """Break off a run, or decline one that others propose.

    Returns:
        Whether it had begun here.

    Raises:
        InvalidInput: for a run that is not there, is over, or has its results published already.
    """
    found = Replay(record).runs.get(run)
    proposed = proposals(record).get(run)
    if found is not None:
        if found.is_over or found.step is Step.RESULT:
            raise _fault(run, f"one that is open; it {standing(found)}")
        _require_can_be_said(
            record.node, found.charter,
            Said(found.side, found.peers[0], Step.ABORT, {"reason": reason}), True, now,
        )  # fmt: skip
        end_run(record, run, reason, now)
        return True
    if proposed is None or proposed.charter is None:
        raise _fault(run, proposed.fault if proposed else "a run of parley joint list")
    if proposed.over:
        raise _fault(run, f"one that is open: {proposed.over}")
    charter = proposed.charter
    side = charter.sides.index(record.node)
    said = Said(side, int(side == 0), Step.ABORT, {"reason": reason})
    _require_can_be_said(record.node, charter, said, proposed.is_exercise, now)
    end_run(
        record, run, reason, now, proposed=charter, is_exercise=proposed.is_exercise
    )  # fmt: skip
    return False


def _fault(run: str, wanted: str) -> InvalidInput:
    return InvalidInput([Fault("joint run", 0, "run", run, wanted)])


def standing(run: Run) -> str:
    """Where a run stands, in words."""
    if run.step is Step.CLOSED:
        return f"is closed after {run.number} rounds: nothing more is needed"
    if run.step is Step.ABORT:
        return f"is broken off: {run.reason}"
    missing = ", ".join(run.charter.sides[peer] for peer in run.peers if not run.waiting.get(peer))
    if run.step is Step.CHARTER:
        return f"is proposed: waits for the answer of {missing}"
    return f"waits for {run.step} of {missing}" + (f", round {run.number}" if run.number else "")


@dataclass(frozen=True)
class Crossing:
    """What crossed in a run, of one kind of message and in one direction.

    Args:
        way: Sent or received.
        kind: Of the messages.
        messages: How many.
        size: Bytes of the messages and of what went with them.
    """

    way: Way
    kind: str
    messages: int
    size: int


def crossings(record: Record, run: str) -> tuple[Crossing, ...]:
    """Everything that crossed in a run, by direction and kind."""
    count: Counter[tuple[Way, str]] = Counter()
    size: Counter[tuple[Way, str]] = Counter()
    for entry in record.entries():
        if entry.way in (Way.SENT, Way.RECEIVED):
            message = read_envelope(entry.raw)
            if message.thread == run:
                count[entry.way, message.kind] += 1
                kept = sum(len(record.attachment(each)) for each in entry.attachments)
                size[entry.way, message.kind] += len(entry.raw) + kept
    return tuple(Crossing(way, kind, n, size[way, kind]) for (way, kind), n in count.items())


class Watch:
    """Follows one run in a record that another process writes.

    Args:
        record: Of the node.
        run: Its name.
    """

    def __init__(self, record: Record, run: str) -> None:
        self._record, self._run, self._place = record, run, 0
        self._results = set[str]()
        self.step, self.number, self.is_over = "", 0, False

    def look(self, sides: int) -> bool:
        """Read what is new; whether the run is over.

        Args:
            sides: How many take part.
        """
        for entry in self._record.entries(self._place):
            self._place = entry.position + 1
            if entry.way not in (Way.SENT, Way.RECEIVED):
                continue
            message = read_message(entry.raw)
            if message.thread != self._run:
                continue
            self.step = message.kind
            number = message.body.get("round", 0)
            self.number = number if isinstance(number, int) else self.number
            if message.kind == Step.RESULT:
                self._results.add(message.sender)
            self.is_over = self.is_over or message.kind == Step.ABORT
        return self.is_over or len(self._results) == sides

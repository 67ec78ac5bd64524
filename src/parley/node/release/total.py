"""A total with noise from a node: what vouches for it, what it costs, what was published.

Everything is in the record, in this order: the budget; for each side its word about its own books;
what a release costs; its answer. Cost comes before the answer: whatever happens between, it is
spent.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from parley.errors import Fault, InvalidInput
from parley.exchange.canonical import Value, from_bytes, to_bytes
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.standing import Run
from parley.exchange.log import Entry, Way
from parley.exchange.messages import read_message
from parley.exchange.release.budget import (
    Budget,
    Spend,
    in_words,
    left,
    read_budget,
    read_spend,
    require_left,
)
from parley.exchange.release.sensitivity import debts_of, outside_share, shortfall_sensitivity
from parley.node.record.store import LogHasGrown, Record
from parley.node.release.noise import Noisy, with_noise

#: Notes of entries of a node's own.
BUDGET, SPENT, ANSWER = "release.budget", "release.spent", "release.answer"

#: The kinds of messages: a side vouches for its books; a release was paid for; its answer.
VOUCH = "release.vouch"

#: Says something to another node: kind, receiver, body.
Tell = Callable[[str, str, Mapping[str, Value]], object]
Noise = Callable[[int, int, int], Noisy]


@dataclass(frozen=True)
class Released:
    """What a release has given.

    Args:
        value: The total with noise, units.
        scale: Of the noise, units.
        epsilon: What it cost, millionths.
        left: What is left of the budget, millionths.
    """

    value: int
    scale: float
    epsilon: int
    left: int


def open_budget(record: Record, budget: Budget, now: str) -> None:
    """Keep a budget. It is never raised: there is one of a name, and only one.

    Raises:
        InvalidInput: if there is one of this name already.
    """
    while True:
        entries = list(record.entries())
        if budget.name in budgets(entries):
            wanted = "another name: a budget is never raised"
            raise InvalidInput([Fault("budget", 0, "name", budget.name, wanted)])
        try:
            record.append(Way.OWN, to_bytes(budget.body), now, note=BUDGET, only_at=len(entries))
        except LogHasGrown:
            continue
        return


def budgets(entries: Sequence[Entry]) -> dict[str, Budget]:
    """Every budget, by its name."""
    found: dict[str, Budget] = {}
    for entry in entries:
        if entry.way is Way.OWN and entry.note == BUDGET:
            each = read_budget(_table(entry))
            found.setdefault(each.name, each)
    return found


def spends(entries: Sequence[Entry]) -> list[Spend]:
    """Everything that was spent: here, and by other nodes as they said, where it can be read."""
    found = []
    for entry in entries:
        if entry.way is Way.OWN and entry.note == SPENT:
            found.append(read_spend(_table(entry)))
        elif entry.way is Way.RECEIVED:
            message = read_message(entry.raw)
            if message.kind == SPENT and message.body.get("by") == message.sender:
                with suppress(InvalidInput):
                    found.append(read_spend(message.body))
    return found


def vouch(record: Record, run: Run, floor: Fraction, tell: Tell) -> None:
    """Say to the other sides that one's own books keep the floor that a release stands on.

    Args:
        record: The node's.
        run: A joint run of it, with the books as both sides agree on them.
        floor: The share of its debts that every institution owes outside the network, at least.
        tell: Says it.

    Raises:
        InvalidInput: if one's own books do not keep it; the share itself is not said.
    """
    if outside_share(run.books) < floor:
        wanted = "one that every institution of this side keeps"
        raise InvalidInput([Fault("release", 0, "floor", str(floor), wanted)])
    body: dict[str, Value] = {
        "run": run.charter.run,
        "floor": list(floor.as_integer_ratio()),
        "debts": debts_of(run.books),
    }
    for peer in run.peers:
        tell(VOUCH, run.charter.sides[peer], body)


def release_total(
    record: Record,
    run: Run,
    draw: int,
    budget_name: str,
    epsilon: int,
    clock: Callable[[], str],
    tell: Tell,
    noise: Noise = with_noise,
) -> Released:
    """Release the shortfall of all sides in one draw of a closed run, with noise, at a cost.

    Args:
        record: The node's.
        run: A joint run of it that is closed.
        draw: Which draw.
        budget_name: Of the budget that pays.
        epsilon: What is paid, millionths.
        clock: Gives the instant.
        tell: Says to the other sides what was spent and what was published.
        noise: Adds noise to a total, by sensitivity and ε.

    Raises:
        InvalidInput: with the reason: no budget, nothing left of it, a model whose totals can
            change without bound, a side that has not vouched for its books, no such draw. Nothing
            is spent then.
    """
    charter, node = run.charter, record.node
    total = _exact_total(run, draw)
    while True:
        entries = list(record.entries())
        budget = budgets(entries).get(budget_name)
        if budget is None:
            known = ", ".join(budgets(entries)) or "none yet: parley release budget"
            raise InvalidInput([Fault("release", 0, "budget", budget_name, known)])
        debts = _debts_vouched_for(entries, run, budget.outside)
        sensitivity = shortfall_sensitivity(charter, budget.protects, budget.outside, debts)
        spent = spends(entries)
        require_left(budget, spent, epsilon)
        number = sum(each.by == node for each in spent)
        spend = Spend(budget.name, node, number, charter.run, draw, epsilon)
        try:
            _, is_new = record.append(
                Way.OWN, to_bytes(spend.body), clock(), note=SPENT, only_at=len(entries)
            )
        except LogHasGrown:
            continue
        if is_new:  # else another process has spent at the same moment, in the same words
            break
    for peer in run.peers:
        tell(SPENT, charter.sides[peer], spend.body)
    found = noise(total, sensitivity, epsilon)
    answer: dict[str, Value] = {
        **spend.body, "value": found.value, "scale": round(found.scale), "unit": charter.unit,
    }  # fmt: skip
    record.append(Way.OWN, to_bytes(answer), clock(), note=ANSWER)
    for peer in run.peers:
        tell(ANSWER, charter.sides[peer], answer)
    return Released(found.value, found.scale, epsilon, left(budget, [*spent, spend]))


def _exact_total(run: Run, draw: int) -> int:
    sums = [side.get("shortfall", ()) for side in run.results.values()]
    if len(sums) < len(run.charter.sides) or not all(sums):
        wanted = "a run that is closed, with shortfall among its outputs"
        raise InvalidInput([Fault("release", 0, "run", run.charter.run, wanted)])
    if not 0 <= draw < run.charter.draws:
        wanted = f"0 to {run.charter.draws - 1}"
        raise InvalidInput([Fault("release", 0, "draw", str(draw), wanted)])
    return sum(side[draw] for side in sums)


def _debts_vouched_for(entries: Sequence[Entry], run: Run, floor: Fraction) -> int:
    """How many debts there are in the network, at most; every side keeps the floor by its word.

    Raises:
        InvalidInput: naming who has not vouched, or oneself.
    """
    charter = run.charter
    if outside_share(run.books) < floor:
        wanted = f"books in which every institution owes {floor} or more of its debts outside"
        raise InvalidInput([Fault("release", 0, "books", "others", wanted)])
    words: dict[str, int] = {}
    for entry in entries:
        if entry.way is Way.RECEIVED:
            message = read_message(entry.raw)
            if message.kind == VOUCH and _keeps(message.body, charter, floor):
                words[message.sender] = int(str(message.body["debts"]))
    missing = [charter.sides[peer] for peer in run.peers if charter.sides[peer] not in words]
    if missing:
        wanted = f"the word of every side for {charter.run} and {floor}: parley release vouch"
        raise InvalidInput([Fault("release", 0, "vouched", f"not {', '.join(missing)}", wanted)])
    return debts_of(run.books) + sum(words[charter.sides[peer]] for peer in run.peers)


def _keeps(body: Mapping[str, Value], charter: Charter, floor: Fraction) -> bool:
    given, debts = body.get("floor"), body.get("debts")
    if body.get("run") != charter.run or type(debts) is not int or debts < 0:
        return False
    if not isinstance(given, list) or [type(each) for each in given] != [int, int]:
        return False
    above, below = (int(str(each)) for each in given)
    return below > 0 and Fraction(above, below) >= floor


def _table(entry: Entry) -> Mapping[str, Value]:
    body = from_bytes(entry.raw)
    assert isinstance(body, dict)  # noqa: S101  # written by this node itself
    return body


def words_for(released: Released, unit: str) -> str:
    """A release in one line: what may be published, how far it may be off, what is left."""
    reach = round(3 * released.scale)
    return (
        f"{released.value} {unit}, within {reach} of the exact total with chance 19 in 20; "
        f"cost {in_words(released.epsilon)}, left {in_words(released.left)}"
    )

"""What a report says of a joint exercise: who held what, what crossed, how near to one node."""

from dataclasses import dataclass

from parley.exchange.joint.account import Account, rows_of
from parley.group.exercise.outcome import Outcome
from parley.report.numbers import decimal, unit_in_words
from parley.report.tables import Table
from parley.report.words import Catalogue

#: Digits behind the point of a loss that is compared: enough to see where rounding begins.
_PLACES = 4


@dataclass(frozen=True)
class Told:
    """The text of the section on a joint exercise.

    Args:
        paragraphs: In order.
        warning: What is not as it should be; empty if all is.
    """

    paragraphs: tuple[str, ...]
    warning: str


def told(outcome: Outcome, account: Account, words: Catalogue) -> Told:
    """Say how a joint exercise was played, in sentences."""
    unit = unit_in_words(outcome.system.unit, words)
    one, other = (words.of(side.name) for side in outcome.exercise.sides)
    numbers = {
        name: decimal(getattr(account, name), words, 0)
        for name in ("lanes", "moves", "rounds", "messages", "bytes", "replayed")
    }
    held = [decimal(len(each), words, 0) for each in account.held]
    apart = [decimal(len(each), words, 0) for each in account.elsewhere]
    largest = decimal(max((x.largest for x in account.nearness), default=0.0), words, _PLACES)
    near = words.say(
        "joint.near", largest=largest, unit=unit,
        tolerance=decimal(account.tolerance, words, _PLACES),
    )  # fmt: skip
    paragraphs = (
        words.say(
            "joint.held", one=one, other=other, ones=held[0], others=held[1],
            apart_one=apart[0], apart_other=apart[1],
        ),
        words.say(
            "joint.rounds", lanes=numbers["lanes"], moves=numbers["moves"],
            rounds=numbers["rounds"], messages=numbers["messages"], bytes=numbers["bytes"],
            seconds=decimal(account.seconds, words, 1),
        ),
        words.say("joint.checked", replayed=numbers["replayed"], messages=numbers["messages"]),
        near,
        words.say("joint.matrix"),
        words.say("joint.page"),
    )  # fmt: skip
    warnings = [
        words.say(key)
        for key, holds in (("joint.far", account.is_near), ("joint.apart", account.same_end))
        if not holds
    ]
    return Told(paragraphs, words.joined(warnings) if warnings else "")


def crossed_table(outcome: Outcome, account: Account, words: Catalogue) -> Table:
    """Every number that crossed, by kind, with how many and how large."""
    one, other = (words.of(side.name) for side in outcome.exercise.sides)
    rows = rows_of(account.crossings, account.nodes[0])
    whole = sum(row.bytes for row in rows)
    cells = [
        (
            words.say(f"crossed.{row.kind}"), decimal(row.out, words, 0),
            decimal(row.back, words, 0), decimal(row.bytes, words, 0),
        )
        for row in rows
    ]  # fmt: skip
    none = words.say("cell.none")
    cells.append((words.say("column.total"), none, none, decimal(whole, words, 0)))
    heads = (
        words.say("column.crossed"), words.say("column.told", one=one, other=other),
        words.say("column.told", one=other, other=one), words.say("column.bytes"),
    )  # fmt: skip
    return Table(words.say("table.crossed"), heads, tuple(cells), numeric=(1, 2, 3))


def nearness_table(outcome: Outcome, account: Account, words: Catalogue) -> Table:
    """The loss of each way on two nodes and on one, and how far draws lie apart."""
    rows = tuple(
        (
            words.say(f"way.{each.way}"),
            *(decimal(x, words, _PLACES) for x in (each.joint, each.ordinary, each.largest)),
        )
        for each in account.nearness
    )
    heads = (
        words.say("column.way"), words.say("column.joint"), words.say("column.one_node"),
        words.say("column.largest"),
    )  # fmt: skip
    caption = words.say("table.nearness", unit=unit_in_words(outcome.system.unit, words))
    return Table(caption, heads, rows, numeric=(1, 2, 3))


def joint_line(account: Account, words: Catalogue) -> str:
    """One line for the terminal."""
    return words.say(
        "terminal.joint", messages=decimal(account.messages, words, 0),
        bytes=decimal(account.bytes, words, 0), rounds=decimal(account.rounds, words, 0),
        largest=decimal(max((x.largest for x in account.nearness), default=0.0), words, _PLACES),
    )  # fmt: skip

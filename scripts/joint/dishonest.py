"""Ways in which one side of a joint run can cheat, each as a steward that does it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from parley.engine.amounts import Ints
from parley.exchange.amounts import pack, unpack
from parley.exchange.joint.run import Run, Said, Step
from parley.exchange.log import Entry
from parley.exchange.messages import Message
from parley.node.steward import Steward

Change = Callable[[Run, Said], Said]


class Dishonest(Steward):
    """Keeps the record as an honest one does, and says something else.

    Attributes:
        told: How many messages were others than they should have been.
    """

    told = 0

    def _say(self, thread: object, every: tuple[Said, ...]) -> int:
        changed = tuple(self.change(thread.run, said) for said in every)  # type: ignore[attr-defined]
        self.told += sum(
            one.digest != other.digest for one, other in zip(every, changed, strict=True)
        )
        return super()._say(thread, changed)  # type: ignore[arg-type]

    def change(self, run: Run, said: Said) -> Said:
        """What is said instead."""
        return said


def _with_amounts(run: Run, said: Said, change: Callable[[Ints], Ints]) -> Said:
    """A message of a round with other amounts, where it has any."""
    draws, rows = said.attachments
    if not draws:
        return said
    values = unpack(rows, len(rows) // 8)
    return replace(said, attachments=(draws, pack(change(values.copy()))))


def _is_round(said: Said, first: int = 1) -> bool:
    number = said.body.get("round", 0)
    return said.kind is Step.ROUND and isinstance(number, int) and number >= first


class LowersPayments(Dishonest):
    """Pays the largest amount by a third less from round 2 on: a loss made up."""

    def change(self, run: Run, said: Said) -> Said:
        if not _is_round(said, 2):
            return said
        return _with_amounts(run, said, lambda x: x - np.where(x == x.max(), x // 3, 0))


class InventsDefault(Dishonest):
    """Says from round 2 on that one of its banks pays nothing, to anybody abroad."""

    def change(self, run: Run, said: Said) -> Said:
        if not _is_round(said, 2):
            return said

        def without(x: Ints) -> Ints:
            x[np.argmax(x)] = 0
            return x

        return _with_amounts(run, said, without)


class LowersFromTheStart(Dishonest):
    """Pays everybody a tenth less in round 1, where no rule of the line can know better."""

    def change(self, run: Run, said: Said) -> Said:
        if not _is_round(said) or said.body["round"] != 1:
            return said
        return _with_amounts(run, said, lambda x: x - x // 10)


class RaisesPayments(Dishonest):
    """Pays more than in the round before, to look better than it is."""

    def change(self, run: Run, said: Said) -> Said:
        if not _is_round(said, 2):
            return said
        return _with_amounts(run, said, lambda x: x * 2 + 1)


class WithholdsRounds(Dishonest):
    """Says that nothing has changed where something has: keeps its losses to itself."""

    def change(self, run: Run, said: Said) -> Said:
        if not _is_round(said, 2):
            return said
        body = {"round": said.body["round"], "unchanged": True}
        return replace(said, body=body, attachments=(b"", b""))


class ChangesCommitment(Dishonest):
    """Commits to other books than those with which it goes on."""

    def change(self, run: Run, said: Said) -> Said:
        if said.kind is not Step.COMMIT:
            return said
        poorer = replace(run.books, assets=run.books.assets // 2)
        return replace(said, body={**said.body, "commitment": poorer.commitment(run.salt)})


class OpensLess(Dishonest):
    """Owes less than its books say, once it sees that the other side claims it."""

    def change(self, run: Run, said: Said) -> Said:
        if said.kind is not Step.CLAIMS:
            return said
        keyed = said.attachments[1]
        other = bytes([keyed[0] ^ 1]) + keyed[1:] if keyed else b""
        return replace(said, attachments=(said.attachments[0], other, *said.attachments[2:]))


class FalsifiesResult(Dishonest):
    """Publishes other totals than those of its own payments."""

    def change(self, run: Run, said: Said) -> Said:
        if said.kind is not Step.RESULT:
            return said
        raised = (pack(unpack(each, len(each) // 8) + 1) for each in said.attachments)
        return replace(said, attachments=tuple(raised))


class Swaps(Dishonest):
    """Goes on with other books or terms once it is committed: what it says follows from those."""

    def _hear(self, message: Message) -> int:
        thread = self._threads.get(message.thread)
        if thread is not None and thread.run.step is Step.COMMIT:
            thread.run = self.swapped(thread.run)
            self.told += 1
        return super()._hear(message)

    def swapped(self, run: Run) -> Run:
        """The run as it goes on."""
        return run


class UnderReportsAssets(Swaps):
    """Has a third of its assets left once it is committed."""

    def swapped(self, run: Run) -> Run:
        return replace(run, books=replace(run.books, assets=run.books.assets // 3))


class HidesDebts(Swaps):
    """Owes a tenth more at home than it has committed to: less is left for those abroad."""

    def swapped(self, run: Run) -> Run:
        debts = run.books.debts
        more = replace(debts, elsewhere=debts.elsewhere + debts.elsewhere // 10 + 1)
        return replace(run, books=replace(run.books, debts=more))


class FakesRecovery(Swaps):
    """Takes costs of default that the charter does not name."""

    def swapped(self, run: Run) -> Run:
        lower = replace(run.charter, recovery_external=(1, 10), recovery_interbank=(1, 2))
        return replace(run, charter=lower) if lower.recovery != run.charter.recovery else run


class RewritesBooks(Dishonest):
    """Plays other books than those in its record: begins a run with fewer assets than stored."""

    def _begin(self, entry: Entry) -> int:
        added = super()._begin(entry)
        for name, thread in self._threads.items():
            if thread.run.step is Step.CHARTER:
                assets = thread.run.books.assets // 2
                self._threads[name].run = replace(
                    thread.run, books=replace(thread.run.books, assets=assets)
                )
                self.told += 1
        return added


#: Every way to cheat.
WAYS: tuple[type[Dishonest], ...] = (
    LowersPayments, InventsDefault, LowersFromTheStart, RaisesPayments, WithholdsRounds,
    ChangesCommitment, OpensLess, FalsifiesResult, UnderReportsAssets, HidesDebts, FakesRecovery,
    RewritesBooks,
)  # fmt: skip

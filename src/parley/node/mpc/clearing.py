"""Clearing on shares: the rounds of a joint run, of which nobody sees any, and their sums."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from parley.engine.amounts import Ints
from parley.errors import NotConverged
from parley.exchange.secret.part import FRACTION_BITS, Debts, Part
from parley.exchange.secret.terms import Terms
from parley.node.mpc.arithmetic import Arithmetic, Shared

#: Receipts and their sums stay below two to this.
_SUM_BITS = 64

Progress = Callable[[int, int], None]
Opened = tuple[Mapping[str, tuple[int, ...]], Mapping[str, tuple[int, ...]]]


@dataclass(frozen=True, eq=False)
class _Side:
    """What one side has brought, as shares.

    Args:
        owed, assets, left, fixed, start: As of ``Part``. Shape (k,).
        seen: Which of its list is which institution, 0 or 1. Shape (k, list).
        pays: By which part of what each pays each debt is paid: its multiplier at its debtor.
            Shape (within + across, k).
        gets: Which creditor gets which debt within, 0 or 1. Shape (k, within).
        sends: The same across. Shape (list of the other side, across).
        fixed_across: Shape (list of the other side,).
        rest: Shortfall and defaults of all others. Shape (2,).
    """

    owed: Shared
    assets: Shared
    left: Shared
    fixed: Shared
    start: Shared
    seen: Shared
    pays: Shared
    gets: Shared
    sends: Shared
    fixed_across: Shared
    rest: Shared


class SecretClearing:
    """The computation of one party; every party does the same steps.

    Args:
        arithmetic: Of this party.
        terms: What all have agreed on.
        on_progress: Told how many rounds are done, of how many.
    """

    def __init__(
        self, arithmetic: Arithmetic, terms: Terms, on_progress: Progress = lambda _done, _of: None
    ) -> None:
        self._on, self._terms, self._progress = arithmetic, terms, on_progress
        self._done = 0

    async def clear(self, parts: Sequence[Part] | None) -> Opened:
        """Clear every draw, and open the sums of the charter for each side.

        Args:
            parts: What this party brings, for each draw; None for the neutral one.

        Raises:
            NotConverged: if the last round of a draw still changed something. Nothing is opened
                but that.
        """
        charter = self._terms.charter
        outputs: list[dict[str, list[int]]] = [{}, {}]
        for draw in range(charter.draws):
            sums = await self._draw(draw, None if parts is None else parts[draw])
            opened = await self._on.open(sums)
            for side in (0, 1):
                for name, value in zip(charter.outputs, opened[side::2], strict=True):
                    outputs[side].setdefault(name, []).append(value)
        one, other = ({k: tuple(v) for k, v in each.items()} for each in outputs)
        return one, other

    async def _draw(self, draw: int, part: Part | None) -> Shared:
        """The sums of one draw: each output in turn, of side 0 and then of side 1. As shares."""
        sides = [await self._share(side, part) for side in (0, 1)]
        paid = [side.start for side in sides]
        solvent: list[Shared] = []
        for _ in range(self._terms.rounds):
            before = paid
            paid, solvent = await self._round(sides, before)
            self._done += 1
            self._progress(self._done, self._terms.rounds * self._terms.charter.draws)
        moved = np.concatenate([now - then for now, then in zip(paid, before, strict=True)])
        if not await self._on.is_all_zero(moved):
            raise NotConverged(
                f"draw {draw} was not at rest after {self._terms.rounds} rounds: nothing was "
                "opened; agree on more rounds"
            )
        sums = []
        for name in self._terms.charter.outputs:
            for side, now, is_solvent in zip(sides, paid, solvent, strict=True):
                if name == "shortfall":
                    sums.append(np.sum(side.owed - now, keepdims=True) + side.rest[:1])
                else:
                    sums.append(np.sum(1 - is_solvent, keepdims=True) + side.rest[1:])
        return np.concatenate(sums)

    async def _round(
        self, sides: Sequence[_Side], paid: Sequence[Shared]
    ) -> tuple[list[Shared], list[Shared]]:
        """What each pays now that everybody paid so, and who can pay in full."""
        on = self._on
        parts = [await on.matrix_product(s.pays, p) for s, p in zip(sides, paid, strict=True)]
        debts = await on.divide(np.concatenate(parts), FRACTION_BITS)
        within, across, first = [], [], 0
        for side in sides:
            split, last = first + side.gets.shape[1], first + side.pays.shape[0]
            within.append(await on.matrix_product(side.gets, debts[first:split]))
            across.append(await on.matrix_product(side.sends, debts[split:last]))
            first = last
        received = []
        for number, side in enumerate(sides):
            other = 1 - number
            listed = across[other] + sides[other].fixed_across
            abroad = await on.matrix_product(side.seen, listed)
            received.append(within[number] + abroad + side.fixed)
        in_default = await self._in_default(sides, received)
        room = [
            side.assets + got - side.owed + (1 << _SUM_BITS)
            for side, got in zip(sides, received, strict=True)
        ]
        solvent = await on.divide(np.concatenate(room), _SUM_BITS)
        more = await on.product(solvent, np.concatenate([side.owed for side in sides]) - in_default)
        now, k = in_default + more, sides[0].owed.size
        return [now[:k], now[k:]], [solvent[:k], solvent[k:]]

    async def _in_default(self, sides: Sequence[_Side], received: Sequence[Shared]) -> Shared:
        """What each would pay in default: floor(α e) + floor(β received). Both sides in turn."""
        rate = self._terms.charter.recovery.interbank
        got = np.concatenate(list(received))
        if rate != 1:
            part = -(-(rate.numerator << FRACTION_BITS) // rate.denominator)
            got = await self._on.divide(got * part, FRACTION_BITS)
        return got + np.concatenate([side.left for side in sides])

    async def _share(self, number: int, part: Part | None) -> _Side:
        """Share what one side brings; the others bring nothing here."""
        on, room = self._on, self._terms.room[number]
        lists = self._terms.charter.institutions
        k, own, other = room.institutions, len(lists[number]), len(lists[1 - number])
        mine = part if on.number == number else None

        async def share(make: Callable[[Part], Any], *shape: int) -> Shared:
            return await on.share(None if mine is None else make(mine), number, shape)

        columns = await share(
            lambda p: np.array([p.owed, p.assets, p.left, p.fixed, p.start]), 5, k
        )
        owed, assets, left, fixed, start = columns
        return _Side(
            owed=owed,
            assets=assets,
            left=left,
            fixed=fixed,
            start=start,
            seen=await share(lambda p: _places(p.listed, own).T, k, own),
            pays=await share(lambda p: _multipliers(p, k), room.within + room.across, k),
            gets=await share(lambda p: _places(p.within.creditor, k), k, room.within),
            sends=await share(lambda p: _places(p.across.creditor, other), other, room.across),
            fixed_across=await share(lambda p: p.fixed_across, other),
            rest=await share(lambda p: [p.shortfall, p.defaults], 2),
        )


def _places(numbers: Ints, count: int) -> Any:
    """1 where a column's number is that of the row. Shape (count, numbers)."""
    return (np.arange(count)[:, np.newaxis] == numbers).astype(object)


def _multipliers(part: Part, count: int) -> Any:
    """The multiplier of each debt at its debtor. Shape (debts, count)."""
    every = [_at_debtor(debts, count) for debts in (part.within, part.across)]
    return np.concatenate(every)


def _at_debtor(debts: Debts, count: int) -> Any:
    return np.where(_places(debts.debtor, count).T == 1, debts.multiplier[:, np.newaxis], 0)

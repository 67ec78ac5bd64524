"""What one side brings to a joint run: its own balance sheets and its half of what crosses."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.whole_clearing import WholeDebts
from parley.errors import Fault, InvalidInput
from parley.exchange.amounts import pack
from parley.exchange.joint.across import Across as Across
from parley.exchange.joint.channels import (
    CHANNELS,
    CLEARING,
    FIRE_SALES,
    FUNDING,
    MOST_UNITS,
    PAYMENTS,
    TIES,
    Lending,
    Portfolio,
    Rehearsal,
    Treasury,
    in_all,
)
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.cut import Cut


@dataclass(frozen=True, eq=False)
class Books:
    """The books of one side.

    Args:
        side: Number of the side in the charter.
        names: Its institutions. n of them.
        debts: Within the side; ``elsewhere`` is what is owed outside and across, together.
        assets: External assets after the shock. Shape (draws, n), whole numbers.
        owes: What its institutions owe those of each other side, by the number of that side.
        claims: What they are owed by those of each other side.
        portfolio: What they can sell, if sales cross.
        treasury: What they pay, if payments cross.
        lending: What can be recalled, if funding crosses.
        rehearsal: What an exercise needs besides; assets are then the same in all lanes, and have
            shape (1, n).
    """

    side: int
    names: tuple[str, ...]
    debts: WholeDebts
    assets: Ints
    owes: Mapping[int, Across]
    claims: Mapping[int, Across]
    portfolio: Portfolio | None = None
    treasury: Treasury | None = None
    lending: Lending | None = None
    rehearsal: Rehearsal | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "owes", MappingProxyType(dict(self.owes)))
        object.__setattr__(self, "claims", MappingProxyType(dict(self.claims)))

    def ties(self, name: str) -> Mapping[int, Across]:
        """Contracts across by one of the names in ``TIES``, by the number of the other side."""
        for each in (self, self.treasury, self.lending):
            if name in getattr(each, "__dataclass_fields__", ()):
                found: Mapping[int, Across] = getattr(each, name)
                return found
        return MappingProxyType({})

    def with_ties(self, name: str, peer: int, across: Across) -> "Books":
        """The same with other contracts with one side."""
        for field in ("treasury", "lending"):
            each = getattr(self, field)
            if name in getattr(each, "__dataclass_fields__", ()):
                changed = _with(each, name, {**getattr(each, name), peer: across})
                return _with(self, field, changed)
        return _with(self, name, {**self.ties(name), peer: across})

    def arrays(self) -> dict[str, Ints]:
        """Every number of the books, by name."""
        debts = self.debts
        found = {
            "debts.debtor": debts.debtor, "debts.creditor": debts.creditor,
            "debts.amount": debts.amount, "debts.elsewhere": debts.elsewhere, "assets": self.assets,
        }  # fmt: skip
        for label in ("portfolio", "treasury", "lending"):
            for name, values in vars(getattr(self, label) or object.__new__(_Nothing)).items():
                if isinstance(values, np.ndarray):
                    found[f"{label}.{name}"] = values
        if self.rehearsal is not None:
            found |= {"rehearsal.group": self.rehearsal.group, **self.rehearsal.common}
        for name in (name for pair in TIES.values() for name in pair):
            for peer, across in sorted(self.ties(name).items()):
                for part, values in vars(across.ordered()).items():
                    found[f"{name}.{peer}.{part}"] = values
        return found

    def commitment(self, salt: bytes) -> str:
        """SHA-256 over a salt and every number: binds the side before it sees anything."""
        found = hashlib.sha256(salt)
        found.update("\n".join(self.names).encode())
        for name, values in self.arrays().items():
            found.update(f"{name} {values.shape}\n".encode())
            found.update(pack(values))
        return found.hexdigest()


_Each = TypeVar("_Each", Books, Treasury, Lending)


def _with(each: _Each, name: str, value: Any) -> _Each:
    """``replace`` for a field that is known by its name alone."""
    return replace(each, **{name: value})


class _Nothing:
    """Stands for a part of the books that is not there."""


def check_books(books: Books, charter: Charter) -> None:
    """Check that books fit a charter.

    Raises:
        InvalidInput: with every fault.
    """
    faults = []
    wanted = (1 if charter.exercise else charter.draws, len(books.names))
    if books.assets.shape != wanted:
        faults.append(Fault("books", 0, "assets", f"{books.assets.shape}", f"shape {wanted}"))
    for channel, part in ((FIRE_SALES, "portfolio"), (PAYMENTS, "treasury"), (FUNDING, "lending")):
        if (channel in charter.channels) != (getattr(books, part) is not None):
            there = "there" if getattr(books, part) is not None else "not there"
            faults.append(Fault("books", 0, part, there, f"there if {channel} crosses"))
    faults += _faults_in_rehearsal(books, charter)
    if books.portfolio is not None:
        found, wide = books.portfolio.units.shape, (len(books.names), len(charter.markets))
        if found != wide:
            faults.append(Fault("books", 0, "portfolio", f"{found}", f"shape {wide}"))
        elif any(sum(map(int, units)) > MOST_UNITS for units in books.portfolio.units.T):
            most = f"at most {MOST_UNITS} units of each class"
            faults.append(Fault("books", 0, "portfolio", "more", most))
    for label in (name for channel in CHANNELS for name in TIES.get(channel, ())):
        for peer, across in books.ties(label).items():
            faults += _faults_in_ties(books, charter, label, peer, across)
    if faults:
        raise InvalidInput(faults[:20])


def _faults_in_rehearsal(books: Books, charter: Charter) -> list[Fault]:
    if books.rehearsal is None:
        wanted = "there, as the charter says"
        return [Fault("books", 0, "exercise", "not there", wanted)] if charter.exercise else []
    plan, faults = books.rehearsal.plan, []
    if books.rehearsal.digest != charter.exercise:
        faults.append(Fault("books", 0, "exercise", "another plan", "that of the charter"))
    if plan.lanes != charter.draws:
        faults.append(Fault("books", 0, "lanes", str(plan.lanes), f"{charter.draws}"))
    most = plan.is_open.shape[2] - 1
    groups = books.rehearsal.groups
    sizes = {side: len(names) for side, names in enumerate(charter.institutions)}
    if {side: each.size for side, each in groups.items()} != sizes:
        faults.append(Fault("books", 0, "groups", "others", "one for each of the charter's lists"))
    for each in (books.rehearsal.group, *groups.values()):
        if each.size and not 0 <= each.min() <= each.max() <= most:
            faults.append(Fault("books", 0, "groups", f"{each.max()}", f"0 to {most}"))
    if not 0 <= plan.hit_side < len(sizes) or plan.hit.max(initial=0) >= sizes[plan.hit_side]:
        faults.append(Fault("books", 0, "hit", "nobody of the charter's lists", "one of them"))
    if plan.purchases.shape[2] != len(charter.markets):
        faults.append(Fault("books", 0, "classes", "others", "those of the charter"))
    return faults


def _faults_in_ties(
    books: Books, charter: Charter, label: str, peer: int, across: Across
) -> list[Fault]:
    if not 0 <= peer < len(charter.sides) or peer == books.side:
        return [Fault("books", 0, label, f"side {peer}", "another side")]
    faults, theirs = [], len(charter.institutions[peer])
    if np.any((across.other < 0) | (across.other >= theirs)):
        faults.append(Fault("books", 0, label, "a number", f"0 to {theirs - 1}"))
    listed = set(charter.institutions[books.side])
    for i in np.unique(across.own):
        if books.names[i] not in listed:
            name = books.names[i]
            faults.append(Fault("books", 0, label, name, "an institution of the charter"))
    return faults


def split(
    names: Sequence[str],
    side_of: Ints,
    pooled: WholeDebts,
    assets: Ints,
    charter: Charter,
    *,
    portfolio: Portfolio | None = None,
    treasury: Treasury | None = None,
    lending: Lending | None = None,
) -> list[Books]:
    """Cut a pooled network into the books of its sides: what each authority would hold itself.

    Args:
        names: Of all institutions.
        side_of: Number of the side of each. Shape (n,).
        pooled: All debts; ``elsewhere`` is what is owed outside the network.
        assets: Shape (draws, n).
        charter: Names sides and institutions.
        portfolio, treasury, lending: Of all institutions, for the channels that cross.
    """
    cut = Cut(names, side_of, charter.institutions)
    books = []
    for side in range(len(charter.sides)):
        mine = cut.members(side)
        owes, claims = cut.across(side, pooled.debtor, pooled.creditor, pooled.amount)
        elsewhere = pooled.elsewhere[mine] + in_all(owes, mine.size)
        inside = cut.inside(side, pooled.debtor, pooled.creditor, pooled.amount)
        here = Books(
            side, tuple(names[int(i)] for i in mine), WholeDebts(*inside, elsewhere),
            assets[:, mine], owes, claims,
        )  # fmt: skip
        if portfolio is not None:
            held = Portfolio(portfolio.units[mine], portfolio.sell_below[mine])
            here = replace(here, portfolio=held)
        if treasury is not None:
            here = replace(here, treasury=_treasury_of(treasury, cut, side))
        if lending is not None:
            here = replace(here, lending=_lending_of(lending, cut, side))
        books.append(here)
    return books


def _treasury_of(whole: Treasury, cut: Cut, side: int) -> Treasury:
    payer, payee, due = cut.inside(side, whole.payer, whole.payee, whole.due)
    sends, gets = cut.across(side, whole.payer, whole.payee, whole.due)
    mine = cut.members(side)
    return Treasury(
        payer, payee, due, whole.reserves[mine], whole.floor[mine], whole.able[mine],
        whole.required[mine], whole.credit_line[mine], sends, gets,
    )  # fmt: skip


def _lending_of(whole: Lending, cut: Cut, side: int) -> Lending:
    inside = cut.inside(side, whole.borrower, whole.lender, whole.amount)
    borrows, lends = cut.across(side, whole.borrower, whole.lender, whole.amount)
    return Lending(*inside, whole.outside[cut.members(side)], borrows, lends)


def crossing(
    names: Sequence[str], side_of: Ints, pooled: WholeDebts
) -> tuple[tuple[str, ...], ...]:
    """For each side, its institutions with a debt or a claim across the border."""
    across = side_of[pooled.debtor] != side_of[pooled.creditor]
    meets = np.unique(np.concatenate([pooled.debtor[across], pooled.creditor[across]]))
    sides = int(side_of.max(initial=0)) + 1
    return tuple(tuple(names[i] for i in meets if side_of[i] == side) for side in range(sides))


def agreed(books: Books, name: str, peer: int, across: Across) -> Books:
    """The books with what both sides hold of the contracts of one kind between them.

    What a debtor owes less than its own books say is owed to nobody: it is taken off its debts.
    """
    before = books.ties(name)[peer]
    less = before.amount.sum() - across.amount.sum()
    if less and name == TIES[CLEARING][0]:
        elsewhere = books.debts.elsewhere.copy()
        np.subtract.at(elsewhere, before.own, before.amount)
        np.add.at(elsewhere, across.own, across.amount)
        books = replace(books, debts=replace(books.debts, elsewhere=elsewhere))
    return books.with_ties(name, peer, across)

"""What one side brings to a joint run: its own balance sheets and its half of what crosses."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.whole_clearing import WholeDebts
from parley.errors import Fault, InvalidInput
from parley.exchange.amounts import pack
from parley.exchange.joint.charter import Charter


@dataclass(frozen=True, eq=False)
class Across:
    """Debts in one direction between this side and another one.

    Args:
        own: Position of this side's institution in its own books. Shape (debts,).
        other: Number of the other side's institution in its list in the charter. Shape (debts,).
        amount: Shape (debts,), above 0; each pair once, in order of own, then other.
    """

    own: Ints
    other: Ints
    amount: Ints

    def ordered(self) -> "Across":
        """The same debts in the order in which they are compared."""
        order = np.lexsort((self.other, self.own))
        return Across(self.own[order], self.other[order], self.amount[order])


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
    """

    side: int
    names: tuple[str, ...]
    debts: WholeDebts
    assets: Ints
    owes: Mapping[int, Across]
    claims: Mapping[int, Across]

    def __post_init__(self) -> None:
        object.__setattr__(self, "owes", MappingProxyType(dict(self.owes)))
        object.__setattr__(self, "claims", MappingProxyType(dict(self.claims)))

    def commitment(self, salt: bytes) -> str:
        """SHA-256 over a salt and every number: binds the side before it sees anything."""
        found = hashlib.sha256(salt)
        found.update("\n".join(self.names).encode())
        debts = self.debts
        parts = [debts.debtor, debts.creditor, debts.amount, debts.elsewhere, self.assets]
        for across in (self.owes, self.claims):
            for peer in sorted(across):
                parts += [np.array([peer]), *vars(across[peer].ordered()).values()]
        for part in parts:
            found.update(pack(np.array([part.size])))
            found.update(pack(part))
        return found.hexdigest()


def check_books(books: Books, charter: Charter) -> None:
    """Check that books fit a charter.

    Raises:
        InvalidInput: with every fault.
    """
    listed = set(charter.institutions[books.side])
    faults = []
    wanted = (charter.draws, len(books.names))
    if books.assets.shape != wanted:
        faults.append(Fault("books", 0, "assets", f"{books.assets.shape}", f"shape {wanted}"))
    for label, across in (("owes", books.owes), ("claims", books.claims)):
        for peer, debts in across.items():
            if not 0 <= peer < len(charter.sides) or peer == books.side:
                faults.append(Fault("books", 0, label, f"side {peer}", "another side"))
                continue
            theirs = len(charter.institutions[peer])
            if np.any((debts.other < 0) | (debts.other >= theirs)):
                faults.append(Fault("books", 0, label, "a number", f"0 to {theirs - 1}"))
            for i in np.unique(debts.own):
                if books.names[i] not in listed:
                    name = books.names[i]
                    faults.append(Fault("books", 0, label, name, "an institution of the charter"))
    if faults:
        raise InvalidInput(faults[:20])


def split(
    names: Sequence[str],
    side_of: Ints,
    pooled: WholeDebts,
    assets: Ints,
    charter: Charter,
) -> list[Books]:
    """Cut a pooled network into the books of its sides: what each authority would hold itself.

    Args:
        names: Of all institutions.
        side_of: Number of the side of each. Shape (n,).
        pooled: All debts; ``elsewhere`` is what is owed outside the network.
        assets: Shape (draws, n).
        charter: Names sides and institutions.
    """
    numbers = {name: k for side in charter.institutions for k, name in enumerate(side)}
    listed = np.array([numbers.get(name, -1) for name in names], dtype=np.int64)
    local = np.zeros(len(names), dtype=np.int64)
    from_side, to_side = side_of[pooled.debtor], side_of[pooled.creditor]
    for side in range(len(charter.sides)):
        mine = np.flatnonzero(side_of == side)
        local[mine] = np.arange(mine.size)
    books = []
    for side in range(len(charter.sides)):
        mine = np.flatnonzero(side_of == side)
        inside = (from_side == side) & (to_side == side)
        elsewhere = pooled.elsewhere[mine].copy()
        away = (from_side == side) & (to_side != side)
        np.add.at(elsewhere, local[pooled.debtor[away]], pooled.amount[away])
        owes, claims = {}, {}
        for peer in range(len(charter.sides)):
            out, back = away & (to_side == peer), (from_side == peer) & (to_side == side)
            if peer == side:
                continue
            owes[peer] = Across(
                local[pooled.debtor[out]], listed[pooled.creditor[out]], pooled.amount[out]
            ).ordered()
            claims[peer] = Across(
                local[pooled.creditor[back]], listed[pooled.debtor[back]], pooled.amount[back]
            ).ordered()
        debts = WholeDebts(
            local[pooled.debtor[inside]], local[pooled.creditor[inside]], pooled.amount[inside],
            elsewhere,
        )  # fmt: skip
        here = tuple(names[int(i)] for i in mine)
        books.append(Books(side, here, debts, assets[:, mine], owes, claims))
    return books


def crossing(
    names: Sequence[str], side_of: Ints, pooled: WholeDebts
) -> tuple[tuple[str, ...], ...]:
    """For each side, its institutions with a debt or a claim across the border."""
    across = side_of[pooled.debtor] != side_of[pooled.creditor]
    meets = np.unique(np.concatenate([pooled.debtor[across], pooled.creditor[across]]))
    sides = int(side_of.max(initial=0)) + 1
    return tuple(tuple(names[i] for i in meets if side_of[i] == side) for side in range(sides))


def agreed(books: Books, peer: int, owes: Across, claims: Across) -> Books:
    """The books with what both sides hold of the debts between them.

    What a debtor owes less than its own books say is owed to nobody: it is taken off its debts.
    """
    before = books.owes[peer]
    less = before.amount.sum() - owes.amount.sum()
    debts = books.debts
    if less:
        elsewhere = debts.elsewhere.copy()
        np.subtract.at(elsewhere, before.own, before.amount)
        np.add.at(elsewhere, owes.own, owes.amount)
        debts = replace(debts, elsewhere=elsewhere)
    return replace(
        books,
        debts=debts,
        owes={**books.owes, peer: owes},
        claims={**books.claims, peer: claims},
    )

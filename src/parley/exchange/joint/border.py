"""The border of a joint run: which amounts cross, in which order both sides count them."""

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.whole_clearing import paid_to
from parley.exchange.joint.books import Across, Books
from parley.exchange.joint.charter import Charter


def numbered(charter: Charter, books: Books, name: str, peer: int) -> tuple[Ints, Ints, Ints]:
    """Debts between two sides as both number them, in order of debtor, then creditor.

    Args:
        charter: Whose lists give the numbers.
        books: Of this side.
        name: ``owes`` or ``claims``.
        peer: The other side.

    Returns:
        Debtor, creditor and amount. Shape (debts,) each.
    """
    across: Across = getattr(books, name)[peer]
    own = numbers(charter, books)[across.own]
    pair = (own, across.other) if name == "owes" else (across.other, own)
    order = np.lexsort((pair[1], pair[0]))
    return pair[0][order], pair[1][order], across.amount[order]


def numbers(charter: Charter, books: Books) -> Ints:
    """Number in the charter's list of each institution; -1 for who is not there. Shape (n,)."""
    known = {name: k for k, name in enumerate(charter.institutions[books.side])}
    return np.array([known.get(name, -1) for name in books.names], dtype=np.int64)


def creditors(charter: Charter, books: Books, peer: int) -> Ints:
    """Positions of the institutions here that a side pays, by their numbers. Shape (creditors,)."""
    own = np.unique(books.claims[peer].own)
    return own[np.argsort(numbers(charter, books)[own])]


def claims_by_creditor(charter: Charter, books: Books, peer: int) -> Ints:
    """What each of ``creditors`` is owed by a side in all. Shape (creditors,)."""
    total = np.zeros(len(books.names), dtype=np.int64)
    np.add.at(total, books.claims[peer].own, books.claims[peer].amount)
    return total[creditors(charter, books, peer)]


def paid_across(books: Books, peer: int, payments: Ints) -> Ints:
    """What each creditor of another side gets, by its number. Shape (draws, creditors).

    Args:
        books: Of this side.
        peer: The other side.
        payments: Of this side's institutions. Shape (draws, n).
    """
    owes = books.owes[peer]
    known, place = np.unique(owes.other, return_inverse=True)
    return paid_to(
        owes.own, place.astype(np.int64), owes.amount, books.debts.owed, payments, known.size
    )

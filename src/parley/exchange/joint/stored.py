"""A side's books and salt as bytes: kept in the record, so that a run can be replayed."""

from collections.abc import Mapping, Sequence

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.whole_clearing import LARGEST_AMOUNT, WholeDebts
from parley.errors import Fault, InvalidInput
from parley.exchange.amounts import pack, unpack
from parley.exchange.canonical import Value
from parley.exchange.joint.books import Across, Books
from parley.exchange.joint.charter import Charter, read_charter

Parts = tuple[dict[str, Value], tuple[bytes, ...]]


def store(charter: Charter, books: Books, salt: bytes) -> Parts:
    """Write what a run begins with: a table, and attachments with the numbers.

    Args:
        charter: The terms.
        books: This side's own.
        salt: Of the commitment.
    """
    peers = sorted(books.owes)
    debts = books.debts
    arrays = [debts.debtor, debts.creditor, debts.amount, debts.elsewhere, books.assets]
    for peer in peers:
        for across in (books.owes[peer], books.claims[peer]):
            arrays += [across.own, across.other, across.amount]
    body: dict[str, Value] = {
        "charter": charter.body,
        "side": books.side,
        "names": list(books.names),
        "peers": list(peers),
        "salt": salt.hex(),
    }
    return body, tuple(pack(each) for each in arrays)


def restore(body: Mapping[str, Value], kept: Sequence[bytes]) -> tuple[Charter, Books, bytes]:
    """Read what ``store`` has written.

    Raises:
        InvalidInput: for anything else.
    """
    try:
        terms, side, names = body["charter"], body["side"], body["names"]
        peers, salt = body["peers"], bytes.fromhex(str(body["salt"]))
    except (KeyError, ValueError) as error:
        raise _fault("keys", str(error)[:80]) from error
    if not (
        isinstance(terms, Mapping) and isinstance(side, int)
        and isinstance(names, list) and isinstance(peers, list)
    ):  # fmt: skip
        raise _fault("types", "others")
    if len(kept) != 5 + 6 * len(peers):
        raise _fault("attachments", str(len(kept)))
    charter = read_charter(terms)
    arrays = [_numbers(raw) for raw in kept]
    across = [Across(*arrays[k : k + 3]) for k in range(5, len(arrays), 3)]
    n = len(names)
    if arrays[4].size != charter.draws * n:
        raise _fault("assets", str(arrays[4].size))
    books = Books(
        side=side,
        names=tuple(map(str, names)),
        debts=WholeDebts(*arrays[:4]),
        assets=arrays[4].reshape(charter.draws, n),
        owes=dict(zip(map(_whole, peers), across[::2], strict=True)),
        claims=dict(zip(map(_whole, peers), across[1::2], strict=True)),
    )
    return charter, books, salt


def _numbers(raw: bytes) -> Ints:
    return unpack(raw, len(raw) // 8, high=LARGEST_AMOUNT)


def _whole(value: Value) -> int:
    if isinstance(value, int):
        return value
    raise _fault("peers", str(value)[:40])


def _fault(field: str, found: str) -> InvalidInput:
    return InvalidInput([Fault("stored books", 0, field, found, "those of a stored run")])


def in_units(amounts: object, units_per_money: float) -> Ints:
    """Amounts of money in whole numbers of a unit, rounded to the nearest.

    Args:
        amounts: Any shape, money, 0 or more.
        units_per_money: How many units make one of the system's money, such as 1e11 for cents
            in billions.

    Raises:
        InvalidInput: if the sum would be 2^62 or more: the unit is too small.
    """
    exact = np.asarray(amounts, dtype=np.float64) * units_per_money
    if not np.all(np.isfinite(exact)) or float(np.abs(exact).sum()) >= float(LARGEST_AMOUNT):
        raise InvalidInput([Fault("amounts", 0, "sum in units", "2^62 or more", "a larger unit")])
    return np.rint(exact).astype(np.int64)

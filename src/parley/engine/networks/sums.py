"""From bare sums of rows and columns to the set of matrices that meet them, all faults at once."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import Floats, Money, faults_in, numbers_in
from parley.engine.networks.margins import ROUNDING, Margins, only_possible
from parley.errors import Fault, InvalidInput

#: Sums of rows and of columns that differ by less, as a share of the larger, are the same sum
#: rounded; the columns are then scaled to it.
SAME_SUM = 1e-9

_WHERE = "networks"


def sums(
    row_sums: ArrayLike,
    column_sums: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    allowed: ArrayLike | None = None,
    groups: Sequence[str] | None = None,
    most_between: Mapping[tuple[str, str], float] | None = None,
) -> Margins:
    """Check sums of rows and columns and set up the matrices of debts that meet them.

    ``L[i, j]`` is what i owes j, so a row sums to what i owes and a column to what j is owed.
    Much of the literature on reconstruction writes the transpose, ``A[i, j]`` for what i has lent
    to j: give its column sums here as ``row_sums``, or read every result transposed.

    Args:
        row_sums: What each owes the others. Shape (n,), money, 0 or more.
        column_sums: What each is owed by the others. Shape (n,), money, 0 or more, the same sum.
        names: Institutions, for messages. n of them; without, ``bank 0`` and so on.
        allowed: Where something can be owed; the diagonal never is. Shape (n, n), true or false;
            without, everywhere off the diagonal.
        groups: The country, or other group, of each. n of them.
        most_between: What the debtors of one group may owe the creditors of another together, by
            (debtor group, creditor group). Money, 0 or more. Pairs not named are not bounded.

    Raises:
        InvalidInput: if sums are not finite, negative, or do not meet; if one institution is
            larger than all others together, so that it would have to owe itself; if groups or
            bounds are not as above. Whether a matrix within bounds exists is seen by the methods.

    Example:
        >>> three = sums([4, 2, 2], [2, 3, 3], names=["A", "B", "C"])
        >>> three.total
        8.0
        >>> sums([9, 1], [9, 1])
        Traceback (most recent call last):
        ...
        parley.errors.InvalidInput: networks, row_sums and column_sums of bank 0: owes 9, is owed 9; expected together at most 10, all that is owed: nobody owes himself
    """  # noqa: E501
    r, c = require_sums(row_sums, column_sums, names)
    n = r.size
    own = tuple(names) if names is not None else _numbered(n)
    weights = 1.0 - np.eye(n)
    faults: list[Fault] = []
    if allowed is not None:
        cells = np.asarray(allowed, dtype=np.float64)
        faults += faults_in(_WHERE, "allowed", cells, own, shape=(n, n), high=1.0)
        weights = weights * (cells > 0) if not faults else weights
    block, bounds, block_names, more = _blocks(n, groups, most_between or {})
    faults += more
    if faults:
        raise InvalidInput(faults)
    closed = np.append(bounds, np.inf)[block] <= 0  # index -1, no block, finds the inf
    return Margins(
        names=own,
        owed=r,
        claimed=c,
        weights=only_possible(np.where(closed, 0.0, weights), r, c),
        block=block,
        bounds=bounds,
        block_names=block_names,
        to_outside=np.zeros(n),
        from_outside=np.zeros(n),
    )


def require_sums(
    row_sums: ArrayLike, column_sums: ArrayLike, names: Sequence[str] | None = None
) -> tuple[Money, Money]:
    """Check the two sums; columns are scaled by rounding so that both have the same total.

    Raises:
        InvalidInput: as ``sums``.
    """
    r = np.array(numbers_in(_WHERE, "row_sums", row_sums))
    c = np.array(numbers_in(_WHERE, "column_sums", column_sums))
    if r.ndim != 1 or r.size == 0:
        raise InvalidInput(
            [Fault(_WHERE, 0, "row_sums", f"shape {r.shape}", "one number for each institution")]
        )
    own = tuple(names) if names is not None else _numbered(r.size)
    faults: list[Fault] = []
    if len(own) != r.size or len(set(own)) != len(own):
        wanted = f"{r.size} names, each once"
        faults.append(Fault(_WHERE, 0, "names", f"{len(own)} names", wanted))
    faults += faults_in(_WHERE, "row_sums", r, own, shape=r.shape)
    faults += faults_in(_WHERE, "column_sums", c, own, shape=r.shape)
    if not faults:
        faults += _faults_between(r, c, own)
    if faults:
        raise InvalidInput(faults)
    claims = float(c.sum())
    return r, c * (float(r.sum()) / claims) if claims > 0 else c


def spread(
    values: ArrayLike, shape: tuple[int, ...], field: str, *, high: float = np.inf
) -> tuple[Floats, list[Fault]]:
    """One number for all, or one for each, as an array; or what is wrong with it.

    Args:
        values: 0 or more, at most ``high``.
        shape: The shape that is wanted.
        field: The name of the argument, for the message.
    """
    try:
        array = np.array(np.broadcast_to(np.asarray(values, dtype=np.float64), shape))
    except ValueError:
        given = str(np.shape(values))
        fault = Fault(_WHERE, 0, field, f"shape {given}", f"one number, or shape {shape}")
        return np.zeros(shape), [fault]
    names = _numbered(shape[0])
    return array, faults_in(_WHERE, field, array, names, shape=shape, high=high)


def _faults_between(r: Money, c: Money, names: tuple[str, ...]) -> list[Fault]:
    """Sums that do not meet, and institutions larger than all others together."""
    with np.errstate(over="ignore"):
        owed, claimed = float(r.sum()), float(c.sum())
    if not np.isfinite(owed + claimed):
        return [Fault(_WHERE, 0, "row_sums", "their sum is not finite", "smaller amounts")]
    if abs(owed - claimed) > SAME_SUM * max(owed, claimed):
        wanted = f"the sum of column_sums, {claimed:.15g}: what one owes another is owed"
        return [Fault(_WHERE, 0, "row_sums", f"sum {owed:.15g}", wanted)]
    return [
        Fault(
            _WHERE,
            0,
            f"row_sums and column_sums of {names[i]}",
            f"owes {r[i]:g}, is owed {c[i]:g}",
            f"together at most {owed:g}, all that is owed: nobody owes himself",
        )
        for i in np.flatnonzero(r + c > owed * (1 + max(ROUNDING, SAME_SUM)))
    ]


def _blocks(
    n: int, groups: Sequence[str] | None, most: Mapping[tuple[str, str], float]
) -> tuple[np.ndarray, Money, tuple[str, ...], list[Fault]]:
    """Number the bounded pairs of groups and mark the cells of each."""
    block = np.full((n, n), -1, dtype=np.int64)
    faults: list[Fault] = []
    if groups is None:
        if most:
            faults.append(Fault(_WHERE, 0, "groups", "none", "the group of each institution"))
        return block, np.zeros(0), (), faults
    if len(groups) != n:
        faults.append(Fault(_WHERE, 0, "groups", f"{len(groups)} groups", f"{n} groups"))
        return block, np.zeros(0), (), faults
    member = {each: np.array([code == each for code in groups]) for each in dict.fromkeys(groups)}
    for k, ((debtor, creditor), bound) in enumerate(most.items()):
        for each in (debtor, creditor):
            if each not in member:
                faults.append(Fault(_WHERE, 0, "most_between", each, "a group of some institution"))
        if not bound >= 0:
            field = f"most_between of {debtor} to {creditor}"
            faults.append(Fault(_WHERE, 0, field, f"{bound}", "0 or more"))
        if not faults:
            block[np.ix_(member[debtor], member[creditor])] = k
    bounds = np.array([min(float(bound), 1e300) for bound in most.values()])
    return block, bounds, tuple(f"debts of {d} to {c}" for d, c in most), faults


def _numbered(n: int) -> tuple[str, ...]:
    return tuple(f"bank {i}" for i in range(n))

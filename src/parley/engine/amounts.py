"""Arrays of money, shares and counts: how they are checked once and then locked."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from parley.errors import Fault, InvalidInput

#: The largest number that is finite.
_LARGEST = float(np.finfo(np.float64).max)

Floats = NDArray[np.float64]
Money = NDArray[np.float64]
Shares = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def locked(values: object, shape: tuple[int, ...] | None = None) -> Floats:
    """Return ``values`` as a float64 array in C order that nobody can write to.

    ``frozen=True`` on a dataclass does not protect the arrays inside it; this does.

    Args:
        values: Numbers, of ``shape`` or broadcastable to it.
        shape: The shape to broadcast to; None keeps the shape of ``values``.
    """
    array = np.array(values, dtype=np.float64, order="C")
    if shape is not None and array.shape != shape and array.ndim <= len(shape):
        array = np.ascontiguousarray(np.broadcast_to(array, shape))
    array.flags.writeable = False
    return array


def numbers_in(where: str, field: str, values: object) -> Floats:
    """Return what came in from outside as a float64 array; a sparse matrix becomes dense.

    Raises:
        InvalidInput: if it is no array of numbers.
    """
    try:
        dense: Any = values
        array = np.asarray(dense.toarray() if sparse.issparse(values) else dense)
        if array.dtype.kind not in "SUc":  # text that looks like numbers is text
            return np.asarray(array, dtype=np.float64)
    except (TypeError, ValueError):
        pass
    wrong = type(values).__name__
    raise InvalidInput([Fault(where, 0, field, wrong, "an array of numbers")])


def locked_in(
    where: str, field: str, values: object, shape: tuple[int, ...] | None = None
) -> Floats:
    """``locked`` for what came in from outside.

    Raises:
        InvalidInput: if it is no array of numbers, or none that could have ``shape``.
    """
    array = numbers_in(where, field, values)
    try:
        return locked(array, shape)
    except ValueError:
        raise InvalidInput(
            [Fault(where, 0, field, f"shape {array.shape}", f"shape {shape}")]
        ) from None


def faults_in_number(
    where: str, field: str, value: object, *, low: float = 0.0, high: float = math.inf
) -> list[Fault]:
    """List what is wrong with one number: that it is none, not finite, or out of range.

    Args:
        where, field: What it belongs to, for the message.
        value: What was given.
        low, high: The range that was expected, both ends allowed.
    """
    number = value if isinstance(value, (int, float, np.integer, np.floating)) else math.nan
    if math.isfinite(number) and low <= number <= high:
        return []
    wanted = f"a number from {low:g} to {high:g}" if math.isfinite(high) else f"{low:g} or more"
    if low == -math.inf and high == math.inf:
        wanted = "a number"
    return [Fault(where, 0, field, repr(value)[:80], wanted)]


def require_numbers(where: str, **values: object) -> None:
    """Refuse what is no number: text, nothing, a list. In which range it is, the caller looks at.

    Raises:
        InvalidInput: naming every argument that is none.
    """
    number = (int, float, np.integer, np.floating)
    faults = [
        Fault(where, 0, field, repr(value)[:80], "a number")
        for field, value in values.items()
        if not isinstance(value, number) and not (isinstance(value, np.ndarray) and not value.ndim)
    ]
    if faults:
        raise InvalidInput(faults)


def require_counts(where: str, least: int = 0, **values: object) -> None:
    """Refuse what is no whole number, or is below ``least``.

    Raises:
        InvalidInput: naming every argument that is none.
    """
    faults = [
        Fault(where, 0, field, repr(value)[:80], f"a whole number, {least} or more")
        for field, value in values.items()
        if not isinstance(value, (int, np.integer)) or value < least
    ]
    if faults:
        raise InvalidInput(faults)


def spread(values: object, shape: tuple[int, ...]) -> Floats:
    """Return a new array of ``shape`` filled with ``values``, one number or more.

    A compiled loop is compiled anew for arrays that are locked or laid out otherwise; this makes
    all alike.
    """
    array = np.empty(shape)
    array[:] = np.asarray(values, dtype=np.float64)
    return array


def faults_in(
    where: str,
    field: str,
    amounts: Floats,
    names: Sequence[str],
    *,
    shape: tuple[int, ...],
    low: float = 0.0,
    high: float = math.inf,
) -> list[Fault]:
    """List what is wrong with an array: its shape, what is not finite, what is out of range.

    Args:
        where: What the array belongs to, for the message.
        field: The name of the array, for the message.
        amounts: The array.
        names: Names along the axis of institutions; used where an axis has that length.
        shape: The shape that was expected.
        low, high: The range that was expected, both ends allowed.

    Returns:
        One fault for each bad entry (at most twenty, then a count); empty if all is well.
    """
    if amounts.shape != shape:
        return [Fault(where, 0, field, f"shape {amounts.shape}", f"shape {shape}")]
    if amounts.size == 0:
        return []
    least, most = amounts.min(), amounts.max()  # NaN if any is, and then no comparison holds
    if low <= least and most <= high and math.isfinite(least) and math.isfinite(most):
        return []
    if amounts.size and amounts.min() >= low and amounts.max() <= min(high, _LARGEST):
        return []  # the usual case, without arrays in between; a NaN is in no range
    bad = ~(np.isfinite(amounts) & (amounts >= low) & (amounts <= high))
    places = np.argwhere(bad)
    wanted = f"a number from {low:g} to {high:g}" if math.isfinite(high) else f"{low:g} or more"
    faults = []
    for place in places[:20]:
        inside = ", ".join(
            names[int(k)] if size == len(names) and names else str(int(k))
            for k, size in zip(place, shape, strict=True)
        )
        label = f"{field} of {inside}" if inside else field
        faults.append(Fault(where, 0, label, f"{amounts[tuple(place)]}", wanted))
    if len(places) > 20:
        faults.append(Fault(where, 0, field, f"{len(places) - 20} more entries", wanted))
    return faults


def whole_numbers(
    where: str, field: str, values: object, faults: list[Fault], *, most: float = 2.0**53
) -> Ints:
    """Read whole numbers such as positions; what is not whole is a fault and never cut off.

    Args:
        where, field: What the numbers belong to, for the message.
        values: One number or more. Floats are taken if each is whole.
        faults: A fault is added here if they are not.
        most: Floats must be smaller than this in size.

    Returns:
        The numbers in C order, in the shape of ``values``; zeros if they are not whole.
    """
    try:
        array = np.asarray(values)
    except ValueError:  # rows of different lengths
        array = np.asarray("")
    if array.dtype.kind not in "iu" and array.size:
        whole = array.dtype.kind == "f" and bool((array == np.floor(array)).all())
        if not (whole and bool((np.abs(array) < most).all())):
            faults.append(Fault(where, 0, field, "other numbers", "whole numbers"))
            return np.zeros(array.shape, dtype=np.int64)
    return np.ascontiguousarray(array, dtype=np.int64).reshape(array.shape)

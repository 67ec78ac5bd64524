"""Results with named axes, for whoever works with xarray, which is needed by this file alone."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from parley.engine.attribution import LOSS_CHANNELS, Attribution
from parley.engine.measures import Estimate
from parley.engine.status import Status
from parley.engine.system import FinancialSystem
from parley.errors import Fault, InvalidInput, MissingExtra

if TYPE_CHECKING:
    import xarray

_EACH = ("draw", "institution")
_CLASS = ("draw", "asset_class")
_EVENT = ("event", "institution")
_TREATY = ("event", "treaty")
_STEP = ("draw", "step", "institution")

#: What an array of so many axes is, unless it is named below.
_AS_A_RULE = {0: (), 1: ("draw",), 2: _EACH, 3: ("draw", "debtor", "creditor")}

#: By class and field, the axes of what is laid out otherwise.
_AXES: dict[str, dict[str, tuple[str, ...]]] = {
    "FireSale": {
        "prices": _CLASS,
        "sales": _CLASS,
        "loss_from": ("draw", "because_of", "institution"),
        "prices_by_round": ("draw", "round", "asset_class"),
        "sales_by_round": ("draw", "round", "asset_class"),
        "defaults_by_round": ("draw", "round"),
    },
    "PaymentDay": {
        "sender": ("payment",),
        "receiver": ("payment",),
        "amount": ("payment",),
        "settled_in": ("draw", "payment"),
        "sent": _STEP,
        "queued": _STEP,
        "balances": _STEP,
        "short": _STEP,
    },
    "Reinsured": {
        "first_event": ("start",),
        "direct": _EVENT,
        "assumed": _EVENT,
        "recovered": _EVENT,
        "claims": _TREATY,
        "reinstatement_premiums": _TREATY,
        "status": ("event",),
        "gap": ("event",),
    },
    "Attribution": {"losses": ("draw", "institution", "channel")},
    "Aftermath": {"prices": _CLASS},
    "State": {
        "own": ("institution",),
        "leverage_floor": ("institution",),
        "equity_at_start": ("institution",),
        "halted": ("asset_class",),
        "holdings": ("draw", "institution", "asset_class"),
        "net_sold": _CLASS,
        "prices": _CLASS,
        "due": ("draw", "sender", "receiver"),
    },
    "Matrices": {"row_sums": ("institution",), "column_sums": ("institution",)},
    "MinimumDensity": {"liabilities": ("debtor", "creditor")},
    "Study": {
        "default_counts": ("number_of_defaults",),
        "by_institution": ("institution",),
        "default_probability": ("institution",),
    },
}

#: Axes that run along institutions.
_INSTITUTIONS = ("institution", "debtor", "creditor", "because_of", "sender", "receiver")


def labelled(
    result: Any, system: FinancialSystem | Sequence[str], *, asset_classes: Sequence[str] = ()
) -> "xarray.Dataset":
    """A result with named axes: ``draw``, ``institution``, ``asset_class`` and so on.

    Args:
        result: What a function of the engine gave, such as a ``Clearing``.
        system: The system it belongs to, or the names of institutions alone.
        asset_classes: Names of classes, for a result that belongs to no system.

    Returns:
        An ``xarray.Dataset`` with a variable for each array of the result, under its name, and for
        each estimate its value and ``…_error``. What is neither, such as the rules of a state, is
        left out. Axes of institutions carry their names, ``status`` the words for its numbers.

    Raises:
        InvalidInput: if the result is none, or is of another number of institutions.
        MissingExtra: if xarray is not installed: ``pip install 'parley[labels]'``.
    """
    try:
        import xarray
    except ImportError as error:
        raise MissingExtra("results with labels need xarray: pip install 'parley[labels]'") from (
            error
        )
    names: dict[str, Sequence[str]] = dict.fromkeys(_INSTITUTIONS, _names_of(system))
    classes = system.asset_classes if isinstance(system, FinancialSystem) else asset_classes
    names |= {"asset_class": tuple(classes), "channel": LOSS_CHANNELS}
    found = variables_of(result)
    lengths = _lengths(type(result).__name__, found, names)
    coordinates = {
        axis: np.arange(size) if axis not in names else list(names[axis])
        for axis, size in lengths.items()
        if axis not in names or names[axis]
    }
    dataset = xarray.Dataset(
        {name: (axes, values) for name, (axes, values) in found.items()},
        coords=coordinates,
        attrs={"result": type(result).__name__},
    )
    if "status" in dataset:
        dataset["status"].attrs = {
            "flag_values": [int(each) for each in Status],
            "flag_meanings": " ".join(each.name.lower() for each in Status),
        }
    return dataset


def variables_of(result: Any) -> dict[str, tuple[tuple[str, ...], Any]]:
    """The arrays of a result by name, each with the names of its axes.

    Raises:
        InvalidInput: if it is no result, or holds no arrays.
    """
    kind = type(result).__name__
    given = _AXES.get(kind, {})
    found: dict[str, tuple[tuple[str, ...], Any]] = {}
    for each in fields(result) if hasattr(type(result), "__dataclass_fields__") else ():
        value = getattr(result, each.name)
        if isinstance(value, Attribution):
            found |= _of_attribution(value)
        elif isinstance(value, np.ndarray):
            found[each.name] = (given.get(each.name, _AS_A_RULE.get(value.ndim, ())), value)
        elif isinstance(value, Mapping) and isinstance(result, Attribution):
            found |= _by_counterparty(value)
        elif _are_estimates(value):
            axes = given.get(each.name, ())
            for suffix, part in (("", "value"), ("_error", "error")):
                number = getattr(value, part) if not axes else [getattr(v, part) for v in value]
                found[each.name + suffix] = (axes, number)
    if not found:
        raise InvalidInput([Fault("labelled", 0, "result", kind, "a result of the engine")])
    return found


def _are_estimates(value: object) -> bool:
    several = isinstance(value, tuple) and bool(value) and isinstance(value[0], Estimate)
    return several or isinstance(value, Estimate)


def _of_attribution(attribution: Attribution) -> dict[str, tuple[tuple[str, ...], Any]]:
    """What an aftermath says of its losses, under names that stand beside its own."""
    found = variables_of(attribution)
    return {"losses_by_channel": found["losses"], **_by_counterparty(attribution.by_counterparty)}


def _by_counterparty(pairs: Mapping[str, Any]) -> dict[str, tuple[tuple[str, ...], Any]]:
    axes = ("because_of", "institution")
    return {f"lost_by_{channel}": (axes, matrix) for channel, matrix in pairs.items()}


def _names_of(system: FinancialSystem | Sequence[str]) -> tuple[str, ...]:
    if isinstance(system, FinancialSystem):
        return system.names
    if isinstance(system, str) or not all(isinstance(name, str) for name in system):
        wanted = "a FinancialSystem, or names"
        raise InvalidInput([Fault("labelled", 0, "system", type(system).__name__, wanted)])
    return tuple(system)


def _lengths(
    kind: str, found: Mapping[str, tuple[tuple[str, ...], Any]], names: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """How long each axis is; names that do not fit are refused."""
    lengths: dict[str, int] = {}
    faults = []
    for name, (axes, values) in found.items():
        for axis, size in zip(axes, np.shape(values), strict=True):
            known = names.get(axis, ())
            if known and len(known) != size:
                wanted = f"{len(known)}, as many as names"
                faults.append(Fault(kind, 0, f"{axis} of {name}", str(size), wanted))
            lengths.setdefault(axis, size)
    if faults:
        raise InvalidInput(faults)
    return lengths

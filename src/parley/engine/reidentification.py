"""Who is found again: disguised banks matched to a public list of totals, in many ways."""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Floats, Ints
from parley.engine.networks.prior import MANY_COUNTRIES
from parley.engine.totals import MONEY_ITEMS, SystemTotals
from parley.errors import Fault, InvalidInput


@dataclass(frozen=True)
class Attack:
    """One way of matching and how far it got.

    Args:
        name: What was compared, and how pairs were chosen.
        found: Share of banks that were matched rightly. 0 to 1.
    """

    name: str
    found: float


def attacks(disguised: SystemTotals, public: SystemTotals, place: Ints) -> tuple[Attack, ...]:
    """Match each disguised bank to one of the public list and count who is found again.

    What is compared: total assets alone; all figures; their ranks; their ratios to total assets;
    each on logarithms, in units of its spread, and each by the nearest and by the assignment of
    all at once that is nearest on the whole. Where the disguise kept a country's code, only
    banks of it are candidates.

    Args:
        disguised: The system as it is shown.
        public: The list with names. As many institutions.
        place: Which of the public list each disguised row is in truth. Shape (n,).

    Returns:
        Every way, the best first. Nodes of many countries are left out.

    Raises:
        InvalidInput: if the two have not the same institutions and asset classes.
    """
    from scipy.optimize import linear_sum_assignment  # slow to import

    if disguised.size != public.size or disguised.holdings.shape != public.holdings.shape:
        wanted = f"{public.size} institutions and {public.holdings.shape[1]} asset classes"
        raise InvalidInput([Fault("attacks", 0, "disguised", f"{disguised.size}", wanted)])
    here = np.flatnonzero(np.array(disguised.jurisdictions) != MANY_COUNTRIES)
    there = np.flatnonzero(np.array(public.jurisdictions) != MANY_COUNTRIES)
    barred = _barred(disguised, public, here, there)
    shown, known = _views(disguised, here), _views(public, there)
    found = []
    for view in shown:
        distance = _distances(shown[view], known[view]) + barred
        nearest = there[np.argmin(distance, axis=1)]
        rows, columns = linear_sum_assignment(distance)
        for how, match in (("nearest", nearest[rows]), ("assignment", there[columns])):
            found.append(Attack(f"{view}, {how}", float(np.mean(place[here[rows]] == match))))
    return tuple(sorted(found, key=lambda attack: -attack.found))


def _views(totals: SystemTotals, rows: Ints) -> dict[str, Floats]:
    """What is compared: one row a bank."""
    figures = np.column_stack([*(getattr(totals, item) for item in MONEY_ITEMS), totals.holdings])
    figures = figures[rows]
    floor = np.where(figures > 0, figures, np.inf).min(axis=0, initial=1.0)
    logs = np.log(np.maximum(figures, np.minimum(floor, 1e300) / 2))
    size = logs[:, [MONEY_ITEMS.index("total_assets")]]
    ranks = np.argsort(np.argsort(logs, axis=0, kind="stable"), axis=0).astype(np.float64)
    return {"total assets": size, "all figures": logs, "ranks": ranks, "ratios": logs - size}


def _distances(shown: Floats, known: Floats) -> Floats:
    """Squared distances in units of the spread of each column."""
    spread = known.std(axis=0)
    unit = np.where(spread > 0, spread, 1.0)
    a, b = shown / unit, known / unit
    return np.asarray(((a[:, np.newaxis] - b) ** 2).sum(axis=2))


def _barred(disguised: SystemTotals, public: SystemTotals, here: Ints, there: Ints) -> Floats:
    """A large distance between banks of different countries, where a country is as it was."""
    shown = [disguised.jurisdictions[i] for i in here]
    known = [public.jurisdictions[i] for i in there]
    kept = {code for code in set(shown) if shown.count(code) == known.count(code)}
    barred = np.zeros((len(shown), len(known)))
    for a, one in enumerate(shown):
        for b, other in enumerate(known):
            if (one in kept or other in kept) and one != other:
                barred[a, b] = 1e6
    return barred

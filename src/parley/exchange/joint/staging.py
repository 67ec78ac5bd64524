"""An exercise and a system, cut into the books of two sides: data at home, one plan for both."""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from parley.engine.amounts import Floats, Ints
from parley.engine.contagion.kernels.whole import BILLION
from parley.engine.contagion.whole_clearing import WholeDebts
from parley.engine.system import FinancialSystem
from parley.engine.totals import SystemTotals
from parley.exchange.joint.books import Books, split
from parley.exchange.joint.channels import EXERCISE_CHANNELS, Portfolio, Rehearsal, Treasury
from parley.exchange.joint.charter import EXERCISE_OUTPUTS, Charter
from parley.exchange.joint.pool import Pool
from parley.exchange.joint.pooled import Whole
from parley.exchange.joint.stored import in_units
from parley.group.exercise.plan import sides_of
from parley.group.exercise.play import calibration_of, settings_of
from parley.group.exercise.script import Exercise
from parley.group.exercise.whole_plan import whole_plan

#: Units in one of a system's money. A system in billions is then played in tens of thousands.
UNITS = 100_000.0


@dataclass(frozen=True, eq=False)
class Staged:
    """An exercise that is ready to be played jointly.

    Args:
        charter: The terms.
        books: Of each side.
        side_of: Number of the side of each institution of the system. Shape (n,).
    """

    charter: Charter
    books: tuple[Books, ...]
    side_of: Ints


def stage_exercise(
    exercise: Exercise,
    totals: SystemTotals,
    system: FinancialSystem,
    names: tuple[str, ...],
    *,
    draws: int,
    seed: int,
    run: str,
    sides: tuple[str, ...],
) -> Staged:
    """Cut an exercise into what each of two nodes holds.

    The institutions of the exercise's two sides go to the two nodes; those of neither side go,
    country by country, the heaviest first, to the node that has less.

    Args:
        exercise: The script.
        totals: The system, before it was drawn.
        system: Who owes and pays whom.
        names: Under which the institutions play.
        draws: How many outages, in each way of playing.
        seed: Names them.
        run: Name of the run.
        sides: Names of the two nodes, in the order of the exercise's sides.

    Raises:
        InvalidInput: if the script has a decision that a joint exercise does not carry.
    """
    numbers = calibration_of(settings_of(exercise))
    system = replace(
        system,
        reserves=system.reserves * numbers.reserve_scale,
        price_impact=system.price_impact * numbers.price_impact_scale,
    )
    side_of = nodes_of(exercise, totals)
    whole = _in_whole_numbers(system, names, side_of, totals.unit, numbers.leverage_floor)
    grouped = whole_plan(exercise, totals, draws, seed, UNITS)
    lists = whole.crossing()
    number = {name: k for each in lists for k, name in enumerate(each)}
    hit = np.array([number[names[i]] for i in grouped.plan.hit], dtype=np.int64)
    terms = grouped.plan.terms.copy()
    terms[0] = side_of[grouped.plan.hit[0]]
    plan = replace(grouped.plan, hit=hit, terms=terms)
    of = dict(zip(names, grouped.group, strict=True))
    groups = {
        side: np.array([of[name] for name in each], dtype=np.int64)
        for side, each in enumerate(lists)
    }
    rehearsal = Rehearsal(plan, grouped.group, groups)
    alpha, beta = (
        Fraction(share).limit_denominator(BILLION // 1000).as_integer_ratio()
        for share in (numbers.recovery_external, numbers.recovery_interbank)
    )
    charter = Charter(
        run, sides, lists, whole.pool.unit, exercise.id, plan.lanes, alpha, beta,
        outputs=EXERCISE_OUTPUTS, channels=EXERCISE_CHANNELS, markets=whole.markets,
        market_access=round(numbers.market_access * BILLION), exercise=rehearsal.digest,
    )  # fmt: skip
    books = split(
        names, side_of, whole.pool.debts, whole.pool.assets, charter,
        portfolio=whole.portfolio, treasury=whole.treasury,
    )  # fmt: skip
    own = [np.flatnonzero(side_of == side) for side in range(len(sides))]
    return Staged(
        charter,
        tuple(
            replace(each, rehearsal=replace(rehearsal, group=grouped.group[mine]))
            for each, mine in zip(books, own, strict=True)
        ),
        side_of,
    )


def nodes_of(exercise: Exercise, totals: SystemTotals) -> Ints:
    """Which node holds each institution. Shape (n,)."""
    ids = [side.id for side in exercise.sides]
    sides = sides_of(exercise, totals)
    found = np.array([ids.index(side) if side in ids else -1 for side in sides], dtype=np.int64)
    weight = totals.total_assets
    load = [float(weight[found == side].sum()) for side in range(len(ids))]
    homes = np.array(totals.jurisdictions)
    others = {code: float(weight[homes == code].sum()) for code in homes[found < 0]}
    for code, size in sorted(others.items(), key=lambda each: (-each[1], each[0])):
        side = load.index(min(load))
        found[homes == code] = side
        load[side] += size
    return found


def _in_whole_numbers(
    system: FinancialSystem, names: tuple[str, ...], side_of: Ints, unit: str, floor: float
) -> Whole:
    matrix = system.nominal_liabilities.tocoo()
    amount = in_units(matrix.data, UNITS)
    kept = amount > 0
    debts = WholeDebts(
        matrix.row[kept].astype(np.int64), matrix.col[kept].astype(np.int64), amount[kept],
        in_units(system.external_liabilities, UNITS),
    )  # fmt: skip
    assets = in_units(system.external_assets, UNITS)[np.newaxis]
    payer, payee = np.nonzero(system.payments_per_day)
    flow = in_units(system.payments_per_day[payer, payee], UNITS)
    reserves, n = in_units(system.reserves, UNITS), len(names)
    nothing = np.zeros(n, dtype=np.int64)
    treasury = Treasury(
        payer.astype(np.int64), payee.astype(np.int64), flow, reserves, nothing,
        np.full(n, BILLION, dtype=np.int64), nothing, nothing,
    )  # fmt: skip
    depth = [0 if slope == 0 else round(UNITS / slope) for slope in system.price_impact]
    return Whole(
        Pool(names, side_of, debts, assets, f"{unit} / {UNITS:.0f}"),
        markets=tuple(zip(system.asset_classes, depth, strict=True)),
        portfolio=Portfolio(in_units(system.holdings, UNITS), _sell_below(system, floor)),
        treasury=treasury,
    )


def _sell_below(system: FinancialSystem, floor: float) -> Ints:
    """The floor of each; nothing for who starts below it, as no shock has brought him there."""
    counted: Floats = system.interbank_assets + system.holdings.sum(axis=1)
    counted = counted + system.external_assets
    ratio = np.divide(system.equity(), counted, out=np.zeros(counted.size), where=counted > 0)
    return np.where(ratio >= floor, round(floor * BILLION), 0).astype(np.int64)

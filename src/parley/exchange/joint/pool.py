"""A pooled network in whole numbers: what one office with all the books would have."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Floats, Ints
from parley.engine.contagion.whole_clearing import LARGEST_AMOUNT, WholeDebts
from parley.engine.system import FinancialSystem
from parley.errors import Fault, InvalidInput
from parley.exchange.joint.stored import in_units

#: Sums of all amounts stay this many times below the largest one.
_ROOM = 16

#: The smallest unit that is tried: a cent where money is in billions.
_MOST_DIGITS = 11

#: Share of the institutions of a made-up network that are in its core.
_CORE = 0.06


@dataclass(frozen=True, eq=False)
class Pool:
    """All institutions with all their debts, and the side to which each belongs.

    Args:
        names: Of n institutions, each once.
        side_of: Number of the side of each, from 0. Shape (n,).
        debts: Between all of them.
        assets: External assets after the shock. Shape (draws, n).
        unit: What a whole number stands for.
    """

    names: tuple[str, ...]
    side_of: Ints
    debts: WholeDebts
    assets: Ints
    unit: str


def pool_of(system: FinancialSystem, parties: int, draws: int, seed: int, unit: str) -> Pool:
    """A system in whole numbers, shocked by chance, cut by ``sides_of``.

    Args:
        system: In money.
        parties: How many sides.
        draws: How many shocks.
        seed: Names them.
        unit: Of the system's money, such as ``USD bn``.

    Raises:
        InvalidInput: if there are fewer institutions than sides.
    """
    matrix = system.nominal_liabilities.tocoo()
    held = np.array(system.external_assets, dtype=np.float64)
    if system.holdings.size:
        held += system.holdings.sum(axis=1)
    owed = float(matrix.data.sum() + system.external_liabilities.sum())
    whole = max(owed + float(held.sum()), 1e-9)
    digits = min(_MOST_DIGITS, math.floor(math.log10(LARGEST_AMOUNT / _ROOM / whole)))
    amount = in_units(matrix.data, 10.0**digits)
    kept = amount > 0
    debts = WholeDebts(
        matrix.row[kept].astype(np.int64), matrix.col[kept].astype(np.int64), amount[kept],
        in_units(system.external_liabilities, 10.0**digits),
    )  # fmt: skip
    sides = sides_of(system.names, system.jurisdictions, debts.owed.astype(np.float64), parties)
    before = in_units(held, 10.0**digits)
    return Pool(system.names, sides, debts, _shocked(before, draws, seed), f"{unit} / 10^{digits}")


def sides_of(
    names: Sequence[str], jurisdictions: Sequence[str], weights: Floats, parties: int
) -> Ints:
    """Which side each institution belongs to. Shape (n,).

    A jurisdiction is never cut: the heaviest go first, each to the side that is the lightest.
    Where there are fewer jurisdictions than sides, institutions are cut by name: the first part
    of the alphabet is side 0.

    Raises:
        InvalidInput: for fewer than two sides, or fewer institutions than sides.
    """
    if not 2 <= parties <= len(names):
        wanted = f"2 to {len(names)}, the number of institutions"
        raise InvalidInput([Fault("joint run", 0, "parties", str(parties), wanted)])
    sides = np.zeros(len(names), dtype=np.int64)
    every = sorted(set(jurisdictions))
    if len(every) < parties:
        for place, i in enumerate(sorted(range(len(names)), key=lambda k: names[k])):
            sides[i] = place * parties // len(names)
        return sides
    home = np.array(jurisdictions)
    weight = {name: float(weights[home == name].sum()) for name in every}
    load = [0.0] * parties
    for place, name in enumerate(sorted(every, key=lambda each: (-weight[each], each))):
        lightest = place if place < parties else load.index(min(load))
        sides[home == name] = lightest
        load[lightest] += weight[name]
    return sides


def random_pool(banks: int, parties: int, draws: int, seed: int) -> Pool:
    """A made-up network: a core that lends to itself and across, and a rim that hangs on it.

    Sizes have a heavy tail, the largest are the core. Within a side half of all pairs of the core
    lend to each other, across the border three in ten; everybody else lends to and borrows from
    three of the core of its own side, and two in five borrow from one abroad as well.

    Args:
        banks: How many institutions.
        parties: How many sides, of like size.
        draws: How many shocks.
        seed: Names network and shocks.

    Raises:
        InvalidInput: for fewer institutions than sides.
    """
    if not 2 <= parties <= banks:
        wanted = "2 or more sides, and as many institutions"
        raise InvalidInput([Fault("random", 0, "banks", str(banks), wanted)])
    rng = np.random.default_rng([seed, banks])
    size = np.sort(rng.pareto(1.1, banks) + 0.1)[::-1]
    side_of = np.arange(banks, dtype=np.int64) % parties
    core = np.arange(max(2 * parties, round(_CORE * banks)))[:banks]
    rim = np.arange(core.size, banks)
    pairs = [_within_core(rng, core, side_of)]
    for _ in range(3):
        partner = _partner(rng, core, side_of, rim, side_of[rim])
        pairs += [np.stack([rim, partner]), np.stack([partner, rim])]
    bold = rim[rng.random(rim.size) < 0.4]
    abroad = (side_of[bold] + rng.integers(1, parties, bold.size)) % parties
    pairs.append(np.stack([bold, _partner(rng, core, side_of, bold, abroad)]))
    debtor, creditor = np.unique(np.concatenate(pairs, axis=1), axis=1)
    links = np.bincount(debtor, minlength=banks)
    share = 0.2 * size[debtor] / links[debtor] * rng.uniform(0.5, 1.5, debtor.size)
    amount = np.maximum((1e11 * share).astype(np.int64), 1)
    debts = WholeDebts(debtor, creditor, amount, (0.72e11 * size).astype(np.int64))
    claims = np.bincount(creditor, weights=amount, minlength=banks)
    before = np.maximum(1.04 * debts.owed - claims, 0.0).astype(np.int64)
    wide = len(str(banks - 1))
    names = tuple(f"bank-{i:0{wide}d}" for i in range(banks))
    return Pool(names, side_of, debts, _shocked(before, draws, seed), "cent")


def _within_core(rng: np.random.Generator, core: Ints, side_of: Ints) -> Ints:
    same = side_of[core][:, np.newaxis] == side_of[core]
    there = rng.random(same.shape) < np.where(same, 0.5, 0.3)
    np.fill_diagonal(there, val=False)
    return core[np.stack(np.nonzero(there))]


def _partner(rng: np.random.Generator, core: Ints, side_of: Ints, who: Ints, wanted: Ints) -> Ints:
    """One of the core of the wanted side for each, the larger the likelier. Shape (who,)."""
    found = np.zeros(who.size, dtype=np.int64)
    for side in np.unique(wanted):
        here = core[side_of[core] == side]
        chance = 1.0 / np.arange(1, here.size + 1)
        mine = wanted == side
        found[mine] = rng.choice(here, size=int(mine.sum()), p=chance / chance.sum())
    return found


def _shocked(before: Ints, draws: int, seed: int) -> Ints:
    """External assets after a shock in each draw: a common loss, and one of each's own.

    Both shares are drawn with a long tail; nobody loses more than nine tenths. Shape (draws, n).
    """
    rng = np.random.default_rng([seed, 1])
    common = rng.exponential(0.02, (draws, 1))
    own = 0.015 * rng.pareto(1.5, (draws, before.size))
    return np.rint(before * (1.0 - np.minimum(common + own, 0.9))).astype(np.int64)

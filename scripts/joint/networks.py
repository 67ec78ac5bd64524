"""Networks on which joint runs are tried, from what is real to what hardly can be."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.whole_clearing import WholeDebts
from parley.exchange.joint.pool import Pool, random_pool

Debts = tuple[Ints, Ints, Ints]
Chance = np.random.Generator

#: Fewest and most banks of a network.
FEWEST, MOST = 30, 1_000


def network(seed: int, kind: str, *, most: int = MOST) -> Pool:
    """A network of a kind, of 30 to ``most`` banks, two or three sides and one to four draws.

    Args:
        seed: Names it.
        kind: One of ``KINDS``.
        most: Of banks; small numbers are as likely as large ones.
    """
    rng = np.random.default_rng([seed, 4])
    banks = round(float(np.exp(rng.uniform(np.log(FEWEST), np.log(most + 1)))))
    parties, draws = int(rng.integers(2, 4)), int(rng.integers(1, 5))
    return KINDS[kind](rng, min(banks, most), parties, draws)


def recovery(seed: int) -> tuple[Fraction, Fraction]:
    """α and β: in one network of two nothing is lost in a default, else any share of either."""
    rng = np.random.default_rng([seed, 5])
    if rng.random() < 0.5:
        return Fraction(1), Fraction(1)
    return Fraction(int(rng.integers(0, 101)), 100), Fraction(int(rng.integers(0, 101)), 100)


def _realistic(rng: Chance, banks: int, parties: int, draws: int) -> Pool:
    return random_pool(banks, parties, draws, int(rng.integers(2**31)))


def _rings(rng: Chance, banks: int, parties: int, draws: int) -> Pool:
    """Every bank owes the next, and one in ten owes somebody else too; rings cross the border."""
    order = rng.permutation(banks)
    length = int(rng.integers(3, 30))
    place = np.arange(banks)
    closes = (place % length == length - 1) | (place == banks - 1)
    following = np.where(closes, place - place % length, place + 1)
    alone = following == place
    debtor, creditor = order[~alone], order[following[~alone]]
    more = rng.integers(0, banks, (2, banks // 10))
    debtor, creditor = _once(np.append(debtor, more[0]), np.append(creditor, more[1]))
    amount = rng.integers(1, 10**9, debtor.size)
    outside = rng.integers(1, 10**8, banks)
    return _pool(rng, (debtor, creditor, amount), outside, parties, draws, cushion=(0.5, 1.2))


def _without_equity(rng: Chance, banks: int, parties: int, draws: int) -> Pool:
    """Everybody has what it owes and not a unit more: whatever is lost travels on."""
    debts = _sparse(rng, banks, 4, 10**10)
    outside = rng.integers(0, 10**11, banks)
    return _pool(rng, debts, outside, parties, draws, cushion=(1.0, 1.0))


def _huge_beside_tiny(rng: Chance, banks: int, parties: int, draws: int) -> Pool:
    """Debts from one unit to as many as fit, on one bank's list."""
    debtor, creditor, _ = _sparse(rng, banks, 5, 2)
    room = 17.0 - np.log10(debtor.size)
    amount = np.maximum(10.0 ** rng.uniform(0.0, room, debtor.size), 1.0).astype(np.int64)
    outside = (10.0 ** rng.uniform(0.0, 12.0, banks)).astype(np.int64)
    return _pool(rng, (debtor, creditor, amount), outside, parties, draws, cushion=(0.3, 1.1))


def _closed_groups(rng: Chance, banks: int, parties: int, draws: int) -> Pool:
    """Groups across the border that owe nobody else, beside banks that do."""
    group = rng.integers(0, max(banks // 8, 1), banks)
    debtor, creditor, amount = _sparse(rng, banks, 6, 10**8)
    kept = (group[debtor] == group[creditor]) | (rng.random(debtor.size) < 0.3)
    inside = np.zeros(banks, dtype=bool)
    inside[group % 2 == 0] = True
    kept &= ~inside[debtor] | (group[debtor] == group[creditor])
    outside = np.where(inside, 0, rng.integers(1, 10**8, banks))
    debts = debtor[kept], creditor[kept], amount[kept]
    return _pool(rng, debts, outside, parties, draws, cushion=(0.2, 1.1))


def _within(rng: Chance, banks: int, parties: int, draws: int) -> Pool:
    """Nineteen twentieths of all debts are between banks, most of them across the border."""
    banks = min(banks, 300)
    debts = _sparse(rng, banks, 12, 10**9)
    between = np.zeros(banks, dtype=np.int64)
    np.add.at(between, debts[0], debts[2])
    return _pool(rng, debts, between // 19, parties, draws, cushion=(0.4, 1.1), block=1)


def _nothing_left(rng: Chance, banks: int, parties: int, draws: int) -> Pool:
    """One side has nothing at all outside the network; one bank in five owes nothing either."""
    debts = _sparse(rng, banks, 3, 10**7)
    outside = rng.integers(0, 10**6, banks) * (rng.random(banks) < 0.8)
    pool = _pool(rng, debts, outside, parties, draws, cushion=(0.2, 1.0))
    assets = np.where(pool.side_of == 0, 0, pool.assets)
    return Pool(pool.names, pool.side_of, pool.debts, assets, pool.unit)


def _one_unit(rng: Chance, banks: int, parties: int, draws: int) -> Pool:
    """Debts of one to three units: rounding is all there is."""
    debts = _sparse(rng, banks, 4, 3)
    return _pool(rng, debts, rng.integers(0, 3, banks), parties, draws, cushion=(0.2, 1.0))


KINDS: dict[str, Callable[[Chance, int, int, int], Pool]] = {
    "realistic": _realistic,
    "rings": _rings,
    "without equity": _without_equity,
    "huge beside tiny": _huge_beside_tiny,
    "closed groups": _closed_groups,
    "nearly all within": _within,
    "a side without assets": _nothing_left,
    "debts of a unit": _one_unit,
}


def _sparse(rng: Chance, banks: int, links: int, most: int) -> Debts:
    """Each bank owes about so many others, some of them favoured. Shape (debts,) each."""
    debtor = np.repeat(np.arange(banks), links)
    favoured = (banks * rng.random(debtor.size) ** rng.uniform(1.0, 3.0)).astype(np.int64)
    debtor, creditor = _once(debtor, favoured)
    amount = np.minimum(most * rng.pareto(1.1, debtor.size) / 10 + 1, 100.0 * most)
    return debtor, creditor, amount.astype(np.int64)


def _once(debtor: Ints, creditor: Ints) -> tuple[Ints, Ints]:
    """Each pair once, and nobody with itself."""
    pairs = np.unique(np.stack([debtor, creditor], axis=1)[debtor != creditor], axis=0)
    return pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64)


def _pool(
    rng: Chance, debts: Debts, outside: Ints, parties: int, draws: int,
    *, cushion: tuple[float, float], block: int = 0,
) -> Pool:  # fmt: skip
    """Put a network together: what each has is a share of what it owes and is not owed.

    Args:
        rng: Gives shares and sides.
        debts: Debtor, creditor and amount. Shape (debts,) each.
        outside: What each owes outside. Shape (n,).
        parties, draws: How many.
        cushion: Smallest and largest share.
        block: Neighbours in the list belong to different sides if above 0; else any.
    """
    banks = outside.size
    names = tuple(f"bank-{i:04d}" for i in range(banks))
    side_of = np.arange(banks) % parties if block else rng.integers(0, parties, banks)
    side_of[:parties] = np.arange(parties)
    whole = WholeDebts(*debts, outside.astype(np.int64))
    claims = np.zeros(banks, dtype=np.int64)
    np.add.at(claims, whole.creditor, whole.amount)
    need = np.maximum(whole.owed - claims, 0)
    share = rng.uniform(*cushion, (draws, banks))
    hit = rng.random((draws, banks)) < 0.1
    share = np.where(hit, share * rng.random((draws, banks)), share)
    assets = np.minimum((need * share).astype(np.int64), 2**59)
    return Pool(names, side_of.astype(np.int64), whole, assets, "cent")

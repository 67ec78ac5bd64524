"""Fitness: links by chance, likelier between larger institutions, in a wanted number.

| symbol | meaning |
|---|---|
| x, y | fitness of debtors and of creditors: their sums |
| z | odds of a link between two of fitness 1 |
| p | chance of a link |
| W | all that is owed |
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import Bools, Floats, Ints
from parley.engine.draws import generator
from parley.engine.networks.kernels.links import expected_links
from parley.engine.networks.margins import Margins
from parley.engine.networks.matrices import Matrices, Method, gathered, require_count
from parley.engine.networks.maximum_entropy import maximum_entropy as nearest_to_prior
from parley.engine.networks.sums import sums
from parley.engine.networks.supported import on_links
from parley.engine.status import Status
from parley.errors import Fault, InvalidInput, NotConverged

#: The stream of random numbers of links; each draw is a block of its own.
STREAM_OF_LINKS = 106

#: Steps of Newton's method or bisection for z; twenty are usual.
STEPS = 200


class Amounts(StrEnum):
    """What the drawn links carry.

    EXACT: scaled on the drawn links until the sums are met in every draw; links are added where
        no matrix on the drawn ones would meet them.
    EXPECTED: maximum entropy over the chance of the link; the mean over draws meets the sums.
    GRAVITY: ``r[i] c[j] / (W p[i, j])``, the formula of the paper; the mean over draws meets the
        sums but for what institutions would owe themselves.
    """

    EXACT = "exact"
    EXPECTED = "expected"
    GRAVITY = "gravity"


def fitness(
    row_sums: ArrayLike,
    column_sums: ArrayLike,
    links: float | Mapping[tuple[str, str], float],
    *,
    seed: int,
    count: int = 1,
    amounts: str = Amounts.EXACT,
    names: Sequence[str] | None = None,
    allowed: ArrayLike | None = None,
    groups: Sequence[str] | None = None,
    most_between: Mapping[tuple[str, str], float] | None = None,
) -> Matrices:
    """Draw networks whose links are likelier between larger institutions.

    A link is there with chance ``p``, independently of others, and then carries an amount::

        p[i, j] = z x[i] y[j] / (1 + z x[i] y[j]),   Σ p = links
        L[i, j] = r[i] c[j] / (W p[i, j])            (amounts = "gravity")

    With ``amounts="exact"``, the default, these are scaled until every draw meets the sums.

    Args:
        row_sums, column_sums: As ``sums``; they are the fitness too.
        links: Expected number of links. Above 0, at most the cells that can hold one; or one
            number for each pair (debtor group, creditor group), with a ``z`` of its own. Pairs
            that are not named then get links only where the sums cannot do without.
        seed: Names the run; draw d has its own numbers. 0 or more.
        count: How many draws. 0 or more.
        amounts: ``exact``, ``expected`` or ``gravity``, see ``Amounts``.
        names, allowed, groups, most_between: As ``sums``. Only exact amounts keep to bounds.

    Returns:
        The draws. ``added_links`` counts what exact sums needed beyond what chance gave. For
        the two other kinds of amounts the gaps are not errors: they are the spread that the
        method has.

    Raises:
        InvalidInput: as ``sums``, or if an argument is not as above.

    Source:
        Cimini, Squartini, Garlaschelli & Gabrielli (2015), Systemic risk analysis on
        reconstructed economic and financial networks, Scientific Reports 5:15758, equations 2
        to 6.

    Example:
        Four alike with six links: each of the twelve cells has one with chance a half.

        >>> link_chances([1, 1, 1, 1], [1, 1, 1, 1], 6)[0].round(6).tolist()
        [0.0, 0.5, 0.5, 0.5]
        >>> drawn = fitness([1, 1, 1, 1], [1, 1, 1, 1], 6, seed=1, count=3)
        >>> bool(drawn.row_gap.max() < 1e-9)
        True
    """
    given = sums(
        row_sums,
        column_sums,
        names=names,
        allowed=allowed,
        groups=groups,
        most_between=most_between,
    )
    return fitness_of(given, links, seed, count, amounts, groups)


def fitness_of(
    margins: Margins,
    links: float | Mapping[tuple[str, str], float],
    seed: int,
    count: int,
    amounts: str = Amounts.EXACT,
    groups: Sequence[str] | None = None,
) -> Matrices:
    """The same for a set of matrices that is set up already."""
    kind = _require_amounts(amounts)
    require_count(count)
    chances = chances_of(margins, links, groups)
    drawn = np.zeros((count, len(margins.names), len(margins.names)))
    added = np.zeros(count, dtype=np.int64)
    base = nearest_to_prior(margins) if kind is Amounts.EXPECTED else _independent(margins)
    for d in range(count):
        drawn[d], added[d] = drawn_once(margins, chances, base, seed, d, kind)
    found = gathered(Method.FITNESS, margins, drawn, added)
    if kind is not Amounts.EXACT:
        found.status[:] = Status.CONVERGED
    return found


def fitness_once(margins: Margins, density: float, seed: int, number: int) -> Floats:
    """One draw with exact amounts; ``density`` is the share of all cells that hold a link."""
    n = len(margins.names)
    links = min(density * n * (n - 1), float((margins.allowed & (margins.weights > 0)).sum()))
    if margins.total == 0:
        return np.zeros((n, n))
    p = chances_of(margins, links)
    return drawn_once(margins, p, _independent(margins), seed, number, Amounts.EXACT)[0]


def link_chances(
    row_sums: ArrayLike,
    column_sums: ArrayLike,
    links: float | Mapping[tuple[str, str], float],
    *,
    groups: Sequence[str] | None = None,
) -> Floats:
    """The chances ``p`` alone. Arguments and errors as ``fitness``; shape (n, n)."""
    return chances_of(sums(row_sums, column_sums, groups=groups), links, groups)


def chances_of(
    margins: Margins,
    links: float | Mapping[tuple[str, str], float],
    groups: Sequence[str] | None = None,
) -> Floats:
    """Fit z, one for all or one for each pair of groups, and give the chance of every link.

    Prior weights that are not 0 or 1 are factors of the odds.
    """
    n = len(margins.names)
    if margins.total == 0:
        return np.zeros((n, n))
    block, wanted, words = _wanted(margins, links, groups)
    x, y = margins.owed / margins.owed.max(), margins.claimed / margins.claimed.max()
    Q = np.where(margins.allowed, margins.weights, 0.0)
    Q = Q / Q.max() if Q.max() > 0 else Q
    z = np.zeros(len(wanted) + 1)  # the last, index -1, is of cells that are in no block
    faults = []
    for k, number in enumerate(wanted):
        cells = int(((block == k) & (Q > 0)).sum())
        if not 0 < number <= cells:
            expected = f"above 0, at most {cells}, the cells that can hold a link"
            faults.append(Fault("networks", 0, words[k], f"{number:g}", expected))
        elif not faults:
            z[k] = np.inf if number == cells else _odds(number, x, y, Q, block, k)
    if faults:
        raise InvalidInput(faults)
    factor = z[block]
    odds = np.where(Q > 0, factor, 0.0)
    finite = np.isfinite(odds)
    odds = np.where(finite, odds, 0.0) * x[:, np.newaxis] * y * Q
    return np.asarray(np.where(finite, odds / (1 + odds), 1.0))


def drawn_once(
    margins: Margins, p: Floats, base: Floats, seed: int, number: int, kind: Amounts
) -> tuple[Floats, int]:
    """One draw: links by chance, then amounts; and how many links were added."""
    rng = generator(seed, number, STREAM_OF_LINKS)
    is_link: Bools = rng.random(p.shape) < p
    weights = np.divide(base, p, out=np.zeros(p.shape), where=is_link & (p > 0))
    if kind is not Amounts.EXACT:
        return weights, 0
    found = on_links(margins, weights, rng, p)
    return found.liabilities, found.added


def _independent(margins: Margins) -> Floats:
    """``r[i] c[j] / W``: what independence gives, the institution itself included."""
    return np.asarray(
        margins.owed[:, np.newaxis] * margins.claimed / max(margins.total, np.finfo(float).tiny)
    )


def _odds(number: float, x: Floats, y: Floats, Q: Floats, block: Ints, k: int) -> float:
    """z, by Newton's method in log z within a bracket that each step narrows."""
    low, high, at = -800.0, 700.0, 0.0
    for _ in range(STEPS):
        total, slope = expected_links(float(np.exp(at)), x, y, Q, block, k)
        if abs(total - number) <= 1e-12 * number:
            return float(np.exp(at))
        low, high = (at, high) if total < number else (low, at)
        step = at + (number - total) / slope if slope > 0 else np.inf
        at = step if low < step < high else (low + high) / 2
        if high - low < 1e-13 * max(1.0, abs(at)):
            return float(np.exp(at))
    raise NotConverged(f"fitness: no z gives {number:g} links")


def _wanted(
    margins: Margins,
    links: float | Mapping[tuple[str, str], float],
    groups: Sequence[str] | None,
) -> tuple[Ints, list[float], list[str]]:
    """The block of each cell, the links wanted in each block, and words for it."""
    n = len(margins.names)
    if not isinstance(links, Mapping):
        return np.zeros((n, n), dtype=np.int64), [float(links)], ["links"]
    code = np.array(groups if groups is not None else [""] * n)
    block = np.full((n, n), -1, dtype=np.int64)
    for k, (debtor, creditor) in enumerate(links):
        block[np.ix_(code == debtor, code == creditor)] = k
    return (
        block,
        [float(each) for each in links.values()],
        [f"links of {d} to {c}" for d, c in links],
    )


def _require_amounts(amounts: str) -> Amounts:
    known = [str(each) for each in Amounts]
    if amounts not in known:
        wanted = f"one of {', '.join(known)}"
        raise InvalidInput([Fault("networks", 0, "amounts", str(amounts), wanted)])
    return Amounts(amounts)

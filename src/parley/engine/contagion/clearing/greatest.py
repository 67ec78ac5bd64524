"""The greatest clearing vector: everybody pays as much as can be paid, searched from the top.

| symbol | name | shape | unit |
|---|---|---|---|
| p̄ | total_liabilities | (n,) | money |
| e | external_assets | (draws, n) | money |
| Π | relative_liabilities | (n, n) | 1 |
| p | payments | (draws, n) | money |
| α, β | recovery_external, recovery_interbank | scalar | 1 |
"""

from dataclasses import fields
from itertools import pairwise

import numba
import numpy as np

from parley.engine.amounts import Bools, Floats, Ints, Money
from parley.engine.contagion.clearing.exact import finish_exactly
from parley.engine.contagion.clearing.result import Clearing, ClearingRules
from parley.engine.contagion.kernels.clearing import SOLVENCY_SLACK, clearing_gap, pay_down
from parley.engine.contagion.kernels.clearing_errors import bound_errors
from parley.engine.contagion.kernels.clearing_sweeps import clear_many
from parley.engine.contagion.kernels.default_sets import FEW, clear_few
from parley.engine.pool import run_all
from parley.engine.status import Status
from parley.engine.system import FinancialSystem

#: Rounds after which the draws that still move are finished by solving for them exactly.
ROUNDS_BEFORE_EXACT = 200

#: Draws whose error may be more than this share of the largest debt are finished exactly too.
_ERROR_BEFORE_EXACT = 1e-9

#: Below so many payments to be found, threads cost more than they save.
_PAYMENTS_PER_WORKER = 100_000


def clear_greatest(
    system: FinancialSystem,
    assets: Money,
    rules: ClearingRules,
    *,
    tolerance: float,
    max_rounds: int,
    workers: int | None,
) -> Clearing:
    """Find the greatest clearing vector of each draw, for arrays that were checked before.

    Args:
        system: Supplies ``p̄`` and ``Π``.
        assets: ``e``. Shape (draws, n), money, 0 or more.
        rules: α and β.
        tolerance, max_rounds, workers: As in ``clear``.
    """
    draws, n = assets.shape
    found = Clearing(
        payments=np.empty((draws, n)),
        received=np.empty((draws, n)),
        defaulted=np.empty((draws, n), dtype=np.bool_),
        rounds=np.empty(draws, dtype=np.int64),
        status=np.empty(draws, dtype=np.int64),
        gap=np.empty(draws),
        error_bound=np.empty(draws),
    )

    def clear_piece(piece: slice) -> None:
        _clear_piece(system, assets[piece], rules, tolerance, max_rounds, _of(found, piece))

    cores = int(getattr(numba.config, "NUMBA_NUM_THREADS", 1)) if workers is None else workers
    pieces = max(1, min(cores, draws, assets.size // _PAYMENTS_PER_WORKER))
    cuts = [draws * k // pieces for k in range(pieces + 1)]
    for _ in run_all(clear_piece, [slice(*cut) for cut in pairwise(cuts)], pieces):
        pass
    limit = max(1e-9, 10 * tolerance)
    if max_rounds > ROUNDS_BEFORE_EXACT:
        largest = float(system.total_liabilities.max())
        far = found.error_bound > _ERROR_BEFORE_EXACT * largest
        crept = (found.status != Status.CONVERGED) | (found.gap > limit) | far
        if crept.any():
            steps = max_rounds - ROUNDS_BEFORE_EXACT
            _finish(system, assets, rules, found, np.flatnonzero(crept), tolerance, steps)
    found.status[found.gap > limit] = Status.ROUND_LIMIT
    return found


def _of(whole: Clearing, piece: slice) -> Clearing:
    """Some draws of a clearing: views, not copies."""
    return Clearing(*(getattr(whole, each.name)[piece] for each in fields(Clearing)))


def _clear_piece(
    system: FinancialSystem,
    assets: Money,
    rules: ClearingRules,
    tolerance: float,
    max_rounds: int,
    found: Clearing,
) -> None:
    """Fill ``found`` with the clearing of a piece: draws in which few fall first, then the rest."""
    debts, claims = system.relative_liabilities, system.relative_claims
    owes = (debts.indptr, unsigned(debts.indices), debts.data)
    owed_by = (claims.indptr, unsigned(claims.indices), claims.data)
    owed, senior, need = system.total_liabilities, system.senior_liabilities, needed(system)
    alpha, beta = rules.recovery_external, rules.recovery_interbank
    most = min(max_rounds, ROUNDS_BEFORE_EXACT)
    p, received, hit = found.payments, found.received, found.defaulted
    ends = (found.rounds, found.status, found.gap)
    count = np.empty(assets.shape[0], dtype=np.int64)
    clear_few(
        *owes, system.nominal_liabilities.data, *owed_by, system.nominal_claims.data,
        owed, system.interbank_assets, need, assets, alpha, beta, tolerance, most,
        0 if senior.any() else FEW, p, received, hit, *ends, found.error_bound, count,
    )  # fmt: skip
    left = np.argsort(count, kind="stable")[np.count_nonzero(count == 0) :]
    if left.size:
        clear_many(
            *owed_by, owed, senior, need, assets, left, alpha, beta, tolerance, most,
            p, received, hit, *ends,
        )  # fmt: skip
    bound_errors(
        *owes, claims.indptr, owed, senior, need, assets, alpha, beta, p, received, hit,
        owed[np.newaxis].copy(), found.error_bound,
    )  # fmt: skip


def needed(system: FinancialSystem, own: Bools | None = None) -> Money:
    """What each must have not to default; 0 for whose payments are given. Shape (n,), money."""
    need = system.total_liabilities * (1.0 - SOLVENCY_SLACK)
    return need if own is None else np.where(own, need, 0.0)


def unsigned(positions: Ints) -> Ints:
    """The same positions, which cannot count from the end: a compiled loop need not look."""
    return positions.view(np.uint32 if positions.itemsize == 4 else np.uint64)


def _finish(
    system: FinancialSystem,
    assets: Money,
    rules: ClearingRules,
    found: Clearing,
    which: Ints,
    tolerance: float,
    steps: int,
) -> None:
    """Solve exactly for the draws that crept, and put them in their places."""
    n = system.size
    everybody = np.ones(n, dtype=np.bool_)
    p, hit = found.payments[which], found.defaulted[which]
    for k, d in enumerate(which):
        finish_exactly(
            system, assets[d], rules, everybody, p[k], hit[k], tolerance, steps, all_fall=True
        )
    top = np.tile(system.total_liabilities, (which.size, 1))
    received, gap, bound = look_back(system, assets[which], rules, everybody, hit, top, p)
    for there, now in (
        (found.payments, p), (found.received, received), (found.defaulted, hit),
        (found.gap, gap), (found.error_bound, bound),
    ):  # fmt: skip
        there[which] = now
    found.status[which] = Status.CONVERGED


def look_back(
    system: FinancialSystem,
    assets: Money,
    rules: ClearingRules,
    own: Bools,
    hit: Bools,
    top: Money,
    p: Money,
) -> tuple[Money, Floats, Money]:
    """What comes in at payments ``p``, how far they miss their equation, and the error at most."""
    received, gap, bound = np.empty_like(p), np.empty(p.shape[0]), np.full(p.shape[0], -1.0)
    shares, senior = system.relative_liabilities, system.senior_liabilities
    lines = (shares.indptr, unsigned(shares.indices), shares.data)
    owed = system.total_liabilities
    alpha, beta = rules.recovery_external, rules.recovery_interbank
    full = system.interbank_assets
    clearing_gap(*lines, owed, senior, assets, alpha, beta, own, hit, full, top, p, received, gap)
    bound_errors(
        *lines, system.relative_claims.indptr, owed, senior, needed(system, own), assets,
        alpha, beta, p, received, hit & own, top, bound,
    )  # fmt: skip
    return received, gap, bound


def clear_from(
    system: FinancialSystem,
    assets: Money,
    rules: ClearingRules,
    top: Money,
    defaulted: Bools,
    *,
    own: Bools | None = None,
    tolerance: float = 1e-13,
    max_rounds: int = 10_000,
) -> Clearing:
    """Find the greatest clearing vector below ``top``, for arrays that were checked before.

    Args:
        system: Supplies ``p̄`` and ``Π``.
        assets: ``e`` with holdings at their price. Shape (draws, n), money; below 0 for who owes
            more outside the debts of this channel than he holds.
        rules: α and β.
        top: Where the search starts. Shape (draws, n), money: ``p̄``, or less for who is in
            default since before. For institutions outside ``own``: what they pay.
        defaulted: Who is in default since before, and stays. Shape (draws, n).
        own: Whose payments are to be found; None is all. Shape (n,).
        tolerance, max_rounds: As in ``clear``.
    """
    draws, n = assets.shape
    mine = np.ones(n, dtype=np.bool_) if own is None else own
    shares = system.relative_liabilities
    p, hit = top.copy(), defaulted.copy()
    rounds, status = np.zeros(draws, dtype=np.int64), np.zeros(draws, dtype=np.int64)
    alpha, beta = rules.recovery_external, rules.recovery_interbank
    pay_down(
        shares.indptr, unsigned(shares.indices), shares.data, system.total_liabilities,
        system.senior_liabilities, system.interbank_assets, assets, alpha, beta, tolerance,
        min(max_rounds, ROUNDS_BEFORE_EXACT), mine, p, hit, rounds, status,
    )  # fmt: skip
    if max_rounds > ROUNDS_BEFORE_EXACT:
        for d in np.flatnonzero(status != Status.CONVERGED):
            steps = max_rounds - ROUNDS_BEFORE_EXACT
            finish_exactly(system, assets[d], rules, mine, p[d], hit[d], tolerance, steps)
            status[d] = Status.CONVERGED
    received, gap, bound = look_back(system, assets, rules, mine, hit, top, p)
    status[gap > max(1e-9, 10 * tolerance)] = Status.ROUND_LIMIT
    return Clearing(p, received, hit, rounds, status, gap, bound)

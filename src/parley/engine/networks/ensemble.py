"""Many plausible systems for one set of totals: each with a number, a method and its own draw."""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Floats, Money, locked
from parley.engine.draws import normals, uniforms
from parley.engine.networks.assemble import assemble
from parley.engine.networks.margins import margins
from parley.engine.networks.matrices import Method
from parley.engine.networks.payments import payments_matrix
from parley.engine.networks.reconstruct import DENSITY, costs_of, matrix_by, require_density
from parley.engine.system import FinancialSystem
from parley.engine.totals import SystemTotals
from parley.errors import Fault, InvalidInput

#: Streams of random numbers: where bounds lie in their ranges; who pays whom.
STREAM_OF_BOUNDS, STREAM_OF_PAYMENTS = 101, 104

#: By how much of a total a known matrix may exceed it: rounding in the file.
SLACK = 1e-6


#: The methods that take turns unless others are asked for: the two extremes of density.
DEFAULT_METHODS: tuple[str, ...] = (Method.MAXIMUM_ENTROPY, Method.SPARSE)


@dataclass(frozen=True, eq=False)
class DrawnSystem:
    """One plausible system.

    Args:
        method: How its matrix was found.
        index: Its number in the ensemble.
        system: The system.
        to_outside: What i owes institutions outside the network, within its interbank
            liabilities. Shape (n,), money.
        from_outside: What institutions outside owe i, within its interbank assets.
            Shape (n,), money.
    """

    method: Method
    index: int
    system: FinancialSystem
    to_outside: Money
    from_outside: Money

    def __post_init__(self) -> None:
        for name in ("to_outside", "from_outside"):
            object.__setattr__(self, name, locked(getattr(self, name)))


def draw_systems(
    totals: SystemTotals,
    count: int,
    seed: int,
    methods: tuple[str, ...] = DEFAULT_METHODS,
    *,
    inner_claims: bool = False,
    density: float = DENSITY,
) -> tuple[DrawnSystem, ...]:
    """Draw systems that all meet the same totals and differ in who owes whom and who pays whom.

    Number k uses ``methods[k % len(methods)]`` and its own random numbers, so it is the same
    whatever ``count`` is. Bounds that are known only as a range are drawn anew for each number,
    so that two maximum-entropy matrices differ as far as those bounds bind. If the totals come
    with a known matrix, the ensemble is that one system.

    Args:
        totals: The totals of every institution.
        count: How many. 0 or more.
        seed: Names the run. 0 or more.
        methods: Values of ``Method`` but ``known``; one or more.
        inner_claims: Whether a node of many countries owes part of its debts to itself, outside
            the network; see ``margins``.
        density: As ``draw``, for ``fitness`` and ``bayesian``.

    Returns:
        ``count`` systems in order of their numbers, or one if the matrix is known.

    Raises:
        InvalidInput: if an argument is not as above, or no matrix meets the totals and bounds.
        NotConverged: if a search was given up.
    """
    chosen = _require_methods(count, methods, density)
    if totals.known_liabilities is not None:
        return (_known(totals, totals.known_liabilities, payments_matrix(totals)),)
    n = totals.size
    pay = normals(seed, 0, count, n * n, STREAM_OF_PAYMENTS).reshape(count, n, n)
    pairs = 0 if totals.country_claims is None else len(totals.country_claims.countries)
    positions = uniforms(seed, 0, count, pairs**2, STREAM_OF_BOUNDS).reshape(count, pairs, pairs)
    costs = {method: costs_of(method, seed, count, totals.size) for method in set(chosen)}
    drawn = []
    for k in range(count):
        method = chosen[k % len(chosen)]
        problem = margins(totals, positions[k], inner_claims=inner_claims)
        drawn.append(
            DrawnSystem(
                method=method,
                index=k,
                system=assemble(
                    totals,
                    matrix_by(method, problem, seed, k, density, costs[method][k]),
                    payments_matrix(totals, pay[k]),
                ),
                to_outside=problem.to_outside,
                from_outside=problem.from_outside,
            )
        )
    return tuple(drawn)


def _known(totals: SystemTotals, liabilities: Floats, payments: Floats) -> DrawnSystem:
    """The one system whose matrix came with the totals; what the matrix lacks is outside."""
    faults: list[Fault] = []
    outside = {}
    for item, inside in (
        ("interbank_liabilities", liabilities.sum(axis=1)),
        ("interbank_assets", liabilities.sum(axis=0)),
    ):
        total = getattr(totals, item)
        for i in np.flatnonzero(inside > total + SLACK * np.maximum(total, 1.0)):
            field, value = f"{item} of {totals.names[i]}", f"{total[i]:g}"
            expected = f"at least what the known matrix holds, {inside[i]:g}"
            faults.append(Fault(totals.name, 0, field, value, expected))
        outside[item] = np.maximum(total - inside, 0.0)
    for i in np.flatnonzero(np.diagonal(liabilities) != 0):
        field = f"known_liabilities of {totals.names[i]} to itself"
        faults.append(Fault(totals.name, 0, field, f"{liabilities[i, i]:g}", "0"))
    if faults:
        raise InvalidInput(faults)
    return DrawnSystem(
        method=Method.KNOWN,
        index=0,
        system=assemble(totals, liabilities, payments),
        to_outside=outside["interbank_liabilities"],
        from_outside=outside["interbank_assets"],
    )


def _require_methods(count: int, methods: tuple[str, ...], density: float) -> tuple[Method, ...]:
    """The methods by their names; an error for a name that is none."""
    drawable = [each.value for each in Method if each is not Method.KNOWN]
    faults = [
        Fault("draw_systems", 0, "methods", str(name), f"one of {', '.join(drawable)}")
        for name in methods
        if name not in drawable
    ]
    if not methods:
        faults.append(Fault("draw_systems", 0, "methods", "none", "one or more"))
    if count < 0:
        faults.append(Fault("draw_systems", 0, "count", str(count), "0 or more"))
    faults += require_density(density)
    if faults:
        raise InvalidInput(faults)
    return tuple(Method(name) for name in methods)

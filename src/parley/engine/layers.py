"""The least fixed point of losses that rise through layers, exactly, however long they go round.

| symbol | name | shape | unit |
|---|---|---|---|
| a | arrives | (n,) | money |
| c | passed_on | (layers,) | money |
| M | what one more unit at i adds at j | (n, n) | 1 |
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from parley.engine.amounts import Bools, Floats, Ints, Money
from parley.engine.status import Status

#: What a layer does at the moment: nothing, pass on each further unit, or no more than its room.
_BELOW, _INSIDE, _FULL = 0, 1, 2
#: Rounds between leaps.
_ROUNDS_BETWEEN = 20


@dataclass(frozen=True, eq=False)
class Layers:
    """Layers that pass on part of what arrives: ``c_t = max(least_t, layer_t(a))``, where
    ``layer_t(a) = min(room_t, w_t a_i - lo_t)`` if ``w_t a_i - lo_t > slack_t``, else 0.

    Args:
        firm: Where each layer stands, ``i`` above. Shape (layers,).
        weight: ``w``. Shape (layers,), 0 to 1.
        threshold: ``lo``; may be negative. Shape (layers,), money.
        room: Shape (layers,), money, may be infinite.
        slack: Shape (layers,), money, far below anything that matters.
        least: What a layer passes on in any case. Shape (layers,), money.
        shares: ``shares[t, j]``: the part of ``c_t`` that goes to j. Shape (layers, n).
    """

    firm: Ints
    weight: Floats
    threshold: Money
    room: Money
    slack: Money
    least: Money
    shares: sparse.csr_array

    def rest(self, arrives: Money) -> Money:
        """``w a - lo``: what arrives above the threshold. Shape (layers,), money."""
        return np.asarray(self.weight * arrives[self.firm] - self.threshold)

    def passed_on(self, arrives: Money, phase: Ints) -> Money:
        """``c`` with every layer in the phase given, or in a later one if more arrives."""
        rest = self.rest(arrives)
        inside = np.minimum(np.maximum(rest, 0.0), self.room)
        c = np.where((phase >= _INSIDE) | (rest > self.slack), inside, 0.0)
        return np.asarray(np.maximum(np.where(phase == _FULL, self.room, c), self.least))


def leap(layers: Layers, arrives: Money, phase: Ints) -> tuple[Money, bool]:
    """Go as far towards the least fixed point as no layer is reached or filled on the way.

    From ``a`` below the least fixed point, with ``a <= F(a)``, rounds of ``F`` would creep in a
    fixed direction until a layer is reached or filled. If what goes round shrinks, they creep
    towards ``a + d`` with ``d = M d + F(a) - a``: a linear system. If it does not shrink, they
    grow without end along a ring, and in its Perron vector. Either way each point up to the
    first layer that is reached or filled still lies below the least fixed point, and so does the
    next one of ``F``.

    Args:
        layers: The problem.
        arrives: ``a``, from below. Shape (n,), money.
        phase: What each layer does; raised in place where the leap ends. Shape (layers,).

    Returns:
        The new ``a`` and whether it is finite; with layers without limit it need not be.
    """
    rest = layers.rest(arrives)
    reach = np.maximum(layers.slack, layers.least)
    np.maximum(phase, np.where(rest > reach, _INSIDE, _BELOW), out=phase)
    np.maximum(phase, np.where(rest >= layers.room, _FULL, _BELOW), out=phase)
    after = layers.shares.T @ layers.passed_on(arrives, phase)
    residual = np.maximum(after - arrives, 0.0)
    direction, most = _direction(layers, phase == _INSIDE, residual)
    speed = layers.weight * direction[layers.firm]
    target = np.where(phase == _INSIDE, layers.room, reach)
    with np.errstate(divide="ignore", invalid="ignore"):
        far = np.where((speed > 0.0) & (phase < _FULL), (target - rest) / speed, np.inf)
    length = min(most, float(np.maximum(far, 0.0).min(initial=np.inf)))
    if not np.isfinite(length):
        return arrives, False
    phase[far <= length * (1.0 + 1e-15)] += 1
    return np.asarray(arrives + length * direction), True


def finish(
    layers: Layers, walk: Callable[..., int], order: tuple[Ints, Ints, Ints, Ints],
    arrives: Money, passed_on: Money, tolerance: float,
) -> Status:  # fmt: skip
    """Leap from layer to layer to the least fixed point. Changes the amounts in place.

    Each leap reaches or uses up a layer, or is the last; so there are at most two for each layer.
    Between leaps a few rounds are walked: they often pass many layers at once.

    Args:
        layers: The problem.
        walk: The compiled loop of rounds, ``rise``.
        order: What it takes first: where each firm's layers begin, the layers in order of firms,
            where each layer's targets begin, the targets.
        arrives, passed_on: Where the rounds stood: from below, ``a`` what ``c`` passes on.
        tolerance: Of the rounds.

    Returns:
        ``ROUND_LIMIT`` if there is no finite fixed point.
    """
    n = arrives.size
    queue, waiting = np.empty(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    phase = np.zeros(layers.firm.size, dtype=np.int64)
    for _ in range(2 * phase.size + 2):
        further, finite = leap(layers, arrives, phase)
        if not finite:
            return Status.ROUND_LIMIT
        passed_on[:] = np.maximum(passed_on, layers.passed_on(further, phase))
        arrives[:] = layers.shares.T @ passed_on
        if not walk(
            *order, layers.shares.data, layers.weight, layers.threshold, layers.room,
            layers.slack, tolerance, _ROUNDS_BETWEEN, arrives, passed_on, queue, waiting,
        ):  # fmt: skip
            return Status.CONVERGED
    return Status.ROUND_LIMIT


def _direction(layers: Layers, inside: Bools, residual: Money) -> tuple[Money, float]:
    """The direction in which rounds go on, and how far it holds: 1, or without end."""
    n = residual.size
    passes = sparse.csr_array(
        (layers.weight * inside, (np.arange(inside.size), layers.firm)), shape=(inside.size, n)
    )
    matrix = sparse.csr_array(layers.shares.T @ passes)
    matrix.eliminate_zeros()
    some = _reached(matrix, residual)
    direction = np.zeros(n)
    if not some.size:
        return direction, 1.0
    part = matrix[some][:, some].toarray()
    try:
        step = np.linalg.solve(np.eye(some.size) - part, residual[some])
        lasting = bool(np.all(np.isfinite(step)) and step.min() >= -1e-14 * step.max())
    except np.linalg.LinAlgError:
        lasting = False
    if lasting:
        direction[some] = np.maximum(step, 0.0)
        return direction, 1.0
    direction[some] = _ring(part)
    return direction, np.inf


def _reached(matrix: sparse.csr_array, residual: Money) -> Ints:
    """Who is reached, sooner or later, by what still moves."""
    from scipy.sparse.csgraph import breadth_first_order  # slow to import

    n = residual.size
    source = np.flatnonzero(residual > 0.0)
    links = sparse.coo_array(matrix)
    givers = np.concatenate([links.coords[1], np.full(source.size, n)])  # n stands for a start
    takers = np.concatenate([links.coords[0], source])
    graph = sparse.csr_array((np.ones(givers.size), (givers, takers)), shape=(n + 1, n + 1))
    order = breadth_first_order(graph, n, return_predecessors=False)
    return np.sort(order[order < n]).astype(np.int64)


def _ring(part: Floats) -> Floats:
    """The Perron vector of the ring in which most goes round, 0 outside it."""
    from scipy.sparse.csgraph import connected_components  # slow to import

    count, ring = connected_components(sparse.csr_array(part), directed=True, connection="strong")
    best, vector = -1.0, np.zeros(part.shape[0])
    for k in range(count):
        members = np.flatnonzero(ring == k)
        values, vectors = np.linalg.eig(part[np.ix_(members, members)])
        top = int(np.argmax(values.real))
        if values[top].real > best:
            best = float(values[top].real)
            vector[:] = 0.0
            vector[members] = np.abs(vectors[:, top].real)
    return vector

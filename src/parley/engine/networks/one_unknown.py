"""Maximum entropy where only sums are known: one equation in one unknown, whatever the size.

| symbol | meaning |
|---|---|
| r, c | what each owes and is owed, as shares of the total |
| x, y | multipliers of rows and columns, each as a share of their sum |
| t | the scale: ``L[i, j] = x[i] y[j] / t``, the unknown |
| D | discriminant of the quadratic equation of one institution |
"""

import numpy as np
from scipy.optimize import brentq

from parley.engine.amounts import Floats, Money

#: Who leaves the others less than this share of the total to owe each other leaves them nothing.
NOTHING_LEFT = 1e-12


def independent(r: Money, c: Money) -> Floats:
    """Find the matrix in product form with zero diagonal that has the sums ``r`` and ``c``.

    The sums of row and column i, ``x (1 - y) = r t`` and ``y (1 - x) = c t``, are two equations
    for its own two multipliers once t is known::

        y = 2 c t / (1 - r t + c t + √D),   D = (1 - r t - c t)² - 4 r c t²

    and t is where the y sum to 1; then the x do too. At most one institution, the one with the
    largest √r + √c, may need the other root, where ``x + y`` exceeds 1.

    Args:
        r, c: Positive or zero, each of sum 1; ``r + c`` at most 1. Shape (n,).

    Returns:
        Shares of the total. Shape (n, n), zero diagonal.

    Source:
        The fixed point of proportional fitting (Bregman 1967), solved row by row.
    """
    top = int(np.argmax(np.sqrt(r) + np.sqrt(c)))
    if 1.0 - r[top] - c[top] <= NOTHING_LEFT:
        return _star(top, r, c)
    widest = 1.0 / (np.sqrt(r[top]) + np.sqrt(c[top])) ** 2
    is_inner = _excess(widest, r, c, -1) >= 0
    large = -1 if is_inner else top
    low = widest
    while (_excess(low, r, c, large) < 0) is not is_inner:
        low *= 0.5
    t = widest
    if low < widest:
        t = brentq(_excess, low, min(2 * low, widest), (r, c, large), xtol=1e-300, rtol=1e-15)
    x, y = _multipliers(t, r, c, large)
    matrix = x[:, np.newaxis] * (y / t)
    np.fill_diagonal(matrix, 0.0)
    return np.asarray(matrix)


def _excess(t: float, r: Money, c: Money, large: int) -> float:
    """By how much the y exceed 1, divided by t; without cancellation where one y is near 1."""
    a, b = r * t, c * t
    root = _root(a, b)
    y = _small(b, (1 - a + b) + root)
    if large < 0:
        return float(y.sum() - 1.0) / t
    short = 2 * a[large] / ((1 + a[large] - b[large]) + root[large])  # 1 - y at the other root
    return float((y.sum() - y[large]) - short) / t


def _multipliers(t: float, r: Money, c: Money, large: int) -> tuple[Money, Money]:
    a, b = r * t, c * t
    root = _root(a, b)
    x, y = _small(a, (1 + a - b) + root), _small(b, (1 - a + b) + root)
    if large >= 0:
        x[large], y[large] = 1 - y[large], 1 - x[large]
    return x, y


def _small(part: Money, below: Money) -> Money:
    """The smaller root, ``2 part / below``; 0 for whoever has no such sum at all."""
    root: Money = np.divide(2 * part, below, out=np.zeros(part.size), where=part > 0)
    return root


def _root(a: Money, b: Money) -> Money:
    """√D as a product, so that it is accurate where D is small."""
    sum_, difference = np.sqrt(a) + np.sqrt(b), np.sqrt(a) - np.sqrt(b)
    square = np.maximum((1 - sum_**2) * (1 - difference**2), 0.0)
    return np.asarray(np.sqrt(square))


def _star(hub: int, r: Money, c: Money) -> Floats:
    """One institution makes up all there is: everybody else deals with it alone."""
    matrix = np.zeros((r.size, r.size))
    matrix[hub, :] = c
    matrix[:, hub] = r
    matrix[hub, hub] = 0.0
    return matrix

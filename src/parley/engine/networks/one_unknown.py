"""Maximum entropy where only sums are known: one equation in one unknown, whatever the size.

| symbol | meaning |
|---|---|
| r, c | what each owes and is owed, as shares of the total |
| x, y | multipliers of rows and columns, each as a share of their sum |
| t | the scale: ``L[i, j] = x[i] y[j] / t``, the unknown |
| w | the largest t: ``1 / (√r + √c)²`` of the largest institution |
| s, u | where t lies: ``t = w u``, ``s = 1 - u``; both, so that neither end is rounded away |
| D | discriminant of the quadratic equation of one institution |
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Floats, Money

#: Who leaves the others less than this share of the total to owe each other leaves them nothing.
NOTHING_LEFT = 1e-15


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
    equations = _Equations(r, c, int(np.argmax(np.sqrt(r) + np.sqrt(c))))
    slack = equations.slack()
    if slack <= NOTHING_LEFT:
        return _star(equations.top, r, c)
    is_inner = equations.excess(0.0, 1.0) >= 0
    s, u = _solved(equations.excess if is_inner else equations.other_gap(slack))
    x, y = equations.multipliers(s, u, is_inner)
    matrix = x[:, np.newaxis] * (y / equations.t(u))
    np.fill_diagonal(matrix, 0.0)
    return np.asarray(matrix)


def _solved(gap: Callable[[float, float], float]) -> tuple[float, float]:
    """Where the gap is zero: s from 0 to 1, found from the end that is nearer."""
    from scipy.optimize import brentq  # slow to import

    at_start, at_end = gap(0.0, 1.0), gap(1.0, 0.0)
    if at_start == 0 or (at_start > 0) == (at_end > 0):  # the two branches meet at s = 0
        return 0.0, 1.0
    if (gap(0.5, 0.5) > 0) == (at_end > 0):
        s = float(brentq(lambda s: gap(s, 1.0 - s), 0.0, 0.5, xtol=1e-300, rtol=1e-15))
        return s, 1.0 - s
    u = float(brentq(lambda u: gap(1.0 - u, u), 0.0, 0.5, xtol=1e-300, rtol=1e-15))
    return 1.0 - u, u


@dataclass(frozen=True, eq=False)
class _Equations:
    """The equations of all institutions, of which ``top`` is the largest."""

    r: Money
    c: Money
    top: int

    def t(self, u: float) -> float:
        """The scale."""
        return float(u / (np.sqrt(self.r[self.top]) + np.sqrt(self.c[self.top])) ** 2)

    def slack(self) -> float:
        """What the others owe each other, from the smaller of two differences."""
        others = np.arange(self.r.size) != self.top
        if self.c[self.top] < self.r[self.top]:
            return float(self.r[others].sum() - self.c[self.top])
        return float(self.c[others].sum() - self.r[self.top])

    def excess(self, s: float, u: float) -> float:
        """By how much the y exceed 1, all at the smaller root."""
        _, of_y = self._denominators(s, u)
        return float(_small(self.c * self.t(u), of_y).sum() - 1.0)

    def other_gap(self, slack: float) -> Callable[[float, float], float]:
        """The same divided by t, with ``top`` at the larger root, rid of all that cancels.

        ``y / t - c`` of a bank at the smaller root, and ``(1 - y) / t - r`` of one at the
        larger, are both ``4 r c t`` over the product of the two denominators of the roots.
        """

        def gap(s: float, u: float) -> float:
            of_x, of_y = self._denominators(s, u)
            product = self.r * self.c
            grown = np.zeros(product.size)
            np.divide(4 * self.t(u) * product, of_x * of_y, out=grown, where=product > 0)
            return float(slack + (grown.sum() - grown[self.top]) - grown[self.top])

        return gap

    def multipliers(self, s: float, u: float, is_inner: bool) -> tuple[Money, Money]:
        """x and y of everybody."""
        t = self.t(u)
        of_x, of_y = self._denominators(s, u)
        x, y = _small(self.r * t, of_x), _small(self.c * t, of_y)
        if not is_inner:
            x[self.top], y[self.top] = of_x[self.top] / 2, of_y[self.top] / 2
        return x, y

    def _denominators(self, s: float, u: float) -> tuple[Money, Money]:
        """Below the roots for x and y; √D as a product, which is accurate where D is small."""
        a, b = self.r * self.t(u), self.c * self.t(u)
        sum_, difference = np.sqrt(a) + np.sqrt(b), np.sqrt(a) - np.sqrt(b)
        first = np.maximum(1 - sum_**2, 0.0)
        first[self.top] = s
        root = np.sqrt(first * np.maximum(1 - difference**2, 0.0))
        return (1 + a - b) + root, (1 - a + b) + root


def _small(part: Money, below: Money) -> Money:
    """The smaller root, ``2 part / below``; 0 for whoever has no such sum at all."""
    root: Money = np.divide(2 * part, below, out=np.zeros(part.size), where=part > 0)
    return root


def _star(hub: int, r: Money, c: Money) -> Floats:
    """One institution makes up all there is: everybody else deals with it alone."""
    matrix = np.zeros((r.size, r.size))
    matrix[hub, :] = c
    matrix[:, hub] = r
    matrix[hub, hub] = 0.0
    return matrix

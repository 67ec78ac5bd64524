"""Linear equations in fractions, solved exactly: what oracles compare floating point with."""

from collections.abc import Sequence
from fractions import Fraction


def solve_exactly(
    matrix: Sequence[Sequence[Fraction]], right: Sequence[Fraction]
) -> list[Fraction] | None:
    """Gauss and Jordan; None if the matrix is singular."""
    k = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for c in range(k):
        pivot = next((r for r in range(c, k) if rows[r][c] != 0), None)
        if pivot is None:
            return None
        rows[c], rows[pivot] = rows[pivot], rows[c]
        rows[c] = [value / rows[c][c] for value in rows[c]]
        for r in range(k):
            if r != c and rows[r][c] != 0:
                factor = rows[r][c]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[c], strict=True)]
    return [row[k] for row in rows]

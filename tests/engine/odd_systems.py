"""Systems that are odd and possible: disconnected, empty, extreme, rings that never end."""

from typing import Any

import numpy as np

from parley.engine import FinancialSystem


def system(
    names: Any, assets: Any, owes: Any, outside: Any = None, **other: Any
) -> FinancialSystem:
    return FinancialSystem(names, assets, owes, outside or np.zeros(len(names)), **other)


#: Systems that are odd and possible, each with losses that hurt.
ODD: dict[str, tuple[FinancialSystem, list[float]]] = {
    "disconnected": (
        system(["A", "B", "C", "D"], [5, 5, 5, 5],
               [[0, 9, 0, 0], [0, 0, 0, 0], [0, 0, 0, 9], [0, 0, 0, 0]]),
        [4, 0, 0, 0],
    ),
    "zero liabilities": (system(["A", "B"], [5, 5], np.zeros((2, 2))), [1, 0]),
    "zero equity": (system(["A", "B"], [10, 0], [[0, 10], [0, 0]], [0, 10]), [1, 0]),
    "equity below zero": (system(["A", "B"], [5, 0], [[0, 10], [0, 0]], [0, 20]), [1, 0]),
    "nothing at all": (system(["A", "B"], [0, 0], np.zeros((2, 2))), [0, 0]),
    "one bank": (system(["A"], [5], [[0]], [3]), [4]),
    "huge beside tiny": (
        system(["A", "B", "C"], [1e15, 1e-3, 2e-3], [[0, 1e15, 0], [0, 0, 1e-3], [1e-3, 0, 0]]),
        [5e14, 0, 1e-3],
    ),
    "tiny claims on the huge": (
        system(["A", "B"], [1e15, 1e-3], [[0, 1e-3], [0, 0]], [1e15, 0]), [1.0, 0],
    ),
    "a closed ring without cash": (
        system(["A", "B", "C"], [0, 0, 0], [[0, 10, 0], [0, 0, 10], [10, 0, 0]]), [0, 0, 0],
    ),
    "a ring that hardly leaks": (
        system(["A", "B"], [1e-9, 0], [[0, 1e6], [1e6, 0]], [1e-6, 0]), [0, 0],
    ),
    "a ring of leverage above one": (
        system(["A", "B", "C"], [1, 1, 1], [[0, 10, 0], [0, 0, 10], [10, 0, 0]]), [0.1, 0, 0],
    ),
    "a ring of leverage one": (
        system(["A", "B"], [10, 10], [[0, 10], [10, 0]]), [0.1, 0],
    ),
}  # fmt: skip

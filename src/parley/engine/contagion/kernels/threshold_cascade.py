"""Compiled loop of cascades over thresholds: who falls takes from others until they fall too."""

import numpy as np
from numba import njit

from parley.engine.amounts import Bools, Floats, Ints

#: Room for rounding, as a share of the threshold (docs/notation.md, §8).
THRESHOLD_SLACK = 1e-12


@njit(cache=True, nogil=True)
def topple(
    indptr: Ints, hit: Ints, amount: Floats, share: float, threshold: Floats, at_threshold: bool,
    fallen: Bools, taken: Floats, fell_in: Ints,
) -> None:  # fmt: skip
    """Let those in ``fallen`` take ``share`` of their ``amount`` from whom they hit, and so on.

    i falls when more than ``threshold_i`` was taken from it, or just that if ``at_threshold``. All
    who fall in a round act on the state of the round before. ``indptr, hit, amount`` in CSR: row j
    says whom j hits; ``threshold, fallen, taken, fell_in`` (draws, n). ``fallen`` holds who falls
    first on entry, ``taken`` what was taken before. Fills ``fell_in`` with the round, 0 for the
    first, -1 for never.
    """
    draws, n = threshold.shape
    now = np.empty(n, dtype=np.int64)
    for d in range(draws):
        count = 0
        for i in range(n):
            fell_in[d, i] = -1
            if not fallen[d, i]:
                edge = threshold[d, i]
                room = THRESHOLD_SLACK * abs(edge)
                if taken[d, i] > edge + room or (at_threshold and taken[d, i] >= edge - room):
                    fallen[d, i] = True
            if fallen[d, i]:
                fell_in[d, i] = 0
                now[count] = i
                count += 1
        done = 0
        for r in range(1, n + 1):
            last = count
            if done == last:
                break
            while done < last:
                j = now[done]
                done += 1
                for k in range(indptr[j], indptr[j + 1]):
                    i = hit[k]
                    taken[d, i] += share * amount[k]
                    if not fallen[d, i]:
                        edge = threshold[d, i]
                        room = THRESHOLD_SLACK * abs(edge)
                        if taken[d, i] > edge + room or (
                            at_threshold and taken[d, i] >= edge - room
                        ):
                            fallen[d, i] = True
                            fell_in[d, i] = r
                            now[count] = i
                            count += 1

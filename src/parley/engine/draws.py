"""Random numbers by address: a draw has the same numbers however a run is cut into pieces."""

from collections.abc import Callable

import numpy as np

from parley.engine.amounts import Floats, require_counts

#: Part of the definition of a run, not a tuning knob: another number gives other draws.
DRAWS_PER_BLOCK = 4096


def generator(seed: int, block: int, stream: int = 0) -> np.random.Generator:
    """Give the random numbers of one block of draws.

    Philox is counter-based, so block 7 needs no blocks 0 to 6 before it.

    Args:
        seed: Names the run. 0 or more.
        block: Number of the block; draw d lies in block ``d // DRAWS_PER_BLOCK``. 0 or more.
        stream: Keeps apart what is drawn for different purposes in one run. 0 or more; what a
            number stands for is said where it is used.

    Raises:
        InvalidInput: if one of them is negative.

    Source:
        Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3.
    """
    require_counts("draws", seed=seed, block=block, stream=stream)
    key = np.random.SeedSequence(seed, spawn_key=(stream, block))
    return np.random.Generator(np.random.Philox(key))


def uniforms(seed: int, first: int, count: int, columns: int, stream: int = 0) -> Floats:
    """Draw uniform numbers from 0 (may occur) to 1 (may not).

    Args:
        seed, stream: As for ``generator``.
        first: Number of the first draw wanted. 0 or more.
        count: How many draws. 0 or more.
        columns: How many numbers in each draw. Part of the address: with another number of
            columns, a draw has other numbers.

    Returns:
        Shape (count, columns); row k belongs to draw ``first + k``.

    Raises:
        InvalidInput: if a number is negative.

    Example:
        Two pieces are the whole.

        >>> whole = uniforms(seed=1, first=4090, count=10, columns=2)
        >>> start = uniforms(seed=1, first=4090, count=3, columns=2)
        >>> rest = uniforms(seed=1, first=4093, count=7, columns=2)
        >>> bool((np.vstack([start, rest]) == whole).all())
        True
    """
    return _by_block(
        lambda block, shape: generator(seed, block, stream).random(shape), first, count, columns
    )


def normals(seed: int, first: int, count: int, columns: int, stream: int = 0) -> Floats:
    """Draw standard normal numbers; arguments, shape and errors are those of ``uniforms``."""
    return _by_block(
        lambda block, shape: generator(seed, block, stream).standard_normal(shape),
        first,
        count,
        columns,
    )


def _by_block(
    draw: Callable[[int, tuple[int, int]], Floats], first: int, count: int, columns: int
) -> Floats:
    """Fill the rows block by block.

    A generator fills row after row, so the first rows of a block do not depend on how many
    follow; only the rows up to the last one wanted are made.
    """
    require_counts("draws", first=first, count=count, columns=columns)
    rows = np.empty((count, columns))
    done = 0
    while done < count:
        block, start = divmod(first + done, DRAWS_PER_BLOCK)
        stop = min(DRAWS_PER_BLOCK, start + count - done)
        rows[done : done + stop - start] = draw(block, (stop, columns))[start:]
        done += stop - start
    return rows

"""One of three processes: divides numbers that it shares with the others. Prints what it saw."""

import asyncio
import json
import random
import sys
from pathlib import Path

from parley.node.keys import TLS_CERTIFICATE
from parley.node.mpc.arithmetic import Arithmetic
from parley.node.mpc.lines import Place, connect, make_runtime


def numbers(count: int) -> list[int]:
    """Numbers of every size below 2^190, and the edges of what is divided."""
    rng = random.Random(5)  # noqa: S311
    edges = [0, 1, 2**62, 2**62 - 1, 2**124 - 1, 2**124, 2**124 + 1, 2**189, 2**190 - 1]
    return edges + [rng.getrandbits(rng.randrange(1, 191)) for _ in range(count - len(edges))]


async def compute(mpc: object, places: list[Place], keys: Path, number: int) -> None:
    """Divide, test for zero, multiply; open all of it."""
    await connect(mpc, places, keys, patience=60.0)
    on, whole = Arithmetic(mpc), numbers(400)
    x = await on.share(whole if number == 1 else None, 1, (len(whole),))
    said: dict[str, object] = {}
    for bits in (1, 62, 64, 124, 190):
        said[f"by 2^{bits}"] = await on.open(await on.divide(x, bits))
    said["zero"] = [await on.is_all_zero(x - x), await on.is_all_zero(x)]
    last = on.zeros((3,))
    last[2] = x[1]
    said["one of three"] = await on.is_all_zero(last)
    matrix = await on.share([[1, 2, 3], [0, 0, 5]] if number == 0 else None, 0, (2, 3))
    said["matrix"] = await on.open(await on.matrix_product(matrix, x[1:4]))
    nothing = await on.share([], 2, (0,))
    said["nothing"] = await on.open(on.zeros((1,))) + [int(nothing.size)]
    none_listed = await on.share(None, 1, (0, 3))
    said["nobody"] = int((await on.matrix_product(none_listed, x[:3])).size)
    print(json.dumps(said), flush=True)  # noqa: T201
    await asyncio.sleep(0.5)


if __name__ == "__main__":
    own, base, ports = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    folders = [base / str(k) for k in range(3)]
    everyone = [
        Place("127.0.0.1", int(port), (folder / TLS_CERTIFICATE).read_text(encoding="ascii"))
        for port, folder in zip(ports, folders, strict=True)
    ]
    runtime = make_runtime(3, own)
    runtime.run(compute(runtime, everyone, folders[own], own))

"""Reading a system of 326 banks: the bare text, the checked system, the system with a matrix."""

import csv
import io

from benchmarks.harness import Measurement, measure
from parley.files import load_system
from parley.files.systems.catalogue import find_system, systems_folder


def bare_text() -> int:
    """Every cell of every table, without understanding any of them."""
    cells = 0
    for path in (systems_folder() / "us-2016").glob("*.csv"):
        text = path.read_bytes().decode("utf-8")
        cells += sum(map(len, csv.reader(io.StringIO(text))))
    return cells


def measurements(repeats: int) -> list[Measurement]:
    """The bare text first: what any reader of these files must do."""
    assert bare_text() > 3000
    assert find_system("us-2016").size == 326
    return [
        measure("bare text of us-2016, every cell", bare_text, repeats),
        measure("find_system: checked, gaps filled", lambda: find_system("us-2016"), repeats),
        measure(
            "load_system: with a sparse matrix",
            lambda: load_system("us-2016", matrix="sparse"),
            repeats,
        ),
        measure(
            "load_system: with maximum entropy",
            lambda: load_system("us-2016", matrix="maximum_entropy"),
            repeats,
        ),
    ]

"""What compiled loops must keep to so that what is stored of them is never out of date."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"


def compiled(path: Path) -> set[str]:
    """Names of the functions of a file that numba compiles."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any("njit" in ast.unparse(each) for each in node.decorator_list)
    }


def test_no_compiled_loop_calls_one_of_another_file() -> None:
    """Numba stores compiled code by the file that holds the function and its time of change. A
    change in another file, which it calls, goes unnoticed, and old numbers come out."""
    faults = []
    for path in sorted(SOURCE.rglob("*.py")):
        own = compiled(path)
        if not own:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        elsewhere = {
            alias.asname or alias.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("parley.")
            for alias in node.names
            if alias.name in compiled(SOURCE / ((node.module or "").replace(".", "/") + ".py"))
        }
        faults += [
            f"{path.relative_to(SOURCE)}: {function.name} calls {call.id}"
            for function in tree.body
            if isinstance(function, ast.FunctionDef) and function.name in own
            for call in ast.walk(function)
            if isinstance(call, ast.Name) and call.id in elsewhere
        ]
    assert not faults

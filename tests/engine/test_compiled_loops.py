"""That warming up leaves no loop to be compiled later."""

import ast
import importlib
import inspect
import pkgutil

import numba.core.dispatcher

import parley.engine
from parley.engine.compiled_loops import warm_up

#: Only exercises call these; setting up plays one.
OF_EXERCISES = {"fall_due", "keep_books"}


def loops() -> dict[str, numba.core.dispatcher.Dispatcher]:
    """Compiled loops that Python calls: not those that only other loops of their file call."""
    found: dict[str, numba.core.dispatcher.Dispatcher] = {}
    for each in pkgutil.walk_packages(parley.engine.__path__, "parley.engine."):
        module = importlib.import_module(each.name)
        own = {
            name: loop
            for name, loop in vars(module).items()
            if isinstance(loop, numba.core.dispatcher.Dispatcher)
            and loop.py_func.__module__ == each.name
        }
        inner = {
            call.func.id
            for name, loop in own.items()
            for call in ast.walk(ast.parse(inspect.getsource(loop.py_func)))
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
            if call.func.id != name
        }
        found |= {f"{each.name}.{name}": own[name] for name in own if name not in inner}
    return found


def test_no_loop_is_left_to_be_compiled_later() -> None:
    parts = []
    warm_up(lambda part, done, of: parts.append((part, done, of)))
    assert [done for _, done, _ in parts] == list(range(parts[0][2]))
    late = [name for name, loop in loops().items() if not loop.signatures]
    assert {name.rsplit(".", 1)[1] for name in late} <= OF_EXERCISES, late

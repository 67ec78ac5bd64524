"""Compile the engine's loops once, so that nobody's first call has to wait for it.

Says what it is at, a line for each part, and the seconds that the part took. Without the extra
``app`` there are no exercises to compile for, and the engine alone is compiled.
"""

import importlib.util
import time

from parley.engine.compiled_loops import warm_up


def compile_engine() -> None:
    """Compile, or find compiled, what the engine alone needs."""
    begun = time.perf_counter()

    def say(part: str, done: int, parts: int) -> None:
        print(f"  {done + 1} of {parts}, after {time.perf_counter() - begun:.0f} s: {part}")

    warm_up(say)


def compile_exercises() -> None:
    """Play the smallest exercise for what exercises alone need."""
    from parley.files.exercises.catalogue import find_exercise, list_exercises
    from parley.files.systems.catalogue import find_system
    from parley.group.exercise.play import play

    print("  exercises")
    script = find_exercise(list_exercises()[0])
    play(script, find_system("gsib-2022"), draws=1, seed=1, matrices=2)


if __name__ == "__main__":
    compile_engine()
    if importlib.util.find_spec("pydantic") is not None:
        compile_exercises()

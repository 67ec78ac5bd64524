"""Compile the engine's loops once, so that the first exercise starts without a pause."""

from parley.files.exercise_catalogue import find_exercise, list_exercises
from parley.files.system_catalogue import find_system
from parley.group.exercise.play import play

if __name__ == "__main__":
    play(
        find_exercise(list_exercises()[0]),
        find_system("gsib-2022"),
        draws=1,
        seed=1,
        matrices=2,
    )

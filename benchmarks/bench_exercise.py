"""The shipped exercise, 2,048 draws in four ways and all sensitivities: one core and two."""

from benchmarks.harness import Measurement, measure
from parley.files.exercises.catalogue import find_exercise
from parley.files.systems.catalogue import find_system
from parley.group.exercise.play import play

DRAWS = 2_048


def measurements(repeats: int) -> list[Measurement]:
    """One core first."""
    exercise, system = find_exercise("cyber-outage"), find_system("gsib-2022")

    def played_on(workers: int) -> object:
        return play(exercise, system, draws=DRAWS, seed=1, workers=workers)

    return [
        measure("one core", lambda: played_on(1), repeats),
        measure("two cores", lambda: played_on(2), repeats),
    ]

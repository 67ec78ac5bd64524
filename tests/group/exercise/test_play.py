from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from parley.engine import batch
from parley.engine.amounts import Floats
from parley.engine.course import Course
from parley.engine.ensemble import Ensemble
from parley.engine.measures import estimate
from parley.engine.outage import Trajectory, simulate
from parley.engine.scenario import Outages
from parley.errors import InvalidInput
from parley.group.exercise.figures import figures, loss_between
from parley.group.exercise.fold import State
from parley.group.exercise.outcome import CHANNELS, Estimate, Outcome, Way
from parley.group.exercise.play import play, settings_of
from parley.group.exercise.script import Parameter
from parley.group.exercise.work import Watching
from tests.group.exercise.small_exercise import (
    PUBLIC,
    WORDS,
    inject,
    lend,
    reroute,
    small_exercise,
)
from tests.group.exercise.small_system import small_totals

EXERCISE = small_exercise(
    injects=(
        inject("first", 30, "b-bank", "outage"),
        inject("late", 1200, "a-bank", "outage"),
        inject("news", 120, "all", "alarm", visibility=PUBLIC),
    ),
    decisions=(
        reroute("ra", "a-bank", 0.5),
        reroute("rb", "b-bank", 0.5),
        lend("la", "a-bank", "outage"),
        lend("lb", "b-bank", "outage"),
    ),
    hours=48,
)


def played(**changes: int) -> Outcome:
    settings = {"draws": 300, "seed": 7, "workers": 1, "matrices": 4} | changes
    return play(EXERCISE, small_totals(reserves=5.0), **settings)  # type: ignore[arg-type]


class Onlooker:
    """Keeps the losses of every draw, and stops a play after some pieces."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.losses: list[Floats] = []
        self.state: State = {}
        self._left = stop_after

    def watching(self, state: State | None = None) -> Watching:
        return Watching(on_losses=self._take, on_state=self._keep, state=state)

    def _take(self, first: int, losses: Floats) -> None:
        assert first == sum(each.shape[1] for each in self.losses)
        self.losses.append(losses)

    def _keep(self, drawn: int, known: Callable[[], State]) -> None:
        del drawn
        if self._left is not None:
            self._left -= 1
            if not self._left:
                self.state = {name: values.copy() for name, values in known().items()}
                raise KeyboardInterrupt


def losses_of(changes: dict[str, int]) -> Floats:
    """Of every draw. Shape (ways, draws, n, 4)."""
    onlooker = Onlooker()
    play(
        EXERCISE,
        small_totals(reserves=5.0),
        watching=onlooker.watching(),
        **({"draws": 300, "seed": 7, "matrices": 4} | changes),  # type: ignore[arg-type]
    )
    return np.concatenate(onlooker.losses, axis=1)


@pytest.fixture(name="outcome", scope="module")
def _outcome() -> Outcome:
    return played()


def assert_same(one: Outcome, other: Outcome) -> None:
    for a, b in zip(one.played, other.played, strict=True):
        np.testing.assert_array_equal(a.total, b.total)
        np.testing.assert_array_equal(a.loss_from, b.loss_from)
        assert (a.loss, a.by_channel, a.by_institution) == (b.loss, b.by_channel, b.by_institution)
        assert a.short_at_close == b.short_at_close
        for name, series in a.series.items():
            np.testing.assert_array_equal(series, b.series[name])
    assert one.differences == other.differences
    assert one.sensitivities == other.sensitivities


def test_one_core_and_two_give_the_same_numbers(outcome: Outcome) -> None:
    assert_same(outcome, played(workers=2))


def test_however_the_work_is_cut_the_numbers_are_the_same(outcome: Outcome) -> None:
    assert_same(outcome, played(draws_per_piece=17, workers=2))


def test_a_run_of_fewer_draws_is_the_beginning_of_a_run_of_more(outcome: Outcome) -> None:
    fewer = played(draws=40)
    for a, b in zip(fewer.played, outcome.played, strict=True):
        np.testing.assert_array_equal(a.total, b.total[:40])


def test_estimates_are_those_of_the_draws_one_by_one(outcome: Outcome) -> None:
    """What was added up and let go, against the draws all at once."""
    losses, on = losses_of({"draws_per_piece": 70}), outcome.matrix
    for k, each in enumerate(outcome.played):
        np.testing.assert_array_equal(each.total, losses[k].sum(axis=(1, 2)))
        for found, draws in [
            (each.loss, each.total),
            *zip(each.by_channel.values(), losses[k].sum(axis=1).T, strict=True),
            *zip(each.by_institution, losses[k].sum(axis=2).T, strict=True),
        ]:
            assert_alike(found, estimate(draws, "USD bn", on))
    for difference in outcome.differences:
        one, other = (list(Way).index(way) for way in (difference.without, difference.instead))
        more = losses[one] - losses[other]
        assert_alike(difference.total, estimate(more.sum(axis=(1, 2)), "USD bn", on))
        for k, channel in enumerate(CHANNELS):
            by_channel = estimate(more[:, :, k].sum(axis=1), "USD bn", on)
            assert_alike(difference.by_channel[channel], by_channel)


def test_draws_that_did_not_end_are_counted_and_in_no_figure(
    outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tenth of the draws do not end in one way, and leave absurd numbers in it."""
    real, first = simulate, []

    def spoilt(ensemble: Ensemble, outages: Outages, course: Course, *more: object) -> Trajectory:
        found = real(ensemble, outages, course, *more)  # type: ignore[arg-type]
        first.append(course.told_from.tobytes())
        bad = outages.manual > 0.9 * EXERCISE.outage.manual_capacity[1]
        if course.told_from.tobytes() == first[0]:  # the ways that know what the first one knows
            found.losses[bad], found.series[bad], found.short_at_close[bad] = 1e9, 1e9, 1e9
            found.converged[bad] = False
            found.loss_from[0, 1] += 10**15 * int(bad.sum())
        return found

    monkeypatch.setattr(batch, "simulate", spoilt)
    found = played(draws_per_piece=60)
    kept = found.kept
    assert 5 < np.count_nonzero(~kept) < 100
    for clean, each in zip(outcome.played, found.played, strict=True):
        expected = estimate(clean.total[kept], "USD bn", found.matrix[kept])
        assert_alike(each.loss, expected)
        for values in (*each.by_institution, *each.by_channel.values(), each.short_at_close):
            assert values.high < 1e6
        assert max(series.max() for series in each.series.values()) < 1e6
        indirect = each.loss.value - each.by_channel["direct"].value
        assert each.loss_from.sum() == pytest.approx(indirect, abs=1e-6)
    assert_same(found, played(draws_per_piece=300))


def assert_alike(one: Estimate, other: Estimate) -> None:
    assert one.unit == other.unit
    for name in ("value", "error", "low", "high"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("pieces", [1, 2, 5, 9])
def test_a_play_that_was_stopped_goes_on_to_the_same_numbers(outcome: Outcome, pieces: int) -> None:
    stopped, later = Onlooker(stop_after=pieces), Onlooker()

    def go_on(watching: Watching) -> Outcome:
        totals = small_totals(reserves=5.0)
        return play(
            EXERCISE,
            totals,
            draws=300,
            seed=7,
            matrices=4,
            draws_per_piece=40,
            watching=watching,
        )

    with pytest.raises(KeyboardInterrupt):
        go_on(stopped.watching())
    assert_same(outcome, go_on(Watching(on_state=later._keep, state=stopped.state)))


def test_another_seed_gives_other_draws(outcome: Outcome) -> None:
    assert not np.array_equal(outcome.played[0].total, played(seed=8).played[0].total)


def test_acting_in_time_costs_less_than_acting_late_or_not_at_all(outcome: Outcome) -> None:
    """Side a hears of the outage after 20 hours unless it is told: the close of its day is past."""
    loss = {each.way: each.total.mean() for each in outcome.played}
    assert loss[Way.AT_ONCE] < loss[Way.ALONE] <= loss[Way.SILENT]
    headline = outcome.differences[0]
    assert headline.total.value == pytest.approx(loss[Way.ALONE] - loss[Way.AT_ONCE])
    assert headline.total.value > 3 * headline.total.error


def test_if_the_sides_know_the_same_anyway_talking_is_worth_nothing() -> None:
    told = (inject("a", 30, "a-bank", "outage"), inject("b", 30, "b-bank", "outage"))
    same = play(
        replace(EXERCISE, injects=told), small_totals(), draws=64, seed=1, workers=1, matrices=2
    )
    assert same.differences[0].total.value == 0.0
    assert same.differences[0].total.error == 0.0


def test_the_direct_loss_is_the_same_however_one_plays(outcome: Outcome) -> None:
    assert len({each.by_channel["direct"] for each in outcome.played}) == 1


def test_parts_of_a_difference_add_up_to_it(outcome: Outcome) -> None:
    for each in outcome.differences:
        for parts in (each.by_channel, each.by_side):
            total = sum(part.value for part in parts.values())
            assert total == pytest.approx(each.total.value, abs=1e-12)


def test_losses_between_sides_are_all_losses_but_the_direct_one(outcome: Outcome) -> None:
    for each in outcome.played:
        _, between = loss_between(outcome, each)
        indirect = each.loss.value - each.by_channel["direct"].value
        assert between.sum() == pytest.approx(indirect, abs=1e-6)


def test_no_real_name_comes_out_of_a_play(outcome: Outcome) -> None:
    text = str(figures(outcome)) + str(outcome.system)
    for name in small_totals().names:
        assert name not in text
    assert outcome.exercise.outage.name.en in outcome.system.names


def test_every_estimate_among_the_figures_has_a_unit_and_an_error(outcome: Outcome) -> None:
    def estimates(value: object) -> list[dict[str, object]]:
        if isinstance(value, dict):
            if "p05" in value and "value" in value:
                return [value]
            return [found for part in value.values() for found in estimates(part)]
        if isinstance(value, list):
            return [found for part in value for found in estimates(part)]
        return []

    found = estimates(figures(outcome))
    assert len(found) > 50
    for each in found:
        assert each["unit"]
        assert isinstance(each["error"], float)
        assert each["error"] >= 0


def test_each_end_of_each_range_is_played(outcome: Outcome) -> None:
    ends = [(each.parameter, each.at) for each in outcome.sensitivities]
    assert ends == [("close_share", 0.5), ("close_share", 0.9)]


def test_money_that_is_lent_later_can_only_cost() -> None:
    parameter = Parameter("decision_scale", 1.0, 0.0, 3.0, "multiple", WORDS, "assumption")
    slow = play(
        replace(EXERCISE, calibration=(parameter,), decisions=EXERCISE.decisions[2:]),
        small_totals(reserves=5.0),
        draws=100,
        seed=7,
        workers=1,
        matrices=2,
    )
    at_once, late = slow.sensitivities
    assert at_once.loss.value <= late.loss.value


@pytest.mark.parametrize("name", ["market_mood", "protective_shar"])
def test_a_parameter_that_nobody_knows_is_refused(name: str) -> None:
    parameter = Parameter(name, 1.0, 0.0, 2.0, "share", WORDS, "assumption")
    with pytest.raises(InvalidInput, match=f"parameter {name}; expected one of protective_share"):
        settings_of(replace(EXERCISE, calibration=(parameter,)))


@pytest.mark.parametrize(("field", "value"), [("draws", 0), ("seed", -1), ("matrices", 0)])
def test_numbers_out_of_range_are_refused(field: str, value: int) -> None:
    with pytest.raises(InvalidInput, match=f"{field}: {value}; expected"):
        played(**{field: value})


def test_an_error_about_a_system_names_its_own_institutions() -> None:
    """Bevik sends more than all others receive together; in the exercise it has another name."""
    totals = small_totals()
    flows = np.array([1.0, 500, 1, 1, 1])
    with pytest.raises(InvalidInput, match="payments_per_day of Bevik: 500"):
        play(EXERCISE, replace(totals, payments_per_day=flows), draws=2, seed=1)

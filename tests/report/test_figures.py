"""The figures that a report derives."""

from dataclasses import replace

import numpy as np
import pytest

from parley.engine.provenance import Provenance
from parley.engine.provenance_shares import known_shares
from parley.errors import NotConverged
from parley.group.exercise.outcome import Way
from parley.report.figures import (
    Verdict,
    border_losses,
    classify,
    counted,
    groups,
    loss_by_channel,
    loss_by_institution,
    moved_prices,
    share_by_channel,
    total_losses,
    unfinished,
)
from tests.report.sample_outcome import DRAWS, sample_outcome


def test_the_loss_is_the_same_by_channel_by_institution_and_in_all() -> None:
    outcome = sample_outcome()
    whole = total_losses(outcome, Way.ALONE).mean()
    assert sum(loss_by_channel(outcome, Way.ALONE).values()) == pytest.approx(whole)
    assert loss_by_institution(outcome, Way.ALONE).sum() == pytest.approx(whole)
    assert sum(share_by_channel(outcome, Way.ALONE).values()) == pytest.approx(1)


def test_a_draw_that_did_not_end_counts_in_no_way_of_playing() -> None:
    outcome = sample_outcome(failed=(3, 50))
    assert unfinished(outcome) == 2
    assert len(total_losses(outcome, Way.SILENT)) == DRAWS - 2
    assert total_losses(outcome, Way.ALONE).max() < 1e6
    assert loss_by_institution(outcome, Way.ALONE).max() < 1e6
    assert not counted(outcome)[3]


def test_without_any_draw_that_ended_there_is_no_result() -> None:
    outcome = sample_outcome(failed=tuple(range(DRAWS)))
    with pytest.raises(NotConverged):
        total_losses(outcome, Way.ALONE)


def test_every_institution_belongs_to_exactly_one_group() -> None:
    outcome = sample_outcome()
    assert np.all(np.sum(list(groups(outcome).values()), axis=0) == 1)


def test_the_border_matrix_holds_all_that_was_passed_on() -> None:
    outcome = sample_outcome()
    found = border_losses(outcome, Way.ALONE)
    assert found.origins == ("hit", "a", "b", "elsewhere")
    assert found.bearers == ("a", "b", "elsewhere")
    matrix = outcome.way(Way.ALONE).loss_from
    assert found.amounts.sum() == pytest.approx(matrix.sum())
    assert found.amounts[0].sum() == pytest.approx(matrix[0].sum())


def test_where_several_may_be_hit_none_stands_apart() -> None:
    outcome = sample_outcome()
    hit = outcome.hit.copy()
    hit[:2] = DRAWS / 2
    found = border_losses(replace(outcome, hit=hit), Way.ALONE)
    assert found.origins == ("a", "b", "elsewhere")
    assert found.amounts.sum() == pytest.approx(outcome.way(Way.ALONE).loss_from.sum())


def test_the_hit_bank_crosses_a_border_to_everywhere_but_home() -> None:
    found = border_losses(sample_outcome(), Way.ALONE)
    assert found.crosses("hit", "a", "b")
    assert not found.crosses("hit", "b", "b")
    assert not found.crosses("elsewhere", "elsewhere", "b")


@pytest.mark.parametrize(
    ("saved", "noise", "expected"),
    [
        (0.2, 0.2, Verdict.CLEAR),
        (0.02, 0.2, Verdict.SMALL),
        (0.0, 0.2, Verdict.INDISTINCT),
        (-0.2, 0.2, Verdict.ADVERSE),
    ],
)
def test_a_difference_is_called_what_its_errors_allow(
    saved: float, noise: float, expected: Verdict
) -> None:
    outcome = sample_outcome(saved=saved, noise=noise)
    whole = float(total_losses(outcome, Way.ALONE).mean())
    assert classify(outcome.differences[0], whole) is expected


def test_shares_of_provenance_add_up() -> None:
    system = sample_outcome().system
    for found in known_shares(system):
        assert sum(found.shares.values()) == pytest.approx(1)
    assert known_shares(system)[0].count == system.size * 12


def test_a_cell_without_an_origin_was_read_in_a_file() -> None:
    system = replace(sample_outcome().system, origins={})
    cells, money, *_ = known_shares(system)
    assert cells.shares[Provenance.FILE] == 1
    assert money.shares[Provenance.FILE] == 1


def test_prices_that_did_not_move_are_left_out() -> None:
    assert moved_prices(sample_outcome()) == ("bonds_a", "corporate")

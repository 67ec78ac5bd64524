"""What a report says in words must follow from the numbers."""

from dataclasses import replace

import pytest

from parley.group.exercise.outcome import Estimate
from parley.report.sentences import headline_sentence, reasons, summary
from parley.report.summary import summary_lines
from parley.report.words import LANGUAGES, read_catalogue
from tests.report.sample_outcome import sample_outcome

EN = read_catalogue("en")


def test_a_clear_value_is_told_with_its_error_and_its_share() -> None:
    said = headline_sentence(sample_outcome(), EN)
    assert "saves 2.63\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}0.17" in said
    assert "16% of the loss" in said


def test_a_value_below_two_errors_is_not_called_a_saving() -> None:
    outcome = sample_outcome(saved=0.0)
    said = headline_sentence(outcome, EN)
    assert "not distinguishable from zero" in said
    assert " saves 0" not in said
    assert summary(outcome, EN)[1].startswith("Why: ")


def test_a_value_of_the_other_sign_is_said_to_cost() -> None:
    outcome = sample_outcome(saved=-0.2)
    assert "the sign is the other one" in headline_sentence(outcome, EN)
    assert any("Talking costs through “lower prices”" in said for said in reasons(outcome, EN))


def test_a_small_value_is_called_small() -> None:
    assert "it is small" in headline_sentence(sample_outcome(saved=0.02), EN)


def test_weak_solvency_contagion_is_read_off_the_channels() -> None:
    outcome = sample_outcome()
    said = " ".join(reasons(outcome, EN))
    assert "66% of the loss is carried by lower prices" in said
    assert "1.8% by unpaid debts" in said
    assert "solvency contagion on real balance sheets is weak" in said


def test_strong_solvency_contagion_is_not_called_weak() -> None:
    said = " ".join(reasons(sample_outcome(credit=40.0), EN))
    assert "weak" not in said
    assert "solvency contagion counts here" in said


def test_a_channel_that_cannot_be_told_from_zero_is_not_named_as_a_saving() -> None:
    outcome = sample_outcome()
    lead = outcome.differences[0]
    noise = Estimate(0.1, 0.2, "USD bn", -1, 1)
    blurred = replace(lead, by_channel=dict.fromkeys(lead.by_channel, noise))
    said = reasons(replace(outcome, differences=(blurred, *outcome.differences[1:])), EN)
    assert "No channel alone differs from zero by two standard errors." in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_shows_headline_ways_and_draws(language: str) -> None:
    lines = summary_lines(sample_outcome(), language)
    assert len(lines) == 7
    assert lines[0].startswith(read_catalogue(language).say("exercise"))
    assert "200" in lines[-1]

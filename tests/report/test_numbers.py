"""How numbers, units, days and hours are written."""

import pytest

from parley.group.exercise.outcome import Estimate
from parley.report.numbers import (
    FIRM,
    decimal,
    exercise_time,
    local_time,
    percent,
    plain,
    spread,
    tiny,
    unit_in_words,
    with_error,
)
from parley.report.words import read_catalogue

EN, ZH = read_catalogue("en"), read_catalogue("zh")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1234.5, "1,234"), (12.345, "12.3"), (0.01234, "0.0123"), (-2.5, "−2.50")],
)
def test_about_three_digits_count(value: float, text: str) -> None:
    assert decimal(value, EN) == text


def test_a_small_negative_number_is_not_minus_zero() -> None:
    assert decimal(-0.0004, EN, 2) == "0.00"


def test_value_and_error_end_at_the_same_digit() -> None:
    estimate = Estimate(2.6299, 0.1343, "USD bn", 0.7476, 5.0230)
    assert with_error(estimate, EN) == f"2.63{FIRM}±{FIRM}0.13"
    assert spread(estimate, EN) == "0.75 to 5.02"
    assert spread(estimate, ZH) == "0.75 至 5.02"


def test_a_difference_without_error_is_written_plainly() -> None:
    assert with_error(Estimate(0.0, 0.0, "USD bn", 0.0, 0.0), EN) == f"0{FIRM}±{FIRM}0"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (0.164, "16%"), (0.0178, "1.8%"), (0.0001, "under 0.1%"), (1, "100%")],
)
def test_shares_are_written_as_per_cent(share: float, text: str) -> None:
    assert percent(share, EN) == text


def test_chosen_numbers_have_no_zeros_at_the_end() -> None:
    assert [plain(value, EN) for value in (0.5, 3.0, 0.06, 0.00004)] == [
        "0.5",
        "3",
        "0.06",
        "0.00004",
    ]


def test_chinese_states_the_size_of_the_unit_and_keeps_the_code() -> None:
    assert unit_in_words("USD bn", EN) == f"USD{FIRM}bn"
    assert unit_in_words("USD bn", ZH) == f"十亿美元，USD{FIRM}bn"
    assert unit_in_words("CNY m", ZH) == f"百万人民币，CNY{FIRM}m"


def test_an_unknown_unit_stays_as_it_is() -> None:
    assert unit_in_words("bushels", ZH) == "bushels"


def test_the_same_instant_has_a_day_on_each_side() -> None:
    start = "2024-02-29T13:00:00+00:00"
    assert local_time(start, 240, -5.0, EN) == "29 Feb, 12:00"
    assert local_time(start, 240, 8.0, EN) == "1 Mar, 01:00"
    assert local_time(start, 240, 8.0, ZH) == "3月1日 01:00"


def test_exercise_time_counts_hours_and_minutes() -> None:
    assert exercise_time(2405, EN) == "T+40:05"


def test_a_gap_is_written_with_a_power_of_ten() -> None:
    assert tiny(3.1e-10, EN) == "3.1 × 10⁻¹⁰"
    assert tiny(0.0, EN) == "0"

"""The charts: what is placed where, and what must not overlap."""

import math
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from parley.group.exercise.outcome import Way
from parley.report.charts import CHARTS, network, notices, ring, style
from parley.report.charts.delays import has_something_to_show
from parley.report.figures import loss_by_institution
from parley.report.knowing import called_too_late, moments
from parley.report.words import LANGUAGES, read_catalogue
from tests.report.sample_outcome import sample_outcome, sample_report

PICTURES = [f"charts/{chart.NAME}.{language}.svg" for chart in CHARTS for language in LANGUAGES]


def test_no_two_discs_of_the_network_overlap() -> None:
    discs = ring.lay_out(sample_outcome())
    assert len(discs) == 32
    for place, disc in enumerate(discs):
        for other in discs[:place]:
            apart = math.hypot(disc.x - other.x, disc.y - other.y)
            assert apart > disc.radius + other.radius, (disc.index, other.index)


def test_the_two_sides_stand_left_and_right() -> None:
    discs = ring.lay_out(sample_outcome())
    middle = style.WIDTH / 2
    assert all(disc.x < middle for disc in discs if disc.group == "a")
    assert all(disc.x > middle for disc in discs if disc.group == "b")


def test_links_of_the_network_cross_a_border() -> None:
    outcome = sample_outcome()
    drawn = ring.links(outcome, ring.lay_out(outcome))
    assert 0 < len(drawn) <= ring.LINKS
    assert all(link.origin.group != link.bearer.group for link in drawn)


def test_steps_of_the_shades_rise_to_half_of_the_largest_loss() -> None:
    losses = loss_by_institution(sample_outcome(), Way.ALONE)
    steps = network.loss_steps(losses)
    assert steps == sorted(steps)
    assert steps[-1] <= losses.max()


def test_names_beside_the_ring_keep_their_distance_and_their_order() -> None:
    heights = ring.apart([10.0, 12.0, 14.0, 200.0, 399.0], 18.0, 20.0, 400.0)
    assert all(after - before >= 18 for before, after in pairwise(heights))
    assert heights[0] >= 20
    assert heights[-1] <= 400
    assert heights[3] == 200


def test_lanes_of_the_time_line_do_not_overlap() -> None:
    lanes = notices.lanes(sample_outcome())
    assert len(lanes) == 6
    assert all(before.top + before.height <= after.top for before, after in pairwise(lanes))


def test_the_call_that_came_latest_is_found() -> None:
    late = called_too_late(sample_outcome(), read_catalogue("en"))
    assert late is not None
    assert (late.side, late.minutes) == ("Side A", 80)


def test_what_talking_does_not_move_is_not_drawn() -> None:
    moved = [each for each in moments(sample_outcome()) if each.is_moved_by_talking]
    assert "rumour" not in {each.subject for each in moved}
    assert has_something_to_show(sample_outcome())


@pytest.mark.parametrize(
    "text", ["Hold payments to the bank that cannot send", "暂停向无法付款的银行付款，等待恢复。"]
)
def test_wrapped_text_keeps_to_its_width_and_loses_nothing(text: str) -> None:
    lines = style.wrapped(text, 120, 12, 9)
    assert all(style.text_width(line, 12) <= 120 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_text_that_does_not_fit_ends_in_an_ellipsis() -> None:
    assert style.wrapped("one two three four five six", 60, 12, 2)[-1].endswith("…")


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_sound_xml_with_a_name_and_a_description(name: str) -> None:
    root = ElementTree.fromstring(sample_report()[name])  # noqa: S314
    assert root.get("role") == "img"
    title, description = root[0], root[1]
    assert title.get("id") == root.get("aria-labelledby")
    assert description.get("id") == root.get("aria-describedby")
    assert title.text
    assert len(description.text or "") > 30


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_carries_the_mark_of_an_exercise(name: str) -> None:
    assert "EXERCISE" in sample_report()[name]
    assert "演习" in sample_report()[name]


def test_every_chart_is_drawn_in_both_languages() -> None:
    assert sorted(PICTURES) == sorted(name for name in sample_report() if name.endswith(".svg"))

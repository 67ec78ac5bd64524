"""An undated text is placed by the events it speaks of, and only as an inference that says so."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.group.press.days.dates import Basis, resolve
from parley.group.press.days.known_events import PUBLIC_EVENTS, meeting_event
from parley.group.press.days.written import Clue, KnownEvent, Written, tell_written
from parley.group.press.document.reading import read_text

FAIR = KnownEvent("the fair", date(2031, 3, 15), date(2031, 3, 15), (("fair",), ("capital",)))


def window(said: str, *events: KnownEvent) -> tuple[str, str]:
    written = tell_written(read_text(said), events)
    return str(written.first), str(written.last)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("The fair in the capital was held last week, as the two sides said.",
         "2031-03-17", "2031-03-23"),
        ("The fair in the capital opened yesterday, as the two sides said.",
         "2031-03-16", "2031-03-16"),
        ("The fair in the capital will be held on Saturday, as the two sides said.",
         "2031-03-09", "2031-03-15"),
        ("The fair in the capital was held last year, as the two sides said.",
         "2032-01-01", "2032-12-31"),
        ("The fair in the capital was held in March this year, as the two sides said.",
         "2031-03-15", "2031-12-31"),
        ("The fair in another city was held last week, as the two sides said.", "None", "None"),
        ("The fair in the capital is well known to both sides and to all.", "None", "None"),
    ],
)  # fmt: skip
def test_words_beside_a_known_event_bound_the_day_of_writing(
    said: str, first: str, last: str
) -> None:
    assert window(said, FAIR) == (first, last)


def test_clues_are_put_together_and_contradictions_leave_nothing() -> None:
    vote = KnownEvent("the vote", date(2031, 3, 18), date(2031, 3, 18), (("vote",),))
    both = "The fair in the capital was held last week. The vote was held yesterday, it said."
    assert window(both, FAIR, vote) == ("2031-03-19", "2031-03-19")
    apart = "The fair in the capital was held last week. The vote was held last month, it said."
    written = tell_written(read_text(apart), [FAIR, vote])
    assert (written.first, len(written.clues)) == (None, 2)
    assert written.reason == "the clues to when it was written do not fit together"


def test_of_two_events_of_one_name_the_one_that_fits_the_rest_is_meant() -> None:
    next_fair = KnownEvent("the fair", date(2032, 3, 13), date(2032, 3, 13), FAIR.signs)
    said = "The fair in the capital was held last week."
    assert window(said, FAIR, next_fair) == ("None", "None")
    clue = Clue(date(2032, 1, 1), date(2032, 12, 31), 0, "", "it is known")
    written = tell_written(read_text(said), [FAIR, next_fair], [clue])
    assert (str(written.first), str(written.last)) == ("2032-03-15", "2032-03-21")


def test_a_text_with_a_day_of_its_own_needs_no_clues() -> None:
    text = read_text("date 2024-02-06 The fair in the capital was held last week, it said.")
    written = tell_written(text, [FAIR])
    assert (written.first, written.is_stated, written.clues) == (date(2024, 2, 6), True, ())


def test_bare_weekdays_of_a_text_about_a_meeting_are_of_the_week_of_that_meeting() -> None:
    said = (
        "The officials will set off on Monday. The talks of the standing group will be held on "
        "Thursday and Friday. The group was founded last year by both."
    )
    text = read_text(said)
    meeting = meeting_event("its fifth meeting", date(2031, 8, 14), date(2031, 8, 15), ["group"])
    written = tell_written(text, [meeting])
    found = resolve(text, written)
    assert [(one.words, str(one.first), one.basis) for one in found] == [
        ("Monday", "2031-08-11", Basis.INFERRED),
        ("Thursday and Friday", "2031-08-14", Basis.INFERRED),
        ("last year", "2030-01-01", Basis.INFERRED),
    ]
    assert "“Thursday and Friday” beside its fifth meeting (2031-08-14)" in found[0].clue


def test_a_year_beside_a_meeting_says_nothing_of_when_the_text_was_written() -> None:
    meeting = meeting_event("its fifth meeting", date(2031, 8, 14), date(2031, 8, 15), ["group"])
    assert window("The group was founded last year by both of the two.", meeting) == (
        "None",
        "None",
    )


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 6))
def test_the_true_day_of_writing_is_always_in_the_window(day: date, back: int) -> None:
    event = KnownEvent("it", day - timedelta(days=back), day - timedelta(days=back), (("fair",),))
    weekday = (day - timedelta(days=back)).strftime("%A")
    text = read_text(f"The fair was held on {weekday}, and this was said by the two sides.")
    written = tell_written(text, [event])
    assert day in set(written.days())


def test_every_public_event_has_its_days_in_order_and_signs_in_small_letters() -> None:
    for event in PUBLIC_EVENTS:
        assert event.first <= event.last
        assert all(word == word.lower() for group in event.signs for word in group)


def test_nothing_known_is_said_in_words() -> None:
    assert Written(None, None, is_stated=False).reason == "nothing tells when it was written"

"""Days on which something just begins or ends, and what a line has from its entries."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from parley.errors import InvalidInput
from parley.group.dialogue.basis import Confidence, Days, Publisher, Source, Standing
from parley.group.dialogue.commitments import Commitment, Expectation, Grade
from parley.group.dialogue.concerns import Answer, Concern, Reply
from parley.group.dialogue.ledger import commitment_states, concern_states, proposals
from parley.group.dialogue.measures import Measure, MeasureKind, MeasureStage, StageOn
from parley.group.dialogue.meetings import Event, EventKind, Status
from parley.group.dialogue.people import Held, Person, Post
from parley.group.dialogue.series import find_meeting
from parley.group.dialogue.topics import Topic
from parley.group.dialogue.views.brief import brief
from parley.group.dialogue.views.measures_page import measures_page
from parley.group.dialogue.views.page import line
from parley.group.marking import Handling
from parley.group.words import Words
from tests.group.dialogue.examples import basis, dialogue, meeting, named

DAY = date(2024, 5, 1)
NEXT, BEFORE = DAY + timedelta(days=1), DAY - timedelta(days=1)
TEXT = Words("text", "文字")


def post(**days: object) -> Post:
    return Post(basis("post"), "north-bank", TEXT, **days)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("held", "asked", "expected"),
    [
        (post(since=DAY), BEFORE, Held.NO),
        (post(since=DAY), DAY, Held.YES),
        (post(since=DAY), date(2099, 1, 1), Held.YES),
        (post(until=DAY), DAY, Held.YES),
        (post(until=DAY), NEXT, Held.NO),
        (post(until=DAY), BEFORE, Held.UNKNOWN),
        (post(seen=(DAY,)), DAY, Held.YES),
        (post(seen=(DAY,)), NEXT, Held.UNKNOWN),
        (post(seen=(BEFORE, NEXT)), DAY, Held.YES),
        (post(seen=(DAY,), until=NEXT), NEXT, Held.YES),
        (post(since=BEFORE, until=NEXT), NEXT, Held.YES),
    ],
)
def test_a_title_belongs_to_its_days(held: Post, asked: date, expected: Held) -> None:
    assert held.held_on(asked) is expected


def test_posts_of_unknown_days_are_told_only_when_asked_for() -> None:
    person = Person(basis("x"), named("X Y"), Words("Y", "Y"), "N", (post(seen=(DAY,)),))
    assert not person.posts_on(NEXT)
    assert len(person.posts_on(NEXT, maybe=True)) == 1


def owed(**says: object) -> Commitment:
    given: dict[str, object] = {
        "basis": basis("promise"), "grade": Grade.INTENT, "owners": ("N",), "text": TEXT,
        "made": BEFORE,
    } | says  # fmt: skip
    return Commitment(**given)  # type: ignore[arg-type]


def test_what_is_due_today_is_not_overdue() -> None:
    whole = dialogue(commitments=(owed(due=DAY),))
    found = [commitment_states(whole, day)[0].is_overdue for day in (DAY, NEXT)]
    assert found == [False, True]


def visit(name: str = "visit", **says: object) -> Event:
    given: dict[str, object] = {
        "basis": basis(name), "kind": EventKind.VISIT, "status": Status.HELD,
        "days": Days(DAY, DAY), "title": TEXT, "text": TEXT, "place": "south-town",
    } | says  # fmt: skip
    return Event(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("event", "fits"),
    [
        (visit(), True),
        (visit(place="north-town"), False),
        (visit(status=Status.PLANNED), False),
        (visit(kind=EventKind.CALL), False),
        (visit(days=Days(date(2024, 1, 1), date(2024, 1, 1))), False),
        (visit(days=Days(NEXT, NEXT)), False),
        (visit(people=("somebody",)), True),
    ],
)
def test_only_what_was_expected_is_proposed(event: Event, fits: bool) -> None:
    somebody = Person(basis("somebody"), named("S"), Words("S", "S"), "N")
    promise = owed(expects=Expectation(EventKind.VISIT, country="SS"))
    whole = dialogue(commitments=(promise,), events=(event,), people=(somebody,))
    assert bool(proposals(whole, DAY)) is fits


def test_a_person_who_was_expected_must_have_been_there() -> None:
    somebody = Person(basis("somebody"), named("S"), Words("S", "S"), "N")
    promise = owed(expects=Expectation(EventKind.VISIT, ("somebody",)))
    alone = dialogue(commitments=(promise,), events=(visit(),), people=(somebody,))
    assert not proposals(alone, DAY)


def test_two_visits_are_two_proposals_and_each_names_its_own() -> None:
    promise = owed(expects=Expectation(EventKind.VISIT))
    whole = dialogue(commitments=(promise,), events=(visit("one"), visit("two")))
    assert [each.basis.id for each in proposals(whole, DAY)] == ["promise--one", "promise--two"]


def measure(*days: tuple[MeasureStage, date], kind: MeasureKind = MeasureKind.TARIFF) -> Measure:
    stages = tuple(
        StageOn(basis(f"stage-{number}"), stage, day, TEXT)
        for number, (stage, day) in enumerate(days)
    )
    return Measure(basis("measure"), kind, "N", TEXT, stages)


def test_a_stage_on_the_last_day_of_a_meeting_is_not_new_since_it() -> None:
    met = meeting("first", DAY)
    for day, is_new in ((DAY, False), (NEXT, True)):
        whole = dialogue(meetings=(met,), measures=(measure((MeasureStage.IN_FORCE, day)),))
        page = measures_page(whole, NEXT, find_meeting(whole, "NS-1"))
        assert bool(page.section("new").lines) is is_new


def test_an_easing_that_was_announced_is_no_pending_measure() -> None:
    announced = (MeasureStage.ANNOUNCED, DAY)
    assert measure(announced).is_pending(DAY)
    assert not measure(announced, kind=MeasureKind.EASING).is_pending(DAY)
    assert not measure(announced, (MeasureStage.IN_FORCE, NEXT)).is_pending(NEXT)
    assert not measure(announced).is_pending(BEFORE)


def test_stages_stand_in_the_order_of_their_days() -> None:
    with pytest.raises(InvalidInput, match="in order of their days"):
        measure((MeasureStage.IN_FORCE, NEXT), (MeasureStage.ANNOUNCED, DAY))


def test_a_line_is_as_certain_as_its_weakest_entry_and_as_open_as_its_strictest() -> None:
    sure = visit("sure")
    weak = visit("weak")
    weak = replace(
        weak,
        basis=replace(
            weak.basis,
            confidence=Confidence.RECALLED,
            handling=Handling.AMBER,
            standing=Standing.PROPOSED,
            known_from=DAY,
        ),
    )
    for entries in ((sure, weak), (weak, sure)):
        made = line(dialogue(), entries, TEXT)
        assert made.confidence is Confidence.RECALLED
        assert made.handling is Handling.AMBER
        assert made.standing is Standing.PROPOSED
        assert made.known_from == DAY


def test_nobody_knows_an_entry_before_its_first_source_was_there() -> None:
    late = Source("gazette", "Gazette", Publisher.OFFICIAL, "en", "https://example.org", NEXT)
    event = visit()
    event = replace(event, basis=replace(event.basis, known_from=DAY))
    with pytest.raises(InvalidInput) as refused:
        dialogue(sources=(late,), events=(event,))
    assert any(
        fault.field == "event visit, known_from" and str(NEXT) in fault.expected
        for fault in refused.value.faults
    )


def test_what_is_only_recalled_says_so() -> None:
    known = Source("gazette", "Public knowledge", Publisher.KNOWLEDGE, "en")
    with pytest.raises(InvalidInput, match="recalled, since no source is a text"):
        dialogue(sources=(known,), events=(visit(),))
    with pytest.raises(InvalidInput, match="where the text was read"):
        Source("x", "Press", Publisher.PRESS, "en")


def test_a_settled_concern_is_in_the_ledger_no_more() -> None:
    topic = Topic(basis("topic"), named("Topic"))
    concern = Concern(basis("concern"), "N", "S", "topic", Words("Too little.", "太少。"))
    answer = Answer(basis("answer"), "concern", DAY, Reply.SETTLED, TEXT, "S")
    whole = dialogue(topics=(topic,), concerns=(concern,), answers=(answer,))
    assert [concern_states(whole, day)[0].is_open for day in (BEFORE, DAY)] == [True, False]
    for day, shown in ((BEFORE, 1), (DAY, 0)):
        page = brief(whole, "NS", day)
        assert len(page.section("concerns-N-elsewhere").lines) == shown


def test_a_concern_is_put_to_the_other_side() -> None:
    with pytest.raises(InvalidInput, match="the other side"):
        Concern(basis("concern"), "N", "N", "topic", TEXT)

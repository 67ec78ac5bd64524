"""Concerns and commitments: both sides alike, with answers, due dates, proposals and silence."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from parley.errors import InvalidInput
from parley.group.dialogue.basis import Basis, Standing
from parley.group.dialogue.commitments import Commitment, Grade, Level, Revision
from parley.group.dialogue.concerns import Reply, Strength
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import Judgement, as_known, judged
from parley.group.dialogue.ledger import (
    commitment_states,
    concern_states,
    groups_of,
    open_questions,
    proposals,
)
from parley.group.dialogue.views.ledger_page import ledger_page
from parley.group.dialogue.workings import Delivery
from parley.group.words import Words
from tests.group.dialogue.examples import basis, dialogue

FEBRUARY, AUGUST = date(2024, 2, 7), date(2024, 8, 14)


def test_s16_february_has_two_us_concerns_three_chinese_and_one_elsewhere(
    us_china: Dialogue,
) -> None:
    known = as_known(us_china, FEBRUARY)
    raised = {
        state.concern.basis.id: each
        for state in concern_states(known, FEBRUARY)
        for each in state.raisings
        if each.day == date(2024, 2, 6)
    }
    inside = {name for name, each in raised.items() if each.meeting == "ewg-2024-02"}
    assert inside == {
        "us-industrial-policy", "us-overcapacity", "cn-tariffs", "cn-investment-limits",
        "cn-sanctions",
    }  # fmt: skip
    elsewhere = set(raised) - inside
    assert elsewhere == {"cn-export-controls"}
    assert raised["cn-export-controls"].channel == "CIWG"
    assert raised["us-overcapacity"].strength is Strength.FRANKLY


def test_s16_both_lists_are_of_one_form(us_china: Dialogue) -> None:
    page = ledger_page(as_known(us_china, AUGUST), AUGUST)
    ours, theirs = page.section("concerns-US"), page.section("concerns-CN")
    assert ours.lines
    assert theirs.lines
    assert {frozenset(line.facts) for line in (*ours.lines, *theirs.lines)} == {
        frozenset(ours.lines[0].facts)
    }


def test_s15_overcapacity_is_one_thread_in_order_of_days(us_china: Dialogue) -> None:
    states = concern_states(as_known(us_china, AUGUST), AUGUST)
    (thread,) = (each for each in states if each.concern.basis.id == "us-overcapacity")
    days = [each.day for each in thread.raisings]
    assert days == sorted(days) == [date(2024, 2, 6), date(2024, 4, 6), date(2024, 4, 16)]
    assert thread.answers[-1].reply is Reply.EVIDENCE
    assert thread.answers[-1].day > days[-1]
    assert thread.is_open
    assert thread.is_answered, "China replied on the day on which it was raised last"
    assert {"EWG"} <= groups_of(us_china, thread)


def test_s17_the_visit_is_proposed_as_done_and_waits_for_a_person(us_china: Dialogue) -> None:
    known = as_known(us_china, AUGUST)
    (state,) = (
        each
        for each in commitment_states(known, AUGUST)
        if each.commitment.basis.id == "visit-2024"
    )
    assert state.commitment.grade is Grade.INTENT
    assert state.is_open
    (proposal,) = state.proposed
    assert proposal.basis.standing is Standing.PROPOSED
    assert proposal.evidence == ("visit-2024-04",)
    assert "nyt-fwg-5" in proposal.basis.sources, "the evidence is the story of August"
    assert not any(
        each.basis.id == proposal.basis.id
        for each in proposals(as_known(us_china, FEBRUARY), FEBRUARY)
    )


def test_s17_a_confirmed_proposal_closes_and_keeps_who_and_when(us_china: Dialogue) -> None:
    (proposal,) = (
        each
        for each in proposals(as_known(us_china, AUGUST), AUGUST)
        if each.commitment == "visit-2024"
    )
    decided = replace(
        proposal,
        basis=replace(
            proposal.basis, standing=Standing.CONFIRMED, judged_by="A. Clerk", judged_on=AUGUST
        ),
    )
    whole = replace(us_china, progress=(*us_china.progress, decided))
    (state,) = (
        each
        for each in commitment_states(as_known(whole, AUGUST), AUGUST)
        if each.commitment.basis.id == "visit-2024"
    )
    assert state.done_on == date(2024, 4, 9)
    assert not state.is_open
    assert not state.proposed
    assert state.confirmed[-1].basis.judged_by == "A. Clerk"
    before = AUGUST - timedelta(days=1)
    assert all(
        each.basis.standing is Standing.PROPOSED
        for each in as_known(whole, before).progress
        if each.basis.id == proposal.basis.id
    )


def test_a_rejected_proposal_is_not_made_again(us_china: Dialogue) -> None:
    known = as_known(us_china, AUGUST)
    waiting = {each.basis.id for each in proposals(known, AUGUST)}
    (proposal,) = (each for each in proposals(known, AUGUST) if each.commitment == "visit-2024")
    whole = replace(us_china, progress=(*us_china.progress, proposal))
    decided = judged(whole, [Judgement(proposal.basis.id, Standing.REJECTED, "A. Clerk", AUGUST)])
    still = {each.basis.id for each in proposals(as_known(decided, AUGUST), AUGUST)}
    assert waiting - still == {proposal.basis.id}


def test_s17_plan_and_fact_differ_and_both_dates_are_kept(us_china: Dialogue) -> None:
    later = date(2024, 8, 20)
    (state,) = (
        each
        for each in commitment_states(as_known(us_china, later), later)
        if each.commitment.basis.id == "exercise-resilience"
    )
    assert state.commitment.due == date(2024, 5, 31)
    assert state.done_on == date(2024, 7, 31)
    assert state.level("US") is Level.COMPLETE
    assert state.level("CN") is Level.NO_EVIDENCE, "how the other side sees it is not known"


def owed(**says: object) -> Commitment:
    given: dict[str, object] = {
        "basis": basis("promise"), "grade": Grade.COMMITMENT, "owners": ("N",),
        "text": Words("A report.", "报告。"), "made": date(2024, 1, 1),
    } | says  # fmt: skip
    return Commitment(**given)  # type: ignore[arg-type]


def test_a_revised_date_holds_and_the_first_stays() -> None:
    promise = owed(
        due=date(2024, 3, 1),
        revisions=(Revision(basis("later"), Words("more time", "延期"), date(2024, 6, 1)),),
    )
    whole = dialogue(commitments=(promise,))
    (may,) = commitment_states(whole, date(2024, 5, 1))
    (july,) = commitment_states(whole, date(2024, 7, 1))
    assert (may.is_overdue, july.is_overdue) == (False, True)
    assert july.commitment.due == date(2024, 3, 1)


def test_no_date_given_is_never_overdue_but_falls_silent() -> None:
    (state,) = commitment_states(dialogue(commitments=(owed(),)), date(2024, 12, 1))
    assert not state.is_overdue
    assert state.is_silent
    (early,) = commitment_states(dialogue(commitments=(owed(),)), date(2024, 3, 1))
    assert not early.is_silent


def test_a_commitment_is_not_due_before_it_was_made_and_has_an_owner() -> None:
    with pytest.raises(InvalidInput) as refused:
        owed(due=date(2023, 1, 1), owners=())
    assert {fault.field for fault in refused.value.faults} == {"due", "owners"}


def test_s03_the_wish_to_visit_is_a_message_that_was_delivered(us_china: Dialogue) -> None:
    known = as_known(us_china, FEBRUARY)
    (message,) = (each for each in known.messages if each.basis.id == "message-2024-02-visit")
    assert (message.sender, message.addressee) == ("janet-yellen", "he-lifeng")
    assert message.status is Delivery.DELIVERED
    assert message.bearing_side == "US"


def test_s19_section_301_belongs_to_the_trade_office_and_waits(us_china: Dialogue) -> None:
    (referral,) = as_known(us_china, date(2024, 1, 17)).referrals
    assert (referral.belongs_to, referral.relayed_by) == ("ustr", "us-treasury")
    assert referral.answer is None


def test_s10_a_question_is_open_until_it_is_answered(us_china: Dialogue) -> None:
    ((question, answers),) = open_questions(as_known(us_china, AUGUST))
    assert question.is_expected
    assert [each.reply for each in answers] == [Reply.EVIDENCE]


def test_s23_no_ledger_hides_a_disagreement_that_a_source_states(us_china: Dialogue) -> None:
    for day in (FEBRUARY, AUGUST, date(2025, 1, 1)):
        known = as_known(us_china, day)
        shown = {
            line.facts["disagreement"]
            for line in ledger_page(known, day).section("disagreements").lines
        }
        assert shown == {each.basis.id for each in known.disagreements if each.since <= day}


def test_a_rejected_entry_needs_somebody_who_rejected_it() -> None:
    with pytest.raises(InvalidInput, match="who rejected it"):
        Basis("x", ("s",), AUGUST, basis("y").handling, standing=Standing.REJECTED)

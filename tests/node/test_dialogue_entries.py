"""Entries of a dialogue and judgements in a node's record: appended, replayed, never changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from parley.errors import InvalidInput
from parley.exchange.canonical import to_bytes
from parley.exchange.log import Way
from parley.files.dialogue_catalogue import find_dialogue
from parley.files.dialogue_folder import Added
from parley.group.dialogue.basis import Standing
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import as_known
from parley.group.dialogue.ledger import commitment_states, proposals
from parley.group.marking import Handling
from parley.node.dialogue_entries import ENTRY, JUDGEMENT, judge, keep_entries, with_record
from parley.node.record.store import Record

NOW, DAY = "2026-11-25T09:00:00+00:00", date(2026, 11, 25)
VISIT = "visit-2024--visit-2024-04"


@pytest.fixture(name="shipped", scope="module")
def _shipped() -> Dialogue:
    return find_dialogue("us-china")


@pytest.fixture(name="record")
def _record(new_record: Callable[[], Record]) -> Record:
    return new_record()


def concern(name: str = "own-concern", **says: object) -> Added:
    table = {
        "id": name, "by": "US", "to": "CN", "topic": "capital-markets", "handling": "PRIVATE",
        "text": {"en": "Audit papers.", "zh": "审计底稿。"}, "sources": ["us-fwg-5"],
        "known_from": date(2026, 11, 24),
    } | says  # fmt: skip
    return Added("concern", table, "entry")


def test_an_entry_is_kept_with_its_marking_and_read_again(
    shipped: Dialogue, record: Record
) -> None:
    keep_entries(shipped, record, [concern()], NOW)
    found = with_record(shipped, record)
    (own,) = (each for each in found.concerns if each.basis.id == "own-concern")
    assert own.basis.handling is Handling.PRIVATE
    assert own.basis.known_from == date(2026, 11, 24)
    assert [entry.note for entry in record.entries()] == [ENTRY]


def test_a_node_keeps_entries_of_two_dialogues_apart(shipped: Dialogue, record: Record) -> None:
    other = replace(shipped, id="another")
    keep_entries(shipped, record, [concern()], NOW)
    grown = keep_entries(other, record, [concern("of-another")], NOW)
    judge(grown, record, "of-another", Standing.REJECTED, "A. Clerk", NOW)
    assert {"own-concern"} == {e.basis.id for e in with_record(shipped, record).concerns} - {
        e.basis.id for e in shipped.concerns
    }
    (theirs,) = (e for e in with_record(other, record).concerns if e.basis.id == "of-another")
    assert theirs.basis.standing is Standing.REJECTED


def test_what_does_not_fit_is_not_kept(shipped: Dialogue, record: Record) -> None:
    with pytest.raises(InvalidInput) as refused:
        keep_entries(shipped, record, [concern(), concern("other", topic="gossip", by="XX")], NOW)
    assert {fault.value for fault in refused.value.faults} == {"gossip", "XX"}
    assert not list(record.entries())


def test_a_confirmed_proposal_is_done_and_says_who_and_when(
    shipped: Dialogue, record: Record
) -> None:
    judge(shipped, record, VISIT, Standing.CONFIRMED, "A. Clerk", NOW)
    known = as_known(with_record(shipped, record), DAY)
    (state,) = (
        each for each in commitment_states(known, DAY) if each.commitment.basis.id == "visit-2024"
    )
    assert state.done_on == date(2024, 4, 9)
    assert (state.confirmed[-1].basis.judged_by, state.confirmed[-1].basis.judged_on) == (
        "A. Clerk", DAY
    )  # fmt: skip


def test_a_rejected_proposal_is_not_shown_again(shipped: Dialogue, record: Record) -> None:
    judge(shipped, record, VISIT, Standing.REJECTED, "A. Clerk", NOW)
    known = as_known(with_record(shipped, record), DAY)
    assert VISIT not in {each.basis.id for each in proposals(known, DAY)}
    (state,) = (
        each for each in commitment_states(known, DAY) if each.commitment.basis.id == "visit-2024"
    )
    assert state.is_open


def test_a_proposal_that_is_an_entry_is_judged_too_and_again(
    shipped: Dialogue, record: Record
) -> None:
    name = "precursor-controls-progress-1"
    for verdict in (Standing.REJECTED, Standing.CONFIRMED):
        whole = with_record(shipped, record)
        judge(whole, record, name, verdict, "A. Clerk", NOW)
    assert [entry.note for entry in record.entries()] == [JUDGEMENT, JUDGEMENT]
    known = as_known(with_record(shipped, record), DAY)
    (found,) = (each for each in known.progress if each.basis.id == name)
    assert found.basis.standing is Standing.CONFIRMED


def test_nobody_can_judge_what_is_not_there(shipped: Dialogue, record: Record) -> None:
    with pytest.raises(InvalidInput, match=VISIT):
        judge(shipped, record, "visit-1999", Standing.CONFIRMED, "A. Clerk", NOW)
    with pytest.raises(InvalidInput, match="who judges"):
        judge(shipped, record, VISIT, Standing.CONFIRMED, " ", NOW)
    assert not list(record.entries())


@pytest.mark.parametrize("note", [ENTRY, JUDGEMENT])
def test_an_entry_of_another_form_is_named_by_its_position(
    shipped: Dialogue, record: Record, note: str
) -> None:
    record.append(Way.OWN, to_bytes({"entry": 3}), NOW, note=note)
    with pytest.raises(InvalidInput) as refused:
        with_record(shipped, record)
    assert [(fault.where, fault.row) for fault in refused.value.faults] == [("record", 0)]


def test_entries_of_other_kinds_are_left_alone(shipped: Dialogue, record: Record) -> None:
    """What another node sent is no entry of one's own, whatever it says of itself."""
    record.append(Way.OWN, to_bytes({"a": 1}), NOW, note="something.else")
    for note in (ENTRY, JUDGEMENT):
        record.append(Way.REFUSED, to_bytes({"kind": "concern", "note": note}), NOW, note=note)
    assert with_record(shipped, record) == shipped

"""The series of a group's meetings, and what does not fit in it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from parley.group.dialogue.charter import GroupKind
from parley.group.dialogue.claims import Claim
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.series import series
from parley.group.dialogue.series_check import Mismatch, check_claims, check_record
from parley.group.dialogue.views.lines import meeting_line
from parley.group.dialogue.views.page import Line, Page, Section, line
from parley.group.dialogue.views.terms import MISMATCHES
from parley.group.words import Words


def series_page(dialogue: Dialogue, on: date, group: str = "") -> Page:
    """Every mismatch, and every meeting with its number.

    Args:
        dialogue: As it is known on the day.
        on: The day.
        group: One group; empty for all groups and sub-bodies.
    """
    sections = []
    for charter in dialogue.charters:
        if charter.kind is GroupKind.CHANNEL or group not in ("", charter.basis.id):
            continue
        lines = tuple(meeting_line(dialogue, each) for each in series(dialogue, charter.basis.id))
        sections.append(Section(f"series-{charter.basis.id}", charter.names.name, lines))
    own, told = check_record(dialogue, on), check_claims(dialogue)
    found = [
        Section(
            "record",
            Words("What does not fit in the record", "记录内部不符之处"),
            tuple(mismatch_lines(dialogue, own)),
            Words("Everything fits.", "无不符。"),
        ),
        Section(
            "claims",
            Words("What texts say and the record does not hold", "与记录不符的报道"),
            tuple(mismatch_lines(dialogue, told)),
            Words("No such claim is in the record.", "无。"),
        ),
    ]
    return Page("series", Words("Series check", "届次核对"), on, (*found, *sections))


def mismatch_lines(dialogue: Dialogue, found: Iterable[Mismatch]) -> Iterator[Line]:
    """What does not fit: what is said and what the record holds."""
    for each in found:
        kind, said, record = MISMATCHES[each.kind], each.said, each.record
        text = Words(
            f"{kind.en.capitalize()}: said {said.en}; the record has {record.en}.",
            f"{kind.zh}：称“{said.zh}”；记录为“{record.zh}”。",
        )
        claim = each.entries[0]
        if isinstance(claim, Claim):
            text = Words(f"{claim.text.en} {text.en}", f"{claim.text.zh}{text.zh}")
        facts = {"kind": each.kind, "said": said.en, "record": record.en}
        made = line(dialogue, each.entries, text, facts=facts)
        remark = claim.basis.remark
        yield replace(made, remarks=(remark,) if remark is not None else ())

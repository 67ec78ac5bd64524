"""The register of measures, and what is new in it since a meeting."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from parley.group.dialogue.dialogue import Dialogue, HasBasis
from parley.group.dialogue.measures import Measure, MeasureKind, MeasureStage, StageOn
from parley.group.dialogue.series import Numbered, held_by
from parley.group.dialogue.views.lines import measure_line
from parley.group.dialogue.views.page import Line, Page, Section, as_of, line
from parley.group.dialogue.views.terms import STAGES
from parley.group.dialogue.views.wording import day_words, meeting_days, meeting_title, where
from parley.group.words import Words


def measures_page(dialogue: Dialogue, on: date, since: Numbered | None = None) -> Page:
    """Measures of both sides by a day.

    Args:
        dialogue: As it is known on the day.
        on: The day.
        since: The meeting since which a stage is new; None for all that stand.
    """
    start = since.meeting.last if since is not None else None
    news = tuple(new_measures(dialogue, on, start)) if since is not None else ()
    told = frozenset(each.facts["measure"] for each in news)
    sections = [
        Section(
            "new",
            Words("New since then", "此后新增"),
            news,
            Words("No new measure is known.", "未见新措施。"),
        ),
        Section(
            "pending",
            Words("Still pending", "待定"),
            tuple(pending(dialogue, on)),
            Words("Nothing is pending.", "无待定措施。"),
        ),
        *_standing(dialogue, on, told),
        Section(
            "timeline",
            Words("Measures and meetings in order of days", "措施与会议时间线"),
            tuple(_timeline(dialogue, on, start)),
        ),
    ]
    if since is None:
        sections = sections[1:]
        summary = None
    else:
        said, days = meeting_title(dialogue, since), meeting_days(dialogue, since.meeting)
        known = as_of(on)
        summary = Words(
            f"Since the {said.en}, {days.en}. {known.en}",
            f"自{said.zh}以来，会期{days.zh}。{known.zh}",
        )
    title = Words("Measures in force and pending", "现行与待定措施")
    return Page("measures", title, on, tuple(sections), summary)


def new_measures(dialogue: Dialogue, on: date, start: date | None) -> Iterator[Line]:
    """Each stage that was reached after one day and by another, with particulars once."""
    found = [
        (stage.day, measure, stage)
        for measure in dialogue.measures
        for stage in measure.stages
        if (start is None or start < stage.day) and stage.day <= on
    ]
    told: set[str] = set()
    for _, measure, stage in sorted(found, key=lambda each: (each[0], each[1].basis.id)):
        yield measure_line(dialogue, measure, stage, in_full=measure.basis.id not in told)
        told.add(measure.basis.id)


def pending(dialogue: Dialogue, on: date) -> Iterator[Line]:
    """Measures that are announced or drafted and not in force by a day, in short."""
    for measure in dialogue.measures:
        stage = measure.stage_on(on)
        if stage is None or not measure.is_pending(on):
            continue
        side, day, reached = dialogue.side[measure.by].name, day_words(stage.day), stage.stage
        text = Words(
            f"{side.en}: {measure.name.en} ({STAGES[reached].en} since {day.en}).",
            f"{side.zh}：{measure.name.zh}（{day.zh}起{STAGES[reached].zh}）。",
        )
        if measure.next_step is not None:
            step = measure.next_step
            text = Words(f"{text.en} Next: {step.en}", f"{text.zh}下一步：{step.zh}")
        facts = {"measure": measure.basis.id, "by": measure.by, "stage": reached.value}
        lead = Words(f"{side.en}: {measure.name.en}", f"{side.zh}：{measure.name.zh}")
        yield line(dialogue, [measure, stage], text, day=stage.day, facts=facts, lead=lead)


def _standing(dialogue: Dialogue, on: date, told: frozenset[str]) -> Iterator[Section]:
    """Measures in force of each side, the latest last; then what was eased, paused or lifted.

    What was told above is told in short.
    """
    reached = [
        (stage.day, measure, stage)
        for measure in dialogue.measures
        for stage in [measure.stage_on(on)]
        if stage is not None and not measure.is_pending(on)
    ]
    reached.sort(key=lambda each: (each[0], each[1].basis.id))
    lines = [
        (
            measure,
            stage,
            measure_line(dialogue, measure, stage, in_full=measure.basis.id not in told),
        )
        for _, measure, stage in reached
    ]
    for side in dialogue.sides:
        own = tuple(
            made
            for measure, stage, made in lines
            if measure.by == side.id and _is_in_force(measure, stage)
        )
        name = side.adjective
        title = Words(f"{name.en} measures in force", f"{name.zh}现行措施")
        yield Section(f"standing-{side.id}", title, own, Words("None is known.", "未见。"))
    eased = tuple(made for measure, stage, made in lines if not _is_in_force(measure, stage))
    title = Words("Eased, paused or lifted", "放宽、暂停或取消的措施")
    yield Section("eased", title, eased, Words("None is known.", "未见。"))


def _is_in_force(measure: Measure, stage: StageOn) -> bool:
    """Whether a measure burdens the other side; an easing never does."""
    return stage.stage is MeasureStage.IN_FORCE and measure.kind is not MeasureKind.EASING


def _timeline(dialogue: Dialogue, on: date, start: date | None) -> Iterator[Line]:
    """Each stage of a measure and each meeting that was held, in few words, by day."""
    rows: list[tuple[date, str, HasBasis, Words]] = []
    for measure in dialogue.measures:
        for stage in measure.stages:
            name, by, state = measure.name, dialogue.side[measure.by].name, STAGES[stage.stage]
            said = Words(f"{by.en}: {name.en}, {state.en}", f"{by.zh}：{name.zh}，{state.zh}")
            rows.append((stage.day, measure.basis.id, stage, said))
    for charter in dialogue.groups:
        for each in held_by(dialogue, charter.basis.id, on):
            place = where(dialogue, each.meeting)
            said = Words(f"{each.name}, {place.en}", f"{each.name}，{place.zh}")
            rows.append((each.meeting.first, each.name, each.meeting, said))
    for day, of, entry, said in sorted(rows, key=lambda row: row[:2]):
        if day <= on and (start is None or day >= start):
            when = day_words(day)
            text = Words(f"{when.en}: {said.en}.", f"{when.zh}：{said.zh}。")
            made = line(dialogue, [entry], text, day=day, facts={"of": of}, lead=when)
            yield replace(made, remarks=())

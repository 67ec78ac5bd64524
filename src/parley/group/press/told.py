"""A reading in a few lines for a person, in either language of the group."""

from collections.abc import Iterator, Mapping
from typing import Any

from parley.group.press.wording import Wording
from parley.group.words import Words

#: Where nothing of a group was found.
NOTHING = Words(
    "nothing found: no group of the dialogue meets in it", "未找到内容：文中没有本对话的工作组会晤"
)

_UNKNOWN = {
    "group": Words("unknown group", "工作组不详"),
    "number": Words("number not known", "届次不详"),
    "status": Words("status not known", "状态不详"),
    "place": Words("place not known", "地点不详"),
    "start": Words("day not known", "日期不详"),
}


def tell_reading(row: Mapping[str, Any], wording: Wording) -> Iterator[str]:
    """What a desk officer wants to see of a file, line by line.

    Args:
        row: A reading as plain values, from ``lay_out_reading``.
        wording: How it is told in the language wanted.
    """

    def say(en: str, zh: str) -> str:
        return Words(en, zh).in_language(wording.language)

    yield f"{row['file']} ({row['language']})"
    for meeting in row["meetings"]:
        yield f"  {_meeting(meeting, wording)}"
    comma = say(", ", "、")
    heads = [wording.name(each["name"]) for each in row["people"] if each["role"] == "head"]
    if heads:
        yield f"  {say('heads: ', '牵头人：')}{comma.join(heads)}"
    if row["topics"]:
        yield f"  {say('topics: ', '议题：')}{comma.join(map(wording.name, row['topics']))}"
    kinds = [fact["kind"] for fact in row["facts"] if fact["status"] == "accepted"]
    if kinds:
        rest = len(row["facts"]) - len(kinds)
        yield "  " + say(
            f"{len(kinds)} facts accepted, {rest} flagged",
            f"采纳事实{len(kinds)}项，存疑{rest}项",
        )
    for flag in row["flags"]:
        kind, record = wording.say(flag["kind"]), wording.say(flag["record"])
        yield f"  {say('FLAG ', '存疑 ')}{kind}{say(': ', '：')}{flag['said']} | {record}"
    if not row["meetings"] and not row["facts"]:
        yield f"  {NOTHING.in_language(wording.language)}"


def _meeting(meeting: Mapping[str, Any], wording: Wording) -> str:
    def known(key: str, value: str) -> str:
        return value if meeting[key] else _UNKNOWN[key].in_language(wording.language)

    start, end = meeting["start"], meeting["end"]
    several = Words(f"{start} to {end}", f"{start}至{end}").in_language(wording.language)
    group = known("group", f"{meeting['group']}")
    status = known("status", wording.say(meeting["status"] or ""))
    place = known("place", wording.say(meeting["place"] or ""))
    days = known("start", several if end and end != start else f"{start}")
    number = Words(f"number {meeting['number']}", f"第{meeting['number']}次")
    count = known("number", number.in_language(wording.language))
    return Words(
        f"{group}, {count}, {status}: {place}, {days}",
        f"{group}，{count}，{status}：{place}，{days}",
    ).in_language(wording.language)

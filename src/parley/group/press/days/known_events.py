"""Events that everybody knows, by which an undated text can be placed; and meetings as such events.

Days are public facts: the launch of both working groups by the Treasury's release of 22 September
2023; the meeting of the two leaders at Woodside on 15 November 2023; Taiwan's election of 13
January 2024; the World Economic Forum's programmes of January 2024 and 2025; the tariffs by the
White House's fact sheet of 14 May 2024; the Third Plenum by its communique of 18 July 2024; the
Secretary's visits by the Treasury's releases of July 2023 and April 2024.
"""

from collections.abc import Sequence
from datetime import date

from parley.group.press.days.written import KnownEvent

_GROUP = (
    "working group", "工作组", "工作組", "作業部会", "作業グループ", "ワーキンググループ",
    "ワーキング・グループ", "실무그룹", "실무 그룹", "워킹그룹", "워킹 그룹", "작업그룹", "실무팀",
    "grupo de trabajo", "grupos de trabajo", "nhóm công tác", "nhóm làm việc", "tổ công tác",
)  # fmt: skip
_FOUNDED = (
    "established", "created", "set up", "launched", "founded", "成立", "设立", "設立", "設置",
    "建立", "発足", "立ち上げ", "創設", "新設", "設けられ", "출범", "설립", "신설", "발족", "창설",
    "구성된", "구성됐", "조직", "cread", "crearon", "establecid",
    "establecieron", "lanzad", "lanzaron",
    "puesto en marcha", "pusieron en marcha", "formado", "thành lập", "khởi động", "ra đời",
)  # fmt: skip
_VISIT = ("visit", "trip", "访华", "訪華", "訪中", "방중", "방문", "visita", "viaje", "thăm")
_YELLEN = ("yellen", "treasury secretary", "耶伦", "イエレン", "옐런")

#: What happened when, as the calendar of everybody holds it.
PUBLIC_EVENTS = (
    KnownEvent(
        "the launch of the working groups",
        date(2023, 9, 22), date(2023, 9, 22), (_GROUP, _FOUNDED),
    ),
    KnownEvent(
        "the Secretary's visit to Beijing",
        date(2023, 7, 6), date(2023, 7, 9), (_YELLEN, _VISIT), grain="month",
    ),
    KnownEvent(
        "the Secretary's visit to Guangzhou and Beijing",
        date(2024, 4, 4), date(2024, 4, 9), (_YELLEN, _VISIT), grain="month",
    ),
    KnownEvent(
        "Taiwan's election",
        date(2024, 1, 13), date(2024, 1, 13),
        (("taiwan", "台湾", "台灣", "대만", "đài loan"),
         ("elected", "election", "当选", "當選", "选举", "選挙", "선거", "eligió", "bầu"),
         ("lai ching", "赖清德", "賴清德", "頼清徳", "라이칭더")),
    ),
    *(
        KnownEvent(
            "the World Economic Forum", first, last,
            (("davos", "达沃斯", "達沃斯", "ダボス", "다보스"),), grain="week",
        )
        for first, last in (
            (date(2024, 1, 15), date(2024, 1, 19)), (date(2025, 1, 20), date(2025, 1, 24)),
        )
    ),
    KnownEvent(
        "the tariffs under Section 301",
        date(2024, 5, 14), date(2024, 5, 14),
        (("tariff", "关税", "關稅", "関税", "관세", "arancel", "thuế"),
         ("electric vehicle", "电动汽车", "電動", "전기차", "eléctric", "xe điện")), grain="month",
    ),
    KnownEvent(
        "the Third Plenum",
        date(2024, 7, 15), date(2024, 7, 18),
        (("third plenum", "third plenary", "三中全会", "3中総会", "3중전회"),), grain="month",
    ),
)  # fmt: skip


def meeting_event(name: str, first: date, last: date, signs: Sequence[str]) -> KnownEvent:
    """A meeting of the record, as the event that a text is about.

    Args:
        name: What it is called, ``FWG-5``.
        first, last: Its days.
        signs: What the group is called in texts, in any of their languages.
    """
    return KnownEvent(name, first, last, (tuple(signs),), grain="day", is_subject=True)

"""One meeting told in the styles of agencies, papers, newsletters and ministries."""

import pytest

from tests.press.knowing import reading

Told = tuple[str, int, str, str]
STYLES: tuple[tuple[str, tuple[Told, ...]], ...] = (
    (
        "BEIJING, Feb. 6, 2024 (Xinhua) -- Officials from China and the United States wrapped up "
        "two days of discussions here on Tuesday under the bilateral economic working group. The "
        "two-day gathering, the third of its kind, was co-chaired by Vice Finance Minister Liao "
        "Min and U.S. Treasury Under Secretary Jay Shambaugh.",
        (("EWG", 3, "held", "Beijing"),),
    ),
    (
        "WASHINGTON, Dec 10, 2024 (Reuters) - A senior U.S. Treasury delegation is flying to South "
        "Africa for what is likely to be the last sit-down of the U.S.-China Economic Working "
        "Group. Jay Shambaugh will meet Liao Min on Thursday in Johannesburg. It would be the "
        "group's seventh session since its creation in September 2023.",
        (("EWG", 7, "planned", "Johannesburg"),),
    ),
    (
        "U.S., China finance officials talk bank stress in Shanghai\n"
        "Aug. 19, 2024\n\n"
        "American and Chinese regulators spent Thursday and Friday in Shanghai going over how they "
        "would call each other if a big bank failed, the Treasury said Monday. It was the fifth "
        "time the Financial Working Group had gathered since Yellen and Vice Premier He Lifeng set "
        "it up last September.",
        (("FWG", 5, "held", "Shanghai"),),
    ),
    (
        "Hello readers, it's Monday, October 28, 2024.\n\n"
        "In Washington last Friday, Shambaugh and China's Liao Min chaired the Economic Working "
        "Group for the sixth time, on the margins of the IMF-World Bank annual meetings.",
        (("EWG", 6, "held", "Washington"),),
    ),
    (
        "The Treasury said on Sept 17, 2024 that Jay Shambaugh would lead officials to Beijing "
        "later this week for the fifth meeting of the U.S.-China Economic Working Group on "
        "September 19-20. The visit follows the FWG's meeting in Shanghai in August.",
        (("EWG", 5, "planned", "Beijing"),),
    ),
    (
        "【財經即時】美財政部官員下周赴北京　出席經濟工作小組會議\n2024-09-13\n"
        "美國財政部周四宣布，主管國際事務的副部長香博將於下周率團訪華，出席19日至20日在北京舉行的"
        "美中經濟工作小組第五次會議。這是該小組第二度在中國開會。上一輪會議今年4月在華盛頓召開。",
        (("EWG", 5, "planned", "Beijing"),),
    ),
    (
        "外媒：美国财政部高官率团访沪\n2024年8月13日\n"
        "路透社12日报道，美国财政部助理部长布伦特·尼曼当天启程前往上海。他将于本周四、周五与"
        "中国人民银行副行长宣昌能共同主持中美金融工作组第五次会议。今年4月，耶伦曾到访广州、北京。",
        (("FWG", 5, "planned", "Shanghai"),),
    ),
    (
        "2023年11月11日\n美国财政部长耶伦与中国国务院副总理何立峰在旧金山结束两天会谈。期间，"
        "两国新设立的经济工作组、金融工作组也分别在旧金山举行了第二次会议。",
        (("EWG", 2, "held", "San Francisco"), ("FWG", 2, "held", "San Francisco")),
    ),
    (
        "Q: Can you tell us about the trip next week?\n\n"
        "Senior Treasury Official: Sure. On September 19 and 20, Under Secretary Shambaugh will be "
        "in Beijing for the Economic Working Group. This is the fifth meeting, and we did the last "
        "one here in Washington in April.",
        (("EWG", 5, "planned", "Beijing"),),
    ),
    (
        "Updated 13 Aug 2024 07:02 GMT\n"
        "A US Treasury team led by Brent Neiman has left for Shanghai, where the fifth meeting of "
        "the US-China Financial Working Group takes place on Thursday and Friday, Bloomberg News "
        "reported on Monday. A banker in Hong Kong hopes that the talks help.",
        (("FWG", 5, "planned", "Shanghai"),),
    ),
    (
        "August 12, 2024\nAssistant Secretary Brent Neiman will travel to Shanghai, China from "
        "August 13-16 for the fifth meeting of the Financial Working Group. The FWG will meet on "
        "August 15-16.",
        (("FWG", 5, "planned", "Shanghai"),),
    ),
    (
        "Nov 6, 2023\nJanet Yellen and Vice Premier He Lifeng of China will hold talks in San "
        "Francisco on Thursday and Friday. The two economic and financial working groups will also "
        "convene for the second time, in the same city, US officials said.",
        (("EWG", 2, "planned", "San Francisco"), ("FWG", 2, "planned", "San Francisco")),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), STYLES)
def test_a_meeting_is_told_in_any_style(raw: str, expected: tuple[Told, ...]) -> None:
    found = reading(raw)
    told = {(each.group, each.number, each.status, each.place) for each in found.meetings}
    assert told == set(expected)
    assert found.flags == ()


def test_two_groups_in_clauses_of_their_own_keep_their_days() -> None:
    found = reading(
        "2023年10月26日\n中美金融工作组24日以视频方式举行第一次会议，经济工作组25日以视频方式举行"
        "第一次会议。"
    )
    assert {flag.kind.value for flag in found.flags} == {"day"}

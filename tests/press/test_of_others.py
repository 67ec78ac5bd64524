"""Texts about the founding, the principals or the leaders give no meeting of a group."""

import pytest

from tests.press.knowing import reading

NO_MEETING = (
    "September 22, 2023\nChina and the US launch economic and financial working groups\n"
    "The Economic Working Group and the Financial Working Group will hold regular and irregular "
    "meetings. The creation of the groups was agreed during talks in Beijing in July between "
    "Yellen and He Lifeng.",
    "2023-09-23\nThe Treasury and China's Ministry of Finance have set up an Economic Working "
    "Group, officials said on Friday. It will report to Janet Yellen and He Lifeng and meet "
    "regularly. President Joe Biden met President Xi Jinping in Bali last year.",
    "2023年9月22日\n中美双方商定成立经济领域工作组，包括“经济工作组”和“金融工作组”。"
    "两个工作组将定期、不定期举行会议，就经济、金融领域相关问题加强沟通和交流。"
    "7月6日至9日，美国财政部长耶伦访问北京，与何立峰副总理举行会谈。",
    "April 7, 2024\nTreasury Secretary Janet Yellen and Vice Premier He Lifeng held two days of "
    "talks in Guangzhou. They welcomed the work of the Financial Working Group of both countries. "
    "Yellen and He Lifeng agreed to meet again.",
    "2023年11月11日\n美国财长耶伦与中国副总理何立峰9日至10日在旧金山举行会谈。"
    "耶伦表示，去年建立的中美经济工作组和金融工作组保持沟通。",
    "22 de septiembre de 2023\nChina y Estados Unidos crean un grupo de trabajo económico y un "
    "grupo de trabajo financiero. Los grupos se reunirán regularmente e informarán a Janet Yellen "
    "y He Lifeng.",
)
OTHERS = (
    "14 May 2025\nThe EU-China Working Group on Financial Cooperation met in Brussels. The "
    "People's Bank of China, led by Deputy Governor Xuan Changneng, and the European Commission "
    "held talks there. U.S. tariffs were among the topics.",
    "Sept. 15, 2025\nBessent, He Lifeng wrap up Madrid talks\nSecretary Scott Bessent and "
    "Vice Premier He Lifeng ended two days of talks in Madrid on Monday, the fourth meeting of the "
    "two. Under Biden, an economic working group and a financial working group met about every two "
    "months.",
    "2019-09-17\n中国财政部官员廖岷18日率团赴美，为美中经贸磋商作准备。",
    "March 3, 2024\nJay Shambaugh led the US delegation to talks with India in New Delhi. China "
    "and the United States were not on the agenda.",
    "March 3, 2024\nJay Shambaugh spoke at a conference about talks of the US and China.",
)
MEETING = (
    (
        "February 7, 2024\nThe Economic Working Group, which was established last September by "
        "Janet Yellen and He Lifeng and meets regularly, held its third meeting in Beijing on "
        "Monday and Tuesday.",
        ("EWG", 3, "held", "Beijing"),
    ),
    (
        "2023年10月25日\n根据何立峰副总理与耶伦财长达成的共识，为落实中美元首巴厘岛会晤共识，"
        "今年9月成立的中美金融工作组10月25日以视频方式举行第一次会议。",
        ("FWG", 1, "held", "video"),
    ),
    (
        "April 18, 2024\nUS and Chinese officials held the fourth meeting of the Economic Working "
        "Group in Washington on Tuesday, the first since Yellen and He Lifeng held talks in "
        "Guangzhou. Biden and Xi spoke by phone on April 2.",
        ("EWG", 4, "held", "Washington"),
    ),
    (
        "2024年8月17日\n中美金融工作组15日至16日在上海举行第五次会议。工作组成立于去年9月，"
        "将定期举行会议，向何立峰和耶伦汇报。两国元首去年11月在旧金山会晤。",
        ("FWG", 5, "held", "Shanghai"),
    ),
    (
        "February 5, 2024\nA delegation of Treasury officials will visit Beijing this week for a "
        "new round of economic talks between the US and China. The team is led by Under Secretary "
        "Jay Shambaugh.",
        ("EWG", 3, "planned", "Beijing"),
    ),
    (
        "2024年2月5日\n美国政府本周将派财政部代表团访问北京，和中国进行新一轮经济会谈。"
        "代表团由财政部负责国际事务的副部长夏包率领。",
        ("EWG", 3, "planned", "Beijing"),
    ),
    (
        "January 20, 2024\nUS and Chinese officials have concluded their third meeting of a "
        "working group established to cooperate on financial issues in Beijing.",
        ("FWG", 3, "held", "Beijing"),
    ),
)


@pytest.mark.parametrize("raw", NO_MEETING)
def test_no_meeting_of_a_group_is_made_of_what_others_did(raw: str) -> None:
    assert [each.group for each in reading(raw).meetings] == []


@pytest.mark.parametrize("raw", OTHERS)
def test_who_leads_a_group_does_other_things_too(raw: str) -> None:
    assert [each.group for each in reading(raw).meetings] == []


@pytest.mark.parametrize(("raw", "expected"), MEETING)
def test_a_meeting_stays_one_beside_its_founding_and_the_leaders(
    raw: str, expected: tuple[str, int, str, str]
) -> None:
    found = reading(raw)
    meeting = found.meetings[0]
    assert (meeting.group, meeting.number, meeting.status, meeting.place) == expected
    assert found.flags == ()


def test_a_year_without_its_century_stands_before_a_month() -> None:
    found = reading(
        "2024年2月7日\n米中経済作業部会の第3回会合が24年2月5～6日に北京で開かれた。"
        "作業部会は23年9月に発足した。"
    )
    assert (str(found.meetings[0].start), found.flags) == ("2024-02-05", ())

"""Ten questions that somebody who knows nothing can answer from the handover alone."""

from datetime import date

import pytest

from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import as_known
from parley.group.dialogue.views.handover import handover_page

DAY = date(2025, 1, 21)


@pytest.fixture(name="told", scope="module")
def _told(us_china: Dialogue) -> dict[str, str]:
    """Everything that the pack says, in each language."""
    lines = handover_page(as_known(us_china, DAY), "FWG", DAY).lines
    return {
        "en": "\n".join(line.text.en for line in lines),
        "zh": "\n".join(line.text.zh for line in lines),
    }


#: Each question with what answers it, in each language.
QUESTIONS = {
    "Which bodies lead it?": ("People's Bank of China", "中国人民银行"),
    "When was it founded?": ("Founded on 22 September 2023", "成立于2023年9月22日"),
    "To whom does the Chinese side report?": ("He Lifeng", "何立峰"),
    "How often has it met, and where last?": ("FWG-7, Nanjing (3rd in China)", "FWG-7，南京"),
    "What was agreed in August 2024?": ("Letters and lists of key contacts", "已换文并交换联络"),
    "What was the first exercise?": ("failure of a large bank", "大型银行倒闭"),
    "Which contacts are missing?": (
        "resolution, insurance, money laundering",
        "处置、保险、反洗钱",
    ),
    "Which rule is new in force?": ("Outbound investment rule", "对外投资限制规则"),
    "What has China raised?": ("US limits on investment", "美国对双向投资的限制"),
    "Who led the Chinese side?": ("Xuan Changneng", "宣昌能"),
    "What waits for a person?": ("visit-2024--visit-2024-04", "visit-2024--visit-2024-04"),
    "What comes next?": ("it would be FWG-8", "将为第八次会议（FWG-8）"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_pack_answers(told: dict[str, str], question: str) -> None:
    en, zh = QUESTIONS[question]
    assert en in told["en"]
    assert zh in told["zh"]

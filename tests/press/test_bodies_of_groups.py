"""Authorities that are said to run a group or to face each other, held against the charters."""

import pytest

from tests.press.knowing import flagged, reading

ABOUT = {
    "en": "The US-China Financial Working Group met in Shanghai on August 15 and 16, 2024. ",
    "zh": "中美金融工作组第五次会议2024年8月15日至16日在上海举行。",
    "ja": "米中金融作業部会の第5回会合が2024年8月15、16日に上海で開かれた。",
    "ko": "제5차 미중 금융 실무그룹 회의가 2024년 8월 15~16일 상하이에서 열렸다. ",
    "es": "El Grupo de Trabajo Financiero China-EE.UU. se reunió el 15 de agosto de 2024. ",
    "vi": "Nhóm công tác tài chính Mỹ - Trung họp tại Thượng Hải ngày 15-16/8/2024. ",
}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "In both, the Treasury faces China's Finance Ministry."),
        (
            "en",
            "In the sister forum, the Economic Working Group, the Treasury's "
            "opposite number is China's Ministry of Commerce.",
        ),
        ("en", "The group is led by the Treasury and China's Finance Ministry."),
        (
            "en",
            "The SEC and its Chinese counterpart, the State "
            "Administration of Foreign Exchange, spoke.",
        ),
        ("en", "The Commerce Department leads the group on the American side."),
        (
            "en",
            "The Economic Working Group is run by the Treasury "
            "and led by the People's Bank of China.",
        ),
        (
            "en",
            "Senior commerce officials from China and the United "
            "States met for the Financial Working Group.",
        ),
        ("en", "The Treasury and China's Finance Ministry held the meeting over two days."),
        ("zh", "金融工作组在美方是财政部，在中方是财政部会同证监会牵头。"),
        ("zh", "金融工作组中方的牵头单位是国家外汇管理局。"),
        ("en", "The lead agency on the Chinese side of the group is the Ministry of Commerce."),
        ("zh", "该工作组由美国商务部和中国商务部牵头。"),
        ("zh", "美国证交会的中方对口单位是国家外汇管理局。"),
        ("zh", "经济工作组由美国财政部和中国人民银行牵头。"),
        ("zh", "金融工作组由两国商务部门牵头。"),
        ("ja", "金融作業部会は米財務省と中国財政省が主宰する。"),
        ("ja", "SECの中国側カウンターパートである国家外貨管理局も説明した。"),
        ("ko", "SEC의 중국 측 상대 기관인 국가외환관리국은 설명했다."),
        ("ko", "금융 실무그룹은 미국 재무부와 중국 재정부가 이끈다."),
        (
            "es",
            "El Grupo de Trabajo Financiero está dirigido por "
            "el Tesoro y el Ministerio de Finanzas de China.",
        ),
        ("es", "La contraparte china de la SEC, la Administración Estatal de Divisas, habló."),
        (
            "es",
            "Funcionarios del Tesoro de Estados Unidos y del Ministerio "
            "de Finanzas de China iniciaron una reunión de dos días.",
        ),
        ("vi", "Nhóm công tác tài chính do Bộ Tài chính Mỹ và Bộ Tài chính Trung Quốc chủ trì."),
        ("vi", "Đối tác Trung Quốc của SEC là Cục Quản lý Ngoại hối Nhà nước."),
    ],
)
def test_who_does_not_run_a_group_or_face_another_body_is_flagged(
    language: str, words: str
) -> None:
    assert flagged(reading(ABOUT[language] + words), "body")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "The group is led by the Treasury and the People's Bank of China; the Economic "
            "Working Group is led by the Treasury and China's Ministry of Finance.",
        ),
        (
            "en",
            "In both, the Treasury leads the American side; its counterparts "
            "are the People's Bank and the Ministry of Finance.",
        ),
        ("en", "The Treasury's counterpart in the group is the People's Bank of China."),
        ("en", "The SEC and its Chinese counterpart, the CSRC, spoke."),
        (
            "en",
            "Officials from the Treasury, the Fed, the SEC, the PBOC, the CSRC and SAFE attended.",
        ),
        ("en", "The Ministry of Commerce runs a separate channel with the US Commerce Department."),
        (
            "en",
            "The People's Bank said the meeting, held with the Treasury, was useful, and "
            "the Ministry of Finance said the Economic Working Group meets next month.",
        ),
        (
            "en",
            "Xuan Changneng of the People's Bank and Brent Neiman of the "
            "Treasury led the talks; the Ministry of Commerce took part.",
        ),
        (
            "en",
            "China faces overcapacity, the Treasury said, and the Ministry of Commerce objected.",
        ),
        ("zh", "金融工作组由美国财政部和中国人民银行牵头，经济工作组由两国财政部牵头。"),
        ("zh", "美国证交会与对口的中国证监会交流。"),
        ("zh", "中国人民银行、金融监管总局、证监会、外汇局和美国财政部、美联储、证交会等参加。"),
        ("zh", "商贸工作组由两国商务部牵头。"),
        ("zh", "中方由人民银行牵头，金融监管总局、证监会参加。"),
        ("zh", "两个工作组美方均由财政部牵头，中方分别由人民银行和财政部牵头。"),
        ("ja", "金融作業部会は米財務省と中国人民銀行が主宰する。"),
        ("ja", "SECと、カウンターパートの中国証券監督管理委員会が意見を交わした。"),
        (
            "ko",
            "금융 실무그룹은 미국 재무부와 중국 인민은행이, 경제 "
            "실무그룹은 미국 재무부와 중국 재정부가 이끈다.",
        ),
        ("ko", "SEC와 상대 기관인 증권감독관리위원회가 의견을 나눴다."),
        (
            "es",
            "El Grupo de Trabajo Financiero está dirigido "
            "por el Tesoro y el Banco Popular de China.",
        ),
        ("es", "El Tesoro y su contraparte china, el Banco Popular, se reunieron."),
        ("es", "El Ministerio de Comercio tiene su propio canal con el Departamento de Comercio."),
        (
            "vi",
            "Nhóm công tác tài chính do Bộ Tài chính Mỹ và Ngân hàng Nhân dân Trung Quốc chủ trì.",
        ),
        (
            "zh",
            "经济工作组与金融工作组2023年9月成立，后者由中国人民银行与美国财政部牵头。",
        ),
        ("zh", "经济工作组与由央行牵头中方的金融工作组同时成立。"),
    ],
)
def test_who_runs_a_group_by_its_charter_is_right(language: str, words: str) -> None:
    assert reading(ABOUT[language] + words).flags == ()

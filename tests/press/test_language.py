"""The language of a text is told, or it is said that it cannot be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.group.press.document.language import tell_language
from parley.group.press.document.text import Language

TOLD = [
    ("en", "The two sides will meet in Beijing on Thursday, an official said."),
    ("en", "U.S. and Chinese officials met for talks on financial stability."),
    ("zh", "双方周四在北京会晤，讨论金融稳定。"),
    ("zh", "雙方週四在北京會晤，討論金融穩定。"),
    ("zh", "美国财政部（U.S. Treasury）代表团访华，与 PBOC 会谈。"),
    ("ja", "米中両国は木曜日に北京で会合を開く。"),
    ("ja", "財務省幹部が金融安定を協議する。"),
    ("ko", "양측은 목요일 베이징에서 만난다."),
    ("ko", "미·중 금융 실무그룹(FWG) 제5차 회의가 상하이(上海)에서 열렸다."),
    ("es", "Las dos partes se reunirán el jueves en Pekín, según un funcionario."),
    ("es", "El Grupo de Trabajo Financiero celebró su quinta reunión en Shanghái."),
    ("vi", "Hai bên sẽ họp tại Bắc Kinh vào thứ Năm, theo một quan chức."),
    ("vi", "Trợ lý Bộ trưởng Brent Neiman dẫn đầu đoàn Mỹ."),
    ("vi", "Cuộc họp lần thứ năm của Nhóm công tác tài chính đã diễn ra."),
]
NOT_READ = [
    "Les deux parties se réuniront jeudi à Pékin, selon un responsable du Trésor.",
    "Die beiden Seiten treffen sich am Donnerstag in Peking, sagte ein Beamter.",
    "As duas partes vão reunir-se na quinta-feira em Pequim, segundo uma fonte do Tesouro.",
    "Le due parti si incontreranno giovedì a Pechino, ha detto un funzionario del Tesoro.",
    "Obě strany se sejdou ve čtvrtek v Pekingu, řekl úředník ministerstva financí.",
    "Ministrul Finanțelor și guvernatorul băncii s-au întâlnit joi la București.",
    "Kedua pihak akan bertemu di Beijing pada hari Kamis, kata seorang pejabat.",
    "Стороны встретятся в Пекине в четверг, сообщил представитель министерства.",
    "سيجتمع الجانبان في بكين يوم الخميس، حسبما قال مسؤول.",
    "ทั้งสองฝ่ายจะพบกันที่ปักกิ่งในวันพฤหัสบดี",
    "4711, 12.5 %, 30/6",
    "",
    "Neiman Liang Xuan Changneng",
]


@pytest.mark.parametrize(("language", "said"), TOLD)
def test_each_of_the_six_languages_is_told_from_a_sentence(language: str, said: str) -> None:
    assert tell_language(said) == language


@pytest.mark.parametrize("said", NOT_READ)
def test_what_is_none_of_them_is_unknown_and_not_the_nearest(said: str) -> None:
    assert tell_language(said) is Language.UNKNOWN


@given(st.text(max_size=200))
def test_any_signs_have_one_language_or_none(said: str) -> None:
    assert tell_language(said) in Language

"""A text to tokens that keep their place: words of alphabets, single East Asian signs."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

#: One sign of a script that writes no spaces between words (Hangul is joined by particles).
_SIGN = "\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7a3々〇"
_TOKEN = re.compile(
    rf"[{_SIGN}]|(?<![^\W_])[A-Za-z](?:\.[A-Za-z])+(?![^\W_])\.?"
    rf"|[^\W_{_SIGN}]+(?:[\u0300-\u036f]+[^\W_{_SIGN}]*)*"
)
#: What may stand between two tokens of one phrase: "cross -border", "U.S.", "Fo'an", a line break.
_JOINT = re.compile(r"(?:[ \t\u00a0\u3000]?[-\u2010-\u2013'\u2019\u02bc.·・•/&][ ]?|\s{1,3}|)\Z")

#: Chinese characters in the traditional form and the Japanese one, and the simplified form.
#: Only those that occur in names of offices, bodies, places, topics and people of this field.
_FORMS = (
    "財财務务經经濟济組组會会議议長长國国華华東东開开關关係系銀银證证監监監监總总統统貿贸"
    "稅税擔担憂忧產产過过剩剩資资貨货幣币際际對对話话談谈見见與与舉举參参團团聯联儲储達达"
    "領领導导訪访問问華华盛盛頓顿滬沪寧宁廣广紐纽約约舊旧倫伦馬马聖圣蘭兰瑞瑞馬马爾尔"
    "藍蓝佛佛勝胜鋒锋緯纬發发環环氣气錢钱恐恐懲惩罰罚製制裁裁實实體体據据數数據据險险"
    "風风壓压應应變变專专業业溝沟雙双邊边進进遠远時时間间輪轮兩两歐欧亞亚區区機机構构"
    "規规則则範范圍围護护續续繼继啟启動动張张課课題题報报導导訊讯電电視视頻频線线連连"
    "廖廖岷岷親亲緊紧繫系聲声稱称說说認认為为難难題题題题書书記记者者內内個个們们這这"
    "來来後后將将於于從从當当無无現现階阶級级層层種种類类質质頭头條条樣样術术學学習习"
    "軍军員员該该須须顯显願愿雖虽讓让賴赖極极點点單单卻却傳传價价義义樂乐決决況况減减"
    "結结論论調调談谈請请識识議议輸输轉转這这運运過过還还邁迈選选鄭郑醫医釋释錯错鎮镇"
    "陳陈陸陆陽阳陰阴雜杂離离靈灵預预頒颁顧顾飛飞驗验驟骤鬆松鮮鲜齊齐齡龄壞坏壟垄寫写"
    "寬宽寶宝屬属幹干廠厂廳厅強强彈弹徑径徵征態态戰战戲戏擊击擬拟擴扩據据攜携敗败敵敌"
    "斷断條条極极榮荣樞枢標标樣样檢检權权歡欢歲岁歷历歸归殘残滅灭滿满潛潜濟济無无營营"
    "獎奖獨独獲获環环瑪玛畢毕異异盡尽盤盘礎础禮礼穩稳窮穷競竞筆笔簡简簽签籌筹糧粮紀纪"
    "純纯紙纸細细終终組组給给絕绝維维網网緩缓編编練练縮缩績绩織织繁繁罷罢職职聽听肅肃"
    "脫脱脅胁臨临舊旧艱艰萬万葉叶蘇苏處处虛虚號号補补裝装複复觀观覺觉覽览觸触計计訂订"
    "訪访設设許许訴诉診诊評评詞词試试詳详誠诚誤误課课諾诺謀谋講讲謝谢譯译警警讀读財财"
    "責责貧贫貨货貫贯貴贵買买費费貸贷賀贺賓宾賣卖賴赖贈赠贊赞趨趋跡迹踐践輔辅輕轻輛辆"
    "辦办農农遞递適适遷迁遺遗郵邮鄰邻釀酿鋼钢錄录錫锡鍵键鐵铁閉闭閣阁闆板闊阔隊队際际"
    "隨随險险隱隐電电靜静韓韩響响頁页項项順顺頓顿領领頻频額额風风飯饭餘余馬马駐驻騙骗"
    "魯鲁鮑鲍麗丽莉莉黃黄點点黨党經经済济国国財财会会議议発发両两対对関关係系権权変变総总"
    "団团労劳戦战実实検检沢泽広广売卖読读訳译銭钱気气図图駆驱薬药価价鉱矿経经"
    "帶带銜衔牽牵掛挂執执準准"
)
_TO_SIMPLIFIED = {
    ord(_FORMS[at]): _FORMS[at + 1]
    for at in range(0, len(_FORMS) - 1, 2)
    if _FORMS[at] != _FORMS[at + 1]
}


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its folded form, and from where to where it stands in the text as it was."""

    folded: str
    start: int
    end: int


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """A word without case, accents and form of character: what two spellings have in common.

    >>> fold("Reunión"), fold("Đồng"), fold("財"), fold("Ｆ")
    ('reunion', 'dong', '财', 'f')
    """
    if len(word) == 1 and "\u3041" <= word <= "\ufaff":
        return unicodedata.normalize("NFKC", word).translate(_TO_SIMPLIFIED)
    if word.isascii():
        return word.lower().replace(".", "")  # U.S. is US
    wide = unicodedata.normalize("NFKC", word).casefold().replace("đ", "d").replace("ı", "i")
    apart = unicodedata.normalize("NFD", wide)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


_APOSTROPHES = {ord("\u2019"): "'", ord("\u02bc"): "'", ord("\u2018"): "'"}


class _Signs(dict[int, str]):
    """One folded sign for each sign, worked out when it is first met."""

    def __missing__(self, number: int) -> str:
        folded = fold(chr(number))
        self[number] = folded if len(folded) == 1 else chr(number)
        return self[number]


_SIGNS = _Signs(_APOSTROPHES)


def fold_text(text: str) -> str:
    """A text folded sign by sign, so that every place in it stays where it is.

    >>> fold_text("La Reunión’s 财務")
    "la reunion's 财务"
    """
    return text.translate(_SIGNS)


def tokens(text: str) -> list[Token]:
    """The tokens of a text in order; offsets count characters of the text as it was."""
    return [Token(fold(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def key(phrase: str) -> tuple[str, ...]:
    """A phrase as the folded tokens that it is looked up by.

    >>> key("U.S.-China"), key("工作组")
    (('us', 'china'), ('工', '作', '组'))
    """
    return tuple(fold(m.group()) for m in _TOKEN.finditer(phrase))


def are_joined(text: str, end: int, start: int) -> bool:
    """Whether what stands between two tokens leaves them in one phrase.

    A full stop and a space part two sentences, unless a single letter stands before ("U. S."), or
    a capital twice as in the Spanish plural ("EE. UU.").
    """
    gap = text[end:start]
    if not gap:
        return True
    if _JOINT.match(gap) is None:
        return False
    ends_sentence = gap[:1] == "." and len(gap) > 1
    if not ends_sentence or end < 2 or not text[end - 2].isalnum():
        return True
    is_plural = text[end - 2] == text[end - 1] and text[start : start + 2].isupper()
    return is_plural and text[end - 1].isupper() and not text[max(end - 3, 0) : end - 2].isalnum()

"""Syllables of Chinese in pinyin: which there are, how a name is cut, and other spellings of one.

Sources: the table of Hanyu Pinyin (ISO 7098:2015); Wade-Giles as in Giles (1912); Hangul by the
South Korean rules for foreign words of 1986, table of Chinese vowels and consonants.
"""

from functools import lru_cache

_FINALS_OF = {
    "": "a ai an ang ao e en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
_PARTS = {
    initial + final: (initial, final)
    for initial, finals in _FINALS_OF.items()
    for final in finals.split()
}

#: Every syllable of Mandarin without tones; ü is written v after l and n, u elsewhere.
SYLLABLES = frozenset(_PARTS)

_LONGEST = 6


@lru_cache(maxsize=10_000)
def cut_pinyin(word: str) -> tuple[str, ...]:
    """A word of joined pinyin cut into the fewest valid syllables; empty if it is none.

    >>> cut_pinyin("changneng"), cut_pinyin("lapfeng")
    (('chang', 'neng'), ())
    """
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST), end):
            before = best[start]
            if before is None or word[start:end] not in SYLLABLES:
                continue
            cut, now = (*before, word[start:end]), best[end]
            if now is None or len(cut) < len(now):
                best[end] = cut
    return best[-1] or ()


_WADE_WHOLE = {
    "zhi": "chih", "chi": "ch'ih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tz'u",
    "si": "ssu", "yi": "i", "you": "yu", "yan": "yen", "ye": "yeh", "yong": "yung", "ge": "ko",
    "ke": "k'o", "he": "ho", "e": "o", "er": "erh", "gui": "kuei", "kui": "k'uei", "yue": "yueh",
}  # fmt: skip
_WADE_INITIAL = {
    "b": "p", "p": "p'", "d": "t", "t": "t'", "g": "k", "k": "k'", "j": "ch", "q": "ch'",
    "x": "hs", "zh": "ch", "ch": "ch'", "z": "ts", "c": "ts'", "r": "j",
}  # fmt: skip
_WADE_FINAL = {
    "ian": "ien", "ie": "ieh", "ong": "ung", "iong": "iung", "ue": "ueh", "ve": "ueh", "v": "u",
}  # fmt: skip
_WADE_KEEPS_UO = ("g", "k", "h", "sh")


def wade_giles(syllable: str) -> str:
    """A valid syllable of pinyin in the spelling of Wade and Giles.

    >>> wade_giles("xuan"), wade_giles("chang"), wade_giles("deng")
    ('hsuan', "ch'ang", 'teng')
    """
    if syllable in _WADE_WHOLE:
        return _WADE_WHOLE[syllable]
    initial, final = _PARTS[syllable]
    if final == "uo" and initial not in _WADE_KEEPS_UO:
        final = "o"
    return _WADE_INITIAL.get(initial, initial) + _WADE_FINAL.get(final, final)


_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_HANGUL_INITIAL = {
    "b": "ㅂ", "p": "ㅍ", "m": "ㅁ", "f": "ㅍ", "d": "ㄷ", "t": "ㅌ", "n": "ㄴ", "l": "ㄹ",
    "g": "ㄱ", "k": "ㅋ", "h": "ㅎ", "j": "ㅈ", "q": "ㅊ", "x": "ㅅ", "zh": "ㅈ", "ch": "ㅊ",
    "sh": "ㅅ", "r": "ㄹ", "z": "ㅉ", "c": "ㅊ", "s": "ㅆ", "": "ㅇ",
}  # fmt: skip
_HANGUL_FINAL = {
    "a": "아", "o": "오", "e": "어", "i": "이", "u": "우", "v": "위", "ai": "아이", "ei": "에이",
    "ao": "아오", "ou": "어우", "an": "안", "en": "언", "ang": "앙", "eng": "엉", "er": "얼",
    "ia": "야", "iao": "야오", "ie": "예", "iu": "유", "ian": "옌", "in": "인", "iang": "양",
    "ing": "잉", "iong": "융", "ua": "와", "uo": "워", "uai": "와이", "ui": "우이", "uan": "완",
    "un": "운", "uang": "왕", "ong": "웅", "ue": "웨", "ve": "웨",
}  # fmt: skip
_HANGUL_WHOLE = {
    "yi": "이", "ya": "야", "yo": "요", "ye": "예", "yao": "야오", "you": "유", "yan": "옌",
    "yin": "인", "yang": "양", "ying": "잉", "yong": "융", "wa": "와", "wo": "워", "wai": "와이",
    "wei": "웨이", "wan": "완", "wen": "원", "wang": "왕", "weng": "웡", "wu": "우", "yu": "위",
    "yue": "웨", "yuan": "위안", "yun": "윈",
}  # fmt: skip
_AFTER_PALATAL = {
    "u": "위", "uan": "위안", "ue": "웨", "un": "윈", "ia": "아", "iao": "아오", "ie": "에",
    "iu": "우", "ian": "엔", "iang": "앙", "iong": "웅",
}  # fmt: skip
_AFTER_X = {"u": "위", "uan": "위안", "ue": "웨", "un": "윈"}
_BARE_I = ("zh", "ch", "sh", "r", "z", "c", "s")
_PALATALS = ("j", "q")


def hangul(syllable: str) -> str:
    """A valid syllable of pinyin as Korean papers write it.

    >>> "".join(map(hangul, ("xuan", "chang", "neng")))
    '쉬안창넝'
    """
    if syllable in _HANGUL_WHOLE:
        return _HANGUL_WHOLE[syllable]
    initial, final = _PARTS[syllable]
    if final == "i" and initial in _BARE_I:
        sound = "으"
    elif initial in _PALATALS:
        sound = _AFTER_PALATAL.get(final, _HANGUL_FINAL[final])
    elif initial == "x":
        sound = _AFTER_X.get(final, _HANGUL_FINAL[final])
    else:
        sound = _HANGUL_FINAL[final]
    lead = _LEADS.index(_HANGUL_INITIAL[initial]) - _LEADS.index("ㅇ")
    return chr(ord(sound[0]) + lead * 21 * 28) + sound[1:]

"""What language a text is written in: told by script, then by its small words; or not told."""

import re
from collections import Counter

from parley.group.press.document.text import Language

_SMALL_WORDS = {
    Language.ENGLISH: "the of and to in that is was for on with as by at from has have will which "
    "were said its this be are an it they their not but",
    Language.SPANISH: "el la los las de del que y en por con para se una un su al es como más fue "
    "sobre entre también esta este según ha lo han",
    Language.VIETNAMESE: "của và các trong được là cho với một những đã tại về có không này theo "
    "đến người từ sẽ ông bà nước khi ra vào hai lần ngày tháng",
}
#: Languages that are not read, so that they are not taken for one that is.
_OTHERS = {
    "fr": "le les des du et est dans pour que qui une sur au par avec il ont été aux ce pas plus",
    "de": "der die das und ist nicht mit den von zu im für auf dem des ein eine sich auch wird",
    "pt": "os as do da que e em um uma para com não por mais dos das ao foi são pelo pela",
    "it": "il di che è per un una con del della non sono gli dei nel alla più anche le ha",
    "id": "yang dan di dengan untuk pada dari ini itu dalam akan tidak oleh ke juga telah",
    "tr": "ve bir bu için ile da de olarak çok daha olan gibi sonra kadar ancak",
    "nl": "de het een en van ik te dat die in is niet op aan met voor zijn er ook door",
}  # fmt: skip
_PROFILES: dict[str, frozenset[str]] = {
    **{language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()},
    **{language: frozenset(words.split()) for language, words in _OTHERS.items()},
}
_LETTERS = {
    "kana": re.compile(r"[぀-ヿㇰ-ㇿｦ-ﾝ]"),
    "hangul": re.compile(r"[가-힣ᄀ-ᇿ㄰-㆏]"),
    "han": re.compile(r"[一-鿿㐀-䶿]"),
    "latin": re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]"),
    "other": re.compile(r"[Ͱ-ԯ֐-ۿऀ-๿Ⴀ-ჿ]"),
}
#: Letters that only Vietnamese has, and the least share of them among the letters of a text.
_VIETNAMESE = re.compile(r"[ăđơưạ-ỹ]", re.IGNORECASE)
_ITS_SHARE = 0.06
_WORD = re.compile(r"[^\W\d_]+")
#: How much of a text is looked at; a press text is told by its first page.
ENOUGH = 8000


def tell_language(text: str) -> Language:
    """Tell the language of a text, or say that it cannot be told.

    Kana make it Japanese and Hangul Korean, even among Han signs; Han signs alone are Chinese. A
    text in Latin letters is Vietnamese by its letters; else it is told by its small words, and only
    if they are clearly more of one language than of any other, languages that Parley does not read
    among them.

    Args:
        text: What a reader sees.

    Returns:
        The language, or ``Language.UNKNOWN``.

    Example:
        >>> tell_language("The two sides met in Beijing on Thursday.").value
        'en'
        >>> tell_language("双方周四在北京会晤。").value
        'zh'
        >>> tell_language("4711").value
        'und'
    """
    sample = text[:ENOUGH]
    count = {script: len(letters.findall(sample)) for script, letters in _LETTERS.items()}
    # one Han sign or syllable says about as much as two and a half Latin letters
    weight = {**count, "latin": count["latin"] / 2.5, "other": count["other"] / 2.5}
    east = weight["kana"] + weight["hangul"] + weight["han"]
    if weight["other"] > max(east, weight["latin"]):
        return Language.UNKNOWN
    if east > weight["latin"]:
        if count["hangul"] > max(count["kana"], east * 0.2):
            return Language.KOREAN
        return Language.JAPANESE if count["kana"] > east * 0.1 else Language.CHINESE
    if len(_VIETNAMESE.findall(sample)) > max(2, _ITS_SHARE * count["latin"]):
        return Language.VIETNAMESE
    return _tell_latin(sample)


def _tell_latin(sample: str) -> Language:
    words = Counter(word.lower() for word in _WORD.findall(sample))
    found = {
        language: sum(words[word] for word in profile) for language, profile in _PROFILES.items()
    }
    (best, hits), (_, second) = Counter(found).most_common(2)
    total = sum(words.values())
    clear = hits >= 2 and hits >= total * 0.12 and hits > second * 1.25
    return Language(best) if clear and best in _SMALL_WORDS else Language.UNKNOWN

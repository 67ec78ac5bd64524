"""Whether a sentence speaks of what has happened or of what is to come, at a given word."""

import re

from parley.group.press.document.text import Language

_PAST = {
    Language.ENGLISH: r"said|says|met|held|was|were|had|has|have been|departed|left|arrived|"
    r"visited|took place|launched|reported|ended|concluded|established|created|told|raised|"
    r"announced|issued|released|agreed|signed|travell?ed|since|following|after|last|\w{3,}ed",
    Language.CHINESE: r"了|已|曾|表示|说|称|指出|宣布|发布|报道|结束|以来|之后|過|过|举行的|召开的",
    Language.JAPANESE: r"[たっ]た|した|だった|発表|述べ|以来",
    Language.KOREAN: r"[했었았됐렸졌났혔켰]다|했으며|밝혔|말했|열렸|전했|이후",
    Language.SPANISH: r"\w+(?:ó|aron|ieron|aba|ían?)\b|fue(?:ron)?|había|tras|desde|pasad[oa]",
    Language.VIETNAMESE: r"đã|vừa|cho biết|nói|kết thúc|sau khi|kể từ",
}
_FUTURE = {
    Language.ENGLISH: r"(?:will|would|shall|to) be \w+|will|would|shall|"
    r"scheduled|expected|expects?|plans?|planned|planning|intends?|set (?:to|for|off)|due|"
    r"beginning|starting|upcoming|ahead of|before|is to|are to|hopes? to|wants? to|next|coming|"
    r"slated|later this",
    Language.CHINESE: r"将|將|拟|预计|預計|计划|計劃|即将|会在|定于|下次|届时",
    Language.JAPANESE: r"予定|見通し|見込み|計画|開く|開催する|する方針|行う|迎える|"
    r"へ(?:。|$)|だろう",
    Language.KOREAN: r"예정|계획|할 것|될 것|열린다|갖는다|한다|예상|앞두고",
    Language.SPANISH: r"\w+r(?:á|án)\b|prevé[n]?|previst[oa]s?|próxim[oa]s?|planea[n]?|espera[n]?|"
    r"antes de|va[n]? a|tiene[n]? previsto",
    Language.VIETNAMESE: r"sẽ|dự kiến|sắp|kế hoạch|chuẩn bị|trước khi|tới đây",
}
#: A present tense with a day is a plan, but not in a title: "the group meets on Friday."
_PRESENT = {
    Language.ENGLISH: r"meets|convenes|gathers",
    Language.SPANISH: r"se reúnen?|celebran?",
}
#: Languages whose verb, and so the time of the deed, comes at the end.
_VERB_LAST = frozenset({Language.JAPANESE, Language.KOREAN})
_SPACED = frozenset({Language.ENGLISH, Language.SPANISH, Language.VIETNAMESE})
_CUES = {
    language: re.compile(
        rf"\b(?:(?P<future>{_FUTURE[language]})|(?P<present>{_PRESENT.get(language, '(?!)')})"
        rf"|(?P<past>{past}))\b"
        if language in _SPACED
        else rf"(?P<future>{_FUTURE[language]})|(?P<present>(?!))|(?P<past>{past})",
        re.IGNORECASE,
    )
    for language, past in _PAST.items()
}
#: How far from a word a verb is looked for, in signs.
_REACH = 140


def leaning_at(sentence: str, start: int, end: int, language: Language) -> int:
    """To which side of the day of writing a sentence leans at the words ``sentence[start:end]``.

    The verb next to the words decides: the last one before them, in Japanese and Korean the first
    one after them.

    Returns:
        -1 what has happened, 1 what is to come, 0 where no word tells.

    Example:
        >>> said = "The two sides are scheduled to meet on Thursday, an official said."
        >>> leaning_at(said, 39, 47, Language.ENGLISH)
        1
    """
    cues = _CUES.get(language)
    if not cues:
        return 0
    before = list(cues.finditer(sentence, max(0, start - _REACH), start))
    after = cues.search(sentence, end, end + _REACH)
    last = before[-1] if before else None
    cue = after or last if language in _VERB_LAST else last or after
    if cue is None:
        return 0
    if cue["present"]:
        return 1 if sentence.rstrip()[-1:] == "." else 0
    return 1 if cue["future"] else -1

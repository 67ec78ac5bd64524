"""Whether a sentence speaks of what has happened or of what is to come, at a given word."""

import re

from parley.group.press.document.text import Language

_PAST = {
    Language.ENGLISH: r"said|says|met|held|was|were|had|has|have been|departed|left|arrived|"
    r"visited|took place|launched|reported|ended|concluded|established|created|told|raised|"
    r"announced|issued|released|agreed|signed|travell?ed|since|following|after|last|\w{3,}ed",
    Language.CHINESE: r"了|已|曾|表示|说|称|指出|宣布|发布|报道|结束|以来|之后|過|过|举行的|召开的",
    Language.JAPANESE: r"(?:[っいしきりれえけせてめげべん])た(?![いくめちびら]|だ[^。])|"
    r"んだ(?=[。、」]|$)|まし(?:た|て)|"
    r"だった|でした|発表|公表|述べ",
    Language.KOREAN: r"[했었았됐렸졌났혔켰랐왔갔췄줬였셨쳤꼈눴섰](?:다|습니다|으며|고|지만|던|"
    r"는데|음)|밝혔|말했|열렸|전했|"
    r"(?:개최|진행|실시|마무리|종료|폐막|참석|논의|체결)[한된](?!다)|열린(?!다)|가진(?!다)|"
    r"마친(?!다)|끝난(?!다)",
    Language.SPANISH: r"\w+(?:ó|aron|ieron|aban?|ían?)\b|ha[n]?\s+\w+(?:ado|ido|cho|sto|to)|"
    r"fue(?:ron)?|había|"
    r"tras|desde|pasad[oa]s?|(?:celebr|realiz|finaliz|concluid|sosten|manten|inaugur)(?:ad|"
    r"id)?[oa]s?",
    Language.VIETNAMESE: r"đã|vừa|mới|cho biết|nói|kết thúc|khép lại|bế mạc|sau khi|kể từ|hôm "
    r"qua|mới đây",
}
_FUTURE = {
    Language.ENGLISH: r"(?:will|would|shall|to) be \w+|will|would|shall|"
    r"scheduled|expected|expects?|plans?|planned|planning|intends?|set (?:to|for|off)|due|"
    r"beginning|starting|upcoming|ahead of|before|is to|are to|hopes? to|wants? to|next|coming|"
    r"slated|later this",
    Language.CHINESE: r"将|將|拟|预计|預計|计划|計劃|即将|会在|定于|下次|届时",
    Language.JAPANESE: r"予定|見通し|見込み|見込まれ|計画|(?:開催|開くこと|実施)が決ま|"
    r"ことになった|開く|開かれる|開催する|開催される|"
    r"する方針|行う|行われる|迎える|"
    r"(?:主宰|出席|参加|訪問|訪中|訪米|協議|議論|会談|派遣|実施)する(?!ため|よう|こと)|"
    r"話し合う|率いる予定|臨む|向かう|"
    r"訪れる|(?:され|(?<!ンドウで開)[きしいりみちに])ます|へ(?:。|$|、|\s)|だろう",
    Language.KOREAN: r"예정|계획|할 것|될 것|(?:리|하|되)게 [됐된]|기로 (?:했|합의|결정)|"
    r"열[린릴]다?|(?:갖는|만난|연|떠난|찾는|나선)다|"
    r"[한된]다|"
    r"(?:열|엽|갖습|만납|합|됩)니다|예상|전망|앞두고|앞둔|(?:개최키|개최하|열|갖)기?로|오는",
    Language.SPANISH: r"\w+r(?:á|án)\b|(?!quer)\w+[aei]rían?\b|prevé[n]?|previst[oa]s?|"
    r"programad[oa]s?|próxim[oa]s?|"
    r"planea[n]?|espera[n]?|antes de|va[n]? a|tiene[n]? previsto|a celebrarse|por celebrarse",
    Language.VIETNAMESE: r"sẽ|dự kiến|dự định|sắp|kế hoạch|theo lịch|chuẩn bị|trước khi|tới đây",
}
#: A present tense with a day is a plan, but not in a title: "the group meets on Friday."
_PRESENT = {
    Language.ENGLISH: r"meets|convenes|gathers|takes? place|(?:is|are) held|opens|begins|starts|"
    r"kicks off|gets under ?way|runs from",
    Language.SPANISH: r"se reúnen?|celebran?|arrancan?|comienzan?|inician?|viajan?|acoge",
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

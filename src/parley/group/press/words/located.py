"""Whether a town in a sentence is where something happens, not a government or an adjective."""

from parley.group.press.words.mark import Line, Mark

_PREPOSITIONS = {
    "en": ("in", "at", "to", "for", "from", "the"), "es": ("en", "a", "de"),
    "vi": ("tai", "o", "den", "toi"),
}  # fmt: skip
_PLACE_BEFORE = {"zh": "在于赴抵往至来到返", "ja": "", "ko": ""}
_PLACE_AFTER = {
    "zh": (
        "举行",
        "召开",
        "会议",
        "举办",
        "参加",
        "会谈",
        "市",
        "开",
        "进行",
        "，",
        ",",
        "的",
        "主办",
        "承办",
    ),
    "ja": ("で", "に", "へ", "の", "市"),
    "ko": ("에서", "에", "서 ", "서,", "서의", "서…", "으로", "로", "시", "행"),
}
_NOT_THE_TOWN = {
    "zh": ("称", "表示", "方面", "说", "认为", "希望", "警告", "电"),
    "ja": ("は", "側", "当局", "政府"),
    "ko": ("은", "는", "당국"),
}  # fmt: skip


def is_located(line: Line, mark: Mark, language: str) -> bool:
    """Whether a town is where something happens, not a government or an adjective."""
    if line.text[mark.start] == "在":
        return True  # "在京", "在沪"
    before, after = line.folded[: mark.start].rstrip(), line.folded[mark.end :].lstrip()
    if language in _PREPOSITIONS:
        if _is_of_somebody(line, before):
            return False
        word = before.rsplit(" ", 1)[-1].strip("(\"'“")
        named = after.startswith(("meeting", "talks", "round", "session")) or _is_list(before)
        of_city = before.endswith(_CITY_OF) or after.startswith(_HOSTS)
        return word in _PREPOSITIONS[language] or named or of_city
    if after.startswith(_NOT_THE_TOWN.get(language, ())) and language == "zh":
        return before.endswith(tuple("在于赴抵"))
    located = before.endswith(tuple(_PLACE_BEFORE[language])) if _PLACE_BEFORE[language] else False
    return located or after.startswith(_PLACE_AFTER[language])


def _is_of_somebody(line: Line, before: str) -> bool:
    """Whether a town is where somebody lives or works: "a banker in Hong Kong"."""
    at = before.rfind(" ")
    return at > 0 and any(0 <= at - mark.end <= 1 for mark in line.cues("stranger", "outside"))


_HOSTS = (
    "hosted",
    "hosts",
    "will host",
    "is hosting",
    "was host",
    "acogio",
    "acogera",
    "albergo",
    "albergara",
    "sera sede",
    "fue sede",
    "sera la sede",
    "fue la sede",
    "recibira",
    "recibio",
    "se dang cai",
    "dang cai",
    "da dang cai",
    "se don",
    "la noi",
)
_CITY_OF = ("city of", "ciudad de", "thanh pho", "capital of", "capital de", "thu do")


def _is_list(before: str) -> bool:
    return before.endswith((":", "–", "—", "|"))

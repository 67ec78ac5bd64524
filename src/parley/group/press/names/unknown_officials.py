"""Names of nobody known that stand with an office: they may be said to lead, and never link."""

import re
from collections.abc import Iterator, Sequence

from parley.group.press.names.known import Link, Mention
from parley.group.press.names.runs import name_runs
from parley.group.press.words.mark import Line, Mark

#: Surnames that nine in ten Chinese bear; a name of an official begins with one.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
    "卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷段龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
_AFTER_TITLE = re.compile(
    r"([\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,7}?)+|[\u4e00-\u9fff]{2,3}?)(?=率|牵头|带队|领|主持|共同|联合|和|与|、|及|（|\(|出任|任|担任|分别|，|,|作为)"
)
_KANJI_BEFORE = re.compile(
    r"(?:^|[のはがと、・]|[はがと]中国)([\u4e00-\u9fff]{2,4}|[ァ-ヺー・=＝]{3,})$"
)
_HANGUL_BEFORE = re.compile(r"(?:^|[\s,·‘“])([가-힣]{2,4}|[가-힣]{1,4} [가-힣]{2,5})\s?$")
_PART_OF_TITLE = ("of", "for", "de", "del", "para", "ve", "y", "and", "va")
_NAMELESS = ("person", "surname", "country", "place", "body", "office", "group", "cue", "topic")


def unknown_officials(line: Line, mentions: Sequence[Mention], language: str) -> Iterator[Mention]:
    """Names of nobody known right beside an office, as far as their form tells."""
    taken = [(each.start, each.end) for each in mentions if each.line == line.number]
    spans = _in_east_asian(line, language) if language in ("zh", "ja", "ko") else _in_latin(line)
    for start, end in spans:
        if not any(a < end and start < b for a, b in taken):
            written = line.text[start:end]
            yield Mention(line.number, start, end, written, "", Link.LEAVE, "nobody known")


def _in_latin(line: Line) -> Iterator[tuple[int, int]]:
    offices = list(line.of("office"))
    for start, end in name_runs(line):
        words = line.text[start:end].split()
        others = [
            mark
            for mark in line.of("group", "topic", "pair", "weekday", "body")
            if mark.start < end and start < mark.end
        ]
        beside = any(
            (0 <= start - mark.end <= 40 and _is_plain(line, mark, start))
            or (0 <= mark.start - end <= 30 and line.text[end : end + 1] in ",(")
            for mark in offices
        )
        before = line.folded[:start].split()[-1:]
        is_part = bool(before) and before[0] in _PART_OF_TITLE
        if 2 <= len(words) <= 4 and not others and beside and not is_part:
            yield start, end


def _is_plain(line: Line, mark: Mark, start: int) -> bool:
    gap = line.text[mark.end : start]
    return not set(gap.removesuffix(", ")) & set(",;:") and len(gap.split()) <= 5


def _in_east_asian(line: Line, language: str) -> Iterator[tuple[int, int]]:
    for mark in line.of("office"):
        if language == "zh":
            match = _AFTER_TITLE.match(line.text, mark.end)
            if match and ("·" in match[1] or line.folded[match.start(1)] in _SURNAMES):
                yield match.span(1)
            continue
        start = _before_bodies(line, mark.start)
        pattern = _KANJI_BEFORE if language == "ja" else _HANGUL_BEFORE
        match = pattern.search(line.text[:start])
        if match and not _is_marked(line, *match.span(1)):
            yield match.span(1)


def _before_bodies(line: Line, start: int) -> int:
    """The place before the bodies and countries that stand before an office."""
    for mark in sorted(line.of("body", "country"), key=lambda each: -each.end):
        if mark.end <= start and not line.text[mark.end : start].strip():
            start = mark.start
    return start


def _is_marked(line: Line, start: int, end: int) -> bool:
    return any(mark.start < end and start < mark.end for mark in line.of(*_NAMELESS))

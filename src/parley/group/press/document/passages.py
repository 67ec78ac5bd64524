"""What a passage is: a headline, a dateline, body, a link to another story, or boilerplate."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from parley.group.press.document.sentences import CLOSERS, WIDE_ENDS, split
from parley.group.press.document.stated_day import DAY_WORDS, is_line_of_a_day
from parley.group.press.document.text import Kind

_FLAGS = re.IGNORECASE
#: How the line of a link to another story begins.
_CROSS_LINK = re.compile(
    r"\W*(?:read (?:more|also|next|the full)|also read|see also|more (?:on|from|stories|coverage)|"
    r"related(?: (?:stories|articles?|news|links?|coverage|reading|topics?))?|don'?t miss|"
    r"you (?:may|might) also like|recommended|watch|listen|explainer|editor'?s picks?|"
    r"相关(?:阅读|新闻|报道|链接|文章|推荐)|延伸阅读|推荐阅读|更多(?:阅读|新闻|报道)|另见|参见|"
    r"相關(?:閱讀|新聞|報導)|延伸閱讀|関連(?:記事|ニュース|リンク)|あわせて読みたい|こちらも|"
    r"관련\s?(?:기사|뉴스)|더 ?읽기|함께 ?보기|이 ?시각 ?추천|"
    r"le[ae] también|lee más|te puede interesar|ver también|(?:notas?|noticias) relacionadas?|"
    r"más información|xem thêm|đọc thêm|tin (?:liên quan|cùng chuyên mục)|bài (?:liên quan|viết)"
    r")\s*(?:[:：|>»】\]]|[-–—]\s|$)",
    _FLAGS,
)
#: Lines that a publisher adds to every story. Each names its whole line or a telling beginning.
_BOILERPLATE = re.compile(
    r"\W*(?:"
    r"stay informed with|just sign up|sign up (?:for|to|here)|subscribe (?:to|now|today|for)|"
    r"get (?:the latest|our|more|unlimited)\b.*\b(?:newsletters?|inbox|alerts?|subscri\w+)|"
    r".{0,120}\b(?:delivered|straight) (?:straight |directly )?to your (?:inbox|e-?mail)|"
    r"agencies contributed|(?:reuters|ap|afp|xinhua|bloomberg|agencies)\s*$|"
    r"(?:with|additional) (?:(?:inputs?|reporting|assistance|files) (?:from|by))|"
    r"(?:reporting|editing|writing|edited|compiled|translated|photo(?:graph)?s?) by\b.{0,120}$|"
    r"by (?:[A-Z][\w.’'\-]+ ?){1,4}(?:and (?:[A-Z][\w.’'\-]+ ?){1,4})?$|"
    r"©|\(c\) ?\d{4}|copyright\b|all rights reserved|our standards:|"
    r"(?:share|tweet|e-?mail|print|save|comments?|advertisement|sponsored|skip to \w+|menu|"
    r"follow us|click here|download (?:the|our) app|log ?in|sign in|back to top|"
    r"(?:we|this (?:web)?site) uses? cookies|accept (?:all )?cookies|cookie (?:policy|settings))"
    r"\b.{0,80}$|"
    r"(?:top of page|bottom of page|\d+ min(?:ute)?s? read|(?:previous|next|older|newer) "
    r"(?:story|article|post|page)s?|no comments\b.{0,80}|leave a (?:comment|reply)\b.{0,40}|"
    r"please (?:log|sign) ?in\b.{0,80}|notifications?|hits ?:.{0,40}|views ?:.{0,20}|"
    r"(?:published|posted|filed) (?:on|in|under)\s?:.{0,60}|"
    r"(?:tags?|categor(?:y|ies)|topics?)\s?:.{0,160}|"
    r"(?:photo|image|picture|photo credit|image credit|file photo|caption)\s?[:：].{0,120}|"
    r"(?:read(?:ing)? time|trending|most (?:read|popular|viewed)|continue reading|"
    r"more from|terms of (?:use|service)|privacy policy|contact us|about us|related tags|loading)\b"
    r".{0,60}|see (?:all|more)|https?://\S+|\S+\.(?:jpe?g|png|gif|webp|svg))\W*$|"
    r"(?:this (?:story|article)|the (?:story|article)) (?:was|has been) "
    r"(?:originally|first|updated|published|generated)|©|"
    r"责任编辑|责编|编辑[:：]|来源[:：]|作者[:：]|记者[:：]|校对[:：]|审核[:：]|原标题[:：]|版权|"
    r"本文(?:来自|转自|系)|未经.{0,8}(?:授权|许可)|扫(?:描|码).{0,20}|分享(?:到|至)|点击(?:订阅|关注|进入)|"
    r"打开.{0,12}(?:新闻|客户端|app|微信)|查看更多|(?:图|圖)\s?[/／:：]|(?:图片|圖片|图|圖)(?:来源|來源)|"
    r"(?:首页|首頁|新闻|新聞|主页)\s*[>＞›»]|当前位置|您的位置|字号|浏览(?:次数|量)|阅读(?:量|数)\s?[:：]|"
    r"发表评论|网友评论|我要评论|热门(?:推荐|文章|新闻)|上一(?:篇|页)|下一(?:篇|页)|返回(?:首页|顶部|列表)|"
    r"更多精彩|下载.{0,8}(?:客户端|app)|举报|免责声明|免責聲明|声明[:：]\s?(?:该|本)(?:文|网|站)|收藏本|"
    r"[（(](?:编译|編譯|编辑|編輯|责编|責編|记者|記者|完|截图|X截图|资料照|資料照|资料图|網絡圖片|网络图片|视频截图|"
    r"路透社?|法新社|美联社|美聯社|彭博社?|新华社|新華社|中新社|欧新社|歐新社|德新社)[^（）()]{0,24}[）)]\W*$|"
    r"订阅.{0,12}(?:简报|通讯|邮件)|关注我们|打印|字体|責任編輯|"
    r"(?:【|\[)?(?:編集|著作権|無断(?:転載|複製)|©|シェア|会員(?:限定|登録)|メール(?:マガジン|登録)|"
    r"ログイン|この記事は|最終更新)|"
    r"저작권|무단 ?전재|ⓒ|기사제보|구독(?:하기|신청)|공유(?:하기)?\s*$|뉴스레터|"
    r"[가-힣]{2,4} 기자\s*\S*@|\S+@\S+\.\S+\s*$|"
    r"suscr[ií]b(?:ete|ase)|compart(?:ir|e)\b.{0,40}$|síguenos|derechos reservados|"
    r"todos los derechos|regístrate|con información de|redacción\s*$|"
    r"(?:theo|nguồn|ảnh)\s*[:：]|theo (?:TTXVN|VnExpress|Reuters|AFP|AP)\s*$|"
    r"bản quyền|chia sẻ\b.{0,30}$|đăng ký (?:nhận|theo dõi)|từ khóa\s*[:：]|tags?\s*[:：]"
    r")",
    _FLAGS,
)
#: A by-line in capitals matters: ``By Ann Lee``; ``by`` alone would catch sentences.
_DATELINE = re.compile(
    r"\s*(?:"
    r"date:?\s+\d{4}-\d{2}-\d{2}(?=\s|$)|"
    r"\((?:Bloomberg|Reuters|AP|AFP|Xinhua|CNN|EFE|Kyodo|Yonhap|TTXVN|VNA)\)\s*(?:--?|[–—]|\.-)|"
    r"[A-ZÀ-Ý][\w'’.À-ỹ]*(?:[ /-][A-ZÀ-Ý][\w'’.À-ỹ]*){0,3}(?:,\s[^()\n]{2,40}?)?\s?"
    r"\([^()\n]{2,40}\)\s*(?:--?|[–—]|\.-)|"
    r"[A-ZÀ-Ý][\w'’.À-ỹ]*(?:[ /-][A-ZÀ-Ý][\w'’.À-ỹ]*){0,3}(?:\s\([^()\n]{2,20}\))?,\s+"
    r"\d{1,2}\s+(?:de\s+)?[a-zé]{3,10}\.?(?:\s+(?:de\s+)?\d{4})?\s*(?:\([^()\n]{2,30}\)\s*)?"
    r"(?:\.\s?[-–—]|--?|[–—])|"
    r"[A-Z][A-Z'’. ]{2,30}(?:/[A-Z'’. ]{3,30})?(?:,\s[A-Z][\w. ]{1,20}\d{1,2}(?:,? \d{4})?)?"
    r"\s*(?:--|[–—])(?=\s)|"
    r"(?:据)?(?:新华社|中新社|中新网|中国新闻网|央视新闻|人民网|财联社|路透社?|彭博社?|法新社)"
    r"[^，。\n]{0,20}?\d{1,2}日(?:电|讯|消息)(?:[（(][^（）()\n]{1,40}[)）])?|"
    r"[（(][\u4e00-\u9fff]{2,12}(?:讯|電|电)[)）]|【[^】\n]{2,40}】|"
    r"[\[［（(【][^\]］）)】\n]{2,24}(?:ロイター|共同|時事|AFP|CNN|新華社)[\]］）)】]\s*[-–—]?|"
    r"\((?:[가-힣·]+)=[^)\n]{2,16}\)\s*(?:[가-힣·\s]{2,24}(?:기자|특파원)\s*)?=|"
    r"\[[^\]\n]{2,20}(?:기자|뉴스|신문)\]"
    r")\s*"
)
#: Signs that a forum strews into its pages against copying: "5 s7 q; Q6 q, x$ a y i".
_NOISE = r"[\[\](){}<>.,;:!?'\"`~@#$%^&*+=|\\/_ \t-]"
_NOISE_LINE = re.compile(
    rf"{_NOISE}*(?:[A-Za-z0-9]{{1,2}}{_NOISE}+){{2,}}(?:[A-Za-z0-9]{{1,2}})?{_NOISE}*$"
)
_NOISE_HEAD = re.compile(
    rf"{_NOISE}*(?:[A-Za-z0-9]{{1,2}}{_NOISE}+){{3,}}(?=[\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3])"
)
#: A line of so few words is noise only where it has many marks.
_FEW_WORDS = 4
_IS_NOISE = re.compile(r"[;:!`~@#$%^&*+=|\\{}\[\]<>?]")
_TITLE_END = re.compile(r"[.!?。！？…][" + re.escape(CLOSERS) + r"]*\s*$")

#: A text with a longer line than this in a paragraph was not wrapped at a column.
MOST_COLUMNS = 120
#: Lines that are all shorter are a list or a table.
FEWEST_COLUMNS = 40


@dataclass(frozen=True)
class Block:
    """A stretch of what a reader sees that stands by itself, and what its file says of it.

    Args:
        start, end: First sign and sign after the last.
        is_heading: The file calls it a heading.
        is_outside: The file says that it is not part of the story.
        is_title: It is the title of a page's window.
    """

    start: int
    end: int
    is_heading: bool = False
    is_outside: bool = False
    is_title: bool = False


def find_blocks(
    text: str, first: int = 0, last: int | None = None, *, is_wrapped: bool = False
) -> Iterator[Block]:
    """Cut a plain text into paragraphs: at blank lines, and at line ends that end a paragraph.

    A line end in the middle of a sentence, as in a text wrapped at 80 columns, does not cut.

    Args:
        text: What a reader sees.
        first, last: First sign of the stretch to cut, and the sign after its last.
        is_wrapped: It is known that lines end where a column ends, as in what a PDF holds; else
            that is told from the lines themselves.

    Example:
        >>> text = "It met\\non Friday.\\nIt ended."
        >>> [text[block.start:block.end] for block in find_blocks(text)]
        ['It met\\non Friday.\\n', 'It ended.']
    """
    for lines in _runs(text, first, len(text) if last is None else last):
        width = _width_of(text, lines, is_wrapped=is_wrapped)
        start = lines[0][0]
        for at, end in lines[1:]:
            if not _runs_on(text, start, at, end, width):
                yield Block(start, at)
                start = at
        yield Block(start, lines[-1][1])


def _runs(text: str, first: int, last: int) -> Iterator[list[tuple[int, int]]]:
    """Lines between blank ones: first sign and sign after the line end of each."""
    run: list[tuple[int, int]] = []
    at = first
    for line in text[first:last].splitlines(keepends=True):
        if line.strip():
            run.append((at, at + len(line)))
        elif run:
            yield run
            run = []
        at += len(line)
    if run:
        yield run


def _width_of(text: str, lines: list[tuple[int, int]], *, is_wrapped: bool) -> int:
    """The column at which a run of lines was wrapped, as signs; 0 if it was not."""
    words = [text[at:end].strip() for at, end in lines]
    longest = max(map(len, words))
    cut_off = sum(not _ended(line) for line in words[:-1])
    # a sign of Chinese or Japanese is as wide as two
    narrow = (
        FEWEST_COLUMNS // 2 if any("぀" <= sign <= "鿿" for sign in words[0]) else FEWEST_COLUMNS
    )
    if longest < narrow or (longest > MOST_COLUMNS and not is_wrapped):
        return 0
    seems_wrapped = len(words) > 2 and 2 * cut_off >= len(words) - 1 and _is_filled(words, longest)
    return longest if is_wrapped or seems_wrapped else 0


def _is_filled(words: list[str], column: int) -> bool:
    """Whether lines end where the next word would not have fitted, and go on in the next one.

    One line alone may be as long by chance, a headline for instance; then the next line has to
    begin as the middle of a sentence does.
    """
    cut = [(line, after) for line, after in pairwise(words) if not _ended(line)]
    filled = [len(line) + 1 + len(after.split(maxsplit=1)[0]) > column for line, after in cut]
    begins_small = any(after[:1].islower() for _, after in cut)
    return 5 * sum(filled) >= 4 * len(filled) and (len(cut) > 1 or begins_small)


def _runs_on(text: str, start: int, at: int, end: int, width: int) -> bool:
    """Whether the line ``text[at:end]`` continues the paragraph ``text[start:at]``."""
    before = text[max(start, at - 200) : at].rstrip()
    line = text[at : min(end, at + 200)].lstrip()
    told = kind_of(line), kind_of(text[start : min(at, start + 200)])
    if told != (Kind.BODY, Kind.BODY) or is_line_of_a_day(before) or is_line_of_a_day(line):
        return False
    if DAY_WORDS.match(line) and DAY_WORDS.match(text[start:at].lstrip()[:60]):
        return False  # a list of days, one a line
    if width:
        # wrapped at a column: a line about as long as the longest has its end by chance
        last_line = before.splitlines()[-1].strip()
        return len(last_line) >= 0.75 * width or (not _ended(before) and line[:1].islower())
    return not _ended(before) and (line[:1].islower() or before[-1:] in ",、，；")


def _ended(words: str) -> bool:
    return bool(_TITLE_END.search(words)) or words[-1:] in WIDE_ENDS


def kind_of(words: str) -> Kind:
    """What a line is by its own words alone: a link, boilerplate, or body until shown otherwise.

    Example:
        >>> kind_of("READ MORE: Two groups are founded").value
        'cross-link'
        >>> kind_of("Agencies contributed to this story.").value
        'boilerplate'
    """
    head = words[:400].strip()
    if _CROSS_LINK.match(head):
        return Kind.CROSS_LINK
    if _BOILERPLATE.match(head) or is_noise(head):
        return Kind.BOILERPLATE
    return Kind.BODY


def is_noise(words: str) -> bool:
    """Whether a line is nothing but strewn letters and marks.

    Example:
        >>> is_noise("5 s7 q; Q6 q, x$ a y i"), is_noise("A to B: 5, 6")
        (True, False)
    """
    if not any(sign.isalnum() for sign in words):
        return len(words) > 1 or words in "|·•"
    marks = len(_IS_NOISE.findall(words))
    fewest = 2 if len(words.split()) > _FEW_WORDS else 4
    return marks >= fewest and _NOISE_LINE.match(words) is not None


def noise_end(text: str, start: int, end: int) -> int:
    """The place after strewn letters and marks with which an East Asian paragraph begins."""
    found = _NOISE_HEAD.match(text, start, min(end, start + 120))
    if found is None or len(_IS_NOISE.findall(found[0])) < 2:
        return start
    return found.end()


def heads_links(words: str) -> bool:
    """Whether a line announces links that stand below it: ``Related stories``, and no more."""
    head = words[:400].strip()
    found = _CROSS_LINK.match(head)
    return found is not None and found.end() == len(head)


def dateline_end(text: str, start: int, end: int) -> int:
    """The place after a dateline or the mark of an agency with which a paragraph begins."""
    found = _DATELINE.match(text, start, min(end, start + 160))
    return found.end() if found and found.end() > start else start


def is_title(text: str, block: Block) -> bool:
    """Whether a paragraph reads as a headline: one short line that does not end as a sentence."""
    words = text[block.start : block.end].strip()
    return 0 < len(words) <= 160 and "\n" not in words and not _TITLE_END.search(words)


def cut(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The sentences of one paragraph."""
    return tuple(split(text, start, end))

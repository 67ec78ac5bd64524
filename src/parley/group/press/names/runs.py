"""Runs of capitalised words, which may be names, and whether a name stands within a longer one."""

from collections.abc import Iterator, Sequence

from parley.group.press.document.tokens import fold_text
from parley.group.press.words.mark import Line

_SMALL = (
    "the a an and of in on at to for from with by mr mrs ms dr el la los las con por para segun"
    " desde tras ante bajo entre sobre y que en del cuando aunque ademas after before when while"
    " although but however this that his its both since until during ong ba theo tai trong voi"
    " cung sau truoc khi january february march april may june july august september october"
    " november december mister madam sir"
)
#: Words of titles that are no part of a name where they stand before it.
_TITLES = (
    "secretary minister governor president premier deputy vice under assistant director chair"
    " chairman chairwoman treasury finance trade commerce affairs international domestic"
    " economic financial bank department ministry commissioner adviser advisor chief leader"
    " ambassador undersecretary state central pboc exchange policy official officials"
    " administrator representative secretario secretaria subsecretario subsecretaria ministro"
    " ministra viceministro viceministra gobernador gobernadora vicegobernador vicegobernadora"
    " presidente presidenta tesoro finanzas hacienda asuntos internacionales nacionales comercio"
    " adjunto bo truong thu pho thong doc tai chinh tong tuong tro ly quoc te my hoa ky vu cuc"
)
_TITLE_WORDS = frozenset(_TITLES.split())
_PARTICLES = frozenset(_SMALL.split())


def name_runs(line: Line) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words in Latin letters that no other mark holds: what may be names."""
    held = [
        (mark.start, mark.end)
        for mark in line.marks
        if mark.kind not in ("person", "surname", "cue", "topic") or mark.value == "stranger"
    ]
    start = end = -1
    for token in line.tokens:
        word = line.text[token.start : token.end]
        inside = any(a <= token.start < b for a, b in held)
        is_name = word[:1].isupper() and word[:1] < "\u3041" and not inside
        is_name = is_name and token.folded not in _PARTICLES and not word.isdigit()
        joins = start >= 0 and _joins(line.text[end : token.start])
        if is_name and joins:
            end = token.end
            continue
        is_possessive = token.folded == "s"
        is_bound = line.text[end : token.start] in ("-", "'", "’") and not is_possessive
        if start >= 0 and is_bound and not inside:
            end = token.end  # Chang-neng, Fo'an
            continue
        if start >= 0:
            yield start, end
        start, end = (token.start, token.end) if is_name else (-1, -1)
    if start >= 0:
        yield start, end


def _joins(gap: str) -> bool:
    return gap in (" ", "-", "'", "’", ". ", "\u00a0") or (gap.isspace() and len(gap) <= 2)


def is_harmless(run: str, line: Line, span: tuple[int, int]) -> bool:
    """Whether a run of capitals is a name and no more: what stands beside it begins a sentence."""
    words = run.split()
    first = fold_text(words[0])
    begins = line.text[: span[0]].strip() == ""
    cues = {(mark.start, mark.end) for mark in line.of("cue")}
    covered = any(start <= span[0] < end for start, end in cues)
    return line.is_headline or first in _PARTICLES or (begins and covered)


def is_titled(run: str, name: str) -> bool:
    """Whether a run of capitals is a name with nothing but words of titles before it."""
    before, _, after = run.partition(name)
    words = [fold_text(each).strip(".,'’") for each in before.split()]
    return not after.strip(" .") and bool(words) and all(word in _TITLE_WORDS for word in words)


#: Given names in Hangul that nobody of a dialogue need bear.
_OTHER_GIVEN = (
    "수전 수잔 존 마이클 데이비드 제임스 로버트 윌리엄 토머스 메리 린다 앤드루 크리스 대니얼"
    " 폴 피터 마크 스티븐 케빈 조지 에릭 사라 세라 제니퍼 리사 캐런 낸시"
)
_HANGUL_GIVEN = frozenset(_OTHER_GIVEN.split())
#: Words of Chinese whose last sign begins, or whose first sign goes on, what looks like a surname.
_WORDS_BEFORE = "高尚 崇尚 时尚 和尚 风尚 一叶 落叶 红叶 树叶 茶叶 枝叶 香香"
_WORDS_BEFORE_OF = frozenset(_WORDS_BEFORE.split())


def is_of_another(line: Line, span: tuple[int, int]) -> bool:
    """Whether a surname is a firm's or a private person's: Sullivan & Cromwell, リャンさん."""
    before, after = line.text[: span[0]], line.text[span[1] :]
    is_firm = after.startswith((" & ", "&")) or before.endswith((" & ", "&"))
    given = before.split()[-1:] if before.endswith(" ") else []
    is_private = after.startswith(("さん", "ちゃん", "くん", "라는", "이라는"))
    is_word = line.folded[max(0, span[0] - 1) : span[0] + 1] in _WORDS_BEFORE_OF
    is_castle = after.startswith("堡")
    is_given = any(each in _HANGUL_GIVEN for each in given)
    return is_firm or is_private or is_word or is_castle or is_given


def is_inside_a_name(line: Line, span: tuple[int, int], runs: Sequence[tuple[int, int]]) -> bool:
    """Whether a surname is part of another person's name: Susan Neiman, Wang Wei, 苏珊·尼曼."""
    before = line.text[max(0, span[0] - 1) : span[0]]
    after = line.text[span[1] : span[1] + 1]
    if before in ("·", "・", "•") or after in ("·", "・", "•"):
        return True
    if line.is_headline:
        return False  # every word there may be capitalised
    return any(run[0] <= span[0] and span[1] <= run[1] and run != span for run in runs)

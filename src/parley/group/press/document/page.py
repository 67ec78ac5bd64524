"""An HTML page as a reader sees it, each sign with its place; what is not story told apart."""

import html
import re
from dataclasses import dataclass, field, replace
from datetime import date

from parley.errors import Fault, InvalidInput
from parley.group.press.document.passages import Block, find_blocks
from parley.group.press.document.reading import lay_out
from parley.group.press.document.text import Form, Piece, StatedDay, Text

#: The most stretches of text that a page may have; a long article has some thousand.
MOST_PIECES = 300_000
#: The most signs that a reader may see of one page; a book has about a million.
MOST_VISIBLE = 2_000_000
#: The most tags and comments that a page may have.
MOST_TAGS = 1_000_000
#: How far into a tag its attributes are looked at.
_TAG_READ = 4_000

_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9:\-]*)")
_TAG_REST = re.compile(r"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_ATTRIBUTE = re.compile(r"""([\w:.\-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_RUN = re.compile(r"[^\s&]+(?:[ \n\t][^\s&]+)*|\s+|&(?:#?\w{1,32};?)?")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DATE_IN_SCRIPT = re.compile(r'"datePublished"\s*:\s*"(\d{4}-\d{2}-\d{2}[^"]{0,40})"')

_UNSEEN = frozenset(
    {"script", "style", "template", "svg", "math", "iframe", "object", "textarea", "select"}
    | {"canvas", "video", "audio", "noscript", "datalist"}
)
_OUTSIDE = frozenset({"nav", "footer", "aside", "form", "dialog", "menu", "figure", "button"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LEVELS = frozenset(
    {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "table", "tr", "td", "th", "section"}
    | {"article", "main", "header", "body", "html", "head", "blockquote", "pre", "hr", "center"}
    | {"address", "figcaption", "title", "details", "summary", "fieldset", "tbody", "thead"}
    | _HEADINGS
    | _OUTSIDE
)
_VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "source", "wbr", "area", "base"})
#: Classes and ids of what publishers put around a story.
_OUTSIDE_NAME = re.compile(
    r"(?:^|[\s_\-])(?:cookies?|consent|gdpr|newsletters?|subscri\w+|paywall|promo\w*|related|"
    r"recommend\w*|more-?(?:on|stories|news|from)|read-?(?:more|next|also)|also-?read|share|"
    r"sharing|social\w*|breadcrumbs?|comments?|advert\w*|ads?|sidebar|footer|nav\w*|menu|popup|"
    r"modal|banner|tags?|byline|author|copyright|disclaimer|trending|most-?(?:read|popular))"
    r"(?:$|[\s_\-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DAY_NAMES = frozenset(
    {"article:published_time", "og:published_time", "pubdate", "publishdate", "publish_date"}
    | {"publish-date", "date", "dc.date", "dc.date.issued", "dcterms.created", "datepublished"}
    | {"parsely-pub-date", "sailthru.date", "firstpublishedtime", "publication_date"}
)


def read_page(raw: str, file: str = "") -> Text:
    """Read an HTML page, however it is broken.

    Scripts, styles and what is hidden are not seen. Navigation, forms, cookie banners, captions
    and what a class or id calls an advertisement, a related link or the like are seen, and are
    told apart as boilerplate. One pass from the first sign to the last: the work grows with the
    length of the file, whatever stands in it.

    Args:
        raw: The decoded file as it was.
        file: Its name, as errors and results shall give it.

    Raises:
        InvalidInput: where a reader would see more than ``MOST_VISIBLE`` signs, they lie in more
            than ``MOST_PIECES`` stretches, or there are more than ``MOST_TAGS`` tags.

    Example:
        >>> page = read_page("<nav>Home</nav><p>It met in the <b>U.S.</b> &amp; in China.</p>")
        >>> [(one.text, one.start, one.end) for one in page.sentences]
        [('It met in the U.S. & in China.', 18, 59)]
    """
    return _Scan(raw, file).read()


@dataclass
class _Region:
    """An element whose content is told apart, until it is closed as often as it was opened."""

    tag: str
    is_hidden: bool
    depth: int = 1


@dataclass
class _Scan:
    """One pass through a page: what was seen so far and where it lies."""

    raw: str
    file: str
    parts: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    tags: int = 0
    length: int = 0
    begun: int = 0
    linked: int = 0
    in_link: bool = False
    region: _Region | None = None
    heading: str = ""
    has_main_heading: bool = False
    quotes_end: bool = True
    stated: list[tuple[int, StatedDay]] = field(default_factory=list)

    def read(self) -> Text:
        """Run through the page and put the text together."""
        at = 0
        while at < len(self.raw):
            opening = self.raw.find("<", at)
            if opening < 0:
                opening = len(self.raw)
            if opening > at:
                self._see(at, opening)
            at = self._pass_markup(opening) if opening < len(self.raw) else opening
        self._flush()
        visible = "".join(self.parts)
        blocks = tuple(
            replace(part, is_heading=block.is_heading, is_outside=block.is_outside)
            for block in self._without_second_title()
            for part in find_blocks(visible, block.start, block.end)
        )
        first = min(self.stated, key=lambda one: one[0], default=(0, None))[1]
        pieces = tuple(self.pieces)
        return lay_out(
            self.raw, visible, pieces, blocks, file=self.file, form=Form.HTML, stated=first
        )

    def _without_second_title(self) -> list[Block]:
        """The title of the window says the headline again where the page itself has one."""
        if not self.has_main_heading:
            return self.blocks
        return [
            replace(block, is_outside=True) if block.is_title else block for block in self.blocks
        ]

    # What a reader sees

    def _see(self, start: int, end: int) -> None:
        if self.region and self.region.is_hidden:
            return
        for run in _RUN.finditer(self.raw, start, end):
            sign = run[0][0]
            seen = _entity(run[0]) if sign == "&" else run[0]
            if seen.isspace():
                if self.length > self.begun and not self.parts[-1].endswith((" ", "\n")):
                    self._add(" ", run.start(), run.end())
            else:
                self._add(seen.replace("\n", " ").replace("\t", " "), run.start(), run.end())

    def _add(self, seen: str, start: int, end: int) -> None:
        if not seen:
            return
        last = self.pieces[-1] if self.pieces else None
        alike = len(seen) == end - start
        if (
            last
            and alike
            and last.length == last.raw_length
            and last.start + last.length == start
            and last.at + last.length == self.length
        ):
            grown = last.length + len(seen)
            self.pieces[-1] = Piece(last.at, last.start, grown, grown)
        else:
            self.pieces.append(Piece(self.length, start, len(seen), end - start))
        self.parts.append(seen)
        self.length += len(seen)
        self.linked += len(seen) if self.in_link else 0
        self._check_size()

    def _check_size(self) -> None:
        if self.length > MOST_VISIBLE or len(self.pieces) > MOST_PIECES:
            seen = f"{self.length} signs in {len(self.pieces)} stretches by {self.pieces[-1].start}"
            most = f"at most {MOST_VISIBLE} signs in {MOST_PIECES} stretches"
            raise InvalidInput([Fault(self.file, 0, "page", seen, most)])

    def _flush(self, is_title: bool = False) -> None:
        """End the block that has begun, if anything was seen in it."""
        length = self.length - self.begun
        if length:
            is_link = length <= 200 and self.linked >= 0.8 * length and not self.heading
            outside = is_link or self.region is not None
            is_heading = is_title or bool(self.heading)
            block = Block(self.begun, self.length, is_heading, outside, is_title)
            self.blocks.append(block)
            if self.heading == "h1" and not outside:
                self.has_main_heading = True
            self.parts.append("\n")
            start = self.pieces[-1].start + self.pieces[-1].raw_length
            self.pieces.append(Piece(self.length, start, 1, 0))
            self.length += 1
        self.begun, self.linked = self.length, 0

    # What stands between

    def _pass_markup(self, at: int) -> int:
        """Pass a comment, a declaration or a tag that begins at ``at``; the place after it."""
        raw = self.raw
        self.tags += 1
        if self.tags > MOST_TAGS:
            found = f"more than {MOST_TAGS} tags by {at}"
            raise InvalidInput([Fault(self.file, 0, "page", found, f"at most {MOST_TAGS} tags")])
        if raw.startswith("<!--", at):
            end = raw.find("-->", at + 4)
            return end + 3 if end >= 0 else len(raw)
        if raw.startswith(("<!", "<?"), at):
            end = raw.find(">", at)
            return end + 1 if end >= 0 else len(raw)
        name = _TAG_NAME.match(raw, at)
        if not name:
            self._see(at, at + 1)
            return at + 1
        end = self._tag_end(name.end())
        tag = name[1].lower()
        if raw[at + 1] == "/":
            self._close(tag)
            return end
        attributes = _attributes(raw, name.end(), min(end, name.end() + _TAG_READ))
        self._open(tag, attributes, at, end)
        if tag in _UNSEEN:
            return self._pass_unseen(tag, end)
        return end

    def _tag_end(self, at: int) -> int:
        if self.quotes_end:
            found = _TAG_REST.match(self.raw, at)
            if found:
                return found.end()
            self.quotes_end = False  # a quotation mark is missing: from here on it does not count
        end = self.raw.find(">", at)
        return end + 1 if end >= 0 else len(self.raw)

    def _pass_unseen(self, tag: str, at: int) -> int:
        closing = re.compile(rf"</{tag}\b", re.IGNORECASE).search(self.raw, at)
        end = closing.start() if closing else len(self.raw)
        if tag == "script":
            found = _DATE_IN_SCRIPT.search(self.raw, at, min(end, at + 200_000))
            if found:
                self._state(1, found[1], found.start(1))
        return end

    def _open(self, tag: str, attributes: dict[str, tuple[str, int]], at: int, end: int) -> None:
        if tag in {"meta", "time"}:
            self._look_for_day(tag, attributes)
        if tag == "br":
            self._break_line(at, end)
            return
        told_apart = self._region_of(tag, attributes)
        if tag in _LEVELS or (told_apart and not self.region):
            self._flush()
        if self.region:
            self.region.depth += tag == self.region.tag
        elif told_apart:
            self.region = told_apart
        if tag in _HEADINGS:
            self.heading = tag
        elif tag == "a":
            self.in_link = True

    def _close(self, tag: str) -> None:
        if tag in _LEVELS or (self.region and self.region.tag == tag):
            self._flush(is_title=tag == "title")
        if self.region and self.region.tag == tag:
            self.region.depth -= 1
            if not self.region.depth:
                self.region = None
        if tag in _HEADINGS:
            self.heading = ""
        elif tag == "a":
            self.in_link = False

    def _break_line(self, at: int, end: int) -> None:
        if self.region and self.region.is_hidden:
            return
        if self.length > self.begun:
            if self.parts[-1].endswith("\n"):
                self._flush()
            else:
                self._add("\n", at, end)

    def _region_of(self, tag: str, attributes: dict[str, tuple[str, int]]) -> _Region | None:
        """The region that this element begins, if it is not story or not seen."""
        if tag in _VOID or tag in {"html", "body", "article", "main"} or tag in _UNSEEN:
            return None
        hidden = "hidden" in attributes or bool(_HIDDEN.search(_value(attributes, "style")))
        names = f"{_value(attributes, 'class')} {_value(attributes, 'id')} "
        names += _value(attributes, "role")
        if hidden or tag in _OUTSIDE or _OUTSIDE_NAME.search(names):
            return _Region(tag, hidden)
        return None

    # The day of the document

    def _look_for_day(self, tag: str, attributes: dict[str, tuple[str, int]]) -> None:
        if tag == "time":
            words, place = attributes.get("datetime", ("", 0))
            if not self.region:
                self._state(2, words, place)
            return
        name = _value(attributes, "property") or _value(attributes, "name")
        name = name or _value(attributes, "itemprop")
        if name.lower() in _DAY_NAMES:
            words, place = attributes.get("content", ("", 0))
            self._state(0, words, place)

    def _state(self, rank: int, words: str, place: int) -> None:
        found = _DATE.match(words.strip())
        if not found or any(before <= rank for before, _ in self.stated):
            return
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return
        self.stated.append((rank, StatedDay(day, words, place, place + len(words))))


def _attributes(raw: str, start: int, end: int) -> dict[str, tuple[str, int]]:
    """The attributes of a tag: name in small letters to value and its place; the first counts."""
    found: dict[str, tuple[str, int]] = {}
    for one in _ATTRIBUTE.finditer(raw, start, end):
        group = one.lastindex or 2
        found.setdefault(one[1].lower(), (one[group], one.start(group)))
    if "hidden" not in found and re.search(r"\shidden(?=[\s/>])", raw[start:end]):
        found["hidden"] = ("", start)
    return found


def _value(attributes: dict[str, tuple[str, int]], name: str) -> str:
    return attributes.get(name, ("", 0))[0]


def _entity(words: str) -> str:
    return html.unescape(words).replace("\x00", "\N{REPLACEMENT CHARACTER}")

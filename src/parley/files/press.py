"""A file that somebody wants read: any bytes at all to a text, or a clear refusal."""

import re
from pathlib import Path

import charset_normalizer

from parley.errors import CannotOpen, Fault, InvalidInput
from parley.files.press_pdf import take_text
from parley.group.press.document.page import read_page
from parley.group.press.document.reading import read_text
from parley.group.press.document.text import Form, Text

#: The largest file that is read. Reports are some kilobytes, scanned PDF some megabytes.
MOST_BYTES = 64 * 1024 * 1024
#: The most signs of a plain text once it is decoded; a book has about a million.
MOST_SIGNS = 2_000_000
#: The most signs of a page with all its markup.
MOST_MARKUP = 16_000_000
#: How much of a file is looked at to find its encoding.
_SAMPLE = 32 * 1024
#: How large a share of damaged signs still leaves a text worth reading.
_DAMAGED = 0.01

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CANDIDATES = ["gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1252", "cp1258"]
#: Names that files give their encoding, and the wider one that they mean in fact.
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5-hkscs": "big5hkscs",
}
_DECLARED = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset\s*=\s*["']?|<\?xml[^>]{0,80}?encoding\s*=\s*["'])([\w.:\-]{2,40})""",
    re.IGNORECASE,
)
_IS_PAGE = re.compile(
    r"<!doctype html|<(?:html|head|body|article|meta|title)\b|"
    r"(?:<(?:p|div|span|br|a|h[1-6]|ul|li|table|script)\b[^<>]{0,2000}>.{0,4000}?){2}",
    re.IGNORECASE | re.DOTALL,
)
#: Signs of control that no text holds.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def read_press_file(path: Path) -> Text:
    """Read a plain text, an HTML page or a PDF from disk.

    Raises:
        CannotOpen: where there is no such file, or it may not be read.
        InvalidInput: as ``read_press``.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CannotOpen(f"{path}: {reason}; expected a file that can be read") from error
    return read_press(content, path.name)


def read_press(content: bytes, file: str) -> Text:
    """Make a text from the bytes of a file, whatever they are.

    What it is, is told from the bytes and not from the name: a PDF by its first line, a page by
    its tags, everything else is plain text. The encoding is what a byte order mark says, else
    UTF-8 where the bytes are, else what the page declares, else the likeliest of GB 18030, Big5,
    Shift JIS, EUC-JP, EUC-KR and the code pages of Western Europe and Viet Nam.

    Args:
        content: The whole file.
        file: Its name, as errors and results shall give it.

    Returns:
        The text; one without sentences where there is nothing to read. ``raw`` is what Python's
        codec of that encoding gives: line ends stay as they are, and a byte order mark of UTF-8
        stays as its first sign.

    Raises:
        InvalidInput: where the file is too large, no text, or a PDF that cannot be read.
    """
    if len(content) > MOST_BYTES:
        raise _refused(file, f"more than {MOST_BYTES} bytes", f"at most {MOST_BYTES} bytes")
    if b"%PDF-" in content[:1024]:
        return read_text(take_text(content, file), file, Form.PDF)
    raw = decode(content, file)
    is_page = bool(_IS_PAGE.search(raw, 0, 16_000))
    most = MOST_MARKUP if is_page else MOST_SIGNS
    if len(raw) > most:
        raise _refused(file, f"{len(raw)} characters", f"at most {most} characters")
    return read_page(raw, file) if is_page else read_text(raw, file)


def decode(content: bytes, file: str) -> str:
    """The signs that bytes stand for.

    Raises:
        InvalidInput: where they are no text in any encoding that is known here.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _must_be_text(content.decode(encoding, errors="replace"), file)
    for encoding in _guesses(content):
        try:
            raw = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if not _CONTROL.search(raw[:_SAMPLE]):
            return _must_be_text(raw, file)
    return _must_be_text(content.decode("utf-8", errors="replace"), file)


def _guesses(content: bytes) -> list[str]:
    """Encodings to try, the surest first."""
    guesses = ["utf-8"]
    declared = _DECLARED.search(content, 0, 4096)
    if declared:
        name = declared[1].decode("ascii", errors="replace").lower()
        guesses.append(_MEANT.get(name, name))
    sample = content[:_SAMPLE]
    if sample.count(0) > len(sample) / 10:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        return [*guesses, "utf-16-le" if odd > even else "utf-16-be"]
    if content.isascii() or b"\x00" in sample:
        return guesses
    damaged = sample.decode("utf-8", errors="replace")
    if 0 < damaged.count("\N{REPLACEMENT CHARACTER}") <= _DAMAGED * len(damaged):
        return guesses  # UTF-8 with a few bytes lost: rather that than another alphabet
    found = charset_normalizer.from_bytes(sample, cp_isolation=_CANDIDATES).best()
    return [*guesses, *([found.encoding] if found else []), *_CANDIDATES[:1], "cp1252"]


def _must_be_text(raw: str, file: str) -> str:
    sample = raw[: 1 << 20]
    wrong = len(_CONTROL.findall(sample)) + sample.count("\N{REPLACEMENT CHARACTER}")
    if wrong > max(2, _DAMAGED * len(sample)):
        share = f"{100 * wrong / len(sample):.0f} percent of signs that no text holds"
        raise _refused(file, share, "a plain text, an HTML page or a PDF")
    return raw


def _refused(file: str, value: str, expected: str) -> InvalidInput:
    return InvalidInput([Fault(file, 0, "", value, expected)])

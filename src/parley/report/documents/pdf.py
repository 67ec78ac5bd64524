"""A document as PDF, set by typst: the same bytes each time, accessible, archivable."""

import json
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

import typst

from parley.errors import CannotWrite
from parley.report.documents.document import COLOURS, Document, Line, printable

#: Families with Chinese characters, any of which will do; the first that is there is used.
CHINESE_FONTS = (
    "Noto Serif CJK SC",
    "Noto Sans CJK SC",
    "Source Han Serif SC",
    "Source Han Sans SC",
    "Songti SC",
    "PingFang SC",
    "SimSun",
    "Microsoft YaHei",
)
#: Comes with typst, so it is on every machine.
LATIN_FONT = "Libertinus Serif"


def to_pdf(document: Document, made: datetime) -> bytes:
    """Write a document as PDF.

    Args:
        document: In one language.
        made: What the file says of when it was made; the same value gives the same bytes.

    Raises:
        CannotWrite: if the document has Chinese characters and no font has.
    """
    families = set(_families())
    chinese = next((each for each in CHINESE_FONTS if each in families), None)
    if chinese is None and _needs_chinese(document):
        raise CannotWrite(
            "A PDF with Chinese characters needs a font that has them, and none is installed: "
            f"{', '.join(CHINESE_FONTS[:4])} or another. On Debian: apt-get install fonts-noto-cjk"
        )
    source = (resources.files("parley.report") / "pages" / "document.typ").read_bytes()
    data = {"fonts": _fonts(document, chinese), **_as_data(document)}
    try:
        made_bytes = typst.compile(
            source,
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=made,
        )
    except typst.TypstError as error:
        # PDF/UA refuses a letter that no font has, since nobody could read it
        raise CannotWrite(f"typst makes no PDF of the document: {error}") from None
    if not isinstance(made_bytes, bytes):
        raise CannotWrite("typst made no PDF of the document.")
    return made_bytes


def _fonts(document: Document, chinese: str | None) -> list[str | dict[str, str]]:
    """The families in order. In a Chinese text its own family has quotation marks and points."""
    if chinese is None:
        return [LATIN_FONT]
    if document.language.startswith("zh"):
        return [{"name": LATIN_FONT, "covers": "latin-in-cjk"}, chinese]
    return [LATIN_FONT, chinese]


@cache
def _families() -> tuple[str, ...]:
    return tuple(typst.Fonts().families())


def _needs_chinese(document: Document) -> bool:
    texts = [document.title, document.lede, document.foot]
    texts += [line.text for section in document.sections for line in section.every_line()]
    texts += [note.text for _, note in document.notes]
    return any("\u2e80" <= each <= "\u9fff" for text in texts for each in text)


def _as_data(document: Document) -> dict[str, Any]:
    """What the template reads. It is data there, so that no text can become a command."""

    def line(each: Line) -> dict[str, Any]:
        derived = f" {document.derived}" if each.is_derived and document.derived else ""
        return {
            "lead": printable(each.lead),
            "rest": printable(each.rest + derived),
            "notes": document.runs_of(each),
            "level": each.level,
        }

    return {
        "language": document.language.split("-")[0],
        "region": "cn" if document.language.startswith("zh") else "us",
        "kicker": document.kicker,
        "title": printable(document.title),
        "lede": printable(document.lede),
        "one_page": document.is_one_page,
        "audience": document.audience,
        "handling": str(document.handling),
        "colour": COLOURS[document.handling],
        "foot": document.foot,
        "references": document.references_title,
        "notes": [
            {
                "number": number,
                "text": printable(note.text),
                "address": printable(note.address),
                "link": printable(note.address) if note.is_link else "",
            }
            for number, note in document.notes
        ],
        "sections": [
            {
                "title": section.title,
                "empty": section.empty if section.is_empty else "",
                "lines": [line(each) for each in section.lines],
                "grids": [
                    {
                        "columns": list(grid.columns),
                        "rows": [[line(each) for each in row] for row in grid.rows],
                    }
                    for grid in section.grids
                    if grid.rows
                ],
            }
            for section in document.sections
        ],
    }

"""A document as one HTML page that opens without a network."""

import re
from functools import cache
from importlib import resources

import jinja2
from markupsafe import Markup, escape

from parley.report.documents.document import COLOURS, Document, printable

#: Words of the other language in a text: three words or more of English, any of Chinese.
_FOREIGN = {
    "en": re.compile("[\u3400-\u9fff][\u3000-\u9fff\uff00-\uffef\u00b7]*"),
    "zh": re.compile(r"[A-Za-z][A-Za-z'’,-]*(?: [A-Za-z0-9][A-Za-z0-9'’,-]*){2,}"),
}
_TAGS = {"en": "zh-CN", "zh": "en"}


def to_html(document: Document) -> str:
    """Write a document as one page of HTML, with nothing loaded from elsewhere."""
    return _template().render(document=document, colour=COLOURS[document.handling])


@cache
def _template() -> jinja2.Template:
    pages = jinja2.Environment(
        loader=jinja2.FunctionLoader(_read),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
    )
    pages.filters["spoken"] = _spoken
    return pages.get_template("document.html")


def _spoken(text: str, language: str) -> Markup:
    """A text in which words of the other language are marked, so that they are read out rightly.

    Source: WCAG 2.2, criterion 3.1.2, language of parts.
    """
    own, done, parts = language.split("-")[0], 0, []
    for found in _FOREIGN[own].finditer(text):
        parts.append(escape(printable(text[done : found.start()])))
        parts.append(
            Markup('<span lang="{}">{}</span>').format(_TAGS[own], printable(found.group()))
        )
        done = found.end()
    return Markup("").join([*parts, escape(printable(text[done:]))])


def _shown(value: object) -> object:
    """What a page shows of a value: markup of our own as it is, every text without controls."""
    return printable(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _read(name: str) -> str:
    return (resources.files("parley.report") / "pages" / name).read_text(encoding="utf-8")

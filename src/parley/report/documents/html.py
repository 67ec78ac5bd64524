"""A document as one HTML page that opens without a network."""

from functools import cache
from importlib import resources

import jinja2

from parley.report.documents.document import Document, printable


def to_html(document: Document) -> str:
    """Write a document as one page of HTML, with nothing loaded from elsewhere."""
    return _template().render(document=document)


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
    return pages.get_template("document.html")


def _shown(value: object) -> object:
    """What a page shows of a value: markup of our own as it is, every text without controls."""
    return printable(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _read(name: str) -> str:
    return (resources.files("parley.report") / "pages" / name).read_text(encoding="utf-8")

"""The forms of a document: text, Markdown, HTML or PDF, as the name of a file asks for."""

from collections.abc import Callable, Mapping
from datetime import datetime

from parley.errors import Fault, InvalidInput
from parley.report.documents.document import Document
from parley.report.documents.html import to_html
from parley.report.documents.markdown import to_markdown
from parley.report.documents.plain import to_plain


def _pdf(document: Document, made: datetime) -> bytes:
    # typst is of the extra `record`; whoever writes no PDF needs none
    from parley.report.documents.pdf import to_pdf

    return to_pdf(document, made)


#: What writes each kind of file, by the ending of its name.
FORMS: Mapping[str, Callable[[Document, datetime], bytes]] = {
    ".txt": lambda document, _: to_plain(document).encode(),
    ".md": lambda document, _: to_markdown(document).encode(),
    ".html": lambda document, _: to_html(document).encode(),
    ".pdf": _pdf,
}


def in_form(document: Document, ending: str, made: datetime) -> bytes:
    """The bytes of a document.

    Args:
        document: In one language.
        ending: .txt, .md, .html or .pdf.
        made: When, for forms that say so.

    Raises:
        InvalidInput: for another ending.
        CannotWrite: if no font has the characters of a PDF.
    """
    if ending.lower() not in FORMS:
        expected = f"a file whose name ends in {', '.join(FORMS)}"
        raise InvalidInput([Fault("--out", 0, "", ending or "no ending", expected)])
    return FORMS[ending.lower()](document, made)

"""The process that opens one PDF: bytes from standard input, the text of its pages as JSON out."""

import io
import json
import logging
import sys

from pypdf import PdfReader

from parley.files.press_pdf import MOST_MEMORY, MOST_PAGES, MOST_SECONDS, MOST_SIGNS


def limit_this_process() -> None:
    """Stop this process once it has worked or taken more than a PDF is worth, where possible."""
    if sys.platform == "win32":
        return  # there the clock of the parent is the only limit
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def pages_of(content: bytes) -> tuple[list[str], str]:
    """The text of each page, and what is wrong with the file or nothing."""
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        return [], "it is encrypted with a password"
    count = len(reader.pages)
    if count > MOST_PAGES:
        return [], f"{count} pages"
    pages: list[str] = []
    signs = 0
    for page in reader.pages:
        # half of a pair of surrogates comes from a broken font; it is no sign and cannot be written
        text = page.extract_text().encode("utf-8", errors="replace").decode("utf-8")
        signs += len(text)
        if signs > MOST_SIGNS:
            return [], f"more than {MOST_SIGNS} characters by page {len(pages) + 1}"
        pages.append(text.replace("\x00", "\N{REPLACEMENT CHARACTER}"))
    return pages, ""


def main() -> None:
    """Answer for one file. Whatever goes wrong is an answer: the parent has to tell the user."""
    logging.disable()
    limit_this_process()
    try:
        pages, fault = pages_of(sys.stdin.buffer.read())
    except (MemoryError, RecursionError):
        pages, fault = [], "it asks for too much memory"
    except Exception as error:  # noqa: BLE001  # the outermost loop of this process
        pages, fault = [], f"it is broken ({type(error).__name__})"
    sys.stdout.write(json.dumps({"pages": pages, "fault": fault}))


if __name__ == "__main__":
    main()

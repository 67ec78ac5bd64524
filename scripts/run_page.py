"""Run the Python of a page of the documentation, and compare or write anew what it prints.

A block of Python is run after those before it, in one namespace. What it prints stands in the
block of text right below it. ``python -m scripts.run_page PAGE`` writes these blocks anew; look at
the difference before you commit it.
"""

import contextlib
import io
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BLOCK = re.compile(
    r"^```python\n(?P<code>.*?)^```\n(?:\s*^```text\n(?P<output>.*?)^```\n)?",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A block of Python on a page.

    Args:
        line: Number of its first line, from 1.
        code: What is run.
        expected: What the page says that it prints; empty if nothing.
        printed: What it printed.
    """

    line: int
    code: str
    expected: str
    printed: str


def run_page(page: Path) -> tuple[list[Block], dict[str, Any]]:
    """Run every block of a page in order.

    Returns:
        The blocks with what they printed, and the namespace that is left.
    """
    text = page.read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": "page"}
    blocks = []
    for found in BLOCK.finditer(text):
        line = text.count("\n", 0, found.start("code")) + 1
        code = "\n" * (line - 1) + found["code"]  # so that a traceback names the line of the page
        heard = io.StringIO()
        with contextlib.redirect_stdout(heard):
            exec(compile(code, str(page), "exec"), names)  # noqa: S102  our own page
        blocks.append(Block(line, found["code"], found["output"] or "", heard.getvalue()))
    return blocks, names


def written(text: str, blocks: list[Block]) -> str:
    """The text of a page with what its blocks print, as ``run_page`` has found it."""
    printed = iter(blocks)

    def put(found: re.Match[str]) -> str:
        block = next(printed)
        output = f"\n```text\n{block.printed}```\n" if block.printed else ""
        return f"```python\n{found['code']}```\n{output}"

    return BLOCK.sub(put, text)


def main(arguments: list[str]) -> int:
    """Write the output of every page named anew."""
    for name in arguments:
        page = Path(name)
        blocks, _ = run_page(page)
        page.write_text(written(page.read_text(encoding="utf-8"), blocks), encoding="utf-8")
        print(f"{page}: {len(blocks)} blocks")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

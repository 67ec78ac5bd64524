"""Find links in the documentation that lead to no file, or to no heading of that file."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[1]
#: Folders that hold other people's pages, or none at all.
NOT_OURS = {".git", ".venv", ".venv-engine", "out", "node_modules"}
FENCE = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`+[^`]*`+")
LINK = re.compile(r"\]\(\s*<?([^)<>\s]+)>?(?:\s+[\"'][^)]*)?\)")
NAMED_LINK = re.compile(r"^\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)", re.MULTILINE)
HTML_LINK = re.compile(r"""(?:href|src)=["']([^"']+)["']""")
HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
ANCHOR = re.compile(r"""(?:id|name)=["']([^"']+)["']""")


def pages(root: Path) -> list[Path]:
    """Every Markdown page of the project."""
    return sorted(
        path
        for path in root.rglob("*.md")
        if not NOT_OURS.intersection(path.relative_to(root).parts)
    )


def anchors(page: Path) -> set[str]:
    """The names by which headings and marked places of a page can be reached."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    found = set(ANCHOR.findall(text))
    for heading in HEADING.findall(text):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", shown.strip().lower()).replace(" ", "-")
        name, count = slug, 0
        while name in found:
            count += 1
            name = f"{slug}-{count}"
        found.add(name)
    return found


def links(page: Path) -> Iterator[tuple[int, str]]:
    """Line number and target of every link and picture on a page, code left out."""
    text = page.read_text(encoding="utf-8")
    for pattern in (FENCE, CODE):
        text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for pattern in (LINK, NAMED_LINK, HTML_LINK):
        for match in pattern.finditer(text):
            yield text.count("\n", 0, match.start()) + 1, match[1]


def dead_links(root: Path) -> list[str]:
    """What is wrong with the links of every page, one line each; other sites are not asked."""
    wrong = []
    for page in pages(root):
        for line, target in links(page):
            if re.match(r"[a-z][a-z0-9+.-]*:", target, re.IGNORECASE):
                continue
            name, _, anchor = target.partition("#")
            there = (page.parent / unquote(name)).resolve() if name else page
            place = f"{page.relative_to(root)}, line {line}: {target}"
            if not there.exists():
                wrong.append(f"{place}; no such file")
            elif anchor and there.suffix == ".md" and unquote(anchor) not in anchors(there):
                wrong.append(f"{place}; no such heading")
    return wrong


def main() -> int:
    """Print every dead link; the exit status is 1 if there is one."""
    wrong = dead_links(ROOT)
    for line in wrong:
        print(line, file=sys.stderr)
    if not wrong:
        print(f"No dead links in {len(pages(ROOT))} pages")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""Write the list of files in docs/map.md anew: first docstring lines, headings of pages."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MAP = ROOT / "docs" / "map.md"
SOURCE = ROOT / "src" / "parley"
START = "<!-- from here on written by `make map` -->\n"
END = "<!-- to here -->\n"
#: The rooms from top to bottom; what stands in none of them comes first.
ROOMS = ("", "cli", "page", "node", "files", "report", "exchange", "group", "engine")


class NoSubject(Exception):
    """A module or folder does not say in one line what it is about."""


def subject_of(path: Path) -> str:
    """The first line of a module's docstring, or of a folder's README.md without its marks."""
    if path.suffix == ".md":
        text: str | None = path.read_text(encoding="utf-8").lstrip("# ")
    else:
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    if not text or not text.strip():
        raise NoSubject(f"{path.relative_to(ROOT)}: its first docstring line must say its subject")
    return text.strip().splitlines()[0]


def folders_in_order() -> list[Path]:
    """Every folder under src/parley that holds files of its own, top room first."""
    folders = {path.parent for path in SOURCE.rglob("*") if path.is_file()}
    kept = [each for each in folders if "__pycache__" not in each.parts]

    def place(folder: Path) -> tuple[int, str]:
        parts = folder.relative_to(SOURCE).parts
        room = parts[0] if parts else ""
        return (ROOMS.index(room) if room in ROOMS else len(ROOMS), "/".join(parts))

    return sorted(kept, key=place)


def lines_of(folder: Path) -> Iterator[str]:
    """The heading of one folder and one line for every file in it."""
    name = folder.relative_to(SOURCE.parent).as_posix()
    head = next(
        (folder / each for each in ("__init__.py", "README.md") if (folder / each).exists()), None
    )
    yield f"### `{name}/`\n\n"
    if head is not None:
        yield f"{subject_of(head)}\n\n"
    modules = sorted(each for each in folder.glob("*.py") if each.name != "__init__.py")
    for module in modules:
        target = Path("..") / module.relative_to(ROOT)
        yield f"- [`{module.name}`]({target.as_posix()}): {subject_of(module)}\n"
    if modules:
        yield "\n"
    if head is None or head.suffix == ".md":
        others = sorted(each.name for each in folder.iterdir() if each.is_file())
        yield f"Holds {', '.join(f'`{each}`' for each in others)}.\n\n"


def pages_in_order() -> Iterator[str]:
    """One line for every page of the documentation but the map itself, by its first heading."""
    yield "### `docs/`\n\n"
    for page in sorted((ROOT / "docs").rglob("*.md")):
        if page != MAP:
            name = page.relative_to(MAP.parent).as_posix()
            yield f"- [`{name}`]({name}): {subject_of(page)}\n"
    yield "\n"


def written(page: str) -> str:
    """``page`` with the part between the two marks replaced by what the source says now."""
    before, mark, rest = page.partition(START)
    _, closing, after = rest.partition(END)
    if not mark or not closing:
        raise NoSubject(f"{MAP.relative_to(ROOT)}: the marks {START.strip()} and {END.strip()}")
    source = [line for folder in folders_in_order() for line in lines_of(folder)]
    listed = "".join([*source, *pages_in_order()])
    return f"{before}{START}\n{listed}{END}{after}"


def main() -> int:
    """Rewrite docs/map.md; the exit status is 1 if a module does not say its subject."""
    try:
        page = written(MAP.read_text(encoding="utf-8"))
    except NoSubject as missing:
        print(missing, file=sys.stderr)
        return 1
    MAP.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

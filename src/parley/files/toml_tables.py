"""TOML that people write: its tables with their lines, and values as messages show them."""

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from parley.errors import Fault, InvalidInput


@dataclass(frozen=True)
class Tables:
    """The tables of one file.

    Args:
        name: The name of the file.
        content: What stands in it, by top-level key.
        text: The file as it was written.
    """

    name: str
    content: dict[str, Any]
    text: str

    def listed(self, key: str) -> list[Any]:
        """The entries of the list under ``key``; none if no list stands there."""
        found = self.content.get(key, [])
        return found if isinstance(found, list) else []

    def rows(self, key: str) -> list[int]:
        """The line on which each entry under ``key`` begins; 0 where that is not certain."""
        header = re.compile(rf"\s*\[\[\s*{key}\s*\]\]")
        lines = enumerate(self.text.split("\n"), start=1)
        rows = [row for row, line in lines if header.match(line)]
        count = len(self.listed(key))
        return rows if len(rows) == count else [0] * count


def parse_tables(name: str, content: bytes, page: str = "docs/exercises.md") -> Tables:
    """Parse one file.

    Args:
        name: Its name, for the message.
        content: Its bytes.
        page: Where the user can read what such a file looks like.

    Raises:
        InvalidInput: if it is no TOML, naming the line.
    """
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        return Tables(name, tomllib.loads(text), text)
    except UnicodeDecodeError as error:
        row = error.object.count(b"\n", 0, error.start) + 1
        value = f"byte 0x{error.object[error.start]:02x}"
        fault = Fault(name, row, "", value, "text in UTF-8")
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        lines = text.split("\n")
        row = int(line[1]) if line else len(lines)
        value = shown(lines[row - 1].strip()) if line else "the end of the file"
        said = shown(re.sub(r" \(at [^()]*\)$", "", str(error)))
        fault = Fault(name, row, "", value, f"TOML, as {page} shows it ({said})")
    except (ValueError, RecursionError):
        fault = Fault(name, 0, "", "", "TOML without numbers of thousands of digits or deep nests")
    raise InvalidInput([fault])


def shown(value: object) -> str:
    """A value as a message shows it: short, on one line, nothing that can not be printed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    try:
        text = str(value)
    except ValueError:
        return "a number of thousands of digits"
    text = "".join(c if c.isprintable() else " " for c in text) or '""'
    return text if len(text) <= 80 else f"{text[:77]}..."

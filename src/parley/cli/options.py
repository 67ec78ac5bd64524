"""Options and arguments that several commands have: each is said once, and reads the same."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from parley.group.dialogue.audience import Audience


class Language(StrEnum):
    """The two languages of the group; neither is the original."""

    EN = "en"
    ZH = "zh"


InLanguage = Annotated[Language, typer.Option("--language", help="en or zh.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs: JSON.")]
Workers = Annotated[
    int,
    typer.Option(
        "--workers", min=0, help="Cores to use; 0 is all. What comes out does not depend on it."
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]

# What a command is about.

ExerciseName = Annotated[str, typer.Argument(help="Name of an exercise, or its folder.")]
SystemName = Annotated[str, typer.Argument(help="A built-in system, or a folder.")]
NetworkName = Annotated[
    str, typer.Argument(help="A built-in system, a folder, or random:N for N made-up banks.")
]
PressFiles = Annotated[list[Path], typer.Argument(help="Files or folders: text, HTML or PDF.")]

# A node, and a run between nodes.

NodeFolder = Annotated[Path, typer.Option("--node", help="The folder of the node.")]
NewFile = Annotated[Path, typer.Argument(help="The file to write; must not exist.")]
Reason = Annotated[
    str, typer.Option("--reason", help="Why, in words; the record keeps it, others may read it.")
]
RunName = Annotated[
    str, typer.Argument(help="The name of the run, as parley joint list or status shows it.")
]
CharterFile = Annotated[Path, typer.Argument(help="The charter, TOML; see docs/joint.md.")]
OwnBooks = Annotated[
    Path,
    typer.Option(
        "--books", help="Folder with this side's own books: institutions.csv, contracts.csv, ..."
    ),
]
Real = Annotated[
    bool, typer.Option("--real", help="Not an exercise; else every message says EXERCISE.")
]
Draws = Annotated[int, typer.Option("--draws", min=1, help="Shocks drawn by chance.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same shocks.")]
Recovery = Annotated[
    str, typer.Option("--recovery", help="What is left of a defaulting bank's assets, 0 to 1.")
]

# The record of a dialogue.

#: The dialogue that is meant where none is named.
SHIPPED = "us-china"

DialogueName = Annotated[
    str, typer.Option("--dialogue", help="Name of a dialogue that ships, or its folder.")
]
Group = Annotated[str, typer.Argument(help="A group, such as FWG, by any of its names.")]
Meeting = Annotated[str, typer.Argument(help="A meeting, such as FWG-5.")]
By = Annotated[str, typer.Option("--by", help="Who does this: a person's name.")]
AddedFrom = Annotated[
    Path | None,
    typer.Option("--node", help="Folder of a node whose own entries are added."),
]
On = Annotated[
    str,
    typer.Option("--on", metavar="DATE", help="What was known on that day; today if not given."),
]
For = Annotated[
    Audience,
    typer.Option(
        "--audience",
        help="For whom: internal holds everything; shared, what the other side may see; public, "
        "what everybody may.",
    ),
]
PageAsJson = Annotated[bool, typer.Option("--json", help="For programs: JSON, in both languages.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="A file to write instead: .html, .pdf, .md, .txt or .json."),
]

"""The command that finds versions of one story, and lays them side by side."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parley.cli.extra import require_record
from parley.cli.options import AsJson, InLanguage, Language, PressFiles
from parley.errors import Fault, InvalidInput, ParleyError
from parley.group.words import Words

if TYPE_CHECKING:
    from parley.group.press.stories.version_diff import Pair
    from parley.group.press.stories.versions import Story
    from parley.group.press.wording import Wording


def versions(
    files: PressFiles,
    diff: Annotated[
        bool, typer.Option("--diff", help="Lay each version beside the one it is nearest to.")
    ] = False,
    language: InLanguage = Language.EN,
    as_json: AsJson = False,
) -> None:
    """Find versions of one story: copies, near-copies, and paraphrases, which are marked as such.

    Words that differ between versions are shown in both wordings; neither is called right. A file
    that cannot be read is told at the end, and the exit status is not zero.
    """
    require_record()
    from parley.files.press_reading import find_press_files

    paths = find_press_files(files)
    if not paths:
        where = ", ".join(map(str, files))
        raise InvalidInput([Fault(where, 0, "", "no files", "files of text, HTML or PDF")])
    stories, faults = _stories_in(paths)
    rows = [_row(story, with_pairs=diff) for story in stories]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        from parley.group.press.wording import Wording

        told = Wording(language.value)
        for row in rows:
            typer.echo("\n".join(_lines(row, told)))
    if faults:
        raise ParleyError("\n".join(faults))


def _stories_in(paths: tuple[Path, ...]) -> tuple[tuple["Story", ...], list[str]]:
    """Every story, and why files could not be read."""
    from dataclasses import replace

    from parley.files.press import read_press_file
    from parley.group.press.stories.sketch import sketch
    from parley.group.press.stories.versions import StoryIndex

    index, faults = StoryIndex(), []
    for path in paths:
        try:
            index.add(sketch(replace(read_press_file(path), file=str(path))))
        except ParleyError as error:
            faults.append(str(error))
    return index.stories(), faults


def _row(story: "Story", *, with_pairs: bool) -> dict[str, Any]:
    from parley.files.press import read_press_file
    from parley.group.press.stories.version_diff import compare_versions

    links = []
    for link in story.links:
        row: dict[str, Any] = {
            "file": link.file,
            "other": link.other,
            "relation": link.relation.value,
            "share": round(link.share, 3),
            "reason": link.reason,
        }
        if with_pairs:
            first, second = (read_press_file(Path(name)) for name in (link.other, link.file))
            row["pairs"] = [_pair(pair) for pair in compare_versions(first, second)]
        links.append(row)
    return {"story": story.name, "files": list(story.files), "versions": links}


def _pair(pair: "Pair") -> dict[str, Any]:
    return {
        "standing": pair.standing.value,
        "other": pair.first.text if pair.first else None,
        "file": pair.second.text if pair.second else None,
        "changes": [{"other": one.first, "file": one.second} for one in pair.changes],
    }


def _lines(row: dict[str, Any], told: "Wording") -> Iterator[str]:
    yield f"{row['story']}  {row['files'][0]}"
    for link in row["versions"]:
        file, other = link["file"], link["other"]
        relation, reason = told.say(link["relation"]), told.say(link["reason"])
        yield Words(
            f"  {file}: {relation} of {other}; {reason}",
            f"  {file}：{other}的{relation}；{reason}",
        ).in_language(told.language)
        for pair in link.get("pairs", ()):
            yield from _shown(pair)


def _shown(pair: dict[str, Any]) -> Iterator[str]:
    """One sentence: unchanged ones are not repeated, of changed ones the words that differ."""
    if pair["changes"]:
        changes = "; ".join(f"“{one['other']}” → “{one['file']}”" for one in pair["changes"])
        yield f"    ~ {' '.join(pair['file'].split())}"
        yield f"      {changes}"
    elif pair["other"] is None:
        yield f"    + {' '.join(pair['file'].split())}"
    elif pair["file"] is None:
        yield f"    - {' '.join(pair['other'].split())}"

"""Many files read, several at once and in order: each to a reading or a fault."""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from parley.errors import ParleyError
from parley.files.dialogue_catalogue import find_dialogue
from parley.files.phrases import LANGUAGES, read_further_names, read_phrases
from parley.files.press import read_press_file
from parley.group.press.explain import explain
from parley.group.press.knowledge import Knowledge, build_knowledge
from parley.group.press.reader import read
from parley.group.press.sheet import lay_out_reading
from parley.group.press.sketch import Sketch, sketch
from parley.group.press.versions import StoryIndex

#: Names of files that a folder is searched for.
ENDINGS = (".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".pdf")
#: From so many files on several are read at once; below it starting helpers costs more.
_WORTH_HELPERS = 40
#: How many files one helper takes at a time, and how many such lots may wait.
_LOT, _WAITING = 16, 8


@dataclass(frozen=True)
class FileRead:
    """What became of one file.

    Args:
        path: The file.
        row: The reading as plain values; None where it could not be read.
        reasons: Why it was read so, line by line; only if that was asked for.
        fault: Why it could not be read; empty where it could.
        sketch: What is kept of its text to find other versions of its story.
    """

    path: Path
    row: dict[str, Any] | None
    reasons: tuple[str, ...] = ()
    fault: str = ""
    sketch: Sketch | None = field(default=None, compare=False, repr=False)


@lru_cache(maxsize=4)
def knowledge_of(dialogue: str) -> Knowledge:
    """What texts about a dialogue are read with.

    Raises:
        InvalidInput: if there is no such dialogue, or with every fault in it.
    """
    found = find_dialogue(dialogue)
    phrases = {language: read_phrases(language) for language in LANGUAGES}
    return build_knowledge(found, read_further_names(found.id), phrases)


def find_press_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files that are meant: those named, and in folders those with a known ending."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (each for each in path.rglob("*") if each.suffix.lower() in ENDINGS)
            found.extend(sorted(each for each in inside if each.is_file()))
        else:
            found.append(path)
    return tuple(found)


def read_one(path: Path, dialogue: str, *, with_reasons: bool = False) -> FileRead:
    """Read one file.

    What is wrong with a file is told and ends nothing: the others are read.
    """
    knowledge = knowledge_of(dialogue)
    try:
        text = read_press_file(path)
        reading = read(text, knowledge)
    except ParleyError as error:
        return FileRead(path, None, fault=str(error).splitlines()[0])
    row = lay_out_reading(reading, knowledge.dialogue, knowledge.known, story="")
    row["file"] = str(path)
    reasons = tuple(explain(reading)) if with_reasons else ()
    return FileRead(path, row, reasons, sketch=sketch(replace(text, file=str(path))))


def read_many(
    paths: Sequence[Path], dialogue: str, *, with_reasons: bool = False, workers: int = 0
) -> Iterator[FileRead]:
    """Read files in their order, several at once where there are many.

    Only a few lots are in memory at any moment, however many files there are, and of each text
    that was read a sketch of some kilobytes, by which later versions of its story are found.

    Args:
        paths: The files.
        dialogue: The name or folder of a dialogue.
        with_reasons: Whether to say why each was read so.
        workers: Cores to use; 0 is all, 1 is this process alone.
    """
    index = StoryIndex()
    for each in _read_in_order(paths, dialogue, with_reasons=with_reasons, workers=workers):
        yield _with_story(each, index, with_reasons=with_reasons)


def _with_story(each: FileRead, index: StoryIndex, *, with_reasons: bool) -> FileRead:
    """The same, with the story that it is a version of, among the files before it."""
    if each.row is None or each.sketch is None:
        return each
    link = index.add(each.sketch)
    row = {**each.row, "story": index.name_of(len(index) - 1)}
    reasons = each.reasons
    if with_reasons and link:
        reasons = (*reasons, f"{link.relation} of {link.other}: {link.reason}")
    return FileRead(each.path, row, reasons)


def _read_in_order(
    paths: Sequence[Path], dialogue: str, *, with_reasons: bool, workers: int
) -> Iterator[FileRead]:
    knowledge_of(dialogue)  # a fault in the dialogue is told before anything is started
    helpers = min(workers or os.cpu_count() or 1, max(1, len(paths) // _LOT))
    if helpers == 1 or len(paths) < _WORTH_HELPERS:
        for path in paths:
            yield read_one(path, dialogue, with_reasons=with_reasons)
        return
    lots = [paths[at : at + _LOT] for at in range(0, len(paths), _LOT)]
    with ProcessPoolExecutor(helpers) as pool:
        waiting: deque[Future[list[FileRead]]] = deque()
        for lot in lots:
            waiting.append(pool.submit(_read_lot, lot, dialogue, with_reasons))
            if len(waiting) >= _WAITING:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _read_lot(lot: Sequence[Path], dialogue: str, with_reasons: bool) -> list[FileRead]:
    return [read_one(path, dialogue, with_reasons=with_reasons) for path in lot]

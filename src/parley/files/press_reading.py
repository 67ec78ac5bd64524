"""Many files read, several at once and in order: each to a reading or a fault."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from parley.errors import ParleyError
from parley.files.dialogue_catalogue import find_dialogue
from parley.files.phrases import LANGUAGES, read_further_names, read_phrases
from parley.files.press import read_press_file
from parley.group.press.document.text import Text
from parley.group.press.explain import explain
from parley.group.press.knowledge import Knowledge, build_knowledge
from parley.group.press.reader import read
from parley.group.press.reading import Reading
from parley.group.press.sheet import lay_out_reading
from parley.group.press.stories.sketch import Sketch, sketch
from parley.group.press.stories.versions import Link, Relation, StoryIndex
from parley.group.press.wording import wording

Item = TypeVar("Item")
Result = TypeVar("Result")

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
    """

    path: Path
    row: dict[str, Any] | None
    reasons: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True)
class Place:
    """Where a file stands among the versions of its story.

    Args:
        story: The name of the story; the same for all its versions.
        versions: Files that it is compared with: the version that it is nearest to, and for the
            first one of a story the next.
        link: How it is related to the version before it; None for the first one.
    """

    story: str
    versions: tuple[Path, ...] = ()
    link: Link | None = None


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


def find_places(paths: Sequence[Path], *, workers: int = 0) -> Iterator[dict[Path, Place]]:
    """Sort files into stories; only their sketches are kept.

    Args:
        paths: The files, in the order in which they came.
        workers: Cores to use; 0 is all.

    Yields:
        An empty mapping for each file, so that somebody can count, and at last the places.
    """
    index = StoryIndex()
    nearest: dict[str, str] = {}
    links: dict[str, Link] = {}
    for one in _several(_sketch_lot, _sketch_one, paths, workers):
        link = index.add(one) if one is not None else None
        if link is not None:
            links[link.file] = link
        if link is not None and link.relation is not Relation.COPY:
            nearest[link.file] = link.other
            nearest.setdefault(link.other, link.file)
        yield {}
    places: dict[Path, Place] = {}
    for story in index.stories():
        for file in story.files:
            other = nearest.get(file)
            versions = (Path(other),) if other else ()
            places[Path(file)] = Place(story.name, versions, links.get(file))
    yield places


def read_many(
    paths: Sequence[Path],
    dialogue: str,
    places: Mapping[Path, Place] | None = None,
    *,
    reasons_in: str | None = None,
    workers: int = 0,
) -> Iterator[FileRead]:
    """Read files in their order, several at once where there are many.

    Only a few lots are in memory at any moment, however many files there are. What is wrong with
    a file is told and ends nothing: the others are read.

    Args:
        paths: The files.
        dialogue: The name or folder of a dialogue.
        places: Where each stands among the versions of its story, from ``find_places``; None
            finds them first.
        reasons_in: The language to say in why each was read so; None for no reasons.
        workers: Cores to use; 0 is all, 1 is this process alone.
    """
    knowledge_of(dialogue)  # a fault in the dialogue is told before anything is started
    if places is None:
        *_, places = find_places(paths, workers=workers)
    asked = [(path, dialogue, places.get(path), reasons_in) for path in paths]
    yield from _several(_read_lot, _read_one, asked, workers)


def read_file(path: Path, dialogue: str, place: Place | None = None) -> Reading:
    """Read one file.

    Args:
        path: The file.
        dialogue: The name or folder of a dialogue.
        place: Where it stands among the versions of its story.

    Raises:
        CannotOpen, InvalidInput: as ``read_press_file``.
    """
    versions = [read_press_file(each) for each in place.versions] if place else []
    text = replace(read_press_file(path), file=str(path))
    return read(text, knowledge_of(dialogue), versions)


def story_of(text: Text, place: Place | None) -> str:
    """The name of a text's story; of one that came alone as it would be among others."""
    if place:
        return place.story
    index = StoryIndex()
    index.add(sketch(text))
    return index.stories()[0].name


Asked = tuple[Path, str, Place | None, str | None]


def laid_out(
    path: Path, reading: Reading, dialogue: str, place: Place | None, *, reasons_in: str | None
) -> FileRead:
    """A reading as plain values, with the reasons of it where they are asked for."""
    knowledge = knowledge_of(dialogue)
    story = story_of(reading.text, place)
    row = lay_out_reading(reading, knowledge.dialogue, knowledge.known, story)
    if reasons_in is None:
        return FileRead(path, row)
    told = wording(knowledge.dialogue, reasons_in)
    return FileRead(path, row, tuple(explain(reading, told, place.link if place else None)))


def _read_one(asked: Asked) -> FileRead:
    path, dialogue, place, reasons_in = asked
    try:
        reading = read_file(path, dialogue, place)
    except ParleyError as error:
        return FileRead(path, None, fault=str(error).splitlines()[0])
    return laid_out(path, reading, dialogue, place, reasons_in=reasons_in)


def _read_lot(lot: Sequence[Asked]) -> list[FileRead]:
    return [_read_one(each) for each in lot]


def _sketch_one(path: Path) -> Sketch | None:
    """A few kilobytes by which versions of one story are found; None for a file without a text."""
    try:
        return sketch(replace(read_press_file(path), file=str(path)))
    except ParleyError:
        return None


def _sketch_lot(lot: Sequence[Path]) -> list[Sketch | None]:
    return [_sketch_one(each) for each in lot]


def _several(
    of_lot: Callable[[Sequence[Item]], list[Result]],
    of_one: Callable[[Item], Result],
    items: Sequence[Item],
    workers: int,
) -> Iterator[Result]:
    """Results in order: here where there are few items, else by helpers, a lot at a time."""
    helpers = min(workers or os.cpu_count() or 1, max(1, len(items) // _LOT))
    if helpers == 1 or len(items) < _WORTH_HELPERS:
        yield from map(of_one, items)
        return
    lots = [items[at : at + _LOT] for at in range(0, len(items), _LOT)]
    with ProcessPoolExecutor(helpers) as pool:
        waiting: deque[Future[list[Result]]] = deque()
        for lot in lots:
            waiting.append(pool.submit(of_lot, lot))
            if len(waiting) >= _WAITING:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()

"""Phrase tables that ship, one for each language, and further names for reading.

In a list of words ``{a|b|}`` stands for each of its parts, so ``開催{した|された}`` is two phrases.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from parley.group.press.document.tokens import fold_text
from parley.group.press.words.lexicon import FurtherNames, FurtherPlace, JointFigure
from parley.group.press.words.phrases import Phrases

#: Where they stand.
SHIPPED = Path(__file__).resolve().parent.parent / "phrases"

#: The languages that are read.
LANGUAGES = ("en", "zh", "ja", "ko", "es", "vi")


@lru_cache(maxsize=len(LANGUAGES))
def read_phrases(language: str) -> Phrases:
    """Read the phrases of a language.

    Args:
        language: One of ``LANGUAGES``.
    """
    table = _read(SHIPPED / f"{language}.toml")
    numbers = table.get("numbers", {})
    return Phrases(
        language=table["language"],
        cues=_words(table["cues"]),
        offices=_words(table.get("offices", {})),
        countries=_words(table.get("countries", {})),
        pairs=_words(table.get("pairs", {})),
        weekdays=_numbered(table.get("weekdays", {})),
        ordinals=_numbered(numbers.get("ordinal", {})),
        counts=_numbered(numbers.get("count", {})),
        patterns=_lists(table.get("patterns", {})),
        goods=_words(table.get("goods", {})),
        negations=tuple(table.get("negations", {}).get("words", ())),
        doubles=_lists(table.get("doubles", {})),
    )


def read_further_names(dialogue: str) -> FurtherNames:
    """Read what helps reading texts about a dialogue; empty for one without such a file.

    Args:
        dialogue: Its name.
    """
    path = SHIPPED / f"{dialogue}.toml"
    if dialogue in LANGUAGES or not path.is_file():
        return FurtherNames(dialogue)
    table = _read(path)
    return FurtherNames(
        dialogue=dialogue,
        people={name: _lists(each) for name, each in table.get("people", {}).items()},
        bodies={name: _lists(each) for name, each in table.get("bodies", {}).items()},
        places={
            name: FurtherPlace(
                each.get("country", ""),
                _lists({key: value for key, value in each.items() if key != "country"}),
            )
            for name, each in table.get("places", {}).items()
        },
        groups={name: _words(each) for name, each in table.get("groups", {}).items()},
        short_names={name: _words(each) for name, each in table.get("short_names", {}).items()},
        topics={name: _lists(each) for name, each in table.get("topics", {}).items()},
        mangled_pairs=_lists(table.get("mangled_pairs", {})),
        blocks=_lists(table.get("blocks", {})),
        joint_figures=tuple(map(_joint_figure, table.get("joint_figures", ()))),
        counterparts=_lists(table.get("counterparts", {})),
    )


def _joint_figure(table: Mapping[str, Any]) -> JointFigure:
    words = {
        name: tuple(map(fold_text, table.get(name, ())))
        for name in ("words", "part", "whole", "relation", "share", "of")
    }
    return JointFigure(what=table["what"]["en"], **words)


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _lists(table: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in table.items()}


_PARTS = re.compile(r"\{([^{}]*\|[^{}]*)\}")


def _words(table: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {
        key: tuple(dict.fromkeys(each for value in values for each in written_out(value)))
        for key, values in table.items()
    }


def written_out(words: str) -> tuple[str, ...]:
    """Every phrase that words with parts in braces stand for.

    >>> written_out("{第|}五{次|回}会議")
    ('第五次会議', '第五回会議', '五次会議', '五回会議')
    """
    found = _PARTS.search(words)
    if found is None:
        return (words,)
    before, after = words[: found.start()], words[found.end() :]
    return tuple(
        each for part in found[1].split("|") for each in written_out(f"{before}{part}{after}")
    )


def _numbered(table: Mapping[str, list[str]]) -> dict[int, tuple[str, ...]]:
    return {int(key): tuple(values) for key, values in table.items()}

"""How well texts are read: what `parley read` says of them against a key written beforehand.

    python -m scripts.score_reading FOLDER [KEY]

FOLDER holds texts, KEY (by default both keys in the folder above) what each one says and what is
wrong in it; a key's own head explains its fields. Prints one line a fault and the shares.
"""

import json
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from parley.cli.commands import app

MEETING_FIELDS = ("group", "number", "status", "place", "start", "end")
ASKED_FIELDS = ("group", "number", "place", "start", "end")


@dataclass
class Score:
    """What was right, out of how many, and what was not.

    Fields:
        right: for each subject, how many were right.
        asked: for each subject, how many there were.
        faults: one line for each that was not right.
    """

    right: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def count(self, subject: str, is_right: bool, fault: str) -> None:
        """Count one answer."""
        self.asked[subject] = self.asked.get(subject, 0) + 1
        self.right[subject] = self.right.get(subject, 0) + is_right
        if not is_right:
            self.faults.append(f"{subject}: {fault}")

    def share(self, *subjects: str) -> float:
        """Return the share that is right over some subjects; one where nothing was asked."""
        asked = sum(self.asked.get(subject, 0) for subject in subjects)
        return sum(self.right.get(subject, 0) for subject in subjects) / asked if asked else 1.0


def read_keys(folder: Path) -> dict[str, Any]:
    """Return the keys in a folder; in texts by others whoever is on record may be linked."""
    own = tomllib.loads((folder / "answers.toml").read_text(encoding="utf-8"))
    blind = tomllib.loads((folder / "answers-blind.toml").read_text(encoding="utf-8"))
    return {**own, **{name: {**each, "may_be_anybody": True} for name, each in blind.items()}}


def score_texts(files: Iterable[Path], key: Mapping[str, Any]) -> Score:
    """Return the score of the texts in files against the key, read in one call of the command."""
    paths = sorted(files)
    answer = CliRunner().invoke(app, ["read", "--json", *map(str, paths)])
    if answer.exit_code != 0:
        raise RuntimeError(f"parley read ended with {answer.exit_code}: {answer.output}")
    score = Score()
    for path, reading in zip(paths, json.loads(answer.stdout), strict=True):
        _score_one(path, reading, key[path.stem], score)
    return score


def _score_one(
    path: Path, reading: Mapping[str, Any], key: Mapping[str, Any], score: Score
) -> None:
    name = path.stem
    said = str(reading["language"]).split("-")[0]
    score.count("language", said == key["language"], f"{name}: {said}")
    _score_meetings(name, reading["meetings"], key, score)
    _score_people(name, reading["people"], key, score)
    _score_errors(name, reading, key, score)
    raw = path.read_text(encoding="utf-8")
    for item in (*reading["facts"], *reading["flags"]):
        is_there = raw[item["start"] : item["end"]] == item["sentence"]
        score.count("sentences", is_there, f"{name}: {item['sentence']!r}")


def _fits(found: object, expected: object) -> bool:
    choices = expected if isinstance(expected, list) else [expected]
    return ("" if found is None else found) in choices


def _score_meetings(name: str, meetings: list[Any], key: Mapping[str, Any], score: Score) -> None:
    left = list(meetings)
    for expected in key["meetings"]:
        best = max(
            left,
            key=lambda one: sum(_fits(one.get(each), expected[each]) for each in MEETING_FIELDS),
            default=None,
        )
        if best is not None:
            left.remove(best)
        for each in MEETING_FIELDS:
            found = "no meeting" if best is None else best.get(each)
            is_right = best is not None and _fits(found, expected[each])
            score.count(each, is_right, f"{name}: {found!r}, not {expected[each]!r}")
    for day in key.get("not_of_the_groups", []):
        taken = [one for one in meetings if one["start"] == day and one["group"] in ("FWG", "EWG")]
        score.count("other channels", not taken, f"{name}: {taken}")


def _score_people(name: str, people: list[Any], key: Mapping[str, Any], score: Score) -> None:
    linked = {one["name"]: one["as_written"] for one in people if one["link"] == "link"}
    for person in key["people"]:
        score.count("people", person in linked, f"{name}: {person} is not linked")
    known = {*key["people"], *key.get("may", [])}
    anybody = key.get("may_be_anybody", False)
    strangers = [] if anybody else [one for one in linked if one not in known]
    for stranger in key.get("strangers", []):
        strangers += [one for one, words in linked.items() if stranger in words]
    score.count("strangers", not strangers, f"{name}: linked {strangers}")


def _score_errors(name: str, reading: Any, key: Mapping[str, Any], score: Score) -> None:
    for error in key.get("errors", []):
        near, said = error["near"], error.get("said")
        is_flagged = any(near in one["sentence"] for one in reading["flags"])
        score.count("errors flagged", is_flagged, f"{name}: {near!r} is not flagged")
        adopted = _adopted(error["field"], said, near, reading)
        score.count("errors not adopted", not adopted, f"{name}: {near!r} taken over: {adopted}")


def _adopted(subject: str, said: object, near: str, reading: Any) -> list[Any]:
    if subject in ("number", "place", "group"):
        return [one for one in reading["meetings"] if one[subject] == said]
    if subject == "day":
        return [one for one in reading["meetings"] if said in (one["start"], one["end"])]
    if subject in ("office", "head"):
        return [
            one
            for one in reading["people"]
            if (said == one["name"] and one["role"] == "head") or said == one["post"]
        ]
    kinds = {"founding": ("founding", "founded"), "damage": ("quotation",), "figure": ("figure",)}
    return [
        one
        for one in reading["facts"]
        if near in one["sentence"]
        and one["status"] == "accepted"
        and one["kind"] in kinds.get(subject, ())
    ]


def main(folder: str, key: str | None = None) -> None:
    """Print the score of a folder of texts."""
    texts = Path(folder)
    answers = (
        tomllib.loads(Path(key).read_text(encoding="utf-8")) if key else read_keys(texts.parent)
    )
    score = score_texts(texts.glob("*.txt"), answers)
    print("\n".join(score.faults))
    for subject, asked in score.asked.items():
        print(f"{subject:20} {score.right[subject]:4} of {asked:4}")
    print(f"{'meetings':20} {score.share(*ASKED_FIELDS):.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])

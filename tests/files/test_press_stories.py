"""Files of one story bear one name, whoever reads them, one after the other or several at once."""

from pathlib import Path

from benchmarks.press_texts import articles
from parley.files.press_reading import FileRead, find_places, find_press_files, read_many


def written(folder: Path, count: int) -> tuple[list[Path], list[int]]:
    """Made-up articles as files, and the number of the story of each."""
    paths, stories = [], []
    for name, story, raw in articles(count):
        path = folder / name
        path.write_text(raw, encoding="utf-8")
        paths.append(path)
        stories.append(story)
    return paths, stories


def names(read: list[FileRead]) -> list[str]:
    return [each.row["story"] for each in read if each.row]


def test_versions_of_a_story_bear_one_name_and_say_whose_versions_they_are(tmp_path: Path) -> None:
    paths, stories = written(tmp_path, 10)
    read = list(read_many(paths, "us-china", reasons_in="en", workers=1))
    found = names(read)
    assert [found.index(name) for name in found] == [stories.index(story) for story in stories]
    assert read[1].reasons[-1] == f"  copy of {paths[0]}: the same words in the same order"
    assert read[2].reasons[-1].startswith(f"  near-copy of {paths[0]}: ")


def test_independent_reports_of_one_meeting_are_stories_of_their_own() -> None:
    """Many of these texts tell of one meeting, in one language or in several; none of another."""
    folder = Path(__file__).parents[1] / "press" / "texts"
    texts = find_press_files([folder / name for name in ("open", "held", "unread")])
    *_, places = find_places(texts, workers=1)
    assert len(texts) > 50
    assert len({place.story for place in places.values()}) == len(texts)


def test_several_readers_at_once_find_the_same_stories(tmp_path: Path) -> None:
    paths, _ = written(tmp_path, 45)
    one = list(read_many(paths, "us-china", workers=1))
    assert list(read_many(paths, "us-china", workers=2)) == one
    assert len(set(names(one))) == 35


def test_a_file_that_cannot_be_read_is_of_no_story(tmp_path: Path) -> None:
    paths, _ = written(tmp_path, 3)
    (tmp_path / "bad.txt").write_bytes(bytes(range(256)) * 20)
    read = list(read_many([tmp_path / "bad.txt", *paths], "us-china", workers=1))
    assert (read[0].row, bool(read[0].fault)) == (None, True)
    assert len(set(names(read))) == 1

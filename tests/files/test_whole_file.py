"""A file is put in its place whole or not at all, also one that is made part by part."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from parley.errors import CannotOpen, CannotWrite
from parley.files.whole_file import write_whole


def test_parts_are_taken_one_by_one_and_the_file_stands_at_the_end(tmp_path: Path) -> None:
    path, alive = tmp_path / "a.log", []

    def parts() -> Iterator[bytes]:
        for number in range(3):
            alive.append(path.exists())
            yield f"{number}\n".encode()

    write_whole(parts(), path)
    assert alive == [False] * 3
    assert path.read_bytes() == b"0\n1\n2\n"
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_there_stays_where_a_part_cannot_be_had(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    write_whole(b"before", path)

    def parts() -> Iterator[bytes]:
        yield b"after"
        raise CannotOpen("the record is away")

    with pytest.raises(CannotOpen, match="away"):
        write_whole(parts(), path)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "a.log"
    with pytest.raises(CannotWrite, match="cannot be written"):
        write_whole([b"a"], path)

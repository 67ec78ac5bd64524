"""Comparing joint and pooled runs: what cannot be is refused before anything is started."""

import json

import pytest

from parley.cli.commands import run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "built-in system"),
        (["random:1"], "as many institutions"),
        (["random:x"], "random:N"),
        (["random:-3"], "random:N"),
        (["random:99999999999999"], "at most 99999"),
        (["random:2", "--parties", "3"], "as many institutions"),
        (["random:30", "--parties", "4"], "--parties"),
        (["random:30", "--draws", "0"], "--draws"),
        (["random:30", "--draws", "2000000"], "draws: 2000000; expected at most 266666"),
        (["gsib-2022", "--draws", "1000000"], "with 32 institutions"),
        (["random:30", "--kill", "-1"], "--kill"),
        (["random:30", "--latency", "inf"], "--latency"),
        (["random:30", "--latency", "nan"], "--latency"),
        (["random:30", "--recovery", "nan"], "a number from 0 to 1"),
        (["random:30", "--recovery", "1/0"], "a number from 0 to 1"),
        (["random:30", "--seed", "-1"], "--seed"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["joint", "compare", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_shipped_system_is_cut_between_nodes_and_compared(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["joint", "compare", "gsib-2022", "--draws", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["largest_difference"] == 0
    assert found.keys() == {
        "largest_difference", "rounds", "bytes", "messages", "seconds", "pooled_seconds", "kills",
        "recovered",
    }  # fmt: skip

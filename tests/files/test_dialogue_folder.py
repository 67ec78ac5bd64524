"""A dialogue's folder: another pair of authorities is another folder; faults come all at once."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.files.dialogue_catalogue import find_dialogue, list_dialogues
from parley.files.dialogue_folder import (
    Added,
    dialogue_files,
    entry_class,
    extend_dialogue,
    parse_dialogue,
    read_dialogue,
)
from parley.files.dialogue_tables import Spot, build_entry, table_of
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.kinds import SINGULAR
from parley.group.dialogue.known import as_known
from parley.group.dialogue.series import series
from parley.group.dialogue.views.brief import brief

#: Two invented kingdoms of the north; nothing of it is in code.
HEAD = """
id = "fjord-strait"
title = { en = "Fjordmark and Straitland", zh = "峡湾国与海峡国" }
handling = "TLP:AMBER"

[[side]]
id = "FJ"
name = { en = "Fjordmark", zh = "峡湾国" }
adjective = { en = "Fjordish", zh = "峡湾方" }
countries = ["FJ"]
time_zone = "Europe/Oslo"

[[side]]
id = "ST"
name = { en = "Straitland", zh = "海峡国" }
adjective = { en = "Straitish", zh = "海峡方" }
countries = ["ST"]
time_zone = "Europe/Copenhagen"

[[place]]
id = "harbour"
name = { en = "Harbour", zh = "港城" }
country = "ST"

[[source]]
id = "note"
title = "Exchange of notes"
kind = "official"
language = "en"
address = "https://example.org/note"
published = 2019-01-10
"""

ENTRIES = """
[[body]]
id = "fj-bank"
name = { en = "Bank of Fjordmark", zh = "峡湾国银行" }
side = "FJ"
sources = ["note"]
known_from = 2019-01-10

[[body]]
id = "st-bank"
name = { en = "Bank of Straitland", zh = "海峡国银行" }
side = "ST"
sources = ["note"]
known_from = 2019-01-10

[[charter]]
id = "STABILITY"
kind = "group"
name = { en = "Stability Group", zh = "稳定工作组" }
purpose = { en = "Cross-border banks.", zh = "跨境银行。" }
leads = { FJ = "fj-bank", ST = "st-bank" }
sources = ["note"]
known_from = 2019-01-10

[[meeting]]
id = "stability-2019"
key = "stability-2019"
group = "STABILITY"
status = "held"
days = [{ first = 2019-01-22, last = 2019-01-23 }]
place = "harbour"
text = { en = "Three banks that do not exist were resolved.", zh = "处置了三家虚构银行。" }
sources = ["note"]
known_from = 2019-01-24
"""


def folder_of(tmp_path: Path, head: str = HEAD, entries: str = ENTRIES) -> Path:
    (tmp_path / "dialogue.toml").write_text(head, encoding="utf-8")
    (tmp_path / "entries.toml").write_text(entries, encoding="utf-8")
    return tmp_path


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        read_dialogue(folder)
    return [str(fault) for fault in refused.value.faults]


def test_another_pair_of_authorities_is_another_folder(tmp_path: Path) -> None:
    found = read_dialogue(folder_of(tmp_path))
    (first,) = series(found, "STABILITY")
    assert (first.name, first.country, first.in_country) == ("STABILITY-1", "ST", 1)
    on = date(2019, 2, 1)
    page = brief(as_known(found, on), "STABILITY", on)
    assert page.section("concerns-FJ").title.en == "Fjordish concerns"
    assert all(line.handling.value == "TLP:AMBER" for line in page.lines)


def test_the_dialogue_that_ships_is_found_by_its_name() -> None:
    assert list_dialogues() == ("us-china",)
    assert find_dialogue("us-china").id == "us-china"
    with pytest.raises(InvalidInput, match="us-china"):
        find_dialogue("nowhere")


def test_every_fault_of_every_file_at_once(tmp_path: Path) -> None:
    head = HEAD.replace('kind = "official"', 'kind = "rumour"')
    entries = ENTRIES.replace('side = "ST"\n', 'side = "ST"\ncolour = "red"\n', 1).replace(
        "known_from = 2019-01-24", 'known_from = "soon"'
    )
    found = faults_of(folder_of(tmp_path, head, entries))
    assert found == [
        "dialogue.toml, row 25, source note, kind: rumour; expected one of official, copy of an "
        "official text, press, speech, law, public knowledge, own search",
        "entries.toml, row 9, body st-bank, colour; expected one of the keys id, sources, "
        "known_from, handling, confidence, sentence, sentence_language, sentence_start, "
        "sentence_end, standing, judged_by, judged_on, supersedes, remark, name, aliases, "
        "misspellings, side, parent, follows, since, until",
        "entries.toml, row 26, meeting stability-2019, known_from: soon; expected a day, for "
        "example 2024-08-15",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('sources = ["note"]\nknown_from = 2019-01-24', "known_from = 2019-01-24", "sources"),
        ('sources = ["note"]\nknown_from = 2019-01-24', "sources = []\nknown_from = 2019-01-24",
         "the name of one source or more"),
        ('place = "harbour"', 'place = "atlantis"', "the name of a place"),
        ('group = "STABILITY"', 'group = "fj-bank"', "the name of a charter"),
        ('leads = { FJ = "fj-bank", ST = "st-bank" }', 'leads = { FJ = "fj-bank" }', "lead body"),
        ("last = 2019-01-23", "last = 2019-01-21", "2019-01-22 or later"),
        ("known_from = 2019-01-24", "known_from = 2018-12-31", "known on 2018-12-31"),
        ('kind = "group"', 'kind = "channel"', "what a channel does is an event"),
        ('id = "st-bank"', 'id = "fj-bank"', "a name that no other entry has"),
        ('status = "held"', 'status = "read out"', "who published on which day"),
        ('en = "Three banks', 'fr = "Three banks', "keys en, zh"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in ENTRIES
    found = faults_of(folder_of(tmp_path, entries=ENTRIES.replace(old, new)))
    assert any(said in fault for fault in found), found
    assert all(fault.startswith("entries.toml, row ") for fault in found)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("dialogue.toml", b"", "id: nothing"),
        ("dialogue.toml", b"\xff\xfe\x00", "text in UTF-8"),
        ("entries.toml", b"[[meeting", "docs/dialogue.md"),
        ("entries.toml", b"meeting = 3", "tables that each begin with [[meeting]]"),
        ("entries.toml", b"meeting = [3]", "a table"),
        ("entries.toml", b"[[gossip]]\nid = 'x'", "one of the lists"),
        ("entries.toml", b"[[meeting]]\nid = 'x y'", "a name of letters"),
    ],
)
def test_a_broken_file_is_refused_with_its_name(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    folder = folder_of(tmp_path)
    (folder / name).write_bytes(content)
    found = faults_of(folder)
    assert any(said in fault and name in fault for fault in found), found


def test_an_empty_folder_says_what_is_missing(tmp_path: Path) -> None:
    (found,) = faults_of(tmp_path)
    assert "with dialogue.toml" in found


@settings(max_examples=60)
@given(st.binary(max_size=200), st.integers(0, len(ENTRIES) - 1))
def test_whatever_bytes_stand_in_a_file_they_are_read_or_refused(noise: bytes, cut: int) -> None:
    entries = ENTRIES.encode()
    content = entries[:cut] + noise + entries[cut:]
    try:
        found = parse_dialogue({"dialogue.toml": HEAD.encode(), "entries.toml": content}).id
    except InvalidInput as refused:
        found = refused.faults[0].where
    assert found in ("fjord-strait", "entries.toml", "dialogue.toml")


def test_every_entry_is_written_as_the_table_that_it_is_read_from() -> None:
    whole = find_dialogue("us-china")
    for kind, entry in whole.entries():
        faults: list[object] = []
        again = build_entry(entry_class(kind), table_of(entry), Spot("x", 0, "x"), faults)  # type: ignore[arg-type]
        assert not faults, (kind, entry.basis.id, faults)
        assert again == entry


def test_added_entries_are_checked_with_the_whole(tmp_path: Path) -> None:
    whole = read_dialogue(folder_of(tmp_path))
    table = {
        "id": "concern-1", "by": "FJ", "to": "ST", "topic": "unknown-topic", "handling": "PRIVATE",
        "text": {"en": "Liquidity.", "zh": "流动性。"}, "sources": ["note"],
        "known_from": "2019-02-01",
    }  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        extend_dialogue(whole, [Added("concern", table, "record", 7)])
    (fault,) = refused.value.faults
    assert (fault.where, fault.row, fault.value) == ("record", 7, "unknown-topic")
    with pytest.raises(InvalidInput, match="gossip"):
        extend_dialogue(whole, [Added("gossip", table, "record", 8)])
    topic = {
        "id": "unknown-topic", "name": {"en": "Liquidity", "zh": "流动性"}, "handling": "PRIVATE",
        "sources": ["note"], "known_from": "2019-02-01",
    }  # fmt: skip
    grown = extend_dialogue(
        whole, [Added("concern", table, "record", 7), Added("topic", topic, "record", 8)]
    )
    assert [each.basis.handling.value for each in grown.concerns] == ["PRIVATE"]


def test_the_folder_that_ships_is_all_read() -> None:
    """Every kind of entry is in the example, so that each has something to look at."""
    whole: Dialogue = find_dialogue("us-china")
    assert all(getattr(whole, kind) for kind in SINGULAR)
    files = dialogue_files(
        Path(__file__).resolve().parents[2] / "src" / "parley" / "dialogues" / "us-china"
    )
    assert "dialogue.toml" in files

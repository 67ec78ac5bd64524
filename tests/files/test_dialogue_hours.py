"""Hours of a meeting give the days of both capitals; what is written beside them has to fit."""

from datetime import date
from pathlib import Path

import pytest

from parley.errors import InvalidInput
from parley.files.dialogue_folder import Added, extend_dialogue, read_dialogue
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.series import find_meeting

HEAD = """
id = "two"
title = { en = "Two capitals", zh = "两个首都" }
handling = "TLP:CLEAR"

[[side]]
id = "W"
name = { en = "West", zh = "西国" }
adjective = { en = "Western", zh = "西方" }
countries = ["US"]
time_zone = "America/New_York"

[[side]]
id = "E"
name = { en = "East", zh = "东国" }
adjective = { en = "Eastern", zh = "东方" }
countries = ["CN"]
time_zone = "Asia/Shanghai"

[[source]]
id = "note"
title = "Note"
kind = "official"
language = "en"
address = "https://example.org"

[[place]]
id = "port"
name = { en = "Port", zh = "港" }
country = "CN"

[[body]]
id = "w-bank"
name = { en = "Bank of West", zh = "西国银行" }
sources = ["note"]
known_from = 2023-01-01

[[body]]
id = "e-bank"
name = { en = "Bank of East", zh = "东国银行" }
sources = ["note"]
known_from = 2023-01-01

[[charter]]
id = "WE"
kind = "group"
name = { en = "West-East Group", zh = "西东工作组" }
leads = { W = "w-bank", E = "e-bank" }
purpose = { en = "A channel.", zh = "渠道。" }
sources = ["note"]
known_from = 2023-01-01
"""

MEETING = """
[[meeting]]
id = "first"
key = "first"
group = "WE"
status = "held"
text = { en = "Met.", zh = "会晤。" }
sources = ["note"]
known_from = 2023-10-24
"""

EVENING = "hours = { begins = 2023-10-23T20:30:00-04:00, ends = 2023-10-23T22:30:00-04:00 }"
OFFICE = "hours = { begins = 2024-08-15T09:00:00+08:00, ends = 2024-08-16T17:00:00+08:00 }"


def read(folder: Path, more: str = "", head: str = HEAD) -> Dialogue:
    (folder / "dialogue.toml").write_text(f"{head}{MEETING}{more}\n", encoding="utf-8")
    return read_dialogue(folder)


def days(dialogue: Dialogue) -> list[tuple[str, date, date, str]]:
    return [
        (each.side, each.first, each.last, each.begins)
        for each in find_meeting(dialogue, "WE-1").meeting.days
    ]


def test_an_evening_in_one_capital_is_the_next_morning_in_the_other(tmp_path: Path) -> None:
    assert days(read(tmp_path, f'mode = "video"\n{EVENING}')) == [
        ("W", date(2023, 10, 23), date(2023, 10, 23), "20:30"),
        ("E", date(2023, 10, 24), date(2023, 10, 24), "08:30"),
    ]


def test_the_host_comes_first_and_the_guest_has_days_of_its_own(tmp_path: Path) -> None:
    assert days(read(tmp_path, f'place = "port"\n{OFFICE}')) == [
        ("E", date(2024, 8, 15), date(2024, 8, 16), "09:00"),
        ("W", date(2024, 8, 14), date(2024, 8, 16), "21:00"),
    ]


def test_days_beside_hours_have_to_fit_and_keep_the_words_of_the_source(tmp_path: Path) -> None:
    right = 'days = [{ first = 2023-10-23, last = 2023-10-23, side = "W", raw = "Monday" }]'
    found = find_meeting(read(tmp_path, f"{EVENING}\n{right}"), "WE-1").meeting.days
    assert [each.raw for each in found] == ["Monday", ""]
    wrong = 'days = [{ first = 2023-10-23, last = 2023-10-23, side = "E" }]'
    with pytest.raises(InvalidInput, match=r"days: 2023-10-23 .*expected 2023-10-24") as caught:
        read(tmp_path, f"{EVENING}\n{wrong}")
    assert caught.value.faults[0].row > 0


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (EVENING.replace("-04:00", ""), "offset from UTC"),
        (EVENING.replace("T22:30", "T19:30"), "later than"),
        ('hours = { begins = "soon", ends = 2023-10-23 }', "an instant, for example"),
    ],
)
def test_hours_that_say_nothing_certain_are_refused(tmp_path: Path, hours: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read(tmp_path, hours)


def test_a_meeting_without_days_and_hours_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="the days, on one calendar or on each, or the hours"):
        read(tmp_path)


def test_a_time_zone_that_is_none_is_named(tmp_path: Path) -> None:
    head = HEAD.replace("Asia/Shanghai", "Asia/Shangai")
    with pytest.raises(InvalidInput, match=r"side E, time_zone: Asia/Shangai; expected"):
        read(tmp_path, EVENING, head)


def test_hours_of_an_entry_from_a_record_are_read_in_the_same_way(tmp_path: Path) -> None:
    whole = read(tmp_path, EVENING)
    table = {
        "id": "second", "key": "second", "group": "WE", "status": "planned",
        "text": {"en": "Ahead.", "zh": "待举行。"}, "sources": ["note"],
        "known_from": "2024-08-01", "handling": "PRIVATE", "place": "port",
        "hours": {"begins": "2024-08-15T09:00:00+08:00", "ends": "2024-08-16T17:00:00+08:00"},
    }  # fmt: skip
    grown = extend_dialogue(whole, [Added("meeting", table, "record", 1)])
    second = find_meeting(grown, "WE-2").meeting
    assert [(each.side, each.first.day) for each in second.days] == [("E", 15), ("W", 14)]

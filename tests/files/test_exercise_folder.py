"""Exercise folders: what is right is read, and all that is wrong is named at once."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine.instruments.terms import Lending
from parley.errors import Fault, InvalidInput
from parley.files.exercises.catalogue import SHIPPED, find_exercise, list_exercises
from parley.files.exercises.entries import (
    AuthorityEntry,
    DecisionEntry,
    ElsewhereEntry,
    Entry,
    FrameEntry,
    InjectEntry,
    LengthEntry,
    NoticeEntry,
    ObjectiveEntry,
    OutageEntry,
    ParameterEntry,
    SideEntry,
)
from parley.files.exercises.folder import (
    EXERCISE_FILES,
    FRAME_FILE,
    SCRIPT_FILE,
    exercise_files,
    parse_exercise,
    read_exercise,
)
from parley.files.exercises.terms import TERMS
from parley.group.exercise.knowledge import events, learned, taken
from parley.group.exercise.outcome import Way
from parley.group.exercise.script import Exercise

ROOT = Path(__file__).resolve().parents[2]
FRAME, SCRIPT = re.findall(
    r"```toml\n(.*?)```", (ROOT / "docs" / "exercises.md").read_text(encoding="utf-8"), re.DOTALL
)
SHIPPED_FILES = exercise_files(SHIPPED / "cyber-outage")


def parsed(frame: str = FRAME, script: str = SCRIPT) -> Exercise:
    return parse_exercise({FRAME_FILE: frame.encode(), SCRIPT_FILE: script.encode()})


def faults_of(frame: str = FRAME, script: str = SCRIPT) -> list[Fault]:
    with pytest.raises(InvalidInput) as caught:
        parsed(frame, script)
    return list(caught.value.faults)


def answered(contents: dict[str, bytes]) -> bool:
    """Whether the answer is an exercise, or faults that each say where and what was expected."""
    try:
        parse_exercise(contents)
    except InvalidInput as error:
        places = [fault.where in EXERCISE_FILES and fault.expected != "" for fault in error.faults]
        return bool(places) and all(places)
    return True


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_the_example_of_the_documentation_is_read_as_it_says(tmp_path: Path) -> None:
    (tmp_path / FRAME_FILE).write_text(FRAME, encoding="utf-8")
    (tmp_path / SCRIPT_FILE).write_text(SCRIPT, encoding="utf-8")
    exercise = read_exercise(tmp_path)
    assert (exercise.id, exercise.hours, exercise.notice_minutes) == ("short-outage", 6, 15)
    assert exercise.start == "2027-01-11T09:00:00-05:00"
    assert exercise.sides[0].payment_hours == (8.5, 17.25)
    assert [side.utc_offset for side in exercise.sides] == [8.0, -5.0]
    assert exercise.minutes() == {"no-payments": 0, "press": 150}
    assert exercise.decisions[1].terms == Lending(0.1, 0.045)
    assert exercise.outage.hours_range == (1.0, 4.0)
    assert learned(exercise, Way.ALONE) == {("b", "outage"): 0, ("a", "outage"): 150}
    assert learned(exercise, Way.SCRIPTED) == {("b", "outage"): 0, ("a", "outage"): 40}
    assert learned(exercise, Way.AT_ONCE) == {("b", "outage"): 0, ("a", "outage"): 15}
    effects = {each.decision.id: each.effect_minute for each in taken(exercise, Way.SCRIPTED)}
    assert effects == {"lend-to-banks": 60, "hold-payments": 90, "speak-together": 100}


def test_the_documentation_names_every_key_that_may_stand_in_a_folder() -> None:
    documented = (ROOT / "docs" / "exercises.md").read_text(encoding="utf-8").split("key by key")
    text = "".join(documented[1:])
    entries: list[type[Entry]]
    entries = [FrameEntry, ElsewhereEntry, SideEntry, AuthorityEntry, ObjectiveEntry, OutageEntry]
    entries += [LengthEntry, ParameterEntry, InjectEntry, NoticeEntry, DecisionEntry]
    for entry in (*entries, *TERMS.values()):
        for name, field in entry.model_fields.items():
            key = field.alias or name
            assert re.search(rf"`{key}`|\[{key}[.\]]|\.{key}\]", text), key


def test_the_shipped_exercise_is_found_by_its_name_and_by_its_folder() -> None:
    assert list_exercises() == ("cyber-outage",)
    assert find_exercise("cyber-outage") == find_exercise(str(SHIPPED / "cyber-outage"))


@pytest.mark.parametrize("name", ["no-such-exercise", "", "a\0b", "../cyber-outage", "x" * 5000])
def test_an_exercise_that_is_not_there_is_refused_with_those_that_are(name: str) -> None:
    with pytest.raises(InvalidInput, match="cyber-outage"):
        find_exercise(name)


def test_a_folder_without_its_files_is_refused_naming_both(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_exercise(tmp_path)
    assert [Path(fault.where).name for fault in caught.value.faults] == list(EXERCISE_FILES)


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    for name in EXERCISE_FILES:
        (tmp_path / name).mkdir()
    with pytest.raises(InvalidInput, match="exercise folder"):
        read_exercise(tmp_path)


def test_what_is_no_toml_is_refused_with_its_line_in_both_files_at_once() -> None:
    faults = faults_of(FRAME + "\nhours =\n", "[[inject]]\nid = a\n")
    assert [(fault.where, fault.row) for fault in faults] == [
        (FRAME_FILE, FRAME.count("\n") + 2),
        (SCRIPT_FILE, 2),
    ]
    assert faults[0].value == "hours ="


def test_what_is_no_utf_8_is_refused_with_its_line() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_exercise({FRAME_FILE: b"id = 'a'\ntitle = '\xff'", SCRIPT_FILE: b""})
    assert [(f.where, f.row, f.value) for f in caught.value.faults] == [
        (FRAME_FILE, 2, "byte 0xff")
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_and_a_mark_of_the_byte_order_do_not_matter(newline: str) -> None:
    assert parsed("\ufeff" + FRAME.replace("\n", newline), SCRIPT.replace("\n", newline)) == (
        parsed()
    )


@pytest.mark.parametrize(
    ("old", "new", "field", "value", "expected"),
    [
        ("hours = 6", "hours = 0", "hours", "0", "from 1 to 1000"),
        ("hours = 6", "hours = true", "hours", "true", "whole number"),
        ("hours = 6", "", "hours", "nothing", "whole number"),
        ("-05:00\n", "\n", "start", "2027-01-11 09:00:00", "with offset"),
        ('zh = "短时中断"', 'zh = " "', "title.zh", "", "Chinese"),
        (', zh = "短时中断"', "", "title.zh", "nothing", "Chinese"),
        ('en = "A short outage"', "en = 3", "title.en", "3", "English"),
        ('en = "A short outage"', r'en = "\u202e"', "title.en", "", "without control"),
        ('["CN"]', '["cn"]', "side a, jurisdictions, item 1", "cn", "capital letters"),
        ('["CN"]', '["US"]', "jurisdiction US", "2 times", "each jurisdiction once"),
        ('"+08:00"', "8", "side a, utc_offset", "8", "+08:00"),
        ('"17:15"', '"25:00"', "side a, payment_hours", "8.5 to 25", "opening before closing"),
        ('"17:15"', '"five"', "side a, payment_hours, item 2", "five", "opening and closing"),
        ('"reroute", ', '"gift", ', "authority a-bank, instruments", "gift", "lend, longer_hours"),
        ('id = "b-bank"', 'id = "all"', "authority all", "all", "meaning of its own"),
        ('side = "a"', 'side = "c"', "outage, side", "c", "one of a, b"),
        ('"payments_per_day"', '"size"', "outage, rank_by", "size", "total_assets"),
        ("ranks = [1]", "ranks = [0]", "outage, ranks", "0", "1 is the largest"),
        ("median = 2", "median = nan", "scenario.outage.hours.median", "nan", "more than 0"),
        ("median = 2", "median = -2", "outage, hours.median", "-2", "more than 0"),
        ("[0.0, 0.1]", "[0.0, 1.1]", "outage, manual_capacity", "0, 1.1", "at most 1"),
        ("[1, 3]", "[3, 1]", "outage, detection_hours", "3, 1", "the lower first"),
        ("value = 0.75", "value = 7.5", "parameter close_share", "value 7.5", "low <= value"),
        ("value = 0.75", "value = inf", "parameter close_share, value", "inf", "a number"),
        ("notice_minutes", "notice_hours", "notice_hours", "15", "one of the keys"),
        ("[elsewhere]", "[elsewhere]\nopen = 1", "elsewhere.open", "1", "keys payment_hours"),
    ],
)
def test_a_fault_in_the_frame_is_named(
    old: str, new: str, field: str, value: str, expected: str
) -> None:
    found = [fault for fault in faults_of(changed(FRAME, old, new)) if fault.field == field]
    assert len(found) == 1
    assert found[0].where == FRAME_FILE
    assert value in found[0].value
    assert expected in found[0].expected


@pytest.mark.parametrize(
    ("old", "new", "field", "value", "expected"),
    [
        ('"T+00:00"', '"00:00"', "inject no-payments, at", "00:00", "T+02:30"),
        ('"T+00:00"', '"T+00:60"', "inject no-payments, at", "T+00:60", "T+02:30"),
        ('"T+00:00"', '"+00:00"', "inject no-payments, at", "after another", "the key after"),
        ('"+02:30"', '"T+02:30"', "inject press, at", "from the start", "+00:20"),
        ('"+02:30"', '"+06:01"', "inject press, at", "T+06:01", "T+00:00 to T+06:00"),
        ('"T+00:40"', '"T+07:00"', "notice told, at", "T+07:00", "T+00:00 to T+06:00"),
        ('"T+00:40"', '"+00:40"', "notice told, at", "no time from the start", "T+05:30"),
        ('"T+00:40"', '"T+00:14"', "notice told, at", "T+00:14", "T+00:15 or later"),
        ('after = "no-payments"', 'after = "x"', "inject press, after", "x", "id of an inject"),
        ('after = "no-payments"', 'after = "press"', "inject press, after", "press after", "ring"),
        ('to = "b-bank"', 'to = "b"', "inject no-payments, to", "b", "a-bank, b-bank, all"),
        ('"private"', '"secret"', "inject no-payments, visibility", "secret", "private or public"),
        ('objective = "contact"', 'objective = "x"', "inject no-payments, objective", "x", "conta"),
        ('"电话" }', '"电话", fr = "" }', "inject no-payments, channel.fr", "", "keys en, zh"),
        ('from = "b-bank"', 'from = "a-bank"', "notice told, to", "a-bank", "the other side"),
        ('carries = ["outage"]', 'carries = ["x"]', "notice told, carries", "x", "outage"),
        ('needs = "outage"', 'needs = "x"', "decision hold-payments, needs", "x", "outage"),
        ('"lend"', '"gift"', "decision lend-to-banks, instrument", "gift", "one of lend, purch"),
        ('"a-bank"\nins', '"b-bank"\nins', "decision hold-payments, instrument", "rero", "b-bank"),
        ('"00:20"', '"soon"', "decision hold-payments, wait", "soon", "from knowing"),
        ('"00:20"', "-20", "decision hold-payments, wait", "-20", "from knowing"),
        ("share = 0.5", "share = -0.5", "decision hold-payments, terms, share", "-0.5", "from 0"),
        ("share = 0.5", "part = 0.5", "decision hold-payments, terms, part", "0.5", "keys share"),
        ("0.045", "1e400", "decision lend-to-banks, terms, annual_rate", "inf", "from 0 to 1"),
        (
            'joint_with = "b-bank"',
            'joint_with = "a-bank"',
            "decision speak-together, joint_with",
            "a-bank",
            "the other side",
        ),
        ("[[notice]]", "[[note]]", "note", "", "inject, notice, decision"),
    ],
)
def test_a_fault_in_the_script_is_named_with_the_line_of_its_entry(
    old: str, new: str, field: str, value: str, expected: str
) -> None:
    script = changed(SCRIPT, old, new)
    found = [fault for fault in faults_of(script=script) if fault.field == field]
    assert len(found) == 1
    assert found[0].where == SCRIPT_FILE
    assert value in found[0].value
    assert expected in found[0].expected
    kind, _, rest = field.partition(" ")
    if rest:
        before = script[: script.index(f'id = "{rest.split(",")[0]}"')]
        assert found[0].row == before.count("\n")
        assert before.endswith(f"[[{kind}]]\n")


def test_all_faults_in_both_files_are_named_at_once() -> None:
    frame = changed(changed(FRAME, "hours = 6", "hours = -6"), 'zh = "林达拉"', 'de = "L"')
    script = changed(SCRIPT, 'to = "all"', 'to = "everybody"')
    script = changed(script, "haircut = 0.1", "haircut = 2")
    script = changed(script, 'carries = ["outage"]', 'carries = ["outage", "rumour"]')
    assert {(fault.where, fault.field) for fault in faults_of(frame, script)} == {
        (FRAME_FILE, "hours"),
        (FRAME_FILE, "side a, name.zh"),
        (FRAME_FILE, "side a, name.de"),
        (SCRIPT_FILE, "inject press, to"),
        (SCRIPT_FILE, "notice told, carries"),
        (SCRIPT_FILE, "decision lend-to-banks, terms, haircut"),
    }


def test_an_entry_with_a_fault_makes_no_fault_where_it_is_pointed_at() -> None:
    script = changed(SCRIPT, 'visibility = "private"', "visibility = 1")
    assert [fault.field for fault in faults_of(script=script)] == ["inject no-payments, visibility"]


def test_an_empty_folder_of_text_is_told_what_must_stand_there() -> None:
    fields = {fault.field for fault in faults_of("", "")}
    assert {"id", "title", "start", "hours", "side", "objective", "inject"} <= fields


@pytest.mark.parametrize("deep", ["[" * 5000, "{a=" * 5000, "1" * 5000])
def test_deep_nests_and_endless_numbers_are_refused(deep: str) -> None:
    assert faults_of(f"id = {deep}")


mutations = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.floats(0, 1),
        st.integers(0, 40),
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from(
                [
                    b"nan",
                    b"-1",
                    b"1e999",
                    b"[[inject]]\n",
                    b'"',
                    b"[",
                    b"{}",
                    b"\n",
                    b"true",
                    b"=",
                    b"9" * 400,
                    b"1979-05-27",
                    b"07:32:00",
                    b'""',
                    b"'''",
                    b"\\",
                    "é林".encode(),
                ]
            ),
        ),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150)
@given(mutations)
def test_whatever_the_bytes_the_answer_is_an_exercise_or_named_faults(
    cuts: list[tuple[int, float, int, bytes]],
) -> None:
    contents = [FRAME.encode(), SCRIPT.encode()]
    for which, place, length, new in cuts:
        old = contents[which]
        start = int(place * len(old))
        contents[which] = old[:start] + new + old[start + length :]
    assert answered(dict(zip(EXERCISE_FILES, contents, strict=True)))


toml_values = st.recursive(
    st.sampled_from(["1", "-1.5", "true", '"a"', '""', "nan", "2027-01-11", "12:00:00", "9" * 99]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]"),
        st.dictionaries(st.sampled_from(["en", "zh", "id", "x"]), inner, max_size=3).map(
            lambda each: "{" + ", ".join(f"{k} = {v}" for k, v in each.items()) + "}"
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=150)
@given(st.data())
def test_any_value_under_any_key_is_taken_or_named(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([FRAME, SCRIPT]))
    keys = list(re.finditer(r"^(\w+) = .*$", text, re.MULTILINE))
    line = data.draw(st.sampled_from(keys))
    new = f"{text[: line.start()]}{line[1]} = {data.draw(toml_values)}{text[line.end() :]}"
    frame, script = (new, SCRIPT) if text is FRAME else (FRAME, new)
    assert answered({FRAME_FILE: frame.encode(), SCRIPT_FILE: script.encode()})


# --- the exercise that ships -----------------------------------------------------------------


def shipped() -> Exercise:
    return parse_exercise(SHIPPED_FILES)


def test_cyber_outage_lasts_two_days_and_has_a_full_script() -> None:
    exercise = shipped()
    assert exercise.hours == 48
    assert 12 <= len(exercise.injects) <= 18
    assert len(exercise.notices) >= 2
    kinds = {decision.instrument for decision in exercise.decisions}
    assert kinds == {"reroute", "longer_hours", "lend", "purchase", "statement"}
    used = {inject.objective for inject in exercise.injects}
    assert used == {objective.id for objective in exercise.objectives}


def test_cyber_outage_begins_on_a_morning_of_one_side_and_in_a_night_of_the_other() -> None:
    exercise = shipped()
    assert exercise.start == "2027-01-11T09:00:00-05:00"
    lindara, vestmere = exercise.sides
    assert (lindara.utc_offset, vestmere.utc_offset) == (8.0, -5.0)
    hour = 9 - vestmere.utc_offset + lindara.utc_offset
    assert hour > lindara.payment_hours[1]


def test_in_cyber_outage_each_side_knows_something_first() -> None:
    alone = learned(shipped(), Way.ALONE)
    assert alone["b", "outage"] <= 30
    assert alone["a", "outage"] == 17 * 60
    assert alone["a", "bonds_sold"] < alone["b", "bonds_sold"]
    opening = 10 * 60 + 30
    assert alone["a", "outage"] > opening
    assert learned(shipped(), Way.SCRIPTED)["a", "outage"] < opening


def test_in_cyber_outage_both_sides_hold_the_same_instruments_on_the_same_terms() -> None:
    exercise = shipped()
    held = [
        sorted(name for each in side.authorities for name in each.instruments)
        for side in exercise.sides
    ]
    assert held[0] == held[1]
    for decision in exercise.decisions:
        if decision.id.startswith("a-"):
            other = next(each for each in exercise.decisions if each.id == f"b-{decision.id[2:]}")
            assert (decision.wait, decision.delay, decision.needs) == (
                other.wait,
                other.delay,
                other.needs,
            )


def test_in_cyber_outage_talking_earlier_is_knowing_earlier() -> None:
    exercise = shipped()
    lost = {
        way: sum(event.minutes_lost for event in events(exercise, way) if event.kind == "learns")
        for way in Way
    }
    assert lost[Way.AT_ONCE] == 0 < lost[Way.SCRIPTED] < lost[Way.ALONE] == lost[Way.SILENT]


def test_every_text_of_cyber_outage_stands_in_both_languages() -> None:
    source = SHIPPED_FILES[FRAME_FILE].decode() + SHIPPED_FILES[SCRIPT_FILE].decode()
    assert not re.findall(r"[一-龥][,;:?!]", source), "half-width punctuation in Chinese"
    exercise = shipped()
    texts = [exercise.title, exercise.summary, exercise.outage.name]
    texts += [each.name for each in exercise.sides]
    texts += [each.name for each in exercise.authorities.values()]
    texts += [each.text for each in exercise.objectives]
    texts += [words for i in exercise.injects for words in (i.text, i.channel, i.expected)]
    texts += [notice.text for notice in exercise.notices]
    texts += [decision.text for decision in exercise.decisions]
    texts += [each.title for each in exercise.calibration]
    for words in texts:
        assert re.search("[A-Za-z]", words.en)
        assert not re.search("[一-龥]", words.en)
        assert re.search("[一-龥]", words.zh)


def test_no_shipped_exercise_names_a_real_bank() -> None:
    table = ROOT / "src" / "parley" / "systems" / "gsib-2022" / "institutions.csv"
    with table.open(encoding="utf-8", newline="") as rows:
        names = [
            name
            for row in csv.DictReader(rows)
            if row["jurisdiction"] != "XX"
            for name in (row["institution"], row["name_zh"])
            if name
        ]
    assert len(names) >= 60
    names += ["ICBC", "JPM", "HSBC", "工行", "中行", "建行", "农行", "交行"]
    for content in SHIPPED_FILES.values():
        text = content.decode()
        found = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
        found += [name for name in names if name in text and not name.isascii()]
        assert not found


def test_every_number_of_the_calibration_says_where_it_comes_from() -> None:
    calibration = shipped().calibration
    assert len(calibration) == 11
    for parameter in calibration:
        assert parameter.low < parameter.value <= parameter.high
        assert parameter.unit
        assert re.search(r"(?i)assumption|\b(19|20)\d\d\b|definition|basel", parameter.source)

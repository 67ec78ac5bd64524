"""The five articles beside the checkout, read as their list of damages says they should be."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from parley.group.press.days.dates import Basis, DatedWords, resolve
from parley.group.press.days.known_events import PUBLIC_EVENTS, meeting_event
from parley.group.press.days.written import KnownEvent, tell_written
from parley.group.press.document.reading import read_text
from parley.group.press.document.text import Kind, Language, Text
from parley.group.press.stories.version_diff import Change, Standing, compare_versions
from parley.group.press.stories.versions import Relation, find_stories

pytestmark = pytest.mark.shared
GROUP = ("financial working group", "working group of u.s. treasury")
FIFTH = meeting_event("FWG-5", date(2024, 8, 15), date(2024, 8, 16), GROUP)
THIRD = meeting_event("FWG-3", date(2024, 1, 18), date(2024, 1, 19), GROUP)
EVENTS = {"000": "FWG-5", "001": "FWG-5", "002": "FWG-3", "003": "EWG-3", "004": "EWG-3"}


@pytest.fixture(scope="module")
def articles() -> Mapping[str, Text]:
    folder = Path(__file__).resolve().parents[3] / "shared" / "articles"
    if not folder.is_dir():
        pytest.skip("needs the folder of articles beside the checkout, ../shared/articles")
    files = sorted(folder.glob("*.txt"))
    return {file.name[:3]: read_text(file.read_text("utf-8"), file.name) for file in files}


def found(text: Text, words: str, event: KnownEvent | None = None) -> list[DatedWords]:
    events = [*PUBLIC_EVENTS, *([event] if event else [])]
    return [one for one in resolve(text, tell_written(text, events)) if one.words == words]


def days(one: DatedWords) -> tuple[str, str]:
    return str(one.first), str(one.last)


def test_every_sentence_that_the_list_of_systems_quotes_is_in_a_sentence_that_was_read(
    articles: Mapping[str, Text],
) -> None:
    quoted = []
    systems = Path(__file__).resolve().parents[3] / "shared" / "systems.md"
    for line in systems.read_text("utf-8").splitlines():
        if line.strip().startswith("> ") and line.rstrip().endswith(")"):
            words, _, number = line.strip()[2:].rpartition(" (")
            quoted.append((number.rstrip(")"), words))
    assert len(quoted) > 90
    read = {
        number: " ".join(
            one.text for part in text.passages if part.kind is not None for one in part.sentences
        )
        for number, text in articles.items()
    }
    assert not [one for one in quoted if one[1] not in read[one[0]]]


def test_s21_links_and_lines_of_the_publisher_are_dropped(articles: Mapping[str, Text]) -> None:
    dropped = {
        number: [
            (part.kind, part.sentences[0].text.split()[0])
            for part in text.passages
            if part.kind in {Kind.CROSS_LINK, Kind.BOILERPLATE}
        ]
        for number, text in articles.items()
    }
    assert dropped == {
        "000": [
            (Kind.CROSS_LINK, "ALSO"), (Kind.CROSS_LINK, "READ"), (Kind.BOILERPLATE, "Agencies"),
        ],
        "001": [],
        "002": [(Kind.BOILERPLATE, "Stay"), (Kind.BOILERPLATE, "Just")],
        "003": [],
        "004": [(Kind.CROSS_LINK, "Read")],
    }  # fmt: skip
    assert {text.language for text in articles.values()} == {Language.ENGLISH}
    assert [str(articles[number].day) for number in articles] == [
        "None", "None", "None", "2024-02-07", "2024-02-06",
    ]  # fmt: skip


def test_c11_departed_and_will_depart_are_the_same_monday(articles: Mapping[str, Text]) -> None:
    for number in ("000", "001"):
        (monday,) = found(articles[number], "Monday", FIFTH)
        assert days(monday) == ("2024-08-12", "2024-08-12")


def test_c14_both_versions_mean_the_same_tuesday(articles: Mapping[str, Text]) -> None:
    for number in ("003", "004"):
        for tuesday in found(articles[number], "Tuesday"):
            assert (days(tuesday), tuesday.basis) == (("2024-02-06",) * 2, Basis.RELATIVE)


def test_c17_this_year_counts_from_the_article(articles: Mapping[str, Text]) -> None:
    year = found(articles["003"], "this year")[-1]
    assert (days(year), year.basis) == (("2024-01-01", "2024-12-31"), Basis.RELATIVE)
    stated = found(articles["004"], "2024")[0]
    assert (days(stated), stated.basis) == (("2024-01-01", "2024-12-31"), Basis.STATED)


def test_c27_last_year_and_last_september_are_one_founding(articles: Mapping[str, Text]) -> None:
    for number, event in (("000", FIFTH), ("001", FIFTH), ("003", None), ("004", None)):
        assert days(found(articles[number], "last year", event)[0]) == ("2023-01-01", "2023-12-31")
    assert days(found(articles["002"], "last September", THIRD)[0]) == ("2023-09-01", "2023-09-30")


def test_c28_the_visits_stand_in_order(articles: Mapping[str, Text]) -> None:
    assert days(found(articles["004"], "July 2023")[0]) == ("2023-07-01", "2023-07-31")
    assert days(found(articles["001"], "April this year", FIFTH)[0]) == ("2024-04-01", "2024-04-30")


def test_c29_weekdays_of_undated_articles_are_inferred_and_say_so(
    articles: Mapping[str, Text],
) -> None:
    for number in ("000", "001"):
        (both,) = found(articles[number], "Thursday and Friday", FIFTH)
        assert (days(both), both.basis) == (("2024-08-15", "2024-08-16"), Basis.INFERRED)
        assert "written between" in both.clue
        assert found(articles[number], "Thursday and Friday")[0].basis is Basis.UNRESOLVED
    (thursday,) = found(articles["002"], "Thursday", THIRD)
    assert (days(thursday), thursday.basis) == (("2024-01-18",) * 2, Basis.INFERRED)


def test_c29_two_events_of_the_week_place_the_second_article_without_the_record(
    articles: Mapping[str, Text],
) -> None:
    written = tell_written(articles["002"], PUBLIC_EVENTS)
    assert (str(written.first), str(written.last)) == ("2024-01-15", "2024-01-21")
    assert "Taiwan's election" in written.reason


def test_c33_the_meeting_last_month_is_july(articles: Mapping[str, Text]) -> None:
    assert days(found(articles["001"], "last month", FIFTH)[0]) == ("2024-07-01", "2024-07-31")


def test_s21_the_last_two_articles_are_one_story_and_no_other_two_are(
    articles: Mapping[str, Text],
) -> None:
    stories = find_stories(articles.values(), lambda text: EVENTS.get(text.file[:3]))
    assert [tuple(file[:3] for file in story.files) for story in stories] == [
        ("000",), ("001",), ("002",), ("003", "004"),
    ]  # fmt: skip
    assert [link.relation for link in stories[3].links] == [Relation.NEAR_COPY]
    assert stories[0].same_event == (stories[1].name,), "one meeting, two stories"
    assert stories[2].same_event == stories[3].same_event == ()


#: What each damage of the two versions comes down to: words of the later, words of the earlier.
CHANGED = {
    "c15": ("", "the Finance Ministry in"),
    "c16": ("a sign", "evidence"),
    "c17": ("this year", "in 2024"),
    "c18": ("separate", ""),
    "c21": ("undersecretary", "under secretary"),
}


@pytest.mark.parametrize("damage", CHANGED)
def test_c15_to_c21_the_words_that_differ_stand_side_by_side(
    articles: Mapping[str, Text], damage: str
) -> None:
    pairs = compare_versions(articles["003"], articles["004"])
    assert Change(*CHANGED[damage]) in {change for pair in pairs for change in pair.changes}


def test_c19_c20_what_only_one_version_says_is_marked_with_it(
    articles: Mapping[str, Text],
) -> None:
    pairs = compare_versions(articles["003"], articles["004"])
    only_late = [pair.first for pair in pairs if pair.standing is Standing.ONLY_FIRST]
    only_early = [pair.second for pair in pairs if pair.standing is Standing.ONLY_SECOND]
    assert only_late[0]
    assert only_late[0].text.startswith("U.S. Tells China")
    joined = " ".join(one.text for one in only_early if one)
    for words in ("July 2023", "Marisa Lago", "chips", "property crisis", "call for this spring"):
        assert words in joined
    changes = {change for pair in pairs for change in pair.changes}
    assert Change("especially on shared challenges", "") in changes
    named = {change.second for change in changes}
    assert "before the election" in named, "C19: the election is named in one version alone"

"""Versions of one story are found among many texts; what only looks alike is kept apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.press_texts import article, articles
from parley.group.press.document.reading import read_text
from parley.group.press.stories.sketch import Sketch, alike, shingles, sketch
from parley.group.press.stories.versions import Relation, StoryIndex, compare, find_stories

ORIGINAL = """Delegations of Ruritania and Borduria met in Larkhaven on Tuesday, the Treasury said.
Ottilie Brandt, who leads the supervision of banks in Strelsau, brought 14 officials with her.
Anton Szohod of the Bordurian central bank asked for figures on 312 insurers by June.
The two sides rehearsed the failure of a lender with 48 billion crowns of deposits.
Nobody from the Klow stock exchange took part, a person who knows the talks said.
Brandt told the Strelsau Courier that Borduria had been frank about its 9 weak banks.
A next meeting in Zenda is planned for October, Szohod said in a note to parliament."""
RETOLD = """Talks of the neighbours, Ruritania and Borduria, took place on Tuesday in Larkhaven.
With Ottilie Brandt, chief of Strelsau's bank watchdog, came 14 people.
Data covering 312 insurance firms should arrive by June, was the wish of Anton Szohod.
They played through what happens when a bank that holds deposits of 48 billion crowns goes under.
According to somebody familiar with it, the exchange in Klow sent nobody.
To the Courier of Strelsau Brandt praised how openly Borduria spoke of 9 feeble firms.
Zenda shall be the venue in October, as parliament heard from Szohod."""
ANOTHER = """Shares in Klow fell on Tuesday as Ruritania and Borduria ended talks in Larkhaven.
Investors had hoped for a merger of Skoda Bank and Molnar Trust for 7 billion crowns.
Ottilie Brandt left without a word to the reporters who had waited since 6 in the morning.
Analysts at Hentzau Partners called the outcome thin and cut their forecast to 2 percent.
Anton Szohod is thought to be the next governor, the Bordurian Mirror wrote.
Trading was heavier than on any day since March, with 61 million shares changing hands.
The index of the 30 largest firms lost 4 percent in Strelsau too."""


def drawn(said: str, name: str = "") -> Sketch:
    return sketch(read_text(said, name))


def test_a_copy_in_other_lines_and_other_marks_is_a_copy() -> None:
    loud = ORIGINAL.replace("\n", " ").replace(",", " ,").upper()
    assert compare(drawn(loud), drawn(ORIGINAL)).relation is Relation.COPY


def test_a_text_cut_short_is_a_near_copy_and_says_by_how_much() -> None:
    cut = "\n".join(ORIGINAL.splitlines()[:4])
    link = compare(drawn(cut), drawn(ORIGINAL))
    assert (link.relation, link.reason) == (
        Relation.NEAR_COPY,
        "4 of 4 sentences word for word",
    )


def test_a_text_with_a_word_changed_in_every_sentence_is_a_near_copy() -> None:
    changed = ORIGINAL.replace(" the ", " this ").replace(" said", " told")
    link = compare(drawn(changed), drawn(ORIGINAL))
    assert link.relation is Relation.NEAR_COPY
    assert "of the shorter text in runs of the same words" in link.reason


def test_a_text_told_again_in_other_words_is_a_paraphrase_and_marked_as_one() -> None:
    link = compare(drawn(RETOLD), drawn(ORIGINAL))
    assert link.relation is Relation.PARAPHRASE
    assert "in other words" in link.reason
    assert alike(drawn(RETOLD).signature, drawn(ORIGINAL).signature) < 0.1


def test_another_story_about_the_same_day_is_no_version() -> None:
    for other in (ORIGINAL, RETOLD):
        assert compare(drawn(ANOTHER), drawn(other)).relation is Relation.OTHER


def test_a_paraphrase_in_another_order_is_not_taken_for_one() -> None:
    turned = "\n".join(reversed(RETOLD.splitlines()))
    assert compare(drawn(turned), drawn(ORIGINAL)).relation is Relation.OTHER


def test_a_report_that_takes_over_some_sentences_of_another_is_its_own_story() -> None:
    report = f"{ANOTHER}\n" + "\n".join(RETOLD.splitlines()[2:6])
    assert compare(drawn(report), drawn(ORIGINAL)).relation is Relation.OTHER


def test_words_turned_round_in_every_sentence_are_a_paraphrase_not_a_near_copy() -> None:
    turned = (
        ORIGINAL.replace(
            "Delegations of Ruritania and Borduria met", "Envoys of Ruritania met those of Borduria"
        )
        .replace("who leads the supervision of banks", "the chief of bank supervision")
        .replace("asked for figures on 312 insurers", "wants 312 insurers to give figures")
        .replace("The two sides rehearsed the failure", "Both rehearsed a failure")
        .replace("Nobody from the Klow stock exchange", "No one of the exchange in Klow")
        .replace("had been frank about", "spoke openly of")
        .replace("A next meeting in Zenda is planned", "Zenda hosts the next meeting")
    )
    link = compare(drawn(turned), drawn(ORIGINAL))
    assert link.relation is Relation.PARAPHRASE


def test_notices_made_from_one_form_are_not_versions_of_one_another() -> None:
    form = (
        "The authority has granted a licence to {0} of {1} for the business of taking deposits.\n"
        "It is registered under the number {2} and led by {3}, who was heard by the board.\n"
        "The licence is valid from the day of this notice and may be revoked at any time.\n"
        "Whoever has a claim against {0} may file it with the office in {1} within a month.\n"
    )
    one = form.format("Molnar Trust", "Klow", "4711 and 12", "Ottilie Brandt")
    other = form.format("Skoda Bank", "Zenda", "815 and 390", "Anton Szohod")
    assert alike(drawn(one).signature, drawn(other).signature) > 0.3
    assert compare(drawn(one), drawn(other)).relation is Relation.OTHER


def test_stories_are_found_in_a_stream_and_named_by_their_first_text() -> None:
    stream = [("a", ANOTHER), ("b", ORIGINAL), ("c", RETOLD), ("d", ANOTHER.upper()), ("e", "")]
    stories = find_stories(read_text(said, name) for name, said in stream)
    assert [story.files for story in stories] == [("a", "d"), ("b", "c"), ("e",)]
    assert [link.relation for story in stories for link in story.links] == [
        Relation.COPY,
        Relation.PARAPHRASE,
    ]
    again = find_stories([read_text(ORIGINAL, "x")])
    assert again[0].name == stories[1].name


def test_chinese_versions_are_found_by_their_signs() -> None:
    said = "中美金融工作组第五次会议在上海举行。双方就宏观经济和金融稳定交换意见。"
    said += "会议由副行长主持，双方同意保持沟通。"
    cut = said.replace("双方同意保持沟通", "双方将继续沟通")
    other = "国家统计局公布七月份数据，工业生产保持平稳增长。居民消费价格同比上涨，市场供应充足。"
    stories = find_stories(
        read_text(words, name) for name, words in (("a", said), ("b", other), ("c", cut))
    )
    assert [story.files for story in stories] == [("a", "c"), ("b",)]


def test_texts_of_one_event_in_two_languages_are_two_stories_of_one_event() -> None:
    chinese = "中美金融工作组第五次会议在上海举行。双方就宏观经济和金融稳定交换意见。"
    texts = [read_text(ORIGINAL, "a"), read_text(chinese, "b"), read_text(ANOTHER, "c")]
    known = {"a": "FWG-5", "b": "FWG-5"}
    stories = find_stories(texts, lambda text: known.get(text.file))
    assert [story.same_event for story in stories] == [
        (stories[1].name,),
        (stories[0].name,),
        (),
    ]


def test_among_hundreds_of_made_up_texts_exactly_the_versions_are_found() -> None:
    stream = list(articles(300))
    found = find_stories(read_text(raw, name) for name, _, raw in stream)
    truth: dict[int, list[str]] = {}
    for name, story, _ in stream:
        truth.setdefault(story, []).append(name)
    assert [story.files for story in found] == [tuple(files) for files in truth.values()]


def test_what_is_kept_of_a_text_does_not_grow_with_it() -> None:
    long = drawn(" ".join(article(story) for story in range(60)))
    assert len(long.sentences) <= 400
    assert len(long.ends) <= 400
    assert len(long.lookup_keys()) <= 60
    assert len(long.signature) == 96


def test_a_sentence_that_stands_in_every_text_makes_no_story() -> None:
    notice = "This bulletin is sent to all members of both groups every week."
    index = StoryIndex()
    for number in range(80):
        index.add(drawn(f"{article(10 * number + 5, sentences=6)}\n{notice}", str(number)))
    assert len(index.stories()) == 80


@given(st.text(max_size=400), st.text(max_size=400))
def test_comparing_any_two_texts_is_symmetric_and_a_text_is_a_copy_of_itself(
    one: str, other: str
) -> None:
    mine, theirs = drawn(one), drawn(other)
    assert compare(mine, theirs).relation is compare(theirs, mine).relation
    same = compare(mine, drawn(one)).relation
    assert same is (Relation.COPY if mine.words else Relation.OTHER)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_the_signature_estimates_the_share_of_common_shingles(share: float) -> None:
    """An oracle: the share counted on the sets themselves (Broder 1997)."""
    common = [f"word{number}" for number in range(int(1200 * share))]
    mine = [*common, *(f"mine{number}" for number in range(1200 - len(common)))]
    theirs = [*common, *(f"theirs{number}" for number in range(1200 - len(common)))]
    one, other = set(shingles(mine).tolist()), set(shingles(theirs).tolist())
    counted = len(one & other) / len(one | other)
    said = " ".join(mine), " ".join(theirs)
    estimated = alike(drawn(said[0]).signature, drawn(said[1]).signature)
    assert estimated == pytest.approx(counted, abs=4 * (counted * (1 - counted) / 96) ** 0.5)

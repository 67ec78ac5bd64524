"""Who somebody is: found by any name in any script, with dated posts, meetings and words."""

from datetime import date

import pytest

from parley.errors import InvalidInput
from parley.group.dialogue.basis import Names
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import as_known
from parley.group.dialogue.people import Person
from parley.group.dialogue.views.page import Page
from parley.group.dialogue.views.who_page import find_person_or_body, who_page
from parley.group.words import Words
from tests.group.dialogue.examples import basis, dialogue

DAY = date(2025, 1, 10)


def page(us_china: Dialogue, name: str) -> Page:
    return who_page(as_known(us_china, DAY), name, DAY)


def facts(made: Page, section: str, fact: str) -> list[str]:
    return [e.facts[fact] for e in made.section(section).lines if fact in e.facts]


@pytest.mark.parametrize(
    "name", ["Neiman", "Neman", "Negman", "尼曼", "奈曼", "brent-neiman", "BRENT NEIMAN"]
)
def test_s04_every_spelling_leads_to_one_person(us_china: Dialogue, name: str) -> None:
    assert find_person_or_body(as_known(us_china, DAY), name).basis.id == "brent-neiman"


def test_the_page_of_a_person(us_china: Dialogue) -> None:
    made = page(us_china, "Neman")
    assert facts(made, "meetings", "meeting") == ["FWG-3", "FWG-4", "FWG-5", "FWG-6", "FWG-7"]
    assert set(facts(made, "meetings", "role")) == {"head of the delegation"}
    assert facts(made, "said", "by") == ["brent-neiman"]
    assert facts(made, "mismatches", "kind") == ["office"]
    assert "Negman" in facts(made, "names", "misspellings")[0]
    liang = page(us_china, "Nellie Liang")
    assert facts(liang, "meetings", "role") == [
        "co-head of the delegation", "member of the delegation"
    ]  # fmt: skip


def test_a_message_stands_with_sender_addressee_and_bearer(us_china: Dialogue) -> None:
    for name in ("Jay Shambaugh", "耶伦", "何立峰"):
        assert "message-2024-02-visit" in facts(page(us_china, name), "messages", "message")


def test_the_page_of_a_body_tells_what_it_followed_and_what_followed_it(
    us_china: Dialogue,
) -> None:
    old, new = page(us_china, "银保监会"), page(us_china, "NFRA")
    assert facts(old, "posts", "followed_by") == ["nfra"]
    assert facts(new, "posts", "in place of") == [
        "China Banking and Insurance Regulatory Commission"
    ]
    assert not old.section("meetings").lines
    assert facts(new, "meetings", "meeting")[0] == "FWG-1"


def test_an_outside_voice_is_told_as_one(us_china: Dialogue) -> None:
    made = page(us_china, "Charles Foster")
    assert facts(made, "posts", "outside") == ["yes"]
    assert facts(made, "said", "voice") == ["charles-foster", "charles-foster"]


def test_nobody_and_two_of_one_name_are_said() -> None:
    people = tuple(
        Person(basis(key), Names(Words(key, key), {"en": ("The Minister",)}), Words("x", "某"), "N")
        for key in ("one", "two")
    )
    whole = dialogue(people=people)
    with pytest.raises(InvalidInput, match="one of one, two: several are called so"):
        find_person_or_body(whole, "the minister")
    with pytest.raises(InvalidInput, match="near are one, two"):
        find_person_or_body(whole, "the ministr")
    with pytest.raises(InvalidInput, match=r"the name of a person or a body of the record$"):
        find_person_or_body(whole, "zzzzzz")

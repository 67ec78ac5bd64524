"""The 33 disagreements and damages of the five articles, by number: handled or flagged."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from parley.files.press_reading import find_places, knowledge_of, read_file
from parley.group.press.names.known import Link
from parley.group.press.reading import Reading
from tests.press.knowing import flagged, linked

pytestmark = pytest.mark.shared


class Articles:
    """The five articles, each read once, with what the checks ask of them."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(folder.glob("*.txt"))
        *_, places = find_places(paths, workers=1)
        self.places = {path.name[:3]: places[path] for path in paths}
        self.read = {path.name[:3]: read_file(path, "us-china", places[path]) for path in paths}

    def __getitem__(self, name: str) -> Reading:
        return self.read[name]

    def main(self, name: str) -> tuple[str, int, str, str, str, str]:
        one = self.read[name].meetings[0]
        return one.group, one.number, one.status, one.place, str(one.start), str(one.end)

    def facts(self, name: str, kind: str) -> list[Mapping[str, Any]]:
        return [
            fact.value
            for fact in self.read[name].facts
            if fact.kind == kind and isinstance(fact.value, Mapping)
        ]

    def accepted(self, name: str, words: str) -> Iterator[str]:
        """Kinds of the accepted facts of the sentences that hold some words."""
        reading = self.read[name]
        for fact in reading.facts:
            if words in reading.lines[fact.line].text and fact.status == "accepted":
                yield fact.kind

    def written(self, name: str, person: str) -> set[str]:
        return {
            each.written
            for each in self.read[name].mentions
            if each.person == person and each.link is Link.LINK
        }

    def heads(self, name: str) -> set[str]:
        return {head.person for head in self.read[name].heads}

    def bodies(self, name: str) -> set[str]:
        return {each.body for each in self.read[name].bodies}

    def concerns(self, name: str, side: str) -> list[str]:
        return [each["topic"] for each in self.facts(name, "concern") if each["side"] == side]


@pytest.fixture(scope="module")
def articles() -> Articles:
    folder = Path(__file__).resolve().parents[3] / "shared" / "articles"
    if not folder.is_dir():
        pytest.skip("needs the folder of articles beside the checkout, ../shared/articles")
    return Articles(folder)


def _spoilt(name: str, kind: str) -> Callable[[Articles], bool]:
    """Flagged, and no accepted fact in the sentence but what its words alone say of topics."""

    def check(articles: Articles) -> bool:
        lines = {each.line for each in articles[name].flags if each.kind.value == kind}
        kept = {
            fact.kind
            for fact in articles[name].facts
            if fact.line in lines and fact.status == "accepted"
        }
        return bool(lines) and kept <= {"topic"}

    return check


CHECKS: dict[str, tuple[str, Callable[[Articles], bool]]] = {
    "C01": (
        "third by 'met twice', fifth by 'four previously' and by 'fifth time'",
        lambda a: [a.main(name)[1] for name in ("002", "000", "001")] == [3, 5, 5],
    ),
    "C02": (
        "Shanghai is the second in China, and nobody flags it; the EWG's Beijing is not counted",
        lambda a: not flagged(a["000"], "count in country")
        and not flagged(a["001"], "count in country")
        and not flagged(a["002"], "count in country"),
    ),
    "C03": (
        "two groups in one city, three weeks apart, are two",
        lambda a: [a.main(name)[0] for name in ("000", "001", "002", "003", "004")]
        == ["FWG", "FWG", "FWG", "EWG", "EWG"],
    ),
    "C04": (
        "Neiman, Neman and Negman are one person",
        lambda a: a.written("001", "brent-neiman") == {"Brent Neman", "Negman"}
        and "Brent Neiman" in a.written("000", "brent-neiman"),
    ),
    "C05": (
        "the assistant 'to the Ministry of Finance' is of the Treasury, not of China's ministry",
        lambda a: "cn-mof" not in a.bodies("001")
        and "us-treasury" in a.bodies("001")
        and not flagged(a["001"], "office"),
    ),
    "C06": (
        "deputy head, deputy governor and 'Vice President' are one office of one person",
        lambda a: all("xuan-changneng" in linked(a[name]) for name in ("000", "001", "002"))
        and not any(flagged(a[name], "office") for name in ("000", "001")),
    ),
    "C07": (
        "Neiman alone leads in August; with Liang in January",
        lambda a: a.heads("000") == a.heads("001") == {"brent-neiman"}
        and {"brent-neiman", "nellie-liang"} <= a.heads("002"),
    ),
    "C08": (
        "lists of agencies are partial and exclude nobody",
        lambda a: {"us-fed", "us-sec"} <= a.bodies("000") & a.bodies("001")
        and "us-fincen" in a.bodies("002")
        and not flagged(a["002"], "body"),
    ),
    "C09": (
        "the agenda in 001 is wider than in 000",
        lambda a: {"capital-markets", "counternarcotics"}
        <= set(a["001"].topics) - set(a["000"].topics),
    ),
    "C10": (
        "fentanyl is a topic of the FWG in 001, and beside it in 003 and 004",
        lambda a: all("counternarcotics" in a[name].topics for name in ("001", "002", "003", "004"))
        and all(each.group != "CNWG" for each in a["003"].meetings + a["004"].meetings),
    ),
    "C11": (
        "departed or to depart: the meeting is planned in both, its days are the same",
        lambda a: a.main("000") == a.main("001")
        == ("FWG", 5, "planned", "Shanghai", "2024-08-15", "2024-08-16"),
    ),
    "C12": (
        "the back-translated quotation is nobody's words, the English one is",
        lambda a: {each["trusted"] for each in a.facts("001", "quotation")} == {False}
        and all(each["trusted"] for each in a.facts("000", "quotation")),
    ),
    "C13": (
        "impact exercises are shock exercises: an outcome of the group's work",
        lambda a: any(
            "financial impact exercises" in each["words"] for each in a.facts("001", "outcome")
        ),
    ),
    "C14": (
        "Tuesday is 6 February in both versions, which are one story",
        lambda a: a.places["003"].story == a.places["004"].story
        and a.main("003") == a.main("004")
        == ("EWG", 3, "held", "Beijing", "2024-02-05", "2024-02-06"),
    ),
    "C15": (
        "the Finance Ministry issued China's statement",
        lambda a: "cn-mof" in {f.speaker for f in a["004"].facts if f.kind == "concern"},
    ),
    "C16": (
        "a hedge that changed between versions contradicts nothing",
        lambda a: not flagged(a["003"], "inverted meaning")
        and not flagged(a["004"], "inverted meaning"),
    ),
    "C17": (
        "the visit is an intent in both versions, and neither is called wrong",
        lambda a: all(a.facts(name, "intent") for name in ("003", "004"))
        and not flagged(a["003"], "versions differ"),
    ),
    "C18": (
        "the fentanyl talks are nobody's meeting here",
        lambda a: {each.group for each in a["003"].meetings} == {"EWG"},
    ),
    "C19": (
        "what one version adds about the election stays a wish of the President's",
        lambda a: any(each["who"] == "joe-biden" for each in a.facts("004", "wish")),
    ),
    "C20": (
        "the call of Wang and Lago is the commerce channel's, and in one version only",
        lambda a: [(each.group, each.place) for each in a["004"].meetings[1:]]
        == [("CIWG", "video")]
        and len(a["003"].meetings) == 1,
    ),
    "C21": (
        "under secretary in one word or two is one office",
        lambda a: not flagged(a["003"], "office") and not flagged(a["004"], "office"),
    ),
    "C22": ("the inverted sentence is flagged", _spoilt("002", "inverted meaning")),
    "C23": (
        "'Vice President John Finer' is flagged with the office that he held",
        lambda a: flagged(a["002"], "office") == ["Vice President John Finer"],
    ),
    "C24": (
        "the quotation without a beginning is flagged and not quoted",
        _spoilt("002", "quotation"),
    ),
    "C25": ("there are no leaders in the meeting", _spoilt("002", "no leaders in the meeting")),
    "C26": (
        "'said. said.' and 'negotiators are He said' are flagged",
        lambda a: len(flagged(a["002"], "attribution")) == 2 and _spoilt("002", "attribution")(a),
    ),
    "C27": (
        "'last year' and 'last September' are September 2023",
        lambda a: all(a.facts(name, "founded") for name in ("000", "001", "002"))
        and not any(flagged(a[name], "founding date") for name in ("000", "001", "002")),
    ),
    "C28": (
        "the visit is wished for in February, and urged at in April",
        lambda a: any(each["who"] == "janet-yellen" for each in a.facts("003", "wish"))
        and "overcapacity" in a.concerns("001", "US"),
    ),
    "C29": (
        "days of texts without a date are inferred, and say so",
        lambda a: all(
            a[name].meetings[0].basis.startswith("inferred") for name in ("000", "001", "002")
        )
        and a.main("002")[4] == "2024-01-18",
    ),
    "C30": ("'the three of them' have lost what they are", _spoilt("001", "lost antecedent")),
    "C31": (
        "solar batteries are solar cells, among four groups of goods",
        lambda a: any(
            each["goods"] == ["electric-vehicles", "solar-cells", "semiconductors", "batteries"]
            for each in a.facts("001", "measure")
        ),
    ),
    "C32": (
        "12 of 30 and 40 percent are joint figures, one of them hedged",
        lambda a: [(each["joint"], each["hedge"]) for each in a.facts("000", "figure")]
        == [(True, "some"), (True, "")]
        and not flagged(a["000"], "figure"),
    ),
    "C33": (
        "the meeting of last month in China is none of the group's",
        lambda a: all("2024-07" not in str(each) for each in a.facts("001", "days")),
    ),
}  # fmt: skip


def test_no_number_is_left_out() -> None:
    assert list(CHECKS) == [f"C{number:02}" for number in range(1, 34)]


@pytest.mark.parametrize("number", CHECKS)
def test_the_disagreement_is_handled_or_flagged(articles: Articles, number: str) -> None:
    words, check = CHECKS[number]
    assert check(articles), words


def test_each_side_raises_its_concerns_and_commerce_its_own(articles: Articles) -> None:
    """Check of system S16: two American concerns, three Chinese, one of another channel."""
    assert articles.concerns("004", "US") == ["industrial-policy", "overcapacity"]
    assert articles.concerns("004", "CN") == [
        "tariffs", "investment-limits", "sanctions", "export-controls",
    ]  # fmt: skip
    channels = [each.get("channel") for each in articles.facts("004", "concern")]
    assert channels == [None, None, None, None, None, "CIWG"]


def test_the_message_to_the_vice_premier_was_delivered(articles: Articles) -> None:
    """Check of system S03."""
    for name in ("003", "004"):
        first = articles.facts(name, "message")[0]
        assert (first["from"], first["to"], first["state"]) == ("US", ["he-lifeng"], "delivered")


def test_outside_voices_are_no_delegates(articles: Articles) -> None:
    """Check of system S24."""
    assert {each["name"] for each in articles.facts("000", "outside voice")} == {"Charles Foster"}
    assert {each["name"] for each in articles.facts("002", "outside voice")} == {"Ma Wei"}
    assert not {"charles-foster", "ma-wei"} & (articles.heads("000") | articles.heads("002"))


def test_one_quotation_gives_the_same_topics_in_both_wordings(articles: Articles) -> None:
    """Check of system S06."""
    four = {"financial-stability", "transition-finance", "stress-communication"}
    data = {"cross-border-data", "payments-and-data"}
    for name in ("000", "001"):
        assert four <= set(articles[name].topics)
        assert data & set(articles[name].topics)


def test_every_person_linked_is_known_and_every_sentence_is_in_the_text(articles: Articles) -> None:
    known = knowledge_of("us-china").known
    for name in ("000", "001", "002", "003", "004"):
        reading = articles[name]
        assert linked(reading) <= set(known)
        places = [each.line for each in reading.facts] + [each.line for each in reading.flags]
        for line in places:
            sentence = reading.lines[line].sentence
            assert reading.text.raw[sentence.start : sentence.end] == sentence.text

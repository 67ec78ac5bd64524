"""A small exercise of two sides and three authorities, to be changed by each test."""

from parley.engine.instruments.terms import (
    KINDS,
    Lending,
    Purchase,
    Rerouting,
    Statement,
    Terms,
)
from parley.group.exercise.script import (
    Authority,
    Decision,
    Exercise,
    Inject,
    Notice,
    Objective,
    OutageScenario,
    Parameter,
    Side,
    Visibility,
    Words,
)

WORDS = Words("words", "文字")
ALL_KINDS = tuple(KINDS)
PRIVATE, PUBLIC = Visibility.PRIVATE, Visibility.PUBLIC


def inject(
    name: str,
    minute: int,
    to: str,
    *informs: str,
    after: str = "",
    visibility: Visibility = PRIVATE,
) -> Inject:
    return Inject(name, minute, to, visibility, WORDS, WORDS, WORDS, "talk", informs, after)


def notice(name: str, minute: int, sender: str, receiver: str, *carries: str) -> Notice:
    return Notice(name, minute, sender, receiver, carries, WORDS)


def lend(name: str, authority: str, needs: str, wait: int = 10, delay: int = 20) -> Decision:
    return Decision(name, authority, "lend", needs, wait, delay, Lending(0.1, 0.04), WORDS)


def joint(name: str, authority: str, other: str, needs: str) -> Decision:
    return Decision(name, authority, "statement", needs, 10, 20, Statement(0.3), WORDS, other)


def buy(name: str, authority: str, per_hour: float) -> Decision:
    terms = Purchase("government_us", per_hour, 60.0)
    return Decision(name, authority, "purchase", "outage", 10, 20, terms, WORDS)


def reroute(name: str, authority: str, share: float) -> Decision:
    return Decision(name, authority, "reroute", "outage", 10, 20, Rerouting(share), WORDS)


def use(terms: Terms, authority: str, other: str = "") -> Decision:
    return Decision("use", authority, terms.kind, "outage", 10, 20, terms, WORDS, other)


def small_exercise(
    *,
    injects: tuple[Inject, ...] | None = None,
    notices: tuple[Notice, ...] = (),
    decisions: tuple[Decision, ...] = (),
    hours: int = 10,
    notice_minutes: int = 15,
) -> Exercise:
    """Unless told otherwise: side b knows of the outage at minute 30, side a at minute 300."""
    if injects is None:
        injects = (inject("first", 30, "b-bank", "outage"), inject("late", 300, "a-bank", "outage"))
    bank = Authority("a-bank", WORDS, ALL_KINDS)
    ministry = Authority("a-ministry", WORDS, ())
    other = Authority("b-bank", WORDS, ALL_KINDS)
    return Exercise(
        id="small",
        title=WORDS,
        summary=WORDS,
        start="2027-01-11T09:00:00-05:00",
        hours=hours,
        sides=(
            Side("a", WORDS, ("CN",), 8.0, (8.5, 17.25), (bank, ministry)),
            Side("b", WORDS, ("US",), -5.0, (8.0, 18.0), (other,)),
        ),
        elsewhere_hours=(7.0, 17.0),
        objectives=(Objective("talk", WORDS),),
        injects=injects,
        notices=notices,
        decisions=decisions,
        outage=OutageScenario(
            side="a",
            rank_by="payments_per_day",
            ranks=(1,),
            name=WORDS,
            hours_median=24.0,
            hours_sigma=0.5,
            hours_range=(6.0, 44.0),
            manual_capacity=(0.0, 0.1),
            direct_loss=(0.0, 0.02),
            detection_hours=(3.0, 12.0),
        ),
        calibration=(Parameter("close_share", 0.75, 0.5, 0.9, "share", WORDS, "assumption"),),
        notice_minutes=notice_minutes,
    )

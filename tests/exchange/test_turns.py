"""Taking turns: early words wait, words out of turn end it, and nobody else's words are lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from parley.errors import Fault, InvalidInput
from parley.exchange.turns import After, BrokenOff, Said, go_on, hear


class Word(StrEnum):
    """What is said in turn: a greeting, a price, a farewell; or that it is over."""

    HELLO = "hello"
    PRICE = "price"
    BYE = "bye"
    CLOSED = "closed"
    ABORT = "abort"


@dataclass(frozen=True, eq=False)
class Talk:
    """Where the party 0 of three stands; a price is awaited from the party 1 alone."""

    step: Word = Word.HELLO
    waiting: Mapping[int, tuple[Said, ...]] = field(default_factory=dict)
    names: tuple[str, ...] = ("a", "b", "c")
    reason: str = ""

    @property
    def awaited(self) -> tuple[int, ...]:
        """Who must speak before it goes on."""
        return (1,) if self.step is Word.PRICE else (1, 2)


Spoken = tuple[Talk, tuple[Said, ...]]


def _said(sender: int, kind: Word, price: int = 1) -> Said:
    return Said(sender, 0, kind, {"price": price})


def _after_hello(now: Talk, heard: Mapping[int, Said]) -> Spoken:
    assert sorted(heard) == [1, 2]
    return replace(now, step=Word.PRICE), (Said(0, 1, Word.PRICE),)


def _after_price(now: Talk, heard: Mapping[int, Said]) -> Spoken:
    assert sorted(heard) == [1]
    if heard[1].body["price"] == 0:
        faults = [Fault("talk", 0, "price", "0", "more"), Fault("talk", 0, "unit", "", "one")]
        raise InvalidInput(faults)
    if heard[1].body["price"] == 9:
        raise BrokenOff("b asks too much")
    return replace(now, step=Word.BYE), (Said(0, 1, Word.BYE), Said(0, 2, Word.BYE))


def _after_bye(now: Talk, heard: Mapping[int, Said]) -> Spoken:
    return replace(now, step=Word.CLOSED), ()


_AFTER: After[Talk] = {
    Word.HELLO: _after_hello,
    Word.PRICE: _after_price,
    Word.BYE: _after_bye,
}


def _break_off(now: Talk, reason: str) -> Spoken:
    return replace(now, step=Word.ABORT, reason=reason), (Said(0, 1, Word.ABORT),)


def _hear(*every: Said) -> tuple[Talk, list[str]]:
    """All that was heard, in this order: where it stands, and what was said to whom."""
    now, spoken = Talk(), list[str]()
    for said in every:
        now, out = hear(now, said, _AFTER, _break_off)
        spoken += [f"{each.kind} to {now.names[each.receiver]}" for each in out]
    return now, spoken


def test_it_goes_on_when_the_last_of_those_awaited_has_spoken() -> None:
    assert _hear(_said(1, Word.HELLO))[1] == []
    now, spoken = _hear(_said(1, Word.HELLO), _said(2, Word.HELLO))
    assert (now.step, spoken) == (Word.PRICE, ["price to b"])


def test_what_comes_early_waits_and_is_then_used_at_once() -> None:
    early = [_said(1, Word.HELLO), _said(1, Word.PRICE), _said(1, Word.BYE)]
    now, spoken = _hear(*early, _said(2, Word.HELLO))
    assert (now.step, spoken) == (Word.BYE, ["price to b", "bye to b", "bye to c"])
    assert [each.kind for each in now.waiting[1]] == [Word.BYE]


def test_words_of_a_party_that_is_not_awaited_are_kept_for_its_turn() -> None:
    every = [_said(1, Word.HELLO), _said(2, Word.HELLO), _said(2, Word.BYE), _said(1, Word.PRICE)]
    assert _hear(*every)[0].step is Word.BYE
    assert _hear(*every, _said(1, Word.BYE))[0].step is Word.CLOSED


def test_who_speaks_out_of_turn_ends_it_and_is_named() -> None:
    now, spoken = _hear(_said(1, Word.HELLO), _said(2, Word.BYE))
    assert (now.step, now.reason) == (Word.ABORT, "c sent bye where hello was due")
    assert spoken == ["abort to b"]


def test_what_a_step_refuses_ends_it_with_the_first_reason_and_what_was_said_before_is_said() -> (
    None
):
    every = [_said(1, Word.HELLO), _said(1, Word.PRICE, 0), _said(2, Word.HELLO)]
    now, spoken = _hear(*every)
    assert now.reason == "talk, price: 0; expected more"
    assert spoken == ["price to b", "abort to b"]
    now, _ = _hear(_said(1, Word.HELLO), _said(2, Word.HELLO), _said(1, Word.PRICE, 9))
    assert (now.step, now.reason) == (Word.ABORT, "b asks too much")


def test_when_it_is_over_nothing_more_is_used() -> None:
    closed = Talk(Word.CLOSED, {1: (_said(1, Word.BYE),), 2: (_said(2, Word.BYE),)})
    assert go_on(closed, _AFTER, _break_off) == (closed, ())

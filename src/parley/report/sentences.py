"""What a report says in sentences: the value of talking, what it is worth, and why."""

from parley.group.exercise.outcome import Difference, Outcome, Way
from parley.group.exercise.plan import ELSEWHERE
from parley.report.figures import (
    SMALL,
    Verdict,
    classify,
    difference_between,
    differs_from_zero,
    mean_loss,
    share_by_channel,
)
from parley.report.knowing import moments
from parley.report.numbers import percent, spread, unit_in_words, with_error
from parley.report.words import Catalogue

#: From this share of what is lost beyond the attack itself, unpaid debts are not called weak.
WEAK = 0.10


def headline(outcome: Outcome) -> Difference:
    """The difference that leads the report: each side alone against talking at once."""
    return outcome.differences[0]


def verdict(outcome: Outcome) -> Verdict:
    """What may be said of the headline."""
    return classify(headline(outcome), mean_loss(outcome, Way.ALONE).value)


def headline_sentence(outcome: Outcome, words: Catalogue) -> str:
    """Say the value of talking at once with its error, and plainly if it is none."""
    lead = headline(outcome).total
    whole = mean_loss(outcome, Way.ALONE).value
    return words.say(
        f"headline.{verdict(outcome)}",
        value=with_error(lead, words),
        unit=unit_in_words(outcome.system.unit, words),
        share=percent(lead.value / whole if whole else 0.0, words),
        spread=spread(lead, words),
    )


def reasons(outcome: Outcome, words: Catalogue) -> list[str]:
    """Say which channel carries what, and through which of them talking acts.

    Everything is read off the shares and the differences by channel; nothing is assumed.
    """
    shares = share_by_channel(outcome, Way.ALONE)
    said = [
        words.say(
            "sentence.channels", **{name: percent(each, words) for name, each in shares.items()}
        )
    ]
    beyond = shares["price"] + shares["credit"] + shares["delay"]
    if beyond > 0:
        strength = "weak" if shares["credit"] < WEAK * beyond else "strong"
        said.append(
            words.say(
                f"reason.credit_{strength}",
                credit=percent(shares["credit"] / beyond, words),
                liquidity=percent((shares["price"] + shares["delay"]) / beyond, words),
            )
        )
    if shares["direct"] >= SMALL:
        said.append(words.say("reason.direct", direct=percent(shares["direct"], words)))
    return [*said, *_by_channel(outcome, words)]


def _by_channel(outcome: Outcome, words: Catalogue) -> list[str]:
    """Through which channel talking saves most, and through which it costs."""
    found = {
        name: figure
        for name, figure in headline(outcome).by_channel.items()
        if differs_from_zero(figure)
    }
    said = []
    if not found:
        said.append(words.say("reason.no_channel"))
    saves = max(found, key=lambda name: found[name].value, default="")
    if saves and found[saves].value > 0:
        said.append(_carried("saves", saves, outcome, words))
    said += [_carried("costs", name, outcome, words) for name in found if found[name].value < 0]
    moved = any(each.kind == "effect" and each.is_moved_by_talking for each in moments(outcome))
    return said if moved else [*said, words.say("reason.nothing_moves")]


def _carried(direction: str, channel: str, outcome: Outcome, words: Catalogue) -> str:
    value = with_error(headline(outcome).by_channel[channel], words)
    return words.say(f"reason.{direction}", channel=words.say(f"channel.{channel}"), value=value)


def who_gains(outcome: Outcome, words: Catalogue) -> str:
    """Say how the headline falls on the two sides and the others."""
    titles = {side.id: words.of(side.name) for side in outcome.exercise.sides}
    titles[ELSEWHERE] = words.say(f"group.{ELSEWHERE}")
    parts = [
        words.say("reason.side", side=titles[side], value=with_error(figure, words))
        for side, figure in headline(outcome).by_side.items()
    ]
    return words.say("reason.sides", parts=words.say("list.separator").join(parts))


def summary(outcome: Outcome, words: Catalogue) -> list[str]:
    """The summary of a report, one text a paragraph."""
    why = words.joined(reasons(outcome, words))
    if verdict(outcome) is not Verdict.CLEAR:
        why = words.say("reason.why", reasons=why)
    others = []
    unit = unit_in_words(outcome.system.unit, words)
    for key, without, instead in (
        ("summary.scripted", Way.ALONE, Way.SCRIPTED),
        ("summary.silent", Way.SILENT, Way.ALONE),
    ):
        found = difference_between(outcome, without, instead)
        if found is not None:
            others.append(words.say(key, value=with_error(found.total, words), unit=unit))
    joined = words.joined([who_gains(outcome, words), *others])
    return [headline_sentence(outcome, words), why, joined]

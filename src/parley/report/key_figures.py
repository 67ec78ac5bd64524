"""The tables of key figures: the loss of each way, the differences, and who bears them."""

from parley.group.exercise.outcome import CHANNELS, Outcome
from parley.group.exercise.plan import ELSEWHERE
from parley.report.figures import mean_loss
from parley.report.numbers import percent, spread, unit_in_words, with_error
from parley.report.sentences import headline
from parley.report.tables import Table
from parley.report.words import Catalogue


def ways_table(outcome: Outcome, words: Catalogue) -> Table:
    """Mean loss with its error, spread, and institutions below their floor, by way."""
    rows = []
    for played in outcome.played:
        found = mean_loss(outcome, played.way)
        rows.append(
            (
                words.say(f"way.{played.way}"),
                with_error(found, words),
                spread(found, words),
                percent(played.short_at_close.value, words),
            )
        )
    columns = ("way", "mean", "spread", "below_floor")
    heads = tuple(words.say(f"column.{name}") for name in columns)
    caption = words.say("table.ways", unit=unit_in_words(outcome.system.unit, words))
    return Table(caption, heads, tuple(rows), numeric=(1, 2, 3))


def differences_table(outcome: Outcome, words: Catalogue) -> Table:
    """Every difference between two ways, in all and by channel."""
    rows = []
    for each in outcome.differences:
        title = words.say(
            "table.difference",
            without=words.say(f"way.{each.without}"),
            instead=words.say(f"way.{each.instead}"),
        )
        by_channel = [with_error(each.by_channel[channel], words) for channel in CHANNELS]
        rows.append((title, with_error(each.total, words), spread(each.total, words), *by_channel))
    heads = (
        words.say("column.difference"),
        words.say("column.mean"),
        words.say("column.spread"),
        *(words.say(f"channel.{channel}") for channel in CHANNELS),
    )
    caption = words.say("table.differences", unit=unit_in_words(outcome.system.unit, words))
    return Table(caption, heads, tuple(rows), numeric=tuple(range(1, len(heads))))


def sides_table(outcome: Outcome, words: Catalogue) -> Table:
    """The headline for the institutions of each side, and elsewhere."""
    titles = {side.id: words.of(side.name) for side in outcome.exercise.sides}
    titles[ELSEWHERE] = words.say(f"group.{ELSEWHERE}")
    lead = headline(outcome)
    rows = [
        (titles[side], with_error(figure, words), spread(figure, words))
        for side, figure in lead.by_side.items()
    ]
    rows.append(
        (words.say("column.total"), with_error(lead.total, words), spread(lead.total, words))
    )
    heads = tuple(words.say(f"column.{name}") for name in ("group", "mean", "spread"))
    caption = words.say("table.sides", unit=unit_in_words(outcome.system.unit, words))
    return Table(caption, heads, tuple(rows), numeric=(1, 2))

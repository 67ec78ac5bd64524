"""Chart: prices of the asset classes that moved, hour by hour, in each way of playing."""

import altair as alt

from parley.group.exercise.outcome import Outcome, Way
from parley.report.charts.panels import Followed, draw_panels, table_of
from parley.report.figures import moved_prices
from parley.report.numbers import plain
from parley.report.tables import Table
from parley.report.words import Catalogue

NAME = "prices"

#: Classes beyond this many, by the size of their move, are left to the table.
MOST = 5


def has_something_to_show(outcome: Outcome) -> bool:
    """Whether any price moved."""
    return bool(moved_prices(outcome))


def chart(outcome: Outcome, words: Catalogue) -> alt.TopLevelMixin:
    """Draw one row of panels for each class whose price moved, those that moved most first."""
    return draw_panels(_followed(outcome, words)[:MOST], outcome, words)


def sentence(outcome: Outcome, words: Catalogue) -> str:
    """Say which class fell most if each side acts alone, and by how much."""
    return words.say(
        "chart.prices.sentence",
        name=_title(_sorted(outcome)[0], outcome, words),
        fall=plain(_fall(outcome, _sorted(outcome)[0]), words),
        count=len(_sorted(outcome)),
        all=len(outcome.system.asset_classes),
    )


def table(outcome: Outcome, words: Catalogue) -> Table:
    """The furthest point and the end of each price."""
    caption = words.say("chart.prices.title")
    return table_of(_followed(outcome, words), outcome, words, caption)


def _fall(outcome: Outcome, name: str) -> float:
    """Largest fall of the mean price when each side acts alone, per cent."""
    return 100 * float(1 - outcome.way(Way.ALONE).series[f"price.{name}"][:, 0].min())


def _sorted(outcome: Outcome) -> list[str]:
    return sorted(moved_prices(outcome), key=lambda name: -_fall(outcome, name))


def _title(name: str, outcome: Outcome, words: Catalogue) -> str:
    found = next(each for each in outcome.system.asset_classes if each.name == name)
    return found.title_zh if words.language == "zh" else found.title_en


def _followed(outcome: Outcome, words: Catalogue) -> list[Followed]:
    return [
        Followed(
            words.say("title.change", title=_title(name, outcome, words)),
            {played.way: 100 * (played.series[f"price.{name}"] - 1) for played in outcome.played},
        )
        for name in _sorted(outcome)
    ]

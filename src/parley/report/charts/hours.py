"""Chart: what happened hour by hour, in each way of playing."""

import altair as alt
import numpy as np

from parley.group.exercise.outcome import SERIES, Outcome, Way
from parley.report.charts.panels import Followed, draw_panels, table_of
from parley.report.numbers import decimal, unit_in_words
from parley.report.tables import Table
from parley.report.words import Catalogue

NAME = "hours"

#: What leads if there is nothing else to show.
_ALWAYS = ("unsettled", "loss")


def chart(outcome: Outcome, words: Catalogue) -> alt.TopLevelMixin:
    """Draw one row of panels for each figure that ever moved."""
    return draw_panels(_followed(outcome, words), outcome, words)


def sentence(outcome: Outcome, words: Catalogue) -> str:
    """Say when most was unsettled if each side acts alone, and what was lost in the end."""
    alone = outcome.way(Way.ALONE).series
    at_once = outcome.way(Way.AT_ONCE).series
    hour = int(np.argmax(alone["unsettled"][:, 0]))
    return words.say(
        "chart.hours.sentence",
        peak=decimal(float(alone["unsettled"][hour, 0]), words),
        hour=hour,
        at_once=decimal(float(at_once["unsettled"][:, 0].max()), words),
        loss=decimal(float(alone["loss"][-1, 0]), words),
        loss_at_once=decimal(float(at_once["loss"][-1, 0]), words),
        unit=unit_in_words(outcome.system.unit, words),
    )


def table(outcome: Outcome, words: Catalogue) -> Table:
    """The furthest point and the end of each figure."""
    caption = words.say("chart.hours.title")
    return table_of(_followed(outcome, words), outcome, words, caption)


def _followed(outcome: Outcome, words: Catalogue) -> list[Followed]:
    unit = unit_in_words(outcome.system.unit, words)
    return [
        Followed(
            words.say("title.with_unit", title=words.say(f"series.{name}"), unit=unit),
            {played.way: played.series[name] for played in outcome.played},
        )
        for name in SERIES
        if name in _ALWAYS or any(played.series[name].any() for played in outcome.played)
    ]

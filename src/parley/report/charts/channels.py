"""Chart: the loss in each way of playing, stacked by the channel that carried it."""

import altair as alt
import numpy as np

from parley.group.exercise.outcome import CHANNELS, Outcome, Way
from parley.report.charts import style
from parley.report.figures import loss_by_channel, share_by_channel
from parley.report.numbers import column, decimal, percent, unit_in_words
from parley.report.tables import Table
from parley.report.words import Catalogue

NAME = "channels"

#: Which texture stands for which channel: neighbours in the stack differ in lightness.
FILLS = {"direct": 0, "price": 4, "credit": 1, "delay": 5}

_LABELS, _TOTALS, _ROW, _BAR = 140, 70, 46, 28
_PLOT = style.WIDTH - _LABELS - _TOTALS


def chart(outcome: Outcome, words: Catalogue) -> alt.TopLevelMixin:
    """Draw one bar a way; the share of a channel is written where it fits."""
    losses = {played.way: loss_by_channel(outcome, played.way) for played in outcome.played}
    top = max(sum(each.values()) for each in losses.values()) or 1.0
    bars: list[dict[str, object]] = []
    totals: list[dict[str, object]] = []
    for row, (way, by_channel) in enumerate(losses.items()):
        begin, middle = 0.0, row * _ROW + _ROW / 2
        whole = sum(by_channel.values())
        for channel, loss in by_channel.items():
            share = percent(loss / whole if whole else 0.0, words)
            half = (style.text_width(share, 11) / 2 + 3) / _PLOT * top
            fits = loss / top * _PLOT > style.text_width(share, 11) + 14
            bars.append(
                {
                    "from": begin,
                    "to": begin + loss,
                    "middle": begin + loss / 2,
                    "top": middle - _BAR / 2,
                    "bottom": middle + _BAR / 2,
                    "paper_top": middle - 8,
                    "paper_bottom": middle + 8,
                    "y": middle,
                    "fill": style.TEXTURES[FILLS[channel]].key,
                    "text": share if fits else "",
                    "paper_from": begin + loss / 2 - half,
                    "paper_to": begin + loss / 2 + half,
                }
            )
            begin += loss
        totals.append(
            {
                "to": begin,
                "y": middle,
                "way": style.wrapped(words.say(f"way.{way}"), _LABELS - 20, 13, 2),
                "text": decimal(begin, words),
            }
        )
    entries = [
        style.Entry(words.say(f"channel.{channel}"), style.TEXTURES[FILLS[channel]].key)
        for channel in CHANNELS
    ]
    drawn = _layers(bars, totals, top, len(losses) * _ROW, _axis(outcome, words))
    return alt.vconcat(style.legend(entries, style.WIDTH, indent=_LABELS), drawn, spacing=10)


def _axis(outcome: Outcome, words: Catalogue) -> str:
    unit = unit_in_words(outcome.system.unit, words)
    return words.say("title.with_unit", title=words.say("axis.mean_loss"), unit=unit)


def _layers(
    bars: list[dict[str, object]],
    totals: list[dict[str, object]],
    top: float,
    height: float,
    title: str,
) -> alt.LayerChart:
    across = style.across(top, title)
    names = [{"y": row["y"], "text": row["way"]} for row in totals]
    layers = [
        *style.cut_bars(bars, across, height),
        style.lettering(
            totals,
            {"x": alt.X("to:Q", **across), "y": style.down(height)},
            dx=8,
            fontWeight="bold",
        ),
        style.lettering(names, style.beside(-_LABELS, height), fontSize=13, fontWeight="bold"),
    ]
    return style.layered(layers, _PLOT, height)


def sentence(outcome: Outcome, words: Catalogue) -> str:
    """Say which share each channel carries if each side acts alone."""
    shares = share_by_channel(outcome, Way.ALONE)
    return words.say(
        "sentence.channels",
        **{channel: percent(share, words) for channel, share in shares.items()},
    )


def table(outcome: Outcome, words: Catalogue) -> Table:
    """Mean loss by way and channel."""
    rows = []
    for played in outcome.played:
        losses = list(loss_by_channel(outcome, played.way).values())
        cells = column(np.array([*losses, sum(losses)]), words)
        rows.append((words.say(f"way.{played.way}"), *cells))
    heads = (
        words.say("column.way"),
        *(words.say(f"channel.{channel}") for channel in CHANNELS),
        words.say("column.total"),
    )
    caption = words.say(
        "title.with_unit",
        title=words.say("chart.channels.title"),
        unit=unit_in_words(outcome.system.unit, words),
    )
    return Table(caption, heads, tuple(rows), numeric=tuple(range(1, len(heads))))

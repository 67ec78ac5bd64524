"""Chart: how the figures of the system are known, as shares of cells and of money."""

import altair as alt

from parley.engine.provenance import Provenance
from parley.engine.provenance_shares import known_shares
from parley.group.exercise.outcome import Outcome
from parley.report.charts import style
from parley.report.numbers import percent
from parley.report.tables import Table
from parley.report.words import Catalogue

NAME = "provenance"

#: Which texture stands for which class; darker is better known.
FILLS = {each: number for number, each in enumerate(Provenance)}

#: The letter of each class: its first in English, the same in both languages.
LETTERS = {each: each.value[0].upper() for each in Provenance} | {Provenance.RECALLED: "?"}

_LABELS, _RIGHT, _ROW, _BAR, _GAP = 210, 24, 32.0, 22.0, 14.0
_PLOT = style.WIDTH - _LABELS - _RIGHT


def chart(outcome: Outcome, words: Catalogue) -> alt.TopLevelMixin:
    """Draw one bar for all cells, one for all money, and one for each item."""
    bars: list[dict[str, object]] = []
    labels: list[dict[str, object]] = []
    shares = known_shares(outcome.system)
    for row, found in enumerate(shares):
        middle = (row + 0.5) * _ROW + (_GAP if row > 1 else 0)
        begin = 0.0
        for provenance, share in found.shares.items():
            if share > 0:
                bars.append(_bar(begin, share, middle, provenance))
            begin += share
        title = words.say(f"item.{found.item}")
        labels.append(
            {
                "y": middle,
                "text": style.shortened(title, _LABELS - 14),
            }
        )
    drawn = _layers(bars, labels, len(shares) * _ROW + _GAP, words.say("axis.share"))
    everywhere = shares[0].shares
    entries = [
        style.Entry(
            words.say(
                "provenance.entry",
                letter=LETTERS[each],
                name=words.say(f"provenance.{each}"),
                share=percent(everywhere[each], words),
            ),
            style.TEXTURES[FILLS[each]].key,
        )
        for each in Provenance
    ]
    return alt.vconcat(style.legend(entries, style.WIDTH, indent=_LABELS), drawn, spacing=8)


def _bar(begin: float, share: float, middle: float, provenance: Provenance) -> dict[str, object]:
    centre, half = 100 * (begin + share / 2), 100 * 8 / _PLOT
    fits = share * _PLOT > 22
    return {
        "from": 100 * begin,
        "to": 100 * (begin + share),
        "middle": centre,
        "top": middle - _BAR / 2,
        "bottom": middle + _BAR / 2,
        "y": middle,
        "paper_from": centre - half,
        "paper_to": centre + half,
        "paper_top": middle - 8,
        "paper_bottom": middle + 8,
        "fill": style.TEXTURES[FILLS[provenance]].key,
        "text": LETTERS[provenance] if fits else "",
    }


def _layers(
    bars: list[dict[str, object]], labels: list[dict[str, object]], height: float, title: str
) -> alt.LayerChart:
    across = style.across(100, title, ticks=5)
    layers = [
        *style.cut_bars(bars, across, height, weight="bold"),
        style.lettering(labels, style.beside(-_LABELS, height)),
    ]
    return style.layered(layers, _PLOT, height)


def sentence(outcome: Outcome, words: Catalogue) -> str:
    """Say which share of cells and of money is read from filings or derived from them."""
    cells, money, *_ = known_shares(outcome.system)
    firm = (Provenance.FILE, Provenance.REPORTED, Provenance.DERIVED)
    return words.say(
        "chart.provenance.sentence",
        cells=percent(sum(cells.shares[each] for each in firm), words),
        money=percent(sum(money.shares[each] for each in firm), words),
        estimated=percent(cells.shares[Provenance.ESTIMATED], words),
        recalled=percent(cells.shares[Provenance.RECALLED], words),
        count=cells.count,
    )


def table(outcome: Outcome, words: Catalogue) -> Table:
    """Shares by class."""
    rows = tuple(
        (
            words.say(f"item.{found.item}"),
            *(percent(found.shares[each], words) for each in Provenance),
            str(found.count),
        )
        for found in known_shares(outcome.system)
    )
    heads = (
        words.say("column.figure"),
        *(words.say(f"provenance.{each}") for each in Provenance),
        words.say("column.cells"),
    )
    caption = words.say("chart.provenance.title")
    return Table(caption, heads, rows, numeric=tuple(range(1, len(heads))))

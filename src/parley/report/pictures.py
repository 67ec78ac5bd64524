"""A chart as a picture: drawn once as SVG, with its title, its meaning in words and its table."""

import re
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol, cast

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode
from markupsafe import Markup, escape

from parley.group.exercise.outcome import Outcome
from parley.report.charts import style
from parley.report.tables import Table
from parley.report.words import Catalogue

#: What Vega writes for screen readers, in English only; the picture has its own title instead.
_MACHINE_WORDS = re.compile(r' (?:role="graphics-[^"]*"|aria-[a-z]+="[^"]*")')

_SIZE = re.compile(r'width="([0-9.]+)" height="([0-9.]+)"')
_VIEW = re.compile(r'viewBox="[^"]*"')


class Chart(Protocol):
    """What each file in ``charts`` offers."""

    NAME: str

    def chart(self, outcome: Outcome, words: Catalogue) -> alt.TopLevelMixin:
        """The picture."""

    def sentence(self, outcome: Outcome, words: Catalogue) -> str:
        """What the picture shows, in words and numbers: its text alternative."""

    def table(self, outcome: Outcome, words: Catalogue) -> Table:
        """The figures that are drawn."""


@dataclass(frozen=True)
class Picture:
    """One chart of one report.

    Args:
        name: Identifier; also the name of its file.
        title: What it is called.
        sentence: What it shows, in words and numbers.
        reading: How to read it.
        svg: The drawing, safe to put into a page.
        table: The figures that are drawn.
    """

    name: str
    title: str
    sentence: str
    reading: str
    svg: Markup
    table: Table


def draw(chart: ModuleType, outcome: Outcome, words: Catalogue) -> Picture:
    """Draw one chart in one language.

    Args:
        chart: A file of ``charts``; see ``Chart`` for what it offers.
        outcome: What is drawn.
        words: Gives the language.
    """
    source = cast(Chart, chart)
    name = source.NAME
    title = words.say(f"chart.{name}.title")
    sentence = source.sentence(outcome, words)
    return Picture(
        name=name,
        title=title,
        sentence=sentence,
        reading=words.say(f"chart.{name}.reading"),
        svg=_svg(_specification(source, outcome, words), name, title, sentence, words),
        table=source.table(outcome, words),
    )


def _specification(chart: Chart, outcome: Outcome, words: Catalogue) -> dict[str, Any]:
    """The chart in Vega-Lite; checking every part again while it is put together takes long."""
    with debug_mode(False):
        drawn = chart.chart(outcome, words).to_dict(validate=False)
    return {**drawn, "config": style.config()}


def _svg(
    specification: dict[str, Any], name: str, title: str, sentence: str, words: Catalogue
) -> Markup:
    """Turn a chart into SVG with a title, a description and patterns; everything is escaped."""
    drawn = vl_convert.vegalite_to_svg(specification)
    drawn = style.filled_with_patterns(_MACHINE_WORDS.sub("", drawn), name)
    head, body = drawn.split(">", 1)
    head, mark = _with_mark(head, words)
    head += (
        f' role="img" lang="{words.tag}"'
        f' aria-labelledby="{name}-title" aria-describedby="{name}-description"'
    )
    named = (
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-description">{escape(sentence)}</desc>'
    )
    # safe: Vega escapes what it draws, and what is added here is escaped above
    return Markup(f"{head}>{named}{style.pattern_definitions(drawn, name)}{mark}{body}")  # noqa: S704


def _with_mark(head: str, words: Catalogue) -> tuple[str, str]:
    """Make room at the foot of a drawing for the mark of an exercise, and write it there.

    A chart may leave its report, and no path may strip the mark.
    """
    width, height = (float(size) for size in _SIZE.findall(head)[0])
    taller = height + style.FOOT
    head = _SIZE.sub(f'width="{width:g}" height="{taller:g}"', head, count=1)
    head = _VIEW.sub(f'viewBox="0 0 {width:g} {taller:g}"', head, count=1)
    ground = f'<rect width="{width:g}" height="{taller:g}" fill="{style.PAPER}"/>'
    text = (
        f'<text x="{width - 6:g}" y="{taller - 6:g}" text-anchor="end" fill="{style.ALARM}"'
        f' font-family="{escape(style.FONT)}" font-size="11px" font-weight="bold">'
        f"{escape(words.say('exercise.mark'))}</text>"
    )
    return head, ground + text

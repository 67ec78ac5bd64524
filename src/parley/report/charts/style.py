"""How every chart looks: sizes, letters, colours with their textures, and measured text."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import altair as alt

from parley.group.exercise.outcome import Way

#: Width of every chart in pixels, margins and labels included.
WIDTH = 780

#: Height of the foot of a picture, where the mark of an exercise stands, in pixels.
FOOT = 20

FONT = (
    'Arial, "Liberation Sans", "Helvetica Neue", "Noto Sans CJK SC", "Noto Sans SC", '
    '"PingFang SC", "Microsoft YaHei", sans-serif'
)
INK, MUTED, RULE, PAPER = "#1d2733", "#525d68", "#d9dee3", "#ffffff"
ACCENT, WARM, ALARM = "#0b4f7d", "#a63c06", "#8a1c14"
SMALL, NORMAL, LARGE = 11, 12, 13

#: One colour, dash and shape for each way of playing. The colours are those of Okabe and Ito
#: (2008), darkened for contrast; the dashes and shapes carry the same meaning without colour.
WAY_COLOURS = {
    Way.SILENT: "#4d4d4d",
    Way.ALONE: "#b34b00",
    Way.SCRIPTED: "#0067a3",
    Way.AT_ONCE: "#007a5a",
}
WAY_DASHES = {
    Way.SILENT: [2, 2],
    Way.ALONE: [7, 3],
    Way.SCRIPTED: [9, 3, 2, 3],
    Way.AT_ONCE: [1, 0],
}
WAY_SHAPES = {
    Way.SILENT: "cross",
    Way.ALONE: "triangle-up",
    Way.SCRIPTED: "diamond",
    Way.AT_ONCE: "circle",
}


@dataclass(frozen=True)
class Texture:
    """A fill that differs from its neighbours by colour, by lightness and by pattern.

    Args:
        key: The colour that stands for the texture until a chart is drawn; used for nothing else.
        fill: Colour of the ground.
        ink: Colour of the pattern.
        motif: Content of one tile of the pattern, 8 by 8 pixels, as SVG; empty for a plain fill.
    """

    key: str
    fill: str
    ink: str
    motif: str


_DIAGONAL = '<path d="M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4" stroke="{ink}" stroke-width="1.4"/>'
_DOTS = '<circle cx="2" cy="2" r="1.1" fill="{ink}"/><circle cx="6" cy="6" r="1.1" fill="{ink}"/>'
_GRID = '<path d="M0,4 H8 M4,0 V8" stroke="{ink}" stroke-width="0.9"/>'
_LINES = '<path d="M0,2 H8 M0,6 H8" stroke="{ink}" stroke-width="0.8"/>'
_POSTS = '<path d="M2,0 V8 M6,0 V8" stroke="{ink}" stroke-width="0.9"/>'

#: Six fills from dark to light; no two share a pattern.
TEXTURES = (
    Texture("#fe0100", "#12395c", "#12395c", ""),
    Texture("#fe0101", "#2f6f9f", "#7fb2d6", _DIAGONAL),
    Texture("#fe0102", "#6aa9cd", "#2b5f85", _DOTS),
    Texture("#fe0103", "#e3a44f", "#a8681a", _POSTS),
    Texture("#fe0104", "#f4dfb4", "#cfa55a", _GRID),
    Texture("#fe0105", "#f8f7f3", "#a9a49c", _LINES),
)


def pattern_definitions(svg: str, prefix: str) -> str:
    """Those patterns of ``TEXTURES`` that ``svg`` uses, their names beginning with ``prefix``."""
    tiles = [
        f'<pattern id="{prefix}-{number}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{texture.fill}"/>'
        f"{texture.motif.format(ink=texture.ink)}</pattern>"
        for number, texture in enumerate(TEXTURES)
        if f"url(#{prefix}-{number})" in svg
    ]
    return f"<defs>{''.join(tiles)}</defs>" if tiles else ""


def filled_with_patterns(svg: str, prefix: str) -> str:
    """Replace the colours that stand for ``TEXTURES`` by their patterns."""
    for number, texture in enumerate(TEXTURES):
        svg = svg.replace(f'fill="{texture.key}"', f'fill="url(#{prefix}-{number})"')
    return svg


def config() -> dict[str, object]:
    """The settings of Vega-Lite that all charts share."""
    axis = {
        "labelColor": MUTED,
        "labelFontSize": SMALL,
        "titleColor": INK,
        "titleFontSize": NORMAL,
        "titleFontWeight": "normal",
        "titlePadding": 8,
        "gridColor": RULE,
        "domainColor": MUTED,
        "tickColor": MUTED,
        "labelOverlap": True,
    }
    return {
        "aria": False,
        "font": FONT,
        "background": PAPER,
        "view": {"stroke": None},
        "axis": axis,
        "title": {"color": INK, "fontSize": LARGE, "fontWeight": "bold", "anchor": "start"},
        "header": {
            "labelColor": INK,
            "labelFontSize": NORMAL,
            "labelFontWeight": "bold",
            "title": None,
        },
        "text": {"color": INK, "fontSize": NORMAL},
    }


def rows_of(rows: Iterable[Mapping[str, object]]) -> alt.InlineData:
    """Rows as the data of a chart.

    They are a tuple because Altair copies lists, and each row in them, whenever layers are joined.
    """
    values: Any = tuple(dict(row) for row in rows)
    return alt.InlineData(values=values)


def text_width(text: str, size: float = NORMAL) -> float:
    """How wide a text is drawn, in pixels; a little more than true, so that labels have air."""
    return size * sum(_letter_width(letter) for letter in text)


def _letter_width(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in " .,;:'!|ijlft()[]/-":
        return 0.32
    if letter.isupper() or letter in "mwMW%±−—…@":
        return 0.74 if letter not in "MW%@—…" else 0.95
    return 0.57


def wrapped(text: str, width: float, size: float = NORMAL, lines: int = 3) -> list[str]:
    """Break a text into lines that are at most ``width`` pixels wide; the last may end in ``…``.

    Chinese breaks after any character, other scripts between words.
    """
    found, line = [], ""
    for piece in _pieces(text):
        if line and text_width(line + piece.rstrip(), size) > width:
            found.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    found.append(line.rstrip())
    if len(found) > lines:
        found = [*found[: lines - 1], " ".join(found[lines - 1 :])]
    return [shortened(each, width, size) for each in found]


def _pieces(text: str) -> list[str]:
    """Parts between which a line may break, each with the space that follows it."""
    pieces: list[str] = []
    open_end = False
    for letter in text:
        wide = unicodedata.east_asian_width(letter) in "WF"
        closing = letter in "，。、；：）》”？！"
        if pieces and (closing or (open_end and not wide)):
            pieces[-1] += letter
        else:
            pieces.append(letter)
        open_end = not wide and letter != " "
    return pieces


def shortened(text: str, width: float, size: float = NORMAL) -> str:
    """Cut a text to ``width`` pixels, with ``…`` at the end if something was cut."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    head, space, tail = text.rpartition(" ")
    if space and len(tail) < 10 and len(head) > 10:
        text = head  # rather a whole word less than half a word more
    return text.rstrip(" ，,.") + "…"


def placed(width: float, height: float, x: str = "x", y: str = "y") -> dict[str, Any]:
    """Encodings that place marks by pixels from the upper left corner, without axes.

    Args:
        width, height: Size of the picture in pixels.
        x, y: Names of the columns that hold the pixels.
    """
    return {
        "x": alt.X(f"{x}:Q").axis(None).scale(domain=[0, width], nice=False, zero=False),
        "y": alt.Y(f"{y}:Q").axis(None).scale(domain=[height, 0], nice=False, zero=False),
    }


def across(top: float, title: str, low: float = 0.0, ticks: int = 7) -> dict[str, Any]:
    """The settings of a horizontal axis with a scale, for ``alt.X``.

    Args:
        top, low: Ends of the scale.
        title: What the axis shows, with its unit.
        ticks: About how many numbers stand on it.
    """
    return {
        "title": title,
        "scale": alt.Scale(domain=[low, top], nice=False, zero=False),
        "axis": alt.Axis(tickCount=ticks),
    }


def down(height: float, field: str = "y") -> alt.Y:
    """A vertical place in pixels from the top, without an axis."""
    return alt.Y(f"{field}:Q").axis(None).scale(domain=[height, 0], nice=False, zero=False)


def heading(text: str, width: float, indent: float = 0.0) -> alt.LayerChart:
    """One line of text above a legend or a plot, flush left."""
    size = (width - indent, 20)
    rows = [{"x": -indent, "y": 10, "text": text}]
    return layered([lettering(rows, placed(*size), color=MUTED)], *size)


def beside(left: float, height: float, field: str = "y") -> dict[str, Any]:
    """Encodings for texts beside a plot, ``left`` pixels from its left edge (negative: before)."""
    x: Any = alt.XValue(left)  # type: ignore[no-untyped-call]
    return {"x": x, "y": down(height, field)}


def layered(layers: Sequence[alt.Chart], width: float, height: float) -> alt.LayerChart:
    """Layers on top of each other, the first at the bottom."""
    picture: Any = alt.layer(*layers).properties(width=width, height=height)
    return cast(alt.LayerChart, picture)


def lettering(
    rows: Iterable[Mapping[str, object]], places: Mapping[str, Any], **look: Any
) -> alt.Chart:
    """Texts of the column ``text``, flush left and centred on their height.

    Args:
        rows: One a text.
        places: Encodings that say where.
        look: What differs from that, as for a text mark of Vega-Lite.
    """
    settings = {"align": "left", "baseline": "middle", "lineHeight": 15, **look}
    drawn: Any = (
        alt.Chart(rows_of(rows)).mark_text(**settings).encode(**places, text=alt.Text("text:N"))
    )
    return cast(alt.Chart, drawn)


@dataclass(frozen=True)
class Entry:
    """One entry of a legend: what is drawn, and what it means.

    Args:
        label: What it means.
        colour: Colour of the mark.
        shape: A Vega shape, for example ``square``, or a path.
        filled: Whether the shape is filled or an outline.
    """

    label: str
    colour: str
    shape: str = "square"
    filled: bool = True


def cut_bars(
    bars: Sequence[Mapping[str, object]],
    across_axis: Mapping[str, Any],
    height: float,
    weight: str = "normal",
) -> list[alt.Chart]:
    """Bars cut into parts, each with its text on paper where there is room for it.

    Args:
        bars: One row for each part: ``from``, ``to``, ``top``, ``bottom``, ``fill``, ``text``, and
            where the text stands: ``middle``, ``y``, ``paper_from``, ``paper_to``, ``paper_top``,
            ``paper_bottom``.
        across_axis: As ``across`` gives it.
        height: Of the plot.
        weight: Of the letters.
    """
    parts = alt.Chart(rows_of(bars))
    written = [bar for bar in bars if bar["text"]]
    paper = alt.Chart(rows_of(written))
    return [
        parts.mark_rect(opacity=1, stroke=INK, strokeWidth=0.7).encode(
            x=alt.X("from:Q", **across_axis),
            x2=alt.X2("to:Q"),
            y=down(height, "top"),
            y2=alt.Y2("bottom:Q"),
            fill=alt.Fill("fill:N").scale(None),
        ),
        paper.mark_rect(color=PAPER, opacity=1).encode(
            x=alt.X("paper_from:Q", **across_axis),
            x2=alt.X2("paper_to:Q"),
            y=down(height, "paper_top"),
            y2=alt.Y2("paper_bottom:Q"),
        ),
        lettering(
            written,
            {"x": alt.X("middle:Q", **across_axis), "y": down(height)},
            align="center",
            fontSize=SMALL,
            fontWeight=weight,
        ),
    ]


def legend(entries: Sequence[Entry], width: float, indent: float = 0.0) -> alt.LayerChart:
    """A legend above a chart: entries side by side, in as many lines as they need.

    Args:
        entries: In reading order.
        width: Pixels available.
        indent: Pixels by which the legend begins left of the plot below it.
    """
    rows: list[dict[str, object]] = []
    across, line = 0.0, 0
    for entry in entries:
        needed = 20 + text_width(entry.label) + 22
        if across > 0 and across + needed > width:
            across, line = 0.0, line + 1
        rows.append(
            {
                "x": across - indent + 7,
                "tx": across - indent + 20,
                "y": line * 21 + 10,
                "text": entry.label,
                "stroke": MUTED if entry.filled else entry.colour,
                "fill": entry.colour if entry.filled else PAPER,
                "shape": entry.shape,
                "thick": 1.8 if not entry.filled else 0.6,
            }
        )
        across += needed
    height = (line + 1) * 21
    size = (width - indent, height)
    marks = (
        alt.Chart(rows_of(rows))
        .mark_point(size=130, opacity=1)
        .encode(
            **placed(*size),
            fill=alt.Fill("fill:N").scale(None),
            stroke=alt.Stroke("stroke:N").scale(None),
            strokeWidth=alt.StrokeWidth("thick:Q").scale(None).legend(None),
            shape=alt.Shape("shape:N").scale(None),
        )
    )
    return layered([marks, lettering(rows, placed(*size, x="tx"))], *size)

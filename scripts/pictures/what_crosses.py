"""Draw docs/pictures/what_crosses.svg: what stays, and what crosses, in a joint and a secret run.

``python -m scripts.pictures.what_crosses`` draws it. Nothing is computed: the picture says what the
tables of docs/joint.md and docs/secret.md say.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert as vlc

ROOT = Path(__file__).resolve().parents[2]
WIDTH, HEIGHT = 330, 300
INK, SIDE, OTHER, OPEN, HIDDEN = "#1d2733", "#dbe7f1", "#f6e3d3", "#8a1c14", "#5a6b7b"


@dataclass(frozen=True)
class Box:
    """A node with what it holds: corners in per cent of the panel, lines of text, a colour."""

    left: float
    low: float
    right: float
    high: float
    lines: tuple[str, ...]
    fill: str


@dataclass(frozen=True)
class Arrow:
    """What goes both ways between two places: ends, words beside it, whether they can be read.

    Where both ends are one there is no line.
    """

    x: float
    y: float
    to_x: float
    to_y: float
    words: tuple[str, ...]
    word_x: float
    word_y: float
    is_readable: bool


HELD = ("balance sheets", "debts within", "debts across", "shocks")

JOINT = (
    (
        Box(1, 30, 27, 92, ("Side A", *HELD, "payments"), SIDE),
        Box(73, 30, 99, 92, ("Side B", *HELD, "payments"), OTHER),
    ),
    (
        Arrow(28, 84, 72, 84, ("terms, commitments",), 50, 88, True),
        Arrow(28, 69, 72, 69, ("digests of debts across",), 50, 73, True),
        Arrow(28, 50, 72, 50, ("what each creditor is", "paid, in every round"), 50, 59, True),
        Arrow(28, 35, 72, 35, ("shortfall, defaults",), 50, 39, True),
    ),
)

SECRET = (
    (
        Box(1, 44, 27, 92, ("Side A", *HELD), SIDE),
        Box(73, 44, 99, 92, ("Side B", *HELD), OTHER),
        Box(34, 2, 66, 19, ("Third node", "holds no books"), "#ececec"),
    ),
    (
        Arrow(28, 84, 72, 84, ("terms, commitments",), 50, 88, True),
        Arrow(28, 69, 72, 69, ("digests of debts across",), 50, 73, True),
        Arrow(28, 50, 72, 50, ("shares of all else:", "look like chance"), 50, 59, False),
        Arrow(20, 43, 38, 20, ("shares",), 22, 29, False),
        Arrow(80, 43, 62, 20, ("shares",), 78, 29, False),
        Arrow(50, 33, 50, 33, ("opened to all three:", "the sums alone"), 50, 37, True),
    ),
)

Figure = tuple[tuple[Box, ...], tuple[Arrow, ...]]


def panel(title: str, figure: Figure) -> Any:
    """One of the two halves."""
    boxes, arrows = figure
    x = y = alt.Scale(domain=[0, 100], nice=False)
    rects = [vars(box) | {"lines": None} for box in boxes]
    texts = [
        {"x": (box.left + box.right) / 2, "y": box.high - 6 - 7.5 * k, "words": words,
         "weight": "bold" if k == 0 else "normal"}
        for box in boxes
        for k, words in enumerate(box.lines)
    ]  # fmt: skip
    colours = {True: OPEN, False: HIDDEN}
    drawn = [arrow for arrow in arrows if (arrow.x, arrow.y) != (arrow.to_x, arrow.to_y)]
    lines = [vars(arrow) | {"words": None, "colour": colours[arrow.is_readable]} for arrow in drawn]
    heads: list[dict[str, Any]] = [
        {"x": x_end, "y": y_end, "angle": (_angle(arrow) + turn) % 360,
         "colour": colours[arrow.is_readable]}
        for arrow in drawn
        for x_end, y_end, turn in ((arrow.to_x, arrow.to_y, 0), (arrow.x, arrow.y, 180))
    ]  # fmt: skip
    beside = [
        {"x": arrow.word_x, "y": arrow.word_y - 5.5 * k, "words": words,
         "colour": colours[arrow.is_readable]}
        for arrow in arrows
        for k, words in enumerate(arrow.words)
    ]  # fmt: skip
    plain = alt.Color("colour:N", scale=None, legend=None)
    layers = [
        _chart(rects).mark_rect(stroke=INK, cornerRadius=4).encode(
            x=alt.X("left:Q", scale=x, axis=None), x2="right:Q",
            y=alt.Y("low:Q", scale=y, axis=None), y2="high:Q",
            color=alt.Color("fill:N", scale=None, legend=None),
        ),
        *(
            _chart([row]).mark_rule(strokeWidth=1.6, strokeDash=dash).encode(
                x=alt.X("x:Q", scale=x), y=alt.Y("y:Q", scale=y), x2="to_x:Q", y2="to_y:Q",
                color=plain,
            )
            for row in lines
            for dash in [[1, 0] if row["is_readable"] else [4, 3]]
        ),
        *(
            _chart([row]).mark_point(shape="triangle", size=60, filled=True, opacity=1,
                                     angle=row["angle"]).encode(
                x=alt.X("x:Q", scale=x), y=alt.Y("y:Q", scale=y), color=plain,
            )
            for row in heads
        ),
        *(
            _chart([row for row in texts if row["weight"] == weight])
            .mark_text(fontSize=11, fontWeight=weight, color=INK)
            .encode(x=alt.X("x:Q", scale=x), y=alt.Y("y:Q", scale=y), text="words:N")
            for weight in ("bold", "normal")
        ),
        _chart(beside).mark_text(fontSize=11).encode(
            x=alt.X("x:Q", scale=x), y=alt.Y("y:Q", scale=y), text="words:N", color=plain,
        ),
    ]  # fmt: skip
    return alt.layer(*layers).properties(title=title, width=WIDTH, height=HEIGHT)


def _chart(rows: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=rows))


def _angle(arrow: Arrow) -> float:
    """By how many degrees a triangle that points up is turned, clockwise on the screen."""
    across, up = (arrow.to_x - arrow.x) * WIDTH, (arrow.to_y - arrow.y) * HEIGHT
    return round(math.degrees(math.atan2(across, up)) % 360, 1)


def picture() -> dict[str, Any]:
    """The Vega-Lite specification of both halves, side by side."""
    both = alt.hconcat(panel("A joint run", JOINT), panel("A secret run", SECRET))
    specification: dict[str, Any] = both.configure_view(stroke=None).to_dict()
    return specification


if __name__ == "__main__":
    target = ROOT / "docs" / "pictures" / "what_crosses.svg"
    target.write_text(vlc.vegalite_to_svg(picture()), encoding="utf-8")

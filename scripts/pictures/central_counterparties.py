"""Draw docs/pictures/channels/central_counterparties.svg: who bears a default, margin in stress.

``python -m scripts.pictures.central_counterparties`` draws the picture and prints its numbers. All
of it is made up: ten members, one contract, a price that falls.
"""

from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import vl_convert as vlc

from parley.engine.contagion.central_counterparty import (
    cover,
    run_waterfall,
    variation_margin,
)
from parley.engine.default_resources import DefaultResources
from parley.engine.draws import generator
from parley.engine.margin_models import (
    HistoricalMargin,
    MarginModel,
    WeightedMargin,
    margin_by_day,
)

ROOT = Path(__file__).resolve().parents[2]
SEED = 2015

#: Layers from the first to the last, each with its colour.
LAYERS = {
    "1 defaulters' margin": "#12395c",
    "2 defaulters' fund": "#2f6f9f",
    "3 counterparty's own": "#8a1c14",
    "4 survivors' fund": "#e3a44f",
    "5 assessments": "#b97f25",
    "6 gains cut": "#8fbf9f",
    "7 shortfall": "#1d2733",
}

DASHES = [[1, 0], [6, 3], [2, 2], [9, 3, 2, 3]]


def layers() -> list[dict[str, Any]]:
    """Who bears what if the two largest longs default, by how far the price falls.

    Margin covers a fall of 10; the fund covers the two worst members at a fall of 20.
    """
    positions = np.array([30.0, 20, 15, 10, 5, -25, -20, -15, -12, -8])[:, np.newaxis]
    margin = 10.0 * np.abs(positions[:, 0])
    needed = cover(20.0 * np.abs(positions[:, 0]), margin)[0]
    resources = DefaultResources(
        margin, needed * margin / margin.sum(), skin_in_the_game=0.1 * needed, assessments=1.0,
        gains_haircut=0.25,
    )  # fmt: skip
    falls = np.arange(0.0, 60.5, 1.0)
    defaulted = np.arange(10) < 2
    found = run_waterfall(resources, variation_margin(positions, -falls[:, np.newaxis]), defaulted)
    borne = (
        found.own_margin_used.sum(axis=1), found.own_fund_used.sum(axis=1), found.skin_used,
        found.fund_used.sum(axis=1), found.assessed.sum(axis=1), found.gains_cut.sum(axis=1),
        found.shortfall,
    )  # fmt: skip
    return [
        {"fall": float(fall), "layer": layer, "money": round(float(values[d]), 3)}
        for layer, values in zip(LAYERS, borne, strict=True)
        for d, fall in enumerate(falls)
    ]


def margins() -> list[dict[str, Any]]:
    """Margin from day 250 to 500; around days 60 and 350 prices move three times as much."""
    noise = generator(SEED, 0).standard_normal((500, 1))
    day = np.arange(500)
    wild = np.minimum(np.abs(day - 60), np.abs(day - 350)) < 30
    moves = noise * np.where(wild, 3.0, 1.0)[:, np.newaxis]
    models: dict[str, MarginModel] = {
        "fast weights (0.94)": WeightedMargin(decay=0.94),
        "slow weights (0.99)": WeightedMargin(decay=0.99),
        "fast with a floor": WeightedMargin(decay=0.94, floor=1.0),
        "history of 250 days": HistoricalMargin(window=250),
    }
    found = {name: margin_by_day(moves, model)[:, 0] for name, model in models.items()}
    return [
        {"day": t, "model": name, "margin": round(float(margin[t]), 3)}
        for name, margin in found.items()
        for t in range(250, 500, 2)
    ]


def picture() -> dict[str, Any]:
    """The Vega-Lite specification of the picture."""
    areas = (
        alt.Chart(alt.InlineData(values=layers()), width=310, height=240)
        .mark_area()
        .encode(
            x=alt.X("fall:Q", title="fall of the price"),
            y=alt.Y("money:Q", title="borne, cumulated", stack=True),
            order=alt.Order("layer:N"),
            color=alt.Color("layer:N", title=None,
                            scale=alt.Scale(domain=list(LAYERS), range=list(LAYERS.values())),
                            legend=alt.Legend(orient="bottom", columns=3)),
        )
    )  # fmt: skip
    lines = (
        alt.Chart(alt.InlineData(values=margins()), width=310, height=240)
        .mark_line()
        .encode(
            x=alt.X("day:Q", title="day", scale=alt.Scale(domain=[250, 500])),
            y=alt.Y("margin:Q", title="margin for one unit"),
            color=alt.Color("model:N", title=None,
                            scale=alt.Scale(range=["#8a1c14", "#e08a3c", "#1f4e79", "#007a5a"]),
                            legend=alt.Legend(orient="bottom", columns=2)),
            strokeDash=alt.StrokeDash("model:N", legend=None, scale=alt.Scale(range=DASHES)),
        )
    )  # fmt: skip
    chart = alt.hconcat(areas, lines).resolve_scale(color="independent", strokeDash="independent")
    specification: dict[str, Any] = chart.to_dict()
    return specification


if __name__ == "__main__":
    target = ROOT / "docs" / "pictures" / "channels" / "central_counterparties.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(vlc.vegalite_to_svg(picture()), encoding="utf-8")
    for layer in LAYERS:
        print(layer, [r["money"] for r in layers() if r["layer"] == layer and r["fall"] % 10 == 0])
    every = margins()
    for name in dict.fromkeys(row["model"] for row in every):
        rows = [row for row in every if row["model"] == name]
        before = [row["margin"] for row in rows if row["day"] < 320]
        print(name, before[-1], max(row["margin"] for row in rows))

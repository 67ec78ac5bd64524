"""Draw docs/pictures/tutorial/*.svg from the numbers that the tutorial's own code computes."""

from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import vl_convert as vlc

from parley.engine.tails import value_at_risk
from scripts.run_page import run_page

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "pictures" / "tutorial"
COLOURS = {"direct": "#1f4e79", "marking": "#6b9ac4", "price": "#d99a2b", "credit": "#c0504d"}
SAID = {
    "direct": "the shock itself",
    "marking": "claims marked down",
    "price": "lower prices",
    "credit": "debts not paid",
}


def by_channel(page: dict[str, Any]) -> Any:
    """Mean losses of each tenth of the draws, by channel."""
    rows = [
        {
            "tenth": k + 1,
            "channel": SAID[name],
            "order": order,
            "lost": round(float(page["by_channel"][name][page["tenths"][k]].mean()), 2),
        }
        for k in range(10)
        for order, name in enumerate(COLOURS)
    ]
    return (
        alt.Chart(alt.InlineData(values=rows), width=460, height=240)
        .mark_bar()
        .encode(
            x=alt.X("tenth:O", title="draws, from the mildest tenth to the severest",
                    axis=alt.Axis(labelAngle=0)),
            y=alt.Y("lost:Q", title="equity lost, USD bn"),
            color=alt.Color("channel:N", title=None, sort=list(SAID.values()),
                            legend=alt.Legend(orient="top"),
                            scale=alt.Scale(domain=list(SAID.values()),
                                            range=list(COLOURS.values()))),
            order=alt.Order("order:Q"),
        )
    )  # fmt: skip


def by_pair(page: dict[str, Any]) -> Any:
    """Who lost because of whom, among the ten largest banks."""
    rank, pairs = page["rank"][:10], page["pairs"]
    rows = [
        {"cause": a + 1, "loser": b + 1, "lost": round(float(pairs[i, j]), 3)}
        for a, i in enumerate(rank)
        for b, j in enumerate(rank)
    ]
    return (
        alt.Chart(alt.InlineData(values=rows), width=270, height=270)
        .mark_rect()
        .encode(
            x=alt.X("loser:O", title="the bank that lost, by size", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("cause:O", title="because of the bank, by size"),
            color=alt.Color("lost:Q", title="USD bn, mean", scale=alt.Scale(scheme="blues")),
        )
    )


def the_tail(page: dict[str, Any]) -> Any:
    """Losses exceeded in a share of the draws, with 95 per cent intervals."""
    shares = np.round(np.arange(0.04, 0.505, 0.02), 2)
    found = [value_at_risk(page["total"], 1.0 - share) for share in shares]
    rows = [
        {"share": float(s), "lost": round(f.value), "low": round(f.low), "high": round(f.high)}
        for s, f in zip(shares, found, strict=True)
    ]
    x = alt.X("share:Q", title="share of draws in which more is lost",
              axis=alt.Axis(format="%"), scale=alt.Scale(reverse=True))  # fmt: skip
    base = alt.Chart(alt.InlineData(values=rows), width=460, height=220)
    title = "equity lost by all banks, USD bn"
    band = base.mark_area(opacity=0.3, color="#6b9ac4").encode(
        x=x, y=alt.Y("low:Q", title=title), y2=alt.Y2("high:Q")
    )
    line = base.mark_line(color="#1f4e79", strokeWidth=2.5).encode(x=x, y="lost:Q")
    return alt.layer(band, line)


def the_unknown(page: dict[str, Any]) -> Any:
    """Mean loss of all and of one pair, row by row of the last table."""
    rows = [
        {"study": label, "all": round(float(mean), 1), "pair": round(float(pair), 2)}
        for label, mean, _, pair, _ in page["table"]
    ]
    order = [row["study"] for row in rows]
    base = alt.Chart(alt.InlineData(values=rows), width=215, height=190)

    def dots(field: str, title: str, labels: bool) -> Any:
        y = alt.Y("study:N", title=None, sort=order,
                  axis=alt.Axis(labels=labels, ticks=labels, grid=True,
                                labelLimit=220))  # fmt: skip
        x = alt.X(f"{field}:Q", title=title, scale=alt.Scale(zero=True))
        return base.mark_circle(size=90, color="#1f4e79", opacity=1).encode(x=x, y=y)

    left = dots("all", "lost by all banks, USD bn", True)
    return alt.hconcat(left, dots("pair", "by bank 2 because of bank 1, USD bn", False))


def pictures() -> dict[str, Any]:
    """The pictures by their names."""
    _, page = run_page(ROOT / "docs" / "tutorial.md")
    return {
        "channels": by_channel(page),
        "pairs": by_pair(page),
        "tail": the_tail(page),
        "unknown": the_unknown(page),
    }


if __name__ == "__main__":
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, chart in pictures().items():
        svg = vlc.vegalite_to_svg(chart.to_dict())
        (TARGET / f"{name}.svg").write_text(svg, encoding="utf-8")

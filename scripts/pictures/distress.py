"""Draw docs/pictures/channels/distress.svg: what comes round, runs away, is worth how much."""

from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import vl_convert as vlc

from parley.engine.amounts import Floats
from parley.engine.contagion.distress import Hits, debtrank
from parley.engine.contagion.valuation import (
    BlackCox,
    EisenbergNoe,
    Furfine,
    LinearDebtRank,
    Merton,
    Valuation,
)

ROOT = Path(__file__).resolve().parents[2]
RED, BLUE, GREY = "#c0504d", "#1f4e79", "#7f7f7f"
#: What was lost by the first of a cycle, and by everybody in a random network.
LOST_BY_ONE, LOST_BY_ALL = 0.1, 0.001
#: One debtor: what it owes, its equity before, volatility and the fixed recovery.
OWED, EQUITY, SIGMA, RECOVERY = 100.0, 10.0, 0.1, 0.5


def round_a_cycle(leverage: Floats, banks: int = 3) -> list[dict[str, Any]]:
    """Mean distress on a cycle whose first bank lost a tenth, hit once and many times."""
    rows = []
    ring = np.roll(np.eye(banks), -1, axis=1)
    first = LOST_BY_ONE * (np.arange(banks) == 0)
    for name, hits in (("many times", Hits.MANY), ("once", Hits.ONE)):
        for each in leverage:
            found = debtrank(each * ring, first, hits=hits).require_converged()
            rows.append(
                {"hits": name, "leverage": round(float(each), 4),
                 "distress": round(float(found.distress.mean()), 5)}
            )  # fmt: skip
    return rows


def random_networks(count: int = 240, seed: int = 20261125) -> list[dict[str, Any]]:
    """Mean distress beside the largest eigenvalue of leverage, in networks of every density."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(count):
        n, links = int(rng.integers(20, 60)), rng.uniform(1.0, 8.0)
        matrix = np.where(rng.random((n, n)) < links / n, rng.lognormal(0.0, 0.7, (n, n)), 0.0)
        np.fill_diagonal(matrix, 0.0)
        sums = matrix.sum(axis=1, keepdims=True)
        matrix = np.divide(matrix, sums, out=np.zeros_like(matrix), where=sums > 0)
        matrix *= rng.uniform(0.3, 1.6) * rng.uniform(0.6, 1.4, (n, 1))
        largest = float(np.abs(np.linalg.eigvals(matrix)).max())
        found = debtrank(matrix, np.full(n, LOST_BY_ALL)).require_converged()
        rows.append(
            {"largest": round(largest, 4), "distress": round(float(found.distress.mean()), 6)}
        )
    return rows


def worth_of_a_claim(equity: Floats) -> list[dict[str, Any]]:
    """Value of a claim on one debtor by its equity, under each valuation."""
    valuations: dict[str, Valuation] = {
        "Furfine": Furfine(RECOVERY),
        "Eisenberg-Noe": EisenbergNoe(),
        "Merton": Merton(np.array([SIGMA])),
        "Black-Cox": BlackCox(np.array([SIGMA]), RECOVERY),
        "linear DebtRank": LinearDebtRank(np.array([EQUITY])),
    }
    rows = []
    for name, valuation in valuations.items():
        for each in equity:
            own = np.array([[each]])
            worth = valuation(own, own + OWED, np.array([OWED]))
            rows.append(
                {"valuation": name, "equity": round(float(each), 3),
                 "worth": round(float(worth[0, 0]), 5)}
            )  # fmt: skip
    return rows


def picture() -> dict[str, Any]:
    """The Vega-Lite specification of the picture."""
    below = alt.Legend(orient="bottom", title=None, columns=3)
    cycle = (
        alt.Chart(alt.InlineData(values=round_a_cycle(np.linspace(0.0, 1.3, 66))),
                  title="a cycle of three", width=250, height=220)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("leverage:Q", title="leverage on each debtor"),
            y=alt.Y("distress:Q", title="mean distress"),
            color=alt.Color("hits:N", legend=below, scale=alt.Scale(range=[RED, BLUE])),
        )
    )  # fmt: skip
    points = (
        alt.Chart(alt.InlineData(values=random_networks()), title="240 random networks",
                  width=250, height=220)
        .mark_circle(size=18, opacity=0.7, color=BLUE)
        .encode(
            x=alt.X("largest:Q", title="largest eigenvalue of leverage"),
            y=alt.Y("distress:Q", title="mean distress, all lost 0.1 %",
                    scale=alt.Scale(type="log"), axis=alt.Axis(values=[0.001, 0.01, 0.1, 1])),
        )
    )  # fmt: skip
    one = (
        alt.Chart(alt.InlineData(values=[{"at": 1.0}]))
        .mark_rule(strokeDash=[4, 4], color=GREY)
        .encode(x="at:Q")
    )
    worth = (
        alt.Chart(alt.InlineData(values=worth_of_a_claim(np.linspace(-30.0, 30.0, 121))),
                  title="a claim before maturity", width=250, height=220)
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("equity:Q", title="equity of a debtor that owes 100"),
            y=alt.Y("worth:Q", title="value, share of face"),
            color=alt.Color("valuation:N", legend=below,
                            scale=alt.Scale(range=[RED, BLUE, "#8064a2", GREY, "#76933c"])),
        )
    )  # fmt: skip
    chart = alt.hconcat(cycle, points + one, worth).resolve_scale(color="independent")
    specification: dict[str, Any] = chart.to_dict()
    return specification


if __name__ == "__main__":
    target = ROOT / "docs" / "pictures" / "channels" / "distress.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(vlc.vegalite_to_svg(picture()), encoding="utf-8")

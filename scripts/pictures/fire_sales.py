"""Draw docs/pictures/channels/fire_sales.svg: losses by sales under two rules, by loss on loans.

Needs the figures of the European stress test of 2011, by bank and asset class, in
``../shared/data/eba_2011``.
"""

import csv
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import vl_convert as vlc

from parley.engine.amounts import Floats
from parley.engine.contagion.fire_sales import fire_sale
from parley.engine.impact import PriceImpact
from parley.engine.selling import LeverageTarget, LeverageThresholds, Selling

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "eba_2011" / "cleaned_data_2011.csv"
LOANS = ("COMM_RE", "RES_MORT", "CORP_LOANS", "SME_LOANS", "RET_REV_CL")
#: 10 bn euro sold move any price by 10 basis points, in millions.
IMPACT = 1e-7


def read(path: Path = DATA) -> dict[str, Floats]:
    """Each row of the file as an array over banks, EUR mn; government bonds are called SOV_XX."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    found = {}
    for row in rows:
        name = row[0] if '"' not in row[0] else "SOV_" + row[0].split('"')[1]
        found[name] = np.array([float(cell) for cell in row[7:]])
    return found


def losses_by_sales(given: dict[str, Floats], part: Floats) -> list[dict[str, Any]]:
    """Lost by sales of government bonds when a part of all loans on property is written off."""
    bonds = np.array([values for name, values in given.items() if name.startswith("SOV_")]).T
    loans = sum(given[name] for name in LOANS)
    assets = np.maximum(given["TOT_EXP"], bonds.sum(axis=1) + loans)
    equity = given["TIER_1"]
    sound = assets < 33.0 * equity  # the others would have to sell before anything is lost
    property_loans = (given["RES_MORT"] + given["COMM_RE"])[sound]
    rules: dict[str, Selling] = {
        "back to the leverage before": LeverageTarget(),
        "only above a leverage of 33": LeverageThresholds(0.0, 1 / 33, 1 / (0.95 * 33)),
    }
    rows = []
    for name, rule in rules.items():
        sale = fire_sale(
            bonds[sound],
            equity[sound],
            (assets - equity)[sound],
            PriceImpact.exponential(np.full(bonds.shape[1], IMPACT)),
            losses=part[:, np.newaxis] * property_loans,
            selling=rule,
        ).require_converged()
        lost = sale.losses_from_sales.sum(axis=1) / equity[sound].sum()
        rows += [
            {"rule": name, "part": round(float(x), 4), "lost": round(float(y), 6)}
            for x, y in zip(part, lost, strict=True)
        ]
    return rows


def picture() -> dict[str, Any]:
    """The Vega-Lite specification of the picture."""
    rows = losses_by_sales(read(), np.linspace(0.0, 0.12, 61))
    chart = (
        alt.Chart(alt.InlineData(values=rows), width=460, height=240)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("part:Q", title="written off of all loans on property",
                    axis=alt.Axis(format="%")),
            y=alt.Y("lost:Q", title="lost by sales, of all Tier 1 capital",
                    axis=alt.Axis(format=".1%")),
            color=alt.Color("rule:N", title="banks sell", legend=alt.Legend(orient="bottom"),
                            scale=alt.Scale(range=["#c0504d", "#1f4e79"])),
        )
    )  # fmt: skip
    specification: dict[str, Any] = chart.to_dict()
    return specification


if __name__ == "__main__":
    target = ROOT / "docs" / "pictures" / "channels" / "fire_sales.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(vlc.vegalite_to_svg(picture()), encoding="utf-8")

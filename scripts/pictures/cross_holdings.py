"""Draw docs/pictures/channels/cross_holdings.svg: failures by diversification and integration."""

from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import vl_convert as vlc

from parley.engine.amounts import Floats
from parley.engine.contagion.cross_holdings import dependency_matrix, value_with_failures

ROOT = Path(__file__).resolve().parents[2]
SEED, ORGANISATIONS, NETWORKS = 2014, 100, 200
DEGREES = np.concatenate([np.arange(0.5, 10, 0.5), np.arange(10, 20.1, 1)])
THRESHOLDS = (0.90, 0.93, 0.96)
INTEGRATION = (0.1, 0.3, 0.5, 0.7, 0.9)


def holdings(numbers: np.random.Generator, degree: float, part: float) -> Floats:
    """Each is held by others in equal parts, ``part`` in all; who holds whom is random."""
    n = ORGANISATIONS
    links = numbers.random((n, n)) < degree / (n - 1)
    np.fill_diagonal(links, False)
    holders = links.sum(axis=0)
    rate = np.divide(part, holders, out=np.zeros(n), where=holders > 0)
    return np.asarray(links * rate)


def share_failing(degree: float, part: float, threshold: float) -> float:
    """Mean share that fails when the asset of one, picked at random, is worth nothing.

    Each has one asset worth 1. Who falls below ``threshold`` of its first value fails, and its
    asset is then worth nothing.
    """
    numbers = np.random.Generator(np.random.Philox([SEED, int(10 * degree)]))
    total = 0.0
    for _ in range(NETWORKS):
        shares = holdings(numbers, degree, part)
        first = dependency_matrix(shares).sum(axis=1)
        own = np.ones(ORGANISATIONS)
        own[numbers.integers(ORGANISATIONS)] = 0.0
        found = value_with_failures(shares, own, threshold * first, own)
        total += float(found.failed.mean())
    return total / NETWORKS


def rows(cases: list[tuple[str, float, float]]) -> list[dict[str, Any]]:
    """One row for each case and degree."""
    return [
        {"case": name, "degree": degree, "share": round(share_failing(degree, part, limit), 4)}
        for name, part, limit in cases
        for degree in DEGREES.tolist()
    ]


def panel(title: str, legend: str, cases: list[tuple[str, float, float]]) -> alt.Chart:
    """Share failing by the expected number of others in which one holds a stake."""
    colours = ["#9aa5b1", "#6aa5d8", "#c0813f", "#1f4e79", "#c0504d"]
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows(cases)), width=280, height=220, title=title)
        .mark_line()
        .encode(
            x=alt.X("degree:Q", title="expected number of stakes held"),
            y=alt.Y("share:Q", title="share failing", axis=alt.Axis(format="%"),
                    scale=alt.Scale(domain=[0, 1])),
            color=alt.Color("case:N", title=legend, sort=[name for name, _, _ in cases],
                            scale=alt.Scale(range=colours[-len(cases):])),
        )
    )  # fmt: skip
    return chart


def picture() -> dict[str, Any]:
    """The Vega-Lite specification of the picture."""
    left = panel(
        "Half of each is held by others", "threshold, share of first value",
        [(f"{limit:.2f}", 0.5, limit) for limit in THRESHOLDS],
    )  # fmt: skip
    right = panel(
        "Threshold at 0.93 of first value", "share held by others",
        [(f"{part:.1f}", part, 0.93) for part in INTEGRATION],
    )  # fmt: skip
    both = (left | right).resolve_scale(color="independent")
    specification: dict[str, Any] = both.to_dict()
    return specification


if __name__ == "__main__":
    target = ROOT / "docs" / "pictures" / "channels" / "cross_holdings.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(vlc.vegalite_to_svg(picture()), encoding="utf-8")

"""Draw docs/pictures/channels/clearing.svg: two clearing vectors, and what default costs do."""

from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import vl_convert as vlc

from parley.engine.contagion.clearing import clear
from parley.engine.system import FinancialSystem

ROOT = Path(__file__).resolve().parents[2]
SEED, BANKS, LINKS, NETWORKS = 2013, 100, 20, 20
RATES = {"nothing is lost": 1.0, "a tenth is lost": 0.9, "a quarter is lost": 0.75}
GREATEST, LEAST = "greatest", "least"


def two_banks() -> list[dict[str, Any]]:
    """Two banks owe each other 1; half of what a defaulter has is lost."""
    pair = FinancialSystem(("A", "B"), np.zeros(2), np.array([[0, 1.0], [1.0, 0]]), np.zeros(2))
    found = []
    for cash in np.round(np.linspace(0.0, 0.8, 81), 3).tolist():
        for name in (GREATEST, LEAST):
            paid = clear(pair, [cash, cash], 0.5, 0.5, solution=name).require_converged()
            share = round(float(paid.payments[0, 0]), 4)
            found.append({"cash": cash, "vector": name, "paid": share})
    return found


def network(numbers: np.random.Generator) -> FinancialSystem:
    """A hundred banks, twenty debts each, equity of 6% of assets on average."""
    size = numbers.lognormal(0.0, 1.0, BANKS)
    owes = np.where(numbers.random((BANKS, BANKS)) < LINKS / BANKS, 1.0, 0.0)
    owes *= numbers.lognormal(0.0, 0.5, owes.shape) * np.sqrt(np.outer(size, size))
    np.fill_diagonal(owes, 0.0)
    claims, inside = owes.sum(axis=0), owes.sum(axis=1)
    assets = 1.5 * np.maximum(claims, inside) + 0.5 * size
    equity = numbers.uniform(0.02, 0.1, BANKS) * (assets + claims)
    return FinancialSystem(
        tuple(map(str, range(BANKS))), assets, owes, assets + claims - inside - equity
    )


def many_banks() -> list[dict[str, Any]]:
    """Share of banks that default when all external assets lose the same share."""
    numbers = np.random.Generator(np.random.Philox(SEED))
    losses = np.round(np.linspace(0.0, 0.16, 41), 4)
    cases = [(name, vector) for name in RATES for vector in (GREATEST, LEAST)]
    share = {case: np.zeros(losses.size) for case in cases}
    for _ in range(NETWORKS):
        system = network(numbers)
        assets = system.external_assets * (1.0 - losses[:, np.newaxis])
        for name, vector in cases:
            rate = RATES[name]
            found = clear(system, assets, rate, rate, solution=vector).require_converged()
            share[name, vector] += found.defaulted.mean(axis=1) / NETWORKS
    return [
        {"loss": loss, "lost": name, "vector": vector, "share": round(float(each), 4)}
        for (name, vector), total in share.items()
        for loss, each in zip(losses.tolist(), total, strict=True)
    ]


def picture() -> dict[str, Any]:
    """The Vega-Lite specification of the picture."""
    dash = alt.StrokeDash(
        "vector:N", title="clearing vector", scale=alt.Scale(range=[[1, 0], [5, 4]]),
        sort=[GREATEST, LEAST],
    )  # fmt: skip
    left = (
        alt.Chart(alt.InlineData(values=two_banks()), width=260, height=220,
                  title="Two banks that owe each other 1, half is lost")
        .mark_line(color="#1f4e79")
        .encode(
            x=alt.X("cash:Q", title="external assets of each"),
            y=alt.Y("paid:Q", title="what each pays", scale=alt.Scale(domain=[0, 1.05])),
            strokeDash=dash,
        )
    )  # fmt: skip
    right = (
        alt.Chart(alt.InlineData(values=many_banks()), width=300, height=220,
                  title="A hundred banks, twenty debts each")
        .mark_line()
        .encode(
            x=alt.X("loss:Q", title="loss on external assets", axis=alt.Axis(format="%")),
            y=alt.Y("share:Q", title="share of banks in default", axis=alt.Axis(format="%")),
            color=alt.Color("lost:N", title="in a default", sort=list(RATES),
                            scale=alt.Scale(range=["#7f9fbf", "#c0813f", "#c0504d"])),
            strokeDash=dash,
        )
    )  # fmt: skip
    specification: dict[str, Any] = (left | right).to_dict()
    return specification


if __name__ == "__main__":
    target = ROOT / "docs" / "pictures" / "channels" / "clearing.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(vlc.vegalite_to_svg(picture()), encoding="utf-8")

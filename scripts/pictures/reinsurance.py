"""Draw docs/pictures/channels/reinsurance.svg: a spiral, a tower of layers, two kinds of market."""

from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import vl_convert as vlc
from scipy import sparse

from parley.engine.amounts import Floats
from parley.engine.contagion.claims import ClaimsCleared, clear_claims
from parley.engine.contagion.reinsurance import reinsure
from parley.engine.treaties import Treaties
from parley.engine.treaty import Treaty, excess_of_loss

ROOT = Path(__file__).resolve().parents[2]
#: Loss of 1 in 250 years over all premiums of insurers: about 290 bn dollars of 530 bn.
SHOCK = 0.55
SHADES = ["#1f4e79", "#5b8db8", "#a9c4dc", "#c0504d"]


def spirals() -> list[dict[str, Any]]:
    """Gross claims of a ring of four reinsurers over the loss that entered it.

    A loss of 100 enters at one of them. Each retrocedes a part of all it assumes to the next,
    above a deductible of 2, without a limit or up to 50 or 150.
    """
    names = ("insurer", "R1", "R2", "R3", "R4")
    rows = []
    for limit in (50.0, 150.0, np.inf):
        for share in np.linspace(0.0, 0.98, 50):
            ring = [excess_of_loss("insurer", {"R1": 1.0}, 0.0, 100.0)]
            if share > 0.0:
                ring += [
                    Treaty(f"R{k}", {f"R{k % 4 + 1}": share}, attachment=2.0, limit=limit)
                    for k in range(1, 5)
                ]
            found = reinsure(Treaties.among(names, ring), [100.0, 0, 0, 0, 0]).require_converged()
            label = "none" if np.isinf(limit) else f"{limit:.0f}"
            rows.append({"share": round(float(share), 3), "limit": label,
                         "gross": round(float(found.assumed.sum() / 100.0), 3)})  # fmt: skip
    return rows


def tower() -> list[dict[str, Any]]:
    """Who bears an event: the cedent, a layer of 60 xs 20, one of 120 xs 80, and again the cedent.

    A quarter share of the second layer found no reinsurer.
    """
    layers = [
        excess_of_loss("insurer", {"first layer": 1.0}, 20.0, 60.0),
        excess_of_loss("insurer", {"second layer": 0.75}, 80.0, 120.0),
    ]
    names = ("insurer", "first layer", "second layer")
    losses = np.linspace(0.0, 260.0, 66)
    events = np.column_stack([losses, np.zeros((losses.size, 2))])
    found = reinsure(Treaties.among(names, layers), events).require_converged()
    return [
        {"loss": float(loss), "who": name, "borne": round(float(borne), 3), "place": place}
        for loss, kept in zip(losses, found.retained, strict=True)
        for place, (name, borne) in enumerate(zip(names, kept, strict=True))
    ]


def two_markets(
    firms: int = 400, reinsurers: int = 80, shocks: int = 60
) -> tuple[ClaimsCleared, ClaimsCleared, Floats]:
    """The same premiums, capital and shocks in a market of layers and in one of quota shares.

    After the rules of thumb of Klages-Mundt & Minca (2020), appendix: premiums ceded are a tenth
    of the cover; the cover is four times the deductible; one fifth of the premium buys the upper
    half of it; capital is 0.7 to 2 times net premiums. Their graph of premiums is not public: here
    each firm cedes 5 to 50 per cent of what it receives to four reinsurers, larger ones more often.
    """
    rng = np.random.default_rng(20261125)
    own = (rng.pareto(1.3, firms) + 1.0) * (np.arange(firms) >= reinsurers)
    weight = rng.pareto(1.0, reinsurers) + 0.2
    ceded = np.zeros((firms, firms))
    for i in range(reinsurers, firms):
        chosen = rng.choice(reinsurers, 4, replace=False, p=weight / weight.sum())
        ceded[i, chosen] = own[i] * rng.uniform(0.05, 0.5) * rng.dirichlet(np.ones(4))
    first = ceded.sum(axis=0)
    for i in range(reinsurers):
        others = np.delete(np.arange(reinsurers), i)
        odds = weight[others] / weight[others].sum()
        chosen = rng.choice(others, 4, replace=False, p=odds)
        ceded[i, chosen] = first[i] * rng.uniform(0.1, 0.3) * rng.dirichlet(np.ones(4))
    received = own + ceded.sum(axis=0)
    paid = ceded.sum(axis=1)
    capital = rng.uniform(0.7, 2.0, firms) * np.maximum(received - paid, 0.0)
    part = np.divide(
        ceded, received[:, None], out=np.zeros_like(ceded), where=received[:, None] > 0
    )
    cover, deductible = 10.0 * paid, 2.5 * paid
    share = np.divide(ceded, paid[:, None], out=np.zeros_like(ceded), where=paid[:, None] > 0)
    upper = np.zeros_like(share)
    for buyer in np.flatnonzero(paid):
        i = int(buyer)
        small = int(np.flatnonzero(share[i])[np.argmin(share[i][share[i] > 0])])
        upper[i, small], share[i, small] = 1.0, 0.0
        share[i] /= share[i].sum()
    buys = np.flatnonzero(paid)
    names = tuple(f"firm {i}" for i in range(firms))
    layers = Treaties(
        names, np.concatenate([buys, buys]),
        sparse.csr_array(np.vstack([share[buys], upper[buys]])),
        attachment=np.concatenate([deductible[buys], deductible[buys] + cover[buys] / 2]),
        limit=np.concatenate([cover[buys], cover[buys]]) / 2,
    )  # fmt: skip
    none = np.zeros((firms, firms))
    quotas = Treaties.of_matrices(part.T, none, none + np.inf, names)
    losses = rng.random((shocks, firms)) * own
    size = np.where(np.arange(shocks) < shocks // 2, 215.2, 290.6) / 290.6 * SHOCK * own.sum()
    losses *= (size / losses.sum(axis=1))[:, None]
    done = [
        clear_claims(reinsure(market, losses).require_converged().claims_to_pay, capital)
        for market in (layers, quotas)
    ]
    return done[0].require_converged(), done[1].require_converged(), losses.sum(axis=1)


def shortfalls() -> list[dict[str, Any]]:
    """What policyholders do not get, of the loss, in both markets."""
    layers, quotas, losses = two_markets()
    return [
        {"layers": round(float(a), 4), "quotas": round(float(b), 4),
         "shock": "1 in 100 years" if k < losses.size // 2 else "1 in 250 years"}
        for k, (a, b) in enumerate(zip(
            layers.policyholder_losses.sum(axis=1) / losses,
            quotas.policyholder_losses.sum(axis=1) / losses, strict=True))
    ]  # fmt: skip


def picture() -> dict[str, Any]:
    """The Vega-Lite specification of the picture."""
    ring = (
        alt.Chart(alt.InlineData(values=spirals()), width=230, height=230, title="A ring of four")
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("share:Q", title="retroceded of what exceeds 2 %", axis=alt.Axis(format="%")),
            y=alt.Y("gross:Q", title="claims on reinsurers / loss that entered",
                    scale=alt.Scale(domain=[0, 20], clamp=True)),
            color=alt.Color("limit:N", title="limit, per cent of the loss",
                            sort=["50", "150", "none"],
                            legend=alt.Legend(orient="bottom"),
                            scale=alt.Scale(range=[SHADES[2], SHADES[1], SHADES[3]])),
        )
    )  # fmt: skip
    layers = (
        alt.Chart(alt.InlineData(values=tower()), width=230, height=230, title="A tower of layers")
        .mark_area()
        .encode(
            x=alt.X("loss:Q", title="loss of the event"),
            y=alt.Y("borne:Q", title="borne by"),
            order=alt.Order("place:Q"),
            color=alt.Color("who:N", title=None, legend=alt.Legend(orient="bottom"),
                            sort=["insurer", "first layer", "second layer"],
                            scale=alt.Scale(range=[SHADES[0], SHADES[1], SHADES[2]])),
        )
    )  # fmt: skip
    values = shortfalls()
    top = 1.05 * max(max(row["layers"], row["quotas"]) for row in values)
    scale = alt.Scale(domain=[0, top])
    points = (
        alt.Chart(alt.InlineData(values=values), width=230, height=230,
                  title="Policyholders unpaid, of the loss")
        .mark_point(filled=True, size=36)
        .encode(
            x=alt.X("layers:Q", title="market of layers", scale=scale, axis=alt.Axis(format="%")),
            y=alt.Y("quotas:Q", title="market of quota shares", scale=scale,
                    axis=alt.Axis(format="%")),
            color=alt.Color("shock:N", title=None, legend=alt.Legend(orient="bottom"),
                            scale=alt.Scale(range=[SHADES[1], SHADES[3]])),
        )
    )  # fmt: skip
    ends = alt.InlineData(values=[{"a": 0, "b": 0}, {"a": top, "b": top}])
    line = alt.Chart(ends).mark_line(color="#888", strokeDash=[4, 4]).encode(x="a:Q", y="b:Q")
    chart = (ring | layers | (points + line)).resolve_scale(color="independent")
    specification: dict[str, Any] = chart.to_dict()
    return specification


if __name__ == "__main__":
    target = ROOT / "docs" / "pictures" / "channels" / "reinsurance.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(vlc.vegalite_to_svg(picture()), encoding="utf-8")

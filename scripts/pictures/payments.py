"""Draw docs/pictures/channels/payments.svg: one of the five largest cannot send, others hold back.

Payments between banks are confidential. The network here is made up, at the scale of a large-value
system with a small core; only the five largest's share and the number of transfers are of the size
that is public. ``python -m scripts.pictures.payments`` prints the table and draws the picture.
"""

from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import vl_convert as vlc

from parley.engine.amounts import Floats, Ints, Money
from parley.engine.contagion.payment_day import settle_day
from parley.engine.draws import generator
from parley.engine.payment_terms import Hoarding, Outage

ROOT = Path(__file__).resolve().parents[2]
SEED, BANKS, CORE, TOP = 2022, 400, 25, 5
PAYMENTS, HALF_HOURS = 200_000, 43
#: Days of the past that tell what is usual, and days on which the outage is tried.
USUAL, TRIED = 30, 10
#: Opening reserves as a share of what a bank sends on an average day.
RESERVES = 0.6
THRESHOLDS = np.round(np.arange(0.0, 0.91, 0.1), 1)
#: How much a pair's payments vary from day to day, both ways together: deviation of the log.
TOGETHER = 0.5
#: The same for one way alone. Nobody publishes it, and what counts as unusual hangs on it.
SPREADS = (0.1, 0.2, 0.4)


def network() -> tuple[Floats, Floats]:
    """Size of each bank, and the weight of each pair: everybody pays through the core."""
    rng = generator(SEED, 0)
    size = 1.0 / np.arange(1.0, BANKS + 1) ** 1.1
    core = np.arange(BANKS) < CORE
    chance = np.where(np.logical_or.outer(core, core), 0.35, 0.01)
    chance[np.logical_and.outer(core, core)] = 1.0
    links = np.triu(rng.random((BANKS, BANKS)) < chance, 1)
    links[rng.integers(0, 5, BANKS), np.arange(BANKS)] = True
    weight = np.where(links | links.T, np.outer(size, size), 0.0)
    np.fill_diagonal(weight, 0.0)
    return size, weight


def day(weight: Floats, spread: float, block: int) -> tuple[Ints, Ints, Money, Ints]:
    """Payments of one day: pairs by weight, times that day's luck; amounts with a long tail."""
    rng = generator(SEED, block, stream=1)
    both = np.triu(rng.standard_normal(weight.shape), 1)
    luck = np.exp(TOGETHER * (both + both.T) + spread * rng.standard_normal(weight.shape))
    odds = (weight * luck).ravel()
    pair = rng.choice(odds.size, PAYMENTS, p=odds / odds.sum())
    amount = rng.lognormal(0.0, 1.5, PAYMENTS)
    return pair // BANKS, pair % BANKS, amount, np.sort(rng.integers(0, HALF_HOURS, PAYMENTS))


def study(spread: float) -> list[dict[str, Any]]:
    """Share of the network impaired, and payments forgone, for each threshold of hoarding.

    A bank is impaired if it ends the day with less than its average less two standard deviations.
    Shares are by value sent on an average day, without the bank that is hit; means over the five
    largest and over days.
    """
    _, weight = network()
    days = [day(weight, spread, block) for block in range(USUAL + TRIED)]
    sends = np.mean([np.bincount(s, a, BANKS) for s, _, a, _ in days], axis=0)
    order = np.argsort(-sends)
    opening = RESERVES * sends
    usual = np.array([settle_day(opening, *each).balances[0, -1] for each in days[:USUAL]])
    low = usual.mean(axis=0) - 2 * usual.std(axis=0, ddof=1)
    hit = order[:TOP]
    others = sends * (np.arange(BANKS) != hit[:, np.newaxis])
    found = []
    for threshold in THRESHOLDS.tolist():
        impaired, affected, forgone, quiet = [], [], [], []
        for each in days[USUAL:]:
            normal = settle_day(opening, *each, steps=HALF_HOURS)
            stressed = settle_day(
                np.tile(opening, (TOP, 1)), *each, steps=HALF_HOURS, outages=Outage(hit),
                hoarding=Hoarding(threshold, normal.balances[0]),
            )  # fmt: skip
            below = stressed.balances[:, -1] < low
            impaired.append((below * others).sum(axis=1) / others.sum(axis=1))
            touched = below | (stressed.hoards_from >= 0)
            affected.append((touched * others).sum(axis=1) / others.sum(axis=1))
            lost = (normal.settled_in >= 0) & (stressed.settled_in < 0)
            own = each[0] == hit[:, np.newaxis]
            forgone.append((lost & ~own) @ each[2] / each[2].sum())
            quiet.append(((normal.balances[:, -1] < low) * sends).sum() / sends.sum())
        found.append({
            "spread": spread, "threshold": threshold,
            "impaired": round(float(np.mean(impaired)), 4),
            "affected": round(float(np.mean(affected)), 4),
            "forgone": round(float(np.mean(forgone)), 4),
            "quiet": round(float(np.mean(quiet)), 4),
        })  # fmt: skip
    return found


#: Colour and dash of each line.
LINES = {0.1: ("#1f4e79", [1, 0]), 0.2: ("#b34b00", [6, 3]), 0.4: ("#007a5a", [2, 2])}
MEASURES = {
    "affected": "network impaired or holding back",
    "forgone": "payments of others forgone",
}
PUBLISHED = 0.31


def rows() -> list[dict[str, Any]]:
    """One row for each spread, threshold and measure."""
    return [
        {"spread": f"{each['spread']:g}", "threshold": each["threshold"],
         "measure": title, "share": each[name]}
        for spread in SPREADS for each in study(spread) for name, title in MEASURES.items()
    ]  # fmt: skip


def picture() -> dict[str, Any]:
    """The Vega-Lite specification of the picture."""
    values = rows()
    panels = []
    for title in MEASURES.values():
        some = [row for row in values if row["measure"] == title]
        lines = (
            alt.Chart(alt.InlineData(values=some), width=300, height=230)
            .mark_line(point=alt.OverlayMarkDef(size=18))
            .encode(
                x=alt.X("threshold:Q", title="holds back below this share of the expected balance",
                        axis=alt.Axis(format="%", tickCount=6)),
                y=alt.Y("share:Q", title=title, axis=alt.Axis(format="%"),
                        scale=alt.Scale(domain=[0, 1])),
                color=alt.Color("spread:N", title="daily spread of flows",
                                scale=alt.Scale(domain=[f"{s:g}" for s in LINES],
                                                range=[colour for colour, _ in LINES.values()]),
                                legend=alt.Legend(orient="bottom")),
                strokeDash=alt.StrokeDash("spread:N", legend=None,
                                          scale=alt.Scale(range=[d for _, d in LINES.values()])),
            )
        )  # fmt: skip
        if title == MEASURES["affected"]:
            level = alt.InlineData(
                values=[{"share": PUBLISHED, "text": "published: 31 % impaired"}]
            )
            rule = alt.Chart(level).mark_rule(color="#525d68", strokeDash=[8, 4])
            text = alt.Chart(level).mark_text(
                align="left", dx=4, dy=9, fontSize=10, color="#525d68"
            )
            lines = alt.layer(
                rule.encode(y="share:Q"),
                text.encode(y="share:Q", x=alt.value(10), text="text:N"),
                lines,
            )
        panels.append(lines)
    specification: dict[str, Any] = alt.hconcat(*panels).to_dict()
    return specification


if __name__ == "__main__":
    target = ROOT / "docs" / "pictures" / "channels" / "payments.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(vlc.vegalite_to_svg(picture()), encoding="utf-8")
    for one in SPREADS:
        for row in study(one):
            print(row)

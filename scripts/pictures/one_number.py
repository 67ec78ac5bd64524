"""Draw docs/pictures/one_number.svg: what one number for each country and round says, and misses.

``python -m scripts.pictures.one_number`` draws the picture and prints the table of docs/joint.md.
The system is ``gsib-2022``, cut into two sides by jurisdiction. All banks have first lost 3 per
cent of what they hold outside the network; then one, each in turn, loses half of the rest. Who owes
whom is not known, and drawn: ten networks by minimum density, ten by fitness.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import vl_convert as vlc

from parley.engine.amounts import Ints
from parley.engine.contagion.whole_clearing import clear_whole, paid_to
from parley.engine.networks import draw_systems
from parley.engine.networks.matrices import Method
from parley.exchange.joint.books import Books, crossing, split
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.pool import pool_of
from parley.files.systems.catalogue import find_system

ROOT = Path(__file__).resolve().parents[2]
SEED, NETWORKS = 1, 10
BEFORE, LOSS = 0.03, 0.5
METHODS = (Method.MINIMUM_DENSITY, Method.FITNESS)
TOTAL, ABROAD = "Shortfall of all banks", "Shortfall of the other country's banks"


@dataclass(frozen=True, eq=False)
class Found:
    """Shortfalls by which bank was hit. USD bn. Shape (banks,) each.

    Args:
        total, total_by_number: Of all banks: exact, and by one number for each country.
        abroad, abroad_by_number: Of the banks of the country where no bank was hit.
    """

    total: np.ndarray
    total_by_number: np.ndarray
    abroad: np.ndarray
    abroad_by_number: np.ndarray


def by_one_number(charter: Charter, books: list[Books], most_rounds: int = 1_000) -> list[Ints]:
    """Payments of each side if each tells the other only how much it pays abroad in all.

    Each spreads what comes in over its banks as they have claims. Rounds go on until nothing
    changes.

    Returns:
        For each of the two sides. Shape (draws, n) each.
    """
    claims, inflow = [], []
    for each in books:
        across = each.claims[1 - each.side]
        total = np.zeros(len(each.names), dtype=np.int64)
        np.add.at(total, across.own, across.amount)
        claims.append(total)
        inflow.append(np.tile(total, (charter.draws, 1)))
    for _ in range(most_rounds):
        pays = [
            clear_whole(each.debts, each.assets, charter.recovery, inflow=got).payments
            for each, got in zip(books, inflow, strict=True)
        ]
        after = []
        for each in books:
            there = books[1 - each.side]
            owes = there.owes[each.side]
            paid = paid_to(
                owes.own, np.zeros_like(owes.own), owes.amount, there.debts.owed,
                pays[there.side], 1,
            )[:, 0]  # fmt: skip
            share = paid / max(int(owes.amount.sum()), 1)
            after.append(np.floor(claims[each.side] * share[:, np.newaxis]).astype(np.int64))
        if all(np.array_equal(a, b) for a, b in zip(after, inflow, strict=True)):
            return pays
        inflow = after
    raise RuntimeError("the rounds did not end")


def measure(number: int, method: Method) -> Found:
    """Hit each bank in turn in one drawn network."""
    totals = find_system("gsib-2022")
    drawn = draw_systems(totals, number + 1, seed=SEED, methods=(method,), inner_claims=True)
    system = drawn[number].system
    pool = pool_of(system, 2, 1, SEED, totals.unit)
    units = 10.0 ** int(pool.unit.rpartition("^")[2])
    held = np.array(system.external_assets, dtype=np.float64)
    if system.holdings.size:
        held += system.holdings.sum(axis=1)
    n = held.size
    after = (1.0 - BEFORE) * held * (1.0 - LOSS * np.eye(n))
    assets = np.rint(after * units).astype(np.int64)
    charter = Charter(
        "r", ("a", "b"), crossing(pool.names, pool.side_of, pool.debts), pool.unit, "s", n
    )
    exact = clear_whole(pool.debts, assets, charter.recovery).payments
    told = np.zeros_like(exact)
    books = split(pool.names, pool.side_of, pool.debts, assets, charter)
    for side, pays in enumerate(by_one_number(charter, books)):
        told[:, pool.side_of == side] = pays
    elsewhere = pool.side_of[:, np.newaxis] != pool.side_of
    short, by_number = ((pool.debts.owed - each) / units for each in (exact, told))
    return Found(
        short.sum(axis=1), by_number.sum(axis=1),
        (short * elsewhere).sum(axis=1), (by_number * elsewhere).sum(axis=1),
    )  # fmt: skip


def every() -> dict[Method, list[Found]]:
    """All networks of both methods."""
    return {method: [measure(k, method) for k in range(NETWORKS)] for method in METHODS}


def table(found: dict[Method, list[Found]]) -> list[str]:
    """The lines of the table in docs/joint.md, in Markdown."""
    lines = []
    for method, cases in found.items():
        total, total_told, abroad, told = (
            np.concatenate([getattr(each, name) for each in cases])
            for name in ("total", "total_by_number", "abroad", "abroad_by_number")
        )
        hit = abroad > 0
        missed = 1.0 - told[hit] / abroad[hit]
        off = np.abs(total_told - total)[total > 0] / total[total > 0]
        lines.append(
            f"| {method.value.replace('_', ' ')} | {total.size} | {np.median(off):.1%} | "
            f"{hit.sum()} | {(told[hit] == 0).sum()} | {np.median(missed):.0%} | "
            f"{abroad.sum():,.0f} | {told.sum():,.0f} |"
        )
    return lines


def picture(found: dict[Method, list[Found]]) -> dict[str, Any]:
    """The Vega-Lite specification: exact across, by one number upward, a line where both agree."""
    names = {TOTAL: ("total", "total_by_number"), ABROAD: ("abroad", "abroad_by_number")}
    charts = []
    for title, (exact, told) in names.items():
        values: list[dict[str, Any]] = [
            {"exact": round(float(a), 4), "told": round(float(b), 4),
             "network": method.value.replace("_", " ")}
            for method, cases in found.items()
            for each in cases
            for a, b in zip(getattr(each, exact), getattr(each, told), strict=True)
            if a > 0 or b > 0
        ]  # fmt: skip
        end = max(max(row["exact"], row["told"]) for row in values)
        scale = alt.Scale(type="symlog", constant=1, domain=[0, end])
        ticks = alt.Axis(values=[0, 10, 100, 1_000], grid=True)
        line = (
            alt.Chart(alt.InlineData(values=[{"exact": 0, "told": 0}, {"exact": end, "told": end}]))
            .mark_line(color="#888888", strokeDash=[4, 3])
            .encode(x=alt.X("exact:Q", scale=scale), y=alt.Y("told:Q", scale=scale))
        )
        points = (
            alt.Chart(alt.InlineData(values=values), title=title, width=260, height=260)
            .mark_point(filled=True, size=34, opacity=0.6)
            .encode(
                x=alt.X("exact:Q", title="exact, USD bn", scale=scale, axis=ticks),
                y=alt.Y("told:Q", title="by one number for each country, USD bn", scale=scale,
                        axis=ticks),
                color=alt.Color("network:N", title="networks drawn by",
                                legend=alt.Legend(orient="bottom"),
                                scale=alt.Scale(range=["#1f4e79", "#c0504d"])),
                shape=alt.Shape("network:N", title="networks drawn by"),
            )
        )  # fmt: skip
        charts.append(line + points)
    specification: dict[str, Any] = alt.hconcat(*charts).to_dict()
    return specification


if __name__ == "__main__":
    cases = every()
    print("\n".join(table(cases)))
    target = ROOT / "docs" / "pictures" / "one_number.svg"
    target.write_text(vlc.vegalite_to_svg(picture(cases)), encoding="utf-8")

"""Draw ``docs/pictures/networks.svg``: contagion in true networks and in those found from sums.

``python -m scripts.pictures.networks`` runs the study behind [networks.md](../../docs/networks.md)
anew, prints its table and writes the picture.
"""

from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import vl_convert
from numpy.typing import NDArray

from parley.engine import networks
from parley.engine.contagion.clearing import clear
from parley.engine.draws import generator
from parley.engine.system import FinancialSystem

BANKS, CORE, NETWORKS, DRAWS = 40, 8, 30, 4
CAPITAL = (0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08)
PICTURE = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "networks.svg"
Matrix = NDArray[np.float64]

#: Title, colour and dash of each line.
LINES = {
    "true network": ("#111111", [1, 0]),
    "maximum entropy": ("#0072b2", [8, 3]),
    "minimum density": ("#d55e00", [2, 2]),
    "fitness": ("#009e73", [6, 2, 2, 2]),
    "Bayesian": ("#8a5a9e", [4, 2]),
}


def true_network(seed: int) -> Matrix:
    """A core of eight large banks that nearly all owe each other, and small ones around it."""
    rng = generator(seed, 0)
    size = np.append(rng.uniform(5, 15, CORE), rng.pareto(2.0, BANKS - CORE) + 0.5)
    core = np.arange(BANKS) < CORE
    chance = np.where(np.outer(core, core), 0.9, np.where(np.outer(~core, ~core), 0.0, 0.22))
    links = rng.random((BANKS, BANKS)) < chance
    for i in np.flatnonzero(~core):  # everybody has a bank that he owes and one that owes him
        links[i, rng.integers(CORE)] = links[rng.integers(CORE), i] = True
    np.fill_diagonal(links, False)
    return np.asarray(links * np.outer(size, size) * rng.lognormal(0, 1, (BANKS, BANKS)))


def further_failures(debts: Matrix, capital: float) -> float:
    """How many others fail when one does, the mean over all: a quarter of assets is interbank.

    The one that fails loses all that it holds outside; of a failed bank's claims on others six
    tenths are recovered.
    """
    owed, claimed = debts.sum(axis=1), debts.sum(axis=0)
    total = 4 * np.maximum(owed, claimed)
    outside = total - claimed
    system = FinancialSystem(
        names=tuple(f"bank {i}" for i in range(BANKS)),
        external_assets=outside,
        nominal_liabilities=debts,
        external_liabilities=(1 - capital) * total - owed,
    )
    shocked = np.tile(outside, (BANKS, 1)) * (1 - np.eye(BANKS))
    found = clear(system, shocked, 1.0, 0.6).require_converged()
    return float(found.defaulted.sum(axis=1).mean() - 1)


def found_again(debts: Matrix, seed: int) -> dict[str, Matrix]:
    """The matrices that each method finds from the sums; shape (draws, n, n)."""
    r, c = debts.sum(axis=1), debts.sum(axis=0)
    links = float(np.count_nonzero(debts))
    return {
        "true network": debts[np.newaxis],
        "maximum entropy": networks.maximum_entropy(r, c)[np.newaxis],
        "minimum density": networks.minimum_density_by_chance(
            r, c, seed=seed, count=DRAWS
        ).liabilities,
        "fitness": networks.fitness(r, c, links, seed=seed, count=DRAWS).liabilities,
        "Bayesian": networks.sample(
            r, c, links / (BANKS * (BANKS - 1)), seed=seed, count=DRAWS
        ).liabilities,
    }


def likeness(found: Matrix, debts: Matrix) -> tuple[float, float, float]:
    """Links, common links as a share of all (Jaccard), cosine of the angle between matrices."""
    common = np.count_nonzero((found > 0) & (debts > 0))
    either = np.count_nonzero((found > 0) | (debts > 0))
    cosine = (found * debts).sum() / np.sqrt((found**2).sum() * (debts**2).sum())
    return float(np.count_nonzero(found)), common / either, float(cosine)


def study() -> tuple[dict[str, Matrix], dict[str, Matrix]]:
    """By method: further failures, shape (networks, capital), and likeness, (networks, 3)."""
    failures: dict[str, list[list[float]]] = {name: [] for name in LINES}
    alike: dict[str, list[Matrix]] = {name: [] for name in LINES}
    for seed in range(NETWORKS):
        debts = true_network(seed)
        for name, drawn in found_again(debts, seed).items():
            by_capital = [
                float(np.mean([further_failures(each, capital) for each in drawn]))
                for capital in CAPITAL
            ]
            failures[name].append(by_capital)
            alike[name].append(np.mean([likeness(each, debts) for each in drawn], axis=0))
    return (
        {name: np.array(each) for name, each in failures.items()},
        {name: np.array(each) for name, each in alike.items()},
    )


def picture(failures: dict[str, Matrix]) -> Any:
    """Lines over the capital ratio, the mean of all networks."""
    rows = [
        {"network": name, "capital": 100 * capital, "failures": float(each[:, k].mean())}
        for name, each in failures.items()
        for k, capital in enumerate(CAPITAL)
    ]
    names = list(LINES)
    colour = alt.Color(
        "network:N",
        title=None,
        scale=alt.Scale(domain=names, range=[LINES[name][0] for name in names]),
        legend=alt.Legend(orient="top-right", symbolStrokeWidth=2.5, symbolSize=400),
    )
    dash = alt.StrokeDash(
        "network:N",
        title=None,
        scale=alt.Scale(domain=names, range=[LINES[name][1] for name in names]),
    )
    return (
        alt.Chart(alt.InlineData(values=rows), width=560, height=300)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X(
                "capital:Q", title="equity, per cent of total assets", axis=alt.Axis(grid=False)
            ),
            y=alt.Y("failures:Q", title="banks that fail when one has failed"),
            color=colour,
            strokeDash=dash,
        )
        .configure_view(stroke=None)
        .configure(font="sans-serif")
    )


def main() -> None:
    """Print the table and write the picture."""
    failures, alike = study()
    for name, each in alike.items():
        links, jaccard, cosine = each.mean(axis=0)
        line = " ".join(f"{value:.2f}" for value in failures[name].mean(axis=0))
        error = (failures[name] - failures["true network"]).std(axis=0, ddof=1) / NETWORKS**0.5
        print(f"{name:16} links {links:6.1f} jaccard {jaccard:.2f} cosine {cosine:.2f}  {line}")
        print(" " * 53, " ".join(f"{value:.2f}" for value in error), "(error of the difference)")
    PICTURE.write_text(vl_convert.vegalite_to_svg(picture(failures).to_dict()), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Draw docs/pictures/channels/funding.svg: how often failures and hoarding spread, by degree."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import vl_convert as vlc
from scipy import sparse

from parley.engine.amounts import Floats
from parley.engine.contagion.hoarding import hoard
from parley.engine.contagion.threshold_cascade import FailsWhen, cascade_defaults
from parley.engine.system import FinancialSystem

ROOT = Path(__file__).resolve().parents[2]
SEED = 2010
DEGREES = np.round(np.arange(0.5, 15.01, 0.5), 1)
WINDOW, HOARDING = "Failures: capital buffer of 4%", "Hoarding: haircut of {:.0%}"


def networks(n: int, degree: float, draws: int) -> Iterator[tuple[sparse.csr_array, int]]:
    """Random networks, each loan there with the same chance, and one institution of each.

    Entry (i, j) is 1 if i owes j.
    """
    numbers = np.random.Generator(np.random.Philox([SEED, int(100 * degree)]))
    for _ in range(draws):
        links = numbers.binomial(n * (n - 1), degree / (n - 1))
        cells = numbers.choice(n * (n - 1), links, replace=False)
        row, column = np.divmod(cells, n - 1)
        column = column + (column >= row)  # the diagonal is left out
        matrix = sparse.csr_array((np.ones(links), (row, column)), shape=(n, n))
        yield matrix, int(numbers.integers(n))


def failures(degree: float, n: int = 1_000, draws: int = 300) -> Floats:
    """Share that fails when one does: each lends 20 of 100, in equal parts, and has equity of 4."""
    extent = np.zeros(draws)
    for d, (links, first) in enumerate(networks(n, degree, draws)):
        borrowers = np.asarray(links.sum(axis=0))
        part = np.divide(20.0, borrowers, out=np.zeros(n), where=borrowers > 0)
        owes = links @ sparse.diags_array(part)
        inside, lent = np.asarray(owes.sum(axis=1)), np.where(borrowers > 0, 20.0, 0.0)
        assets = np.full(n, 80.0)
        # whoever owes more inside than it could hold has more assets instead of fewer deposits
        outside = assets + lent - 4.0 - inside
        system = FinancialSystem(
            names=tuple(str(i) for i in range(n)),
            external_assets=assets + np.maximum(-outside, 0.0),
            nominal_liabilities=sparse.csr_array(owes),
            external_liabilities=np.maximum(outside, 0.0),
        )
        starts = np.arange(n) == first
        found = cascade_defaults(system, defaulted=starts, fails_when=FailsWhen.EQUITY_AT_ZERO)
        extent[d] = found.share_defaulted[0]
    return extent


def hoarders(degree: float, haircut: float, n: int = 250, draws: int = 1_000) -> Floats:
    """Share that hoards when one does: of 100, each has borrowed 15 in equal parts.

    Repo of 20 stands on collateral of 10 and reverse repo of 11; liquid assets are 2.
    """
    extent = np.zeros(draws)
    for d, (links, first) in enumerate(networks(n, degree, draws)):
        lenders = np.asarray(links.sum(axis=1))
        part = np.divide(15.0, lenders, out=np.zeros(n), where=lenders > 0)
        found = hoard(
            sparse.diags_array(part) @ links,
            np.full(n, 2.0),
            collateral=10.0,
            reverse_repo=11.0,
            repo=20.0,
            haircut=haircut,
            hoarding=np.arange(n) == first,
        )
        extent[d] = found.share_hoarding[0]
    return extent


def rows() -> list[dict[str, Any]]:
    """One row for each degree, case and measure; a spread counts from 5 and 10 per cent on."""
    found = []
    for degree in DEGREES.tolist():
        cases = [(WINDOW, failures(degree), 0.05)]
        cases += [(HOARDING.format(h), hoarders(degree, h), 0.1) for h in (0.1, 0.15)]
        for case, extent, line in cases:
            spread = extent > line
            found.append({"case": case, "degree": degree, "measure": "how often it spreads",
                          "share": round(float(spread.mean()), 4)})  # fmt: skip
            if spread.any():
                found.append({"case": case, "degree": degree, "measure": "how far if it does",
                              "share": round(float(extent[spread].mean()), 4)})  # fmt: skip
    return found


def picture() -> dict[str, Any]:
    """The Vega-Lite specification of the picture."""
    chart = (
        alt.Chart(alt.InlineData(values=rows()), width=210, height=200)
        .mark_line(point=alt.OverlayMarkDef(size=14))
        .encode(
            x=alt.X("degree:Q", title="average number of loans"),
            y=alt.Y("share:Q", title="share", axis=alt.Axis(format="%"),
                    scale=alt.Scale(domain=[0, 1])),
            color=alt.Color("measure:N", title=None, legend=alt.Legend(orient="bottom"),
                            scale=alt.Scale(range=["#c0504d", "#1f4e79"])),
            column=alt.Column("case:N", title=None, header=alt.Header(labelFontSize=12)),
        )
    )  # fmt: skip
    specification: dict[str, Any] = chart.to_dict()
    return specification


if __name__ == "__main__":
    target = ROOT / "docs" / "pictures" / "channels" / "funding.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(vlc.vegalite_to_svg(picture()), encoding="utf-8")

"""Systems whose institutions are tied together in every way that there is, for tests."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from parley.engine.default_resources import DefaultResources
from parley.engine.links import Claims, Funding, Links, Membership, Stakes
from parley.engine.state import State, start
from parley.engine.system import FinancialSystem, Ranking
from tests.engine.systems import arrays, shares, stressed, systems

World = tuple[FinancialSystem, State]


@st.composite
def links_of(draw: st.DrawFn, system: FinancialSystem, draws: int) -> Links:
    """Any further ties: each may be absent."""
    n = system.size
    part = draw(arrays((n, n), shares))
    shares_held = draw(arrays((n, n), shares)) * 0.9 / n
    np.fill_diagonal(shares_held, 0.0)
    low = draw(st.sampled_from([-0.1, 0.0, 0.05]))
    pattern = draw(arrays((n, n), shares)) > 0.6
    np.fill_diagonal(pattern, False)
    funding = Funding(
        system.nominal_liabilities.toarray() * part,
        system.external_liabilities * draw(arrays((n,), shares)),
        low,
        low + draw(st.sampled_from([0.0, 0.05, 0.3])),
    )
    claims = Claims(
        draw(arrays((draws, n))),
        pattern.astype(np.float64),
        draw(arrays((draws, int(pattern.sum())))),
    )
    resources = DefaultResources(
        draw(arrays((n,))), draw(arrays((n,))), draw(st.sampled_from([0.0, 5.0])),
        assessments=draw(st.sampled_from([0.0, 1.0])),
    )  # fmt: skip
    margin = draw(arrays((draws, n))) - draw(arrays((draws, n)))
    membership = Membership(resources, draw(arrays((draws, n))), margin)
    return Links(
        funding=draw(st.sampled_from([None, funding])),
        stakes=draw(st.sampled_from([None, Stakes(shares_held)])),
        claims=draw(st.sampled_from([None, claims])),
        membership=draw(st.sampled_from([None, membership])),
        loss_given_default=draw(st.sampled_from([0.0, 0.5, 1.0])),
    )


@st.composite
def linked_worlds(draw: st.DrawFn, *, most_draws: int = 2, least_outside: float = 0.2) -> World:
    """A system under stress in which any channel may carry distress."""
    system = draw(
        systems(largest=5, classes=2, rankings=tuple(Ranking), least_outside=least_outside)
    )
    plain = draw(stressed(system, most_draws=most_draws))
    top = start(system, plain.draws, plain.rules, links=draw(links_of(system, plain.draws)))
    given = (
        "external_assets", "due", "capacity", "floor", "required", "credit_line", "net_sold",
    )  # fmt: skip
    return system, replace_all(top, plain, given)


def replace_all(state: State, other: State, names: tuple[str, ...]) -> State:
    """``state`` with the fields named taken from ``other``."""
    return replace(state, **{name: getattr(other, name) for name in names})

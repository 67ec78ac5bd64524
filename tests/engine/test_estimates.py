"""Each rule by a worked example, and what holds for all of them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.engine.estimates import Facts, Figure, Recipe, Rule, estimate, weakest
from parley.engine.provenance import Origin, Provenance
from parley.errors import InvalidInput

NOW, THEN = "2022-12-31", "2019-12-31"


def known(value: float, provenance: Provenance = Provenance.FILE) -> Figure:
    return Figure(value, Origin(provenance, "a report"))


def three_banks() -> Facts:
    """A and B in the US, C in China; the world's exposures are 1000, its claims 200, once 100."""
    return Facts(
        NOW,
        {"A": "US", "B": "US", "C": "CN"},
        figures={
            ("exposures", "A"): known(300.0),
            ("exposures", "B"): known(200.0, Provenance.RECALLED),
            ("claims", "A"): known(60.0),
        },
        history={
            ("claims", "C", THEN): known(7.0, Provenance.REPORTED),
            ("bonds", "B", THEN): known(30.0),
            ("assets", "B", THEN): known(150.0),
        },
        world={
            ("claims", NOW): known(200.0),
            ("claims", THEN): known(100.0),
            ("exposures", NOW): known(1000.0),
        },
    )


def recipe(rule: Rule, item: str = "claims", **fields: object) -> Recipe:
    given_fields: dict[str, object] = {"provenance": Provenance.ESTIMATED, "source": "a reason"}
    return Recipe(item=item, rule=rule, **(given_fields | fields))  # type: ignore[arg-type]


def test_world_share_moves_an_older_figure_with_the_world_total() -> None:
    """C held 7 of 100; of 200 that is 14."""
    rule = recipe(Rule.WORLD_SHARE, then=THEN, institutions=("C",), provenance=Provenance.SCALED)
    figure = estimate(three_banks(), [rule])["claims", "C"]
    assert figure.value == pytest.approx(14.0)
    assert figure.origin.provenance is Provenance.SCALED
    assert figure.origin.source == (
        "world_share: claims 7 on 2019-12-31 x world total of claims 200 / 100 "
        "(inputs: file, reported). a reason"
    )


def test_peer_ratio_takes_over_the_ratio_of_the_peers() -> None:
    """A claims 60 on exposures of 300, a fifth; B has 200, so 40, halved 20."""
    rule = recipe(Rule.PEER_RATIO, base="exposures", peers=("A",), institutions=("B",), factor=0.5)
    assert estimate(three_banks(), [rule])["claims", "B"].value == pytest.approx(20.0)


def test_ratio_multiplies_by_a_stated_coefficient_and_carries_its_range() -> None:
    rule = recipe(
        Rule.RATIO,
        item="reserves",
        of="exposures",
        jurisdictions=("US",),
        factor=0.1,
        factor_low=0.05,
        factor_high=0.2,
    )
    figures = estimate(three_banks(), [rule])
    reserves = figures["reserves", "A"]
    assert (reserves.value, reserves.low, reserves.high) == pytest.approx((30.0, 15.0, 60.0))
    assert ("reserves", "C") not in figures


def test_own_share_keeps_the_share_of_the_own_balance_sheet() -> None:
    """B held 30 of 150; of 200 that is 40."""
    rule = recipe(
        Rule.OWN_SHARE,
        item="holdings",
        of="bonds",
        base="assets",
        key="exposures",
        then=THEN,
        institutions=("B",),
    )
    assert estimate(three_banks(), [rule])["holdings", "B"].value == pytest.approx(40.0)


def test_residual_spreads_what_the_known_leave() -> None:
    """A and B hold half of all exposures, so half of 200 claims; A has 60, B gets the other 40."""
    rule = recipe(Rule.RESIDUAL, base="exposures", key="exposures", institutions=("B",))
    assert estimate(three_banks(), [rule])["claims", "B"].value == pytest.approx(40.0)


def test_remainder_meets_the_world_total() -> None:
    first = recipe(Rule.RATIO, of="exposures", institutions=("B",), factor=0.1)
    rest = recipe(Rule.REMAINDER, institutions=("C",), provenance=Provenance.DERIVED)
    figures = estimate(three_banks(), [first, rest])
    assert figures["claims", "C"].value == pytest.approx(200.0 - 60.0 - 20.0)
    assert figures["claims", "C"].origin.provenance is Provenance.ESTIMATED


def test_a_fact_is_never_overwritten() -> None:
    rule = recipe(Rule.RATIO, of="exposures", jurisdictions=("US",), factor=0.9)
    figures = estimate(three_banks(), [rule])
    assert figures["claims", "A"] == three_banks().figures["claims", "A"]
    assert figures["claims", "B"].value == pytest.approx(180.0)


def test_every_recipe_that_lacks_something_is_named() -> None:
    rules = [
        recipe(Rule.RATIO, of="turnover", row=2),
        recipe(Rule.PEER_RATIO, base="exposures", peers=("nobody",), row=3),
        recipe(Rule.WORLD_SHARE, then="1999-12-31", institutions=("C",), row=4),
        recipe(Rule.RESIDUAL, base="exposures", key="nothing", institutions=("B",), row=5),
        recipe(Rule.REMAINDER, row=6),
        recipe(Rule.OWN_SHARE, item="x", of="bonds", base="gone", key="exposures", row=7),
    ]
    with pytest.raises(InvalidInput) as raised:
        estimate(three_banks(), rules)
    assert [fault.row for fault in raised.value.faults] == [2, 3, 4, 5, 6, 7]


def test_a_remainder_below_zero_is_refused() -> None:
    first = recipe(Rule.RATIO, of="exposures", institutions=("B",), factor=5.0)
    rest = recipe(Rule.REMAINDER, institutions=("C",))
    with pytest.raises(InvalidInput, match="claims of C: -860; expected 0 or more"):
        estimate(three_banks(), [first, rest])


@given(st.sampled_from(Provenance), st.lists(st.sampled_from(Provenance), max_size=4))
def test_a_computed_figure_is_never_known_better_than_what_it_is_made_of(
    stated: Provenance, inputs: list[Provenance]
) -> None:
    order = list(Provenance)
    made = weakest(stated, inputs)
    assert order.index(made) >= order.index(stated)
    if stated is not Provenance.RECALLED:
        assert made is not Provenance.RECALLED
        solid = [one for one in inputs if one is not Provenance.RECALLED]
        assert all(order.index(made) >= order.index(one) for one in solid)
        assert len(solid) == len(inputs) or made is Provenance.ESTIMATED


@given(st.lists(st.floats(1.0, 100.0), min_size=3, max_size=8), st.floats(0.0, 0.01))
def test_known_residual_and_remainder_together_are_the_world(
    exposures: list[float], claimed: float
) -> None:
    """The first is known, the last stands for the rest, those between share the residual."""
    names = [f"bank {k}" for k in range(len(exposures))]
    inside = dict(zip(names[:-1], exposures[:-1], strict=True))
    world = 2.0 * math.fsum(exposures)
    facts = Facts(
        NOW,
        dict.fromkeys(names, "US"),
        figures={("claims", names[0]): known(claimed)}
        | {("exposures", name): known(value) for name, value in inside.items()},
        world={("claims", NOW): known(world), ("exposures", NOW): known(world)},
    )
    rules = [
        recipe(Rule.RESIDUAL, base="exposures", key="exposures", institutions=tuple(names[1:-1])),
        recipe(Rule.REMAINDER, institutions=(names[-1],)),
    ]
    figures = estimate(facts, rules)
    total = math.fsum(figures["claims", name].value for name in names)
    assert total == pytest.approx(world, rel=1e-12)
    held = math.fsum(figures["claims", name].value for name in names[:-1])
    assert held == pytest.approx(math.fsum(inside.values()), rel=1e-9)

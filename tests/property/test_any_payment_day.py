"""What holds on every day of payments."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.contagion.payment_day import settle_day
from parley.engine.payment_terms import (
    Hoarding,
    IntradayCredit,
    Offsetting,
    Outage,
    OutageKind,
    QueueRule,
)

Given = tuple[list[int], list[int], list[int], list[int], list[int], int]


@st.composite
def days(draw: st.DrawFn) -> Given:
    n, count = draw(st.integers(2, 6)), draw(st.integers(0, 40))

    def some(low: int, high: int, size: int = count) -> list[int]:
        return draw(st.lists(st.integers(low, high), min_size=size, max_size=size))

    sender, skip = some(0, n - 1), some(1, n - 1)
    receiver = [(i + s) % n for i, s in zip(sender, skip, strict=True)]
    return some(0, 9, n), sender, receiver, some(0, 9), some(0, 3), draw(st.integers(0, n - 1))


rules = st.sampled_from(QueueRule)
offsets = st.sampled_from(Offsetting)


@given(days(), rules, offsets, st.sampled_from(OutageKind), st.sampled_from([None, 0.5, 1.0]))
def test_money_is_neither_made_nor_lost_and_nobody_goes_below_the_credit_line(
    given_day: Given, queue: QueueRule, offsetting: Offsetting, kind: OutageKind,
    threshold: float | None,
) -> None:  # fmt: skip
    *day, out = given_day
    hoarding = None if threshold is None else Hoarding(threshold, forced_share=0.25)
    found = settle_day(
        *day, steps=5, outages=Outage(out, 1, 4, kind, payments_after=2.0), hoarding=hoarding,
        credit=IntradayCredit(2.0), queue=queue, offsetting=offsetting,
    )  # fmt: skip
    assert_allclose(found.balances.sum(axis=2), sum(day[0]), rtol=0, atol=1e-9)
    assert (found.balances >= -2.0).all()
    assert (found.credit_used <= 2.0).all()
    amounts = np.array(day[3], dtype=float)
    done = found.settled_in[0] >= 0
    assert_allclose(found.settled.sum(), amounts[done].sum())
    causes = found.unsettled_by_outage + found.unsettled_by_hoarding + found.unsettled_for_lack
    assert_allclose(causes.sum(), amounts[~done].sum(), atol=1e-9)
    assert_allclose(found.unsettled_between().sum(axis=2), causes, atol=1e-9)
    assert_allclose(found.queued[:, -1], causes, atol=1e-9)
    assert (found.settled_in[0][done] >= np.array(day[4])[done]).all()


@settings(max_examples=200)
@given(days(), st.sampled_from([Offsetting.NONE, Offsetting.MULTILATERAL]), st.integers(0, 4))
def test_less_money_or_an_outage_never_lets_more_settle_or_anything_sooner(
    given_day: Given, offsetting: Offsetting, step: int
) -> None:
    *day, out = given_day
    before = settle_day(*day, steps=5, offsetting=offsetting)
    never = 99
    at_best = np.where(before.settled_in < 0, never, before.settled_in)
    poorer = [max(x - 1, 0) for x in day[0]]
    for other in (
        settle_day(poorer, *day[1:], steps=5, offsetting=offsetting),
        settle_day(*day, steps=5, offsetting=offsetting, outages=Outage(out, step)),
        settle_day(*day, steps=5, offsetting=offsetting, outages=Outage(out, step, 5,
                                                                        payments_by_hand=1)),
    ):  # fmt: skip
        assert (np.where(other.settled_in < 0, never, other.settled_in) >= at_best).all()


@given(days(), rules, st.sampled_from([2.0, 1024.0, 2.0**-10]))
def test_the_currency_unit_does_not_matter(given_day: Given, queue: QueueRule, unit: float) -> None:
    *day, out = given_day
    found = settle_day(*day, steps=4, outages=Outage(out, 1, 3), queue=queue)
    balances, sender, receiver, amount, time_step = day
    scaled = settle_day(
        np.array(balances) * unit, sender, receiver, np.array(amount) * unit, time_step, steps=4,
        outages=Outage(out, 1, 3), queue=queue,
    )  # fmt: skip
    assert np.array_equal(found.settled_in, scaled.settled_in)


@given(days(), st.sampled_from(OutageKind), offsets, st.randoms(use_true_random=False))
def test_the_order_of_names_does_not_matter_first_in_first_out(
    given_day: Given, kind: OutageKind, offsetting: Offsetting, random: object
) -> None:
    *day, out = given_day
    if offsetting is Offsetting.BILATERAL:
        return  # who is offset with whom first may decide who is offset with whom next
    n = len(day[0])
    name = list(range(n))
    random.shuffle(name)  # type: ignore[attr-defined]
    moved = np.empty(n)
    moved[name] = day[0]
    found = settle_day(
        *day, steps=5, outages=Outage(out, 1, 3, kind, payments_after=1), offsetting=offsetting
    )
    renamed = settle_day(
        moved, [name[i] for i in day[1]], [name[i] for i in day[2]], *day[3:], steps=5,
        outages=Outage(name[out], 1, 3, kind, payments_after=1), offsetting=offsetting,
    )  # fmt: skip
    assert np.array_equal(found.settled_in, renamed.settled_in)


@given(days(), rules)
def test_a_draw_does_not_depend_on_its_company(given_day: Given, queue: QueueRule) -> None:
    *day, out = given_day
    opening = np.array([day[0], [2 * x for x in day[0]], day[0]])
    whole = settle_day(
        opening, *day[1:], steps=5, queue=queue, hoarding=Hoarding(0.8),
        outages=Outage([-1, out, out], 0, 3, OutageKind.BOTH_WAYS),
    )  # fmt: skip
    last = settle_day(
        day[0], *day[1:], steps=5, queue=queue, hoarding=Hoarding(0.8),
        outages=Outage(out, 0, 3, OutageKind.BOTH_WAYS),
    )  # fmt: skip
    assert np.array_equal(whole.settled_in[2], last.settled_in[0])
    assert np.array_equal(whole.queued[2], last.queued[0])
    assert np.array_equal(whole.hoards_from[2], last.hoards_from[0])


@given(days())
def test_offsetting_all_settles_at_least_what_offsetting_pairs_does(given_day: Given) -> None:
    *day, _ = given_day
    values = [settle_day(*day, steps=5, offsetting=rule).settled_in for rule in Offsetting]
    late = [np.where(value < 0, 99, value) for value in values]
    assert (late[2] <= late[1]).all()
    assert (late[1] <= late[0]).all()

"""A central counterparty: margin, and who bears the losses of members that default.

| symbol | name | shape | unit |
|---|---|---|---|
| V | variation_margin, what a member is owed (above 0) or owes | (draws, n) | money |
| C | close_out_cost | (draws, n) | money |
| M | initial_margin | (n,) | money |
| F | default_fund | (n,) | money |
"""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Bools, Floats, Ints, Money, faults_in, numbers_in, spread
from parley.engine.contagion.kernels.central_counterparty import call_each, pour
from parley.engine.default_resources import DefaultResources
from parley.engine.status import Status, require_converged
from parley.errors import Fault, InvalidInput


@dataclass(frozen=True, eq=False)
class Waterfall:
    """Who bears what when members default, draw by draw.

    In every draw the losses of defaulters are the sum of all layers and the shortfall; what
    rounding leaves of that is ``gap``.

    Args:
        defaulted: Who is in default in the end. Shape (draws, n).
        close_out_loss: What each defaulter leaves behind, 0 for survivors. Shape (draws, n), money.
        own_margin_used, own_fund_used: Borne by the defaulter's own money. Shape (draws, n), money.
        fund_used: Borne by each survivor's part of the fund. Shape (draws, n), money.
        assessed: What each survivor is called for again. Shape (draws, n), money.
        gains_cut: What each survivor loses of its gains. Shape (draws, n), money.
        skin_used, second_skin_used: Borne by the counterparty. Shape (draws,), money.
        shortfall: What nobody bears: with any, the counterparty fails. Shape (draws,), money.
        variation_margin_owed: What survivors have to pay in for their own losses. Shape
            (draws, n), money.
        rounds: How often the waterfall was run; 1 if nobody defaulted because of it. Shape
            (draws,).
        gap: Losses less all that is borne, as a share of the losses. Shape (draws,).
        status: A waterfall always ends: ``CONVERGED``. Shape (draws,).
    """

    defaulted: Bools
    close_out_loss: Money
    own_margin_used: Money
    own_fund_used: Money
    fund_used: Money
    assessed: Money
    gains_cut: Money
    skin_used: Money
    second_skin_used: Money
    shortfall: Money
    variation_margin_owed: Money
    rounds: Ints
    gap: Floats
    status: Ints

    @property
    def loss(self) -> Money:
        """What each survivor loses by the defaults of others. Shape (draws, n), money.

        It can only grow, for whoever survives, if more members default.
        """
        return self.fund_used + self.assessed + self.gains_cut

    @property
    def liquidity_call(self) -> Money:
        """What each survivor has to pay in, in cash, at once. Shape (draws, n), money.

        Its own variation margin, what it is assessed for, and what fills its part of the fund up
        again. Like ``loss`` it can only grow if more members default.
        """
        return self.variation_margin_owed + self.assessed + self.fund_used

    @property
    def fails(self) -> Bools:
        """Whether the counterparty itself fails. Shape (draws,)."""
        return self.shortfall > 0.0

    def require_converged(self) -> "Waterfall":
        """Return this waterfall; every one ends."""
        require_converged(self.status)
        return self


def variation_margin(positions: object, price_moves: object) -> Money:
    """What each member is owed (above 0) or owes because prices moved.

    ::

        V[d, i] = Σ_k positions[i, k] price_moves[d, k]

    Args:
        positions: Shape (n, contracts), units; below 0 is short. Longs and shorts of each
            contract cancel: the counterparty stands between them.
        price_moves: Shape (contracts,) or (draws, contracts), money for each unit.

    Returns:
        Shape (draws, n), money; each row adds up to 0.

    Raises:
        InvalidInput: for shapes that do not fit, NaN, or positions that do not cancel.

    Example:
        A is long 10 and B short 10; the price falls by 2.

        >>> variation_margin([[10.0], [-10.0]], [-2.0])
        array([[-20.,  20.]])
    """
    held = np.atleast_2d(numbers_in("counterparty", "positions", positions))
    moves = np.atleast_2d(numbers_in("counterparty", "price_moves", price_moves))
    shapes = {"positions": held.shape[:2], "price_moves": (*moves.shape[:1], held.shape[-1])}
    faults = []
    for name, values in (("positions", held), ("price_moves", moves)):
        shape = shapes[name]
        faults += faults_in("counterparty", name, values, (), shape=shape, low=-np.inf)
    if not faults:
        net = held.sum(axis=0)
        open_interest = np.abs(held).sum(axis=0)
        faults = [
            Fault(
                "counterparty", 0, f"positions in {k}", f"{net[k]:g} net", "longs equal to shorts"
            )
            for k in np.flatnonzero(np.abs(net) > 1e-9 * open_interest)[:20]
        ]
    if faults:
        raise InvalidInput(faults)
    return np.asarray(moves @ held.T)


def run_waterfall(
    resources: DefaultResources,
    variation_margin: object,
    defaulted: object,
    *,
    close_out_cost: object = 0.0,
    equity: object = None,
    liquid_assets: object = None,
) -> Waterfall:
    """Share out the losses of members that default, layer by layer.

    A member that defaults does not pay what it owes, and closing out its positions costs more::

        loss_i = max(C_i - V_i, 0)

    Its own margin and fund contribution come first; what is left of all defaulters together goes
    down the layers of ``DefaultResources``. Survivors bear a layer in proportion to their parts of
    the fund, or to their gains. What a defaulter's own money exceeds its loss by goes back to it
    and helps nobody else.

    With ``equity`` or ``liquid_assets``, survivors that lose more than their equity, or are called
    for more than they have at hand, default as well, and the waterfall is run again with all that
    are in default, until nobody else is. As every survivor's loss and call only grow with the set
    of defaulters, this finds the smallest such set, in at most n + 1 runs.

    Args:
        resources: What there is.
        variation_margin: ``V``: owed to each member (above 0) or by it. Shape (n,) or
            (draws, n), money.
        defaulted: Who does not pay. Shape (n,) or (draws, n), True or False.
        close_out_cost: ``C``: what closing out adds to the loss of each member if it defaults. One
            number, shape (n,) or (draws, n), money, 0 or more.
        equity: What each can lose before it defaults. The same shapes, money; None is any loss.
        liquid_assets: What each can pay in at once. The same shapes, money; None is any call.

    Returns:
        A ``Waterfall``.

    Raises:
        InvalidInput: for shapes that do not fit, NaN, or negative amounts.

    Source:
        Duffie (2014), Resolution of failing central counterparties; Cont (2015), Journal of Risk
        Management in Financial Institutions 8(4); Amini, Filipović & Minca (2015), Systemic risk
        and central clearing counterparty design.

    Example:
        A owes 100 and defaults. Its margin bears 60, its part of the fund 10, the counterparty 5.
        Of the 25 left, B and C bear 20 and 5: their parts of the fund are 40 and 10.

        >>> resources = DefaultResources([60.0, 80, 20], [10.0, 40, 10], skin_in_the_game=5.0)
        >>> found = run_waterfall(resources, [-100.0, 90, 10], [True, False, False])
        >>> found.fund_used, found.shortfall
        (array([[ 0., 20.,  5.]]), array([0.]))
    """
    n = resources.initial_margin.size
    given = {
        "variation_margin": (variation_margin, -np.inf),
        "close_out_cost": (close_out_cost, 0.0),
        "equity": (np.inf if equity is None else equity, -np.inf),
        "liquid_assets": (np.inf if liquid_assets is None else liquid_assets, 0.0),
    }
    arrays = {name: numbers_in("waterfall", name, values) for name, (values, _) in given.items()}
    falls = _flags("defaulted", defaulted)
    draws = max(
        [values.shape[0] for values in (*arrays.values(), falls) if values.ndim == 2], default=1
    )
    faults = _faults(arrays, falls, {name: low for name, (_, low) in given.items()}, draws, n)
    if faults:
        raise InvalidInput(faults)
    margin, cost, can_lose, can_pay = (spread(each, (draws, n)) for each in arrays.values())
    start = np.empty((draws, n), dtype=np.bool_)
    start[:] = falls
    found = allocate_from(start, margin, cost, resources)
    rounds = np.ones(draws, dtype=np.int64)
    bounded = equity is not None or liquid_assets is not None
    for _ in range(n if bounded else 0):
        more = ~found.defaulted & ((found.loss > can_lose) | (found.liquidity_call > can_pay))
        if not more.any():
            break
        rounds += more.any(axis=1)
        found = allocate_from(found.defaulted | more, margin, cost, resources)
    found.rounds[:] = rounds
    return found


def allocate_from(
    defaulted: Bools, variation_margin: Money, close_out_cost: Money, resources: DefaultResources
) -> Waterfall:
    """Do what ``run_waterfall`` does for one set of defaulters and arrays that were checked before.

    A monotone map: if more default, no survivor's ``loss`` or ``liquidity_call`` falls, nor does
    the ``shortfall``. For more is lost, and fewer are left to bear it.

    Args:
        defaulted: Shape (draws, n).
        variation_margin: ``V``. Shape (draws, n), money.
        close_out_cost: ``C``. Shape (draws, n), money, 0 or more.
        resources: What there is.
    """
    draws, n = defaulted.shape
    loss, own_margin, own_fund, shared, assessed, cut, owed = (
        np.empty((draws, n)) for _ in range(7)
    )
    skins, shortfall, gap = np.empty((draws, 2)), np.empty(draws), np.empty(draws)
    pour(
        defaulted, variation_margin, close_out_cost,
        resources.initial_margin, resources.default_fund,
        float(resources.skin_in_the_game), float(resources.second_skin_in_the_game),
        float(resources.assessments), float(resources.gains_haircut),
        loss, own_margin, own_fund, shared, assessed, cut, owed, skins, shortfall, gap,
    )  # fmt: skip
    return Waterfall(
        defaulted=defaulted,
        close_out_loss=loss,
        own_margin_used=own_margin,
        own_fund_used=own_fund,
        fund_used=shared,
        assessed=assessed,
        gains_cut=cut,
        skin_used=skins[:, 0],
        second_skin_used=skins[:, 1],
        shortfall=shortfall,
        variation_margin_owed=owed,
        rounds=np.ones(draws, dtype=np.int64),
        gap=gap,
        status=np.full(draws, int(Status.CONVERGED), dtype=np.int64),
    )


def call_members(
    defaulted: Bools, variation_margin: Money, close_out_cost: Money, resources: DefaultResources
) -> tuple[Money, Money]:
    """What each member bears and is called for when others fail, whether or not it fails itself.

    A survivor bears its ``loss`` and is called for its ``liquidity_call``. A defaulter bears what
    its own margin and part of the fund do, or what it would bear had all the others failed and
    it alone not, if that is more; and it is called for what it would be called for then::

        bears_i(D) = max(own_i, loss_i(D without i))   if i is in D, else loss_i(D)

    So a failure gives no call back, and both results are monotone for everybody: they only grow
    with the set of defaulters ``D``. Of all monotone maps that ask no less of survivors than
    ``allocate_from`` does and no less of defaulters than their own money, this is the least.
    What failed members are called for beyond their own money is not passed on to survivors.

    Args:
        defaulted, variation_margin, close_out_cost, resources: As in ``allocate_from``.

    Returns:
        What each bears and what each is called for. Shape (draws, n) both, money, 0 or more.

    Example:
        A fails and leaves 10 beyond its part of the fund, 2. B and C, with 8 each, share the 10.
        If B fails too, and its positions lose nothing, C bears the 8 it has paid in, and B still
        the 5 for which it was called.

        >>> resources, cost = DefaultResources([0.0, 0, 0], [2.0, 8, 8]), np.array([[12.0, 0, 0]])
        >>> for who in ([[True, False, False]], [[True, True, False]]):
        ...     print(call_members(np.array(who), np.zeros((1, 3)), cost, resources)[0])
        [[2. 5. 5.]]
        [[2. 5. 8.]]
    """
    bears, called = np.empty(defaulted.shape), np.empty(defaulted.shape)
    call_each(
        defaulted, variation_margin, close_out_cost,
        resources.initial_margin, resources.default_fund,
        float(resources.skin_in_the_game), float(resources.second_skin_in_the_game),
        float(resources.assessments), float(resources.gains_haircut),
        bears, called,
    )  # fmt: skip
    return bears, called


def cover(close_out_loss: object, initial_margin: object, members: int = 2) -> Money:
    """What the defaults of the worst members lose beyond their own margin.

    The default fund, with the counterparty's own money, has to cover this for the worst two
    members (for some counterparties the worst one) in extreme but plausible conditions.

    Args:
        close_out_loss: What each member's default would lose. Shape (n,) or (draws, n), money.
        initial_margin: Shape (n,), money.
        members: How many default at once. 1 or more.

    Returns:
        Sum of the largest uncovered losses. Shape (draws,), money.

    Raises:
        InvalidInput: for shapes that do not fit, NaN, or negative amounts.

    Source:
        CPMI-IOSCO (2012), Principles for financial market infrastructures, principle 4, key
        consideration 4.

    Example:
        Beyond their margin of 10 each, the three would lose 0, 20 and 5.

        >>> cover([8.0, 30, 15], [10.0, 10, 10])
        array([25.])
    """
    losses = np.atleast_2d(numbers_in("counterparty", "close_out_loss", close_out_loss))
    margin = numbers_in("counterparty", "initial_margin", initial_margin)
    n = losses.shape[-1]
    faults = faults_in("counterparty", "close_out_loss", losses, (), shape=losses.shape[:2])
    faults += faults_in("counterparty", "initial_margin", margin, (), shape=(n,))
    if not members >= 1:
        faults.append(Fault("counterparty", 0, "members", str(members), "1 or more"))
    if faults:
        raise InvalidInput(faults)
    beyond = np.sort(np.maximum(losses - margin, 0.0), axis=1)
    return np.asarray(beyond[:, max(n - members, 0) :].sum(axis=1))


def _flags(name: str, values: object) -> Bools:
    try:
        return np.asarray(values)
    except ValueError:
        fault = Fault("waterfall", 0, name, type(values).__name__, "True or False for each")
        raise InvalidInput([fault]) from None


def _faults(
    arrays: dict[str, Floats], defaulted: Bools, low: dict[str, float], draws: int, n: int
) -> list[Fault]:
    """What is wrong with the arguments of a waterfall."""
    faults = []
    for name, values in arrays.items():
        if values.shape not in ((), (n,), (draws, n)):
            wanted = f"({n},) or ({draws}, {n})"
            faults.append(Fault("waterfall", 0, name, f"shape {values.shape}", wanted))
        elif name in ("equity", "liquid_assets"):
            if np.isnan(values).any() or (values < low[name]).any():
                faults.append(Fault("waterfall", 0, name, "NaN or below 0", "money"))
        else:
            faults += faults_in("waterfall", name, values, (), shape=values.shape, low=low[name])
    if defaulted.shape not in ((n,), (draws, n)) or defaulted.dtype != np.bool_:
        got = f"shape {defaulted.shape} of {defaulted.dtype}"
        wanted = f"({n},) or ({draws}, {n}), True or False"
        faults.append(Fault("waterfall", 0, "defaulted", got, wanted))
    return faults

"""What ties institutions together besides debts, holdings and payments: each part may be absent."""

from dataclasses import dataclass, field, fields, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from parley.engine.amounts import (
    Floats,
    Ints,
    Money,
    faults_in,
    faults_in_number,
    locked,
    locked_in,
    numbers_in,
)
from parley.engine.default_resources import DefaultResources
from parley.engine.least_flow import least_flow
from parley.engine.matrices import faults_in_matrix, matrix_in
from parley.engine.system import FinancialSystem
from parley.errors import Fault, InvalidInput


@dataclass(frozen=True, eq=False)
class Funding:
    """Debts that lenders may withdraw at once, and how far they trust the borrower.

    Lenders outside the network roll over all as long as the borrower's ratio of equity to assets
    is ``ratio_high``, nothing at ``ratio_low`` or below, and in proportion between the two.
    Institutions recall what they have lent each other when their own reserves, the money market
    and the central bank do not cover what they must pay out; what is recalled is demanded at once
    and arrives after the move.

    Args:
        short_term: ``S[i, j]``: the part of ``nominal_liabilities[i, j]`` that j can recall.
            Shape (n, n), money.
        external: The part of ``external_liabilities`` that falls due now. Shape (n,), money.
        ratio_low, ratio_high: Ratios of equity to assets, low not above high.

    Raises:
        InvalidInput: with every fault.

    Source:
        Gai, Haldane & Kapadia (2011), Journal of Monetary Economics 58(5), section 3.
    """

    short_term: sparse.csr_array
    external: Money
    ratio_low: float = 0.0
    ratio_high: float = 0.0

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "short_term", matrix_in("funding", "short_term", self.short_term))
        put(self, "external", locked_in("funding", "external", self.external))
        n = self.external.size
        faults = faults_in_matrix("funding", "short_term", self.short_term, n)
        faults += faults_in("funding", "external", self.external, (), shape=(n,))
        for name in ("ratio_low", "ratio_high"):
            faults += faults_in_number("funding", name, getattr(self, name), low=-np.inf)
        if not faults and not self.ratio_low <= self.ratio_high:
            value = f"{self.ratio_low}, {self.ratio_high}"
            faults.append(Fault("funding", 0, "ratio_low, ratio_high", value, "low <= high"))
        if faults:
            raise InvalidInput(faults)

    @cached_property
    def recallable(self) -> Money:
        """What each can recall from others: ``Σ_j S[j, i]``. Shape (n,), money."""
        return locked(self.short_term.sum(axis=0))


@dataclass(frozen=True, eq=False)
class Stakes:
    """Who holds shares of whom.

    Args:
        shares: ``C[i, j]``: the share of j's equity that i holds. Shape (n, n), 0 to 1; columns
            add up to less than 1, so that somebody outside owns a part of each.

    Raises:
        InvalidInput: with every fault.

    Source:
        Elliott, Golub & Jackson (2014), American Economic Review 104(10), section I.
    """

    shares: sparse.csr_array

    def __post_init__(self) -> None:
        object.__setattr__(self, "shares", matrix_in("stakes", "shares", self.shares))
        n = self.shares.shape[1]
        faults = faults_in_matrix("stakes", "shares", self.shares, n)
        if not faults:
            faults = [
                Fault("stakes", 0, f"shares of {j} in all", f"{total:g}", "less than 1")
                for j, total in enumerate(self.shares.sum(axis=0))
                if not total < 1.0
            ]
        if faults:
            raise InvalidInput(faults)


@dataclass(frozen=True, eq=False)
class Claims:
    """What insurers owe because of an event, to policyholders and to each other.

    Claims rank before debts; policyholders and ceding insurers rank alike.

    Args:
        policyholders: What each owes its policyholders. Shape (d, n), money.
        reinsured: Who owes whom: the non-zero places of a matrix, debtor rows. Shape (n, n).
        amounts: What is owed at each of those places, row after row. Shape (d, places), money.

    Raises:
        InvalidInput: with every fault.
    """

    policyholders: Money
    reinsured: sparse.csr_array
    amounts: Money

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "reinsured", matrix_in("claims", "reinsured", self.reinsured))
        for name in ("policyholders", "amounts"):
            values = numbers_in("claims", name, getattr(self, name))
            put(self, name, locked(np.atleast_2d(values)))
        d, n = self.policyholders.shape[:2]
        faults = faults_in_matrix("claims", "reinsured", self.reinsured, n)
        places = self.reinsured.nnz
        for name, shape in (("policyholders", (d, n)), ("amounts", (d, places))):
            faults += faults_in("claims", name, getattr(self, name), (), shape=shape)
        if faults:
            raise InvalidInput(faults)

    @cached_property
    def owed(self) -> Money:
        """What each owes in all: policyholders and other insurers. Shape (d, n), money."""
        n, places = self.reinsured.shape[0], np.arange(self.reinsured.nnz + 1)
        debtors = sparse.csr_array(
            (np.ones(places.size - 1), places[:-1], self.reinsured.indptr),
            shape=(n, places.size - 1),
        )
        return locked(self.policyholders + (debtors @ self.amounts.T).T)

    @cached_property
    def due(self) -> Money:
        """What each is owed by other insurers. Shape (d, n), money."""
        return locked(self.recovered(np.ones_like(self.policyholders)))

    def recovered(self, paid: Floats) -> Money:
        """What each gets from other insurers if they pay these shares. Shapes (d, n).

        Args:
            paid: Share of its claims that each pays. Shape (d, n), 0 to 1.
        """
        rows = np.repeat(np.arange(paid.shape[1]), np.diff(self.reinsured.indptr))
        got = np.zeros_like(paid)
        np.add.at(got.T, self.reinsured.indices, (self.amounts * paid[:, rows]).T)
        return got

    def of(self, draws: Ints) -> "Claims":
        """The claims of some of the draws, in the order given."""
        return replace(self, policyholders=self.policyholders[draws], amounts=self.amounts[draws])


@dataclass(frozen=True, eq=False)
class Membership:
    """Membership of a central counterparty, and what it would cost to close each member out.

    Args:
        resources: What stands before losses; 0 for who is no member.
        close_out_cost: What is lost on each member's positions if it defaults, beyond the
            variation margin that it owes. Shape (d, n), money.
        variation_margin: What each is owed (above 0) or owes the counterparty. It is a call for
            cash here; as a loss it belongs to the shock. Shape (d, n), money; none if left out.

    Raises:
        InvalidInput: with every fault.
    """

    resources: DefaultResources
    close_out_cost: Money
    variation_margin: Money = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        put = object.__setattr__
        cost = numbers_in("membership", "close_out_cost", self.close_out_cost)
        put(self, "close_out_cost", locked(np.atleast_2d(cost)))
        shape = (self.close_out_cost.shape[0], self.resources.initial_margin.size)
        given = numbers_in("membership", "variation_margin", self.variation_margin)
        put(self, "variation_margin", locked(np.zeros(shape) if given.shape == (0,) else given))
        faults = faults_in("membership", "close_out_cost", self.close_out_cost, (), shape=shape)
        faults += faults_in(
            "membership", "variation_margin", self.variation_margin, (), shape=shape, low=-np.inf
        )
        if faults:
            raise InvalidInput(faults)

    def of(self, draws: Ints) -> "Membership":
        """The membership in some of the draws, in the order given."""
        return replace(
            self,
            close_out_cost=self.close_out_cost[draws],
            variation_margin=self.variation_margin[draws],
        )


@dataclass(frozen=True, eq=False)
class Links:
    """All further ties of a system; what is None does not exist.

    Args:
        funding: Debts that lenders may withdraw.
        stakes: Shares of each other.
        claims: Insurance and reinsurance claims of an event.
        membership: Of a central counterparty.
        loss_given_default: If above 0, claims on institutions inside the network lose value
            before any default: this share of a claim is lost when its debtor has lost all of the
            equity it began with, and in proportion before (Bardoscia et al. 2015). 0 to 1.

    Raises:
        InvalidInput: for a share out of range.
    """

    funding: Funding | None = None
    stakes: Stakes | None = None
    claims: Claims | None = None
    membership: Membership | None = None
    loss_given_default: float = field(default=0.0)

    def __post_init__(self) -> None:
        share = self.loss_given_default
        faults = faults_in_number("links", "loss_given_default", share, high=1.0)
        if faults:
            raise InvalidInput(faults)

    @cached_property
    def are_none(self) -> bool:
        """Whether there are no further ties at all."""
        given = [getattr(self, each.name) for each in fields(self)]
        return not any(each is not None and each != 0.0 for each in given)

    def of(self, draws: Ints) -> "Links":
        """The ties in some of the draws, in the order given."""
        return replace(
            self,
            claims=None if self.claims is None else self.claims.of(draws),
            membership=None if self.membership is None else self.membership.of(draws),
        )

    def faults(self, system: FinancialSystem, draws: int) -> list[Fault]:
        """What does not fit the system or the number of draws."""
        n = system.size
        found = []
        for name, size in (
            ("funding", None if self.funding is None else self.funding.short_term.shape),
            ("stakes", None if self.stakes is None else self.stakes.shares.shape),
            ("claims", None if self.claims is None else self.claims.reinsured.shape),
        ):
            if size is not None and size != (n, n):
                found.append(Fault("links", 0, name, f"shape {size}", f"shape {(n, n)}"))
        for name, rows in (
            ("claims", None if self.claims is None else self.claims.policyholders.shape),
            (
                "membership",
                None if self.membership is None else self.membership.close_out_cost.shape,
            ),
        ):
            if rows is not None and rows != (draws, n):
                found.append(Fault("links", 0, name, f"shape {rows}", f"shape {(draws, n)}"))
        if not found and self.funding is not None:
            found += _faults_in_parts(self.funding, system)
        return found


def _faults_in_parts(funding: Funding, system: FinancialSystem) -> list[Fault]:
    """A part that can be withdrawn must not exceed the whole."""
    found = []
    slack = 1e-9
    excess = (funding.short_term - system.nominal_liabilities * (1.0 + slack)).tocoo()
    for i, j, amount in zip(excess.row, excess.col, excess.data, strict=True):
        if amount > 0.0:
            label = f"short_term of {system.names[i]} to {system.names[j]}"
            whole = f"at most {system.nominal_liabilities[i, j]:g}, what is owed"
            found.append(Fault("funding", 0, label, f"{funding.short_term[i, j]:g}", whole))
    over = funding.external > system.external_liabilities * (1.0 + slack)
    for i in np.flatnonzero(over):
        whole = f"at most {system.external_liabilities[i]:g}, what is owed"
        label = f"external of {system.names[i]}"
        found.append(Fault("funding", 0, label, f"{funding.external[i]:g}", whole))
    return found[:20]


def worth_of_stakes(stakes: Stakes, equity: Money) -> Money:
    """What each one's shares of others are worth, none below 0. Shape (d, n), money.

    Args:
        stakes: Who holds what.
        equity: Of the issuers, own stakes included. Shape (d, n), money.
    """
    held: Money = np.ascontiguousarray((stakes.shares @ np.maximum(equity, 0.0).T).T)
    return held


def worth_at_start(stakes: Stakes, equity_without: Money) -> Money:
    """What stakes are worth when nobody is hurt: ``u = C max(0, E + u)``.

    There is one solution only, since somebody outside owns a part of each: what each issuer is
    worth to its owners is ``x = max(0, E + C x)``, and ``u = C x``.

    Args:
        stakes: ``C``.
        equity_without: ``E``: equity of each without its stakes. Shape (n,), money.

    Returns:
        ``u``, shape (n,), money.
    """
    return np.asarray(stakes.shares @ least_flow(equity_without, stakes.shares))

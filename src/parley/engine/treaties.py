"""All treaties among some firms: who cedes which losses to whom, above what, up to what."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from parley.engine.amounts import Floats, Ints, Money, faults_in, locked, numbers_in
from parley.engine.matrices import matrix_in
from parley.engine.treaty import Treaty
from parley.errors import Fault, InvalidInput


@dataclass(frozen=True, eq=False)
class Treaties:
    """All treaties among n firms, as arrays; ``Treaties.among`` makes them from ``Treaty``.

    Args:
        names: The n firms: insurers, reinsurers, or both.
        cedent: Position of the cedent of each treaty. Shape (treaties,).
        shares: ``shares[t, r]``: share of reinsurer r in treaty t. Shape (treaties, n), 0 to 1.
        attachment, limit, aggregate_attachment, aggregate_limit: As in ``Treaty``. Shape
            (treaties,); a single number stands for all.
        of_direct, of_assumed, premium, reinstatement_rate, reinstatements: The same.

    Raises:
        InvalidInput: with every fault.
    """

    names: tuple[str, ...]
    cedent: Ints
    shares: sparse.csr_array
    attachment: Money = field(default_factory=lambda: np.zeros(()))
    limit: Money = field(default_factory=lambda: np.full((), np.inf))
    aggregate_attachment: Money = field(default_factory=lambda: np.zeros(()))
    aggregate_limit: Money = field(default_factory=lambda: np.full((), np.inf))
    of_direct: Floats = field(default_factory=lambda: np.ones(()))
    of_assumed: Floats = field(default_factory=lambda: np.ones(()))
    premium: Money = field(default_factory=lambda: np.zeros(()))
    reinstatement_rate: Floats = field(default_factory=lambda: np.zeros(()))
    reinstatements: Floats = field(default_factory=lambda: np.zeros(()))

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "names", tuple(self.names))
        given = np.atleast_1d(numbers_in("treaties", "cedent", self.cedent))
        kind = np.asarray(self.cedent).dtype
        if given.size and kind.kind not in "iu":
            said = f"{kind} numbers"
            raise InvalidInput([Fault("treaties", 0, "cedent", said, "places: whole numbers")])
        cedent = np.array(np.atleast_1d(self.cedent), dtype=np.int64)
        shares = matrix_in("treaties", "shares", self.shares).copy()
        shares.eliminate_zeros()
        put(self, "cedent", cedent)
        put(self, "shares", shares)
        for name in _TERMS:
            values = numbers_in("treaties", name, getattr(self, name))
            put(self, name, locked(values, cedent.shape if values.size == 1 else None))
        faults = _faults_in_treaties(self)
        if faults:
            raise InvalidInput(faults)
        for array in (cedent, shares.data, shares.indices, shares.indptr):
            array.flags.writeable = False

    @classmethod
    def among(cls, names: Sequence[str], treaties: Sequence[Treaty]) -> "Treaties":
        """Collect treaties between firms of these names.

        Raises:
            InvalidInput: for a name that is not among them.

        Example:
            >>> from parley.engine.treaty import quota_share
            >>> Treaties.among(("A", "R"), [quota_share("A", {"R": 1.0}, ceded=0.3)]).placed
            array([1.])
        """
        place = {name: k for k, name in enumerate(names)}
        faults = [
            Fault(f"treaty {k + 1}", 0, role, name, "one of the firms")
            for k, treaty in enumerate(treaties)
            for role, some in (("cedent", (treaty.cedent,)), ("reinsurer", treaty.reinsurers))
            for name in some
            if name not in place
        ]
        if faults:
            raise InvalidInput(faults)
        links = [
            (k, place[name], share)
            for k, treaty in enumerate(treaties)
            for name, share in treaty.reinsurers.items()
        ]
        rows, columns, data = zip(*links, strict=True) if links else ((), (), ())
        shape = (len(treaties), len(names))
        return cls(
            tuple(names),
            np.array([place[treaty.cedent] for treaty in treaties], dtype=np.int64),
            sparse.csr_array((np.array(data, dtype=np.float64), (rows, columns)), shape=shape),
            **{name: np.array([getattr(t, name) for t in treaties]) for name in _TERMS},
        )

    @classmethod
    def of_matrices(
        cls,
        coinsurance: ArrayLike,
        deductible: ArrayLike,
        cap: ArrayLike,
        names: Sequence[str] = (),
    ) -> "Treaties":  # fmt: skip
        """One contract for each pair, as ``min(cap, coinsurance · max(0, loss - deductible))``.

        Args:
            coinsurance: ``coinsurance[i, j]``: the part of j's loss above the deductible that i
                bears; 0 where there is no contract. Shape (n, n), 0 to 1.
            deductible: Of that contract. Shape (n, n), money.
            cap: The most that i pays, after coinsurance. Shape (n, n), money; may be infinite.
            names: Of the firms; "firm 0" and so on if none are given.

        Raises:
            InvalidInput: with every fault.

        Source:
            Klages-Mundt & Minca (2020), Management Science 66(9), section 2.

        Example:
            B bears half of A's loss above 10, at most 30.

            >>> half = np.array([[0.0, 0.0], [0.5, 0.0]])
            >>> contracts = Treaties.of_matrices(half, 20 * half, 60 * half)
            >>> contracts.cedent, contracts.attachment, contracts.limit
            (array([0]), array([10.]), array([60.]))
        """
        parts = [np.asarray(each, dtype=np.float64) for each in (coinsurance, deductible, cap)]
        n = parts[0].shape[0] if parts[0].ndim else 0
        names = tuple(names) or tuple(f"firm {i}" for i in range(n))
        high = (1.0, np.inf, np.inf)
        faults: list[Fault] = []
        for k, (name, part) in enumerate(zip(_MATRICES, parts, strict=True)):
            known = np.where(np.isposinf(part), 0.0, part) if k == 2 else part
            faults += faults_in("contracts", name, known, names, shape=(n, n), high=high[k])
        if faults:
            raise InvalidInput(faults)
        some = (parts[0] > 0.0) & (parts[2] > 0.0)
        reinsurer, cedent = np.nonzero(some)
        share = parts[0][some]
        rows = (np.arange(share.size), reinsurer)
        with np.errstate(over="ignore"):
            limit = parts[2][some] / share
        return cls(
            names, cedent, sparse.csr_array((share, rows), shape=(share.size, n)),
            attachment=parts[1][some], limit=limit,
        )  # fmt: skip

    @cached_property
    def placed(self) -> Floats:
        """The part of each treaty that reinsurers have signed. Shape (treaties,), 0 to 1."""
        return locked(self.shares.sum(axis=1))

    @cached_property
    def by_cedent(self) -> tuple[Ints, Ints]:
        """Treaties in order of their cedent, and where each cedent's begin. Int arrays."""
        order = np.argsort(self.cedent, kind="stable").astype(np.int64)
        first = np.searchsorted(self.cedent[order], np.arange(len(self.names) + 1))
        return first.astype(np.int64), order


_MATRICES = ("coinsurance", "deductible", "cap")
_TERMS = (
    "attachment", "limit", "aggregate_attachment", "aggregate_limit", "of_direct", "of_assumed",
    "premium", "reinstatement_rate", "reinstatements",
)  # fmt: skip
_ENDLESS = ("limit", "aggregate_limit", "reinstatements")


def _faults_in_treaties(treaties: Treaties) -> list[Fault]:
    """Everything that is wrong with the arrays, between and inside them."""
    names, count = treaties.names, treaties.cedent.size
    n = len(names)
    faults = []
    if len(set(names)) < n:
        faults.append(Fault("treaties", 0, "names", "one twice", "each firm once"))
    if treaties.cedent.shape != (count,) or not np.all(
        (treaties.cedent >= 0) & (treaties.cedent < n)
    ):
        faults.append(Fault("treaties", 0, "cedent", "a place", f"places of firms, 0 to {n - 1}"))
    if treaties.shares.shape != (count, n):
        said = f"shape {treaties.shares.shape}"
        faults.append(Fault("treaties", 0, "shares", said, f"shape {(count, n)}"))
    for name in _TERMS:
        values = getattr(treaties, name)
        known = np.where(np.isposinf(values), 1.0, values) if name in _ENDLESS else values
        low = 5e-324 if name in ("limit", "aggregate_limit") else 0.0
        high = 1.0 if name in ("of_direct", "of_assumed") else np.inf
        faults += faults_in("treaties", name, known, (), shape=(count,), low=low, high=high)
    data = treaties.shares.data
    faults += faults_in("treaties", "shares", data, (), shape=data.shape, high=1.0)
    return faults or _faults_between(treaties)


def _faults_between(treaties: Treaties) -> list[Fault]:
    """Faults that only show between figures that are each possible."""
    faults = []
    names = treaties.names
    signed = treaties.shares.sum(axis=1)
    for t in np.flatnonzero(signed > 1.0 + 1e-12)[:20]:
        label = f"shares of treaty {t + 1} of {names[treaties.cedent[t]]}"
        faults.append(Fault("treaties", 0, label, f"{signed[t]:g} in all", "at most 1"))
    rows = np.repeat(np.arange(treaties.cedent.size), np.diff(treaties.shares.indptr))
    own = rows[treaties.cedent[rows] == treaties.shares.indices]
    for t in own[:20]:
        name = names[treaties.cedent[t]]
        faults.append(Fault("treaties", 0, f"reinsurers of treaty {t + 1}", name, "somebody else"))
    again = treaties.premium * treaties.reinstatement_rate
    dear = (again > 0.0) & ~((again <= treaties.limit) & np.isfinite(treaties.limit))
    for t in np.flatnonzero(dear)[:20]:
        said = f"{again[t]:g} for a limit of {treaties.limit[t]:g}"
        label = f"premium of a reinstatement of treaty {t + 1}"
        faults.append(Fault("treaties", 0, label, said, "at most the limit"))
    return faults

"""What shocks drawn from a scenario do to a system: losses over many draws, each with its error."""

from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from parley.engine.amounts import Bools, Ints, Money, require_counts
from parley.engine.batch import DRAWS_PER_PIECE, Progress
from parley.engine.ensemble import Ensemble
from parley.engine.measures import Estimate, estimate
from parley.engine.models import ByClearing as ByClearing
from parley.engine.models import Hurt as Hurt
from parley.engine.models import Model as Model
from parley.engine.pool import Team, threads
from parley.engine.shocks import Scenario, draw_shocks
from parley.engine.system import FinancialSystem
from parley.engine.tails import Tail, TailEstimate, expected_shortfall, tail_of, value_at_risk
from parley.engine.tally.columns import Tally
from parley.engine.tally.largest import Largest
from parley.errors import Fault, InvalidInput, NotConverged

#: Worst draws that are kept of each institution, for its tail measures.
WORST_DRAWS = 10_000


@dataclass(frozen=True, eq=False)
class Study:
    """What came of all draws.

    Estimates are over the draws that converged, and draws on the same system of an ensemble count
    as one group. Of each draw the total loss is kept, of each institution the worst draws; means
    and errors are exact sums, so that neither cores nor pieces nor a cluster can change a digit.

    Args:
        names: Institutions.
        total: Loss of all institutions in each draw. Shape (draws,), money.
        converged: Shape (draws,).
        systems: Draw d was played on system ``d % systems``.
        unit: Of money, in words.
        loss: Of all institutions.
        by_institution: Of each.
        defaults: Number of institutions in default.
        default_probability: Of each institution.
        default_counts: In how many draws k institutions default. Shape (n + 1,), counts.
        worst: The worst draws of each institution.
    """

    names: tuple[str, ...]
    total: Money
    converged: Bools
    systems: int
    unit: str
    loss: Estimate
    by_institution: tuple[Estimate, ...]
    defaults: Estimate
    default_probability: tuple[Estimate, ...]
    default_counts: Ints
    worst: tuple[Tail, ...]

    def value_at_risk(
        self, level: float = 0.99, institution: str | None = None, confidence: float = 0.95
    ) -> TailEstimate:
        """Of all institutions together, or of one; see ``tails.value_at_risk``."""
        tail = self._tail(institution)
        return value_at_risk(tail, level, confidence=confidence, unit=self.unit)

    def expected_shortfall(
        self, level: float = 0.99, institution: str | None = None, confidence: float = 0.95
    ) -> TailEstimate:
        """Of all institutions together, or of one; see ``tails.expected_shortfall``."""
        tail = self._tail(institution)
        return expected_shortfall(tail, level, confidence=confidence, unit=self.unit)

    def less(self, other: "Study") -> Estimate:
        """What this study loses more than another one of the same draws, draw by draw.

        What both have in common drops out of the error (common random numbers), so two policies
        can be told apart with far fewer draws than two separate means would need.

        Raises:
            InvalidInput: if the other one has another number of draws or systems.
        """
        if (self.total.size, self.systems) != (other.total.size, other.systems):
            value = f"{other.total.size} draws on {other.systems} systems"
            wanted = f"{self.total.size} draws on {self.systems} systems, with the same seed"
            raise InvalidInput([Fault("study", 0, "other", value, wanted)])
        kept = self.converged & other.converged
        return estimate((self.total - other.total)[kept], self.unit, self._groups()[kept])

    def require_converged(self) -> "Study":
        """Return this study, or raise ``NotConverged`` if any draw was given up."""
        lost = int(np.count_nonzero(~self.converged))
        if lost:
            raise NotConverged(f"{lost} of {self.converged.size} draws were given up")
        return self

    def _groups(self) -> Ints:
        return np.arange(self.total.size) % self.systems

    def _tail(self, institution: str | None) -> Tail:
        if institution is None:
            groups = self._groups()[self.converged] if self.systems > 1 else None
            return tail_of(self.total[self.converged], groups)
        if institution not in self.names:
            wanted = "the name of an institution"
            raise InvalidInput([Fault("study", 0, "institution", institution, wanted)])
        return self.worst[self.names.index(institution)]


@dataclass(frozen=True, eq=False)
class _Task:
    """What all pieces have in common."""

    ensemble: Ensemble
    scenario: Scenario
    model: Model
    seed: int


def simulate(
    systems: FinancialSystem | Ensemble,
    scenario: Scenario,
    model: Model | None = None,
    *,
    draws: int,
    seed: int,
    workers: int = 1,
    unit: str = "",
    draws_per_piece: int = DRAWS_PER_PIECE,
    keep: int = WORST_DRAWS,
    team: Team | None = None,
    on_progress: Progress | None = None,
) -> Study:
    """Draw shocks, let distress travel, and measure what is lost.

    Two studies with the same scenario, seed and number of draws have the same shocks, whatever
    their models: ``Study.less`` compares them draw by draw.

    Args:
        systems: One system, or an ensemble: then draw d is played on system ``d % k`` of k.
        scenario: What hits it.
        model: How distress travels, for example ``models.BySettle()``; None is ``ByClearing()``.
        draws: How many, 1 or more.
        seed: Names the run, 0 or more.
        workers: Cores to use; the numbers do not depend on it.
        unit: Of money, in words.
        draws_per_piece: How finely the work is cut, 1 or more; nor on this.
        keep: Worst draws kept of each institution, 1 or more.
        team: Who works through the pieces instead of cores of this machine; nor on this.
        on_progress: Called with the draws done and all draws, whenever a piece is done.

    Raises:
        InvalidInput: if scenario and system do not fit, a number is out of range, or the model
            gives arrays of another shape, NaN, or losses below 0.
        NotConverged: if no draw converged.

    Example:
        A owes B 10 and has 12; half of the time it loses 4, and then B loses 2.

        >>> from parley.engine.shocks import one_of
        >>> from parley.engine.sizes import Fixed
        >>> pair = FinancialSystem(
        ...     names=("A", "B"),
        ...     external_assets=np.array([12.0, 5.0]),
        ...     nominal_liabilities=np.array([[0.0, 10], [0, 0]]),
        ...     external_liabilities=np.zeros(2),
        ... )
        >>> scenario = Scenario(size=Fixed(4.0), base="money", place=one_of(2))
        >>> study = simulate(pair, scenario, draws=1000, seed=1)
        >>> sorted(set(study.total.tolist()))
        [4.0, 6.0]
    """
    ensemble = systems if isinstance(systems, Ensemble) else Ensemble((systems,))
    _check(draws=draws, seed=seed, draws_per_piece=draws_per_piece, keep=keep)
    task = _Task(ensemble, scenario, model or ByClearing(), seed)
    pieces = [
        (first, min(draws_per_piece, draws - first)) for first in range(0, draws, draws_per_piece)
    ]
    known = _Known(ensemble.systems[0].names, draws, len(ensemble.systems), keep)
    with closing((team or threads(workers))(_play, task, pieces)) as parts:
        for (first, count), hurt in zip(pieces, parts, strict=True):
            known.add(first, hurt)
            if on_progress is not None:
                on_progress(first + count, draws)
    return known.study(unit)


def _play(task: _Task, piece: tuple[int, int]) -> Hurt:
    """Play some draws, each on its system."""
    first, count = piece
    systems = task.ensemble.systems
    shocks = draw_shocks(systems[0], task.scenario, task.seed, count, first)
    on = (first + np.arange(count)) % len(systems)
    n = systems[0].size
    whole = Hurt(
        np.zeros((count, n)), np.zeros((count, n), dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    )
    for place in np.unique(on):
        rows = np.flatnonzero(on == place)
        found = _checked(task.model(systems[place], shocks.of(rows)), rows.size, n)
        whole.losses[rows] = found.losses
        whole.defaulted[rows] = found.defaulted
        whole.converged[rows] = found.converged
    return whole


class _Known:
    """What is known of the draws so far."""

    def __init__(self, names: tuple[str, ...], draws: int, systems: int, keep: int) -> None:
        n = len(names)
        self._names, self._systems = names, systems
        self._total = np.zeros(draws)
        self._converged = np.zeros(draws, dtype=np.bool_)
        #: Loss of all and number of defaults, of which every draw is kept; then of each.
        self._all = Tally(2, draws, groups=systems, keep=draws)
        self._each = Tally(2 * n, draws, groups=systems)
        self._worst = Largest(n, keep, systems)
        self._counts = np.zeros(n + 1, dtype=np.int64)

    def add(self, first: int, hurt: Hurt) -> None:
        count, n = hurt.losses.shape
        on = (first + np.arange(count)) % self._systems
        defaults = hurt.defaulted.sum(axis=1)
        total = hurt.losses.sum(axis=1)
        both = np.column_stack([total, defaults.astype(np.float64)])
        each = np.concatenate([hurt.losses, hurt.defaulted.astype(np.float64)], axis=1)
        self._all.add(first, both, on, hurt.converged)
        self._each.add(first, each, on, hurt.converged)
        self._worst.add(first, hurt.losses, hurt.converged)
        self._counts += np.bincount(defaults[hurt.converged], minlength=n + 1)
        self._total[first : first + count] = total
        self._converged[first : first + count] = hurt.converged

    def study(self, unit: str) -> Study:
        if not self._converged.any():
            raise NotConverged("no draw converged: there is nothing to report")
        n = len(self._names)
        return Study(
            names=self._names,
            total=self._total,
            converged=self._converged,
            systems=self._systems,
            unit=unit,
            loss=self._all.estimate(0, unit),
            by_institution=tuple(self._each.estimate(i, unit) for i in range(n)),
            defaults=self._all.estimate(1, "institutions"),
            default_probability=tuple(self._each.estimate(n + i, "share") for i in range(n)),
            default_counts=self._counts,
            worst=tuple(self._worst.tail(i) for i in range(n)),
        )


def _checked(hurt: Hurt, draws: int, n: int) -> Hurt:
    """What a model gave; its losses are no number where the search did not end."""
    faults = [
        Fault("model", 0, name, f"shape {np.shape(got)}", f"shape {shape}")
        for name, got, shape in (
            ("losses", hurt.losses, (draws, n)),
            ("defaulted", hurt.defaulted, (draws, n)),
            ("converged", hurt.converged, (draws,)),
        )
        if np.shape(got) != shape
    ]
    if not faults:
        losses = np.where(hurt.converged[:, np.newaxis], hurt.losses, 0.0)
        # Rounding may leave a loss a little below 0.
        low = -1e-9 * float(np.abs(np.nan_to_num(losses)).max(initial=1.0))
        wrong = ~(np.isfinite(losses) & (losses >= low))
        if not wrong.any():
            return replace(hurt, losses=np.maximum(losses, 0.0))
        faults = [Fault("model", 0, "losses", str(losses[wrong][0]), "0 or more")]
    raise InvalidInput(faults)


def _check(**numbers: int) -> None:
    for name, value in numbers.items():
        require_counts("simulate", 0 if name == "seed" else 1, **{name: value})

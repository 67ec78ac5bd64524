"""Draws given the sums, from a prior of independent links with exponential amounts.

| symbol | meaning |
|---|---|
| p | chance of a link before the sums are known |
| λ | rate of the amount of a link, one over its mean, before the sums are known |
| q | ``(1 - p) / (p λ)``: weight of no link beside the density of an amount |
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import Floats, Ints, Money, locked
from parley.engine.draws import generator
from parley.engine.networks.kernels.cycles import fill_tables, sweep_cycles
from parley.engine.networks.margins import Margins
from parley.engine.networks.matrices import Matrices, Method, gathered, require_count
from parley.engine.networks.maximum_entropy import maximum_entropy
from parley.engine.networks.minimum_density import few_links, is_free
from parley.engine.networks.mixing import effective_draws, r_hat
from parley.engine.networks.one_unknown import independent
from parley.engine.networks.sums import spread, sums
from parley.errors import Fault, InvalidInput, NotConverged

#: The stream of random numbers of chains; each chain is a block of its own.
STREAM_OF_CHAINS = 107

#: Cycles that a sweep tries for each institution.
CYCLES = 15

#: Chains have mixed if no figure's potential scale reduction exceeds this.
MIXED = 1.1


@dataclass(frozen=True, eq=False)
class Sample:
    """Draws of matrices from several chains, and whether the chains have mixed.

    Args:
        matrices: The draws, chains taking turns: draw d is of chain ``d % chains``.
        chains: How many chains.
        link_probability, rate: p and λ at each draw, where they are drawn too; else the mean of
            what was given. Shape (draws,).
        r_hat: The largest potential scale reduction of the number of links and of the
            concentration ``Σ L² / (Σ L)²``; NaN is never: infinite with too few draws to tell.
        effective_draws: The smaller effective number of draws of the two; 0 with too few.
    """

    matrices: Matrices
    chains: int
    link_probability: Floats
    rate: Floats
    r_hat: float
    effective_draws: float

    def __post_init__(self) -> None:
        for name in ("link_probability", "rate"):
            object.__setattr__(self, name, locked(getattr(self, name)))

    @property
    def liabilities(self) -> Floats:
        """``L[d, i, j]``: what i owes j in draw d. Shape (draws, n, n), money."""
        return self.matrices.liabilities

    @property
    def links(self) -> Ints:
        """How many links each draw has. Shape (draws,)."""
        return self.matrices.links

    @property
    def is_mixed(self) -> bool:
        """Whether ``r_hat`` is at most 1.1."""
        return self.r_hat <= MIXED

    def require_converged(self) -> "Sample":
        """Return the sample if all sums are met and the chains have mixed.

        Raises:
            NotConverged: saying which of the two is not so.
        """
        self.matrices.require_converged()
        if not self.is_mixed:
            raise NotConverged(
                f"Bayesian sample: the chains have not mixed, potential scale reduction "
                f"{self.r_hat:.3g}, expected at most {MIXED}; raise burn_in, thin or count"
            )
        return self


def sample(
    row_sums: ArrayLike,
    column_sums: ArrayLike,
    link_probability: ArrayLike = 0.5,
    rate: ArrayLike | None = None,
    *,
    seed: int,
    count: int = 100,
    chains: int = 4,
    burn_in: int = 1000,
    thin: int = 50,
    probability_prior: tuple[float, float] | None = None,
    rate_prior: tuple[float, float] | None = None,
    names: Sequence[str] | None = None,
    allowed: ArrayLike | None = None,
    groups: Sequence[str] | None = None,
    most_between: Mapping[tuple[str, str], float] | None = None,
) -> Sample:
    """Draw matrices of debts given their sums, by Gibbs steps along cycles.

    Before the sums are known, links are independent with chance ``p[i, j]`` and carry amounts
    that are exponential with rate ``λ[i, j]``. A step picks k debtors and k creditors, k = 2
    with probability 1/2, 3 with 1/4 and so on, adds Δ to the debts ``(i1, j1), (i2, j2), ...``
    and takes it from ``(i1, j2), (i2, j3), ..., (ik, j1)``, which leaves all sums as they are.
    Δ is drawn from its distribution given all else::

        density exp(-Λ Δ) between the ends,   weight q exp(-Λ Δ) at an end
        q = (1 - p) / (p λ) of the link that vanishes there,   Λ = Σ λ gaining - Σ λ losing

    Where sums are whole figures several links may vanish at one end; that end then outweighs
    whatever has more links, so such sums give sparse matrices whatever p is.

    Args:
        row_sums, column_sums, names, allowed, groups, most_between: As ``sums``. Bounds between
            groups cut the prior off; with tight ones, look at ``r_hat``.
        link_probability: p, one number or one for each pair. 0 to 1; a pair with 0 has no link.
        rate: λ, one number or one for each pair. Above 0, unit 1 / money. Without, the one with
            which the expected total is that of the sums, ``Σ p / total``.
        seed: Names the run; chain c has its own numbers. 0 or more.
        count: How many draws, over all chains. 0 or more.
        chains: How many chains; even ones start from maximum entropy, odd ones from few links.
            1 or more.
        burn_in, thin: Sweeps before the first draw of a chain, and from one draw to the next. A
            sweep tries fifteen cycles for each institution. 0 or more, and 1 or more.
        probability_prior: Shape numbers (a, b) of a beta prior: p, one for all, is drawn too.
        rate_prior: Shape and rate of a gamma prior: λ, one for all, is drawn too.

    Returns:
        The sample, with diagnostics.

    Raises:
        InvalidInput: as ``sums``, if an argument is not as above, or no matrix is possible.
        NotConverged: if no matrix to start from was found.

    Source:
        Gandy & Veraart (2017), A Bayesian methodology for systemic risk assessment in financial
        networks, Management Science 63(12), section 3 and the appendix on cycles of any length;
        section 4 for p and λ drawn too.

    Example:
        Three banks leave one amount free. All that can move is the circle A to B to C to A and
        back: with whole figures one end of it has three links fewer.

        >>> drawn = sample([2, 2, 2], [2, 2, 2], 0.5, 1.0, seed=1, count=8)
        >>> sorted(set(drawn.links.tolist()))
        [3]
    """
    given = sums(
        row_sums,
        column_sums,
        names=names,
        allowed=allowed,
        groups=groups,
        most_between=most_between,
    )
    return sampled(
        given, link_probability, rate, seed, count, chains=chains, burn_in=burn_in, thin=thin,
        probability_prior=probability_prior, rate_prior=rate_prior,
    )  # fmt: skip


def sampled(
    margins: Margins,
    link_probability: ArrayLike,
    rate: ArrayLike | None,
    seed: int,
    count: int,
    *,
    chains: int = 4,
    burn_in: int = 1000,
    thin: int = 50,
    probability_prior: tuple[float, float] | None = None,
    rate_prior: tuple[float, float] | None = None,
) -> Sample:
    """The same for a set of matrices that is set up already."""
    require_count(count)
    p, rates = _prior(margins, link_probability, rate)
    faults = _faults_in_run(chains, burn_in, thin, probability_prior, rate_prior)
    if faults:
        raise InvalidInput(faults)
    given = _within(margins, p)
    drawn = np.zeros((count, len(given.names), len(given.names)))
    chances, speeds = np.full(count, _mean(p, p > 0)), np.full(count, _mean(rates, p > 0))
    for c in range(min(chains, count)):
        chain = Chain(given, p, rates, seed, c, probability_prior, rate_prior)
        chain.run(burn_in)
        for d in range(c, count, chains):
            chain.run(thin)
            drawn[d] = chain.liabilities
            chances[d], speeds[d] = chain.link_probability, chain.rate
    return _diagnosed(gathered(Method.BAYESIAN, given, drawn), chains, chances, speeds)


def sampled_once(margins: Margins, density: float, seed: int, number: int, sweeps: int) -> Floats:
    """One draw from a chain of its own, whose first ``sweeps`` are thrown away."""
    p, rates = _prior(margins, density, None)
    chain = Chain(_within(margins, p), p, rates, seed, number)
    chain.run(sweeps)
    return chain.liabilities


class Chain:
    """One chain: a matrix that walks through those with the same sums.

    Args:
        margins: The sums; cells with p = 0 are not allowed.
        p, rates: The prior. Shape (n, n).
        seed, number: Which random numbers.
        probability_prior, rate_prior: As ``sample``.
    """

    def __init__(
        self,
        margins: Margins,
        p: Floats,
        rates: Floats,
        seed: int,
        number: int,
        probability_prior: tuple[float, float] | None = None,
        rate_prior: tuple[float, float] | None = None,
    ) -> None:
        self._margins = margins
        self._p, self._rates = p.copy(), rates.copy()
        self._priors = probability_prior, rate_prior
        self._rng = generator(seed, number, STREAM_OF_CHAINS)
        self._by_size = *_by_size(margins.owed), *_by_size(margins.claimed)
        self._held = np.zeros(margins.bounds.size)
        self.liabilities = _start(margins, number)
        self.link_probability, self.rate = _mean(p, p > 0), _mean(rates, p > 0)
        self._weigh()

    def run(self, sweeps: int) -> None:
        """Walk on; p and λ are drawn after each sweep where they have priors."""
        if self._margins.total == 0:
            return
        at_once = sweeps if self._priors == (None, None) else 1
        for _ in range(sweeps // max(at_once, 1)):
            sweep_cycles(
                self.liabilities, self._rates, self._q, self._margins.allowed,
                *self._by_size, self._margins.block, self._margins.bounds, self._held,
                at_once * CYCLES * len(self._margins.names), self._rng,
            )  # fmt: skip
            if at_once != sweeps or self._priors != (None, None):
                self._draw_prior()

    def _weigh(self) -> None:
        with np.errstate(divide="ignore", over="ignore"):
            q = (1 - self._p) / (self._p * self._rates)
        self._q = np.where(self._p > 0, q, 0.0)

    def _draw_prior(self) -> None:
        """Draw p from its beta, λ from its gamma distribution, given the matrix."""
        of_p, of_rate = self._priors
        open_ = self._margins.allowed
        links, cells = int(np.count_nonzero(self.liabilities)), int(open_.sum())
        if of_p is not None:
            chance = self._rng.beta(of_p[0] + links, of_p[1] + cells - links)
            self.link_probability = float(np.clip(chance, 1e-12, 1 - 1e-12))
            self._p = np.where(self._p > 0, self.link_probability, 0.0)
        if of_rate is not None:
            speed = self._rng.gamma(of_rate[0] + links, 1 / (of_rate[1] + self._margins.total))
            self.rate = float(max(speed, np.finfo(float).tiny))
            self._rates = np.full(self._rates.shape, self.rate)
        self._weigh()


def _by_size(sums: Money) -> tuple[Floats, Ints]:
    """Tables that pick institutions in proportion to their sums."""
    chance, other = np.ones(sums.size), np.zeros(sums.size, dtype=np.int64)
    if sums.sum() > 0:
        fill_tables(sums / sums.sum(), chance, other)
    return chance, other


def _start(margins: Margins, number: int) -> Floats:
    """Where a chain begins: full or sparse, so that chains which agree have forgotten it."""
    if margins.total == 0:
        return np.zeros(margins.weights.shape)
    if number % 2:
        return few_links(margins).copy()
    if is_free(margins):
        total = margins.total
        return independent(margins.owed / total, margins.claimed / total) * total
    return np.array(maximum_entropy(margins))


def _prior(
    margins: Margins, link_probability: ArrayLike, rate: ArrayLike | None
) -> tuple[Floats, Floats]:
    """p and λ as tables, checked; p is 0 where nothing can be owed."""
    n = len(margins.names)
    p, faults = spread(link_probability, (n, n), "link_probability", high=1.0)
    if not faults:
        p = np.where(margins.allowed, p, 0.0)
    if rate is None:
        rates = np.full((n, n), max(float(p.sum()), 1e-300) / max(margins.total, 1e-300))
    else:
        rates, more = spread(rate, (n, n), "rate")
        faults += more
        if not faults and bool((rates[margins.allowed] <= 0).any()):
            faults.append(Fault("networks", 0, "rate", "0", "above 0 where a link is possible"))
    if faults:
        raise InvalidInput(faults)
    return np.asarray(p), rates


def _within(margins: Margins, p: Floats) -> Margins:
    """The same sums on the cells with a chance of a link."""
    if bool((p[margins.allowed] > 0).all()):
        return margins
    return Margins(
        names=margins.names,
        owed=margins.owed,
        claimed=margins.claimed,
        weights=np.where(p > 0, margins.weights, 0.0),
        block=margins.block,
        bounds=margins.bounds,
        block_names=margins.block_names,
        to_outside=margins.to_outside,
        from_outside=margins.from_outside,
    )


def _diagnosed(matrices: Matrices, chains: int, chances: Floats, speeds: Floats) -> Sample:
    each = len(matrices.status) // chains
    worst, fewest = np.inf, 0.0
    if each >= 4:
        debts = matrices.liabilities[: each * chains]
        total = max(float(matrices.row_sums.sum()), np.finfo(float).tiny)
        figures = (
            matrices.links[: each * chains].astype(np.float64),
            ((debts / total) ** 2).sum(axis=(1, 2)).round(12),
        )
        by_chain = [figure.reshape(each, chains).T for figure in figures]
        worst = max(r_hat(figure) for figure in by_chain)
        fewest = min(effective_draws(figure) for figure in by_chain)
    return Sample(matrices, chains, chances, speeds, worst, fewest)


def _mean(values: Floats, where: np.ndarray) -> float:
    return float(values[where].mean()) if where.any() else 0.0


def _faults_in_run(
    chains: int,
    burn_in: int,
    thin: int,
    probability_prior: tuple[float, float] | None,
    rate_prior: tuple[float, float] | None,
) -> list[Fault]:
    faults = [
        Fault("networks", 0, field, str(value), f"{least} or more")
        for field, value, least in (
            ("chains", chains, 1),
            ("burn_in", burn_in, 0),
            ("thin", thin, 1),
        )
        if value < least
    ]
    for field, prior in (("probability_prior", probability_prior), ("rate_prior", rate_prior)):
        if prior is not None and not (len(prior) == 2 and all(0 < each < np.inf for each in prior)):
            faults.append(Fault("networks", 0, field, str(prior), "two numbers above 0"))
    return faults

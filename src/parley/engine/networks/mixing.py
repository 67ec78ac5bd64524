"""Whether chains of draws have mixed: potential scale reduction and effective number of draws."""

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import Floats, numbers_in
from parley.errors import Fault, InvalidInput


def r_hat(chains: ArrayLike) -> float:
    """Compare the spread between chains with the spread within them, each chain cut in two.

    With n draws in each half, W the mean variance within and B / n the variance of means::

        R = √(((n - 1) / n · W + B / n) / W)

    Near 1 if all halves have seen the same; 1.1 is a usual limit, 1.01 a strict one.

    Args:
        chains: A figure of each draw. Shape (chains, draws), 4 draws or more.

    Returns:
        R; 1 if nothing varies, infinite if only the chains differ.

    Raises:
        InvalidInput: if the shape is another, or a number is not finite.

    Source:
        Gelman & Rubin (1992), Statistical Science 7(4); Gelman et al. (2013), Bayesian Data
        Analysis, section 11.4.

    Example:
        >>> round(r_hat([[1, 2, 1, 2], [1, 2, 1, 2]]), 3)
        0.707
        >>> r_hat([[1, 1, 1, 1], [2, 2, 2, 2]])
        inf
    """
    halves = _halves(chains)
    n = halves.shape[1]
    within = float(halves.var(axis=1, ddof=1).mean())
    between = float(halves.mean(axis=1).var(ddof=1))
    if within == 0:
        return 1.0 if between == 0 else float("inf")
    return float(np.sqrt((n - 1) / n + between / within))


def effective_draws(chains: ArrayLike) -> float:
    """How many independent draws would tell as much about the mean.

    The number of draws over ``1 + 2 Σ autocorrelations``, where correlations are summed in
    pairs as long as the pairs are positive and do not rise.

    Args:
        chains: As ``r_hat``.

    Returns:
        Above 0, at most the number of draws times its logarithm to base 10; the number of draws
        if nothing varies.

    Raises:
        InvalidInput: as ``r_hat``.

    Source:
        Geyer (1992), Statistical Science 7(4), section 3.3; Vehtari et al. (2021), Bayesian
        Analysis 16(2), section 3.
    """
    halves = _halves(chains)
    m, n = halves.shape
    centred = halves - halves.mean(axis=1, keepdims=True)
    padded = np.fft.rfft(centred, 2 * n, axis=1)
    covariance = np.fft.irfft(padded * padded.conj(), axis=1)[:, :n].mean(axis=0) / n
    within = covariance[0] * n / (n - 1)
    variance = covariance[0] + (halves.mean(axis=1).var(ddof=1) if m > 1 else 0.0)
    if variance == 0:
        return float(m * n)
    correlation = 1 - (within - covariance * n / (n - 1)) / variance
    correlation[0] = 1.0
    pairs = correlation[: n - n % 2].reshape(-1, 2).sum(axis=1)
    total, last = 0.0, np.inf
    for pair in pairs:
        if pair <= 0:
            break
        last = min(last, pair)
        total += last
    most = m * n * np.log10(max(m * n, 10))
    return float(min(m * n / max(2 * total - 1, 1e-12), most))


def _halves(chains: ArrayLike) -> Floats:
    values = numbers_in("mixing", "chains", chains)
    if values.ndim != 2 or values.shape[1] < 4 or values.shape[0] < 1:
        wanted = "(chains, draws), four draws or more"
        raise InvalidInput([Fault("mixing", 0, "chains", f"shape {values.shape}", wanted)])
    if not np.isfinite(values).all():
        raise InvalidInput([Fault("mixing", 0, "chains", "not finite", "finite numbers")])
    half = values.shape[1] // 2
    return np.concatenate([values[:, :half], values[:, -half:]])

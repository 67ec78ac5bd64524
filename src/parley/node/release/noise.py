"""Noise for a total: discrete Laplace by OpenDP, measured by what one institution can change."""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from parley.errors import MissingExtra, NotConverged
from parley.exchange.release.budget import MILLION


@dataclass(frozen=True)
class Noisy:
    """A total with noise.

    Args:
        value: What may be published. Units.
        scale: Of the noise: with chance 19 in 20 it is off by less than three times this. Units.
    """

    value: int
    scale: float


def require_opendp() -> None:
    """Check that the extra ``release`` is installed.

    Raises:
        MissingExtra: naming what to install.
    """
    if find_spec("opendp") is None:
        raise MissingExtra(
            "a release with noise needs opendp, which is not installed; "
            "install the extra release, in the checkout: pip install '.[release]'"
        )


def with_noise(total: int, sensitivity: int, epsilon: int) -> Noisy:
    """Add noise such that neighbouring inputs are told apart with factor e^ε at most.

    Args:
        total: The exact number, units.
        sensitivity: By how much it differs between neighbouring inputs, at most. Units.
        epsilon: Millionths.

    Raises:
        MissingExtra: if OpenDP is not installed.
        NotConverged: if OpenDP finds that the noise does not keep the promise. Nothing is drawn.

    Source:
        Dwork, McSherry, Nissim & Smith (2006); discrete as in Canonne, Kamath & Steinke (2020).
    """
    require_opendp()
    import opendp.prelude as dp

    dp.enable_features("contrib")
    # The default of whole numbers there is 32 bits, which a total in cents overflows.
    space = dp.atom_domain(T="i64"), dp.absolute_distance(T="i64")
    # Rounded up by a part in 10^9, since ε is not rounded down: division is inexact.
    scale = sensitivity / (epsilon / MILLION) * (1 + 1e-9)
    noise: Any = dp.m.make_laplace(*space, scale=scale)
    cost = noise.map(sensitivity)
    if not cost <= epsilon / MILLION:
        raise NotConverged(f"the noise would cost {cost}, more than was spent")
    return Noisy(int(noise(total)), scale)

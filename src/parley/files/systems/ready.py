"""One call from a name to a financial system whose books balance, for whoever does research."""

from pathlib import Path

from parley.engine.networks import Method, draw_systems
from parley.engine.networks.reconstruct import DENSITY
from parley.engine.system import FinancialSystem
from parley.files.systems.catalogue import find_system


def load_system(
    name_or_folder: str | Path,
    matrix: str = Method.MAXIMUM_ENTROPY,
    *,
    seed: int = 1,
    density: float = DENSITY,
    inner_claims: bool = True,
) -> FinancialSystem:
    """Read a system and draw one matrix of who owes whom.

    For the totals with their sources, or for many matrices, call ``find_system`` and
    ``parley.engine.networks.draw_systems`` instead.

    Args:
        name_or_folder: A built-in system, or the folder of your own.
        matrix: ``maximum_entropy`` (everybody owes everybody, about in proportion), ``sparse`` or
            ``minimum_density`` (as few debts as can be), ``mixture``, ``fitness``, ``bayesian``:
            see ``parley.engine.networks.Method``. If the folder lists its contracts, these are
            the matrix.
        seed: Names the draw. 0 or more.
        density: Share of possible links, for ``fitness`` and ``bayesian``.
        inner_claims: Whether a node of many countries owes part of its debts to itself, outside
            the network, as exercises take it.

    Returns:
        The system. Its equity and total assets are those of the totals, whatever the matrix.

    Raises:
        InvalidInput: if there is no such system or matrix, or with every fault in its files.

    Example:
        >>> system = load_system("us-2016")
        >>> system.names[0], round(float(system.equity()[0] / 1000))
        ('JPMORGAN CHASE & CO', 254)
    """
    totals = find_system(name_or_folder)
    (drawn,) = draw_systems(totals, 1, seed, (matrix,), inner_claims=inner_claims, density=density)
    return drawn.system

"""From totals to many plausible matrices of who owes whom.

What is known of a banking system is usually what each bank owes the others in all and what it is
owed. These functions find matrices that meet such sums. In all of them ``L[i, j]`` is what i owes
j, a row sums to what i owes, a column to what j is owed, and nobody owes himself. (Much of the
literature writes the transpose, with lenders in rows.)

>>> from parley.engine import networks
>>> networks.maximum_entropy([4, 2, 2], [2, 3, 3]).round(6).tolist()
[[0.0, 2.0, 2.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]]
>>> networks.minimum_density([4, 2, 2], [2, 3, 3]).links
4
>>> networks.fitness([4, 2, 2], [2, 3, 3], links=4, seed=1, count=10).liabilities.shape
(10, 3, 3)
>>> networks.sample([4.1, 2.3, 1.8], [2.2, 3.1, 2.9], seed=1, count=10).liabilities.shape
(10, 3, 3)
"""

from parley.engine.networks.assemble import assemble
from parley.engine.networks.bayesian import Sample, sample
from parley.engine.networks.ensemble import DEFAULT_METHODS, DrawnSystem, draw_systems
from parley.engine.networks.fitness import Amounts, fitness, link_chances
from parley.engine.networks.margins import Margins, margins
from parley.engine.networks.matrices import Matrices, Method
from parley.engine.networks.minimum_density import (
    MinimumDensity,
    minimum_density,
    minimum_density_by_chance,
)
from parley.engine.networks.mixing import effective_draws, r_hat
from parley.engine.networks.payments import payments_matrix
from parley.engine.networks.reconstruct import draw, maximum_entropy
from parley.engine.networks.sparse import mixture_of_vertices, sparse_vertex
from parley.engine.networks.sums import sums

__all__ = [
    "DEFAULT_METHODS",
    "Amounts",
    "DrawnSystem",
    "Margins",
    "Matrices",
    "Method",
    "MinimumDensity",
    "Sample",
    "assemble",
    "draw",
    "draw_systems",
    "effective_draws",
    "fitness",
    "link_chances",
    "margins",
    "maximum_entropy",
    "minimum_density",
    "minimum_density_by_chance",
    "mixture_of_vertices",
    "payments_matrix",
    "r_hat",
    "sample",
    "sparse_vertex",
    "sums",
]

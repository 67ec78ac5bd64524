"""From totals to many plausible matrices of who owes whom."""

from parley.engine.networks.assemble import assemble
from parley.engine.networks.ensemble import (
    DEFAULT_METHODS,
    DrawnSystem,
    Method,
    draw_systems,
)
from parley.engine.networks.margins import Margins, margins
from parley.engine.networks.maximum_entropy import maximum_entropy
from parley.engine.networks.payments import payments_matrix
from parley.engine.networks.sparse import mixture_of_vertices, sparse_vertex

__all__ = [
    "DEFAULT_METHODS",
    "DrawnSystem",
    "Margins",
    "Method",
    "assemble",
    "draw_systems",
    "margins",
    "maximum_entropy",
    "mixture_of_vertices",
    "payments_matrix",
    "sparse_vertex",
]

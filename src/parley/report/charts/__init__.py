"""The charts of a report, one a file, in the order in which a report shows them."""

from parley.report.charts import (
    border,
    channels,
    delays,
    hours,
    losses,
    network,
    notices,
    prices,
    provenance,
    sensitivity,
)

CHARTS = (
    hours,
    prices,
    losses,
    channels,
    network,
    border,
    notices,
    delays,
    sensitivity,
    provenance,
)

__all__ = ["CHARTS"]

"""A made-up system of five banks: two of side a, two of side b, one elsewhere."""

import numpy as np

from parley.engine.totals import AssetClass, SystemTotals


def small_totals(
    *,
    jurisdictions: tuple[str, ...] = ("CN", "CN", "US", "US", "GB"),
    asset_class: str = "government_us",
    reserves: float = 10.0,
) -> SystemTotals:
    names = ("Aldra", "Bevik", "Corun", "Delph", "Estar")
    return SystemTotals(
        name="small",
        date="2022-12-31",
        unit="USD bn",
        names=names,
        titles_zh=("甲", "乙", "丙", "丁", "戊"),
        jurisdictions=jurisdictions,
        total_assets=np.array([1000.0, 2000, 1500, 1200, 800]),
        equity=np.array([80.0, 150, 120, 90, 60]),
        interbank_assets=np.array([100.0, 150, 120, 80, 50]),
        interbank_liabilities=np.array([90.0, 160, 110, 90, 50]),
        cross_border_claims=np.array([100.0, 300, 250, 100, 200]),
        reserves=np.full(5, reserves),
        payments_per_day=np.array([60.0, 120, 100, 70, 50]),
        asset_classes=(AssetClass(asset_class, "Bonds", "债券", 1e-4, 5e-5, 2e-4, "made up"),),
        holdings=np.array([[100.0], [200], [150], [120], [80]]),
    )

"""From totals and one matrix of debts to a financial system whose books balance."""

import numpy as np

from parley.engine.amounts import Floats, Money
from parley.engine.system import FinancialSystem
from parley.engine.totals import SystemTotals
from parley.errors import Fault, InvalidInput

#: Rounding that a difference of large amounts may leave, as a share of total assets.
ROUNDING = 1e-9


def assemble(totals: SystemTotals, liabilities: Floats, payments: Floats) -> FinancialSystem:
    """Put the debts into the balance sheets; what is left is held and owed outside the network.

    With ``A`` the total assets, ``E`` the equity, ``S`` the holdings at today's price::

        external_assets[i] = A[i] - Σ_j L[j, i] - Σ_m S[i, m]
        external_liabilities[i] = A[i] - E[i] - Σ_j L[i, j]

    So reserves and claims on institutions outside the network are among the external assets,
    debts to them among the external liabilities, and the equity of the system is ``E`` for every
    matrix.

    Args:
        totals: The balance sheets.
        liabilities: ``L[i, j]``: what i owes j. Shape (n, n), money, 0 or more.
        payments: What i sends j on a normal day. Shape (n, n), money.

    Raises:
        InvalidInput: naming each institution whose debts or claims exceed its balance sheet.

    Source:
        The balance-sheet identity; Glasserman & Young (2015), How likely is contagion in
        financial networks?, Journal of Banking & Finance 50, section 2.
    """
    held = liabilities.sum(axis=0) + totals.holdings.sum(axis=1)
    owed = liabilities.sum(axis=1) + totals.equity
    faults: list[Fault] = []
    outside = {
        "external_assets": _rest(totals, held, "claims in the network and holdings", faults),
        "external_liabilities": _rest(totals, owed, "debts in the network and equity", faults),
    }
    if faults:
        raise InvalidInput(faults)
    # rounding must not leave fewer assets outside than reserves, which are part of them
    return FinancialSystem(
        names=totals.names,
        external_assets=np.maximum(outside["external_assets"], totals.reserves),
        nominal_liabilities=liabilities,
        external_liabilities=outside["external_liabilities"],
        jurisdictions=totals.jurisdictions,
        asset_classes=tuple(each.name for each in totals.asset_classes),
        holdings=totals.holdings,
        price_impact=np.array([each.price_impact for each in totals.asset_classes]),
        reserves=totals.reserves,
        payments_per_day=payments,
    )


def _rest(totals: SystemTotals, parts: Money, what: str, faults: list[Fault]) -> Money:
    """Total assets less ``parts``; a fault where the parts exceed the whole."""
    rest = totals.total_assets - parts
    for i in np.flatnonzero(rest < -ROUNDING * np.maximum(totals.total_assets, 1.0)):
        faults.append(
            Fault(
                totals.name,
                0,
                f"total_assets of {totals.names[i]}",
                f"{totals.total_assets[i]:g}",
                f"at least its {what}, {parts[i]:g}",
            )
        )
    return np.maximum(rest, 0.0)

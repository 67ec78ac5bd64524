"""By how much a total can change when one institution's assets do: what noise is measured by."""

from fractions import Fraction

from parley.engine.contagion.whole_clearing import LARGEST_AMOUNT
from parley.errors import Fault, InvalidInput
from parley.exchange.joint.books import Books
from parley.exchange.joint.channels import CLEARING, FIRE_SALES, FUNDING, PAYMENTS, in_all
from parley.exchange.joint.charter import Charter

#: Why no amount of noise hides one institution in these models.
WHY_NOT = {
    FIRE_SALES: "one unit less can make an institution sell all that it holds",
    PAYMENTS: "one unit less can make an institution hold back all its payments",
    FUNDING: "one unit less can make lenders recall all that they lent",
}


def shortfall_sensitivity(charter: Charter, protects: int, outside: Fraction, debts: int) -> int:
    """The most by which the shortfall of all sides can change. Units of the charter.

    Two inputs are neighbours if one institution's external assets differ by at most ``protects``.
    Who loses a unit passes on at most the share of its debts that it owes within the network,
    1 - o, and so on: in all ``protects / o`` for the smallest share o that anybody owes outside.
    Each debt is rounded down by itself, which adds at most one unit for each::

        (protects + debts) / o

    Who owes whom, and how much, is not hidden by noise of this size.

    Args:
        charter: Of the run.
        protects: Units, 1 or more.
        outside: o: a share that every institution is known to owe outside, above 0 and at most 1.
        debts: How many debts there are in the network, at most.

    Raises:
        InvalidInput: for models in which one unit can change the total by any amount, with the
            reason.

    Source:
        The bound is ours; Liu & Staum (2010), Operations Research Letters 38(5), give the
        derivatives of which it is the largest column sum. Hemenway & Khanna (2016), Algorithmic
        Finance 5(3-4), show for cross-holdings that without such a floor a change can be
        magnified without bound, and that failures cannot be counted this way.

    Example:
        Everybody owes at least half outside; 100 units are hidden, 20 debts rounded:

        >>> one = Charter("r", ("a", "b"), ((), ()), "cent", "s", 1)
        >>> shortfall_sensitivity(one, 100, Fraction(1, 2), 20)
        240
    """
    faults = [
        Fault("release", 0, "channels", each, f"{CLEARING} alone: {WHY_NOT[each]}")
        for each in charter.channels
        if each != CLEARING
    ]
    if not charter.recovery.is_without_loss:
        wanted = "1: with costs of default one unit less can cost all of what defaults cost"
        rates = f"{charter.recovery.external}, {charter.recovery.interbank}"
        faults.append(Fault("release", 0, "recovery", rates, wanted))
    if protects < 1:
        faults.append(Fault("release", 0, "protects", str(protects), "1 unit or more"))
    if not 0 < outside <= 1:
        wanted = "above 0, up to 1: where nothing is owed outside, a loss can go round for ever"
        faults.append(Fault("release", 0, "outside", str(outside), wanted))
    if faults:
        raise InvalidInput(faults)
    found = -(-(protects + debts) * outside.denominator // outside.numerator)
    if found > LARGEST_AMOUNT:
        wanted = "an amount that, by the floor, stays below 2^62"
        raise InvalidInput([Fault("release", 0, "protects", str(protects), wanted)])
    return found


def outside_share(books: Books) -> Fraction:
    """The smallest share of its debts that an institution of one side owes outside the network.

    1 if nobody owes anybody within it.
    """
    owed = books.debts.owed
    outside = books.debts.elsewhere - in_all(books.owes, owed.size)
    shares = [
        Fraction(int(out), int(whole))
        for out, whole in zip(outside, owed, strict=True)
        if whole > 0
    ]
    return min(shares, default=Fraction(1))


def debts_of(books: Books) -> int:
    """How many debts a side's institutions owe in the network, rounded up to a power of two."""
    count = books.debts.debtor.size + sum(across.own.size for across in books.owes.values())
    return 1 << max(0, count - 1).bit_length()

"""European banks as the EBA shows them, by country and class, to a draft."""

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from parley.files.official.draft import Draft, Found, recipe
from parley.files.official.eba_codes import TOTAL
from parley.files.official.wording import plain_name
from parley.files.systems.catalogue import systems_folder
from parley.files.systems.countries import COUNTRY_CODES, MANY

#: Whose government bonds have a market with a measured volume; all others are one class.
ISSUERS = ("DE", "ES", "FR", "IT", "GB", "JP", "US")

#: With banks of fewer countries, bounds between these would leave no room for the debts that are
#: set equal to claims.
FEWEST_COUNTRIES = 5

_LOANS = "central_bank_and_government_loans"


@dataclass
class Amount:
    """A sum of cells, and where they stand."""

    value: float = 0.0
    places: list[str] = field(default_factory=list)

    def add(self, value: float, place: str) -> None:
        """Add one cell."""
        self.value += value
        self.places.append(place)

    @property
    def source(self) -> str:
        """The cells, for the source of a figure."""
        more = len(self.places) - 4
        return "; ".join(self.places[:4]) + (f"; and {more} more" if more > 0 else "")

    @property
    def provenance(self) -> str:
        """``file`` for one cell, ``derived`` for a sum."""
        return "file" if len(self.places) == 1 else "derived"


@dataclass
class Bank:
    """One bank.

    Args:
        name: What people read.
        home: ISO 3166 alpha-2.
        amounts: By (what, country). What is ``equity``, ``total_assets`` (country ``Total``),
            ``institutions``, ``government``, ``others``, ``bonds``. Money in EUR mn.
    """

    name: str
    home: str
    amounts: dict[tuple[str, str], Amount] = field(default_factory=lambda: defaultdict(Amount))

    def has(self, what: str, country: str = TOTAL) -> bool:
        """Whether there is such a figure."""
        return (what, country) in self.amounts

    def countries(self) -> set[str]:
        """Countries for which exposures are shown one by one."""
        shown = {country for what, country in self.amounts if what in _EXPOSURES}
        return {country for country in shown if country in COUNTRY_CODES}

    def exposures(self, country: str = TOTAL) -> Amount:
        """All exposures in a country."""
        whole = Amount()
        for what in _EXPOSURES:
            if self.has(what, country):
                one = self.amounts[what, country]
                whole.value += one.value
                whole.places += one.places
        return whole


_EXPOSURES = ("institutions", "government", "others")


def draft_of_banks(banks: Mapping[str, Bank], date: str, name: str, title: str) -> Draft:
    """A draft with what is known of each bank, and recipes for what is not.

    Args:
        banks: By legal entity identifier.
        date: The day, ISO 8601.
        name, title: Of the system.
    """
    draft = Draft(
        name=name,
        title_en=f"{title}, {date}",
        title_zh=f"欧洲银行业管理局披露的银行，{date}",
        date=date,
        unit="EUR mn",
        source="European Banking Authority",
        closed=True,
    )
    often = [bank.name for bank in banks.values()]
    for lei, bank in banks.items():
        plain = plain_name(bank.name)
        label = plain if often.count(bank.name) == 1 else f"{plain} ({lei})"
        draft.institutions[label] = bank.home if bank.home in COUNTRY_CODES else MANY
        draft.found += _figures(bank, label, date)
    _add_recipes(draft)
    _add_claims(draft, list(banks.values()))
    return draft


def _figures(bank: Bank, label: str, date: str) -> list[Found]:
    """The figures of one bank."""
    found = []

    def put(item: str, value: float, source: str, provenance: str) -> None:
        found.append(Found(label, item, max(value, 0.0), "EUR mn", date, source, provenance))

    for item, what in (
        ("total_assets", "total_assets"),
        ("equity", "equity"),
        ("total_exposures", "leverage_exposure"),
        ("interbank_assets", "institutions"),
    ):
        if bank.has(what):
            one = bank.amounts[what, TOTAL]
            put(item, one.value, one.source, one.provenance)
    whole = bank.exposures()
    if whole.places:
        put("all_exposures", whole.value, whole.source, "derived")
    if bank.countries() and whole.places:
        home = bank.exposures(bank.home)
        source = f"all exposures less those in {bank.home}: {home.source or 'none shown'}"
        put("cross_border_claims", whole.value - home.value, source, "derived")
    if bank.has("bonds"):
        _put_bonds(bank, put)
        if bank.has("government"):
            government = bank.amounts["government", TOTAL]
            rest = government.value - bank.amounts["bonds", TOTAL].value
            put(_LOANS, rest, f"less bonds: {government.source}", "derived")
    return found


def _put_bonds(bank: Bank, put: Callable[[str, float, str, str], None]) -> None:
    """Bonds of each issuer, and of all others together."""
    whole, listed = bank.amounts["bonds", TOTAL], 0.0
    for issuer in ISSUERS:
        item = f"holdings.government_{issuer.lower()}"
        if bank.has("bonds", issuer):
            one = bank.amounts["bonds", issuer]
            listed += max(one.value, 0.0)
            put(item, one.value, one.source, one.provenance)
        else:
            put(item, 0.0, f"not shown: what there is of it is among others, {whole.source}",
                "derived")  # fmt: skip
    source = f"all countries less those listed: {whole.source}"
    put("holdings.government_other", whole.value - listed, source, "derived")


def _add_recipes(draft: Draft) -> None:
    """What fills the gaps; a gap is filled as the other banks are."""
    add = draft.recipes.append
    draft.meanings["all_exposures"] = "Credit risk exposures of all classes"
    size = "total_assets"
    if draft.knows("total_exposures"):
        draft.meanings["total_exposures"] = "Leverage exposure"
        add(recipe(size, "ratio", "Exposures exceed balance sheet totals by about a twentieth",
                   factor=(0.95, 0.87, 1.0), of="total_exposures"))  # fmt: skip
    elif draft.knows("all_exposures"):
        add(recipe(size, "peer_ratio", "As the others, in proportion to exposures",
                   base="all_exposures"))  # fmt: skip
    for item in ("equity", "interbank_assets"):
        add(recipe(item, "peer_ratio", "As the others, in proportion to assets", base=size))
    add(recipe("interbank_liabilities", "ratio", "Debts to institutions are not published; set "
               "equal to claims, as Glasserman & Young (2015) do", factor=(1.0, 0.5, 2.0),
               of="interbank_assets"))  # fmt: skip
    add(recipe("cross_border_claims", "ratio", "A bank with less than a tenth of its exposures "
               "abroad shows no countries", factor=(0.05, 0.0, 0.1), of=size))  # fmt: skip
    if draft.knows(_LOANS):
        draft.meanings[_LOANS] = "Exposures to central banks and governments that are not bonds"
        add(recipe(_LOANS, "peer_ratio", "As the others, in proportion to assets", base=size))
        add(recipe("reserves", "ratio", "Mostly balances with central banks, partly loans to "
                   "governments", factor=(0.8, 0.4, 1.0), of=_LOANS))  # fmt: skip
    else:
        add(recipe("reserves", "ratio", "About what European banks hold at central banks, from "
                   "general knowledge", factor=(0.08, 0.03, 0.15), provenance="recalled",
                   of=size))  # fmt: skip
    add(recipe("payments_per_day", "ratio", "Payments over exposures in the Basel Committee's "
               "sample at the end of 2019, over 250 business days", factor=(0.1137, 0.02, 0.23),
               of=size))  # fmt: skip
    if draft.knows("holdings.government_other"):
        classes = systems_folder() / "eba-2019" / "asset_classes.csv"
        with classes.open(encoding="utf-8", newline="") as file:
            draft.classes += list(csv.DictReader(file))
        for one in draft.classes:
            add(recipe(f"holdings.{one['name']}", "peer_ratio", "As the others, in proportion to "
                       "assets", base=size))  # fmt: skip


def _add_claims(draft: Draft, banks: list[Bank]) -> None:
    """Claims on institutions by home and country, with all that may be there at most.

    The banks deal with each other only, so what they claim on institutions of countries without a
    bank of the system, or of their own country where they are alone, may be on any of the others.
    """
    homes = list(dict.fromkeys(bank.home for bank in banks if bank.home in COUNTRY_CODES))
    if len(homes) < FEWEST_COUNTRIES:
        draft.notes.append("banks of too few countries for bounds between countries")
        return
    for creditor in homes:
        own = [bank for bank in banks if bank.home == creditor and bank.has("institutions")]
        shown = {home: sum(_claims_on(bank, home) for bank in own) for home in homes}
        placed = sum(shown.values()) - (shown[creditor] if len(own) < 2 else 0.0)
        hidden = max(sum(_claims_on(bank, TOTAL) for bank in own) - placed, 0.0)
        for debtor in homes:
            if debtor == creditor or not own:
                continue
            draft.claims.append(
                {
                    "creditor": creditor,
                    "debtor": debtor,
                    "amount": repr(shown[debtor]),
                    "low": repr(shown[debtor]),
                    "high": repr(shown[debtor] + hidden),
                    "as_of": draft.date,
                    "class": "derived",
                    "source": f"EBA: exposures of {len(own)} banks to institutions; at most what "
                    "is shown and all that is not shown for a country of the system",
                }
            )


def _claims_on(bank: Bank, country: str) -> float:
    """Exposures to institutions of a country; 0 where none are shown."""
    return bank.amounts["institutions", country].value if bank.has("institutions", country) else 0.0

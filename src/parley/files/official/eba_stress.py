"""Inputs of the EBA's stress tests of 2016 and 2018, as the Oxford collection has them, to a draft.

Cells are separated by blanks; ``13+27682`` is a sum, and ``x`` or a title is not known.
"""

import re

from parley.errors import Fault
from parley.files.official.cells import Sheet
from parley.files.official.draft import NOT_KNOWN, Draft, Found, number_in, recipe
from parley.files.official.indicators import UNMEASURED
from parley.files.official.titled import chosen_day
from parley.files.official.wording import year_end_in_words
from parley.files.systems.countries import COUNTRY_CODES, MANY

#: Our items of each title.
_ITEMS = {
    "gov_bonds": "holdings.government",
    "corp_bonds": "holdings.corporate",
    "debt_sec": "",
    "I_i": "interbank_assets",
    "E": "equity",
    "CET1E": "equity",
    "tier1_capital": "tier1_capital",
    "lambda": "leverage_ratio_percent",
}
_CLASSES = {
    "government": ("Government bonds", "国债"),
    "corporate": ("Corporate bonds", "公司债"),
}


def read_eba_stress(sheets: list[Sheet], day: str, unit: str, faults: list[Fault]) -> Draft | None:
    """Bonds, claims on banks and capital of each bank.

    Args:
        sheets: One file; its first row holds titles such as banknumber, gov_bonds, CET1E, lambda.
        day: The day; empty takes the end of the year before the one in the file's name, which is
            the reference of the test.
        unit: Must be empty or ``EUR mn``.
        faults: What is wrong is appended here.
    """
    if unit not in {"", "EUR mn"}:
        faults.append(Fault("--unit", 0, "", unit, "EUR million, in which the test is"))
    if len(sheets) != 1:
        faults.append(Fault("files", 0, "", f"{len(sheets)}", "one file a system"))
        return None
    sheet = sheets[0]
    rows = [(number, " ".join(cells).split()) for number, cells in sheet.lines() if any(cells)]
    if not rows or rows[0][1][:1] != ["banknumber"]:
        seen = " ".join(rows[0][1][:6]) if rows else "empty"
        wanted = "titles, banknumber first, separated by blanks"
        faults.append(Fault(sheet.where, 1, "", seen, wanted))
        return None
    tested = year_end_in_words(sheet.file)
    before = f"{int(tested[:4]) - 1}-12-31" if tested else ""
    date = chosen_day({day or before} - {""}, day, sheet.where, faults)
    if not date:
        return None
    draft = Draft(
        name=f"eba-stress-{date[:4]}",
        title_en=f"Banks of the EBA's stress test, {date}",
        title_zh=f"欧洲银行业管理局压力测试的银行，{date}",
        date=date,
        unit="EUR mn",
        source="European Banking Authority, EU-wide stress test",
        closed=True,
    )
    for number, cells in rows[1:]:
        _read_bank(draft, sheet, number, rows[0][1], cells, faults)
    _add_recipes(draft)
    return draft


def _read_bank(
    draft: Draft, sheet: Sheet, row: int, titles: list[str], cells: list[str], faults: list[Fault]
) -> None:
    name, known = cells[0], {}
    if not re.fullmatch(r"[A-Z]{2}\d{2,3}", name):
        wanted = "a bank's number, such as DE17"
        faults.append(Fault(sheet.where, row, "banknumber", name, wanted))
        return
    if name in draft.institutions:
        faults.append(Fault(sheet.where, row, "banknumber", name, "each bank once"))
        return
    draft.institutions[name] = name[:2] if name[:2] in COUNTRY_CODES else MANY
    for title, text in zip(titles[1:], cells[1:], strict=False):
        if title not in _ITEMS or text in NOT_KNOWN or text in titles:
            continue
        parts = [number_in(sheet, row, title, part, faults) for part in text.split("+")]
        found = [part for part in parts if part is not None]
        if len(found) == len(parts):
            known[title] = sum(found)
            item = _ITEMS[title]
            if item and item != "leverage_ratio_percent":
                place = f"{sheet.file}, row {row}, {title}"
                kind = "derived" if len(parts) > 1 else "file"
                draft.found.append(
                    Found(name, item, known[title], "EUR mn", draft.date, place, kind)
                )
    capital = known.get("tier1_capital", known.get("CET1E", known.get("E")))
    if capital and known.get("lambda"):
        place = f"{sheet.file}, row {row}: tier 1 capital over leverage ratio (lambda, per cent)"
        value = 100 * capital / known["lambda"]
        draft.found.append(
            Found(name, "total_exposures", value, "EUR mn", draft.date, place, "derived")
        )


def _add_recipes(draft: Draft) -> None:
    add, size = draft.recipes.append, "total_assets"
    draft.meanings |= {"tier1_capital": "Tier 1 capital", "total_exposures": "Leverage exposure"}
    add(recipe(size, "ratio", "Exposures exceed balance sheet totals by about a twentieth",
               factor=(0.95, 0.87, 1.0), of="total_exposures"))  # fmt: skip
    for item in ("equity", "interbank_assets"):
        add(recipe(item, "peer_ratio", "As the others, in proportion to assets", base=size))
    add(recipe("interbank_liabilities", "ratio", "Debts to institutions are not published; set "
               "equal to claims, as Glasserman & Young (2015) do", factor=(1.0, 0.5, 2.0),
               of="interbank_assets"))  # fmt: skip
    add(recipe("cross_border_claims", "ratio", "Not in the file; from general knowledge",
               factor=(0.3, 0.0, 0.7), provenance="recalled", of=size))  # fmt: skip
    add(recipe("reserves", "ratio", "Not in the file; from general knowledge",
               factor=(0.05, 0.02, 0.12), provenance="recalled", of=size))  # fmt: skip
    add(recipe("payments_per_day", "ratio", "Payments over exposures in the Basel Committee's "
               "sample at the end of 2019, over 250 business days", factor=(0.1137, 0.02, 0.23),
               of=size))  # fmt: skip
    central, low, high = UNMEASURED
    for name, (title_en, title_zh) in _CLASSES.items():
        if draft.knows(f"holdings.{name}"):
            add(recipe(f"holdings.{name}", "peer_ratio", "As the others, in proportion to assets",
                       base=size))  # fmt: skip
            draft.classes.append({
                "name": name,
                "title_en": title_en,
                "title_zh": title_zh,
                "price_impact": f"{central:g}",
                "price_impact_low": f"{low:g}",
                "price_impact_high": f"{high:g}",
                "source": "10 basis points for a sale of EUR 10 bn (Greenwood, Landier & Thesmar "
                "2015); a factor of five either way",
            })  # fmt: skip

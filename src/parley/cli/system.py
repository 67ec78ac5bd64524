"""Commands about a system: list, show, check, disguise, import."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from parley.cli.importing import formats, import_files
from parley.cli.options import AsJson, InLanguage, Language, SystemName
from parley.engine.disguise import disguise as disguised
from parley.engine.microaggregation import LEAST_GROUP
from parley.engine.microaggregation import perturb as perturbed_totals
from parley.engine.networks import DEFAULT_METHODS, draw_systems
from parley.engine.provenance import Provenance
from parley.engine.provenance_shares import provenance_shares
from parley.engine.reidentification import attacks
from parley.engine.totals import MONEY_ITEMS, SystemTotals
from parley.files.systems.catalogue import find_system, list_systems
from parley.files.systems.folder import read_system
from parley.files.systems.write import write_system

app = typer.Typer()

app.command("formats")(formats)
app.command("import")(import_files)

#: One letter and one colour for each class; the letter says all that the colour says.
_MARKS = {
    Provenance.FILE: ("f", "green"),
    Provenance.REPORTED: ("r", "green"),
    Provenance.DERIVED: ("d", "cyan"),
    Provenance.SCALED: ("s", "yellow"),
    Provenance.ESTIMATED: ("e", "magenta"),
    Provenance.RECALLED: ("m", "red"),
}

_PLAIN_WIDTH = 200

#: Columns of the screen that names take, and that one item takes at most.
_NAMES_WIDTH, _ITEM_WIDTH = 34, 15


_WORDS = {
    "system": ("System", "系统"),
    "institution": ("Institution", "机构"),
    "jurisdiction": ("Home", "属地"),
    "total_assets": ("Total assets", "总资产"),
    "equity": ("Equity", "权益"),
    "interbank_assets": ("Interbank assets", "同业资产"),
    "interbank_liabilities": ("Interbank liabilities", "同业负债"),
    "cross_border_claims": ("Cross-border claims", "跨境债权"),
    "reserves": ("Reserves", "央行存款"),
    "payments_per_day": ("Payments a day", "日均支付"),
    "holdings": ("Holdings by asset class", "按资产类别的持有"),
    "sum": ("Sum", "合计"),
    "class": ("Class", "类别"),
    "letter": ("Letter", "字母"),
    "cells": ("Figures", "数据个数"),
    "share_of_cells": ("Share of figures", "个数占比"),
    "share_of_money": ("Share of money held or owed", "金额占比（不含流量）"),
    "known": ("How the figures are known", "数据的依据"),
    "file": ("file: read in a file that cites the filing", "文件：取自引用申报材料的文件"),
    "reported": ("reported: the institution's own figure", "报告：机构自行公布"),
    "derived": ("derived: arithmetic on official figures", "推算：由官方数据计算"),
    "scaled": ("scaled: an older or kindred figure, moved", "折算：较早或相近口径的数据"),
    "estimated": ("estimated: by a stated rule", "估计：按列明的规则"),
    "recalled": ("recalled: from memory, to be checked", "记忆：凭常识，须核对"),
    "date": ("Date", "日期"),
    "title": ("Title", "名称"),
    "institutions": ("Institutions", "机构数"),
}


@app.command("list")
def list_all(language: InLanguage = Language.EN) -> None:
    """List the systems that ship with Parley."""
    table = _table("")
    for word in ("system", "title", "date"):
        table.add_column(_word(word, language))
    table.add_column(_word("institutions", language), justify="right")
    for name in list_systems():
        totals = find_system(name)
        table.add_row(name, _title(totals, language), totals.date, str(totals.size))
    _console().print(table)


@app.command()
def show(
    name_or_folder: SystemName,
    as_json: AsJson = False,
    language: InLanguage = Language.EN,
) -> None:
    """Show a system: every institution, every figure, and how each is known."""
    totals = find_system(name_or_folder)
    if as_json:
        typer.echo(json.dumps(_entries(totals), ensure_ascii=False, indent=1))
        return
    console = _console()
    head = f"{_title(totals, language)}, {totals.date}, {totals.unit}"
    held = tuple(f"holdings.{one.name}" for one in totals.asset_classes)
    for title, items in ((head, MONEY_ITEMS), (_word("holdings", language), held)):
        for part in _side_by_side(items, console.width):
            console.print(_figures(totals, title, part, language))
    console.print(_shares(totals, language))


@app.command()
def check(folder: Annotated[Path, typer.Argument(help="The folder of a system.")]) -> None:
    """Check the folder of a system: all well, or every fault with file, row and field.

    Who owes and who pays whom is drawn once by each method, so that a system that is all well can
    be played.
    """
    totals = read_system(folder)
    draw_systems(totals, len(DEFAULT_METHODS), seed=1, inner_claims=True)
    parts = [
        f"{totals.size} institutions",
        f"{len(set(totals.jurisdictions))} jurisdictions",
        f"{len(totals.asset_classes)} asset classes",
        f"{len(totals.origins)} figures",
    ]
    if totals.known_liabilities is not None:
        parts.append(f"{int((totals.known_liabilities > 0).sum())} contracts")
    if totals.country_claims is not None:
        parts.append(f"{len(totals.country_claims.origins)} claims between countries")
    typer.echo(f"{folder}: all well: " + ", ".join(parts))


@app.command()
def disguise(
    name_or_folder: SystemName,
    out: Annotated[Path, typer.Option(help="Where to write it; must not exist, or be empty.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same disguise.")] = 1,
    perturb: Annotated[
        bool,
        typer.Option(
            "--perturb/--names-only", help="Change figures too, so that they name nobody."
        ),
    ] = False,
    group_size: Annotated[
        int, typer.Option(min=LEAST_GROUP, help="With --perturb: banks that are made alike.")
    ] = LEAST_GROUP,
) -> None:
    """Write a system under fictitious names, for exercises.

    With --perturb, banks of like size get the same figures but for chance, rounded to two digits,
    in another order: whoever knows all public totals finds one bank in GROUP-SIZE, as by guessing.
    """
    totals = find_system(name_or_folder)
    if not perturb:
        hidden = disguised(totals, seed)
        write_system(hidden, out)
        typer.echo(f"{out}: {hidden.name}, {hidden.size} institutions under fictitious names")
        return
    perturbed = perturbed_totals(totals, seed, group_size)
    hidden = disguised(perturbed.totals, seed)
    best = attacks(perturbed.totals, totals, perturbed.place)[0]
    write_system(hidden, out)
    typer.echo(
        f"{out}: {hidden.name}, {hidden.size} institutions under fictitious names, figures "
        f"perturbed in {len(set(perturbed.group.tolist()))} groups; known totals find "
        f"{best.found:.0%} of the banks again ({best.name}), guessing in groups "
        f"{perturbed.chance:.0%}"
    )


def _console() -> Console:
    """A terminal as it is; a file or a pipe gets plain lines that are not cut."""
    console = Console()
    return console if console.is_terminal else Console(width=_PLAIN_WIDTH, color_system=None)


def _word(key: str, language: Language) -> str:
    return _WORDS[key][language is Language.ZH]


def _title(totals: SystemTotals, language: Language) -> str:
    title = totals.title_zh if language is Language.ZH else totals.title_en
    return title or totals.name


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=box.ASCII2, pad_edge=False)


def _item_title(totals: SystemTotals, item: str, language: Language) -> str:
    if item in _WORDS:
        return _word(item, language)
    one = next(one for one in totals.asset_classes if item == f"holdings.{one.name}")
    return one.title_zh if language is Language.ZH else one.title_en


def _values(totals: SystemTotals, item: str) -> list[float]:
    if item in MONEY_ITEMS:
        return [float(value) for value in getattr(totals, item)]
    names = [f"holdings.{one.name}" for one in totals.asset_classes]
    return [float(value) for value in totals.holdings[:, names.index(item)]]


def _provenance(totals: SystemTotals, item: str, name: str) -> Provenance:
    origin = totals.origins.get((item, name))
    return Provenance.FILE if origin is None else origin.provenance


def _side_by_side(items: tuple[str, ...], width: int) -> list[tuple[str, ...]]:
    """Cut items into as many tables as a screen of ``width`` needs."""
    most = max(1, (width - _NAMES_WIDTH) // _ITEM_WIDTH)
    return [items[start : start + most] for start in range(0, len(items), most)]


def _figures(totals: SystemTotals, title: str, items: tuple[str, ...], language: Language) -> Table:
    """One row an institution, one column an item, each figure with the letter of its class."""
    table = _table(title)
    table.add_column(_word("institution", language), overflow="fold")
    table.add_column(_word("jurisdiction", language))
    for item in items:
        table.add_column(_item_title(totals, item, language), justify="right")
    columns = {item: _values(totals, item) for item in items}
    names = totals.titles_zh if language is Language.ZH else totals.names
    for i, name in enumerate(totals.names):
        cells = []
        for item in items:
            letter, colour = _MARKS[_provenance(totals, item, name)]
            cells.append(Text(f"{_readable(columns[item][i])} {letter}", style=colour))
        table.add_row(Text(names[i]), totals.jurisdictions[i], *cells)
    table.add_section()
    sums = [f"{_readable(sum(columns[item]))}  " for item in items]
    table.add_row(_word("sum", language), "", *sums)
    return table


def _readable(value: float) -> str:
    """An amount with as many decimals as a reader needs."""
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"


def _shares(totals: SystemTotals, language: Language) -> Table:
    """How many figures and how much money each class makes up."""
    table = _table(_word("known", language))
    table.add_column(_word("letter", language))
    table.add_column(_word("class", language))
    for word in ("cells", "share_of_cells", "share_of_money"):
        table.add_column(_word(word, language), justify="right")
    for share in provenance_shares(totals):
        letter, colour = _MARKS[share.provenance]
        table.add_row(
            Text(letter, style=colour),
            _word(share.provenance, language),
            str(share.cells),
            f"{share.share_of_cells:.1%}",
            f"{share.share_of_money:.1%}",
        )
    return table


def _entries(totals: SystemTotals) -> dict[str, object]:
    """The system for a program: every figure with value, class, source, day and range."""
    items = (*MONEY_ITEMS, *(f"holdings.{one.name}" for one in totals.asset_classes))
    columns = {item: _values(totals, item) for item in items}

    def figure(item: str, i: int) -> dict[str, object]:
        key = (item, totals.names[i])
        origin = totals.origins.get(key)
        return {
            "value": columns[item][i],
            "class": str(_provenance(totals, *key)),
            "source": "" if origin is None else origin.source,
            "as_of": totals.date if origin is None else origin.as_of,
            "range": totals.ranges.get(key),
        }

    return {
        "name": totals.name,
        "title_en": totals.title_en,
        "title_zh": totals.title_zh,
        "date": totals.date,
        "unit": totals.unit,
        "closed": totals.closed,
        "institutions": [
            {
                "name": name,
                "name_zh": totals.titles_zh[i],
                "jurisdiction": totals.jurisdictions[i],
                "figures": {item: figure(item, i) for item in items},
            }
            for i, name in enumerate(totals.names)
        ],
        "asset_classes": [
            {
                "name": one.name,
                "title_en": one.title_en,
                "title_zh": one.title_zh,
                "price_impact": one.price_impact,
                "range": [one.price_impact_low, one.price_impact_high],
                "source": one.source,
            }
            for one in totals.asset_classes
        ],
        "provenance": [
            {
                "class": str(share.provenance),
                "figures": share.cells,
                "share_of_figures": share.share_of_cells,
                "share_of_money": share.share_of_money,
            }
            for share in provenance_shares(totals)
        ],
    }

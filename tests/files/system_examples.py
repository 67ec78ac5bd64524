"""Folders that tests write: a small system that checks, wide and long, and how to break it."""

from pathlib import Path

HEAD = """name = "three-banks"
date = 2022-12-31
unit = "USD bn"
closed = true
"""
INSTITUTIONS = """institution,name_zh,jurisdiction
Ferry Bank,渡口银行,US
Mill Bank,磨坊银行,CN
Other institutions,其他机构,XX
"""
WIDE = """institution,total_assets,equity,interbank_assets,interbank_liabilities,\
cross_border_claims,reserves,payments_per_day,equity_source
Ferry Bank,100,8,10,15,5,4,20,annual report
Mill Bank,200,15,20,15,10,9,21,
Other institutions,50,5,5,5,2,1,3,
"""
CLASSES = """name,title_en,title_zh,price_impact,price_impact_low,price_impact_high,source
bonds,Bonds,债券,1e-4,5e-5,2e-4,a study
"""
HOLDINGS = """institution,asset_class,amount,class,source
Ferry Bank,bonds,30,reported,its report
"""
CONTRACTS = """debtor,creditor,amount
Ferry Bank,Mill Bank,15
Mill Bank,Ferry Bank,10
Mill Bank,Other institutions,5
Other institutions,Mill Bank,5
"""
CLAIMS = """creditor,debtor,amount,low,high,as_of,class,source
US,CN,7,7,7,2022-12-31,reported,BIS
CN,US,3,2,9,2020-12-31,estimated,a range
"""

#: One row a figure, in other currencies, with an older one and recipes.
LONG = """institution,item,value,unit,as_of,class,source
Ferry Bank,total_assets,100,USD bn,2022-12-31,file,report
Ferry Bank,equity,8000,USD mn,2022-12-31,file,report
Mill Bank,total_assets,1.4,CNY tn,2022-12-31,file,report
Mill Bank,equity,105,CNY bn,2022-12-31,file,report
Other institutions,total_assets,50,USD bn,2022-12-31,recalled,memory
Other institutions,equity,5,USD bn,2022-12-31,recalled,memory
Mill Bank,interbank_assets,63,CNY bn,2019-12-31,reported,its indicators
"""
RATES = """date,currency,per_euro
2022-12-30,USD,1
2022-12-30,CNY,7
2019-12-31,USD,1
2019-12-31,CNY,7
"""
WORLD = """item,value,unit,as_of,class,source
interbank_assets,40,EUR bn,2022-12-31,reported,committee
interbank_assets,18,EUR bn,2019-12-31,reported,committee
"""
ESTIMATES = """item,rule,institutions,of,then,factor,low,high,class,source
interbank_assets,world_share,Mill Bank,,2019-12-31,,,,scaled,stays
interbank_assets,ratio,Ferry Bank,total_assets,,0.1,,,estimated,guess
interbank_assets,remainder,Other institutions,,,,,,derived,the rest
interbank_liabilities,ratio,,interbank_assets,,1,,,estimated,guess
cross_border_claims,ratio,,interbank_assets,,0.5,,,estimated,guess
reserves,ratio,,total_assets,,0.05,0.02,0.1,recalled,guess
payments_per_day,ratio,,total_assets,,0.2,,,estimated,guess
"""


def write(folder: Path, **files: str | bytes | None) -> Path:
    """Write a folder: ``figures`` is figures.csv, ``system`` is system.toml; None is no file."""
    folder.mkdir(parents=True, exist_ok=True)
    for stem, text in files.items():
        path = folder / ("system.toml" if stem == "system" else f"{stem}.csv")
        if isinstance(text, bytes):
            path.write_bytes(text)
        elif text is not None:
            path.write_text(text, encoding="utf-8")
    return folder


def wide(folder: Path, **changed: str | bytes | None) -> Path:
    """A folder with a wide table and everything optional, with some files changed."""
    files: dict[str, str | bytes | None] = {
        "system": HEAD,
        "institutions": INSTITUTIONS,
        "balance_sheets": WIDE,
        "asset_classes": CLASSES,
        "holdings": HOLDINGS,
        "contracts": CONTRACTS,
        "country_claims": CLAIMS,
    }
    return write(folder, **(files | changed))


def long(folder: Path, **changed: str | bytes | None) -> Path:
    """A folder with a long table, exchange rates, world totals and recipes, some files changed."""
    files: dict[str, str | bytes | None] = {
        "system": HEAD,
        "institutions": INSTITUTIONS,
        "figures": LONG,
        "exchange_rates": RATES,
        "world_totals": WORLD,
        "estimates": ESTIMATES,
    }
    return write(folder, **(files | changed))

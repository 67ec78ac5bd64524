"""Small files in the layouts of authorities, about banks that do not exist."""

from pathlib import Path

from openpyxl import Workbook

from parley.engine.totals import SystemTotals
from parley.files.official.kinds import Asked, import_system

#: Titles of the sample's columns, and three banks in EUR million.
INDICATORS = (
    "1. Total exposures",
    "2.a. Intra-financial system assets",
    "2.b. Intra-financial system liabilities",
    "2.c. Securities outstanding",
    "3.a. Payments activity",
    "3.b. Assets under custody",
    "3.c. Underwriting activity",
    "3.d.1 Trading volume - fixed income",
    "3.d.2 Trading volume - equities and other securities",
    "4.a. Notional amount of OTC derivatives",
    "4.b. Trading and AFS securities",
    "4.c. Level 3 assets",
    "5.a. Cross-jurisdictional claims",
    "5.b. Cross-jurisdictional liabilities",
)
BANKS = {
    "Ferry Bank": ("United States", [1000000, 90000, 80000, 150000, 40000000, 900000, 5000,
                                     70000, 80000, 12000000, 60000, 4000, 200000, 190000]),
    "Mill Bank": ("China", [900000, 70000, 75000, 120000, 30000000, 300000, 4000,
                            60000, 50000, 2000000, 30000, 2000, 60000, 70000]),
    "Quay Bank": ("France", [600000, 60000, 50000, 110000, 20000000, 200000, 3000,
                             50000, 40000, 9000000, 40000, 3000, 150000, 160000]),
}  # fmt: skip

FR_Y15 = """ID_RSSD,NAME,DT,RISKY832,RISKM362,RISKM370,RISKM390,RISKM422,RISIY832,RISIM362,RISIM370
1,FERRY BANCORP,20221231,1000000000,90000000,80000000,40000000000,200000000,,,
2,MILL BANCORP,20221231,900000000,70000000,75000000,30000000000,60000000,0,0,0
3,QUAY US HOLDINGS,20221231,,,,20000000000,,600000000,60000000,50000000
"""
ONE_FILER = """ItemName,Description,Value
Institution Name,,{name}
ID_RSSD,Reporting entity identifier,{number}
RISKY832,TOTAL EXPOSURES,{exposures}
RISKM362,TOTAL INTRA-FINANCIAL SYSTEM ASSETS,90000000
RISKM370,"TOTAL INTRA-FINANCIAL SYSTEM LIABILITIES",80000000
RISKM390,PAYMENTS ACTIVITY,40000000000
"""

TR_OTH = """LEI_Code,NSA,Period,Item,Label,ASSETS_FV,ASSETS_Stages,Fin_end_year,n_quarters,Amount
AAAA0000000000000001,DE,201912,2020102,COMMON EQUITY TIER 1 CAPITAL (net),0,0,0,4,5000
AAAA0000000000000001,DE,201912,2021010,TOTAL ASSETS,0,0,0,4,100000
AAAA0000000000000001,DE,201912,2021010,TOTAL ASSETS,1,0,0,4,7
AAAA0000000000000002,FR,201912,2020102,COMMON EQUITY TIER 1 CAPITAL (net),0,0,0,4,9000
AAAA0000000000000002,FR,201912,2021010,TOTAL ASSETS,0,0,0,4,150000
AAAA0000000000000003,FR,201912,2020102,COMMON EQUITY TIER 1 CAPITAL (net),0,0,0,4,3000
"""
_CREDIT = (
    "LEI_Code,NSA,Period,Item,Portfolio,Country,Country_rank,Exposure,Status,Perf_Status,"
    "NACE_codes,Amount"
)
#: Portfolio, exposure class and amount of a bank of size 1; 304 is a part of 303.
_PARTS = (
    ("1", "103", 100), ("1", "203", 300), ("2", "203", 200), ("2", "303", 1000), ("1", "304", 77),
)  # fmt: skip
_SIZES = (("1", "DE", "10", 10), ("2", "FR", "9", 15), ("3", "FR", "9", 6))


def _credit_rows() -> str:
    rows = [_CREDIT]
    for lei, home, code, size in _SIZES:
        for country, share in (("0", 1.0), (code, 0.7), ("43", 0.2)):
            for portfolio, exposure, part in _PARTS:
                amount = part * size * share
                rows.append(
                    f"AAAA000000000000000{lei},{home},201912,2020502,{portfolio},{country},0,"
                    f"{exposure},0,0,0,{amount:g}"
                )
    rows.append("AAAA0000000000000001,DE,201912,2020502,1,0,0,203,1,0,0,999999")
    return "\n".join([*rows, ""])


TR_CRE = _credit_rows()
TR_SOV = """LEI_Code,NSA,Period,Item,Country,Maturity,Accounting_portfolio,Amount
AAAA0000000000000001,DE,201912,2020811,0,8,0,900
AAAA0000000000000001,DE,201912,2020811,10,8,0,600
AAAA0000000000000001,DE,201912,2020811,10,1,0,50
AAAA0000000000000001,DE,201912,2020811,15,8,0,100
AAAA0000000000000002,FR,201912,2020811,0,8,0,1400
AAAA0000000000000002,FR,201912,2020811,9,8,0,1300
"""
NAMES = """LEI_Code,Name
AAAA0000000000000001,Bank am Fluss AG
AAAA0000000000000002,Banque du Pont
AAAA0000000000000003,Banque du Lac
"""

BIS_HEAD = (
    "FREQ,L_MEASURE,L_POSITION,L_INSTR,L_DENOM,L_CURR_TYPE,L_PARENT_CTY,L_REP_BANK_TYPE,L_REP_CTY,"
    "L_CP_SECTOR,L_CP_COUNTRY,L_POS_TYPE,DECIMALS,UNIT_MEASURE,UNIT_MULT,TIME_PERIOD,OBS_VALUE,"
    "OBS_STATUS,OBS_CONF"
)


def lbs(
    creditor: str, debtor: str, value: str, status: str = "A", conf: str = "F", **other: str
) -> str:
    """One observation of the locational statistics."""
    sector, quarter = other.get("sector", "A"), other.get("quarter", "2022-Q4")
    tail = f"{quarter},{value},{status},{conf}"
    return f"Q,S,C,A,TO1,A,5J,A,{creditor},{sector},{debtor},N,3,USD,6,{tail}"


RC = "\n".join(
    "\t".join(row.split(","))
    for row in (
        '"IDRSSD",RCFD2170,RCON2170,RCONB987,RCONB989,RCONB993,RCONB995,RCFDG105,RCON0081,RCON0071',
        ",TOTAL ASSETS,TOTAL ASSETS,FED FUNDS SOLD,REPOS,FED FUNDS,REPOS,EQUITY,CASH,BALANCES",
        "11,1000000,900000,12000,3000,10000,5000,110000,5000,60000",
        "12,,800000,20000,,15000,,50000,3000,20000",
        "13,,600000,6000,1000,3000,2000,31000,2000,9000",
        "",
    )
)
RCB = """IDRSSD\tRCFD0211\tRCFD1287\tRCON0211\tRCON1287\tRCON8496\tRCONG300
11\t100\t40000\t1\t2\t3000\t80000
12\t\t\t0\t9000\t1000\t20000
13\t\t\t0\t4000\t\t9000
"""
POR = """IDRSSD\tFinancial Institution Name\tFinancial Institution State
11\tFERRY BANK NA\tNY
12\tMILL SAVINGS BANK\tOH
13\tQUAY TRUST COMPANY\tMA
"""


def sample(
    path: Path, *, turned: bool = False, note: str = "EUR million", year: str = "2022"
) -> Path:
    """A workbook of the Basel sample: banks as rows, or as columns."""
    book = Workbook()
    sheet = book.active
    sheet.title = f"End-{year}"
    sheet.append([f"G-SIB assessment sample, {note}"])
    sheet.append([])
    rows: list[list[object]] = [["Bank", "Country", *INDICATORS]]
    rows += [[name, home, *amounts] for name, (home, amounts) in BANKS.items()]
    for row in zip(*rows, strict=True) if turned else rows:
        sheet.append(row)
    if turned:
        sheet["A3"] = None
    book.save(path)
    return path


def write(folder: Path, **texts: str) -> list[Path]:
    """Files by name: ``tr_oth=...`` is tr_oth.csv."""
    paths = []
    for name, text in texts.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def imported(kind: str, paths: list[Path], folder: Path, **asked: str | int) -> SystemTotals:
    """The system that a kind of files gives."""
    return import_system(kind, paths, folder, Asked(**asked))[0]  # type: ignore[arg-type]

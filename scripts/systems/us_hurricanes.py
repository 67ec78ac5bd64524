"""Make the catastrophe us-hurricanes: ``python -m scripts.systems.us_hurricanes ../shared``.

Losses of great American hurricanes, as if each came again in 2018; insurers, reinsurers and their
treaties are made up, but for one layer of a state fund that its accounts report.
"""

import sys
from pathlib import Path
from typing import Any

from scripts.systems.text import plain, read, table

NAME, REGION, YEARS, LEAST = "us-hurricanes", "United States", 118, 10.0
FOLDER = Path(__file__).parents[2] / "src" / "parley" / "catastrophes" / NAME

#: Insurers: share of all losses, assets for claims, the liquid part of them; in USD bn.
INSURERS = {
    "Heronmere Mutual": (0.12, 32, 9), "Palmhollow Shield": (0.09, 20, 6),
    "Bayouside Casualty": (0.06, 9, 3), "Lanternfield Home": (0.07, 14, 4),
    "Saltreed Insurance": (0.04, 5, 1.5),
    "Sedgewater Property": (0.03, 3, 1), "Ospringate General": (0.05, 12, 4),
    "State Windstorm Fund": (0.04, 12, 10),
}  # fmt: skip
REINSURERS = {
    "Aldermoor Re": (45, 15), "Basaltic Re": (30, 10), "Cinderwick Re": (18, 6),
    "Dovetarn Re": (12, 5), "Emberlow Syndicate": (6, 3), "Fjordholt Re": (22, 8),
}  # fmt: skip

HEAD = """# Great hurricanes on the American coast, and a made-up market that insures against them.
# Written by scripts/systems/us_hurricanes.py.
name = "us-hurricanes"
title_en = "Great American hurricanes since 1900, and a fictitious market"
title_zh = "1900年以来的美国大飓风，以及一个虚构的保险市场"
unit = "USD bn"
date = 2018-12-31

[files.events]
class = "derived"
source = "Each storm once in the 118 years from 1900 to 2017. The spread of 0.25 is estimated."

[files.losses]
class = "reported"
source = \"\"\"
Weinkle, Landsea, Collins, Musulin, Crompton, Klotzbach & Pielke (2018), Normalized hurricane damage
in the continental United States 1900-2017, Nature Sustainability 1: all direct damage as if the
storm came in 2018, by the method of Pielke and Landsea; storms of 10 bn dollars and more, rounded.
\"\"\"

[files.firms]
class = "estimated"
source = "Made up. No firm of these names is meant."

[files.market_shares]
class = "estimated"
source = "Made up; together half of all direct damage is insured."

[files.treaties]
class = "estimated"
source = \"\"\"
Made up, but for the layer of the State Windstorm Fund: 1 bn dollars above 11.5 bn for a premium of
61 million is what a state's hurricane fund bought in 2017 (its press notices and accounts). Here
its share of losses is smaller, so the layer is lowered to 2 bn.
\"\"\"

[files.signed]
class = "estimated"
source = "Made up."
"""


def events(shared: Path) -> list[dict[str, str]]:
    """Storms of at least ``LEAST`` bn dollars, oldest first."""
    rows = read(shared / "data" / "catastrophe" / "ushu17stormloss.csv")
    found = []
    for row in rows:
        loss = float(row["Normalized PL 2018"] or 0) / 1e9
        if loss >= LEAST:
            found.append(
                {
                    "event": row["Storm ID"].lower().replace("_", "-"),
                    "name": row["Storm Name"], "year": plain(float(row["Year"])),
                    "states": " ".join(row["State"].replace(",", " ").split()),
                    "frequency": plain(1 / YEARS, 8), "spread": "0.25", "region": REGION,
                    "loss": plain(loss, 1),
                }
            )  # fmt: skip
    return found


def treaties() -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Two layers for each insurer by its share, one for the fund, retrocession in a ring."""
    terms: list[dict[str, Any]] = []
    signed: list[dict[str, Any]] = []
    names = list(REINSURERS)
    for k, (cedent, (share, _, _)) in enumerate(INSURERS.items()):
        if cedent == "State Windstorm Fund":
            terms.append({"treaty": "fund layer", "cedent": cedent, "attachment": 2, "limit": 1,
                          "of_assumed": 0, "premium": 0.061, "reinstatement_rate": 1,
                          "reinstatements": 1})  # fmt: skip
            signed += [{"treaty": "fund layer", "reinsurer": name, "share": 0.5}
                       for name in names[:2]]  # fmt: skip
            continue
        for layer, (low, high, rate) in {"first": (8, 40, 0.16), "second": (40, 110, 0.07)}.items():
            name, limit = f"{cedent} {layer}", (high - low) * share
            terms.append({"treaty": name, "cedent": cedent, "attachment": plain(low * share, 3),
                          "limit": plain(limit, 3), "of_assumed": 0,
                          "premium": plain(rate * limit, 3), "reinstatement_rate": 1,
                          "reinstatements": 1})  # fmt: skip
            signed += [
                {"treaty": name, "reinsurer": names[(k + j) % len(names)], "share": part}
                for j, part in enumerate((0.4, 0.3, 0.2))
            ]
    for k, (name, (assets, _)) in enumerate(REINSURERS.items()):
        terms.append({"treaty": f"{name} whole account", "cedent": name,
                      "attachment": plain(0.05 * assets, 2), "limit": plain(0.5 * assets, 2),
                      "of_direct": 0})  # fmt: skip
        signed += [
            {"treaty": f"{name} whole account", "reinsurer": names[(k + j) % len(names)],
             "share": part}
            for j, part in ((1, 0.5), (2, 0.3))
        ]  # fmt: skip
    as_text = [[{key: str(value) for key, value in row.items()} for row in rows]
               for rows in (terms, signed)]  # fmt: skip
    return as_text[0], as_text[1]


def main(shared: Path) -> None:
    """Write the folder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    storms = events(shared)
    terms, signed = treaties()
    firms = {name: money for name, (_, *money) in INSURERS.items()} | {
        name: list(money) for name, money in REINSURERS.items()
    }
    columns = ("event", "name", "year", "states", "frequency", "spread")
    files = {
        "catastrophe.toml": HEAD,
        "events.csv": table(columns, [{key: row[key] for key in columns} for row in storms]),
        "losses.csv": table(
            ("event", "region", "loss"),
            [{key: row[key] for key in ("event", "region", "loss")} for row in storms],
        ),
        "firms.csv": table(
            ("firm", "assets", "liquid_assets"),
            [{"firm": name, "assets": str(all_), "liquid_assets": str(liquid)}
             for name, (all_, liquid) in firms.items()],
        ),
        "market_shares.csv": table(
            ("firm", "region", "share"),
            [{"firm": name, "region": REGION, "share": str(share)}
             for name, (share, _, _) in INSURERS.items()],
        ),
        "treaties.csv": table(
            ("treaty", "cedent", "attachment", "limit", "of_direct", "of_assumed", "premium",
             "reinstatement_rate", "reinstatements"), terms,
        ),
        "signed.csv": table(("treaty", "reinsurer", "share"), signed),
    }  # fmt: skip
    for file, text in files.items():
        (FOLDER / file).write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

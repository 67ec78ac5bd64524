"""A synthetic but plausible outcome of an exercise, for the tests of the report.

Nothing here is simulated: the figures have the shape and size of a play, and are the same at
every call. All names are invented.
"""

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from parley.engine.amounts import Bools, Floats
from parley.engine.instruments.terms import (
    Lending,
    LongerHours,
    Purchase,
    Rerouting,
    Statement,
)
from parley.engine.measures import estimate
from parley.engine.provenance import Origin, Provenance
from parley.engine.totals import MONEY_ITEMS, AssetClass, SystemTotals
from parley.group.exercise.costs import bill_of, decisions_by_kind
from parley.group.exercise.knowledge import events
from parley.group.exercise.outcome import (
    CHANNELS,
    SERIES,
    Difference,
    Estimate,
    Outcome,
    Played,
    Sensitivity,
    Way,
)
from parley.group.exercise.script import (
    Authority,
    Decision,
    Exercise,
    Inject,
    Notice,
    Objective,
    OutageScenario,
    Parameter,
    Side,
    Visibility,
    Words,
)
from parley.report.exercise_report import exercise_report

UNIT = "USD bn"
DRAWS, HOURS, SEED = 200, 48, 20240229
MATRIX = np.arange(DRAWS) % 20
NAMES = (
    ("Halcyon Bank", "海晏银行", "CN"),
    ("Meridian Harbour Bank", "子午港银行", "CN"),
    ("Jade Terrace Bank", "玉台银行", "CN"),
    ("Northern Delta Bank", "北洲银行", "CN"),
    ("Lantern Street Bank", "灯街银行", "CN"),
    ("Cobalt National", "钴蓝国民银行", "US"),
    ("Prairie Union Trust", "草原联合信托", "US"),
    ("Old Mill Bancorp", "老磨坊银行", "US"),
    ("Great Basin Bank", "大盆地银行", "US"),
    ("Tidewater Custody", "潮水托管银行", "US"),
    ("Granite Securities Bank", "花岗岩证券银行", "US"),
    ("Lakefront Savings", "湖滨储蓄银行", "US"),
    ("Palisade Markets", "峭壁市场银行", "US"),
    ("Albion Docklands", "白崖船坞银行", "GB"),
    ("Thistle and Reed", "蓟苇银行", "GB"),
    ("Severn Gate Bank", "塞文门银行", "GB"),
    ("Banque du Marronnier", "栗树银行", "FR"),
    ("Crédit des Ardoises", "板岩信贷", "FR"),
    ("Société du Vieux Pont", "老桥银行", "FR"),
    ("Caisse du Grand Pré", "大草甸银行", "FR"),
    ("Bankhaus Nordlicht", "北光银行", "DE"),
    ("Banca dei Portici", "拱廊银行", "IT"),
    ("Banco del Faro", "灯塔银行", "ES"),
    ("Polder Bank", "圩田银行", "NL"),
    ("Bank am Firn", "雪峰银行", "CH"),
    ("Gletscher Privatbank", "冰川银行", "CH"),
    ("Maple Crossing Bank", "枫渡银行", "CA"),
    ("Prairie Rose Bank", "草原玫瑰银行", "CA"),
    ("Hinode Bank", "日出银行", "JP"),
    ("Kawabe Trust", "川边信托", "JP"),
    ("Matsubara Bank", "松原银行", "JP"),
    ("Other banks", "其他银行", "XX"),
)


def sample_exercise(title: str = "Cyber outage at Halcyon Bank") -> Exercise:
    """The script: two sides, five authorities, twelve injects, four notices, six decisions."""
    sides = (
        Side(
            "a",
            Words("Side A", "甲方"),
            ("US",),
            -5.0,
            (8.5, 18.5),
            (
                Authority(
                    "a_cb",
                    Words("Central bank A", "甲方中央银行"),
                    ("lend", "purchase", "longer_hours", "reroute", "statement"),
                ),
                Authority("a_mof", Words("Finance ministry A", "甲方财政部"), ("statement",)),
            ),
        ),
        Side(
            "b",
            Words("Side B", "乙方"),
            ("CN",),
            8.0,
            (8.5, 17.25),
            (
                Authority(
                    "b_cb",
                    Words("Central bank B", "乙方中央银行"),
                    ("lend", "longer_hours", "reroute", "statement"),
                ),
                Authority("b_mof", Words("Finance ministry B", "乙方财政部"), ("statement",)),
                Authority("b_sec", Words("Securities regulator B", "乙方证券监管机构"), ()),
            ),
        ),
    )
    return Exercise(
        id="cyber-outage",
        title=Words(title, "海晏银行网络中断"),
        summary=Words(
            "A large cross-border bank can receive payments but can hardly send any.",
            "一家大型跨境银行可以收款，但几乎无法付款。",
        ),
        start="2024-02-29T13:00:00+00:00",
        hours=HOURS,
        sides=sides,
        elsewhere_hours=(7.0, 17.0),
        objectives=(
            Objective("O1", Words("First contact within 60 minutes", "六十分钟内首次联系")),
            Objective("O2", Words("A common picture", "形成共同的判断")),
            Objective("O3", Words("Consistent public statements", "公开表态一致")),
        ),
        injects=_injects(),
        notices=_notices(),
        decisions=_decisions(),
        outage=OutageScenario(
            side="b",
            rank_by="total_assets",
            ranks=(1,),
            name=Words("Halcyon Bank", "海晏银行"),
            hours_median=20.0,
            hours_sigma=0.5,
            hours_range=(4.0, 44.0),
            manual_capacity=(0.02, 0.15),
            direct_loss=(0.002, 0.01),
            detection_hours=(2.0, 7.0),
        ),
        calibration=_calibration(),
    )


def _injects() -> tuple[Inject, ...]:
    rows = (
        ("i01", 0, "b_cb", "private", "outage", "Screens at the clearing arm are locked."),
        ("i02", 20, "b_sec", "private", "", "A margin deadline has been missed."),
        ("i03", 45, "a_cb", "private", "", "A participant is slow to pay."),
        ("i04", 60, "control", "private", "", "The first number on the list does not answer."),
        ("i05", 120, "all", "public", "rumour", "A rumour says that it was an attack."),
        ("i06", 180, "b_mof", "private", "", "Fails to settle rise."),
        ("i07", 300, "all", "public", "", "A photo of a courier goes round."),
        ("i08", 480, "a_cb", "private", "fails_a", "Banks of side A hold payments back."),
        ("i09", 720, "a_mof", "private", "", "The principal asks for one paragraph."),
        ("i10", 1200, "b_cb", "private", "selling", "Bonds are sold to raise cash."),
        ("i11", 1560, "all", "public", "", "A rating is under review."),
        ("i12", 2400, "b_cb", "private", "restored", "Service is restored, one day is open."),
    )
    chinese = (
        "清算部门的屏幕被锁定。",
        "错过了一次追加保证金的期限。",
        "一家参与者付款迟缓。",
        "名单上的第一个号码无人接听。",
        "传言称这是一次攻击。",
        "结算失败增多。",
        "一张信使的照片在网上流传。",
        "甲方银行推迟付款。",
        "负责人要求写一段话。",
        "为筹集现金而出售债券。",
        "一项评级正在复核。",
        "服务恢复，尚有一天的账目未清。",
    )
    return tuple(
        Inject(
            id=name,
            minute=minute,
            to=to,
            visibility=Visibility(seen),
            channel=Words("Telephone", "电话"),
            text=Words(text, zh),
            expected=Words("Open a case and call the other side.", "立案并致电对方。"),
            objective="O1" if minute < 90 else "O2",
            informs=(fact,) if fact else (),
        )
        for (name, minute, to, seen, fact, text), zh in zip(rows, chinese, strict=True)
    )


def _notices() -> tuple[Notice, ...]:
    rows = (
        ("n1", 95, "b_cb", "a_cb", "outage", "Our bank cannot send.", "我方银行无法付款。"),
        ("n2", 540, "a_cb", "b_cb", "fails_a", "Our banks hold back.", "我方银行推迟付款。"),
        ("n3", 1260, "b_cb", "a_cb", "selling", "Bonds are being sold.", "债券正被出售。"),
        ("n4", 2440, "b_cb", "a_cb", "restored", "The bank can send again.", "该行恢复付款。"),
    )
    return tuple(
        Notice(name, minute, sender, receiver, (fact,), Words(en, zh))
        for name, minute, sender, receiver, fact, en, zh in rows
    )


def _decisions() -> tuple[Decision, ...]:
    words = (
        Words("Hold payments to the bank that cannot send", "暂停向无法付款的银行付款"),
        Words("Longer payment hours in side A", "甲方延长支付时间"),
        Words("Emergency liquidity in side A", "甲方紧急流动性支持"),
        Words("Reroute payments in side B", "乙方改道付款"),
        Words("Buy government bonds of side A", "购买甲方国债"),
        Words("Joint statement of both ministries", "两部门联合声明"),
    )
    return (
        Decision("d1", "a_cb", "reroute", "outage", 30, 60, Rerouting(0.5), words[0]),
        Decision("d2", "a_cb", "longer_hours", "outage", 60, 60, LongerHours(3.0), words[1]),
        Decision("d3", "a_cb", "lend", "fails_a", 60, 120, Lending(0.1, 0.055), words[2]),
        Decision("d4", "b_cb", "reroute", "outage", 30, 60, Rerouting(0.4), words[3]),
        Decision(
            "d5", "a_cb", "purchase", "selling", 120, 60, Purchase("bonds_a", 5, 60), words[4]
        ),
        Decision("d6", "b_mof", "statement", "outage", 90, 30, Statement(0.3), words[5], "a_mof"),
    )


def _calibration() -> tuple[Parameter, ...]:
    rows = (
        ("floor_share", 0.25, 0.10, 0.50, "share", "Precautionary floor of reserves", "准备金下限"),
        ("impact_scale", 1.0, 0.3, 3.0, "multiple", "Price impact of sales", "出售的价格冲击"),
        (
            "overnight_cost",
            0.06,
            0.03,
            0.12,
            "share per year",
            "Price of money that comes a day late",
            "资金迟到一日的价格",
        ),
        ("recovery", 0.6, 0.4, 0.9, "share", "Recovered from a debtor in default", "违约回收率"),
        (
            "detection",
            4.5,
            2.0,
            7.0,
            "hours",
            "Hours until a bank finds out",
            "银行自行发现的小时数",
        ),
        ("pledged", 0.4, 0.2, 0.6, "share", "Securities that can be pledged", "可抵押证券的比例"),
        (
            "intraday",
            0.5,
            0.3,
            0.7,
            "share",
            "Payments made in the first half of a day",
            "上半日付款比例",
        ),
    )
    return tuple(
        Parameter(name, value, low, high, unit, Words(en, zh), "Invented for tests")
        for name, value, low, high, unit, en, zh in rows
    )


def sample_system() -> SystemTotals:
    """Totals of 32 institutions whose parts do not exceed their wholes."""
    n = len(NAMES)
    generator = np.random.default_rng(SEED)
    assets = np.round(np.sort(generator.lognormal(7.2, 0.55, n))[::-1], 1)
    order = np.argsort(generator.random(n))
    assets = assets[order]
    assets[:2] = 5200.0, 4100.0
    assets[-1] = 21000.0
    claims = 0.09 * assets
    owed = np.roll(claims, 3)
    owed = np.minimum(owed, 0.4 * assets)
    owed *= claims.sum() / owed.sum()
    classes = (
        AssetClass("bonds_a", "Government bonds, side A", "甲方国债", 4e-5, 1e-5, 1e-4, "Invented"),
        AssetClass("bonds_b", "Government bonds, side B", "乙方国债", 6e-5, 2e-5, 2e-4, "Invented"),
        AssetClass("bonds_else", "Bonds of others", "其他债券", 5e-5, 2e-5, 2e-4, "Invented"),
        AssetClass("corporate", "Corporate bonds", "公司债券", 2e-4, 5e-5, 5e-4, "Invented"),
        AssetClass("equities", "Equities", "股票", 1e-4, 3e-5, 3e-4, "Invented"),
    )
    weights = np.array([0.08, 0.06, 0.05, 0.03, 0.02])
    return SystemTotals(
        name="sample-32",
        date="2022-12-31",
        unit=UNIT,
        names=tuple(name for name, _, _ in NAMES),
        titles_zh=tuple(title for _, title, _ in NAMES),
        jurisdictions=tuple(code for _, _, code in NAMES),
        asset_classes=classes,
        holdings=assets[:, None] * weights,
        origins=_origins(classes),
        total_assets=assets,
        equity=0.055 * assets,
        interbank_assets=claims,
        interbank_liabilities=owed,
        cross_border_claims=0.16 * assets,
        reserves=0.07 * assets,
        payments_per_day=0.11 * assets,
    )


def _origins(classes: tuple[AssetClass, ...]) -> dict[tuple[str, str], Origin]:
    cycle = (
        Provenance.FILE,
        Provenance.REPORTED,
        Provenance.DERIVED,
        Provenance.SCALED,
        Provenance.ESTIMATED,
    )
    origins = {}
    for column, item in enumerate((*MONEY_ITEMS, *(f"holdings.{each.name}" for each in classes))):
        for row, (name, _, _) in enumerate(NAMES):
            place = 4 if column > 6 else (column // 2 + (row % 3 == 0)) % 5
            provenance = Provenance.RECALLED if item == "equity" and row % 9 == 4 else cycle[place]
            origins[item, name] = Origin(provenance, "Invented for tests", "2022-12-31")
    return origins


def sample_outcome(
    *,
    saved: float = 0.18,
    noise: float = 0.25,
    title: str = "Cyber outage at Halcyon Bank",
    credit: float = 1.0,
    failed: tuple[int, ...] = (),
) -> Outcome:
    """A whole outcome.

    Args:
        saved: Share of the losses by price and delay that talking at once saves; may be negative.
        noise: Standard deviation of what is saved from draw to draw, relative.
        title: English title of the exercise, for tests of escaping.
        credit: Multiplies the losses by unpaid debts, in the ways alone.
        failed: Draws that do not end when each side acts alone, with absurd losses there.
    """
    exercise, system = sample_exercise(title), sample_system()
    generator = np.random.default_rng(SEED + 1)
    n = system.size
    hit = np.zeros(n)
    hit[0] = DRAWS
    size = generator.lognormal(0.0, 0.55, DRAWS)
    base = np.zeros((DRAWS, n, len(CHANNELS)))
    base[:, 0, 0] = generator.uniform(0.7, 2.1, DRAWS)
    weight = system.total_assets / system.total_assets.sum()
    own = np.array([1.9 if code == "US" else 1.3 if code == "CN" else 0.7 for *_, code in NAMES])
    base[:, :, 1] = 9.0 * size[:, None] * weight * own
    base[:, :, 2] = 0.15 * size[:, None] ** 2 * weight
    base[:, :, 3] = 3.2 * size[:, None] * weight * own
    played, losses = [], {}
    for way, share in zip(Way, (-0.35, 0.0, 0.6 * saved, saved), strict=True):
        wobble = share * (1 + noise * generator.standard_normal(DRAWS)) + 0.004 * (
            generator.standard_normal(DRAWS)
        )
        scaled = base.copy()
        scaled[:, :, 1:] *= np.maximum(1 - wobble, 0.01)[:, None, None]
        losses[way] = scaled
        lost = scaled * np.array([1.0, 1.0, credit, 1.0])
        ended = np.ones(DRAWS, dtype=np.bool_)
        if way is Way.ALONE:
            lost[list(failed)] = 1e9
            ended[list(failed)] = False
        kept = ~np.isin(np.arange(DRAWS), failed)
        played.append(_played(exercise, system, way, lost, kept, ended, hit, generator))
    differences = tuple(
        _difference(losses, system, exercise, without, instead)
        for without, instead in (
            (Way.ALONE, Way.AT_ONCE),
            (Way.ALONE, Way.SCRIPTED),
            (Way.SCRIPTED, Way.AT_ONCE),
            (Way.SILENT, Way.ALONE),
        )
    )
    value, loss = differences[0].total, _estimate(losses[Way.ALONE].sum(axis=(1, 2)))
    return Outcome(
        exercise=exercise,
        system=system,
        hit=hit,
        draws=DRAWS,
        seed=SEED,
        matrices={"maximum_entropy": 10, "sparse": 10},
        matrix=MATRIX,
        played=tuple(played),
        differences=differences,
        sensitivities=_sensitivities(exercise, loss, value),
        baseline=Sensitivity("baseline", 0.0, loss, value),
        digests={"exercise.toml": "3f" * 32, "system": "a7" * 32},
        versions={"parley": "0.1.0", "numpy": "2.4.6", "python": "3.11.2"},
    )


@cache
def sample_report() -> dict[str, str]:
    """The files of the report on ``sample_outcome``, made once for all tests."""
    return exercise_report(sample_outcome())


def _estimate(values: Floats, kept: Bools | None = None) -> Estimate:
    which = np.ones(DRAWS, dtype=np.bool_) if kept is None else kept
    return estimate(values[which], UNIT, MATRIX[which])


def _groups(system: SystemTotals, exercise: Exercise) -> dict[str, NDArray[np.bool_]]:
    codes = np.array(system.jurisdictions)
    groups = {side.id: np.isin(codes, side.jurisdictions) for side in exercise.sides}
    groups["elsewhere"] = ~np.logical_or.reduce(list(groups.values()))
    return groups


def _difference(
    losses: dict[Way, Floats], system: SystemTotals, exercise: Exercise, without: Way, instead: Way
) -> Difference:
    gained = losses[without] - losses[instead]
    return Difference(
        without,
        instead,
        _estimate(gained.sum(axis=(1, 2))),
        {channel: _estimate(gained[:, :, k].sum(axis=1)) for k, channel in enumerate(CHANNELS)},
        {
            side: _estimate(gained[:, inside].sum(axis=(1, 2)))
            for side, inside in _groups(system, exercise).items()
        },
    )


def _played(
    exercise: Exercise,
    system: SystemTotals,
    way: Way,
    losses: Floats,
    kept: Bools,
    ended: Bools,
    hit: Floats,
    generator: np.random.Generator,
) -> Played:
    """What came of a way: estimates over the draws kept, the total of all."""
    spread = losses[:, :, 1:].sum(axis=2).mean(axis=0)
    rows = 0.2 * system.total_assets / system.total_assets.sum() + 0.8 * hit / hit.sum()
    tilt = generator.lognormal(0.0, 0.8, (system.size, system.size))
    weights = rows[:, None] * tilt
    return Played(
        way=way,
        total=losses.sum(axis=(1, 2)),
        loss=_estimate(losses.sum(axis=(1, 2)), kept),
        by_channel={
            channel: _estimate(losses[:, :, k].sum(axis=1), kept)
            for k, channel in enumerate(CHANNELS)
        },
        by_institution=tuple(_estimate(losses[:, i].sum(axis=1), kept) for i in range(system.size)),
        loss_from=spread * weights / weights.sum(axis=0),
        series=_series(system, way, float(losses.sum(axis=(1, 2)).mean())),
        short_at_close=estimate(
            np.clip(generator.normal(0.2, 0.08, DRAWS), 0, 1)[kept], "share", MATRIX[kept]
        ),
        converged=ended,
        gap=3.1e-10,
        **_costs(exercise, system, way, kept),
        events=events(exercise, way),
    )


def _costs(
    exercise: Exercise, system: SystemTotals, way: Way, kept: Bools
) -> dict[str, dict[str, Estimate]]:
    """Costs of every decision that is counted in money, the first 0.1 and each next 0.1 more."""
    names = bill_of(exercise, system, way, 0.05).decisions
    draws: Floats = 1.0 + 0.01 * np.arange(DRAWS, dtype=np.float64)
    costs: dict[str, Floats] = {name: 0.1 * (k + 1) * draws for k, name in enumerate(names)}
    sums: dict[str, Floats] = {
        kind: np.asarray(np.sum([costs[name] for name in those], axis=0), dtype=np.float64)
        for kind, those in decisions_by_kind(exercise, names).items()
    }
    return {
        "costs": {name: _estimate(each, kept) for name, each in costs.items()},
        "cost_by_kind": {kind: _estimate(each, kept) for kind, each in sums.items()},
    }


def _series(system: SystemTotals, way: Way, loss: float) -> dict[str, Floats]:
    hour = np.arange(HOURS + 1)
    strength = {Way.SILENT: 1.35, Way.ALONE: 1.0, Way.SCRIPTED: 0.88, Way.AT_ONCE: 0.8}[way]
    wave = np.clip(np.sin((hour - 1) / 24 * 2 * np.pi), 0, None) * (hour > 0)
    decay = np.exp(-hour / 26)
    acts = way is not Way.SILENT
    means = {
        "unsettled": 420 * strength * (wave + 0.25 * (hour > 2)) * decay,
        "trapped": 250
        * strength
        * (1 - np.exp(-hour / 6))
        * np.exp(-np.clip(hour - 20, 0, 99) / 9),
        "lent": 60.0
        * acts
        * np.clip((hour - 9) / 6, 0, 1)
        * np.exp(-np.clip(hour - 30, 0, 99) / 8),
        "purchased": 30.0 * acts * np.clip((hour - 23) / 8, 0, 1),
        "sold": 160 * strength * (1 - np.exp(-np.clip(hour - 6, 0, 99) / 10)),
        "loss": loss * (1 - np.exp(-np.clip(hour - 1, 0, 99) / 9)),
    }
    assert set(means) == set(SERIES)
    for number, each in enumerate(system.asset_classes):
        fall = 0.012 * strength * (number in (0, 3)) * (1 - np.exp(-np.clip(hour - 6, 0, 99) / 10))
        means[f"price.{each.name}"] = 1 - fall
    bands = {}
    for name, mean in means.items():
        low, high = (0.6, 1.6) if not name.startswith("price") else (1.0, 1.0)
        if name.startswith("price"):
            bands[name] = np.stack([mean, 1 - 1.8 * (1 - mean), 1 - 0.4 * (1 - mean)], axis=1)
        else:
            bands[name] = np.stack([mean, low * mean, high * mean], axis=1)
    return bands


def _sensitivities(exercise: Exercise, loss: Estimate, value: Estimate) -> tuple[Sensitivity, ...]:
    found = []
    for rank, parameter in enumerate(exercise.calibration):
        for at, sign in ((parameter.low, -1), (parameter.high, 1)):
            factor = 1 + sign * 0.55 / (1 + rank)
            found.append(
                Sensitivity(
                    parameter.name,
                    at,
                    replace(loss, value=loss.value * factor, error=loss.error * 2),
                    replace(value, value=value.value * factor, error=value.error * 2),
                )
            )
    return tuple(found)

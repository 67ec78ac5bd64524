"""Fictitious names for every institution of a system: exercises never name a real bank."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from parley.engine.draws import generator
from parley.engine.estimates import Rule
from parley.engine.microaggregation import perturb
from parley.engine.provenance import Origin
from parley.engine.totals import CountryClaims, SystemTotals
from parley.errors import Fault, InvalidInput

#: The stream of random numbers from which names are drawn.
NAMES_STREAM = 31

#: The code of a node that covers many jurisdictions; it is no bank and gets no bank's name.
_MANY = "XX"

# Invented: first and second half of a word, each in both languages, no half twice in either.
_FIRST = """
Velm 维 Thran 川 Osk 奥 Brel 布 Yund 云 Marv 玛 Zel 泽 Drav 德 Quor 阔 Nim 尼 Kasp 卡 Lorv 洛
Fenn 芬 Gald 高 Hesp 赫 Ilv 伊 Jorn 约 Merv 梅 Pelk 佩 Rund 伦 Sarn 萨 Tolv 托 Ulb 乌 Wend 文
Xan 赞 Arq 阿 Bov 博 Cald 凯 Dorn 多 Elv 艾 Fros 弗 Grel 格 Halv 哈 Isk 依 Jast 贾 Korv 科
Lusk 鲁 Mulv 穆 Narv 纳 Orn 欧 Prav 普 Rast 拉 Skel 斯 Trev 特 Urd 尔 Vask 瓦 Wold 沃 Yarv 雅
"""
_SECOND = """
ovane 万恩 intar 因塔 ildor 尔朵 esk 埃克 amira 米丽 onteth 昂缇 udel 杜勒 arvo 阿沃 emond 蒙得
iskel 思凯 olune 露内 ander 安黛 ivarr 瓦里 ethan 缇安 oril 里尔 ushka 什卡 adrel 卓尔 enzo 恩佐
ilmar 马尔 ostra 斯川 ulian 利安 agorn 戈恩 edane 达内 inora 诺兰 omeir 梅尔 ubara 巴兰 alend 兰登
eskel 凯利 ifane 法恩 orand 朗得 ulver 维尔 avist 维茨 emira 迷拉 ikand 坎得 obren 布伦 urath 拉思
astel 泰尔 erond 隆达 ibeth 贝思 omund 蒙达 utane 坦恩 aquel 奎尔 elvin 文尼 idora 朵拉 osand 桑得
urien 瑞安 averi 维瑞 estor 斯托
"""
_FORMS = (
    ("{} Bank", "{}银行"),
    ("{} Trust Bank", "{}信托银行"),
    ("{} Commercial Bank", "{}商业银行"),
    ("{} Credit Bank", "{}信贷银行"),
    ("{} Savings Bank", "{}储蓄银行"),
    ("{} Bank Group", "{}银行集团"),
)


def disguise(
    totals: SystemTotals,
    seed: int,
    fixed: Mapping[int, tuple[str, str]] | None = None,
    *,
    group_size: int | None = None,
) -> SystemTotals:
    """Give every institution a fictitious name in English and Chinese.

    Sources are cut to class and rule, since they name documents and peers. Without
    ``group_size``, figures, jurisdictions and order stay, and tell who is who to those who know
    them. With it, banks of like size are made alike first, perturbed, rounded and shuffled, see
    ``perturb``: then known totals name at most one bank in ``group_size``.

    Args:
        totals: The system.
        seed: The same seed gives the same names. 0 or more.
        fixed: Names in English and Chinese that are given, by place in the system as it is given.
        group_size: How many banks at least share their figures; 3 or more, or None.

    Returns:
        The same system as ``<name>-disguised``; a second disguise keeps that name.

    Raises:
        InvalidInput: if a place in ``fixed`` is not in the system, a name is given twice or is
            that of an institution of the system, there are not enough invented names, or
            ``group_size`` is below 3 or above the number of banks.
    """
    given = dict(fixed or {})
    real = _Real(totals)
    faults = _faults_in_given(totals, given)
    if faults:
        raise InvalidInput(faults)
    if group_size is not None:
        perturbed = perturb(totals, seed, group_size)
        totals = perturbed.totals
        given = {k: given[old] for k, old in enumerate(perturbed.place.tolist()) if old in given}
    invented = _invented(seed, real, {name for pair in given.values() for name in pair})
    names, titles, nodes = [], [], 0
    for place, code in enumerate(totals.jurisdictions):
        if place in given:
            en, zh = given[place]
        elif code == _MANY:
            nodes += 1
            en, zh = f"Other institutions {nodes}", f"其他机构{nodes}"
        else:
            en, zh = next(invented, ("", ""))
            if not en:
                wanted = "at most as many as there are invented names"
                raise InvalidInput([Fault("disguise", 0, "names", str(totals.size), wanted)])
        names.append(en)
        titles.append(zh)
    new = dict(zip(totals.names, names, strict=True))
    return replace(
        totals,
        name=totals.name.removesuffix("-disguised") + "-disguised",
        names=tuple(names),
        titles_zh=tuple(titles),
        origins={
            (item, new.get(who, who)): _bare(origin)
            for (item, who), origin in totals.origins.items()
        },
        ranges={(item, new.get(who, who)): ends for (item, who), ends in totals.ranges.items()},
        asset_classes=tuple(
            replace(
                one,
                title_en=one.name if real.is_named_in(one.title_en) else one.title_en,
                title_zh=one.name if real.is_named_in(one.title_zh) else one.title_zh,
                source="disguised" if real.is_named_in(one.source) else one.source,
            )
            for one in totals.asset_classes
        ),
        country_claims=_bare_claims(totals.country_claims),
        title_en="" if real.is_named_in(totals.title_en) else totals.title_en,
        title_zh="" if real.is_named_in(totals.title_zh) else totals.title_zh,
    )


class _Real:
    """The names that may not remain."""

    def __init__(self, totals: SystemTotals) -> None:
        self.names = {*totals.names, *totals.titles_zh}
        latin = [re.escape(name) for name in self.names if name.isascii()]
        self._words = re.compile(rf"\b(?:{'|'.join(latin)})\b" if latin else r"(?!)", re.IGNORECASE)
        self._others = [name for name in self.names if not name.isascii()]

    def is_named_in(self, text: str) -> bool:
        """Whether a real name stands in ``text`` as words of its own."""
        found = self._words.search(text) is not None
        return found or any(name in text for name in self._others)


def _faults_in_given(totals: SystemTotals, given: Mapping[int, tuple[str, str]]) -> list[Fault]:
    faults = []
    seen: set[str] = set()
    for place, (en, zh) in given.items():
        if not 0 <= place < totals.size:
            wanted = f"a place from 0 to {totals.size - 1}"
            faults.append(Fault("disguise", 0, "fixed", str(place), wanted))
        for name in dict.fromkeys((en, zh)):
            if name in seen or not name.strip():
                faults.append(Fault("disguise", 0, "fixed", name, "each name once, and not empty"))
            if name in totals.names or name in totals.titles_zh:
                faults.append(Fault("disguise", 0, "fixed", name, "a fictitious name"))
            seen.add(name)
    return faults


def _invented(seed: int, real: _Real, taken: set[str]) -> Iterator[tuple[str, str]]:
    """Names in English and Chinese in an order that the seed decides, none twice."""
    first, second = _pairs(_FIRST), _pairs(_SECOND)
    random = generator(seed, 0, NAMES_STREAM)
    order = random.permutation(len(first) * len(second))
    forms = random.integers(len(_FORMS), size=order.size)
    for number, form in zip(order, forms, strict=True):
        start, end = divmod(int(number), len(second))
        word_en = first[start][0] + second[end][0]
        word_zh = first[start][1] + second[end][1]
        form_en, form_zh = _FORMS[int(form)]
        en, zh = form_en.format(word_en), form_zh.format(word_zh)
        if not {en, zh} & taken and not real.is_named_in(en) and not real.is_named_in(zh):
            yield en, zh


def _pairs(text: str) -> list[tuple[str, str]]:
    words = text.split()
    return list(zip(words[::2], words[1::2], strict=True))


def _bare(origin: Origin) -> Origin:
    """An origin that names nobody: class, rule and day alone."""
    rule = origin.source.partition(":")[0]
    made = f"by the rule {rule}" if rule in tuple(Rule) else str(origin.provenance)
    if origin.source.startswith("disguised: "):
        return origin
    return replace(origin, source=f"disguised: {made}")


def _bare_claims(claims: CountryClaims | None) -> CountryClaims | None:
    if claims is None:
        return None
    return replace(claims, origins={pair: _bare(one) for pair, one in claims.origins.items()})

"""Rules that fill what no institution publishes, recomputed each time from the facts.

A recipe names an item, the institutions it is for and one rule. Recipes apply in the order in which
they are given; each fills only what is still unknown, so a fact is never overwritten and a later
recipe may build on an earlier one. A figure that a rule made says so: its class is the one that the
recipe states, or worse if an input is worse, and its source is a sentence with the rule and inputs.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from parley.engine.provenance import Origin, Provenance
from parley.errors import Fault, InvalidInput


class Rule(StrEnum):
    """How a figure is made where none is public.

    WORLD_SHARE: ``factor · own[of, then] · world[base, date] / world[base, then]``: the share of
        the world total stays what it was. With ``of`` another item, a kindred definition.
    PEER_RATIO: ``factor · own[base] · Σ peers[item] / Σ peers[base]``; peers are those named, or
        everybody with both known. With ``then``, the base is that of an older date.
    RATIO: ``factor · own[of]``: a stated coefficient.
    OWN_SHARE: ``factor · own[key] · own[of, then] / own[base, then]``: the share of the own
        balance sheet stays what it was.
    RESIDUAL: ``(share · world[item] − Σ known) · own[key] / Σ key``, where ``share`` is the part
        of the world total of ``base`` that those with a known ``base`` hold.
    REMAINDER: ``world[item] − Σ known``: one institution stands for the rest of the world.
    """

    WORLD_SHARE = "world_share"
    PEER_RATIO = "peer_ratio"
    RATIO = "ratio"
    OWN_SHARE = "own_share"
    RESIDUAL = "residual"
    REMAINDER = "remainder"


@dataclass(frozen=True)
class Figure:
    """One figure and how it is known.

    Args:
        value: In the unit of the system.
        origin: Class, source and day.
        low, high: The range that the source allows, or None where none is stated.
    """

    value: float
    origin: Origin
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Recipe:
    """One line of the list of estimates: what to fill, for whom, by which rule.

    Args:
        item: What is filled.
        rule: How; the other fields mean what ``Rule`` says.
        provenance: The best class that a figure made so may carry.
        source: Why this rule, and where its coefficient comes from.
        institutions, jurisdictions: For whom; both empty means for everybody.
        of, base, key: Items that the rule reads.
        then: The older day, ISO 8601, or empty.
        peers: Institutions whose ratio is taken over.
        factor: Coefficient, 0 or more; ``factor_low`` and ``factor_high`` its range if stated.
        where, row: Where the recipe stands, for messages.
    """

    item: str
    rule: Rule
    provenance: Provenance
    source: str
    institutions: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    of: str = ""
    base: str = ""
    key: str = ""
    then: str = ""
    peers: tuple[str, ...] = ()
    factor: float = 1.0
    factor_low: float | None = None
    factor_high: float | None = None
    where: str = "recipes"
    row: int = 0


@dataclass(frozen=True)
class Facts:
    """What is known before any estimate, all of it in one unit.

    Args:
        date: The day of the system, ISO 8601.
        institutions: Name to jurisdiction, in the order of the system.
        figures: By (item, institution), for the day of the system.
        history: By (item, institution, day), for older days.
        world: Totals of the whole population by (item, day).
    """

    date: str
    institutions: Mapping[str, str]
    figures: Mapping[tuple[str, str], Figure] = field(default_factory=dict)
    history: Mapping[tuple[str, str, str], Figure] = field(default_factory=dict)
    world: Mapping[tuple[str, str], Figure] = field(default_factory=dict)


class _Unknown(Exception):
    """An input of a rule is not known; carries what is missing, in words."""


@dataclass(frozen=True)
class _Made:
    """What a rule made for one institution: the value, what it rests on, and the sentence."""

    value: float
    inputs: tuple[Figure, ...]
    sentence: str


def estimate(facts: Facts, recipes: Iterable[Recipe]) -> dict[tuple[str, str], Figure]:
    """Fill what is unknown, recipe by recipe.

    Args:
        facts: What is known.
        recipes: In the order in which they apply.

    Returns:
        All figures for the day of the system, facts and estimates, by (item, institution).

    Raises:
        InvalidInput: with every recipe that names somebody unknown, lacks an input, or makes a
            number that is negative or not finite.

    Example:
        A bank held 2 of the world's 100; the world has grown to 150.

        >>> def known(value):
        ...     return Figure(value, Origin(Provenance.REPORTED, "its report"))
        >>> facts = Facts(
        ...     "2022-12-31",
        ...     {"A": "US"},
        ...     history={("claims", "A", "2019-12-31"): known(2.0)},
        ...     world={
        ...         ("claims", "2019-12-31"): known(100.0),
        ...         ("claims", "2022-12-31"): known(150.0),
        ...     },
        ... )
        >>> recipe = Recipe(
        ...     "claims", Rule.WORLD_SHARE, Provenance.SCALED, "stays", then="2019-12-31"
        ... )
        >>> filled = estimate(facts, [recipe])[("claims", "A")]
        >>> filled.value, str(filled.origin.provenance)
        (3.0, 'scaled')
    """
    figures = dict(facts.figures)
    faults: list[Fault] = []
    for recipe in recipes:
        known = replace(facts, figures=figures)
        try:
            made = _RULES[recipe.rule](known, recipe, _still_empty(known, recipe))
        except _Unknown as missing:
            field_name = f"{recipe.rule} of {recipe.item}"
            faults.append(Fault(recipe.where, recipe.row, field_name, "unknown", str(missing)))
            continue
        for name, result in made.items():
            if not math.isfinite(result.value) or result.value < 0:
                label = f"{recipe.item} of {name}"
                faults.append(
                    Fault(recipe.where, recipe.row, label, f"{result.value:g}", "0 or more")
                )
            else:
                figures[recipe.item, name] = _as_figure(facts.date, recipe, result)
    if faults:
        raise InvalidInput(faults)
    return figures


def weakest(stated: Provenance, inputs: Iterable[Provenance]) -> Provenance:
    """The class of a computed figure: the stated one, or worse if an input is worse.

    What is computed from something recalled is an estimate; only what is itself stated from memory
    is called recalled.
    """
    order = [Provenance.FILE, Provenance.REPORTED, Provenance.DERIVED, Provenance.SCALED]
    if stated is Provenance.RECALLED:
        return stated
    ranks = [order.index(one) if one in order else len(order) for one in (stated, *inputs)]
    return [*order, Provenance.ESTIMATED][max(ranks)]


def _still_empty(facts: Facts, recipe: Recipe) -> tuple[str, ...]:
    """Those the recipe is for whose item nobody has filled yet."""
    for name in (*recipe.institutions, *recipe.peers):
        if name not in facts.institutions:
            raise _Unknown(f"institutions of the system; {name} is none")
    return tuple(
        name
        for name, jurisdiction in facts.institutions.items()
        if (recipe.item, name) not in facts.figures
        and (not recipe.institutions or name in recipe.institutions)
        and (not recipe.jurisdictions or jurisdiction in recipe.jurisdictions)
    )


def _as_figure(date: str, recipe: Recipe, made: _Made) -> Figure:
    classes = [figure.origin.provenance for figure in made.inputs]
    provenance = weakest(recipe.provenance, classes)
    words = sorted({str(one) for one in classes})
    source = f"{recipe.rule}: {made.sentence} (inputs: {', '.join(words)}). {recipe.source}"
    low, high = recipe.factor_low, recipe.factor_high
    per_factor = made.value / recipe.factor if recipe.factor > 0 else 0.0
    return Figure(
        made.value,
        Origin(provenance, source.strip(), date),
        None if low is None else low * per_factor,
        None if high is None else high * per_factor,
    )


def _own(facts: Facts, item: str, name: str, then: str = "") -> Figure:
    figure = facts.history.get((item, name, then)) if then else facts.figures.get((item, name))
    if figure is None:
        raise _Unknown(f"{item or 'an item'} of {name}{' on ' + then if then else ''}")
    return figure


def _world(facts: Facts, item: str, day: str) -> Figure:
    figure = facts.world.get((item, day))
    if figure is None or figure.value <= 0:
        raise _Unknown(f"a positive world total of {item or 'an item'} on {day}")
    return figure


def _positive(figure: Figure, words: str) -> float:
    if figure.value <= 0:
        raise _Unknown(f"{words} above 0")
    return figure.value


def _times(factor: float) -> str:
    return "" if factor == 1.0 else f" x {factor:g}"


def _world_share(facts: Facts, recipe: Recipe, names: tuple[str, ...]) -> dict[str, _Made]:
    of, base = recipe.of or recipe.item, recipe.base or recipe.of or recipe.item
    now, before = _world(facts, base, facts.date), _world(facts, base, recipe.then)
    made = {}
    for name in names:
        own = _own(facts, of, name, recipe.then)
        made[name] = _Made(
            recipe.factor * own.value * now.value / before.value,
            (own, now, before),
            f"{of} {own.value:.6g} on {recipe.then} x world total of {base} {now.value:.6g} / "
            f"{before.value:.6g}{_times(recipe.factor)}",
        )
    return made


def _peer_ratio(facts: Facts, recipe: Recipe, names: tuple[str, ...]) -> dict[str, _Made]:
    peers = recipe.peers or tuple(
        name
        for name in facts.institutions
        if (recipe.item, name) in facts.figures and _has(facts, recipe.base, name, recipe.then)
    )
    above = [_own(facts, recipe.item, name) for name in peers]
    below = [_own(facts, recipe.base, name, recipe.then) for name in peers]
    whole = math.fsum(figure.value for figure in below)
    if whole <= 0:
        raise _Unknown(f"{recipe.base} of the peers above 0")
    ratio = math.fsum(figure.value for figure in above) / whole
    who = ", ".join(peers) if len(peers) <= 3 else f"{len(peers)} institutions"
    made = {}
    for name in names:
        own = _own(facts, recipe.base, name, recipe.then)
        made[name] = _Made(
            recipe.factor * own.value * ratio,
            (own, *above, *below),
            f"{recipe.item} / {recipe.base} of {who} {ratio:.4g} x own {recipe.base} "
            f"{own.value:.6g}{_times(recipe.factor)}",
        )
    return made


def _has(facts: Facts, item: str, name: str, then: str) -> bool:
    return (item, name, then) in facts.history if then else (item, name) in facts.figures


def _ratio(facts: Facts, recipe: Recipe, names: tuple[str, ...]) -> dict[str, _Made]:
    made = {}
    for name in names:
        own = _own(facts, recipe.of, name)
        made[name] = _Made(
            recipe.factor * own.value,
            (own,),
            f"{recipe.factor:.6g} x {recipe.of} {own.value:.6g}",
        )
    return made


def _own_share(facts: Facts, recipe: Recipe, names: tuple[str, ...]) -> dict[str, _Made]:
    made = {}
    for name in names:
        of = _own(facts, recipe.of, name, recipe.then)
        base = _own(facts, recipe.base, name, recipe.then)
        key = _own(facts, recipe.key, name)
        whole = _positive(base, f"{recipe.base} of {name}")
        made[name] = _Made(
            recipe.factor * key.value * of.value / whole,
            (of, base, key),
            f"{recipe.of} {of.value:.6g} / {recipe.base} {whole:.6g} on {recipe.then} x "
            f"{recipe.key} {key.value:.6g}{_times(recipe.factor)}",
        )
    return made


def _residual(facts: Facts, recipe: Recipe, names: tuple[str, ...]) -> dict[str, _Made]:
    inside = [name for name in facts.institutions if (recipe.base, name) in facts.figures]
    held = math.fsum(_own(facts, recipe.base, name).value for name in inside)
    whole, world = _world(facts, recipe.base, facts.date), _world(facts, recipe.item, facts.date)
    share = held / whole.value
    known = [
        facts.figures[recipe.item, name]
        for name in inside
        if (recipe.item, name) in facts.figures and name not in names
    ]
    left = share * world.value - math.fsum(figure.value for figure in known)
    keys = {name: _own(facts, recipe.key, name) for name in names}
    spread = math.fsum(figure.value for figure in keys.values())
    if names and spread <= 0:
        raise _Unknown(f"{recipe.key} above 0 for somebody whose {recipe.item} is to be filled")
    return {
        name: _Made(
            recipe.factor * left * key.value / spread,
            (key, world, whole, *known),
            f"share {share:.4f} x world total {world.value:.6g} less what {len(known)} are "
            f"known to hold leaves {left:.6g}, spread by {recipe.key} {key.value:.6g} "
            f"of {spread:.6g}",
        )
        for name, key in keys.items()
    }


def _remainder(facts: Facts, recipe: Recipe, names: tuple[str, ...]) -> dict[str, _Made]:
    if len(names) > 1:
        raise _Unknown(f"one institution for the remainder, not {len(names)}")
    world = _world(facts, recipe.item, facts.date)
    others = [_own(facts, recipe.item, name) for name in facts.institutions if name not in names]
    total = math.fsum(figure.value for figure in others)
    sentence = f"world total {world.value:.6g} less {total:.6g} of the {len(others)} others"
    return {name: _Made(world.value - total, (world, *others), sentence) for name in names}


_RULES: Mapping[Rule, Callable[[Facts, Recipe, tuple[str, ...]], dict[str, _Made]]] = {
    Rule.WORLD_SHARE: _world_share,
    Rule.PEER_RATIO: _peer_ratio,
    Rule.RATIO: _ratio,
    Rule.OWN_SHARE: _own_share,
    Rule.RESIDUAL: _residual,
    Rule.REMAINDER: _remainder,
}

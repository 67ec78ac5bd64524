"""Every figure of an outcome as plain numbers with unit and error: what a report may print."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from parley.engine.amounts import Floats
from parley.engine.measures import Estimate
from parley.engine.provenance_shares import known_shares
from parley.group.exercise.costs import PROVENANCE, basis_of, decisions_by_kind
from parley.group.exercise.outcome import Outcome, Played
from parley.group.exercise.plan import ELSEWHERE, sides_of

#: The row of ``loss_between`` that keeps the hit institution apart from its side.
HIT = "hit"


def figures(outcome: Outcome) -> dict[str, Any]:
    """Collect every figure of an outcome in plain types, ready to be stored or printed.

    Args:
        outcome: Of a play.

    Returns:
        Nested dictionaries of text and numbers; each estimate has value, error, unit, p05, p95.
    """
    unit = outcome.system.unit
    return {
        "exercise": outcome.exercise.id,
        "system": outcome.system.name,
        "date": outcome.system.date,
        "unit": unit,
        "draws": outcome.draws,
        "seed": outcome.seed,
        "matrices": dict(outcome.matrices),
        "ways": {played.way.value: _way(outcome, played) for played in outcome.played},
        "differences": [
            {
                "without": each.without.value,
                "instead": each.instead.value,
                "total": _plain(each.total),
                "by_channel": {name: _plain(value) for name, value in each.by_channel.items()},
                "by_side": {name: _plain(value) for name, value in each.by_side.items()},
            }
            for each in outcome.differences
        ],
        "baseline": {
            "loss": _plain(outcome.baseline.loss),
            "value_of_talking": _plain(outcome.baseline.value_of_talking),
        },
        "sensitivities": [
            {
                "parameter": each.parameter,
                "at": each.at,
                "loss": _plain(each.loss),
                "value_of_talking": _plain(each.value_of_talking),
            }
            for each in outcome.sensitivities
        ],
        "provenance": {
            each.item: {provenance.value: share for provenance, share in each.shares.items()}
            for each in known_shares(outcome.system)
        },
        "digests": dict(outcome.digests),
        "versions": dict(outcome.versions),
    }


def loss_between(outcome: Outcome, played: Played) -> tuple[tuple[str, ...], Floats]:
    """Mean loss between sides: rows cause it, columns bear it; direct losses are left out.

    The institution that is hit stands apart from its side where every draw hits the same one.

    Returns:
        The labels of both axes (``hit``, the sides, ``elsewhere``) and the amounts, a square
        array of money.
    """
    sides = list(sides_of(outcome.exercise, outcome.system))
    hit = np.flatnonzero(outcome.hit)
    if hit.size == 1:
        sides[int(hit[0])] = HIT
    every = (HIT, *(side.id for side in outcome.exercise.sides), ELSEWHERE)
    labels = tuple(label for label in every if label in sides)
    member = np.array([[side == label for side in sides] for label in labels], dtype=np.float64)
    return labels, np.asarray(member @ played.loss_from @ member.T)


def _way(outcome: Outcome, played: Played) -> dict[str, Any]:
    unit = outcome.system.unit
    labels, between = loss_between(outcome, played)
    names = outcome.system.names
    pairs = np.argwhere(played.loss_from > 0)
    return {
        "median_loss": {"value": _median(played.total[outcome.kept]), "unit": unit},
        "loss_by_institution": {
            name: _plain(loss) for name, loss in zip(names, played.by_institution, strict=True)
        },
        "loss_from": {
            "unit": unit,
            "pairs": [[names[i], names[j], float(played.loss_from[i, j])] for i, j in pairs],
        },
        "losses": {
            "total": _plain(played.loss),
            **{name: _plain(value) for name, value in played.by_channel.items()},
        },
        "costs": _costs(outcome, played),
        "short_at_close": _plain(played.short_at_close),
        "not_converged": int(np.count_nonzero(~played.converged)),
        "largest_gap": played.gap,
        "loss_between": {"labels": list(labels), "unit": unit, "amounts": between.tolist()},
        "series": {
            name: {
                "unit": "price, 1 at the start" if name.startswith("price.") else unit,
                "mean": values[:, 0].tolist(),
                "p05": values[:, 1].tolist(),
                "p95": values[:, 2].tolist(),
            }
            for name, values in played.series.items()
        },
        "events": [vars(event) for event in played.events],
    }


def _costs(outcome: Outcome, played: Played) -> list[dict[str, Any]]:
    """One entry for each kind of instrument used, with its decisions; null is not measured."""
    script = {each.id: each for each in outcome.exercise.decisions}
    moments = {
        (event.kind, event.subject): event.minute
        for event in played.events
        if event.kind in ("decision", "effect")
    }
    used = [event.subject for event in played.events if event.kind == "effect"]
    return [
        {
            "instrument": kind,
            "basis": basis_of(script[those[0]].terms).value,
            "provenance": PROVENANCE.value,
            "cost": _plain_or_none(played.cost_by_kind.get(kind)),
            "decisions": [
                {
                    "decision": name,
                    "owner": script[name].authority,
                    "joint_with": script[name].joint_with or None,
                    "decided_minute": moments["decision", name],
                    "effect_minute": moments["effect", name],
                    "cost": _plain_or_none(played.costs.get(name)),
                }
                for name in those
            ],
        }
        for kind, those in decisions_by_kind(outcome.exercise, used).items()
    ]


def _plain_or_none(value: Estimate | None) -> Mapping[str, Any] | None:
    return None if value is None else _plain(value)


def _median(losses: Floats) -> float | None:
    return float(np.median(losses)) if losses.size else None


def _plain(value: Estimate) -> Mapping[str, Any]:
    return {
        "value": value.value,
        "error": value.error,
        "unit": value.unit,
        "p05": value.low,
        "p95": value.high,
    }

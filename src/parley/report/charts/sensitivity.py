"""Chart: what each parameter does to the value of talking at once, the widest range on top."""

from typing import Any

import altair as alt

from parley.group.exercise.outcome import Estimate, Outcome, Sensitivity
from parley.group.exercise.script import Parameter
from parley.report.charts import style
from parley.report.numbers import plain, unit_in_words, with_error
from parley.report.tables import Table
from parley.report.words import Catalogue

NAME = "sensitivity"

_LABELS, _RIGHT, _ROW = 290, 24, 48.0
_PLOT = style.WIDTH - _LABELS - _RIGHT
_LOW, _HIGH = "#b34b00", "#0b4f7d"


def has_something_to_show(outcome: Outcome) -> bool:
    """Whether any parameter was moved."""
    return bool(ranked(outcome))


def ranked(outcome: Outcome) -> list[tuple[Parameter, Sensitivity, Sensitivity]]:
    """Each parameter with its low and its high end, the largest effect first."""
    parameters = {parameter.name: parameter for parameter in outcome.exercise.calibration}
    ends: dict[str, list[Sensitivity]] = {}
    for each in outcome.sensitivities:
        ends.setdefault(each.parameter, []).append(each)
    found = []
    for name, pair in ends.items():
        if name in parameters and len(pair) == 2:
            low, high = sorted(pair, key=lambda each: each.at)
            found.append((parameters[name], low, high))
    return sorted(
        found,
        key=lambda each: -abs(each[1].value_of_talking.value - each[2].value_of_talking.value),
    )


def chart(outcome: Outcome, words: Catalogue) -> alt.TopLevelMixin:
    """Draw one row a parameter with its two ends, their errors, and the baseline."""
    bars: list[dict[str, object]] = []
    ends: list[dict[str, object]] = []
    labels: list[dict[str, object]] = []
    ranges: list[dict[str, object]] = []
    found = ranked(outcome)
    for row, (parameter, low, high) in enumerate(found):
        y = (row + 0.5) * _ROW
        bars.append({"from": low.value_of_talking.value, "to": high.value_of_talking.value, "y": y})
        ends.append(_end(low.value_of_talking, y - 6, _LOW, "triangle-left"))
        ends.append(_end(high.value_of_talking, y + 6, _HIGH, "triangle-right"))
        lines = style.wrapped(words.of(parameter.title), _LABELS - 20, 12, 2)
        labels.append({"y": y - 8 - 7 * (len(lines) - 1), "text": lines})
        text = range_in_words(parameter, words)
        ranges.append(
            {
                "y": y + 8 + 7 * (len(lines) - 1),
                "text": style.shortened(text, _LABELS - 14, 11),
            }
        )
    base = outcome.baseline.value_of_talking
    values = [value for end in ends for value in (end["below"], end["above"])]
    reach = [float(str(value)) for value in values] + [0.0, base.value]
    air = 0.04 * (max(reach) - min(reach) or 1.0)
    scale = (min(reach) - air, max(reach) + air)
    drawn = _layers(bars, ends, labels, ranges, base, scale, _title(outcome, words))
    entries = [
        style.Entry(words.say("sensitivity.low"), _LOW, "triangle-left"),
        style.Entry(words.say("sensitivity.high"), _HIGH, "triangle-right"),
        style.Entry(
            words.say("sensitivity.baseline", value=with_error(base, words)),
            style.INK,
            "M0,-1L0,-0.4M0,0.4L0,1",
            filled=False,
        ),
    ]
    return alt.vconcat(style.legend(entries, style.WIDTH, indent=_LABELS), drawn, spacing=8)


def _title(outcome: Outcome, words: Catalogue) -> str:
    unit = unit_in_words(outcome.system.unit, words)
    return words.say("title.with_unit", title=words.say("axis.value_of_talking"), unit=unit)


def _end(value: Estimate, y: float, colour: str, shape: str) -> dict[str, object]:
    return {
        "x": value.value,
        "below": value.value - 2 * value.error,
        "above": value.value + 2 * value.error,
        "y": y,
        "colour": colour,
        "shape": shape,
    }


def range_in_words(parameter: Parameter, words: Catalogue) -> str:
    """Write the range of a parameter with its central value and unit."""
    return words.say(
        "sensitivity.range",
        low=plain(parameter.low, words),
        high=plain(parameter.high, words),
        value=plain(parameter.value, words),
        unit=unit_in_words(parameter.unit, words),
    )


def _layers(
    bars: list[dict[str, object]],
    ends: list[dict[str, object]],
    labels: list[dict[str, object]],
    ranges: list[dict[str, object]],
    base: Estimate,
    scale: tuple[float, float],
    title: str,
) -> alt.LayerChart:
    height = len(bars) * _ROW
    across = style.across(scale[1], title, low=scale[0])

    def at(x: str) -> dict[str, Any]:
        return {"x": alt.X(f"{x}:Q", **across), "y": style.down(height)}

    marks = alt.Chart(style.rows_of(ends))
    colour = alt.Color("colour:N").scale(None)
    layers = [
        alt.Chart(style.rows_of([{"x": at_value}]))
        .mark_rule(color=line_colour, strokeDash=dash, strokeWidth=thick)
        .encode(x=alt.X("x:Q", **across))
        for at_value, line_colour, dash, thick in (
            (0.0, style.MUTED, [1, 0], 1.0),
            (base.value, style.INK, [5, 3], 1.6),
        )
    ]
    layers += [
        alt.Chart(style.rows_of(bars))
        .mark_rule(color="#c9d3da", strokeWidth=11)
        .encode(**at("from"), x2=alt.X2("to:Q")),
        marks.mark_rule(strokeWidth=1.6).encode(**at("below"), x2=alt.X2("above:Q"), color=colour),
        marks.mark_point(filled=True, size=95, opacity=1).encode(
            **at("x"), color=colour, shape=alt.Shape("shape:N").scale(None)
        ),
        style.lettering(labels, style.beside(-_LABELS, height)),
        style.lettering(
            ranges, style.beside(-_LABELS, height), color=style.MUTED, fontSize=style.SMALL
        ),
    ]
    return style.layered(layers, _PLOT, height)


def sentence(outcome: Outcome, words: Catalogue) -> str:
    """Say which parameter matters most, and whether any turns the sign."""
    found = ranked(outcome)
    parameter, low, high = found[0]
    turned = [
        words.of(each.title)
        for each, *ends in found
        if any(
            end.value_of_talking.value * outcome.baseline.value_of_talking.value < 0
            and abs(end.value_of_talking.value) >= 2 * end.value_of_talking.error
            for end in ends
        )
    ]
    said = words.say(
        "chart.sensitivity.sentence",
        parameter=words.of(parameter.title),
        low=with_error(low.value_of_talking, words),
        high=with_error(high.value_of_talking, words),
        baseline=with_error(outcome.baseline.value_of_talking, words),
        unit=unit_in_words(outcome.system.unit, words),
    )
    names = words.say("list.separator").join(turned)
    added = (
        words.say("chart.sensitivity.turned", names=names)
        if turned
        else words.say("chart.sensitivity.steady")
    )
    return words.joined([said, added])


def table(outcome: Outcome, words: Catalogue) -> Table:
    """Loss alone and value of talking at both ends of each parameter, and at the centre."""
    centre = outcome.baseline
    rows = [
        (
            words.say("sensitivity.centre"),
            words.say("cell.none"),
            with_error(centre.loss, words),
            with_error(centre.value_of_talking, words),
        )
    ]
    for parameter, low, high in ranked(outcome):
        rows += [
            (
                words.of(parameter.title),
                words.say(
                    "value.with_unit",
                    value=plain(end.at, words),
                    unit=unit_in_words(parameter.unit, words),
                ),
                with_error(end.loss, words),
                with_error(end.value_of_talking, words),
            )
            for end in (low, high)
        ]
    columns = ("parameter", "at", "loss_alone", "value_of_talking")
    heads = tuple(words.say(f"column.{name}") for name in columns)
    caption = words.say(
        "title.with_unit",
        title=words.say("chart.sensitivity.title"),
        unit=unit_in_words(outcome.system.unit, words),
    )
    return Table(caption, heads, tuple(rows), numeric=(1, 2, 3))

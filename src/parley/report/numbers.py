"""How a report writes numbers, units, days and hours in each language."""

import math
from datetime import datetime, timedelta, timezone

import numpy as np
from babel.core import UnknownLocaleError
from babel.dates import format_datetime
from babel.numbers import format_decimal, get_currency_name

from parley.engine.amounts import Floats
from parley.group.exercise.outcome import Estimate
from parley.report.words import Catalogue

MINUS = "−"

#: A space at which no line breaks.
FIRM = "\N{NO-BREAK SPACE}"


def decimal(value: float, words: Catalogue, places: int | None = None) -> str:
    """Write a number with grouping.

    Args:
        value: Any finite number.
        words: Gives the language.
        places: Digits after the point; None keeps about three digits that count.
    """
    if places is None:
        places = places_for(value)
    rounded = round(value, places)
    pattern = "#,##0." + "0" * places if places > 0 else "#,##0"
    text = format_decimal(abs(rounded), format=pattern, locale=words.locale)
    return f"{MINUS}{text}" if rounded < 0 else str(text)


def places_for(size: float) -> int:
    """Digits after the point that leave about three digits that count, at most six."""
    size = abs(size)
    if size == 0 or size >= 99.95:
        return 0
    return min(6, max(0, 2 - math.floor(math.log10(size))))


def places_for_error(error: float, value: float) -> int:
    """Digits after the point that show two digits of a standard error, at most six."""
    if error <= 0:
        return places_for(value)
    return min(6, max(0, 1 - math.floor(math.log10(error))))


def with_error(estimate: Estimate, words: Catalogue) -> str:
    """Write ``value ± error``, both to the second digit of the error."""
    places = places_for_error(estimate.error, estimate.value)
    value, error = decimal(estimate.value, words, places), decimal(estimate.error, words, places)
    return f"{value}{FIRM}±{FIRM}{error}"


def spread(estimate: Estimate, words: Catalogue) -> str:
    """Write the 5th and the 95th percentile of the draws as a range."""
    places = places_for_error(estimate.error, estimate.value)
    low, high = decimal(estimate.low, words, places), decimal(estimate.high, words, places)
    return words.say("range", low=low, high=high)


def plain(value: float, words: Catalogue) -> str:
    """Write a number that somebody chose: three digits that count, without zeros at the end."""
    places = places_for(value)
    while places > 0 and round(value, places) == round(value, places - 1):
        places -= 1
    return decimal(value, words, places)


def column(values: Floats, words: Catalogue, finer: int = 0) -> list[str]:
    """Write a column of numbers with the same digits after the point, set by the largest.

    Args:
        values: The numbers.
        words: Gives the language.
        finer: Digits more than the largest needs, for columns that hold small ones too.
    """
    places = places_for(float(abs(values).max())) + finer if values.size else 0
    return [decimal(float(value), words, places) for value in values]


def fine_column(values: Floats, words: Catalogue) -> list[str]:
    """Write a column that holds one large number and many small ones: four digits at most."""
    positive = values[values > 0]
    places = places_for(float(np.median(positive))) - 1 if positive.size else 0
    places = max(places_for(float(values.max())) if values.size else 0, min(4, places))
    return [decimal(float(value), words, places) for value in values]


def percent(share: float, words: Catalogue) -> str:
    """Write a share as per cent, with one digit after the point below ten."""
    places = 0 if abs(share) >= 0.0995 or share == 0 else 1
    tiny = 0 < abs(share) < 0.0005
    text = decimal(0.1 if tiny else 100 * share, words, places)
    return words.say("below.percent", value=text) if tiny else words.say("percent", value=text)


def unit_in_words(unit: str, words: Catalogue) -> str:
    """Write a unit in the language of the report; an unknown one stays as it is.

    A currency unit is a code and a size, for example ``USD bn``. Chinese counts in another
    rhythm, so there the size is spelled and the code is kept beside it.
    """
    if words.knows(f"unit.{unit}"):
        return words.say(f"unit.{unit}")
    code, _, size = unit.partition(" ")
    if not words.knows(f"size.{size}") or len(code) != 3:
        return unit
    try:
        currency = get_currency_name(code, locale=words.locale)
    except UnknownLocaleError:
        return unit
    return words.say(f"size.{size}", unit=f"{code}{FIRM}{size}", currency=currency)


def exercise_time(minute: int, words: Catalogue) -> str:
    """Write exercise minutes as hours and minutes since the start."""
    return words.say("clock", hours=f"{minute // 60:02d}", minutes=f"{minute % 60:02d}")


def local_time(start: str, minute: int, utc_offset: float, words: Catalogue) -> str:
    """Write the day and the hour on the wall of one side.

    Args:
        start: The instant of exercise minute 0, ISO 8601 with offset.
        minute: Exercise minutes from the start.
        utc_offset: Hours by which that side's clocks are ahead of UTC.
        words: Gives the language.
    """
    there = timezone(timedelta(hours=utc_offset))
    instant = (datetime.fromisoformat(start) + timedelta(minutes=minute)).astimezone(there)
    return str(format_datetime(instant, words.say("local_time"), locale=words.locale))


def tiny(value: float, words: Catalogue) -> str:
    """Write a very small number with a power of ten."""
    if value == 0 or value >= 0.01:
        return decimal(value, words)
    power = math.floor(math.log10(value))
    raised = str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return words.say("scientific", value=decimal(value / 10**power, words, 1), power=raised)

"""Units, days and countries as publishers write them, to codes."""

import re

_CURRENCY = r"EUR|USD|GBP|JPY|CNY|CHF|CAD|euros?|€"
_SCALED = re.compile(
    rf"(?P<before>{_CURRENCY})?\W{{0,3}}(?:in |of )?"
    r"\b(?P<scale>thousand|million|billion|mio|mn|bn|th)s?\b\W{0,3}(?:of |in )?"
    rf"(?P<after>{_CURRENCY})?",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"unit\W{1,4}(?:is )?in (?:euros?|EUR)\b", re.IGNORECASE)
_SCALES = {"thousand": "th", "th": "th", "million": "mn", "mio": "mn", "mn": "mn",
           "billion": "bn", "bn": "bn"}  # fmt: skip

_COUNTRIES = {
    "australia": "AU", "austria": "AT", "belgium": "BE", "brazil": "BR", "canada": "CA",
    "china": "CN", "denmark": "DK", "finland": "FI", "france": "FR", "germany": "DE",
    "india": "IN", "ireland": "IE", "italy": "IT", "japan": "JP", "korea": "KR",
    "south korea": "KR", "luxembourg": "LU", "netherlands": "NL", "norway": "NO", "russia": "RU",
    "saudi arabia": "SA", "singapore": "SG", "south africa": "ZA", "spain": "ES", "sweden": "SE",
    "switzerland": "CH", "turkey": "TR", "turkiye": "TR", "united kingdom": "GB", "uk": "GB",
    "united states": "US", "usa": "US", "united states of america": "US",
}  # fmt: skip


def unit_in_words(text: str) -> str:
    """A unit of money as ``EUR``, ``EUR th``, ``EUR mn`` or ``EUR bn``; empty if there is none.

    >>> [unit_in_words(text) for text in ("EUR millions", "thousands of USD", "unit is in euros")]
    ['EUR mn', 'USD th', 'EUR']
    """
    if _SINGLE.search(text):
        return "EUR"
    for found in _SCALED.finditer(text):
        currency = found["before"] or found["after"]
        if currency:
            code = "EUR" if currency.lower().startswith(("eur", "€")) else currency.upper()
            return f"{code} {_SCALES[found['scale'].lower()]}"
    return ""


def in_millions(value: float, unit: str) -> tuple[float, str]:
    """An amount in thousands as one in millions, which systems know; others as they are.

    >>> in_millions(1500.0, "USD th")
    (1.5, 'USD mn')
    """
    return (value / 1000, f"{unit[:3]} mn") if unit.endswith(" th") else (value, unit)


def country_in_words(text: str) -> str:
    """The ISO 3166 alpha-2 code of a country by its English name; empty if it is not known."""
    return _COUNTRIES.get(text.lower().replace("ü", "u").strip(), "")


def year_end_in_words(text: str) -> str:
    """The end of the one year that a name such as ``End-2022`` holds; empty if none or several.

    >>> year_end_in_words("End-2022 exercise")
    '2022-12-31'
    """
    years = set(re.findall(r"(?<!\d)20\d\d(?!\d)", text))
    return f"{years.pop()}-12-31" if len(years) == 1 else ""


def plain_name(text: str) -> str:
    """A name on one line, without signs that cannot be printed and without semicolons.

    >>> plain_name("First\\x96Bank;  Ltd")
    'First Bank, Ltd'
    """
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(printable.replace(";", ",").split())

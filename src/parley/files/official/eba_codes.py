"""Codes of the European Banking Authority's transparency exercise, 2018 and later."""

import re

#: Codes of countries count from 1; 0 stands for all, and what is no country has no code here.
_COUNTRIES = """
    AT BE BG CY CZ DK EE FI FR DE GR HU IS IE IT LV LI LT LU MT NL NO PL PT RO SK SI ES SE GB BR
    CL CN HR HK IN JP MX PE RU CH TR US -- -- -- -- -- -- AF AL DZ AS AD AO AI AG AR AM AW AU AZ
    BS BH BD BB BY BZ BJ BM BT BO BQ BA BW IO BN BF BI KH CM CA CV KY CF TD -- CO KM CD CG CK CR
    CI CU CW DJ DM DO EC EG SV GQ ER ET FO FK FJ GF PF MK GA GM GE GH GI GL GD GP GU GT GN GW GY
    HT VA HN ID IR IQ IM IL JM JO KZ KE KI KP KR -- KW KG LA LB LS LR LY MO MG MW MY MV ML MH MQ
    MR MU YT FM MD MC MN ME MS MA MZ MM NA NR NP NC NZ NI NE NG NU MP OM PK PW PA PG PY PH PN PR
    QA RE RW SH KN LC MF VC PM WS SM ST SA SN RS SC SL SG SX SB SO ZA SS LK SD SR SJ SZ SY TW TJ
    TZ TH TL TG TK TO TT TN TM TC TV UG UA AE UM UY UZ VU VE VN WF -- EH YE ZM ZW
"""

#: The word for all countries together.
TOTAL = "Total"

_BY_CODE = dict(enumerate(_COUNTRIES.split(), start=1))

#: Items end alike in every year; the first two digits are the year of the exercise.
EQUITY, TOTAL_ASSETS = re.compile(r"\d\d20102"), re.compile(r"\d\d21010")
ORIGINAL_EXPOSURE, SOVEREIGN = re.compile(r"\d\d20502"), re.compile(r"\d\d20811")

#: Exposure classes that add up to all, by portfolio: 1 standardised, 2 internal ratings.
_GOVERNMENT, _INSTITUTIONS = {"103", "104", "105", "106", "107"}, {"203"}
_ADDED_UP = {
    "1": {
        *_GOVERNMENT, *_INSTITUTIONS, "303", "404", "501", "601", "602", "603", "605", "606", "607",
    },
    "2": {"103", *_INSTITUTIONS, "303", "404", "606", "607"},
}  # fmt: skip

#: The row of all maturities in the sovereign file, and of all accounting portfolios.
ALL_MATURITIES, ALL_PORTFOLIOS = "8", "0"


def country_of(code: str) -> str:
    """ISO 3166 alpha-2 of a country's code, ``Total`` for 0, else what says that it is none.

    >>> country_of("10"), country_of("0"), country_of("44")
    ('DE', 'Total', 'no country, code 44')
    """
    number = int(code) if code.isascii() and code.isdigit() else -1
    iso = _BY_CODE.get(number, "--")
    return TOTAL if number == 0 else iso if iso != "--" else f"no country, code {code}"


def group_of(portfolio: str, exposure: str) -> str:
    """``institutions``, ``government`` or ``others``; empty for what is part of one of them."""
    if exposure not in _ADDED_UP.get(portfolio, set()):
        return ""
    if exposure in _INSTITUTIONS:
        return "institutions"
    return "government" if exposure in _GOVERNMENT else "others"

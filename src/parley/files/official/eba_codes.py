"""Codes of the European Banking Authority's transparency exercises and stress test of 2016."""

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

#: The stress test of 2016: core equity, leverage exposure, exposure values by both approaches.
TEST_EQUITY, TEST_LEVERAGE, TEST_EXPOSURE = "1690106", "1690111", {"1690201", "1690301"}

#: Of its scenarios the figures as they are, and of its states of loans those that add up to all.
ACTUAL, DEFAULTED_OR_NOT = "1", {"1", "2"}

#: Exposure classes that add up to all, by portfolio: 1 standardised, 2 internal ratings, of which
#: 3 foundation and 4 advanced. Codes of three digits are of the transparency exercise, those of
#: four of the stress test.
_INSTITUTIONS = {"203", "2000"}
_GOVERNMENT = {
    "103", "104", "105", "106", "107", "1100", "1200", "1300", "1400", "1500", "1600", "1700",
}  # fmt: skip
_RATED = {"1100", "2000", "3000", "4000", "6100", "6200", "6300"}
_ADDED_UP = {
    "1": {
        *_GOVERNMENT, *_INSTITUTIONS, "303", "404", "501", "601", "602", "603", "605", "606", "607",
        "3000", "4000", "5000", "6100", "6200", "6300", "6400", "6500", "6600", "6700",
    },
    "2": {"103", "203", "303", "404", "606", "607"},
    "3": _RATED,
    "4": _RATED,
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

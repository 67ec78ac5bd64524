"""How six languages write days: one pattern for each, and what its words stand for.

A group of a pattern is called by what it holds and a number that only keeps names apart: ``y``
year, ``yw`` words for a year, ``m`` month, ``mw`` words for a month, ``d`` day, ``wd``
weekday, ``ww`` words for a week, ``wk`` which week of a month, ``rd`` today and its neighbours,
``turn`` last, this or next, ``n`` and ``u`` a count of units, ``part`` early, mid or late in a
month or a year, ``thaty`` the year that was spoken of before, ``dm`` a second number that may be a
month, ``len`` how many days; ``m2``, ``d2``, ``wd2`` where a range ends.
"""

import re

from parley.group.press.document.text import Language

_YEAR = r"(?:19|20)\d\d"
_TO = r"\s?(?:-|–|—|~|～|〜|∼|/)\s?"

# English -----------------------------------------------------------------------------------------

_EN_MONTHS = (
    "January|Jan February|Feb March|Mar April|Apr May June|Jun July|Jul August|Aug "
    "September|Sept|Sep October|Oct November|Nov December|Dec"
)
_EN_DAYS = (
    "Monday|Mon Tuesday|Tues|Tue Wednesday|Wed Thursday|Thurs|Thur|Thu Friday|Fri Saturday|Sat "
    "Sunday|Sun"
)
_EN_COUNTS = "one two three four five six seven eight nine ten eleven twelve"
_MON = "(?:" + _EN_MONTHS.replace(" ", "|") + r")\b\.?"
_FULL = "(?:January|February|March|April|June|July|August|September|October|November|December)"
_DAY = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_ORD = "(?:st|nd|rd|th)?"
_TURN = "(?i:last|this|next|this past|past|coming|this coming)"
_EN = rf"""
(?<![\d/.-])(?P<y_1>{_YEAR})[-/.](?P<m_1>\d{{1,2}})[-/.](?P<d_1>\d{{1,2}})(?![\d/])
|(?<![\d/])(?P<d_2>\d{{1,2}})(?P<slash_2>/)(?P<m_2>\d{{1,2}})/(?P<y_2>{_YEAR})(?![\d/])
|\b(?:(?i:the)\s+)?(?P<wk_23>(?i:first|second|third|last|final))\s+week\s+(?:of|in)\s+
  (?:(?P<mw_23>(?i:this|last|next)\s+month)|(?P<that_23>(?i:the|that)\s+month)
  |(?P<m_23>{_FULL}|May)\b(?:,?\s+(?:of\s+)?(?P<y_23>{_YEAR})\b)?)
|\b(?P<m_3>{_MON})\s+(?P<d_3>\d{{1,2}})(?!\d){_ORD}
  (?:(?:,\s\d{{1,2}}(?!\d))*,?(?:{_TO}|\s(?:to|and|through|until)\s)(?:(?P<m2_3>{_MON})\s+)?(?P<d2_3>\d{{1,2}})(?!\d){_ORD}
  (?!\s(?:percent|per|billion|million|people|banks|others|members)))?
  (?:,?\s+(?P<y_3>{_YEAR})\b|,?\s+(?:of\s+)?(?P<yw_3>(?:this|last|next)\s+year))?
|\b(?P<d_4>\d{{1,2}}){_ORD}(?:(?:{_TO}|\s(?:to|and|through|until)\s)(?P<d2_4>\d{{1,2}}){_ORD})?
  \s+(?:of\s+)?(?P<m_4>{_MON})
  (?:,?\s+(?P<y_4>{_YEAR})\b|,?\s+(?:of\s+)?(?P<yw_4>(?:this|last|next)\s+year))?
|\b(?:(?P<turn_5>{_TURN})\s+)?(?P<m_5>{_FULL})\b
  (?:,?\s+(?:of\s+)?(?:(?P<y_5>{_YEAR})\b|(?P<yw_5>(?:this|last|next)\s+year)))?
|\b(?P<turn_6>{_TURN})\s+(?P<m_6>May)\b
|\b(?P<m_7>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec))\b\.?,?\s+(?:of\s+)?
  (?:(?P<y_7>{_YEAR})\b|(?P<yw_7>(?:this|last|next)\s+year))
|(?<=\b[Ii]n\s)(?P<m_8>May)\b|(?<=\b[Ss]ince\s)(?P<m_9>May)\b|(?<=\b[Uu]ntil\s)(?P<m_10>May)\b
|(?<=\b(?:of|by)\s)(?P<m_11>May)\b
|\b(?:(?P<turn_12>{_TURN})\s+)?(?P<wd_12>{_DAY})
  (?:\s*(?:,|and|or|to|through|until|-|–|—)\s*(?P<wd2_12>{_DAY}))?
  (?:\s+(?:of\s+)?(?P<ww_12>(?:last|this|next)\s+week)\b)?
|\b(?P<wd_13>Mon|Tues|Tue|Wed|Thurs|Thur|Thu|Fri|Sat|Sun)(?:\.|(?=,\s))(?=,?\s)
|\b(?P<rd_14>(?i:the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow|yesterday|today|
  tomorrow|tonight))\b
|\b(?P<span_15>(?i:the\s+(?:past|last)))\s+
  (?:(?P<n_15>\d{{1,2}}|{_EN_COUNTS.replace(" ", "|")})\s+)?
  (?P<u_15>days?|weeks?|months?|years?|decades?)\b
|\b(?P<ww_16>(?i:(?:last|this|next|past|coming)\s+week))(?P<u_16>end)?\b
|\b(?P<mw_17>(?i:(?:last|this|next|past|coming)\s+month))\b
|\b(?P<yw_18>(?i:(?:last|this|next|past|coming)\s+year))\b
|\b(?P<that_19>(?i:(?:later|earlier|late|early)\s+(?:in\s+)?(?:the|that)(?:\s+same)?\s+month))\b
|\b(?:(?P<turn_20>{_TURN})\s+)?(?P<season_20>(?i:spring|summer|autumn))
  (?:\s+(?:of\s+)?(?P<y_20>{_YEAR}))?\b(?!-)
|\b(?P<n_21>\d{{1,2}}|a|{_EN_COUNTS.replace(" ", "|")})\s+(?P<u_21>day|week|month|year)s?
  \s+(?P<ago_21>ago)\b
|(?<![\d$€£¥.,/-])\b(?P<y_22>{_YEAR})\b(?![\d.,]*\d|\s*(?:percent|%|people|dollars|yuan|points))
"""
_EN_SHIFTS = {
    **dict.fromkeys(("last", "past", "this past"), -1), "this": 0,
    **dict.fromkeys(("next", "coming", "this coming"), 1),
    "the day before yesterday": -2, "yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1,
    "the day after tomorrow": 2,
    **{f"{word} {unit}": shift for unit in ("week", "month", "year")
       for word, shift in (("last", -1), ("past", -1), ("this", 0), ("next", 1), ("coming", 1))},
}  # fmt: skip

# Chinese -----------------------------------------------------------------------------------------

_HAN = "〇一二三四五六七八九十"
_ZH_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})"
_ZH_TO = r"\s?(?:至|到|和|、|及|与|與|-|–|—|~|～|－)\s?"
_ZH_WD = "[一二三四五六日天]"
_ZH_YW = "(?:今年|去年|明年|前年|后年|本年|上年)"
_ZH = rf"""
(?<![\d/.-])(?P<y_1>{_YEAR})[-/.](?P<m_1>\d{{1,2}})[-/.](?P<d_1>\d{{1,2}})(?![\d/])
|(?:(?P<that_14>[当當该該]月)|(?P<mw_14>本月|上个?月|下个?月)|(?:(?P<y_14>{_YEAR})\s?年\s?)?
  (?P<m_14>{_ZH_NUMBER})\s?月)份?的?(?P<wk_14>第[一二三]|最[后後]一)[个個]?(?:周|週|星期)
|(?:(?P<y_2>{_YEAR})\s?年\s?|(?P<yw_2>{_ZH_YW})的?)?(?P<m_2>{_ZH_NUMBER})\s?月\s?(?P<d_2>{_ZH_NUMBER})
  \s?[日号號]?{_ZH_TO}(?:(?P<m2_2>{_ZH_NUMBER})\s?月\s?)?(?P<d2_2>{_ZH_NUMBER})\s?[日号號]
|(?:(?P<y_3>{_YEAR})\s?年\s?|(?P<yw_3>{_ZH_YW})的?)?(?P<m_3>{_ZH_NUMBER})\s?月\s?
  (?P<d_3>{_ZH_NUMBER})\s?[日号號]
|(?P<mw_4>本月|这个月|上个?月|下个?月|上個月|下個月)(?:\s?(?P<d_4>{_ZH_NUMBER})\s?[日号號]?
  (?:{_ZH_TO}(?P<d2_4>{_ZH_NUMBER})\s?)?[日号號])?
|(?:(?P<y_5>{_YEAR})\s?年\s?|(?P<yw_5>{_ZH_YW})的?)?(?<![\d个個])(?P<m_5>{_ZH_NUMBER})\s?月
  (?:份|初|底|末|中旬|上旬|下旬)?(?!\s?\d)
|(?<![一两兩二三四五六七八九十几每\d])(?:(?P<ww_6>本|这一?|这个|上一?|上个|下一?|下个|這|這個|上個|下個)\s?)?(?:周|週|星期|礼拜|禮拜)(?P<wd_6>{_ZH_WD})
  (?:{_ZH_TO}(?:周|週|星期)?(?P<wd2_6>{_ZH_WD}))?(?![年期])
|(?P<ww_7>本|这一?|这个|上一?|上个|下一?|下个|這|這個|上個|下個)\s?(?:周|週|星期|礼拜)(?P<u_7>末)?
|(?P<rd_8>前天|昨天|昨日|昨晚|今天|今日|今晚|明天|明日|后天|後天)
|(?<![\d第])(?P<n_9>\d{{1,2}}|[一两兩二三四五六七八九十]{{1,2}})\s?(?P<u_9>天|周|个星期|个月|個月|年)
  (?P<ago_9>之?前)
|(?<![\d第])(?P<y_10>{_YEAR})\s?年|(?P<yw_11>{_ZH_YW})
|(?<![\d第月年.])(?P<d_12>\d{{1,2}})\s?日?{_ZH_TO}(?P<d2_12>\d{{1,2}})\s?日(?!元)
|(?<![\d第月年.])(?P<d_13>\d{{1,2}})\s?日(?!元|本|均)
"""
_ZH_SHIFTS = {
    "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2,
    "本月": 0, "这个月": 0, "上月": -1, "上个月": -1, "上個月": -1, "下月": 1, "下个月": 1,
    "下個月": 1,
    **dict.fromkeys(("本", "这", "这一", "这个", "這", "這個"), 0),
    **dict.fromkeys(("上", "上一", "上个", "上個"), -1),
    **dict.fromkeys(("下", "下一", "下个", "下個"), 1),
    "前天": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "今天": 0, "今日": 0, "今晚": 0, "明天": 1,
    "明日": 1, "后天": 2, "後天": 2,
}  # fmt: skip

# Japanese ----------------------------------------------------------------------------------------

#: A year in figures, also without its century before a month: 23年9月.
_JA_YEAR = rf"(?:{_YEAR}|(?<![\d第])[12]\d(?=\s?年\s?\d{{1,2}}\s?月))"
_JA_WD = "[月火水木金土日]"
_JA_IN = rf"(?:\s?[(（]{_JA_WD}(?:曜日?)?(?:[・、]\w{{1,3}})?[)）])?"
_JA_TO = rf"{_JA_IN}\s?(?:から|と|、|，|・|〜|～|~|∼|-|–|—|―|─|－|ー|および|及び)\s?"
_DAYS = "[2-5２-５二三四五]"
_JA_PART = "(?:上旬|初旬|初め|はじめ|中旬|半ば|下旬|末|終わり)"
_JA_YW = "(?:今年|本年|昨年|去年|一昨年|来年)"
_JA = rf"""
(?<![\d/.-])(?P<y_1>{_YEAR})[-/.](?P<m_1>\d{{1,2}})[-/.](?P<d_1>\d{{1,2}})(?![\d/])
|(?:(?P<that_16>同月|その月)|(?P<mw_16>今月|先月|来月)|(?:(?P<y_16>{_JA_YEAR})\s?年\s?)?
  (?P<m_16>\d{{1,2}})\s?月)の?(?P<wk_16>第[1-3一二三]|最終|最後の)週
|(?:(?P<y_2>{_JA_YEAR})\s?年\s?|(?P<era_3>令和)(?P<y_3>\d{{1,2}})年\s?|(?P<yw_2>{_JA_YW})の?)?
  (?P<m_2>\d{{1,2}})\s?月\s?(?P<d_2>\d{{1,2}})\s?日?{_JA_TO}(?:(?P<m2_2>\d{{1,2}})\s?月\s?)?
  (?P<d2_2>\d{{1,2}})\s?(?:日(?!間)|の?両日)
|(?:(?P<y_4>{_JA_YEAR})\s?年\s?|(?P<era_5>令和)(?P<y_5>\d{{1,2}})年\s?|(?P<yw_4>{_JA_YW})の?)?
  (?P<m_4>\d{{1,2}})\s?月\s?(?P<d_4>\d{{1,2}})\s?日(?:{_JA_IN}から(?P<len_4>{_DAYS})日間)?
|(?P<mw_6>今月|先月|来月)(?:の?(?P<d_6>\d{{1,2}})\s?日?(?:{_JA_TO}(?P<d2_6>\d{{1,2}})\s?)?(?:日(?!間)|の?両日)
  (?:から(?P<len_6>{_DAYS})日間)?|の?(?P<part_6>{_JA_PART}))?
|(?P<thaty_17>同年|その年|同じ年)の?(?P<m_17>\d{{1,2}})\s?月(?:\s?(?P<d_17>\d{{1,2}})\s?日(?!間))?
|(?:(?P<y_7>{_JA_YEAR})\s?年\s?|(?P<yw_7>{_JA_YW})の?)?(?<!\d)(?P<m_7>\d{{1,2}})\s?月(?!\s?\d|間)(?:の?(?P<part_7>{_JA_PART}))?
|(?:(?P<ww_8>今週|先週|来週)の?)?(?:(?P<wd_8>{_JA_WD})(?:曜日?)?{_JA_TO}(?P<wd2_8>{_JA_WD})曜日?|(?P<wd_18>{_JA_WD})曜日?)
|(?P<ww_9>今週|先週|来週)(?P<u_9>末)?|(?P<rd_10>一昨日|昨日|きのう|今日|本日|きょう|明日|あす|明後日)
|(?<!\d)(?P<n_11>\d{{1,2}})\s?(?P<u_11>日|週間|[カかヶヵ]月|年)(?P<ago_11>前)
|(?<!\d)(?P<y_12>{_YEAR})\s?年|(?P<yw_13>{_JA_YW})の?(?P<part_13>{_JA_PART})?
|(?<![\d第月年.])(?P<d_14>\d{{1,2}})\s?日?{_JA_TO}(?P<d2_14>\d{{1,2}})\s?(?:日(?!間|本|元)|の?両日)
|(?<![\d第月年.])(?P<d_15>\d{{1,2}})\s?日(?!間|本|元|目|連続)(?:{_JA_IN}から(?P<len_15>{_DAYS})日間)?
"""
_JA_SHIFTS = {
    "一昨年": -2, "昨年": -1, "去年": -1, "今年": 0, "本年": 0, "来年": 1,
    "今月": 0, "先月": -1, "来月": 1, "今週": 0, "先週": -1, "来週": 1,
    "一昨日": -2, "昨日": -1, "きのう": -1, "今日": 0, "本日": 0, "きょう": 0, "明日": 1, "あす": 1,
    "明後日": 2,
}  # fmt: skip

# Korean ------------------------------------------------------------------------------------------

_KO_WD = "[월화수목금토일]"
_KO_IN = rf"(?:\s?[(（](?:현지\s?시[간각])?{_KO_WD}?(?:요일)?[)）])?"
_KO_TO = rf"{_KO_IN}\s?(?:~|∼|～|〜|-|–|—|부터|에서|과|와|,|·|∙|‧|및)\s?"
_KO_DAYS = r"(?:이틀|사흘|나흘|[2-5]일)(?=\s?(?:간|동안)|\s)"
_KO_PART = r"(?:초순|초반|초|중순|중반|하순|말)"
_KO_YW = r"(?:지난해|작년|재작년|올해|금년|내년)"
_KO_WW = r"(?:이번\s?주|금주|지난\s?주|다음\s?주|내주)"
_KO = rf"""
(?<![\d/.-])(?P<y_1>{_YEAR})[-/.]\s?(?P<m_1>\d{{1,2}})[-/.]\s?(?P<d_1>\d{{1,2}})(?![\d/])
|(?:(?P<that_14>그\s?달|같은\s?달)|(?P<mw_14>이번\s?달|이달|지난\s?달|다음\s?달)
  |(?:(?P<y_14>{_YEAR})\s?년\s?)?(?P<m_14>\d{{1,2}})\s?월)\s?(?P<wk_14>첫째|첫|둘째|셋째|마지막)\s?주
|(?:(?P<y_2>{_YEAR})\s?년\s?|(?P<yw_2>{_KO_YW})\s?)?(?P<m_2>\d{{1,2}})\s?월\s?(?P<d_2>\d{{1,2}})\s?일?
  {_KO_TO}(?:(?P<m2_2>\d{{1,2}})\s?월\s?)?(?P<d2_2>\d{{1,2}})\s?일(?!\s?간)
|(?:(?P<y_3>{_YEAR})\s?년\s?|(?P<yw_3>{_KO_YW})\s?)?(?P<m_3>\d{{1,2}})\s?월\s?(?P<d_3>\d{{1,2}})\s?일(?:{_KO_IN}부터\s(?P<len_3>{_KO_DAYS}))?
|(?P<mw_4>이번\s?달|이달|지난\s?달|다음\s?달|내달)(?:\s?(?P<d_4>\d{{1,2}})\s?일?
  (?:{_KO_TO}(?P<d2_4>\d{{1,2}})\s?)?일(?!\s?간)|\s?(?P<part_4>{_KO_PART})(?![가-힣]))?
|(?P<thaty_15>그\s?해|같은\s?해)\s?(?P<m_15>\d{{1,2}})\s?월(?:\s?(?P<d_15>\d{{1,2}})\s?일)?
|(?:(?P<y_5>{_YEAR})\s?년\s?|(?P<yw_5>{_KO_YW})\s?)?(?<!\d)(?P<m_5>\d{{1,2}})\s?월(?!\s?\d)(?:\s?(?P<part_5>{_KO_PART})(?!대))?
|(?:(?P<ww_6>{_KO_WW})\s?|(?P<turn_6>지난|오는|이번)\s?)?(?:(?P<wd_6>{_KO_WD})(?:요일)?{_KO_TO}
  (?P<wd2_6>{_KO_WD})요일|(?P<wd_16>{_KO_WD})요일)
|(?P<ww_7>{_KO_WW})(?P<u_7>말)?|(?P<rd_8>그저께|그제|어제|오늘|내일|모레)
|(?<!\d)(?P<n_9>\d{{1,2}})\s?(?P<u_9>일|주|개월|달|년)\s?(?P<ago_9>전)
|(?<!\d)(?P<y_10>{_YEAR})\s?년(?!대)|(?P<yw_11>{_KO_YW})(?:\s?(?P<part_11>{_KO_PART})(?![가-힣]))?
|(?<![\d제월년.])(?:(?P<turn_12>지난|오는)\s?)?(?P<d_12>\d{{1,2}})\s?일?{_KO_TO}(?P<d2_12>\d{{1,2}})\s?일(?!\s?(?:간|동안|째))
|(?<![\d제월년.])(?:(?P<turn_13>지난|오는)\s?)?(?P<d_13>\d{{1,2}})\s?일(?!\s?(?:간|동안|째|만에))
  (?:{_KO_IN}부터\s(?P<len_13>{_KO_DAYS}))?
"""
_KO_SHIFTS = {
    "재작년": -2, "지난해": -1, "작년": -1, "올해": 0, "금년": 0, "내년": 1,
    "이번 달": 0, "이번달": 0, "이달": 0, "지난 달": -1, "지난달": -1, "다음 달": 1, "다음달": 1,
    "내달": 1,
    "이번 주": 0, "이번주": 0, "금주": 0, "지난 주": -1, "지난주": -1, "다음 주": 1, "다음주": 1,
    "내주": 1, "지난": -1, "오는": 1, "이번": 0,
    "그저께": -2, "그제": -2, "어제": -1, "오늘": 0, "내일": 1, "모레": 2,
}  # fmt: skip

# Spanish -----------------------------------------------------------------------------------------

_ES_MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre noviembre "
    "diciembre"
)
_ES_DAYS = "lunes martes miércoles|miercoles jueves viernes sábado|sabado domingo"
_MES = "(?i:" + _ES_MONTHS.replace(" ", "|") + ")"
_DIA = "(?i:" + _ES_DAYS.replace(" ", "|") + ")"
_ES_YW = r"(?i:este\s+año|(?:el|del)?\s*año\s+pasado|(?:el\s+|del\s+)?próximo\s+año|año\s+próximo)"
_ES_PART = r"(?i:principios|inicios|comienzos|mediados|finales|fines)"
_ES_MW = r"(?i:este\s+mes|(?:del?\s+)?mes\s+pasado|(?:el\s+)?próximo\s+mes|del\s+presente\s+mes)"
_ES_OF = rf"(?:\s+(?:de\s+|del\s+)?(?P<y_#>{_YEAR})\b|\s+(?:de\s+)?(?P<yw_#>{_ES_YW}))?"
_ES_COUNTS = "un una uno dos tres cuatro cinco seis siete ocho nueve diez"
_ES = rf"""
(?<![\d/.-])(?P<y_1>{_YEAR})[-/.](?P<m_1>\d{{1,2}})[-/.](?P<d_1>\d{{1,2}})(?![\d/])
|(?<![\d/])(?P<d_2>\d{{1,2}})/(?P<m_2>\d{{1,2}})/(?P<y_2>{_YEAR})(?![\d/])
|\b(?:(?i:la)\s+)?(?P<wk_14>(?i:primera|segunda|tercera|última))\s+semana\s+(?:de|del)\s+
  (?:(?P<that_14>mes)\b|(?P<mw_14>este\s+mes)\b|(?P<m_14>{_MES})\b(?:\s+(?:de\s+|del\s+)?(?P<y_14>{_YEAR})\b)?)
|\b(?P<part_15>{_ES_PART})\s+de(?:l)?\s+
  (?:(?:mes\s+de\s+)?(?P<m_15>{_MES})\b{_ES_OF.replace("#", "15")}
  |(?P<mw_15>{_ES_MW})\b|(?P<yw_16>{_ES_YW})\b)
|\b(?:{_DIA}\s+)(?P<d_17>\d{{1,2}})\s+(?:y|al?)\s+(?:el\s+)?(?:{_DIA}\s+)(?P<d2_17>\d{{1,2}})
  (?:\s+de\s+(?:(?P<m_17>{_MES})\b{_ES_OF.replace("#", "17")}|(?P<mw_17>este\s+mes)\b))?
|\b(?i:(?:los|ambos)\s+(?:pasados\s+|próximos\s+)?días|del|entre\s+el|desde\s+el|el\s+día|este)\s+(?P<d_18>\d{{1,2}})\s+
  (?:y|al|hasta)\s+(?:el\s+)?(?P<d2_18>\d{{1,2}})\b(?!\s*(?:de\s+(?:los|las|{_MES})|por\s+ciento|%|[.,]\d))
  (?:\s+(?:de\s+)?(?P<mw_18>{_ES_MW})\b)?
|\b(?i:el|este|del|pasado|próximo)\s+día\s+(?P<d_19>\d{{1,2}})\b(?!\s*de\s+{_MES})
|\b(?P<d_3>\d{{1,2}})(?:º|o)?(?:(?:{_TO}|\s(?:y|al?|y\s+el)\s)(?P<d2_3>\d{{1,2}}))?\s+de\s+(?P<m_3>{_MES})\b
  (?:\s+(?:de\s+|del\s+)?(?P<y_3>{_YEAR})\b|,?\s+(?:de\s+)?(?P<yw_3>{_ES_YW}))?
|\b(?:(?P<turn_4>pasado|próximo)\s+(?:mes\s+de\s+)?)?(?P<m_4>{_MES})\b
  (?:\s+(?:de\s+|del\s+)?(?P<y_4>{_YEAR})\b|\s+(?:de\s+)?(?P<yw_4>{_ES_YW})|\s+(?P<turn_5>pasado|próximo))?
|\b(?:(?P<turn_6>pasado|próximo|este)\s+)?(?P<wd_6>{_DIA})\b
  (?:\s*(?:y|a|al|,|-)\s*(?:el\s+)?(?P<wd2_6>{_DIA})\b)?(?:\s+(?P<turn_7>pasados?|próximos?|que\s+viene)
  |\s+de\s+(?P<ww_7>(?i:esta\s+semana|la\s+semana\s+pasada|la\s+próxima\s+semana|la\s+semana\s+que\s+viene)))?
|\b(?P<rd_8>(?i:anteayer|antes\s+de\s+ayer|pasado\s+mañana|ayer|hoy|(?<!la\s)mañana))\b
|\b(?P<ww_9>(?i:esta\s+semana|(?:la\s+)?semana\s+pasada|(?:la\s+)?próxima\s+semana|
  semana\s+que\s+viene))\b|\b(?P<mw_10>(?i:este\s+mes|mes\s+pasado|próximo\s+mes))\b
|\b(?i:hace)\s+(?P<ago_11>)(?P<n_11>\d{{1,2}}|{_ES_COUNTS.replace(" ", "|")})\s+
  (?P<u_11>días?|semanas?|mes(?:es)?|años?)\b
|\b(?P<yw_12>{_ES_YW})\b|(?<![\d.,/])\b(?P<y_13>{_YEAR})\b(?![\d.,]*\d|\s*(?:%|por\s+ciento|millones))
"""
_ES_SHIFTS = {
    "este año": 0, "el año pasado": -1, "del año pasado": -1, "año pasado": -1,
    "el próximo año": 1, "del próximo año": 1, "próximo año": 1, "año próximo": 1,
    "este mes": 0, "mes pasado": -1, "próximo mes": 1,
    "esta semana": 0, "la semana pasada": -1, "semana pasada": -1, "la próxima semana": 1,
    "próxima semana": 1, "semana que viene": 1, "la semana que viene": 1, "pasados": -1,
    "próximos": 1, "del mes pasado": -1, "de mes pasado": -1, "del presente mes": 0,
    "el próximo mes": 1, "pasado": -1, "próximo": 1, "que viene": 1,
    "este": 0, "anteayer": -2, "antes de ayer": -2, "ayer": -1, "hoy": 0, "mañana": 1,
    "pasado mañana": 2,
}  # fmt: skip

# Vietnamese --------------------------------------------------------------------------------------

_VI_WORDS = "một hai ba tư năm sáu bảy tám chín mười"
_VI_WD = r"(?i:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật)"
_VI_YW = r"(?i:năm\s+(?:ngoái|nay|tới|sau|trước|qua))"
_VI_M = r"(?:\d{1,2}|giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười\s+một|mười\s+hai|mười)"
_VI_TO = r"(?:\s?[-–]\s?|,\s|\s+(?:và|đến|tới)\s+)(?:ngày\s+)?"
_VI = rf"""
(?<![\d/.-])(?P<y_1>{_YEAR})[-/.](?P<m_1>\d{{1,2}})[-/.](?P<d_1>\d{{1,2}})(?![\d/])
|\b(?i:tuần)\s+(?P<wk_16>(?i:đầu\s+tiên|đầu|thứ\s+hai|thứ\s+ba|cuối\s+cùng|cuối))\s+(?:của\s+)?
  (?:(?P<mw_16>(?i:tháng\s+(?:này|trước|qua|tới|sau)))\b
  |(?i:tháng)\s+(?P<m_16>{_VI_M})\b(?:/(?P<y_16>{_YEAR})|\s+năm\s+(?P<y_17>{_YEAR}))?
  |(?P<that_16>(?i:tháng))\b)
|\b(?:(?i:ngày|hôm|từ)\s+)?(?P<d_2>\d{{1,2}})(?:{_VI_TO}(?P<d2_2>\d{{1,2}}))?[/-](?P<m_2>\d{{1,2}})[/-]
  (?P<y_2>{_YEAR})(?![\d/])
|\b(?i:ngày)\s+(?P<d_20>\d{{1,2}})-(?P<dm_20>\d{{1,2}})(?![/\d-]|\s+tháng)
|\b(?P<part_21>(?i:đầu|giữa|cuối))\s+(?:(?P<mw_21>(?i:tháng\s+(?:này|trước|qua|tới|sau)))\b
  |(?i:tháng)\s+(?P<m_21>{_VI_M})\b(?:/(?P<y_21>{_YEAR})|\s+năm\s+(?P<y_22>{_YEAR})|\s+(?P<yw_21>{_VI_YW}))?
  |(?P<yw_22>{_VI_YW})\b|(?i:năm)\s+(?P<y_23>{_YEAR})\b)
|\b(?:(?i:từ)\s+)?(?P<d_24>\d{{1,2}})(?:{_VI_TO}(?P<d2_24>\d{{1,2}}))(?:/(?P<m_24>\d{{1,2}})(?![/\d])
  |\s+tháng\s+(?P<m_25>{_VI_M})\b(?:\s+năm\s+(?P<y_24>{_YEAR})|/(?P<y_25>{_YEAR})|\s+(?P<yw_24>{_VI_YW}))?)
|(?<=[(])(?P<d_26>\d{{1,2}})/(?P<m_26>\d{{1,2}})(?=[)])
|\b(?i:ngày|hôm|sáng|chiều|tối)\s+(?P<d_3>\d{{1,2}})(?:{_VI_TO}(?P<d2_3>\d{{1,2}}))?
  (?:/(?P<m_3>\d{{1,2}})(?![\d/])|\s+tháng\s+(?P<m_4>{_VI_M})
  (?:\s+năm\s+(?P<y_4>{_YEAR})|/(?P<y_5>{_YEAR})|\s+(?P<yw_4>{_VI_YW}))?)
|\b(?P<mw_6>(?i:tháng\s+(?:này|trước|qua|tới|sau)))\b
|\b(?i:tháng)\s+(?P<m_7>{_VI_M})\b(?:/(?P<y_7>{_YEAR})|\s+năm\s+(?P<y_8>{_YEAR})|\s+(?P<yw_7>{_VI_YW}))?
|\b(?P<wd_9>{_VI_WD})\b(?:\s*(?:và|đến|,|-)\s*(?P<wd2_9>{_VI_WD})\b)?
  (?:\s+(?P<ww_9>(?i:tuần\s+(?:này|trước|qua|tới|sau))))?
|\b(?P<ww_10>(?i:tuần\s+(?:này|trước|qua|tới|sau)))\b
|\b(?P<rd_11>(?i:hôm\s+kia|hôm\s+qua|hôm\s+nay|ngày\s+mai|ngày\s+kia))\b
|\b(?P<n_12>\d{{1,2}}|{_VI_WORDS.replace(" ", "|")})\s+(?P<u_12>ngày|tuần|tháng|năm)
  \s+(?P<ago_12>trước)\b
|\b(?i:năm)\s+(?P<y_13>{_YEAR})\b|\b(?P<yw_14>{_VI_YW})\b
|\b(?i:ngày)\s+(?P<d_15>\d{{1,2}})(?:{_VI_TO}(?P<d2_15>\d{{1,2}}))?\b(?![./]\d)
"""
_VI_SHIFTS = {
    f"{unit} {word}": shift
    for unit in ("năm", "tháng", "tuần")
    for word, shift in (("ngoái", -1), ("trước", -1), ("qua", -1), ("nay", 0), ("này", 0),
                        ("tới", 1), ("sau", 1))
} | {"hôm kia": -2, "hôm qua": -1, "hôm nay": 0, "ngày mai": 1, "ngày kia": 2}  # fmt: skip


def _numbered(words: str, first: int) -> dict[str, int]:
    """Words in their order, each with its number; ``|`` parts two words for one thing."""
    return {
        word.lower(): number
        for number, names in enumerate(words.split(), start=first)
        for word in names.split("|")
    }


def _han_numbers() -> dict[str, int]:
    """一 to 三十一, as months and days are written out."""
    found = {_HAN[number]: number for number in range(1, 11)} | {"两": 2, "兩": 2}
    for number in range(11, 32):
        tens, ones = divmod(number, 10)
        found[("" if tens == 1 else _HAN[tens]) + "十" + (_HAN[ones] if ones else "")] = number
    return found


_ZH_WEEKDAYS = dict(zip("一二三四五六日", range(7), strict=True)) | {"天": 6}
_EAST_WEEKDAYS = dict(zip("月火水木金土日", range(7), strict=True))
_KO_WEEKDAYS = dict(zip("월화수목금토일", range(7), strict=True))
_VI_WEEKDAYS = {
    f"thứ {word}": number
    for number, pair in enumerate(("hai 2", "ba 3", "tư 4", "năm 5", "sáu 6", "bảy 7"))
    for word in pair.split()
} | {"chủ nhật": 6}

#: What the words of a language stand for as numbers: months 1 to 12, weekdays 0 to 6, counts.
NUMBERS: dict[Language, dict[str, int]] = {
    Language.ENGLISH: _numbered(_EN_MONTHS, 1)
    | _numbered(_EN_DAYS, 0)
    | _numbered(_EN_COUNTS, 1)
    | {"a": 1, "spring": 3, "summer": 6, "autumn": 9},
    Language.CHINESE: _han_numbers(),
    Language.JAPANESE: {"二": 2, "三": 3, "四": 4, "五": 5},
    Language.KOREAN: {"이틀": 2, "사흘": 3, "나흘": 4} | {f"{n}일": n for n in range(2, 6)},
    Language.SPANISH: _numbered(_ES_MONTHS, 1)
    | _numbered(_ES_DAYS, 0)
    | {"un": 1, "una": 1}
    | _numbered(_ES_COUNTS.partition("una ")[2], 1),
    Language.VIETNAMESE: _numbered(_VI_WORDS, 1)
    | {"giêng": 1, "mười một": 11, "mười hai": 12}
    | _VI_WEEKDAYS,
    Language.UNKNOWN: {},
}
#: Weekdays of languages in which the same sign is also a number or a month.
WEEKDAYS: dict[Language, dict[str, int]] = {
    Language.CHINESE: _ZH_WEEKDAYS,
    Language.JAPANESE: _EAST_WEEKDAYS,
    Language.KOREAN: _KO_WEEKDAYS,
}
#: How far from now the words of a language point: -1 back, 0 now, 1 on.
SHIFTS: dict[Language, dict[str, int]] = {
    Language.ENGLISH: _EN_SHIFTS,
    Language.CHINESE: _ZH_SHIFTS,
    Language.JAPANESE: _JA_SHIFTS,
    Language.KOREAN: _KO_SHIFTS,
    Language.SPANISH: _ES_SHIFTS,
    Language.VIETNAMESE: _VI_SHIFTS,
    Language.UNKNOWN: {},
}
#: Which part of a month or a year words mean.
PARTS = {
    **dict.fromkeys(
        ("上旬", "初旬", "初め", "はじめ", "초순", "초반", "초", "principios", "inicios",
         "comienzos", "đầu"), "early"),
    **dict.fromkeys(("中旬", "半ば", "중순", "중반", "mediados", "giữa"), "mid"),
    **dict.fromkeys(("下旬", "末", "終わり", "하순", "말", "finales", "fines", "cuối"), "late"),
}  # fmt: skip
#: Which week of a month words mean, by how they begin: -1 the last.
WEEKS = {
    **dict.fromkeys(("first", "第一", "第1", "첫", "primera", "đầu"), 1),
    **dict.fromkeys(("second", "第二", "第2", "둘", "segunda", "thứ hai"), 2),
    **dict.fromkeys(("third", "第三", "第3", "셋", "tercera", "thứ ba"), 3),
    **dict.fromkeys(("last", "final", "最", "마지막", "última", "cuối"), -1),
}
#: With which signs such words begin: most places of a sentence are passed by one look.
_BEGINS = {
    Language.ENGLISH: r"\b(?=[\dA-Zacefnlopsty])",
    Language.CHINESE: (
        "(?=[\\d当當该該今去明前后後本上下这這昨周週星礼禮一二三四五六七八九十廿两兩])"
    ),
    Language.JAPANESE: "(?=[\\d同そ令今本昨去一来先月火水木金土日きあ明])",
    Language.KOREAN: "(?=[\\d같지작재올금내이다오그어모월화수목토일])",
    Language.SPANISH: r"\b(?=[\dA-Zacdeijfhlmnopsuvyú])",
    Language.VIETNAMESE: r"\b(?=[\dA-Zbcghmnstđ])",
    Language.UNKNOWN: r"\b(?=\d)",
}
_FIGURES = rf"(?<![\d/.-])(?P<y_1>{_YEAR})[-/.](?P<m_1>\d{{1,2}})[-/.](?P<d_1>\d{{1,2}})(?![\d/])"
_WORDS = {
    Language.ENGLISH: _EN,
    Language.CHINESE: _ZH,
    Language.JAPANESE: _JA,
    Language.KOREAN: _KO,
    Language.SPANISH: _ES,
    Language.VIETNAMESE: _VI,
    Language.UNKNOWN: _FIGURES,
}
#: The pattern of each language.
PATTERNS: dict[Language, re.Pattern[str]] = {
    language: re.compile(f"{_BEGINS[language]}(?:{words})", re.VERBOSE)
    for language, words in _WORDS.items()
}

"""The words of pages for what entries hold as a value, in both languages."""

from collections.abc import Mapping

from parley.group.dialogue.audience import Audience
from parley.group.dialogue.basis import Confidence, Publisher, Standing
from parley.group.dialogue.commitments import Grade, Level
from parley.group.dialogue.concerns import Reply, Strength
from parley.group.dialogue.measures import MeasureStage
from parley.group.dialogue.meetings import Role, Status
from parley.group.dialogue.readouts import Attribution
from parley.group.dialogue.topics import TopicStage
from parley.group.dialogue.workings import ContactState, Delivery, WorkState
from parley.group.words import Words

CONFIDENCES: Mapping[Confidence, Words] = {
    Confidence.FOUND: Words("found in text", "见于文本"),
    Confidence.INFERRED: Words("inferred", "推断"),
    Confidence.RECALLED: Words("recalled", "凭记忆"),
}

STANDINGS: Mapping[Standing, Words] = {
    Standing.CONFIRMED: Words("confirmed", "已确认"),
    Standing.PROPOSED: Words("proposal", "待确认"),
    Standing.REJECTED: Words("rejected", "已否决"),
}

PUBLISHERS: Mapping[Publisher, Words] = {
    Publisher.OFFICIAL: Words("official text", "官方文本"),
    Publisher.COPY: Words("copy of an official text", "官方文本转载"),
    Publisher.PRESS: Words("press", "媒体"),
    Publisher.SPEECH: Words("speech", "讲话"),
    Publisher.LAW: Words("law", "法律"),
    Publisher.KNOWLEDGE: Words("public knowledge", "公开常识"),
    Publisher.SEARCH: Words("own search", "自行检索"),
}

AUDIENCES: Mapping[Audience, Words] = {
    Audience.INTERNAL: Words("internal", "内部"),
    Audience.SHARED: Words("shared with the other side", "与对方共享"),
    Audience.PUBLIC: Words("public", "公开"),
}

#: Languages of texts by their tag (BCP 47).
_LANGUAGES: Mapping[str, Words] = {
    "ar": Words("Arabic", "阿拉伯文"),
    "de": Words("German", "德文"),
    "en": Words("English", "英文"),
    "es": Words("Spanish", "西班牙文"),
    "fr": Words("French", "法文"),
    "id": Words("Indonesian", "印尼文"),
    "it": Words("Italian", "意大利文"),
    "ja": Words("Japanese", "日文"),
    "ko": Words("Korean", "韩文"),
    "ms": Words("Malay", "马来文"),
    "pt": Words("Portuguese", "葡萄牙文"),
    "ru": Words("Russian", "俄文"),
    "th": Words("Thai", "泰文"),
    "vi": Words("Vietnamese", "越南文"),
    "zh": Words("Chinese", "中文"),
}


def language_words(tag: str) -> Words:
    """The name of a language; the tag itself where there is none here.

    Example:
        >>> language_words("zh-TW").en, language_words("tlh").zh
        ('Chinese', 'tlh')
    """
    return _LANGUAGES.get(tag.split("-")[0].lower(), Words(tag, tag))


PAGES: Mapping[str, Words] = {
    "brief": Words("Brief", "简报"),
    "group": Words("Group", "工作组"),
    "handover": Words("Handover", "工作交接"),
    "ledger": Words("Ledger", "台账"),
    "measures": Words("Measures", "措施"),
    "meeting": Words("Meeting", "会议"),
    "principal": Words("For the principal", "呈牵头人"),
    "readouts": Words("Readouts", "通报"),
    "series": Words("Series", "届次"),
    "topic": Words("Topic", "议题"),
    "who": Words("Who is who", "人员与机构"),
}

KINDS: Mapping[str, Words] = {
    "bodies": Words("body", "机构"),
    "people": Words("person", "人员"),
    "topics": Words("topic", "议题"),
    "charters": Words("charter", "章程"),
    "meetings": Words("meeting", "会议"),
    "events": Words("event", "事件"),
    "concerns": Words("concern", "关切"),
    "raisings": Words("raising", "提出记录"),
    "answers": Words("answer", "回应"),
    "questions": Words("question", "问题"),
    "referrals": Words("referral", "转交事项"),
    "disagreements": Words("disagreement", "分歧"),
    "commitments": Words("commitment", "承诺"),
    "progress": Words("progress", "进展"),
    "measures": Words("measure", "措施"),
    "readouts": Words("readout", "通报"),
    "statements": Words("statement", "表态"),
    "aliases": Words("alias", "别名"),
    "claims": Words("claim", "报道说法"),
    "voices": Words("voice", "外界声音"),
    "figures": Words("figure", "数据"),
    "messages": Words("message", "口信"),
    "reports": Words("report", "呈报"),
    "contacts": Words("contacts", "联络人"),
    "workstreams": Words("workstream", "工作条线"),
}

STATUSES: Mapping[Status, Words] = {
    Status.PLANNED: Words("planned", "已计划"),
    Status.CONFIRMED: Words("confirmed", "已确认"),
    Status.HELD: Words("held", "已举行"),
    Status.READ_OUT: Words("held and read out", "已举行并发布通报"),
}

STRENGTHS: Mapping[Strength, Words] = {
    Strength.MENTIONED: Words("mentioned", "提及"),
    Strength.RAISED: Words("raised", "提出"),
    Strength.FRANKLY: Words("frankly raised", "坦率提出"),
    Strength.GRAVE: Words("raised as a grave concern", "表示严正关切"),
}

REPLIES: Mapping[Reply, Words] = {
    Reply.ANSWERED: Words("answered", "作出回应"),
    Reply.PARTLY: Words("partly answered", "部分回应"),
    Reply.REJECTED: Words("rejected", "不予接受"),
    Reply.DECLINED: Words("declined to answer", "拒绝答复"),
    Reply.EVIDENCE: Words("seen since", "后续情况"),
    Reply.SETTLED: Words("settled", "已解决"),
}

GRADES: Mapping[Grade, Words] = {
    Grade.WISH: Words("wish", "愿望"),
    Grade.INTENT: Words("intent", "意向"),
    Grade.ASSURANCE: Words("assurance", "保证"),
    Grade.COMMITMENT: Words("commitment", "承诺"),
    Grade.DONE: Words("measure done", "已采取的措施"),
}

LEVELS: Mapping[Level, Words] = {
    Level.NO_EVIDENCE: Words("no evidence available", "暂无落实证据"),
    Level.NOT_STARTED: Words("not started", "尚未启动"),
    Level.LIMITED: Words("limited progress", "取得有限进展"),
    Level.SUBSTANTIAL: Words("substantial progress", "取得实质性进展"),
    Level.COMPLETE: Words("complete", "已完成"),
}

STAGES: Mapping[MeasureStage, Words] = {
    MeasureStage.ANNOUNCED: Words("announced", "宣布"),
    MeasureStage.PENDING: Words("rule pending", "规则制定中"),
    MeasureStage.IN_FORCE: Words("in force", "生效"),
    MeasureStage.SUSPENDED: Words("suspended", "暂停"),
    MeasureStage.LIFTED: Words("lifted", "取消"),
}

TOPICS: Mapping[TopicStage, Words] = {
    TopicStage.PLANNED: Words("planned", "列入计划"),
    TopicStage.RAISED: Words("raised", "讨论"),
    TopicStage.AGREED: Words("agreed", "达成一致"),
    TopicStage.ABSENT: Words("absent", "未提及"),
}

CONTACTS: Mapping[ContactState, Words] = {
    ContactState.MISSING: Words("missing", "缺失"),
    ContactState.EXCHANGED: Words("exchanged", "已交换"),
    ContactState.VERIFIED: Words("verified", "已核实"),
}

ATTRIBUTIONS: Mapping[Attribution, Words] = {
    Attribution.NAMED: Words("named", "具名"),
    Attribution.OFFICIAL: Words("an official, not named", "不具名官员"),
    Attribution.BACKGROUND: Words("on background", "背景吹风"),
    Attribution.PUBLISHED: Words("published text", "公开文本"),
    Attribution.PRESS: Words("press", "媒体"),
}

DELIVERIES: Mapping[Delivery, Words] = {
    Delivery.GIVEN: Words("given to the bearer", "已交转达人"),
    Delivery.DELIVERED: Words("delivered", "已送达"),
    Delivery.ANSWERED: Words("answered", "已答复"),
}

ROLES: Mapping[Role, Words] = {
    Role.HEAD: Words("led by", "团长"),
    Role.CO_HEAD: Words("co-led by", "共同团长"),
    Role.MEMBER: Words("with", "成员"),
    Role.HOST: Words("hosted by", "接待人"),
    Role.SPOKE: Words("addressed by", "致辞人"),
    Role.GREETED: Words("greeted by", "会见人"),
}

#: What somebody was at a meeting, where the person stands before the meeting.
PARTS: Mapping[Role, Words] = {
    Role.HEAD: Words("head of the delegation", "团长"),
    Role.CO_HEAD: Words("co-head of the delegation", "共同团长"),
    Role.MEMBER: Words("member of the delegation", "代表团成员"),
    Role.HOST: Words("host", "接待人"),
    Role.SPOKE: Words("spoke there", "到会致辞"),
    Role.GREETED: Words("received the delegation", "会见代表团"),
}

WORK: Mapping[WorkState, Words] = {
    WorkState.OPEN: Words("open", "进行中"),
    WorkState.DORMANT: Words("dormant", "搁置"),
    WorkState.CLOSED: Words("closed", "已结束"),
}

FUNCTIONS: Mapping[str, Words] = {
    "stability": Words("financial stability", "金融稳定"),
    "operations": Words("operational events", "运营事件"),
    "resolution": Words("resolution", "处置"),
    "insurance": Words("insurance", "保险"),
    "aml": Words("money laundering", "反洗钱"),
    "press": Words("press", "新闻"),
}

MISMATCHES: Mapping[str, Words] = {
    "number": Words("wrong number", "届次不符"),
    "count": Words("wrong count in the country", "在该国的次数不符"),
    "place": Words("wrong place", "地点不符"),
    "day": Words("wrong day", "日期不符"),
    "founded": Words("wrong founding month", "成立月份不符"),
    "head": Words("wrong head", "团长不符"),
    "lead": Words("wrong lead body", "牵头机构不符"),
    "group": Words("another group", "工作组不符"),
    "body": Words("no such body on that day", "当日无此机构"),
    "office": Words("wrong office", "职务不符"),
    "published": Words("two days of one readout", "通报发布日期不一致"),
    "post": Words("no post on that day", "当日无任职"),
    "overdue": Words("planned, over, and not known to be held", "计划日期已过，未见举行"),
    "overlap": Words("two meetings at once", "会期重叠"),
    "readout": Words("published before the meeting", "发布早于会议"),
}

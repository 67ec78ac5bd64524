"""What the rules of reading say in their own sentences, in Chinese: reasons, flags, kinds."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from parley.group.dialogue.dialogue import Dialogue

#: Sentences of the rules of reading, and what they are in Chinese. What stands in braces is put
#: in again: a name in its Chinese form, a sentence within a sentence in Chinese.
SENTENCES: Mapping[str, str] = {
    # which group, which meeting, which days
    "named": "文中点名",
    "told by who leads, against the name given": "由牵头人判定，与文中名称不符",
    "not named; told by who leads it": "文中未点名，由牵头人判定",
    "told by who meets": "由会晤者判定",
    "by the record, {record}: the text gives no day": "据台账{record}：文中无日期",
    "by the record, {record}, of several days with {words}": "据台账{record}，{words}含多日",
    "by the record, {record}, within {words}": "据台账{record}，在{words}之内",
    "by the record, {record}, against the text": "据台账{record}，与文中不符",
    "by the record, {record}, for {words}": "据台账{record}，对应{words}",
    "by the record, {record}, against {words}": "据台账{record}，与{words}不符",
    "stated: {words}": "明确写出：{words}",
    "relative to the document's date: {words}": "相对于文件日期：{words}",
    "inferred: {words}": "推断：{words}",
    "unresolved: {words}": "未能确定：{words}",
    # how somebody is known
    "the name": "姓名",
    "in Chinese characters": "汉字姓名",
    "in Hangul": "谚文姓名",
    "the Chinese form": "中文译名",
    "the Chinese form, its pinyin read back": "由中文译名的拼音还原",
    "the surname's Chinese form, its pinyin read back": "由姓氏中文译名的拼音还原",
    "the surname in its Chinese form": "姓氏的中文译名",
    "the surname in Chinese characters": "汉字姓氏",
    "the surname": "姓氏",
    "a surname alone": "只有姓氏",
    "surname first": "姓氏在前",
    "with an initial": "名用首字母",
    "without the middle name": "省去中间名",
    "pinyin, given name first": "拼音，名在前",
    "pinyin, spaced": "拼音，分写",
    "pinyin, spaced, given name first": "拼音，分写，名在前",
    "pinyin without its marks": "拼音，无隔音符号",
    "pinyin, joined": "拼音，连写",
    "pinyin, joined, given name first": "拼音，连写，名在前",
    "Wade-Giles": "威妥玛拼音",
    "Wade-Giles without its marks": "威妥玛拼音，无符号",
    "Wade-Giles, joined": "威妥玛拼音，连写",
    "a known alias": "已知别名",
    "a known misspelling": "已知误写",
    "a known name": "已知名称",
    "a known wrong name": "已知的错误名称",
    "part of a longer name": "更长姓名的一部分",
    "the name, but of a {words}": "姓名相同，但其身份是{words}",
    "a surname of somebody with another trade": "同姓而从事其他行业的人",
    "the surname with a title that the person held": "姓氏，且带有其曾任职务",
    "the surname of somebody named in full in this text": "姓氏，全名见于本文",
    "the surname alone, in a text about the group": "只有姓氏，文章涉及该工作组",
    "the surname nearly, the given name exactly": "姓近似，名相同",
    "the surname exactly, the given name nearly": "姓相同，名近似",
    "another surname, the given name exactly": "姓不同，名相同",
    "one sign from the name, and the title fits": "与姓名差一字，职务相符",
    "the one sign of a surname with a title that the person held": "单字姓氏加本人曾任的职务",
    "the surname in Hangul": "姓氏的韩文写法",
    "valid syllables, one of them another": "音节均有效，其中一个不同",
    "the surname exactly, no valid pinyin, nearly the given name": "姓相同，名不是有效拼音而近似",
    "the beginning of the name, joined": "姓名的开头，连写",
    "like the name, joined": "近似姓名，连写",
    "sounds like {words}": "读音近似{words}",
    "like {words}": "近似{words}",
    "one letter from {words}, which stands for the same name here":
        "与{words}差一个字母，而后者在此指同一姓名",
    "{reason}, and the title fits": "{reason}，且职务相符",
    "{reason}, but nothing says that it is the one": "{reason}，但无从断定就是此人",
    # what a fact stands on
    "{words} with a word for leading": "{words}，带有表示牵头的词",
    "{words} with {side} before it": "{words}，前面是{side}",
    "{words} with a verb": "{words}，带有动词",
    "a number with its unit": "数字及其单位",
    "known as an outside voice": "已知的外界人士",
    "by affiliation": "由所属机构判定",
    "by the second reader": "由第二阅读器给出",
    "whole, in the language of the speaker": "完整，且为说话人所用语言",
    "the quotation has no beginning or no end": "引语缺少开头或结尾",
    "the text shows signs of a machine's translation": "文中有机器翻译的痕迹",
    "a translation of what was said": "原话的译文",
    "the sentence does not say who speaks": "句中未说明是谁所说",
    # what stands against the words of a text
    "{number} (not in the record)": "{number}（台账中没有）",
    "{number}, as the text says elsewhere": "{number}，见本文别处",
    "{number} before number {other}": "第{other}次之前应为{number}",
    "{number} comes after {record}": "{record}之后是第{number}次",
    "unknown to the record, which ends with {record}": "台账中没有，台账止于{record}",
    "{record} met in {place}": "{record}在{place}举行",
    "{record} met {days}": "{record}于{days}举行",
    "number {number} in {country} ({record})": "在{country}第{number}次（{record}）",
    "{place}, in {country} ({record})": "{place}，在{country}（{record}）",
    "{number} held by then, to {record}": "至此已举行{number}次，止于{record}",
    "{number} held by then": "至此已举行{number}次",
    "an end after the start": "结束应在开始之后",
    "a day of the calendar": "日历上有的一天",
    "between {first} and {last}": "{first}至{last}之间",
    "between {first} and {last} ({record})": "{first}至{last}之间（{record}）",
    "{day} is a {weekday}": "{day}是{weekday}",
    "{record}, by who leads it": "{record}，由牵头人判定",
    "perhaps {person}: {reason}": "或为{person}：{reason}",
    "the two sides; a machine took their short name for a region":
        "两国；机器把两国的简称译成了一个地区",
    "what they are, which the text does not say": "所指为何，文中未说明",
    "the two sides: no leaders are in such a meeting": "双方：此类会议没有领导人参加",
    "a side asks for details of the other side's measure": "一方要求对方说明其措施的细节",
    "not seeking to decouple, as both sides assured": "不寻求脱钩，双方均如此重申",
    "both sides agreed to keep talking": "双方商定继续保持沟通",
    "a side raised this as a concern": "一方就此提出关切",
    "the words once": "这些词只出现一次",
    "words parted by a space": "词与词之间有空格",
    "the sentence once": "这句话只出现一次",
    "who said what, in one sentence": "谁说了什么，应在一句之内",
    "a quotation with a beginning": "有开头的引语",
    "a quotation with an end": "有结尾的引语",
    "a quotation with a beginning and an end": "有开头和结尾的引语",
    "another version: {words}": "另一版本：{words}",
    "a fact with its kind, value and sentence": "带有种类、内容和句子的事实",
    "a kind of fact that is known": "已知的事实种类",
    "the sentence that it stands on": "事实所依据的句子",
    "a sentence of the text, sign for sign": "原文中的句子，逐字相同",
    "a word, or a few named parts": "一个词，或几个有名称的部分",
    "words that stand in the sentence": "句中有的词",
    "a number that the local reader found": "本地阅读器找到的数字",
    "what the local reader found": "本地阅读器找到的内容",
    "{person}: {post}": "{person}：{post}",
    "{person} ({record})": "{person}（{record}）",
    # kinds, states and single words
    "group": "工作组", "number": "届次", "place": "地点", "day": "日期", "days": "日期",
    "founding date": "成立日期", "founded": "成立日期", "count in country": "在该国的次数",
    "in_country": "在该国的次数", "status": "状态", "head": "牵头人", "office": "职务",
    "body": "机构", "name": "姓名", "figure": "数字", "weekday": "星期", "impossible": "不可能",
    "quotation": "引语", "repetition": "重复", "torn words": "词句残缺", "attribution": "说话人",
    "inverted meaning": "意思相反", "lost antecedent": "指代不明",
    "no leaders in the meeting": "会议无领导人参加", "versions differ": "版本不一",
    "sentence not in the text": "原文无此句", "topic": "议题", "concern": "关切", "wish": "愿望",
    "intent": "意向", "assurance": "保证", "commitment": "承诺", "measure": "措施",
    "outcome": "成果", "message": "转达", "outside voice": "外界声音", "before": "此前届次",
    "accepted": "采纳", "flagged": "存疑", "held": "已举行", "planned": "计划中",
    "confirmed": "已确认", "Monday": "星期一", "Tuesday": "星期二", "Wednesday": "星期三",
    "Thursday": "星期四", "Friday": "星期五", "Saturday": "星期六", "Sunday": "星期日",
    "video": "视频", "versions": "查找版本", "reading": "阅读",
    "copy": "相同文本", "near-copy": "近似文本", "paraphrase": "改写",
    "same event, other text": "同一事件的另一文本", "other": "无关",
    "the same words in the same order": "词语及次序相同",
    "{reason}, and {number} of {other} sentences word for word":
        "{reason}，且{other}句中有{number}句逐字相同",
    "about {number} percent of the shorter text in runs of the same words":
        "较短文本约{number}%由相同的词串组成",
    "names and figures of {number} sentences come in the same order in other words":
        "{number}句中的人名和数字次序相同而措辞不同",
}  # fmt: skip

#: What in a sentence is again a sentence of a rule.
_WITHIN = ("reason", "weekday")


@dataclass(frozen=True)
class Wording:
    """How a reading is told in one language.

    Args:
        language: ``en`` or ``zh``.
        names: What the record calls people, bodies, posts and places, by their English names.
    """

    language: str
    names: Mapping[str, str] = field(default_factory=dict)

    def say(self, said: str) -> str:
        """A sentence of a rule in this language; what is no such sentence stays as it is.

        Example:
            >>> Wording("zh", {"Beijing": "北京"}).say("FWG-2 met in Beijing")
            'FWG-2在北京举行'
        """
        if self.language == "en":
            return said
        if said in SENTENCES:
            return SENTENCES[said]
        for pattern, chinese in _patterns():
            match = pattern.fullmatch(said)
            if match and self._is_of_the_record(match.groupdict().get("person", "")):
                parts = match.groupdict().items()
                return chinese.format(**{part: self._part(part, word) for part, word in parts})
        return self.name(said)

    def name(self, written: str) -> str:
        """What the record calls one name, or several with commas, in this language."""
        if written in self.names:
            return self.names[written]
        several = written.split(", ")
        if len(several) > 1 and all(each in self.names for each in several):
            return "、".join(self.names[each] for each in several)
        return written

    def _is_of_the_record(self, person: str) -> bool:
        """Whether a sentence that begins with a name does: any other may stand before a colon."""
        return not person or self.name(person) != person

    def _part(self, part: str, word: str) -> str:
        return self.say(word) if part in _WITHIN else self.name(word)


def wording(dialogue: Dialogue, language: str) -> Wording:
    """How readings about a dialogue are told in a language, ``en`` or ``zh``."""
    topics = {each.basis.id: each.names.name.in_language(language) for each in dialogue.topics}
    return Wording(language, {**dict(_names(dialogue)), **topics} if language == "zh" else topics)


def _names(dialogue: Dialogue) -> Iterator[tuple[str, str]]:
    for names in (
        *(place.names for place in dialogue.places),
        *(body.names for body in dialogue.bodies),
        *(person.names for person in dialogue.people),
    ):
        yield names.name.en, names.name.zh
    for person in dialogue.people:
        for post in person.posts:
            yield post.title.en, post.title.zh
    for side in dialogue.side.values():
        yield side.id, side.name.zh


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The sentences with something in braces, in their order."""
    found = []
    for english, chinese in SENTENCES.items():
        if "{" in english:
            parts = re.split(r"\{(\w+)\}", english)
            signs = "".join(
                f"(?P<{part}>.+)" if number % 2 else re.escape(part)
                for number, part in enumerate(parts)
            )
            found.append((re.compile(signs, re.DOTALL), chinese))
    return tuple(found)

"""The words of a report in English and Simplified Chinese, two equal languages, from catalogues."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from importlib import resources

from babel.messages.pofile import read_po

from parley.group.exercise.script import Words

#: Languages of a report. Neither is the default; the order is that of the alphabet.
LANGUAGES = ("en", "zh")

_LOCALES = {"en": "en", "zh": "zh_Hans_CN"}
_TAGS = {"en": "en", "zh": "zh-CN"}


@dataclass(frozen=True)
class Catalogue:
    """Every sentence of a report in one language, by a key that is no sentence in any.

    Args:
        language: ``en`` or ``zh``.
        messages: The sentences by key; what is filled in stands in braces.
    """

    language: str
    messages: Mapping[str, str]

    @property
    def locale(self) -> str:
        """The locale by which numbers and days are written."""
        return _LOCALES[self.language]

    @property
    def tag(self) -> str:
        """The language tag for browsers and screen readers (BCP 47)."""
        return _TAGS[self.language]

    def say(self, key: str, **values: object) -> str:
        """The sentence of ``key`` with ``values`` filled in.

        Raises:
            KeyError: if the catalogue lacks the key; a test sees to it that none does.
        """
        return self.messages[key].format(**values)

    def joined(self, sentences: Sequence[str]) -> str:
        """Sentences one after the other, as a paragraph."""
        return reduce(
            lambda first, second: self.say("sentence.pair", first=first, second=second), sentences
        )

    def knows(self, key: str) -> bool:
        """Whether the catalogue has a sentence for ``key``."""
        return key in self.messages

    def of(self, words: Words) -> str:
        """The text of an exercise in this language."""
        return words.in_language(self.language)


@cache
def read_catalogue(language: str) -> Catalogue:
    """Read the catalogue of one language; it is a part of the package.

    Args:
        language: ``en`` or ``zh``.
    """
    source = resources.files("parley.report") / "words" / f"{language}.po"
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=_LOCALES[language])
    return Catalogue(
        language, {str(message.id): str(message.string) for message in catalogue if message.id}
    )

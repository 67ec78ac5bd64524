"""Texts in the two languages of a group, neither of which is the default."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One text in the two languages of the group; neither is the default."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """The text in ``language``, ``en`` or ``zh``."""
        return {"en": self.en, "zh": self.zh}[language]

"""Names that were seen in texts: who is meant is a proposal until a person confirms it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.basis import Basis, Names, Standing
from parley.group.dialogue.naming import names_of


@dataclass(frozen=True)
class Alias:
    """A name that a text uses for a person, a body, a group or a topic.

    Args:
        basis: Where it was seen. What a program concludes is a proposal.
        of: The entry that is meant.
        name: As it was written.
        language: BCP 47, ``zh-Latn`` for pinyin.
        is_misspelling: Whether it is a wrong name, kept so that it is known again.
    """

    basis: Basis
    of: str = field(metadata=names_of("entry"))
    name: str
    language: str
    is_misspelling: bool = False

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InvalidInput([Fault("", 0, "name", repr(self.name), "a name")])


class HasNames(Protocol):
    """Whatever has a basis and names."""

    @property
    def basis(self) -> Basis:
        """What it stands on."""
        ...

    @property
    def names(self) -> Names:
        """What it is called."""
        ...


N = TypeVar("N", bound=HasNames)


def with_aliases(entries: Iterable[N], aliases: Iterable[Alias]) -> tuple[N, ...]:
    """Entries with the names that a person confirmed; one that is there already is not repeated.

    Args:
        entries: People, bodies, topics or charters.
        aliases: Of any entries, confirmed or not.
    """
    found: dict[str, list[Alias]] = {}
    for each in aliases:
        if each.basis.standing is Standing.CONFIRMED:
            found.setdefault(each.of, []).append(each)
    return tuple(
        replace(entry, names=_grown(entry.names, found[entry.basis.id]))  # type: ignore[type-var]
        if entry.basis.id in found
        else entry
        for entry in entries
    )


def _grown(names: Names, seen: Iterable[Alias]) -> Names:
    for alias in seen:
        table = names.misspellings if alias.is_misspelling else names.aliases
        there = table.get(alias.language, ())
        if alias.name in there or alias.name in names.every(alias.language):
            continue
        more: Mapping[str, tuple[str, ...]] = {**table, alias.language: (*there, alias.name)}
        if alias.is_misspelling:
            names = replace(names, misspellings=more)
        else:
            names = replace(names, aliases=more)
    return names

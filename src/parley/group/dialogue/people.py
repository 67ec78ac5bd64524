"""Bodies with their succession, and people with dated posts."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.basis import Basis, Names
from parley.group.dialogue.naming import names_of
from parley.group.words import Words


class Held(StrEnum):
    """Whether somebody held a post on a day, as far as the sources tell."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Body:
    """An authority or another institution.

    Args:
        basis: What the entry stands on; its id names the body.
        names: In both languages, with aliases.
        side: Whose it is; empty for international and private ones.
        parent: The body that it is part of; empty for none.
        follows: The bodies whose tasks it took over.
        since, until: The days from and to which it existed; None where that is not known.
    """

    basis: Basis
    names: Names
    side: str = field(default="", metadata=names_of("side"))
    parent: str = field(default="", metadata=names_of("body"))
    follows: tuple[str, ...] = field(default=(), metadata=names_of("body"))
    since: date | None = None
    until: date | None = None

    def exists_on(self, day: date) -> bool:
        """Whether it existed on a day; yes where nothing speaks against it."""
        return (self.since or day) <= day <= (self.until or day)


@dataclass(frozen=True)
class Post:
    """A post that a person held at a body for a time.

    Args:
        basis: What it stands on.
        body: The body.
        title: What the post is called.
        since, until: The first and the last day; None where no source says it.
        seen: Days on which a source shows the person in the post.
    """

    basis: Basis
    body: str = field(metadata=names_of("body"))
    title: Words
    since: date | None = None
    until: date | None = None
    seen: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        faults = []
        if self.since and self.until and self.until < self.since:
            faults.append(Fault("", 0, "until", str(self.until), f"{self.since} or later"))
        for day in self.seen:
            if (self.since and day < self.since) or (self.until and day > self.until):
                faults.append(Fault("", 0, "seen", str(day), "days between since and until"))
        if not (self.since or self.until or self.seen):
            faults.append(Fault("", 0, "seen", "nothing", "a day: since, until or seen"))
        if faults:
            raise InvalidInput(faults)

    def held_on(self, day: date) -> Held:
        """Whether the person held it on a day.

        Example:
            A source shows the person in the post in January; when it ended is not known.

            >>> seen = date(2024, 1, 18)
            >>> from parley.group.marking import Handling
            >>> ground = Basis("post", ("press",), seen, Handling.CLEAR)
            >>> post = Post(ground, "ministry", Words("Deputy", "副部长"), seen=(seen,))
            >>> post.held_on(seen).value, post.held_on(date(2024, 8, 15)).value
            ('yes', 'unknown')
        """
        if (self.since and day < self.since) or (self.until and day > self.until):
            return Held.NO
        lower = self.since or min((*self.seen, self.until or date.max))
        # Of a post whose beginning is known and whose end is not, the end would be told.
        upper = self.until or (date.max if self.since else max(self.seen))
        return Held.YES if lower <= day <= upper else Held.UNKNOWN


@dataclass(frozen=True)
class Person:
    """A person whom texts name.

    Args:
        basis: What the entry stands on; its id names the person.
        names: In both languages, with aliases and misspellings that were seen.
        family: The family name in both languages.
        side: Whose official the person is or was; empty for neither.
        posts: The posts, each with its days.
        is_outside: Whether the person speaks for no authority: never a delegate.
        family_first: Whether the family name comes first in the person's own language.
    """

    basis: Basis
    names: Names
    family: Words
    side: str = field(default="", metadata=names_of("side"))
    posts: tuple[Post, ...] = ()
    is_outside: bool = False
    family_first: bool = False

    def __post_init__(self) -> None:
        if self.is_outside and self.side:
            fault = Fault("", 0, "side", self.side, "no side: an outside voice is no official")
            raise InvalidInput([fault])

    def posts_on(self, day: date, *, maybe: bool = False) -> tuple[Post, ...]:
        """The posts held on a day.

        Args:
            day: The day.
            maybe: Also those of which it is not known.
        """
        wanted = {Held.YES, Held.UNKNOWN} if maybe else {Held.YES}
        return tuple(post for post in self.posts if post.held_on(day) in wanted)

"""The tables of the record."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

METADATA = MetaData()

#: One row: whose record this is.
OWNER = Table("owner", METADATA, Column("node", String(64), primary_key=True))

ENTRIES = Table(
    "entries",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("way", String(8), nullable=False),
    Column("name", String(64), nullable=False, index=True),
    Column("recorded_at", String(40), nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("signature", String, nullable=False),
    Column("note", String, nullable=False),
    Column("leaf", LargeBinary(32), nullable=False),
    UniqueConstraint("way", "name", name="an_entry_is_kept_once"),
)

ATTACHMENTS = Table(
    "attachments",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("raw", LargeBinary, nullable=False),
)

#: Which attachments belong to an entry, in order.
ATTACHED = Table(
    "attached",
    METADATA,
    Column("position", BigInteger, ForeignKey("entries.position"), primary_key=True),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", String(64), ForeignKey("attachments.digest"), nullable=False),
)

#: Tables in which nothing is ever changed or removed.
APPEND_ONLY = ("owner", "entries", "attachments", "attached")

"""Opening a record: a file of SQLite or an address of PostgreSQL, at the version of this Parley."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from parley.errors import CannotOpen, Fault, InvalidInput, OtherVersion

#: How long a writer waits for another one, in seconds.
PATIENCE = 30

#: The steps from one version of the tables to the next.
MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(address: str, *, create: bool = False, upgrade: bool = False) -> Engine:
    """Open the database of a record.

    Args:
        address: A file name, which means SQLite, or ``postgresql://user@host/name``.
        create: Make the tables if the database is empty.
        upgrade: Bring older tables to the version of this Parley.

    Raises:
        InvalidInput: for an address that is neither.
        CannotOpen: if there is no such database, or it is none of Parley's.
        OtherVersion: if its tables are newer than this Parley, or older and ``upgrade`` is not
            set.
    """
    engine = _engine(address, create=create)
    try:
        with engine.execution_options(writes=True).begin() as connection:
            config = _config(connection)
            found = MigrationContext.configure(connection).get_current_revision()
            scripts = ScriptDirectory.from_config(config)
            wanted = scripts.get_current_head()
            if found == wanted:
                return engine
            known = {script.revision for script in scripts.walk_revisions()}
            if found is None and not create:
                raise CannotOpen(f"{_shown(address)} holds no record: parley node init makes one")
            if found is not None and found not in known:
                raise OtherVersion(
                    f"{_shown(address)} is at version {found}, newer than this Parley knows "
                    f"({wanted}): use a newer Parley; nothing was changed"
                )
            if found is not None and not upgrade:
                raise OtherVersion(
                    f"{_shown(address)} is at version {found}, this Parley needs {wanted}: make "
                    "a backup, then parley node upgrade"
                )
            command.upgrade(config, "head")
    except SQLAlchemyError as error:
        engine.dispose()
        raise CannotOpen(f"{_shown(address)}: {reason(error)}") from error
    except Exception:
        engine.dispose()
        raise
    return engine


def version_of(engine: Engine) -> str:
    """The version of the tables of an open database."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def _engine(address: str, *, create: bool) -> Engine:
    if address.startswith(("postgresql:", "postgresql+psycopg:")):
        try:
            url = make_url(address).set(drivername="postgresql+psycopg")
        except ArgumentError as error:
            raise InvalidInput(
                [Fault("record", 0, "address", "unreadable", "postgresql://user@host/name")]
            ) from error
        return create_engine(url, hide_parameters=True)
    if "://" in address:
        found = address.partition(":")[0]
        wanted = "a file, or postgresql://user@host/name"
        raise InvalidInput([Fault("record", 0, "address", found, wanted)])
    path = Path(address)
    if not create and not path.is_file():
        raise CannotOpen(f"{address}: no such file; parley node init makes a record")
    if create and not path.parent.is_dir():
        raise CannotOpen(f"{address}: no such folder {path.parent}")
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"timeout": PATIENCE}, hide_parameters=True
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_at_once)
    return engine


def _set_up_sqlite(connection: Any, _: object) -> None:
    """Write-ahead log, full synchronisation, keys that are checked; we begin transactions."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_at_once(connection: Any) -> None:
    """A writer takes its lock before it reads, so that two never see the same end."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _shown(address: str) -> str:
    """An address without its password."""
    if "://" not in address:
        return address
    return make_url(address).render_as_string(hide_password=True)


def reason(error: SQLAlchemyError) -> str:
    """What the database says, in one line."""
    inner = getattr(error, "orig", None) or error
    return str(inner).strip().partition("\n")[0][:300]

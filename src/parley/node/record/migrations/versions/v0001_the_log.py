"""The first version: the log, its attachments, and triggers that refuse any change."""

from alembic import op

from parley.node.record.tables import APPEND_ONLY, METADATA

revision = "0001"
down_revision = None

_REFUSAL = "the record is append-only"


def upgrade() -> None:
    """Make the tables, and let the database itself refuse to change or remove a row."""
    connection = op.get_bind()
    METADATA.create_all(connection)
    if connection.dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """There is no way back: a log that could be removed would prove nothing."""
    raise NotImplementedError("a record is never taken back to nothing")

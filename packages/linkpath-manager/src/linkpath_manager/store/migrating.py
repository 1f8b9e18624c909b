"""Migrations: the schema brought to this version's, on either database."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from .database import DatabaseNewer

MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def newest_revision() -> str:
    """The migration that this version of LinkPath ends with."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    return head or ""


def upgrade(connection: Connection, place: str) -> None:
    """Runs the migrations that `place` lacks, in the transaction of `connection`.

    Raises:
        DatabaseNewer: a newer LinkPath wrote it.
    """
    script = ScriptDirectory(str(MIGRATIONS))
    current = MigrationContext.configure(connection).get_current_revision()
    refuse_newer(current, place)
    if current == script.get_current_head():
        return
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def refuse_newer(current: str | None, place: str) -> None:
    """Refuses a schema that this version does not know.

    Raises:
        DatabaseNewer: it does not.
    """
    known = {revision.revision for revision in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if current is not None and current not in known:
        raise DatabaseNewer(
            f"{place} was written by a newer LinkPath (schema {current}). "
            "Upgrade LinkPath, or name another data directory."
        )

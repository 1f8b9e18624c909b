"""Row-level security on PostgreSQL: a second wall between workspaces, behind the WHERE of every query."""

from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import EVERYWHERE
from .tables import metadata

WORKSPACE_SETTING: Final = "linkpath.workspace_id"
_POLICY: Final = "linkpath_workspace"


def walled_tables() -> dict[str, str]:
    """The tables whose rows belong to a workspace, and the column that says to which."""
    own = {table.name: "workspace_id" for table in metadata.sorted_tables if "workspace_id" in table.c}
    return {"workspaces": "id", **own}


async def order_bytewise(connection: AsyncConnection) -> None:
    """Has texts sort by their bytes, as SQLite sorts them, whatever language the database was made for."""
    told = text(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
    )
    for table, column in (await connection.execute(told)).all():
        if table in metadata.tables:
            await connection.execute(text(f'ALTER TABLE {table} ALTER COLUMN "{column}" TYPE TEXT COLLATE "C"'))


async def raise_walls(connection: AsyncConnection, app_role: str) -> None:
    """Hides each workspace's rows from transactions that are not about it, and lets `app_role` read and write."""
    for table, column in walled_tables().items():
        told = f"current_setting('{WORKSPACE_SETTING}', true)"
        mine = f"{column} = {told} OR {told} = '{EVERYWHERE}'"
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS {_POLICY} ON {table}",
            f"CREATE POLICY {_POLICY} ON {table} USING ({mine}) WITH CHECK ({mine})",
        ):
            await connection.execute(text(statement))
    role = connection.dialect.identifier_preparer.quote(app_role)
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {role}",
    ):
        await connection.execute(text(statement))


async def role_problem(connection: Any) -> str | None:
    """Why row-level security would not hold the role of this asyncpg connection; None when it does."""
    role = await connection.fetchrow(
        "SELECT rolname, rolsuper, rolbypassrls, "
        "EXISTS (SELECT 1 FROM pg_class WHERE relname = 'workspaces' AND pg_has_role(relowner, 'MEMBER')) AS owns "
        "FROM pg_roles WHERE rolname = current_user"
    )
    if role["rolsuper"] or role["rolbypassrls"]:
        return (
            f"the role {role['rolname']} passes row-level security by (it is a superuser or has BYPASSRLS). "
            "Connect as a role that is neither: see docs/how-to/postgresql.md."
        )
    if role["owns"]:
        return (
            f"the role {role['rolname']} owns the tables, and could take their row-level security away. "
            "Connect as another role, and migrate as the owner: see docs/how-to/postgresql.md."
        )
    return None


async def missing_walls(connection: Any) -> list[str]:
    """Tables of ours whose rows any transaction would see, by an asyncpg connection."""
    held = await connection.fetch(
        "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
        "WHERE relrowsecurity AND relforcerowsecurity AND polname = $1",
        _POLICY,
    )
    return sorted(walled_tables().keys() - {row["relname"] for row in held})

"""How many requests each workspace made, by day and kind."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared, insert_into
from .schema import usage


@dataclass(frozen=True, slots=True)
class UsageRow:
    """`day` is ISO 8601's, of UTC."""

    workspace_id: str
    day: str
    kind: str
    admitted: int
    refused: int


_SINCE = Prepared(
    select(*(usage.c[name] for name in UsageRow.__dataclass_fields__))
    .where(usage.c.workspace_id == bindparam("workspace_id"), usage.c.day >= bindparam("day"))
    .order_by(usage.c.day, usage.c.kind)
)


async def since(db: Database, workspace_id: str, day: str) -> list[UsageRow]:
    """From `day` on, oldest first; a day and kind without requests has no row."""
    return [UsageRow(*row) for row in await db.read(_SINCE, workspace_id=workspace_id, day=day)]


async def add(tx: AsyncConnection, rows: Iterable[UsageRow]) -> None:
    """Adds to what was written before. Several processes may, each what it let in and refused."""
    # In one order, so that no two processes hold what the other waits for.
    for row in sorted(rows, key=lambda row: (row.workspace_id, row.day, row.kind)):
        statement = insert_into(tx, usage).values(asdict(row))
        more = {name: usage.c[name] + statement.excluded[name] for name in ("admitted", "refused")}
        await tx.execute(statement.on_conflict_do_update(index_elements=["workspace_id", "day", "kind"], set_=more))

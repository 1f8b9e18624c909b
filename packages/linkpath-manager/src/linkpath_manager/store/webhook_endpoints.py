"""Webhook endpoints: who is told of what, and how they have been doing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import bindparam, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared
from .webhook_schema import deliveries, webhook_endpoints

ENABLED: Final = "ENABLED"
PAUSED: Final = "PAUSED"
DISABLED: Final = "DISABLED"


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """An endpoint as stored; `webhook_schema.py` says what each column is. Times are in UTC microseconds."""

    id: str
    workspace_id: str
    url: str
    event_types: str
    created_at: int
    updated_at: int
    sealed_secret: str = field(repr=False)
    description: str = ""
    advertiser_ids: str | None = None
    signature_format: str = "timestamped"
    ordering: str = "none"
    status: str = ENABLED
    reason: str | None = None
    sealed_old_secret: str | None = field(default=None, repr=False)
    old_secret_until: int | None = None
    failures: int = 0
    failing_since: int | None = None
    held_until: int = 0
    last_success_at: int | None = None
    last_failure_at: int | None = None
    last_failure: str | None = None
    disabled_at: int | None = None


_FIELDS = tuple(EndpointRow.__dataclass_fields__)
_SELECT = select(*(webhook_endpoints.c[name] for name in _FIELDS))
_OF = webhook_endpoints.c.workspace_id == bindparam("workspace_id")
_BY_ID = Prepared(_SELECT.where(_OF, webhook_endpoints.c.id == bindparam("id")))
_OF_WORKSPACE = Prepared(
    _SELECT.where(_OF).order_by(webhook_endpoints.c.created_at.desc(), webhook_endpoints.c.id.desc())
)
_WITH_DUE = Prepared(
    _SELECT.where(
        webhook_endpoints.c.id > bindparam("after"),
        webhook_endpoints.c.status == ENABLED,
        webhook_endpoints.c.held_until <= bindparam("now"),
        exists().where(
            deliveries.c.endpoint_id == webhook_endpoints.c.id,
            deliveries.c.status == "pending",
            deliveries.c.due_at <= bindparam("now"),
        ),
    )
    .order_by(webhook_endpoints.c.id)
    .limit(bindparam("n")),
    everywhere=True,
)


async def by_id(db: Database, workspace_id: str, endpoint_id: str) -> EndpointRow | None:
    row = await db.read_one(_BY_ID, workspace_id=workspace_id, id=endpoint_id)
    return EndpointRow(*row) if row else None


async def of_workspace(db: Database, workspace_id: str) -> list[EndpointRow]:
    """All of them, newest first."""
    return [EndpointRow(*row) for row in await db.read(_OF_WORKSPACE, workspace_id=workspace_id)]


async def with_due(db: Database, now: int, after: str, n: int) -> list[EndpointRow]:
    """Up to `n` that may be posted to and have something due, by id, behind the id `after`."""
    return [EndpointRow(*row) for row in await db.read(_WITH_DUE, now=now, after=after, n=n)]


async def count(tx: AsyncConnection, workspace_id: str) -> int:
    counted = (
        select(func.count()).select_from(webhook_endpoints).where(webhook_endpoints.c.workspace_id == workspace_id)
    )
    return int((await tx.execute(counted)).scalar_one())


async def told(tx: AsyncConnection, workspace_id: str) -> list[EndpointRow]:
    """Those for which deliveries are made: all but the disabled ones."""
    mine = webhook_endpoints.c.workspace_id == workspace_id
    return [EndpointRow(*row) for row in await tx.execute(_SELECT.where(mine, webhook_endpoints.c.status != DISABLED))]


async def hold(tx: AsyncConnection, ids: Sequence[str]) -> list[EndpointRow]:
    """These, as they are now; nobody else changes them until the transaction ends. In the order of their ids."""
    wanted = _SELECT.where(webhook_endpoints.c.id.in_(ids)).order_by(webhook_endpoints.c.id).with_for_update()
    return [EndpointRow(*row) for row in await tx.execute(wanted)]


async def add(tx: AsyncConnection, row: EndpointRow) -> None:
    await tx.execute(webhook_endpoints.insert().values({name: getattr(row, name) for name in _FIELDS}))


async def change(tx: AsyncConnection, endpoint_id: str, **values: Any) -> bool:
    statement = update(webhook_endpoints).where(webhook_endpoints.c.id == endpoint_id).values(**values)
    return (await tx.execute(statement)).rowcount == 1


async def hold_back(tx: AsyncConnection, endpoint_id: str, now: int, until: int) -> bool:
    """Has others post nothing until then. False: another process has just done so, and it is its turn."""
    mine = (webhook_endpoints.c.id == endpoint_id) & (webhook_endpoints.c.held_until <= now)
    return (await tx.execute(update(webhook_endpoints).where(mine).values(held_until=until))).rowcount == 1


async def remove(tx: AsyncConnection, endpoint_id: str) -> None:
    await tx.execute(delete(webhook_endpoints).where(webhook_endpoints.c.id == endpoint_id))

"""Alerts: thresholds of spend, and what was last seen of each."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .alert_schema import alerts
from .database import Database, Prepared


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert as stored. Times are in UTC microseconds, money and percentages text."""

    id: str
    workspace_id: str
    name: str | None
    level: str
    subject_id: str
    advertiser_id: str | None
    period: str
    percent: str | None
    amount: str | None
    currency: str
    created_at: int
    updated_at: int
    told_key: str | None = None
    reached_at: int | None = None
    period_start: str | None = None
    spend: str | None = None
    budget: str | None = None
    as_of: int | None = None


_FIELDS = tuple(AlertRow.__dataclass_fields__)
_SELECT = select(*(alerts.c[name] for name in _FIELDS))
_OF = alerts.c.workspace_id == bindparam("workspace_id")
_BY_ID = Prepared(_SELECT.where(_OF, alerts.c.id == bindparam("id")))
_OF_WORKSPACE = Prepared(_SELECT.where(_OF).order_by(alerts.c.created_at.desc(), alerts.c.id.desc()))
_DUE = Prepared(
    _SELECT.where(func.coalesce(alerts.c.as_of, 0) <= bindparam("before"))
    .order_by(func.coalesce(alerts.c.as_of, 0), alerts.c.id)
    .limit(bindparam("n")),
    everywhere=True,
)


async def by_id(db: Database, workspace_id: str, alert_id: str) -> AlertRow | None:
    row = await db.read_one(_BY_ID, workspace_id=workspace_id, id=alert_id)
    return AlertRow(*row) if row else None


async def of_workspace(db: Database, workspace_id: str) -> list[AlertRow]:
    """All of them, newest first."""
    return [AlertRow(*row) for row in await db.read(_OF_WORKSPACE, workspace_id=workspace_id)]


async def due(db: Database, before: int, most: int) -> list[AlertRow]:
    """Those whose spend was last looked at by then, the longest ago first."""
    return [AlertRow(*row) for row in await db.read(_DUE, before=before, n=most)]


async def add(tx: AsyncConnection, row: AlertRow) -> None:
    await tx.execute(alerts.insert(), {name: getattr(row, name) for name in _FIELDS})


async def change(tx: AsyncConnection, alert_id: str, **values: Any) -> None:
    await tx.execute(update(alerts).where(alerts.c.id == alert_id).values(**values))


async def weighed(tx: AsyncConnection, row: AlertRow, **values: Any) -> bool:
    """Keeps what was seen of the alert. False: it was changed, or weighed by another, since `row` was read."""
    same = (alerts.c.id == row.id) & (alerts.c.updated_at == row.updated_at)
    same &= func.coalesce(alerts.c.told_key, "") == (row.told_key or "")
    return (await tx.execute(update(alerts).where(same).values(**values))).rowcount == 1


async def remove(tx: AsyncConnection, alert_id: str) -> None:
    await tx.execute(delete(alerts).where(alerts.c.id == alert_id))

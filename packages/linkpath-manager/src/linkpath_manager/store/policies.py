"""Policies, every version kept; and the ledger of what was added to spend."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .change_schema import policies, spend
from .database import Database, Prepared, insert_into


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One version. `document` is JSON; `set_at` in UTC microseconds."""

    workspace_id: str
    version: int
    document: bytes
    set_by: str
    set_at: int


_FIELDS = tuple(PolicyRow.__dataclass_fields__)
_NEWEST = Prepared(
    select(*(policies.c[name] for name in _FIELDS))
    .where(policies.c.workspace_id == bindparam("workspace_id"))
    .order_by(policies.c.version.desc())
    .limit(1)
)


async def newest(db: Database, workspace_id: str) -> PolicyRow | None:
    """The one in force; None: the default is."""
    row = await db.read_one(_NEWEST, workspace_id=workspace_id)
    return PolicyRow(*row) if row else None


async def add(tx: AsyncConnection, row: PolicyRow) -> bool:
    """False: there is such a version already."""
    statement = insert_into(tx, policies).values({name: getattr(row, name) for name in _FIELDS})
    return bool((await tx.execute(statement.on_conflict_do_nothing())).rowcount == 1)


async def added(tx: AsyncConnection, workspace_id: str, currency: str, since: int) -> list[tuple[str, Decimal]]:
    """(advertiser, amount) of each write since then that could add to spend."""
    recent = select(spend.c.advertiser_id, spend.c.amount).where(
        spend.c.workspace_id == workspace_id, spend.c.currency == currency, spend.c.at > since
    )
    return [(row.advertiser_id, Decimal(row.amount)) for row in await tx.execute(recent)]


async def add_spend(
    tx: AsyncConnection, run_id: str, workspace_id: str, advertiser_id: str, currency: str, amount: Decimal, at: int
) -> None:
    row = {"run_id": run_id, "workspace_id": workspace_id, "advertiser_id": advertiser_id, "currency": currency}
    await tx.execute(spend.insert().values(**row, amount=str(amount), at=at))


async def take_back(tx: AsyncConnection, run_id: str) -> None:
    """The write was not made: it adds nothing."""
    await tx.execute(delete(spend).where(spend.c.run_id == run_id))

"""Changes and what people said of them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .change_schema import changes, decisions
from .database import Database, Prepared, insert_into
from .schema import processes

PENDING, APPROVED, APPLYING, UNKNOWN = "pending", "approved", "applying", "unknown"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change as stored. Times are in UTC microseconds."""

    id: str
    workspace_id: str
    status: str
    operation: str
    advertiser_id: str
    target_id: str | None
    params: str
    digest: str
    precondition: str
    asker: str
    asker_id: str
    asker_person_id: str | None
    idempotency_key: str | None
    request_digest: str
    shown: bytes
    approvals_needed: int
    undo_of: str | None
    created_at: int
    expires_at: int
    undone_by: str | None = None
    process_id: str | None = None
    run_id: str | None = None
    result: bytes | None = None
    decided_at: int | None = None
    applied_at: int | None = None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What a person said of a change; `approves` 0: that it is not to be."""

    workspace_id: str
    change_id: str
    person_id: str
    name: str
    approves: int
    note: str | None
    at: int


_FIELDS = tuple(ChangeRow.__dataclass_fields__)
_DECIDED = tuple(DecisionRow.__dataclass_fields__)
_SELECT = select(*(changes.c[name] for name in _FIELDS))
_OF = changes.c.workspace_id == bindparam("workspace_id")
_BY_ID = Prepared(_SELECT.where(_OF, changes.c.id == bindparam("id")))
_BY_KEY = Prepared(
    _SELECT.where(
        _OF,
        changes.c.asker_id == bindparam("asker_id"),
        changes.c.operation == bindparam("operation"),
        changes.c.idempotency_key == bindparam("key"),
    )
)
_PENDING = Prepared(_SELECT.where(_OF, changes.c.digest == bindparam("digest"), changes.c.status == PENDING))
_PAGE = _SELECT.where(_OF, changes.c.status.in_([bindparam(f"status_{n}") for n in range(10)]))
_FIRST = Prepared(_PAGE.order_by(changes.c.created_at.desc(), changes.c.id.desc()).limit(bindparam("n")))
_BEHIND = Prepared(
    _PAGE.where(
        (changes.c.created_at < bindparam("created_at"))
        | ((changes.c.created_at == bindparam("created_at")) & (changes.c.id < bindparam("id")))
    )
    .order_by(changes.c.created_at.desc(), changes.c.id.desc())
    .limit(bindparam("n"))
)
_COUNT = Prepared(select(func.count()).where(_OF, changes.c.status.in_([bindparam(f"status_{n}") for n in range(10)])))
_EXPIRED = Prepared(
    _SELECT.where(changes.c.status == PENDING, changes.c.expires_at <= bindparam("now")).limit(100), everywhere=True
)
_LEFT = Prepared(
    _SELECT.outerjoin(processes, processes.c.id == changes.c.process_id)
    .where(
        (changes.c.status == UNKNOWN)
        | (
            ((changes.c.status == APPROVED) | (changes.c.status == APPLYING))
            & (func.coalesce(changes.c.process_id, "") != bindparam("own_process_id"))
            & (func.coalesce(processes.c.seen_at, 0) < bindparam("lost_before"))
        )
    )
    .order_by(changes.c.decided_at)
    .limit(100),
    everywhere=True,
)
_PROPOSED = Prepared(
    _SELECT.where(
        _OF,
        changes.c.asker_id == bindparam("asker_id"),
        changes.c.request_digest == bindparam("request_digest"),
        changes.c.created_at >= bindparam("since"),
    ).limit(1)
)
_DECISIONS = Prepared(
    select(*(decisions.c[name] for name in _DECIDED))
    .where(decisions.c.workspace_id == bindparam("workspace_id"), decisions.c.change_id == bindparam("id"))
    .order_by(decisions.c.at)
)


async def by_id(db: Database, workspace_id: str, change_id: str) -> ChangeRow | None:
    row = await db.read_one(_BY_ID, workspace_id=workspace_id, id=change_id)
    return ChangeRow(*row) if row else None


async def by_key(db: Database, workspace_id: str, asker_id: str, operation: str, key: str) -> ChangeRow | None:
    """The change that was proposed with this idempotency key."""
    row = await db.read_one(_BY_KEY, workspace_id=workspace_id, asker_id=asker_id, operation=operation, key=key)
    return ChangeRow(*row) if row else None


async def pending(db: Database, workspace_id: str, digest: str) -> ChangeRow | None:
    """The one that waits and is identical."""
    row = await db.read_one(_PENDING, workspace_id=workspace_id, digest=digest)
    return ChangeRow(*row) if row else None


async def proposed(db: Database, workspace_id: str, asker_id: str, request_digest: str, since: int) -> ChangeRow | None:
    """One that this asker proposed since then, of just this."""
    of = {"asker_id": asker_id, "request_digest": request_digest, "since": since}
    row = await db.read_one(_PROPOSED, workspace_id=workspace_id, **of)
    return ChangeRow(*row) if row else None


async def page(
    db: Database, workspace_id: str, statuses: tuple[str, ...], n: int, behind: tuple[int, str] | None
) -> list[ChangeRow]:
    """Up to `n`, newest first, behind (created_at, id)."""
    wanted = _statuses(statuses)
    if behind is None:
        rows = await db.read(_FIRST, workspace_id=workspace_id, n=n, **wanted)
    else:
        rows = await db.read(_BEHIND, workspace_id=workspace_id, n=n, created_at=behind[0], id=behind[1], **wanted)
    return [ChangeRow(*row) for row in rows]


async def count(db: Database, workspace_id: str, statuses: tuple[str, ...]) -> int:
    row = await db.read_one(_COUNT, workspace_id=workspace_id, **_statuses(statuses))
    return int(row[0]) if row else 0


async def expired(db: Database, now: int) -> list[ChangeRow]:
    """Those that nobody decided in time."""
    return [ChangeRow(*row) for row in await db.read(_EXPIRED, now=now)]


async def left(db: Database, own_process_id: str, lost_before: int) -> list[ChangeRow]:
    """Approved ones whose applier was last seen before `lost_before`, and those whose end is not known."""
    rows = await db.read(_LEFT, own_process_id=own_process_id, lost_before=lost_before)
    return [ChangeRow(*row) for row in rows]


async def decisions_of(db: Database, workspace_id: str, change_id: str) -> list[DecisionRow]:
    """What was said of it, in order."""
    return [DecisionRow(*row) for row in await db.read(_DECISIONS, workspace_id=workspace_id, id=change_id)]


async def add(tx: AsyncConnection, row: ChangeRow) -> bool:
    """False: an identical one waits already, or its idempotency key is taken."""
    statement = insert_into(tx, changes).values({name: getattr(row, name) for name in _FIELDS})
    return bool((await tx.execute(statement.on_conflict_do_nothing())).rowcount == 1)


async def move(tx: AsyncConnection, change_id: str, was: tuple[str, ...], to: str, **values: Any) -> bool:
    """Turns a change that is one of `was` into `to`. False: it is not one of them any more."""
    statement = update(changes).where(changes.c.id == change_id, changes.c.status.in_(was))
    return bool((await tx.execute(statement.values(status=to, **values))).rowcount == 1)


async def waits(tx: AsyncConnection, change_id: str) -> bool:
    """Whether it is pending; until this transaction's end nobody else decides on it."""
    held = select(changes.c.status).where(changes.c.id == change_id).with_for_update()
    return bool((await tx.execute(held)).scalar_one() == PENDING)


async def mark_undone(tx: AsyncConnection, change_id: str, was: str | None, by: str) -> bool:
    """Says what takes the change back. False: it is not `was` any more, that somebody else began to."""
    same = changes.c.undone_by.is_(None) if was is None else changes.c.undone_by == was
    statement = update(changes).where(changes.c.id == change_id, same).values(undone_by=by)
    return bool((await tx.execute(statement)).rowcount == 1)


async def mark(tx: AsyncConnection, change_id: str, **values: Any) -> None:
    await tx.execute(update(changes).where(changes.c.id == change_id).values(**values))


async def decide(tx: AsyncConnection, row: DecisionRow) -> bool:
    """Keeps what a person said. False: they had said something before."""
    statement = insert_into(tx, decisions).values({name: getattr(row, name) for name in _DECIDED})
    return bool((await tx.execute(statement.on_conflict_do_nothing())).rowcount == 1)


async def approvals(tx: AsyncConnection, change_id: str) -> int:
    """How many people approve it, this transaction's included."""
    counted = select(func.count()).where(decisions.c.change_id == change_id, decisions.c.approves == 1)
    return int((await tx.execute(counted)).scalar_one())


def _statuses(statuses: tuple[str, ...]) -> dict[str, str]:
    """Ten values, as the statement has places; one stands in all that are left."""
    return {f"status_{n}": statuses[min(n, len(statuses) - 1)] for n in range(10)}

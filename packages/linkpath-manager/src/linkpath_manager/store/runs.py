"""Runs: one performing of an operation that writes, recorded before TikTok is called."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared, insert_into
from .schema import processes, runs

STARTED, SUCCEEDED, FAILED, UNKNOWN = "started", "succeeded", "failed", "unknown"


class TargetTaken(Exception):
    """Another run has made that object: no two make the same."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as stored. Times are in UTC microseconds."""

    id: str
    workspace_id: str
    actor_id: str
    actor: str
    operation: str
    advertiser_id: str | None
    params: str
    digest: str
    idempotency_key: str | None
    request_id: str
    started_at: int
    state: str = STARTED
    target_id: str | None = None
    result: bytes | None = None
    upstream_request_ids: str = ""
    ended_at: int | None = None
    retry_at: int | None = None
    process_id: str | None = None
    sealed_result: str | None = None


_FIELDS = tuple(RunRow.__dataclass_fields__)
_SELECT = select(*(runs.c[name] for name in _FIELDS))
_BY_KEY = Prepared(
    _SELECT.where(
        runs.c.workspace_id == bindparam("workspace_id"),
        runs.c.actor_id == bindparam("actor_id"),
        runs.c.operation == bindparam("operation"),
        runs.c.idempotency_key == bindparam("idempotency_key"),
    )
)
_BY_ID = Prepared(_SELECT.where(runs.c.id == bindparam("id")), everywhere=True)
_KEYS = Prepared(
    select(runs.c.idempotency_key).where(
        runs.c.workspace_id == bindparam("workspace_id"),
        runs.c.actor_id == bindparam("actor_id"),
        runs.c.idempotency_key >= bindparam("first"),
        runs.c.idempotency_key < bindparam("behind"),  # 0 comes behind the slash
    )
)
_UNKNOWN_DUE = Prepared(
    _SELECT.where(runs.c.state == UNKNOWN, runs.c.retry_at <= bindparam("now")).order_by(runs.c.retry_at).limit(50),
    everywhere=True,
)
_STARTED = Prepared(
    select(runs.c.id, runs.c.params).where(
        runs.c.state == STARTED,
        runs.c.workspace_id == bindparam("workspace_id"),
        runs.c.operation == bindparam("operation"),
    )
)
_LEFT = Prepared(
    select(runs.c.id)
    .outerjoin(processes, processes.c.id == runs.c.process_id)
    .where(
        runs.c.state == STARTED,
        func.coalesce(runs.c.process_id, "") != bindparam("own_process_id"),
        func.coalesce(processes.c.seen_at, 0) < bindparam("lost_before"),
    ),
    everywhere=True,
)
_TARGETS = Prepared(
    select(runs.c.target_id).where(
        runs.c.workspace_id == bindparam("workspace_id"),
        runs.c.operation == bindparam("operation"),
        runs.c.target_id.is_not(None),
        runs.c.started_at >= bindparam("since"),
    )
)

_WRITTEN_SINCE = Prepared(
    select(runs.c.id)
    .where(
        runs.c.workspace_id == bindparam("workspace_id"),
        runs.c.target_id == bindparam("target_id"),
        runs.c.state == SUCCEEDED,
        runs.c.ended_at >= bindparam("since"),
    )
    .limit(1)
)


async def by_id(db: Database, run_id: str) -> RunRow | None:
    row = await db.read_one(_BY_ID, id=run_id)
    return RunRow(*row) if row else None


async def by_key(db: Database, workspace_id: str, actor_id: str, operation: str, idempotency_key: str) -> RunRow | None:
    row = await db.read_one(
        _BY_KEY,
        workspace_id=workspace_id,
        actor_id=actor_id,
        operation=operation,
        idempotency_key=idempotency_key,
    )
    return RunRow(*row) if row else None


async def keys_of(db: Database, workspace_id: str, actor_id: str, sequence_id: str) -> set[str]:
    """The idempotency keys, those of a durable sequence's items, that runs have taken."""
    of = {"workspace_id": workspace_id, "actor_id": actor_id}
    return {row[0] for row in await db.read(_KEYS, **of, first=f"{sequence_id}/", behind=f"{sequence_id}0")}


async def unknown_due(db: Database, now: int) -> list[RunRow]:
    """Runs whose end is to be looked for by `now`."""
    return [RunRow(*row) for row in await db.read(_UNKNOWN_DUE, now=now)]


async def started(db: Database, workspace_id: str, operation: str) -> list[tuple[str, str]]:
    """Id and params of each run of `operation` that is at work."""
    return [(row[0], row[1]) for row in await db.read(_STARTED, workspace_id=workspace_id, operation=operation)]


async def claimed_targets(db: Database, workspace_id: str, operation: str, since: int) -> set[str]:
    """What runs of `operation` that began after `since` are known to have made."""
    return {row[0] for row in await db.read(_TARGETS, workspace_id=workspace_id, operation=operation, since=since)}


async def written_since(db: Database, workspace_id: str, target_id: str, since: int) -> bool:
    """Whether a write to that object has ended since then."""
    return bool(await db.read(_WRITTEN_SINCE, workspace_id=workspace_id, target_id=target_id, since=since))


async def start(tx: AsyncConnection, run: RunRow, expired_before: int) -> bool:
    """Records `run` as started. False: its key is taken by a run that began after `expired_before`."""
    if run.idempotency_key is not None:
        same_key = (runs.c.workspace_id == run.workspace_id) & (runs.c.actor_id == run.actor_id)
        same_key &= (runs.c.operation == run.operation) & (runs.c.idempotency_key == run.idempotency_key)
        over = runs.c.state.in_([SUCCEEDED, FAILED]) & (runs.c.started_at < expired_before)
        await tx.execute(update(runs).where(same_key, over).values(idempotency_key=None))
    statement = insert_into(tx, runs).values({name: getattr(run, name) for name in _FIELDS}).on_conflict_do_nothing()
    return (await tx.execute(statement)).rowcount == 1


async def others_at_work(tx: AsyncConnection, run: RunRow) -> bool:
    """Whether another run on the same object has not come to its end."""
    noun = run.operation.partition(".")[0]
    others = select(runs.c.id).where(
        runs.c.state.in_([STARTED, UNKNOWN]),
        runs.c.workspace_id == run.workspace_id,
        runs.c.target_id == run.target_id,
        runs.c.operation.startswith(f"{noun}."),
        runs.c.id != run.id,
    )
    return (await tx.execute(others.limit(1))).first() is not None


async def end(tx: AsyncConnection, run_id: str, state: str, **values: Any) -> bool:
    """Moves a started or unknown run to `state`. False: it had ended before.

    Raises:
        TargetTaken: it would be the second to have made its target.
    """
    open_run = (runs.c.id == run_id) & runs.c.state.in_([STARTED, UNKNOWN])
    try:
        return (await tx.execute(update(runs).where(open_run).values(state=state, **values))).rowcount == 1
    except IntegrityError as error:
        raise TargetTaken(values.get("target_id")) from error


async def left_by_the_lost(db: Database, own_process_id: str, lost_before: int) -> list[str]:
    """Ids of started runs whose process gave its last sign of life before `lost_before`, or never gave one."""
    return [row[0] for row in await db.read(_LEFT, own_process_id=own_process_id, lost_before=lost_before)]


async def orphan(tx: AsyncConnection, run_ids: Sequence[str], now: int) -> int:
    """Turns started runs into unknown ones: whoever performed them is gone. Returns how many."""
    statement = update(runs).where(runs.c.id.in_(run_ids), runs.c.state == STARTED)
    return (await tx.execute(statement.values(state=UNKNOWN, retry_at=now))).rowcount


async def forget_sealed(tx: AsyncConnection, now: int) -> int:
    """Drops the answers that showed a secret and can be asked for no more. Returns how many."""
    over = (runs.c.state == SUCCEEDED) & (runs.c.retry_at <= now)
    return (await tx.execute(update(runs).where(over).values(sealed_result=None, retry_at=None))).rowcount

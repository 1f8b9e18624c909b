"""The audit log: one hash-chained row for the end of every write."""

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.kit.hashing import chain

from .database import Database, Prepared, hold
from .schema import audit

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """Who did what, and how it ended. `at` is in UTC microseconds."""

    at: int
    actor_kind: str
    actor_id: str
    operation: str
    run_id: str
    advertiser_id: str | None
    target_id: str | None
    params_digest: str
    outcome: str
    upstream_request_ids: str
    request_id: str


_FIELDS = tuple(AuditRecord.__dataclass_fields__)
_OF = audit.c.workspace_id == bindparam("workspace_id")
_LAST = select(audit.c.sequence, audit.c.hash).where(_OF).order_by(audit.c.sequence.desc()).limit(1)
_PAGE = Prepared(
    select(audit.c.sequence, audit.c.previous_hash, audit.c.hash, *(audit.c[name] for name in _FIELDS))
    .where(_OF, audit.c.sequence > bindparam("after"))
    .order_by(audit.c.sequence)
    .limit(bindparam("n"))
)


async def append(tx: AsyncConnection, workspace_id: str, record: AuditRecord) -> None:
    """Adds `record` behind the last one; what holds the workspace keeps others from coming between."""
    await hold(tx, "audit", workspace_id)
    last = (await tx.execute(_LAST, {"workspace_id": workspace_id})).first()
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, GENESIS)
    fields = asdict(record)
    await tx.execute(
        audit.insert().values(
            workspace_id=workspace_id,
            sequence=sequence,
            previous_hash=previous,
            hash=chain(previous, {"sequence": sequence, "workspace_id": workspace_id, **fields}),
            **fields,
        )
    )


async def records(db: Database, workspace_id: str, page_size: int = 1_000) -> AsyncIterator[tuple[int, AuditRecord]]:
    """All of a workspace's, oldest first, with their sequence numbers."""
    async for sequence, _previous, _hash, record in _rows(db, workspace_id, page_size):
        yield sequence, record


async def first_break(db: Database, workspace_id: str, page_size: int = 1_000) -> tuple[int, int | None]:
    """How many rows there are, and the sequence of the first that was changed, lost or moved; None: all hold."""
    count, previous = 0, GENESIS
    async for sequence, said_previous, said_hash, record in _rows(db, workspace_id, page_size):
        count += 1
        facts = {"sequence": sequence, "workspace_id": workspace_id, **asdict(record)}
        if sequence != count or said_previous != previous or said_hash != chain(previous, facts):
            return count, sequence
        previous = said_hash
    return count, None


async def _rows(db: Database, workspace_id: str, page_size: int) -> AsyncIterator[tuple[int, str, str, AuditRecord]]:
    after = 0
    while page := await db.read(_PAGE, workspace_id=workspace_id, after=after, n=page_size):
        for sequence, previous, row_hash, *fields in page:
            yield sequence, previous, row_hash, AuditRecord(*fields)
        after = page[-1][0]

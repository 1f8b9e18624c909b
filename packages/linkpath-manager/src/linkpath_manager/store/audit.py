"""The audit log: one hash-chained row for the end of every write."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Text, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.kit.hashing import chain

from .database import Database, Prepared, Row, hold
from .schema import audit

GENESIS = "0" * 64
FOR_EVER = 1 << 62
"""Later than any moment, and behind any row."""


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """Who did what, on behalf of which person, by which approved change, and how it ended. `at` in UTC microseconds.

    `run_id` is empty where it was refused before it began.
    """

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
    on_behalf_of: str | None = None
    change_id: str | None = None


_FIELDS = tuple(AuditRecord.__dataclass_fields__)
_OF = audit.c.workspace_id == bindparam("workspace_id")
_LAST = select(audit.c.sequence, audit.c.hash).where(_OF).order_by(audit.c.sequence.desc()).limit(1)
_NEWEST = Prepared(_LAST)
_COLUMNS = (audit.c.sequence, *(audit.c[name] for name in _FIELDS))
_PAGE = Prepared(
    select(audit.c.previous_hash, audit.c.hash, *_COLUMNS)
    .where(_OF, audit.c.sequence > bindparam("after"))
    .order_by(audit.c.sequence)
    .limit(bindparam("n"))
)
_BEFORE = Prepared(
    select(*_COLUMNS)
    .where(
        _OF,
        audit.c.sequence < bindparam("before"),
        audit.c.at >= bindparam("since"),
        audit.c.at <= bindparam("until"),
        (audit.c.operation == bindparam("operation")) | (bindparam("operation", type_=Text) == ""),
        (audit.c.actor_id == bindparam("actor_id")) | (bindparam("actor_id", type_=Text) == ""),
        (audit.c.target_id == bindparam("target_id")) | (bindparam("target_id", type_=Text) == ""),
    )
    .order_by(audit.c.sequence.desc())
    .limit(bindparam("n"))
)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What a list is narrowed to; an empty text narrows nothing. Moments in UTC microseconds, both included."""

    operation: str = ""
    actor_id: str = ""
    target_id: str = ""
    since: int = 0
    until: int = FOR_EVER


async def append(tx: AsyncConnection, workspace_id: str, record: AuditRecord) -> None:
    """Adds `record` behind the last one; what holds the workspace keeps others from coming between."""
    await hold(tx, "audit", workspace_id)
    last = (await tx.execute(_LAST, {"workspace_id": workspace_id})).first()
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, GENESIS)
    values = tuple(getattr(record, name) for name in _FIELDS)
    await tx.execute(
        audit.insert().values(
            workspace_id=workspace_id,
            sequence=sequence,
            previous_hash=previous,
            hash=chain(previous, _facts(workspace_id, (sequence, *values))),
            **dict(zip(_FIELDS, values, strict=True)),
        )
    )


async def page(
    db: Database, workspace_id: str, wanted: AuditFilter, n: int, *, before: int = FOR_EVER
) -> list[tuple[int, AuditRecord]]:
    """Up to `n`, newest first, with their sequence numbers, all below `before`."""
    rows = await db.read(_BEFORE, workspace_id=workspace_id, n=n, before=before, **asdict(wanted))
    return [(row[0], AuditRecord(*row[1:])) for row in rows]


async def newest(db: Database, workspace_id: str) -> tuple[int, str] | None:
    """Sequence and hash of the last row."""
    row = await db.read_one(_NEWEST, workspace_id=workspace_id)
    return (row[0], row[1]) if row else None


async def records(db: Database, workspace_id: str, page_size: int = 1_000) -> AsyncIterator[tuple[int, AuditRecord]]:
    """All of a workspace's, oldest first, with their sequence numbers."""
    async for rows in _pages(db, workspace_id, page_size):
        for _previous, _hash, sequence, *values in rows:
            yield sequence, AuditRecord(*values)


async def first_break(
    db: Database, workspace_id: str, page_size: int = 1_000, anchors: Mapping[int, str] | None = None
) -> tuple[int, int | None]:
    """How many rows there are, and the sequence of the first that was changed, lost or moved; None: all hold.

    `anchors`: hashes that were told before, by sequence; a row that is missing at the end shows by them alone.
    """
    count, previous, told = 0, GENESIS, dict(anchors or {})
    async for rows in _pages(db, workspace_id, page_size):
        for said_previous, said_hash, *values in rows:
            count += 1
            facts = _facts(workspace_id, values)
            whole = values[0] == count and said_previous == previous and said_hash == chain(previous, facts)
            if not whole or told.pop(count, said_hash) != said_hash:
                return count, values[0]
            previous = said_hash
    return count, min(told, default=None)


def _facts(workspace_id: str, values: Sequence[Any]) -> dict[str, Any]:
    """What a row's hash is of. What was added to the table later counts where it is filled, so that old rows hold."""
    facts = dict(zip(_HASHED, values, strict=True))
    for name in _LATER:
        if facts[name] is None:
            del facts[name]
    facts["workspace_id"] = workspace_id
    return facts


_HASHED = ("sequence", *_FIELDS)
_LATER = ("on_behalf_of", "change_id")


async def _pages(db: Database, workspace_id: str, page_size: int) -> AsyncIterator[Sequence[Row]]:
    after = 0
    while rows := await db.read(_PAGE, workspace_id=workspace_id, after=after, n=page_size):
        yield rows
        after = rows[-1][2]

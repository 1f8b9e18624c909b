"""Events: written with what they tell of, read in their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, bindparam, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.event import Event, body_of
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id

from .database import Database, Prepared, insert_into
from .event_schema import event_counts, events

BEHIND_ALL: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as stored; `body` is what is posted. `created_at` is in UTC microseconds."""

    id: str
    workspace_id: str
    sequence: int
    type: str
    advertiser_id: str | None
    object_level: str
    object_id: str
    created_at: int
    body: bytes


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What a list is narrowed to: these types, or any where there are none; moments in UTC microseconds, both included.

    An empty text narrows nothing. `advertiser_ids` None: of any advertiser and of none.
    """

    types: tuple[str, ...] = ()
    advertiser_ids: tuple[str, ...] | None = None
    object_id: str = ""
    since: int = 0
    until: int = BEHIND_ALL


def _named(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A pattern that fits a list, written with a comma before and behind each, in which the column's text is."""
    return literal("%,") + column + literal(",%")


_FIELDS = tuple(EventRow.__dataclass_fields__)
_SELECT = select(*(events.c[name] for name in _FIELDS))
_OF = events.c.workspace_id == bindparam("workspace_id")
_BY_ID = Prepared(_SELECT.where(_OF, events.c.id == bindparam("id")))
_NEWEST = Prepared(select(event_counts.c.newest).where(event_counts.c.workspace_id == bindparam("workspace_id")))
_HAPPENED = (
    _OF,
    (events.c.object_id == bindparam("object_id")) | (bindparam("object_id", type_=Text) == ""),
    events.c.created_at >= bindparam("since"),
    events.c.created_at <= bindparam("until"),
    (bindparam("types", type_=Text) == "") | bindparam("types", type_=Text).like(_named(events.c.type)),
    (bindparam("advertiser_ids", type_=Text) == "")
    | bindparam("advertiser_ids", type_=Text).like(_named(events.c.advertiser_id)),
)
_OLDER = Prepared(
    _SELECT.where(*_HAPPENED, events.c.sequence < bindparam("at"))
    .order_by(events.c.sequence.desc())
    .limit(bindparam("n"))
)
_NEWER = Prepared(
    _SELECT.where(*_HAPPENED, events.c.sequence > bindparam("at")).order_by(events.c.sequence).limit(bindparam("n"))
)


async def append(tx: AsyncConnection, workspace_id: str, told: Sequence[Event], now: datetime) -> list[str]:
    """Adds events to the workspace's, in their order, within the transaction that changes what they tell of.

    Call it last, after what else the transaction locks but the audit log: from here to the commit no other of the
    workspace appends, so that sequences are committed in their order. Returns the ids.
    """
    if not told:
        return []
    first = await _raised(tx, workspace_id, len(told)) - len(told) + 1
    rows = [_row(event, workspace_id, first + place, now) for place, event in enumerate(told)]
    await tx.execute(events.insert(), rows)
    return [str(row["id"]) for row in rows]


async def by_id(db: Database, workspace_id: str, event_id: str) -> EventRow | None:
    row = await db.read_one(_BY_ID, workspace_id=workspace_id, id=event_id)
    return EventRow(*row) if row else None


async def newest(db: Database, workspace_id: str) -> int:
    """The sequence of the last event, 0 where there was none."""
    row = await db.read_one(_NEWEST, workspace_id=workspace_id)
    return int(row[0]) if row else 0


async def page(
    db: Database, workspace_id: str, wanted: EventFilter, n: int, *, at: int, ascending: bool = False
) -> list[EventRow]:
    """Up to `n` of those wanted: newest first and older than sequence `at`; or `ascending`, oldest first and newer."""
    values = {
        "object_id": wanted.object_id,
        "since": wanted.since,
        "until": wanted.until,
        "types": _listed(wanted.types),
        "advertiser_ids": "" if wanted.advertiser_ids is None else _listed(wanted.advertiser_ids) or ",",
    }
    query = _NEWER if ascending else _OLDER
    return [EventRow(*row) for row in await db.read(query, workspace_id=workspace_id, at=at, n=n, **values)]


async def _raised(tx: AsyncConnection, workspace_id: str, by: int) -> int:
    statement = insert_into(tx, event_counts).values(workspace_id=workspace_id, newest=by)
    raised = statement.on_conflict_do_update(
        index_elements=["workspace_id"], set_={"newest": event_counts.c.newest + by}
    ).returning(event_counts.c.newest)
    return int((await tx.execute(raised)).scalar_one())


def _row(event: Event, workspace_id: str, sequence: int, now: datetime) -> dict[str, object]:
    event_id = new_id("evt", now)
    return {
        "id": event_id,
        "workspace_id": workspace_id,
        "sequence": sequence,
        "type": event.type,
        "advertiser_id": event.advertiser_id,
        "object_level": event.object_level,
        "object_id": event.object_id,
        "created_at": to_micros(now),
        "body": body_of(event, event_id=event_id, created_at=now, sequence=sequence, workspace_id=workspace_id),
    }


def _listed(texts: Sequence[str]) -> str:
    return f",{','.join(texts)}," if texts else ""

"""What waits to be done, of all workspaces: counted, for who watches."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, case, func, select

from . import deliveries
from .change_schema import changes
from .changes import PENDING
from .database import Database, Prepared
from .runs import STARTED, UNKNOWN
from .schema import advertisers, connections, runs

OPEN_STATES: Final = (STARTED, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Queues:
    """How many wait, and since when, in UTC microseconds (None: none waits). Connections are by status."""

    runs: dict[str, tuple[int, int | None]]
    changes_pending: int
    changes_since: int | None
    accounts: int
    accounts_due: int
    accounts_due_since: int | None
    connections: dict[str, int]
    deliveries: int
    deliveries_due_since: int | None


_RUNS = Prepared(
    select(runs.c.state, func.count(), func.min(runs.c.started_at))
    .where((runs.c.state == STARTED) | (runs.c.state == UNKNOWN))
    .group_by(runs.c.state),
    everywhere=True,
)
_CHANGES = Prepared(
    select(func.count(), func.min(changes.c.created_at)).where(changes.c.status == PENDING), everywhere=True
)
_ACCOUNTS = Prepared(
    select(
        func.count(),
        func.count(case((advertisers.c.due_at <= bindparam("now"), 1))),
        func.min(advertisers.c.due_at),
    ).where(advertisers.c.connection_id.is_not(None)),
    everywhere=True,
)
_CONNECTIONS = Prepared(select(connections.c.status, func.count()).group_by(connections.c.status), everywhere=True)


async def standing(db: Database, now: int) -> Queues:
    """As of the last commit; `now` decides what is due."""
    by_state = {row[0]: (int(row[1]), row[2]) for row in await db.read(_RUNS)}
    pending, pending_since = (await db.read(_CHANGES))[0]
    accounts, due, earliest = (await db.read(_ACCOUNTS, now=now))[0]
    waiting, due_since = await deliveries.waiting(db)
    return Queues(
        runs={state: by_state.get(state, (0, None)) for state in OPEN_STATES},
        changes_pending=int(pending),
        changes_since=pending_since,
        accounts=int(accounts),
        accounts_due=int(due),
        accounts_due_since=earliest if due else None,
        deliveries=waiting,
        deliveries_due_since=due_since,
        connections={row[0]: int(row[1]) for row in await db.read(_CONNECTIONS)},
    )

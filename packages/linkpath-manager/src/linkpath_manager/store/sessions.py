"""Browsers that are signed in, known by the hash of their cookie."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared
from .identity_schema import sessions


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as stored. Times are in UTC microseconds."""

    id: str
    hash: str
    person_id: str
    user_agent: str
    created_at: int
    seen_at: int
    expires_at: int
    selected_workspace_id: str | None = None
    second_factor_at: int | None = None
    ended_at: int | None = None


_FIELDS = tuple(SessionRow.__dataclass_fields__)
_SELECT = select(*(sessions.c[name] for name in _FIELDS))
_BY_HASH = Prepared(_SELECT.where(sessions.c.hash == bindparam("hash")), everywhere=True)
_LIVE_OF = Prepared(
    _SELECT.where(
        sessions.c.person_id == bindparam("person_id"),
        sessions.c.ended_at.is_(None),
        sessions.c.expires_at > bindparam("now"),
    ).order_by(sessions.c.seen_at.desc(), sessions.c.id),
    everywhere=True,
)


async def by_hash(db: Database, cookie_hash: str) -> SessionRow | None:
    row = await db.read_one(_BY_HASH, hash=cookie_hash)
    return SessionRow(*row) if row else None


async def live_of(db: Database, person_id: str, now: int) -> list[SessionRow]:
    """Those of a person's that are open at `now`, the last used first."""
    return [SessionRow(*row) for row in await db.read(_LIVE_OF, person_id=person_id, now=now)]


async def add(tx: AsyncConnection, session: SessionRow) -> None:
    await tx.execute(sessions.insert().values({name: getattr(session, name) for name in _FIELDS}))


async def change(tx: AsyncConnection, session_id: str, **values: Any) -> None:
    await tx.execute(update(sessions).where(sessions.c.id == session_id).values(**values))


async def end(tx: AsyncConnection, person_id: str, at: int, *, only: str | None = None, but: str | None = None) -> None:
    """Ends a person's open sessions: all, the one of the id `only`, or all `but` one."""
    open_ones = (sessions.c.person_id == person_id) & sessions.c.ended_at.is_(None)
    if only is not None:
        open_ones &= sessions.c.id == only
    if but is not None:
        open_ones &= sessions.c.id != but
    await tx.execute(update(sessions).where(open_ones).values(ended_at=at))


async def forget(tx: AsyncConnection, over_before: int) -> None:
    """Drops those that expired or were ended before that."""
    over = (sessions.c.expires_at < over_before) | (sessions.c.ended_at < over_before)
    await tx.execute(delete(sessions).where(over))

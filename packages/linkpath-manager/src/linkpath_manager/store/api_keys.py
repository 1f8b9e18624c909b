"""API keys, known by the hash of their text."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared
from .identity_schema import api_keys


@dataclass(frozen=True, slots=True)
class ApiKeyRow:
    """A key as stored. Times are in UTC microseconds; lists are separated by spaces."""

    id: str
    workspace_id: str
    name: str
    hash: str
    hint: str
    scopes: str
    advertiser_ids: str | None
    created_at: int
    expires_at: int | None = None
    revoked_at: int | None = None
    created_by: str | None = None
    last_used_at: int | None = None

    def is_live(self, now: int) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


_FIELDS = tuple(ApiKeyRow.__dataclass_fields__)
_SELECT = select(*(api_keys.c[name] for name in _FIELDS))
_OF = api_keys.c.workspace_id == bindparam("workspace_id")
_BY_HASH = Prepared(_SELECT.where(api_keys.c.hash == bindparam("hash")), everywhere=True)
_BY_ID = Prepared(_SELECT.where(_OF, api_keys.c.id == bindparam("id")))
_OF_WORKSPACE = Prepared(_SELECT.where(_OF).order_by(api_keys.c.created_at.desc(), api_keys.c.id.desc()))


async def by_hash(db: Database, key_hash: str) -> ApiKeyRow | None:
    row = await db.read_one(_BY_HASH, hash=key_hash)
    return ApiKeyRow(*row) if row else None


async def by_id(db: Database, workspace_id: str, key_id: str) -> ApiKeyRow | None:
    row = await db.read_one(_BY_ID, workspace_id=workspace_id, id=key_id)
    return ApiKeyRow(*row) if row else None


async def of_workspace(db: Database, workspace_id: str) -> list[ApiKeyRow]:
    """All there ever were, newest first."""
    return [ApiKeyRow(*row) for row in await db.read(_OF_WORKSPACE, workspace_id=workspace_id)]


async def live_of_name(tx: AsyncConnection, workspace_id: str, name: str, now: int) -> list[ApiKeyRow]:
    """Those that open something at `now`, as this transaction sees it."""
    of_name = (api_keys.c.workspace_id == workspace_id) & (api_keys.c.name == name)
    rows = [ApiKeyRow(*row) for row in await tx.execute(_SELECT.where(of_name, api_keys.c.revoked_at.is_(None)))]
    return [row for row in rows if row.is_live(now)]


async def add(tx: AsyncConnection, key: ApiKeyRow) -> None:
    await tx.execute(api_keys.insert().values({name: getattr(key, name) for name in _FIELDS}))


async def revoke(tx: AsyncConnection, workspace_id: str, name: str, at: int) -> None:
    """Ends every live key of that name at once."""
    of_name = (api_keys.c.workspace_id == workspace_id) & (api_keys.c.name == name)
    await tx.execute(update(api_keys).where(of_name, api_keys.c.revoked_at.is_(None)).values(revoked_at=at))


async def revoke_one(tx: AsyncConnection, workspace_id: str, key_id: str, at: int) -> None:
    """Ends the key, unless it was ended before."""
    it = (api_keys.c.workspace_id == workspace_id) & (api_keys.c.id == key_id)
    await tx.execute(update(api_keys).where(it, api_keys.c.revoked_at.is_(None)).values(revoked_at=at))


async def revoke_made_by(tx: AsyncConnection, workspace_id: str, person_id: str, at: int) -> None:
    """Ends every live key that a person made."""
    theirs = (api_keys.c.workspace_id == workspace_id) & (api_keys.c.created_by == person_id)
    await tx.execute(update(api_keys).where(theirs, api_keys.c.revoked_at.is_(None)).values(revoked_at=at))


async def expire(tx: AsyncConnection, workspace_id: str, key_id: str, at: int) -> None:
    """Has the key end at `at`, unless it ends before."""
    it = (api_keys.c.workspace_id == workspace_id) & (api_keys.c.id == key_id)
    later = func.coalesce(api_keys.c.expires_at, at + 1) > at
    await tx.execute(update(api_keys).where(it, later).values(expires_at=at))


async def note_uses(tx: AsyncConnection, minutes: Mapping[str, int]) -> None:
    """Writes down when keys were last used, by id. Several processes may, each what it saw."""
    for key_id, minute in sorted(minutes.items()):
        later = (api_keys.c.id == key_id) & (func.coalesce(api_keys.c.last_used_at, 0) < minute)
        await tx.execute(update(api_keys).where(later).values(last_used_at=minute))

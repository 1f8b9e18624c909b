"""API keys, known by the hash of their text."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
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


_COLUMNS = [api_keys.c[name] for name in ApiKeyRow.__dataclass_fields__]
_BY_HASH = Prepared(select(*_COLUMNS).where(api_keys.c.hash == bindparam("hash")), everywhere=True)


async def by_hash(db: Database, key_hash: str) -> ApiKeyRow | None:
    row = await db.read_one(_BY_HASH, hash=key_hash)
    return ApiKeyRow(*row) if row else None


async def add(tx: AsyncConnection, key: ApiKeyRow) -> None:
    await tx.execute(api_keys.insert().values({name: getattr(key, name) for name in ApiKeyRow.__dataclass_fields__}))


async def revoke(tx: AsyncConnection, workspace_id: str, name: str, at: int) -> None:
    """Ends every live key of that name at once."""
    of_name = (api_keys.c.workspace_id == workspace_id) & (api_keys.c.name == name)
    await tx.execute(update(api_keys).where(of_name, api_keys.c.revoked_at.is_(None)).values(revoked_at=at))

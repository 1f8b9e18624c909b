"""Links by which a person sets a new password, known by the hash of their secret."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared
from .identity_schema import password_resets


@dataclass(frozen=True, slots=True)
class ResetRow:
    """A link as stored. Times are in UTC microseconds."""

    id: str
    workspace_id: str
    hash: str
    person_id: str
    ends_second_factor: int
    made_by: str | None
    created_at: int
    expires_at: int
    used_at: int | None = None
    revoked_at: int | None = None

    def is_open(self, now: int) -> bool:
        return self.used_at is None and self.revoked_at is None and self.expires_at > now


_FIELDS = tuple(ResetRow.__dataclass_fields__)
_SELECT = select(*(password_resets.c[name] for name in _FIELDS))
_BY_HASH = Prepared(_SELECT.where(password_resets.c.hash == bindparam("hash")), everywhere=True)
_BY_ID = Prepared(
    _SELECT.where(password_resets.c.workspace_id == bindparam("workspace_id"), password_resets.c.id == bindparam("id"))
)
_UNUSED = password_resets.c.used_at.is_(None) & password_resets.c.revoked_at.is_(None)


async def by_hash(db: Database, secret_hash: str) -> ResetRow | None:
    row = await db.read_one(_BY_HASH, hash=secret_hash)
    return ResetRow(*row) if row else None


async def by_id(db: Database, workspace_id: str, reset_id: str) -> ResetRow | None:
    row = await db.read_one(_BY_ID, workspace_id=workspace_id, id=reset_id)
    return ResetRow(*row) if row else None


async def add(tx: AsyncConnection, row: ResetRow) -> None:
    await tx.execute(password_resets.insert().values({name: getattr(row, name) for name in _FIELDS}))


async def use(tx: AsyncConnection, reset_id: str, now: int) -> bool:
    """Uses it up. False: it was used, revoked or over before."""
    it = (password_resets.c.id == reset_id) & _UNUSED & (password_resets.c.expires_at > now)
    return (await tx.execute(update(password_resets).where(it).values(used_at=now))).rowcount == 1


async def revoke_of(tx: AsyncConnection, person_id: str, at: int) -> None:
    """Ends all that are for a person, as far as the transaction sees them."""
    it = (password_resets.c.person_id == person_id) & _UNUSED
    await tx.execute(update(password_resets).where(it).values(revoked_at=at))


async def revoke_by(tx: AsyncConnection, workspace_id: str, person_id: str, at: int) -> None:
    """Ends those that a person made."""
    it = (password_resets.c.workspace_id == workspace_id) & (password_resets.c.made_by == person_id) & _UNUSED
    await tx.execute(update(password_resets).where(it).values(revoked_at=at))

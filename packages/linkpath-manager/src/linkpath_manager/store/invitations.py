"""Invitations to a workspace, known by the hash of their link's secret."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared
from .identity_schema import invitations


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as stored. Times are in UTC microseconds."""

    id: str
    workspace_id: str
    hash: str
    email: str | None
    role: str
    invited_by: str | None
    created_at: int
    expires_at: int
    accepted_at: int | None = None
    accepted_by: str | None = None
    revoked_at: int | None = None

    def is_open(self, now: int) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > now


_FIELDS = tuple(InvitationRow.__dataclass_fields__)
_SELECT = select(*(invitations.c[name] for name in _FIELDS))
_OF = invitations.c.workspace_id == bindparam("workspace_id")
_BY_HASH = Prepared(_SELECT.where(invitations.c.hash == bindparam("hash")), everywhere=True)
_BY_ID = Prepared(_SELECT.where(_OF, invitations.c.id == bindparam("id")))
_OF_WORKSPACE = Prepared(_SELECT.where(_OF).order_by(invitations.c.created_at.desc(), invitations.c.id.desc()))
_UNUSED = invitations.c.accepted_at.is_(None) & invitations.c.revoked_at.is_(None)


async def by_hash(db: Database, secret_hash: str) -> InvitationRow | None:
    row = await db.read_one(_BY_HASH, hash=secret_hash)
    return InvitationRow(*row) if row else None


async def by_id(db: Database, workspace_id: str, invitation_id: str) -> InvitationRow | None:
    row = await db.read_one(_BY_ID, workspace_id=workspace_id, id=invitation_id)
    return InvitationRow(*row) if row else None


async def of_workspace(db: Database, workspace_id: str) -> list[InvitationRow]:
    """All there ever were, newest first."""
    return [InvitationRow(*row) for row in await db.read(_OF_WORKSPACE, workspace_id=workspace_id)]


async def add(tx: AsyncConnection, row: InvitationRow) -> None:
    await tx.execute(invitations.insert().values({name: getattr(row, name) for name in _FIELDS}))


async def accept(tx: AsyncConnection, invitation_id: str, person_id: str, now: int) -> bool:
    """Uses it up. False: it was used, revoked or over before."""
    it = (invitations.c.id == invitation_id) & _UNUSED & (invitations.c.expires_at > now)
    return (
        await tx.execute(update(invitations).where(it).values(accepted_at=now, accepted_by=person_id))
    ).rowcount == 1


async def revoke(tx: AsyncConnection, workspace_id: str, invitation_id: str, at: int) -> bool:
    """False: it was used or revoked before."""
    it = (invitations.c.workspace_id == workspace_id) & (invitations.c.id == invitation_id) & _UNUSED
    return (await tx.execute(update(invitations).where(it).values(revoked_at=at))).rowcount == 1


async def revoke_of_email(tx: AsyncConnection, workspace_id: str, email: str | None, at: int) -> None:
    """Ends those of an address that nobody has used; of None: those that are for whoever has the link."""
    same = invitations.c.email.is_(None) if email is None else invitations.c.email == email
    it = (invitations.c.workspace_id == workspace_id) & same & _UNUSED
    await tx.execute(update(invitations).where(it).values(revoked_at=at))


async def revoke_by(tx: AsyncConnection, workspace_id: str, person_id: str, at: int) -> None:
    """Ends those that a person made and nobody has used."""
    it = (invitations.c.workspace_id == workspace_id) & (invitations.c.invited_by == person_id) & _UNUSED
    await tx.execute(update(invitations).where(it).values(revoked_at=at))

"""OAuth clients: registered by a workspace, by themselves, or known by the document at their address."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared, insert_into
from .identity_schema import oauth_clients, oauth_grants

REGISTERED, DYNAMIC, DOCUMENT = "registered", "dynamic", "document"
NO_WORKSPACE: Final = ""
"""Whose the clients are that no workspace registered."""


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client as stored. Times are in UTC microseconds; lists are separated by spaces; empty `scopes` bound nothing.

    `fresh_until`: until when a document is taken as it was last got. `created_by` of one that registered itself tells
    its network address from others, and nothing more.
    """

    id: str
    workspace_id: str
    origin: str
    name: str
    secret_hash: str | None
    auth_method: str
    redirect_uris: str
    grant_types: str
    scopes: str
    created_at: int
    advertiser_ids: str | None = None
    fresh_until: int | None = None
    created_by: str | None = None
    revoked_at: int | None = None


_FIELDS = tuple(ClientRow.__dataclass_fields__)
_SELECT = select(*(oauth_clients.c[name] for name in _FIELDS))
_BY_ID = Prepared(_SELECT.where(oauth_clients.c.id == bindparam("id")), everywhere=True)
_LIVE_OF = Prepared(
    _SELECT.where(
        oauth_clients.c.workspace_id == bindparam("workspace_id"), oauth_clients.c.revoked_at.is_(None)
    ).order_by(oauth_clients.c.created_at.desc(), oauth_clients.c.id.desc())
)
_UNUSED = (oauth_clients.c.workspace_id == NO_WORKSPACE) & ~(
    select(oauth_grants.c.id).where(oauth_grants.c.client_id == oauth_clients.c.id).exists()
)
_ANY_UNUSED = Prepared(
    select(oauth_clients.c.id).where(_UNUSED, oauth_clients.c.created_at < bindparam("made_before")).limit(1),
    everywhere=True,
)


async def by_id(db: Database, client_id: str) -> ClientRow | None:
    row = await db.read_one(_BY_ID, id=client_id)
    return ClientRow(*row) if row else None


async def live_of(db: Database, workspace_id: str) -> list[ClientRow]:
    """Those that the workspace registered and has not deleted, newest first."""
    return [ClientRow(*row) for row in await db.read(_LIVE_OF, workspace_id=workspace_id)]


async def add(tx: AsyncConnection, client: ClientRow) -> None:
    await tx.execute(oauth_clients.insert().values({name: getattr(client, name) for name in _FIELDS}))


async def put_document(tx: AsyncConnection, client: ClientRow) -> None:
    """Adds a client known by its document, or brings what is known of it up to date."""
    told = ("name", "redirect_uris", "grant_types", "scopes", "fresh_until")
    values = {name: getattr(client, name) for name in _FIELDS}
    statement = insert_into(tx, oauth_clients).values(values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_={name: values[name] for name in told}))


async def change(tx: AsyncConnection, client_id: str, **values: Any) -> None:
    await tx.execute(update(oauth_clients).where(oauth_clients.c.id == client_id).values(**values))


async def made_since(tx: AsyncConnection, created_by: str, since: int) -> list[int]:
    """When each client of that maker was made, of those made after `since`, oldest first; as this transaction sees."""
    of_maker = (oauth_clients.c.created_by == created_by) & (oauth_clients.c.created_at > since)
    found = select(oauth_clients.c.created_at).where(of_maker).order_by(oauth_clients.c.created_at)
    return [row.created_at for row in await tx.execute(found)]


async def any_unused(db: Database, made_before: int) -> bool:
    """Whether `forget_unused` would find one."""
    return await db.read_one(_ANY_UNUSED, made_before=made_before) is not None


async def forget_unused(tx: AsyncConnection, made_before: int) -> None:
    """Drops clients of no workspace that were made before that and were never granted anything."""
    await tx.execute(delete(oauth_clients).where(_UNUSED, oauth_clients.c.created_at < made_before))

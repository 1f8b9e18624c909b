"""OAuth's grants: families of tokens, each of one client and, but where a client acts for itself, of one person."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared
from .identity_schema import oauth_clients, oauth_grants, oauth_tokens, people


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A family of tokens as stored. Without a person the client acts for itself."""

    id: str
    workspace_id: str
    client_id: str
    person_id: str | None
    scopes: str
    advertiser_ids: str | None
    resource: str
    created_at: int
    used_at: int
    revoked_at: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ListedGrant:
    """A grant and who has it; `person_name` None: nobody, the client acts for itself."""

    grant: GrantRow
    client_name: str
    person_name: str | None


_GRANT: Final = tuple(GrantRow.__dataclass_fields__)

_LISTED = (
    select(*(oauth_grants.c[name] for name in _GRANT), oauth_clients.c.name, people.c.name)
    .join(oauth_clients, oauth_clients.c.id == oauth_grants.c.client_id)
    .outerjoin(people, people.c.id == oauth_grants.c.person_id)
)
_LIVE_TOKEN = (
    select(oauth_tokens.c.hash)
    .where(
        oauth_tokens.c.grant_id == oauth_grants.c.id,
        oauth_tokens.c.expires_at > bindparam("now"),
        oauth_tokens.c.revoked_at.is_(None),
        oauth_tokens.c.replaced_at.is_(None),
    )
    .exists()
)
# A document's or a self-registered client belongs to no workspace: its name is read from everywhere.
_LIVE_GRANTS = Prepared(
    _LISTED.where(
        oauth_grants.c.workspace_id == bindparam("workspace"), oauth_grants.c.revoked_at.is_(None), _LIVE_TOKEN
    ).order_by(oauth_grants.c.created_at.desc(), oauth_grants.c.id.desc()),
    everywhere=True,
)
_GRANT_BY_ID = Prepared(
    _LISTED.where(oauth_grants.c.workspace_id == bindparam("workspace"), oauth_grants.c.id == bindparam("id")),
    everywhere=True,
)
_USED_AT = Prepared(
    select(oauth_grants.c.client_id, func.max(oauth_grants.c.used_at))
    .where(oauth_grants.c.workspace_id == bindparam("workspace_id"))
    .group_by(oauth_grants.c.client_id)
)


async def live_of(db: Database, workspace_id: str, now: int) -> list[ListedGrant]:
    """Those with a token that is live at `now`, newest first."""
    return [_listed(row) for row in await db.read(_LIVE_GRANTS, workspace=workspace_id, now=now)]


async def by_id(db: Database, workspace_id: str, grant_id: str) -> ListedGrant | None:
    row = await db.read_one(_GRANT_BY_ID, workspace=workspace_id, id=grant_id)
    return _listed(row) if row else None


async def of_client_itself(tx: AsyncConnection, client_id: str, workspace_id: str, resource: str) -> GrantRow | None:
    """The live one by which the client acts for itself, as this transaction sees it."""
    wanted = (oauth_grants.c.client_id == client_id) & (oauth_grants.c.workspace_id == workspace_id)
    wanted &= (oauth_grants.c.resource == resource) & oauth_grants.c.person_id.is_(None)
    wanted &= oauth_grants.c.revoked_at.is_(None)
    row = (await tx.execute(select(*(oauth_grants.c[name] for name in _GRANT)).where(wanted))).first()
    return GrantRow(*row) if row else None


async def clients_used_at(db: Database, workspace_id: str) -> dict[str, int]:
    """When each client last got a token in the workspace, by its id."""
    return {row[0]: row[1] for row in await db.read(_USED_AT, workspace_id=workspace_id)}


async def add(tx: AsyncConnection, row: GrantRow) -> None:
    await tx.execute(oauth_grants.insert().values({name: getattr(row, name) for name in _GRANT}))


async def change(tx: AsyncConnection, grant_id: str, **values: Any) -> None:
    await tx.execute(update(oauth_grants).where(oauth_grants.c.id == grant_id).values(**values))


async def revoke(tx: AsyncConnection, at: int, reason: str, **of: str) -> int:
    """Ends the live grants with such values (`id`, `client_id`, `workspace_id`, `person_id`); returns how many."""
    wanted = [oauth_grants.c[name] == value for name, value in of.items()]
    statement = update(oauth_grants).where(oauth_grants.c.revoked_at.is_(None), *wanted)
    return (await tx.execute(statement.values(revoked_at=at, reason=reason))).rowcount


def _listed(row: tuple[Any, ...]) -> ListedGrant:
    return ListedGrant(GrantRow(*row[: len(_GRANT)]), *row[len(_GRANT) :])

"""OAuth's codes and tokens, known by the hash of their text."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, delete, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared
from .identity_schema import memberships, oauth_clients, oauth_codes, oauth_grants, oauth_tokens, people
from .oauth_grants import GrantRow

ACCESS, REFRESH = "access", "refresh"


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code as stored. Times are in UTC microseconds; lists are separated by spaces. `grant_id`: what it became."""

    hash: str
    workspace_id: str
    client_id: str
    person_id: str
    redirect_uri: str
    scopes: str
    advertiser_ids: str | None
    resource: str
    code_challenge: str
    created_at: int
    expires_at: int
    used_at: int | None = None
    grant_id: str | None = None


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as stored. `sealed_successor` is what a refresh token became, while it may be asked again."""

    hash: str
    workspace_id: str
    grant_id: str
    kind: str
    scopes: str
    created_at: int
    expires_at: int
    revoked_at: int | None = None
    replaced_at: int | None = None
    sealed_successor: str | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """What else decides on a grant now: its client, and the person with their role. `role` None: no longer a member.

    Somebody who left and came back is a member anew, and what was granted before is over.
    """

    client_name: str
    client_scopes: str
    client_advertiser_ids: str | None
    client_revoked_at: int | None
    role: str | None
    disabled_at: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """A token with all that decides on it."""

    token: TokenRow
    grant: GrantRow
    holder: Holder


_CODE: Final = tuple(CodeRow.__dataclass_fields__)
_GRANT: Final = tuple(GrantRow.__dataclass_fields__)
_TOKEN: Final = tuple(TokenRow.__dataclass_fields__)

_CODE_BY_HASH = Prepared(
    select(*(oauth_codes.c[name] for name in _CODE)).where(oauth_codes.c.hash == bindparam("hash")), everywhere=True
)
_MEMBER = (
    (memberships.c.workspace_id == oauth_grants.c.workspace_id)
    & (memberships.c.person_id == oauth_grants.c.person_id)
    & (memberships.c.created_at <= oauth_grants.c.created_at)
)
_HELD = Prepared(
    select(
        *(oauth_tokens.c[name] for name in _TOKEN),
        *(oauth_grants.c[name] for name in _GRANT),
        oauth_clients.c.name,
        oauth_clients.c.scopes,
        oauth_clients.c.advertiser_ids,
        oauth_clients.c.revoked_at,
        memberships.c.role,
        people.c.disabled_at,
    )
    .join(oauth_grants, oauth_grants.c.id == oauth_tokens.c.grant_id)
    .join(oauth_clients, oauth_clients.c.id == oauth_grants.c.client_id)
    .outerjoin(memberships, _MEMBER)
    .outerjoin(people, people.c.id == oauth_grants.c.person_id)
    .where(oauth_tokens.c.hash == bindparam("hash")),
    everywhere=True,
)
_ROLE = Prepared(
    select(memberships.c.role)
    .join(people, people.c.id == memberships.c.person_id)
    .where(
        memberships.c.workspace_id == bindparam("workspace_id"),
        memberships.c.person_id == bindparam("person_id"),
        people.c.disabled_at.is_(None),
    )
)
_ANSWERED = oauth_tokens.c.sealed_successor.is_not(None) & (oauth_tokens.c.replaced_at < bindparam("turned_in_before"))
_TO_FORGET = Prepared(
    union_all(
        select(oauth_codes.c.hash).where(oauth_codes.c.expires_at < bindparam("over_before")),
        select(oauth_tokens.c.hash).where((oauth_tokens.c.expires_at < bindparam("over_before")) | _ANSWERED),
    ).limit(1),
    everywhere=True,
)


async def code(db: Database, code_hash: str) -> CodeRow | None:
    row = await db.read_one(_CODE_BY_HASH, hash=code_hash)
    return CodeRow(*row) if row else None


async def held(db: Database, token_hash: str) -> Held | None:
    row = await db.read_one(_HELD, hash=token_hash)
    if row is None:
        return None
    token, rest = row[: len(_TOKEN)], row[len(_TOKEN) :]
    return Held(TokenRow(*token), GrantRow(*rest[: len(_GRANT)]), Holder(*rest[len(_GRANT) :]))


async def role(db: Database, workspace_id: str, person_id: str) -> str | None:
    """The person's in the workspace now; None: they are no member, or were disabled."""
    row = await db.read_one(_ROLE, workspace_id=workspace_id, person_id=person_id)
    return row[0] if row else None


async def add_code(tx: AsyncConnection, row: CodeRow) -> None:
    await tx.execute(oauth_codes.insert().values({name: getattr(row, name) for name in _CODE}))


async def add_token(tx: AsyncConnection, row: TokenRow) -> None:
    await tx.execute(oauth_tokens.insert().values({name: getattr(row, name) for name in _TOKEN}))


async def use_code(tx: AsyncConnection, code_hash: str, grant_id: str, at: int) -> bool:
    """Notes what the code became. False: it had become something before."""
    unused = (oauth_codes.c.hash == code_hash) & oauth_codes.c.used_at.is_(None)
    return (await tx.execute(update(oauth_codes).where(unused).values(used_at=at, grant_id=grant_id))).rowcount == 1


async def turn_in(tx: AsyncConnection, token_hash: str, at: int, sealed_successor: str) -> bool:
    """Notes what the refresh token was turned in for. False: it was turned in before."""
    unused = (oauth_tokens.c.hash == token_hash) & oauth_tokens.c.replaced_at.is_(None)
    values = {"replaced_at": at, "sealed_successor": sealed_successor}
    return (await tx.execute(update(oauth_tokens).where(unused).values(values))).rowcount == 1


async def revoke_token(tx: AsyncConnection, token_hash: str, at: int) -> None:
    live = (oauth_tokens.c.hash == token_hash) & oauth_tokens.c.revoked_at.is_(None)
    await tx.execute(update(oauth_tokens).where(live).values(revoked_at=at))


async def anything_to_forget(db: Database, over_before: int, turned_in_before: int) -> bool:
    """Whether `forget` would find something: a commit makes all forget what they remember."""
    return await db.read_one(_TO_FORGET, over_before=over_before, turned_in_before=turned_in_before) is not None


async def forget(tx: AsyncConnection, over_before: int, turned_in_before: int) -> int:
    """Drops codes and tokens that were over before that, and the answers that nobody may ask again; returns how many.

    Grants stay: the audit log names them.
    """
    gone = 0
    for table in (oauth_codes, oauth_tokens):
        gone += (await tx.execute(delete(table).where(table.c.expires_at < over_before))).rowcount
    answered = oauth_tokens.c.sealed_successor.is_not(None) & (oauth_tokens.c.replaced_at < turned_in_before)
    return gone + (await tx.execute(update(oauth_tokens).where(answered).values(sealed_successor=None))).rowcount

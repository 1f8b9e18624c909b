"""Who is what to which workspace."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared, insert_into
from .identity_schema import memberships, people
from .schema import workspaces


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """`created_at` is in UTC microseconds."""

    workspace_id: str
    person_id: str
    role: str
    created_at: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of a workspace, with what the others may know of them."""

    person_id: str
    email: str
    name: str
    role: str
    second_factor: bool
    created_at: int


_FIELDS = tuple(MembershipRow.__dataclass_fields__)
_OF_PERSON = Prepared(
    select(*(memberships.c[name] for name in _FIELDS), workspaces.c.name)
    .join(workspaces, workspaces.c.id == memberships.c.workspace_id)
    .where(memberships.c.person_id == bindparam("person_id"))
    .order_by(memberships.c.created_at, memberships.c.workspace_id),
    everywhere=True,
)
_MEMBERS = (
    select(
        people.c.id,
        people.c.email,
        people.c.name,
        memberships.c.role,
        people.c.sealed_totp.is_not(None),
        memberships.c.created_at,
    )
    .join(people, people.c.id == memberships.c.person_id)
    .where(memberships.c.workspace_id == bindparam("workspace_id"))
    .order_by(people.c.email)
)
_OF_WORKSPACE = Prepared(_MEMBERS)
_ONE = Prepared(_MEMBERS.where(memberships.c.person_id == bindparam("person_id")))


async def of_person(db: Database, person_id: str) -> list[tuple[MembershipRow, str]]:
    """All of a person's, oldest first, each with its workspace's name."""
    rows = await db.read(_OF_PERSON, person_id=person_id)
    return [(MembershipRow(*row[:-1]), row[-1]) for row in rows]


async def of_workspace(db: Database, workspace_id: str) -> list[MemberRow]:
    """All members, by e-mail address."""
    return [_member(row) for row in await db.read(_OF_WORKSPACE, workspace_id=workspace_id)]


async def one(db: Database, workspace_id: str, person_id: str) -> MemberRow | None:
    row = await db.read_one(_ONE, workspace_id=workspace_id, person_id=person_id)
    return _member(row) if row else None


async def roles(tx: AsyncConnection, workspace_id: str) -> dict[str, str]:
    """Every member's role, as this transaction sees it."""
    found = select(memberships.c.person_id, memberships.c.role).where(memberships.c.workspace_id == workspace_id)
    return {row.person_id: row.role for row in await tx.execute(found)}


async def able(tx: AsyncConnection, workspace_id: str) -> dict[str, str]:
    """The role of every member who is not disabled, as this transaction sees it."""
    found = (
        select(memberships.c.person_id, memberships.c.role)
        .join(people, people.c.id == memberships.c.person_id)
        .where(memberships.c.workspace_id == workspace_id, people.c.disabled_at.is_(None))
    )
    return {row.person_id: row.role for row in await tx.execute(found)}


async def has_email(tx: AsyncConnection, workspace_id: str, email: str) -> bool:
    """Whether somebody of that address is a member, as this transaction sees it."""
    found = (
        select(people.c.id)
        .join(memberships, memberships.c.person_id == people.c.id)
        .where(memberships.c.workspace_id == workspace_id, people.c.email == email)
    )
    return (await tx.execute(found)).first() is not None


async def add(tx: AsyncConnection, row: MembershipRow) -> bool:
    """False: the person is a member already, and stays what they are."""
    values = {name: getattr(row, name) for name in _FIELDS}
    done = await tx.execute(insert_into(tx, memberships).values(values).on_conflict_do_nothing())
    return done.rowcount == 1


async def set_role(tx: AsyncConnection, workspace_id: str, person_id: str, role: str) -> None:
    await tx.execute(update(memberships).where(_is(workspace_id, person_id)).values(role=role))


async def remove(tx: AsyncConnection, workspace_id: str, person_id: str) -> None:
    await tx.execute(delete(memberships).where(_is(workspace_id, person_id)))


def _is(workspace_id: str, person_id: str) -> ColumnElement[bool]:
    return (memberships.c.workspace_id == workspace_id) & (memberships.c.person_id == person_id)


def _member(row: tuple[object, ...]) -> MemberRow:
    person_id, email, name, role, second_factor, created_at = row
    return MemberRow(str(person_id), str(email), str(name), str(role), bool(second_factor), int(str(created_at)))

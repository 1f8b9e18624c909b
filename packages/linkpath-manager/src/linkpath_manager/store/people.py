"""People, wherever they are members, and what proves that it is they."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared
from .identity_schema import people


class EmailTaken(Exception):
    """Somebody has that e-mail address already."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as stored. Times are in UTC microseconds; lists are separated by spaces."""

    id: str
    email: str
    name: str
    password_hash: str
    created_at: int
    sealed_totp: str | None = None
    totp_step: int | None = None
    recovery_hashes: str = ""
    disabled_at: int | None = None


_FIELDS = tuple(PersonRow.__dataclass_fields__)
_SELECT = select(*(people.c[name] for name in _FIELDS))
_BY_ID = Prepared(_SELECT.where(people.c.id == bindparam("id")), everywhere=True)
_BY_EMAIL = Prepared(_SELECT.where(people.c.email == bindparam("email")), everywhere=True)
_COUNT = Prepared(select(func.count()).select_from(people), everywhere=True)
_ALL = Prepared(_SELECT.order_by(people.c.email), everywhere=True)


async def by_id(db: Database, person_id: str) -> PersonRow | None:
    row = await db.read_one(_BY_ID, id=person_id)
    return PersonRow(*row) if row else None


async def by_email(db: Database, email: str) -> PersonRow | None:
    """`email` is in lower case, as it is kept."""
    row = await db.read_one(_BY_EMAIL, email=email)
    return PersonRow(*row) if row else None


async def count(db: Database) -> int:
    row = await db.read_one(_COUNT)
    return int(row[0]) if row else 0


async def everyone(db: Database) -> list[PersonRow]:
    """All of them, by e-mail address."""
    return [PersonRow(*row) for row in await db.read(_ALL)]


async def nobody(tx: AsyncConnection) -> bool:
    """Whether there is no person, as this transaction sees it."""
    return (await tx.execute(select(people.c.id).limit(1))).first() is None


async def add(tx: AsyncConnection, person: PersonRow) -> None:
    """Raises `EmailTaken` where there is one of that address."""
    try:
        await tx.execute(people.insert().values({name: getattr(person, name) for name in _FIELDS}))
    except IntegrityError as error:
        raise EmailTaken from error


async def change(tx: AsyncConnection, person_id: str, **values: Any) -> None:
    await tx.execute(update(people).where(people.c.id == person_id).values(**values))


async def take_step(tx: AsyncConnection, person_id: str, step: int) -> bool:
    """Notes that the code of this 30-second step was taken. False: it, or that of a later one, was taken before."""
    newer = func.coalesce(people.c.totp_step, -1) < step
    statement = update(people).where(people.c.id == person_id, newer).values(totp_step=step)
    return (await tx.execute(statement)).rowcount == 1


async def replace_recovery(tx: AsyncConnection, person: PersonRow, hashes: str) -> bool:
    """Puts `hashes` in the place of those that `person` was read with. False: they were changed meanwhile."""
    same = (people.c.id == person.id) & (people.c.recovery_hashes == person.recovery_hashes)
    return (await tx.execute(update(people).where(same).values(recovery_hashes=hashes))).rowcount == 1

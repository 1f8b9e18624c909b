"""Attempts at a secret that can be guessed: how many failed for a key, and until when it is blocked."""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import insert_into
from .identity_schema import sign_in_attempts


@dataclass(frozen=True, slots=True)
class AttemptsRow:
    """`key` is a hash of what is throttled. Times are in UTC microseconds."""

    key: str
    failures: int
    last_at: int
    blocked_until: int


_FIELDS = tuple(AttemptsRow.__dataclass_fields__)


async def of_keys(tx: AsyncConnection, keys: list[str]) -> dict[str, AttemptsRow]:
    found = select(*(sign_in_attempts.c[name] for name in _FIELDS)).where(sign_in_attempts.c.key.in_(keys))
    return {row.key: AttemptsRow(*row) for row in await tx.execute(found)}


async def put(tx: AsyncConnection, row: AttemptsRow) -> None:
    values = {name: getattr(row, name) for name in _FIELDS}
    statement = insert_into(tx, sign_in_attempts).values(values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))


async def remove(tx: AsyncConnection, key: str) -> None:
    await tx.execute(delete(sign_in_attempts).where(sign_in_attempts.c.key == key))


async def forget(tx: AsyncConnection, last_before: int) -> None:
    """Drops the keys that nobody tried since then."""
    await tx.execute(delete(sign_in_attempts).where(sign_in_attempts.c.last_at < last_before))

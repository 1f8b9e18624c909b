"""THE TABLE OF SEALED COLUMNS: where secrets are kept, and what each is bound to. Keys rotate by it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Table, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared
from .identity_schema import oauth_tokens, people
from .schema import connections, runs, tiktok_apps
from .webhook_schema import webhook_endpoints


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column whose texts are sealed, in a table whose primary key is one text."""

    table: Table
    column: str

    def place(self, row_id: str) -> str:
        """What the text of this row is bound to, so that it opens nowhere else."""
        return f"{self.table.name}/{row_id}/{self.column.removeprefix('sealed_')}"

    @property
    def key(self) -> Column[str]:
        (key,) = self.table.primary_key.columns
        return key

    @property
    def text(self) -> Column[str | None]:
        return self.table.c[self.column]


CONNECTION_TOKEN = SealedColumn(connections, "sealed_token")
CONNECTION_REFRESH_TOKEN = SealedColumn(connections, "sealed_refresh_token")
TIKTOK_APP_SECRET = SealedColumn(tiktok_apps, "sealed_secret")
PERSON_TOTP = SealedColumn(people, "sealed_totp")
OAUTH_SUCCESSOR = SealedColumn(oauth_tokens, "sealed_successor")
RUN_RESULT = SealedColumn(runs, "sealed_result")
WEBHOOK_SECRET = SealedColumn(webhook_endpoints, "sealed_secret")
WEBHOOK_OLD_SECRET = SealedColumn(webhook_endpoints, "sealed_old_secret")

SEALED: tuple[SealedColumn, ...] = (
    CONNECTION_TOKEN,
    CONNECTION_REFRESH_TOKEN,
    TIKTOK_APP_SECRET,
    PERSON_TOTP,
    OAUTH_SUCCESSOR,
    RUN_RESULT,
    WEBHOOK_SECRET,
    WEBHOOK_OLD_SECRET,
)


async def not_begun_with(
    db: Database, column: SealedColumn, prefix: str, after: str, most: int
) -> Sequence[tuple[str, str]]:
    """Row id and text of up to `most` sealed texts that begin otherwise, of rows behind `after`, by row id."""
    other = func.substr(column.text, 1, len(prefix)) != bindparam("prefix")
    query = select(column.key, column.text).where(column.text.is_not(None), other, column.key > bindparam("after"))
    rows = await db.read(Prepared(query.order_by(column.key).limit(most), everywhere=True), prefix=prefix, after=after)
    return [(row[0], row[1]) for row in rows]


async def count(db: Database, column: SealedColumn, prefix: str = "") -> int:
    """How many sealed texts begin with `prefix`."""
    begins = func.substr(column.text, 1, len(prefix)) == bindparam("prefix")
    query = select(func.count()).select_from(column.table).where(column.text.is_not(None), begins)
    row = await db.read_one(Prepared(query, everywhere=True), prefix=prefix)
    return int(row[0]) if row else 0


async def replace(tx: AsyncConnection, column: SealedColumn, row_id: str, former: str, text: str) -> bool:
    """Puts `text` in the place of `former`. False: that was not there any more."""
    same = (column.key == row_id) & (column.text == former)
    return (await tx.execute(update(column.table).where(same).values({column.column: text}))).rowcount == 1

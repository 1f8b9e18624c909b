"""The mirror: TikTok's campaigns, ad groups and ads as last read, served without asking TikTok."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Table, bindparam, func, null, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from . import schema
from .database import Database, Prepared, insert_into

Level = Literal["campaign", "adgroup", "ad"]
TABLES: dict[Level, Table] = {"campaign": schema.campaigns, "adgroup": schema.adgroups, "ad": schema.ads}


@dataclass(frozen=True, slots=True)
class MirrorRow:
    """One object as last read. Times are in UTC microseconds; `document` and `upstream` are JSON."""

    workspace_id: str
    id: str
    advertiser_id: str
    campaign_id: str
    adgroup_id: str | None
    name: str
    status: str
    objective: str | None
    created_at: int
    updated_at: int
    read_at: int
    first_read_at: int
    document: bytes
    upstream: bytes
    verdict: str | None = None
    """Of TikTok's reviewers, where this reading shows one; the mirror keeps the last that any showed."""


@dataclass(frozen=True, slots=True)
class Held:
    """What of a row a new reading is compared with."""

    read_at: int
    updated_at: int
    verdict: str | None
    document: bytes
    upstream: bytes


@dataclass(frozen=True, slots=True)
class Indexed:
    """What of a row a cheap look compares with."""

    updated_at: int
    status: str
    document: bytes


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to. `equal`: column → value; `since`, `until`: column → bound, both inclusive."""

    statuses: tuple[str, ...]
    equal: Mapping[str, str]
    since: Mapping[str, int]
    until: Mapping[str, int]
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Sort:
    column: Literal["created_at", "updated_at", "name"]
    descending: bool


@dataclass(frozen=True, slots=True)
class _Shape:
    """What decides a list's SQL; the values are bound."""

    level: Level
    statuses: int
    equal: tuple[str, ...]
    since: tuple[str, ...]
    until: tuple[str, ...]
    text: bool
    sort: Sort | None  # None: count only
    after: bool
    wide: bool


_FIELDS = tuple(MirrorRow.__dataclass_fields__)
_KEPT = {"workspace_id", "id", "first_read_at"}
_IDS_AT_ONCE = 500


async def by_id(db: Database, level: Level, workspace_id: str, object_id: str) -> MirrorRow | None:
    row = await db.read_one(_one(level), workspace_id=workspace_id, id=object_id)
    return MirrorRow(*row) if row else None


async def document_in(tx: AsyncConnection, level: Level, workspace_id: str, object_id: str) -> bytes | None:
    """The object's document as this transaction sees it."""
    table = TABLES[level]
    found = select(table.c.document).where(table.c.workspace_id == workspace_id, table.c.id == object_id)
    row = (await tx.execute(found)).first()
    return bytes(row.document) if row else None


async def page(
    db: Database, level: Level, wanted: Filter, sort: Sort, limit: int, *, after: tuple[Any, str] | None, wide: bool
) -> list[tuple[bytes, bytes | None, Any, str, int]]:
    """Up to `limit` objects behind `after`: (document, upstream if `wide`, value sorted by, id, when it was read)."""
    values = _values(wanted)
    values["row_limit"] = limit
    if after:
        values["after_value"], values["after_id"] = after
    return list(await db.read(_listing(_shape(level, wanted, sort, after=after is not None, wide=wide)), **values))


async def count(db: Database, level: Level, wanted: Filter) -> int:
    row = await db.read_one(_listing(_shape(level, wanted, None, after=False, wide=False)), **_values(wanted))
    return int(row[0]) if row else 0


async def names(db: Database, level: Level, workspace_id: str, advertiser_id: str) -> dict[str, str]:
    """Every object's name, by id."""
    return dict(await db.read(_names(level), workspace_id=workspace_id, advertiser_id=advertiser_id))


async def index(db: Database, level: Level, workspace_id: str, advertiser_id: str) -> dict[str, Indexed]:
    """Every object that is not deleted, by id."""
    rows = await db.read(_index(level), workspace_id=workspace_id, advertiser_id=advertiser_id)
    return {row[0]: Indexed(*row[1:]) for row in rows}


async def touch(tx: AsyncConnection, level: Level, workspace_id: str, ids: Sequence[str], read_at: int) -> None:
    """Says of objects that a look saw them as they are held."""
    table = TABLES[level]
    for first in range(0, len(ids), _IDS_AT_ONCE):
        those = (table.c.workspace_id == workspace_id) & table.c.id.in_(ids[first : first + _IDS_AT_ONCE])
        await tx.execute(update(table).where(those, table.c.read_at < read_at).values(read_at=read_at))


async def with_some(
    db: Database, level: Level, workspace_id: str, advertiser_id: str, of: Level, ids: Sequence[str]
) -> set[str]:
    """Those of `ids`, of level `of`, that have something of `level` below them which is not deleted."""
    found: set[str] = set()
    for first in range(0, len(ids), _IDS_AT_ONCE):
        part = ids[first : first + _IDS_AT_ONCE]
        places = {f"id_{place}": part[min(place, len(part) - 1)] for place in range(_IDS_AT_ONCE)}
        of_it = {"workspace_id": workspace_id, "advertiser_id": advertiser_id, **places}
        found.update(str(row[0]) for row in await db.read(_with_some(level, of), **of_it))
    return found


async def held(tx: AsyncConnection, level: Level, workspace_id: str, ids: Sequence[str]) -> dict[str, Held]:
    """Of those of `ids` that the mirror has, by id, what a new reading is compared with."""
    table, found = TABLES[level], {}
    for first in range(0, len(ids), _IDS_AT_ONCE):
        query = select(table.c.id, *(table.c[name] for name in Held.__dataclass_fields__)).where(
            table.c.workspace_id == workspace_id, table.c.id.in_(ids[first : first + _IDS_AT_ONCE])
        )
        found.update({row[0]: Held(*row[1:]) for row in await tx.execute(query)})
    return found


async def put(tx: AsyncConnection, level: Level, rows: Sequence[MirrorRow]) -> None:
    """Keeps `rows`, but where the mirror holds a later reading already; by id, so that two at once do not block."""
    if not rows:
        return
    table = TABLES[level]
    statement = insert_into(tx, table)
    new = {name: statement.excluded[name] for name in (*_FIELDS, "folded_name") if name not in _KEPT}
    new["verdict"] = func.coalesce(statement.excluded.verdict, table.c.verdict)
    statement = statement.on_conflict_do_update(
        index_elements=["workspace_id", "id"],
        set_=new,
        where=statement.excluded.read_at >= table.c.read_at,
    )
    values = [asdict(row) | {"folded_name": row.name.casefold()} for row in sorted(rows, key=lambda row: row.id)]
    await tx.execute(statement, values)


def _shape(level: Level, wanted: Filter, sort: Sort | None, *, after: bool, wide: bool) -> _Shape:
    return _Shape(
        level,
        len(wanted.statuses),
        tuple(wanted.equal),
        tuple(wanted.since),
        tuple(wanted.until),
        wanted.text is not None,
        sort,
        after,
        wide,
    )


def _values(wanted: Filter) -> dict[str, Any]:
    values: dict[str, Any] = {f"status_{i}": status for i, status in enumerate(wanted.statuses)}
    values.update(wanted.equal)
    values.update((f"{column}_since", bound) for column, bound in wanted.since.items())
    values.update((f"{column}_until", bound) for column, bound in wanted.until.items())
    if wanted.text is not None:
        values["text"] = f"%{_escaped(wanted.text.casefold())}%"
        values["text_id"] = wanted.text
    return values


def _escaped(text: str) -> str:
    """`text` as LIKE takes it word for word."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


@lru_cache(maxsize=512)
def _listing(shape: _Shape) -> Prepared:
    table = TABLES[shape.level]
    conditions: list[Any] = [table.c[name] == bindparam(name) for name in shape.equal]
    conditions.append(table.c.status.in_([bindparam(f"status_{i}") for i in range(shape.statuses)]))
    conditions += [table.c[name] >= bindparam(f"{name}_since") for name in shape.since]
    conditions += [table.c[name] <= bindparam(f"{name}_until") for name in shape.until]
    if shape.text:
        in_name = table.c.folded_name.like(bindparam("text"), escape="\\")
        conditions.append(or_(in_name, table.c.id == bindparam("text_id")))
    if shape.sort is None:
        return Prepared(select(func.count()).select_from(table).where(*conditions))
    key = tuple_(table.c[shape.sort.column], table.c.id)
    if shape.after:
        bound = tuple_(bindparam("after_value"), bindparam("after_id"))
        conditions.append(key < bound if shape.sort.descending else key > bound)
    columns = [table.c.document, table.c.upstream if shape.wide else null()]
    order = [c.desc() if shape.sort.descending else c.asc() for c in (table.c[shape.sort.column], table.c.id)]
    statement = select(*columns, table.c[shape.sort.column], table.c.id, table.c.read_at).where(*conditions)
    return Prepared(statement.order_by(*order).limit(bindparam("row_limit")))


@lru_cache
def _one(level: Level) -> Prepared:
    table = TABLES[level]
    return Prepared(
        select(*(table.c[name] for name in _FIELDS)).where(
            table.c.workspace_id == bindparam("workspace_id"), table.c.id == bindparam("id")
        )
    )


@lru_cache
def _names(level: Level) -> Prepared:
    table = TABLES[level]
    return Prepared(select(table.c.id, table.c.name).where(*_of_advertiser(table)))


@lru_cache
def _index(level: Level) -> Prepared:
    table = TABLES[level]
    columns = (table.c.id, *(table.c[name] for name in Indexed.__dataclass_fields__))
    return Prepared(select(*columns).where(*_of_advertiser(table), table.c.status != "DELETED"))


@lru_cache
def _with_some(level: Level, of: Level) -> Prepared:
    table = TABLES[level]
    above = table.c[f"{of}_id"]
    wanted = above.in_([bindparam(f"id_{place}") for place in range(_IDS_AT_ONCE)])
    return Prepared(select(above).distinct().where(*_of_advertiser(table), wanted, table.c.status != "DELETED"))


def _of_advertiser(table: Table) -> Collection[Any]:
    return (
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.advertiser_id == bindparam("advertiser_id"),
    )

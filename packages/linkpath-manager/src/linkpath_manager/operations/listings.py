"""Lists and single objects, served from the mirror."""

from functools import lru_cache
from typing import Any

import msgspec

from linkpath_manager.domain.listing import Document, Listing, fresh, version_of
from linkpath_manager.errors import InvalidRequest
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.kit.cursors import CursorInvalid
from linkpath_manager.store import mirror
from linkpath_manager.store.mirror import Filter, Sort

from .inputs import GetParams, ListParams
from .objects import Face, known, owner
from .operation import Context

_EQUAL = ("objective", "campaign_id", "adgroup_id")
_NARROWING = {"created_from": "created_at", "updated_from": "updated_at"}
_BOUNDING = {"created_to": "created_at", "updated_to": "updated_at"}

_LONGEST_REMEMBERED = 100
"""Objects of a page that is remembered: longer ones are read once by programs, and would fill the memory."""


async def list_objects(ctx: Context, face: Face, model: type, params: ListParams) -> Listing:
    """One page of the advertiser's objects, remembered until something is committed: dashboards ask again and again.

    The cursor holds where the page before ended.
    """
    if params.limit > _LONGEST_REMEMBERED or params.expand:
        return await _page(ctx, face, model, params)
    # All that a page is made from besides its level's table: the advertiser's row was read before, and may be older.
    key = (face.level, owner(ctx), params)
    return await ctx.services.db.memory.recall(key, lambda: _page(ctx, face, model, params))


async def get_object(ctx: Context, face: Face, model: type, params: GetParams) -> Document:
    row = await known(ctx, face, params.id)
    keep = _kept(model, tuple(params.fields)) if params.fields else None
    document = fresh(row.document, row.read_at, owner(ctx).seen_at(face.level))
    shown = _shown(document, row.upstream if params.expand else None, keep)
    return Document(row.id, shown, version_of(row.document))


async def _page(ctx: Context, face: Face, model: type, params: ListParams) -> Listing:
    advertiser = owner(ctx)
    db = ctx.services.db
    wanted = _filter(ctx.actor.workspace_id, advertiser.id, params)
    sort = Sort(params.sort.lstrip("-"), params.sort.startswith("-"))  # type: ignore[arg-type]  # the literals of ListParams
    after = _opened(ctx, face, advertiser.id, params) if params.cursor else None
    wide = "upstream" in params.expand
    rows = await mirror.page(db, face.level, wanted, sort, params.limit + 1, after=after, wide=wide)
    has_more = len(rows) > params.limit
    rows, seen_at = rows[: params.limit], advertiser.seen_at(face.level)
    keep = _kept(model, tuple(params.fields)) if params.fields else None
    return Listing(
        documents=[_shown(fresh(row[0], row[4], seen_at), row[1], keep) for row in rows],
        has_more=has_more,
        next_cursor=_sealed(ctx, face, advertiser.id, params, rows[-1][2:4]) if has_more else None,
        total_count=await mirror.count(db, face.level, wanted) if has_more or after else len(rows),
        as_of=from_micros(seen_at) if seen_at else None,
    )


def _filter(workspace_id: str, advertiser_id: str, params: ListParams) -> Filter:
    asked = ((name, getattr(params, name)) for name in params.model_fields_set)
    given = {name: value for name, value in asked if value is not None}
    equal = {"workspace_id": workspace_id, "advertiser_id": advertiser_id}
    equal |= {name: given[name] for name in _EQUAL if name in given}
    return Filter(
        statuses=tuple(dict.fromkeys(params.status)),
        equal=equal,
        since={col: to_micros(given[n]) for n, col in _NARROWING.items() if n in given},
        until={col: to_micros(given[n]) for n, col in _BOUNDING.items() if n in given},
        text=params.q,
    )


def _binding(ctx: Context, face: Face, advertiser_id: str, params: ListParams) -> str:
    asked = params.model_dump_json(exclude={"cursor", "limit", "fields", "expand", "advertiser_id"})
    return f"{ctx.actor.workspace_id}/{face.level}/{advertiser_id}/{asked}"


def _sealed(ctx: Context, face: Face, advertiser_id: str, params: ListParams, last: tuple[Any, ...]) -> str:
    bound_to = _binding(ctx, face, advertiser_id, params)
    return ctx.services.cursors.seal({"value": last[0], "id": last[1]}, bound_to=bound_to)


def _opened(ctx: Context, face: Face, advertiser_id: str, params: ListParams) -> tuple[Any, str]:
    try:
        place = ctx.services.cursors.open(params.cursor or "", bound_to=_binding(ctx, face, advertiser_id, params))
    except CursorInvalid:
        raise InvalidRequest(
            "The cursor does not belong to this list.",
            param="cursor",
            code="invalid_cursor",
            hint="Use next_cursor of the page before with the same filters and sort, or start without a cursor.",
        ) from None
    return place["value"], place["id"]


@lru_cache(maxsize=256)
def _kept(model: type, fields: tuple[str, ...]) -> frozenset[str]:
    """The fields to show.

    Raises:
        InvalidRequest: the object has no such field.
    """
    known_fields = ("object", *model.__struct_fields__)  # type: ignore[attr-defined]  # models are structs
    for name in fields:
        if name not in known_fields:
            raise InvalidRequest(
                f"There is no field {name!r}.", param="fields", hint=f"There are: {', '.join(known_fields)}."
            )
    return frozenset({"object", "id", *fields})


def _shown(document: bytes, upstream: bytes | None, keep: frozenset[str] | None) -> bytes:
    if keep is not None:
        item = msgspec.json.decode(document, type=dict[str, msgspec.Raw])
        document = msgspec.json.encode({name: value for name, value in item.items() if name in keep})
    return document if upstream is None else document[:-1] + b',"upstream":' + upstream + b"}"

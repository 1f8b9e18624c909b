"""A cheap look at an account: a call a level, and only what it shows to be other is read whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from linkpath_manager.domain.delivery import delivery_of, status_of
from linkpath_manager.domain.events.seen import told_of
from linkpath_manager.domain.freshness import Seen
from linkpath_manager.domain.moments import moment_of
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.hashing import sha256_hex
from linkpath_manager.kit.tasks import together
from linkpath_manager.store import mirror
from linkpath_manager.store.mirror import Level, MirrorRow

from . import upstream
from .objects import Face, owner, read
from .operation import Context

PAGE: Final = 1_000
_IDS: Final = 100  # that TikTok takes in one filter
_FIELDS: Final = ("operation_status", "secondary_status", "modify_time", "create_time")


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at one level saw. `digest` and counts are None where it saw only a part of the level."""

    level: Level
    rows: list[MirrorRow]
    """What is other than the mirror has it, whole."""
    part: list[str] | None
    """The ids of a part of the level that was seen; None: all of it was."""
    pages: int
    digest: str | None
    delivering: int | None
    in_review: int | None


async def look_at(ctx: Context, face: Face, seen: Seen, began: int) -> Look:
    """Sees what is not deleted, a thousand objects in a call; of more than that one page after the other, look by look.

    What follows from the clock, from spend and from reviewers leaves an object's time of modification as it was: that
    is why statuses are compared, and not only what TikTok's `modified_after` would let through.
    """
    page = seen.turn % max(seen.pages.get(face.level, 1), 1) + 1
    params = face.get.params(
        advertiser_id=owner(ctx).id,
        filtering=face.filtering(primary_status="STATUS_NOT_DELETE"),
        fields=[face.ids.removesuffix("s"), *_FIELDS],
        page=page,
        page_size=PAGE,
    )
    answer = await upstream.call(ctx, face.get, params)
    pages, rows = answer.data.page_info.total_page, list(answer.data.rows)
    if pages <= 1 and page == 1:
        digest = digest_of(face, rows)
        if digest == seen.digests.get(face.level):
            return Look(face.level, [], None, pages, digest, seen.delivering, seen.in_review)
        changed = await _changed(ctx, face, rows, began, whole=True)
        return Look(face.level, changed, None, pages, digest, *counts(rows))
    index = await mirror.index(ctx.services.db, face.level, owner(ctx).workspace_id, owner(ctx).id)
    if answer.data.page_info.total_number != len(index):  # something was made, or is gone, on whatever page
        found = await upstream.pages(ctx, face.get, msgspec.structs.replace(params, page=1), key=face.id_of)
        changed = await _changed(ctx, face, found.rows, began, whole=True)
        return Look(face.level, changed, None, pages, None, *counts(found.rows))
    changed = await _changed(ctx, face, rows, began, whole=False)
    return Look(face.level, changed, [face.id_of(row) for row in rows], pages, None, None, None)


def digest_of(face: Face, rows: Iterable[Any]) -> str:
    """Another one whenever an object is made, gone, modified or in another state, in whatever order they come."""
    known = sorted((face.id_of(row), *(getattr(row, name) for name in _FIELDS[:3])) for row in rows)
    return sha256_hex(msgspec.json.encode(known))


def counts(rows: Iterable[Any]) -> tuple[int, int]:
    """How many deliver, and how many are with the reviewers."""
    delivering = in_review = 0
    for row in rows:
        state = delivery_of(row.operation_status, row.secondary_status).state
        delivering += state == "DELIVERING"
        in_review += state == "IN_REVIEW"
    return delivering, in_review


async def _changed(ctx: Context, face: Face, rows: Sequence[Any], began: int, *, whole: bool) -> list[MirrorRow]:
    """Those that are other than the mirror has them, read whole; with all `rows` there are, also what is gone."""
    index = await mirror.index(ctx.services.db, face.level, owner(ctx).workspace_id, owner(ctx).id)
    other = [face.id_of(row) for row in rows if _differs(row, index.get(face.id_of(row)))]
    missing = sorted(index.keys() - {face.id_of(row) for row in rows}) if whole else []
    asked = [*other, *missing]
    if len(asked) > max(len(rows), PAGE) // PAGE * _IDS:
        found = await read(ctx, face)
    else:
        parts = [asked[first : first + _IDS] for first in range(0, len(asked), _IDS)]
        found = [row for part in await together(*(read(ctx, face, **{face.ids: ids}) for ids in parts)) for row in part]
    return found + await gone(ctx, face, set(missing) - {row.id for row in found}, began)


def _differs(row: Any, held: mirror.Indexed | None) -> bool:
    """Whether the mirror has the object otherwise; a time that TikTok does not send says nothing."""
    if held is None:
        return True
    modified = moment_of(row.modify_time)
    return (
        status_of(row.operation_status, row.secondary_status) != held.status
        or row.secondary_status != told_of(held.document).delivery.upstream_status
        or (modified is not None and to_micros(modified) != held.updated_at)
    )


async def gone(ctx: Context, face: Face, ids: Iterable[str], began: int) -> list[MirrorRow]:
    """What the mirror holds and TikTok no longer shows, as deleted: it purges what is deleted for long."""
    rows = []
    for id_ in sorted(ids):
        row = await mirror.by_id(ctx.services.db, face.level, owner(ctx).workspace_id, id_)
        if row is None or row.read_at >= began:
            continue
        item = msgspec.json.decode(row.document)
        item["status"] = "DELETED"
        item["delivery"] = {"state": "DELETED", "reason": "GONE_FROM_TIKTOK", "upstream_status": None}
        rows.append(replace(row, status="DELETED", read_at=began, document=msgspec.json.encode(item)))
    return rows

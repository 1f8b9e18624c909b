"""Account sync: an advertiser's objects read from TikTok into the mirror, and what changed told."""

from collections.abc import Sequence
from typing import Any

import msgspec
from pydantic import Field

from linkpath_manager.domain.advertiser import from_upstream
from linkpath_manager.domain.delivery import delivery_of
from linkpath_manager.domain.freshness import Pace, Seen, levels_due, next_due, whole_is_due
from linkpath_manager.errors import LinkPathError
from linkpath_manager.kit.tasks import together
from linkpath_manager.store import advertisers, events, mirror, sync_tasks
from linkpath_manager.store.mirror import MirrorRow
from tiktok_marketing.spec.advertiser import ADVERTISER_INFO, AdvertiserInfoParams

from . import adgroups, ads, campaigns, hint_address, upstream
from .inputs import AdvertiserId
from .looking import PAGE, counts, digest_of, gone, look_at
from .noticing import notice, reasons_of
from .objects import Face, owner, read_rows, services_now, translated
from .operation import Context, Effect, Operation, Params, Subject
from .rereading import read_again
from .services import Services


class SyncAccount(Params):
    advertiser_id: AdvertiserId = None
    whole: bool = Field(default=True, description="Whether all is read, or only what a cheap look shows to be other.")
    every_level: bool = Field(default=False, description="Whether a look is at all levels, whosever turn it is.")
    again: tuple[str, ...] = Field(
        default=(), description="Readings of what a write may have changed, instead; as domain.reading writes them."
    )
    lease: str = Field(default="", description="Who holds the reading, where it was a task.")


class Synced(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="sync"):
    """How many objects were read whole, how many of them were other than they were held to be, and what was told."""

    advertiser_id: str
    read: int
    changed: int
    told: int


class _Reading(msgspec.Struct, frozen=True):
    """What was read, by level, and what is known of the account by it."""

    rows: dict[mirror.Level, list[MirrorRow]]
    seen: Seen
    facts: dict[str, Any] = {}
    parts: dict[mirror.Level, list[str]] = {}
    """Of levels that were seen in part, the ids seen."""


def pace_of(services: Services) -> Pace:
    settings = services.settings
    busy = round(settings.sync_interval_seconds * 1_000_000)
    return Pace(busy, max(busy, round(settings.sync_asleep_seconds * 1_000_000)))


def seen_of(advertiser: advertisers.AdvertiserRow) -> Seen:
    """What is known of the account; what another version wrote and this one cannot read is read anew."""
    try:
        return msgspec.json.decode(advertiser.sync, type=Seen) if advertiser.sync else Seen()
    except msgspec.MsgspecError:
        return Seen()


async def _sync(ctx: Context, params: SyncAccount) -> Synced:
    """Each level whole or not at all: the mirror changes in one transaction, and what is told of it with it."""
    if params.again:
        return Synced(advertiser_id=owner(ctx).id, **await read_again(ctx, params.again, params.lease))
    began = services_now(ctx.services)
    seen = seen_of(owner(ctx))
    try:
        if params.whole or whole_is_due(seen, began):
            reading = await _whole(ctx, seen, began)
        else:
            levels = levels_due(seen, began, pace_of(ctx.services), plenty=params.every_level)
            reading = await _look(ctx, seen, began, levels)
        return await _kept(ctx, reading, began, params.lease)
    except LinkPathError as error:
        failed = msgspec.structs.replace(seen, failures=seen.failures + 1, reading=None)
        advertiser = owner(ctx)
        async with ctx.services.db.transaction(advertiser.workspace_id) as tx:
            now = {**_when(ctx.services, failed), "sync_error": error.message}
            await advertisers.change(tx, advertiser.workspace_id, advertiser.id, **now)
            await sync_tasks.account_done(tx, advertiser.workspace_id, advertiser.id, params.lease)
        raise


async def _look(ctx: Context, seen: Seen, began: int, levels: Sequence[mirror.Level]) -> _Reading:
    looks = await together(*(look_at(ctx, FACE_OF[level], seen, began) for level in levels))
    digests, pages = dict(seen.digests), dict(seen.pages)
    for look in looks:
        digests[look.level], pages[look.level] = look.digest or "", look.pages
    ad = next(look for look in looks if look.level == "ad")
    known = {"delivering": ad.delivering, "in_review": ad.in_review}
    known = {name: count for name, count in known.items() if count is not None}
    return _Reading(
        {look.level: look.rows for look in looks},
        msgspec.structs.replace(seen, digests=digests, pages=pages, turn=seen.turn + 1, **known),
        parts={look.level: look.part for look in looks if look.part is not None},
    )


async def _whole(ctx: Context, seen: Seen, began: int) -> _Reading:
    first = owner(ctx).synced_at is None
    told = _Progress(ctx, seen) if first else None
    found = await together(*(_level(ctx, face, told) for face in FACES))
    facts = await facts_of(ctx)
    objectives = {row.campaign_id: row.objective_type for row in found[0].rows}
    rows: dict[mirror.Level, list[MirrorRow]] = {}
    digests, pages = {}, {}
    for face, read in zip(FACES, found, strict=True):
        rows[face.level] = await translated(ctx, face, read, began, objectives)
        living = [it for it in read.rows if delivery_of(it.operation_status, it.secondary_status).state != "DELETED"]
        pages[face.level] = -(-len(living) // PAGE)
        digests[face.level] = digest_of(face, living) if len(living) <= PAGE else ""
        index = await mirror.index(ctx.services.db, face.level, owner(ctx).workspace_id, owner(ctx).id)
        rows[face.level] += await gone(ctx, face, index.keys() - {row.id for row in rows[face.level]}, began)
    delivering, in_review = counts(found[-1].rows)
    now = {"whole_at": began, "turn": seen.turn + 1, "delivering": delivering, "in_review": in_review, "reading": None}
    return _Reading(rows, msgspec.structs.replace(seen, digests=digests, pages=pages, **now), facts)


class _Progress:
    """Tells how far the first reading of an account has come."""

    def __init__(self, ctx: Context, seen: Seen) -> None:
        self._ctx, self._seen = ctx, seen
        self._read: dict[str, int] = {}

    async def add(self, level: str, count: int) -> None:
        self._read[level] = count
        sync = msgspec.json.encode(msgspec.structs.replace(self._seen, reading=dict(self._read)))
        advertiser = owner(self._ctx)
        async with self._ctx.services.db.transaction(advertiser.workspace_id) as tx:
            await advertisers.change(tx, advertiser.workspace_id, advertiser.id, sync=sync)


async def _level(ctx: Context, face: Face, told: _Progress | None) -> Any:
    found = await read_rows(ctx, face)
    if told:
        await told.add(face.level, len(found.rows))
    return found


async def _kept(ctx: Context, reading: _Reading, began: int, lease: str) -> Synced:
    """The mirror, what is told of it and what is known of the account, in one transaction."""
    advertiser, services = owner(ctx), ctx.services
    tell = advertiser.synced_at is not None
    reasons = await reasons_of(ctx, reading.rows.get("ad", [])) if tell else {}
    told, changed, drifted = [], 0, 0
    async with services.db.transaction(advertiser.workspace_id) as tx:
        for level, rows in reading.rows.items():
            noticed = await notice(tx, level, rows, reasons=reasons, tell=tell)
            told += noticed.events
            changed += len(noticed.rows)
            drifted += noticed.hidden
        for level, ids in reading.parts.items():
            await mirror.touch(tx, level, advertiser.workspace_id, ids, began)
        levels = {
            face.level: began if face.level in reading.rows.keys() - reading.parts else advertiser.seen_at(face.level)
            for face in FACES
        }
        seen = msgspec.structs.replace(
            reading.seen,
            failures=0,
            checked_at=began,
            changed_at=began if changed and tell else reading.seen.changed_at,
            drifted=reading.seen.drifted + drifted,
        )
        await advertisers.change(
            tx,
            advertiser.workspace_id,
            advertiser.id,
            **reading.facts,
            **_when(services, seen),
            **{f"{level}s_at": at or None for level, at in levels.items()},
            synced_at=min(levels.values()) or None,
            sync_error=None,
        )
        await sync_tasks.account_done(tx, advertiser.workspace_id, advertiser.id, lease)
        if changed or seen.whole_at == began:
            await hint_address.ask(tx, services, advertiser.workspace_id, advertiser.id)
        await events.append(tx, advertiser.workspace_id, told, services.clock.now())
    read = sum(len(rows) for rows in reading.rows.values())
    return Synced(advertiser_id=advertiser.id, read=read, changed=changed, told=len(told))


def _when(services: Services, seen: Seen) -> dict[str, Any]:
    now, pace = services_now(services), pace_of(services)
    due_at = next_due(seen, now, pace)
    return {"sync": msgspec.json.encode(seen), "due_at": due_at, "sync_interval": max(1_000_000, due_at - now)}


async def facts_of(ctx: Context) -> dict[str, Any]:
    """The advertiser's own facts, as TikTok tells them now."""
    advertiser = owner(ctx)
    answer = await upstream.call(ctx, ADVERTISER_INFO, AdvertiserInfoParams(advertiser_ids=[advertiser.id]))
    if not answer.data.rows:
        return {}
    told = answer.data.rows[0]
    item = from_upstream(
        told, connection_id=advertiser.connection_id or "", business_center_id=told.owner_bc_id, synced_at=None
    )
    return {
        "name": item.name,
        "currency": item.currency,
        "time_zone": item.time_zone,
        "document": msgspec.json.encode(item),
        "facts_at": services_now(ctx.services),
    }


FACES = (campaigns.FACE, adgroups.FACE, ads.FACE)
FACE_OF: dict[str, Face] = {face.level: face for face in FACES}

SYNC_ACCOUNT = Operation(
    name="advertisers.sync",
    summary="Read an advertiser's objects from TikTok",
    scope=None,
    effect=Effect.READ,
    subject=Subject.ADVERTISER,
    params=SyncAccount,
    result=Synced,
    perform=_sync,
    reach="tiktok",
)

"""Account sync: an advertiser's objects read whole from TikTok into the mirror."""

from dataclasses import replace

import msgspec
from pydantic import Field

from linkpath_manager.domain.advertiser import from_upstream
from linkpath_manager.errors import LinkPathError
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.tasks import together
from linkpath_manager.store import advertisers, mirror
from linkpath_manager.store.mirror import MirrorRow
from tiktok_marketing.spec.advertiser import ADVERTISER_INFO, AdvertiserInfoParams

from . import adgroups, ads, campaigns, upstream
from .inputs import AdvertiserId
from .objects import Face, owner, read_rows, translated
from .operation import Context, Effect, Operation, Params, Subject
from .rereading import read_again

_AFTER_FAILURE_SECONDS = 30


class SyncAccount(Params):
    advertiser_id: AdvertiserId = None
    again: tuple[str, ...] = Field(
        default=(),
        description="Readings of what a write may have changed, in place of all; as domain.reading writes them.",
    )
    lease: str = Field(default="", description="Who holds them.")


class Synced(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="sync"):
    """How many objects of each level were read."""

    advertiser_id: str
    campaigns: int
    adgroups: int
    ads: int


async def _sync(ctx: Context, params: SyncAccount) -> Synced:
    """Whole or not at all: the mirror changes in one transaction."""
    if params.again:
        counts = await read_again(ctx, params.again, params.lease)
        of_level = {f"{face.level}s": counts.get(face.level, 0) for face in FACES}
        return Synced(advertiser_id=owner(ctx).id, **of_level)
    try:
        return await _read_whole(ctx)
    except LinkPathError as error:
        now = to_micros(ctx.services.clock.now())
        async with ctx.services.db.transaction(ctx.actor.workspace_id) as tx:
            await advertisers.change(
                tx,
                ctx.actor.workspace_id,
                owner(ctx).id,
                due_at=now + _AFTER_FAILURE_SECONDS * 1_000_000,
                sync_error=error.message,
            )
        raise


async def _read_whole(ctx: Context) -> Synced:
    advertiser, services = owner(ctx), ctx.services
    began = to_micros(services.clock.now())
    found = await together(*(read_rows(ctx, face) for face in FACES))
    told = await _told(ctx)
    objectives = {row.campaign_id: row.objective_type for row in found[0].rows}
    read: dict[mirror.Level, list[MirrorRow]] = {}
    for face, pages in zip(FACES, found, strict=True):
        rows = await translated(ctx, face, pages, began, objectives)
        read[face.level] = rows + await _gone(ctx, face, {row.id for row in rows}, began)
    interval = round(services.settings.sync_interval_seconds * 1_000_000)
    async with services.db.transaction(advertiser.workspace_id) as tx:
        for level, rows in read.items():
            await mirror.put(tx, level, rows)
        await advertisers.change(
            tx,
            advertiser.workspace_id,
            advertiser.id,
            **told,
            synced_at=began,
            due_at=began + interval,
            sync_error=None,
        )
    counts = {f"{level}s": len(rows) for level, rows in read.items()}
    return Synced(advertiser_id=advertiser.id, **counts)


async def _told(ctx: Context) -> dict[str, object]:
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
    }


async def _gone(ctx: Context, face: Face, seen: set[str], began: int) -> list[MirrorRow]:
    """What the mirror holds and TikTok no longer shows: it purges what is deleted for long."""
    advertiser = owner(ctx)
    rows = await mirror.unseen(ctx.services.db, face.level, advertiser.workspace_id, advertiser.id, began)
    gone = []
    for row in rows:
        if row.id in seen:
            continue
        item = msgspec.json.decode(row.document)
        item["status"] = "DELETED"
        item["delivery"] = {"state": "DELETED", "reason": "GONE_FROM_TIKTOK", "upstream_status": None}
        gone.append(replace(row, status="DELETED", read_at=began, document=msgspec.json.encode(item)))
    return gone


FACES = (campaigns.FACE, adgroups.FACE, ads.FACE)

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

"""Advertisers: the ad accounts that a workspace's grants open."""

import msgspec

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.advertiser import Advertiser, AdvertiserSync, Progress, from_upstream
from linkpath_manager.domain.freshness import Seen
from linkpath_manager.domain.listing import Document, Listing, ListOf
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.store import advertisers, workspaces
from linkpath_manager.store.advertisers import AdvertiserRow
from tiktok_marketing.spec.advertiser import ADVERTISER_INFO, AdvertiserInfoParams

from . import upstream
from .grants import Grant
from .inputs import Id
from .objects import owner
from .operation import Context, Effect, Operation, Params, Subject

_INFO_IDS = 100


class ListAdvertisers(Params):
    pass


class AdvertiserRef(Params):
    id: Id


async def info(ctx: Context, grant: Grant, ids: list[str]) -> list[AdvertiserRow]:
    """What TikTok tells of the advertisers, as the store keeps them, due to be read whole at once."""
    now = ctx.services.clock.now()
    rows = []
    for first in range(0, len(ids), _INFO_IDS):
        params = AdvertiserInfoParams(advertiser_ids=ids[first : first + _INFO_IDS])
        answer = await upstream.call_as(ctx, ADVERTISER_INFO, params, grant)
        for told in answer.data.rows:
            item = from_upstream(
                told, connection_id=grant.connection_id, business_center_id=told.owner_bc_id, synced_at=None
            )
            rows.append(stored(ctx, item, due_at=to_micros(now)))
    return rows


def stored(ctx: Context, item: Advertiser, due_at: int) -> AdvertiserRow:
    return AdvertiserRow(
        workspace_id=ctx.actor.workspace_id,
        id=item.id,
        connection_id=item.connection_id,
        name=item.name,
        currency=item.currency,
        time_zone=item.time_zone,
        document=msgspec.json.encode(item),
        due_at=due_at,
    )


def shown(row: AdvertiserRow, selected_id: str | None) -> Advertiser:
    item = msgspec.json.decode(row.document, type=Advertiser)
    synced_at = from_micros(row.synced_at) if row.synced_at else None
    return msgspec.structs.replace(
        item, connection_id=row.connection_id, synced_at=synced_at, selected=row.id == selected_id, sync=_sync(row)
    )


def _sync(row: AdvertiserRow) -> AdvertiserSync:
    seen = msgspec.json.decode(row.sync, type=Seen) if row.sync else Seen()
    read = seen.reading or {}
    is_first = row.synced_at is None
    progress = Progress(campaigns=read.get("campaign"), adgroups=read.get("adgroup"), ads=read.get("ad"))
    return AdvertiserSync(
        state="FAILING" if row.sync_error else "READING" if is_first else "CURRENT",
        progress=progress if is_first else None,
        last_full_at=from_micros(seen.whole_at) if seen.whole_at else None,
        last_checked_at=from_micros(seen.checked_at) if seen.checked_at else None,
        next_at=from_micros(row.due_at),
        error=row.sync_error,
    )


async def _list(ctx: Context, _params: ListAdvertisers) -> Listing:
    workspace_id = ctx.actor.workspace_id
    selected = await workspaces.selected_advertiser_id(ctx.services.db, workspace_id)
    rows = [row for row in await advertisers.of_workspace(ctx.services.db, workspace_id) if ctx.actor.may_use(row.id)]
    oldest = min((row.synced_at or 0 for row in rows), default=0)
    return Listing(
        documents=[msgspec.json.encode(shown(row, selected)) for row in rows],
        has_more=False,
        next_cursor=None,
        total_count=len(rows),
        as_of=from_micros(oldest) if oldest else None,
    )


async def _get(ctx: Context, params: AdvertiserRef) -> Document:
    selected = await workspaces.selected_advertiser_id(ctx.services.db, ctx.actor.workspace_id)
    return Document(params.id, msgspec.json.encode(shown(owner(ctx), selected)))


async def _select(ctx: Context, params: AdvertiserRef) -> Advertiser:
    async with ctx.services.db.transaction(ctx.actor.workspace_id) as tx:
        await workspaces.select_advertiser(tx, ctx.actor.workspace_id, params.id)
    return shown(owner(ctx), params.id)


LIST_ADVERTISERS = Operation(
    name="advertisers.list",
    summary="List advertisers",
    description="The ad accounts that the workspace's connections open.",
    scope=None,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=ListAdvertisers,
    result=ListOf(Advertiser),
    perform=_list,
)

GET_ADVERTISER = Operation(
    name="advertisers.get",
    summary="Get an advertiser",
    scope=None,
    effect=Effect.READ,
    subject=Subject.ADVERTISER,
    params=AdvertiserRef,
    result=Advertiser,
    perform=_get,
)

SELECT_ADVERTISER = Operation(
    name="advertisers.select",
    summary="Select an advertiser",
    description="Requests that name no advertiser are then about this one, for the whole workspace.",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.ADVERTISER,
    params=AdvertiserRef,
    result=Advertiser,
    perform=_select,
)

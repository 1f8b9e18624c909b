"""What changed since a moment, by default since yesterday: told from events and the mirror, without asking TikTok."""

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from pydantic import Field

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.recap import Happened, LevelChanges, Recap
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.store import events, mirror
from linkpath_manager.store.events import BEHIND_ALL, EventFilter, EventRow
from linkpath_manager.store.mirror import Filter

from .inputs import AdvertiserId, Instant
from .objects import owner
from .operation import Context, Effect, Operation, Params, Subject

_A_DAY: Final = timedelta(days=1)
_SCOPES: Final[dict[mirror.Level, Scope]] = {
    "campaign": Scope.CAMPAIGNS_READ,
    "adgroup": Scope.ADGROUPS_READ,
    "ad": Scope.ADS_READ,
}
_TYPES: Final[dict[mirror.Level, tuple[str, ...]]] = {
    "campaign": ("campaign.status_changed",),
    "adgroup": ("adgroup.status_changed",),
    "ad": ("ad.approved", "ad.rejected"),
}
_BUDGETS: Final = "budget.threshold_reached"


class GetRecap(Params):
    advertiser_id: AdvertiserId = None
    since: Instant | None = Field(default=None, description="Left out: 24 hours ago.")
    limit: int = Field(default=100, ge=1, le=1_000, description="Of what happened, at most so much, the newest.")


async def _get(ctx: Context, params: GetRecap) -> Recap:
    """Of the levels that the token may see; what happened is newest first."""
    since = params.since or ctx.services.clock.now() - _A_DAY
    levels = [level for level, scope in _SCOPES.items() if scope in ctx.actor.scopes]
    types = [name for level in levels for name in _TYPES[level]]
    types += [_BUDGETS] if Scope.REPORTING_READ in ctx.actor.scopes else []
    wanted = EventFilter(types=tuple(types), advertiser_ids=(owner(ctx).id,), since=to_micros(since))
    rows = await events.page(ctx.services.db, ctx.actor.workspace_id, wanted, params.limit + 1, at=BEHIND_ALL)
    return Recap(
        advertiser_id=owner(ctx).id,
        since=since,
        as_of=from_micros(seen_at) if (seen_at := owner(ctx).synced_at) else None,
        changes=[await _changes(ctx, level, since) for level in levels],
        happened=[_happened(row) for row in rows[: params.limit]],
        has_more=len(rows) > params.limit,
    )


async def _changes(ctx: Context, level: mirror.Level, since: datetime) -> LevelChanges:
    async def count(column: str, *statuses: str) -> int:
        of = {"workspace_id": ctx.actor.workspace_id, "advertiser_id": owner(ctx).id}
        return await mirror.count(ctx.services.db, level, Filter(statuses, of, {column: to_micros(since)}, {}))

    living = ("ACTIVE", "PAUSED")
    created = await count("created_at", *living)
    modified = await count("updated_at", *living)
    return LevelChanges(level=level, created=created, modified=modified, deleted=await count("updated_at", "DELETED"))


def _happened(row: EventRow) -> Happened:
    told: dict[str, Any] = msgspec.json.decode(row.body)["data"]
    now, before = told["object"], told.get("previous") or {}
    return Happened(
        event_id=row.id,
        type=row.type,
        at=from_micros(row.created_at),
        level=row.object_level,
        id=row.object_id,
        name=now.get("name"),
        before=_state(before),
        after=_state(now),
        reason=told.get("reason"),
    )


def _state(told: dict[str, Any]) -> str | None:
    """The verdict of reviewers, or what TikTok makes of the object."""
    return (told.get("review") or {}).get("state") or (told.get("delivery") or {}).get("state")


GET_RECAP = Operation(
    name="recap.get",
    summary="Recap what changed",
    description="What happened to an advertiser's campaigns, ad groups and ads since a moment, and how many were "
    "created, modified and deleted at TikTok; of the levels that the token may see.",
    scope=Scope.CAMPAIGNS_READ,
    effect=Effect.READ,
    subject=Subject.ADVERTISER,
    params=GetRecap,
    result=Recap,
    perform=_get,
)

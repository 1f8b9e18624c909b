"""Why is this not delivering: answered from the mirror, without asking TikTok."""

from decimal import Decimal
from typing import Any, Final, Literal

import msgspec

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.advertiser import Advertiser
from linkpath_manager.domain.events.rejections import RejectionReason
from linkpath_manager.domain.explaining import (
    Account,
    DeliveryExplained,
    Seen,
    Standing,
    below_of,
    causes_of,
    standing_of,
    summary_of,
)
from linkpath_manager.kit.clock import from_micros
from linkpath_manager.store import events, mirror
from linkpath_manager.store.events import BEHIND_ALL, EventFilter
from linkpath_manager.store.mirror import Filter, MirrorRow, Sort

from .inputs import AdvertiserId, Id
from .objects import owner
from .operation import Context, Effect, Operation, Params, Subject

_MOST_BELOW: Final = 1_000
_LIVING: Final = ("ACTIVE", "PAUSED")
_SCOPES: Final[dict[mirror.Level, Scope]] = {
    "campaign": Scope.CAMPAIGNS_READ,
    "adgroup": Scope.ADGROUPS_READ,
    "ad": Scope.ADS_READ,
}
_SUBJECTS: Final[dict[mirror.Level, Subject]] = {
    "campaign": Subject.CAMPAIGN,
    "adgroup": Subject.ADGROUP,
    "ad": Subject.AD,
}
_BELOW: Final[dict[mirror.Level, tuple[Literal["adgroup", "ad"], ...]]] = {
    "campaign": ("adgroup", "ad"),
    "adgroup": ("ad",),
    "ad": (),
}


class ExplainDelivery(Params):
    id: Id
    advertiser_id: AdvertiserId = None


async def _explain(ctx: Context, level: mirror.Level, params: ExplainDelivery) -> DeliveryExplained:
    rows = await _chain(ctx, level, params.id)
    own = rows[level]
    below = {
        each: await _below(ctx, level, each, own.id) for each in _BELOW[level] if _SCOPES[each] in ctx.actor.scopes
    }
    seen = Seen(
        level=level,
        account=_account(ctx),
        chain={each: _standing(ctx, each, row) for each, row in rows.items()},
        below=below,
        rejected={own.id: await _reasons(ctx, own.id)} if own.verdict == "REJECTED" else {},
    )
    causes, groups = causes_of(seen, ctx.services.clock.now()), below_of(seen)
    return DeliveryExplained(
        level=level,
        id=own.id,
        advertiser_id=own.advertiser_id,
        name=own.name,
        delivering=not causes,
        summary=summary_of(seen, causes, groups),
        delivery=seen.chain[level].delivery,
        causes=causes,
        below=groups,
        as_of=from_micros(min(max(row.read_at, owner(ctx).seen_at(each)) for each, row in rows.items())),
    )


async def _chain(ctx: Context, level: mirror.Level, object_id: str) -> dict[mirror.Level, MirrorRow]:
    """The object and those of its parents that the mirror has, the highest first."""
    own = await mirror.by_id(ctx.services.db, level, ctx.actor.workspace_id, object_id)
    assert own is not None  # noqa: S101  # the gate found its advertiser by it
    above: dict[mirror.Level, str | None] = {"campaign": own.campaign_id, "adgroup": own.adgroup_id}
    rows = {}
    for each, id_ in above.items():
        row = await mirror.by_id(ctx.services.db, each, ctx.actor.workspace_id, id_) if id_ and each != level else None
        if row is not None:
            rows[each] = row
    return rows | {level: own}


async def _below(ctx: Context, level: mirror.Level, below: Literal["adgroup", "ad"], object_id: str) -> list[Standing]:
    of = {
        "workspace_id": ctx.actor.workspace_id,
        "advertiser_id": owner(ctx).id,
        f"{level}_id": object_id,
    }
    oldest_first = Sort("created_at", descending=False)
    wanted = Filter(_LIVING, of, {}, {})
    rows = await mirror.page(ctx.services.db, below, wanted, oldest_first, _MOST_BELOW, after=None, wide=False)
    return [standing_of(row[0]) for row in rows]


def _standing(ctx: Context, level: mirror.Level, row: MirrorRow) -> Standing:
    """A parent that the token may not see has no name."""
    standing = standing_of(row.document)
    return standing if _SCOPES[level] in ctx.actor.scopes else msgspec.structs.replace(standing, name=None)


def _account(ctx: Context) -> Account:
    told = msgspec.json.decode(owner(ctx).document, type=Advertiser)
    balance = Decimal(told.balance.amount) if told.balance else None
    return Account(told.id, told.name, told.time_zone, balance)


async def _reasons(ctx: Context, ad_id: str) -> list[RejectionReason]:
    """What was told of the rejection; empty where that was before LinkPath listened, or is too long ago."""
    wanted = EventFilter(types=("ad.rejected",), object_id=ad_id)
    rows = await events.page(ctx.services.db, ctx.actor.workspace_id, wanted, 1, at=BEHIND_ALL)
    if not rows:
        return []
    told = msgspec.json.decode(rows[0].body)["data"]["reasons"]
    return msgspec.convert(told, list[RejectionReason])


def _operation(noun: str, level: mirror.Level, called: str) -> Operation[ExplainDelivery, DeliveryExplained]:
    async def perform(ctx: Context, params: ExplainDelivery) -> DeliveryExplained:
        return await _explain(ctx, level, params)

    operation: Operation[Any, Any] = Operation(
        name=f"{noun}.delivery",
        summary=f"Explain why {called} is shown or not",
        description="What keeps it from being shown, the account and its parents included, in words, each with what to "
        "do next, and how what is below it stands. TikTok names one cause at a time; here are those behind it too.",
        scope=_SCOPES[level],
        effect=Effect.READ,
        subject=_SUBJECTS[level],
        params=ExplainDelivery,
        result=DeliveryExplained,
        perform=perform,
    )
    return operation


EXPLAIN_CAMPAIGN = _operation("campaigns", "campaign", "a campaign")
EXPLAIN_ADGROUP = _operation("adgroups", "adgroup", "an ad group")
EXPLAIN_AD = _operation("ads", "ad", "an ad")

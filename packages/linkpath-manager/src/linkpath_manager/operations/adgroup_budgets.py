"""Lifetime budgets of many ad groups in one call."""

from datetime import time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from linkpath_manager.store.mirror import MirrorRow
from tiktok_marketing.spec.adgroup import ADGROUP_BUDGET_UPDATE

from . import objects, upstream
from .companions import Shared
from .objects import owner
from .operation import Context

# TikTok takes none from 23:55 to midnight of the advertiser's day (behaviour reference §5.2, sure); clocks differ.
_LOCKED_FROM = time(23, 53)
_CLOCK_MARGIN = timedelta(minutes=2)


def can_be_shared(ctx: Context, row: MirrorRow) -> bool:
    """Whether the ad group's budget is one that TikTok changes at once together with others'.

    A daily one it would change from the next midnight on: that is set alone, and at once.
    """
    if ctx.companions is None or (msgspec.json.decode(row.document)["budget"] or {}).get("mode") != "LIFETIME":
        return False
    zone = ZoneInfo(owner(ctx).time_zone)
    now = ctx.services.clock.now()
    return now.astimezone(zone).time() < _LOCKED_FROM and (now - _CLOCK_MARGIN).astimezone(zone).time() < _LOCKED_FROM


async def change(ctx: Context, adgroup_id: str, amount: Decimal) -> None:
    """Sets the lifetime budget, in one call with those of the companions."""

    async def send(ctx: Context, wishes: list[str]) -> dict[str, None]:
        budgets = [dict(zip(("adgroup_id", "budget"), wish.split("="), strict=True)) for wish in wishes]
        params = {
            "advertiser_id": owner(ctx).id,
            "budget": [one | {"budget": Decimal(one["budget"])} for one in budgets],
        }
        answer = await upstream.call(ctx, ADGROUP_BUDGET_UPDATE, objects.asked(ADGROUP_BUDGET_UPDATE, params))
        return {} if answer.partial else dict.fromkeys(wishes)  # TikTok names none: of a part nobody knows which

    assert ctx.companions is not None  # noqa: S101  # the caller has asked whether it can be shared
    key = ("adgroup_budgets", ctx.actor.workspace_id, owner(ctx).id)
    shared: Shared[None] = Shared(key, objects.MOST_WRITTEN, send, halved=True)
    await ctx.companions.ask(ctx, shared, f"{adgroup_id}={amount}")

"""Alerts weighed: what was spent, read from TikTok in one call an advertiser and period, against each threshold."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import msgspec
import structlog

from linkpath_manager.domain.actor import system
from linkpath_manager.domain.alert import Period, Weighed, budget_of, day_in, forecast, share_of_day, weigh
from linkpath_manager.domain.budget import Budget
from linkpath_manager.domain.currency import amount_text
from linkpath_manager.domain.event import Event
from linkpath_manager.domain.events.budget import Threshold, ThresholdReached
from linkpath_manager.errors import LinkPathError
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import advertisers, alerts, events, mirror
from linkpath_manager.store.advertisers import AdvertiserRow
from linkpath_manager.store.alerts import AlertRow
from tiktok_marketing.spec.report import REPORT_INTEGRATED_GET, ReportFilter, ReportParams

from . import upstream
from .accounts import pace_of
from .operation import Context
from .services import Services

log = structlog.get_logger()

_AT_ONCE: Final = 200
_FINEST: Final = ("adgroup", "campaign", "advertiser")

Spent = dict[str, Decimal]
"""By the id of an ad group, a campaign or the advertiser."""


async def weigh_due(services: Services) -> None:
    """Weighs the alerts whose spend was last looked at as long ago as a busy account is let be."""
    before = to_micros(services.clock.now()) - pace_of(services).busy
    groups: dict[tuple[str, str | None], list[AlertRow]] = defaultdict(list)
    for row in await alerts.due(services.db, before, _AT_ONCE):
        groups[row.workspace_id, row.advertiser_id].append(row)
    for (workspace_id, advertiser_id), rows in groups.items():
        weighed = _of_advertiser if advertiser_id else _of_workspace
        try:
            await weighed(services, workspace_id, advertiser_id or "", rows)
        except LinkPathError as error:
            log.warning("alerts.not_weighed", advertiser_id=advertiser_id, code=error.reason)
            await _looked(services, rows)


async def _of_advertiser(services: Services, workspace_id: str, advertiser_id: str, rows: Sequence[AlertRow]) -> None:
    owner = await advertisers.by_id(services.db, workspace_id, advertiser_id)
    if owner is None:  # no grant opens it now
        await _looked(services, rows)
        return
    ctx = _context(services, workspace_id).about(owner)
    now = services.clock.now()
    for period in {row.period for row in rows}:
        those = [row for row in rows if row.period == period]
        spent = await _spent(ctx, owner, period, {row.level for row in those}, now)
        for row in those:
            await _weigh(services, row, spent.get(row.subject_id, Decimal(0)), owner.time_zone, now)


async def _of_workspace(services: Services, workspace_id: str, _none: str, rows: Sequence[AlertRow]) -> None:
    """Sums of all advertisers of the currency, each over its own day; the period is the day of UTC."""
    now = services.clock.now()
    for period, currency in {(row.period, row.currency) for row in rows}:
        spend = Decimal(0)
        for owner in await advertisers.of_workspace(services.db, workspace_id):
            if owner.currency == currency:
                ctx = _context(services, workspace_id).about(owner)
                spend += (await _spent(ctx, owner, period, {"advertiser"}, now)).get(owner.id, Decimal(0))
        for row in rows:
            if (row.period, row.currency) == (period, currency):
                await _weigh(services, row, spend, "UTC", now)


async def _spent(ctx: Context, owner: AdvertiserRow, period: str, levels: set[str], now: datetime) -> Spent:
    """One report, of the finest level that is watched, summed up to those above it."""
    finest = next(level for level in _FINEST if level in levels)
    today = day_in(owner.time_zone, now).isoformat()
    span: dict[str, Any] = {"start_date": today, "end_date": today} if period == "DAILY" else {"query_lifetime": True}
    deleted_too = ReportFilter(field_name=f"{finest}_status", filter_type="IN", filter_value='["STATUS_ALL"]')
    params = ReportParams(
        report_type="BASIC",
        advertiser_id=owner.id,
        data_level=f"AUCTION_{finest.upper()}",
        dimensions=[f"{finest}_id"],
        metrics=["spend"],
        filtering=[] if finest == "advertiser" else [deleted_too],
        **span,
    )
    found = await upstream.pages(ctx, REPORT_INTEGRATED_GET, params, key=lambda row: row.dimensions[f"{finest}_id"])
    spent: Spent = defaultdict(Decimal)
    for row in found.rows:
        object_id, amount = row.dimensions[f"{finest}_id"], _amount(row.metrics.get("spend"))
        spent[object_id] += amount
        if finest != "advertiser":
            spent[owner.id] += amount
        if finest == "adgroup" and "campaign" in levels:
            held = await mirror.by_id(ctx.services.db, "adgroup", owner.workspace_id, object_id)
            spent[held.campaign_id if held else ""] += amount
    return spent


def _amount(text: str | None) -> Decimal:
    """TikTok writes "-" where there is no value."""
    try:
        return Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)


async def _weigh(services: Services, row: AlertRow, spend: Decimal, time_zone: str, now: datetime) -> None:
    """What was seen of the alert, and what is told of it, in one transaction."""
    start = day_in(time_zone, now) if row.period == "DAILY" else None
    budget = await _budget(services, row)
    result = weigh(
        spend=spend,
        percent=Decimal(row.percent) if row.percent else None,
        amount=Decimal(row.amount) if row.amount else None,
        budget=budget,
        period_start=start,
        told_key=row.told_key,
    )
    at = to_micros(now)
    seen = {
        "told_key": result.key,
        "reached_at": (at if result.told else row.reached_at or at) if result.reached else None,
        "period_start": start.isoformat() if start else None,
        "spend": amount_text(spend, row.currency),
        "budget": amount_text(budget, row.currency),
        "as_of": at,
    }
    async with services.db.transaction(row.workspace_id) as tx:
        if await alerts.weighed(tx, row, **seen) and result.told:
            told = _event(row, result, spend, budget, time_zone, now)
            await events.append(tx, row.workspace_id, [told], now)


async def _budget(services: Services, row: AlertRow) -> Decimal | None:
    if row.level not in {"campaign", "adgroup"}:
        return None
    level: mirror.Level = "campaign" if row.level == "campaign" else "adgroup"
    held = await mirror.by_id(services.db, level, row.workspace_id, row.subject_id)
    budget = msgspec.json.decode(held.document)["budget"] if held else None
    period: Period = "DAILY" if row.period == "DAILY" else "LIFETIME"
    return budget_of(msgspec.convert(budget, Budget), period) if budget else None


def _event(
    row: AlertRow, result: Weighed, spend: Decimal, budget: Decimal | None, time_zone: str, now: datetime
) -> Event:
    share = share_of_day(time_zone, now) if row.period == "DAILY" else None
    threshold = Threshold(
        alert_id=row.id,
        level=row.level,  # type: ignore[arg-type]  # written as such
        id=row.subject_id,
        period=row.period,  # type: ignore[arg-type]  # the same
        period_start=day_in(time_zone, now) if row.period == "DAILY" else None,
        percent=row.percent,
        amount=amount_text(result.limit, row.currency) or "",
        spend=amount_text(spend, row.currency) or "",
        budget=amount_text(budget, row.currency),
        currency=row.currency,
        share_of_day=None if share is None else f"{share:.4f}",
        forecast=None if share is None else forecast(spend, share, row.currency),
        as_of=now,
    )
    level: Any = "advertiser" if row.level == "workspace" else row.level
    data = ThresholdReached(object=threshold, previous=None)
    return Event("budget.threshold_reached", row.advertiser_id, level, row.subject_id, data)


async def _looked(services: Services, rows: Sequence[AlertRow]) -> None:
    """Has those that could not be weighed wait for their next turn."""
    at = to_micros(services.clock.now())
    for row in rows:
        async with services.db.transaction(row.workspace_id) as tx:
            await alerts.weighed(tx, row, as_of=at)


def _context(services: Services, workspace_id: str) -> Context:
    return Context(system(workspace_id), services, new_id("req", services.clock.now()))

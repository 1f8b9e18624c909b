"""What any report over a range must say: every hour of every ad added up, deleted ones too, and nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from operator import add
from typing import Any, Literal

from .currencies import to_amount
from .figures import figures_of, today, visible_until
from .funnel import MONEY
from .ledger import HourFact
from .local_days import day_at
from .state import Node, State

Level = Literal["advertiser", "campaign", "adgroup", "ad"]

NAMES: tuple[str, ...] = (
    "spend",
    "impressions",
    "clicks",
    "conversion",
    "video_play_actions",
    "video_watched_2s",
    "video_watched_6s",
    "video_views_p100",
    "likes",
    "complete_payment",
    "total_complete_payment_rate",
    "app_install",
    "form",
)
"""TikTok's names of the figures told; `total_complete_payment_rate` is the value of all `complete_payment`."""


def truth(
    state: State, now: datetime, advertiser_id: str, start_date: date, end_date: date, level: str = "advertiser"
) -> dict[str, Any]:
    """Totals and, below the advertiser's level, one row for each object that delivered, by id.

    Days are the advertiser's, both ends counted; of today, what reports show by `now`. Money is text with two
    decimals, in the advertiser's currency; counts are numbers. `level` is advertiser, campaign, adgroup or ad.
    """
    advertiser = state.advertisers[advertiser_id]
    rows: dict[str, tuple[int, ...]] = {}
    nothing = (0,) * len(NAMES)
    figures, until = figures_of(state), visible_until(now)
    for day in _days(state, advertiser_id, start_date, min(end_date, today(advertiser, now))):
        for fact in figures.hour_facts(advertiser_id, day, NAMES, until):
            node_id = _id(fact, level)
            rows[node_id] = tuple(map(add, rows.get(node_id, nothing), fact.figures))
    told = {
        "advertiser_id": advertiser_id,
        "currency": advertiser.currency,
        "timezone": advertiser.timezone,
        "start_date": start_date.isoformat(),
        "end_date": end_date.isoformat(),
        "level": level,
        "as_of": until.isoformat(),
        "totals": _told(tuple(map(sum, zip(nothing, *rows.values(), strict=True))), advertiser.currency),
    }
    if level == "advertiser":
        return told
    tables: dict[str, Any] = {"campaign": state.campaigns, "adgroup": state.adgroups, "ad": state.ads}
    nodes = tables[level]
    listed = [
        {f"{level}_id": node_id, "deleted": _deleted(nodes[node_id]), **_told(rows[node_id], advertiser.currency)}
        for node_id in sorted(rows, key=int)
    ]
    return told | {"rows": listed}


def _days(state: State, advertiser_id: str, start: date, end: date) -> list[date]:
    """Those from `start` to `end` on which there was something to deliver."""
    campaigns = [state.campaigns[i] for i in state.campaigns_of.get(advertiser_id, ())]
    if not campaigns:
        return []
    first = min(campaign.created_at for campaign in campaigns)
    start = max(start, day_at(state.advertisers[advertiser_id].timezone, int(first.timestamp())))
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def _id(fact: HourFact, level: str) -> str:
    match level:
        case "ad":
            return fact.ad_id
        case "adgroup":
            return fact.adgroup_id
        case _:
            return fact.campaign_id


def _deleted(node: Node) -> bool:
    return node.operation_status == "DELETE"


def _told(figures: tuple[int, ...], currency: str) -> dict[str, Any]:
    return {
        name: f"{to_amount(amount, currency):.2f}" if name in MONEY else amount
        for name, amount in zip(NAMES, figures, strict=True)
    }

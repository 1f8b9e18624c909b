"""What any report over a range must say at that moment: what every ad did, added up, deleted ones too, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Literal

import msgspec

from .currencies import to_amount
from .figures import figures_of, today
from .freshness import as_reported
from .ledger import Ledger
from .stages import MONEY
from .state import State
from .tree_records import Node

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


class Question(msgspec.Struct, frozen=True):
    """Days are the advertiser's, both ends counted; `level` is advertiser, campaign, adgroup or ad."""

    advertiser_id: str
    start_date: date
    end_date: date
    level: str = "advertiser"


def truth(
    state: State, now: datetime, advertiser_id: str, start_date: date, end_date: date, level: str = "advertiser"
) -> dict[str, Any]:
    """Totals and, below the advertiser's level, one row for each object that delivered, by id.

    Money is text with two decimals, in the advertiser's currency; counts are numbers.
    """
    *_, told = telling(state, now, Question(advertiser_id, start_date, end_date, level))
    return told


def telling(state: State, now: datetime, question: Question) -> Iterator[dict[str, Any]]:
    """The same a campaign at a time, for those who have others to serve: the last thing told is the truth."""
    reading, level = as_reported(now), question.level
    days = (question.start_date, min(question.end_date, today(state.advertisers[question.advertiser_id], now)))
    rows: dict[str, list[int]] = {}
    totals = [0] * len(NAMES)
    for campaign_id in list(state.campaigns_of.get(question.advertiser_id, ())):
        ledger = figures_of(state).ledger(campaign_id)
        for node_id in _nodes(state, ledger, level):
            found = [ledger.total(node_id, name, *days, reading) for name in NAMES]
            totals = [total + amount for total, amount in zip(totals, found, strict=True)]
            if any(found):
                rows[node_id] = found
        yield {}
    yield _told(state, question, totals, rows) | {"as_of": datetime.fromtimestamp(reading.until, UTC).isoformat()}


def _nodes(state: State, ledger: Ledger, level: str) -> list[str]:
    """Whose figures are told; for an advertiser, its campaigns'."""
    match level:
        case "ad":
            return list(ledger.ads)
        case "adgroup":
            return state.adgroups_of.get(ledger.campaign_id, [])
        case _:
            return [ledger.campaign_id]


def _told(state: State, question: Question, totals: list[int], rows: dict[str, list[int]]) -> dict[str, Any]:
    advertiser, level = state.advertisers[question.advertiser_id], question.level
    told = {
        "advertiser_id": advertiser.id,
        "currency": advertiser.currency,
        "timezone": advertiser.timezone,
        "start_date": question.start_date.isoformat(),
        "end_date": question.end_date.isoformat(),
        "level": level,
        "totals": _figures(totals, advertiser.currency),
    }
    if level == "advertiser":
        return told
    tables: dict[str, Any] = {"campaign": state.campaigns, "adgroup": state.adgroups, "ad": state.ads}
    nodes = tables[level]
    return told | {
        "rows": [
            {f"{level}_id": node_id, "deleted": _deleted(nodes[node_id]), **_figures(found, advertiser.currency)}
            for node_id, found in sorted(rows.items(), key=lambda row: int(row[0]))
        ]
    }


def _deleted(node: Node) -> bool:
    return node.operation_status == "DELETE"


def _figures(amounts: list[int], currency: str) -> dict[str, Any]:
    return {
        name: f"{to_amount(amount, currency):.2f}" if name in MONEY else amount
        for name, amount in zip(NAMES, amounts, strict=True)
    }

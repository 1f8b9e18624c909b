"""What each report type takes: whose figures, at which levels, for how long (behaviour reference §6.1, §6.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

import msgspec

from tiktok_marketing.simulator.freshness import AUDIENCE

Level = Literal["advertiser", "campaign", "adgroup", "ad"]
Time = Literal["stat_time_day", "stat_time_hour"]

LEVELS: tuple[Level, ...] = ("advertiser", "campaign", "adgroup", "ad")
TIMES: tuple[Time, ...] = ("stat_time_day", "stat_time_hour")
DATA_LEVELS: dict[str, Level] = {f"AUCTION_{level.upper()}": level for level in LEVELS}
ID_FILTERS: dict[str, Level] = {"campaign_ids": "campaign", "adgroup_ids": "adgroup", "ad_ids": "ad", "ad_ids_v2": "ad"}
STATUS_FILTERS: dict[str, Level] = {f"{level}_status": level for level in LEVELS[1:]}


class Kind(msgspec.Struct, frozen=True):
    """`levels` are empty where the type knows none; `delay` is its own, else it is the figure's."""

    name: str
    levels: frozenset[Level]
    defaults: tuple[str, ...] = ("spend", "impressions")
    takes_several: bool = False
    has_lifetime: bool = False
    has_totals: bool = False
    delay: timedelta | None = None


_ALL = frozenset(LEVELS)
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("BASIC", _ALL, takes_several=True, has_lifetime=True, has_totals=True),
        Kind("AUDIENCE", _ALL, takes_several=True, delay=AUDIENCE),
        Kind("PLAYABLE_MATERIAL", frozenset(), has_lifetime=True, delay=AUDIENCE),
        Kind("CATALOG", _ALL, delay=AUDIENCE),
        Kind("BC", frozenset(), defaults=()),
        Kind("TT_SHOP", frozenset({"advertiser", "campaign"}), defaults=("spend", "billed_cost"), has_totals=True),
    )
}


class Way(msgspec.Struct, frozen=True, eq=False):
    """What differs between the ways to a report. `longest_days` by time dimension; where it is left out, no limit."""

    kinds: frozenset[str]
    is_synchronous: bool
    most_ids: int
    longest_days: Mapping[Time | None, int]


SYNCHRONOUS = Way(
    kinds=frozenset(KINDS),
    is_synchronous=True,
    most_ids=100,
    longest_days={"stat_time_day": 30, "stat_time_hour": 1, None: 365},
)
ASYNCHRONOUS = Way(
    kinds=frozenset({"BASIC", "AUDIENCE", "CATALOG"}), is_synchronous=False, most_ids=20_000, longest_days={}
)

"""How ads do against others like them (behaviour reference §6.11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from tiktok_marketing.simulator import world
from tiktok_marketing.simulator.agency_records import Advertiser
from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.currencies import digits, ratio
from tiktok_marketing.simulator.figures import figures_of
from tiktok_marketing.simulator.freshness import as_reported
from tiktok_marketing.simulator.market import country_shares
from tiktok_marketing.simulator.rules.text import check_choice, check_given
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.tree_records import Ad, AdGroup
from tiktok_marketing.spec.creative_insight import REPORT_AD_BENCHMARK_GET, AdBenchmarkParams

from .insight_ads import ads_named
from .listing import page_of

_WINDOWS = (7, 14, 30, 60)
# «A latency of 30–48 hours»: the last day compared is over for that long.
_LATENCY = timedelta(hours=30)
_LEAST_IMPRESSIONS = 1_000
_MOST_OTHERS = 100
"""With how many others an ad is compared: ours, so that a large world does not keep anybody waiting."""


class _Ratio(NamedTuple):
    part: str
    whole: str | None = None
    less_is_more: bool = False


# The page names them and no more; what each is made of is our reading.
_METRICS = {
    "cost": _Ratio("spend"),
    "click": _Ratio("clicks"),
    "impression": _Ratio("impressions"),
    "conversion": _Ratio("conversion"),
    "cpa": _Ratio("spend", "conversion", less_is_more=True),
    "cpc": _Ratio("spend", "clicks", less_is_more=True),
    "cpm": _Ratio("spend", "impressions", less_is_more=True),
    "cpv": _Ratio("spend", "video_play_actions", less_is_more=True),
    "ctr": _Ratio("clicks", "impressions"),
    "cvr": _Ratio("conversion", "clicks"),
    "pvr": _Ratio("total_landing_page_view", "clicks"),
    "profile_visits_rate": _Ratio("profile_visits", "impressions"),
    "video_views": _Ratio("video_play_actions"),
    "video_watched_2s": _Ratio("video_watched_2s"),
    "video_watched_6s": _Ratio("video_watched_6s"),
    "video_views_p25": _Ratio("video_views_p25"),
    "video_views_p50": _Ratio("video_views_p50"),
    "video_views_p75": _Ratio("video_views_p75"),
    "video_views_p100": _Ratio("video_views_p100"),
    "average_video_play": _Ratio("seconds_watched", "video_play_actions"),
}
_FIGURES = sorted({name for one in _METRICS.values() for name in (one.part, one.whole) if name})
_DIMENSIONS = {
    "LOCATION": "location",
    "AD_CATEGORY": "ad_category",
    "EXTERNAL_ACTION": "external_action",
    "PLACEMENT": "placement",
}
Figures = dict[str, float]


@behaviour(REPORT_AD_BENCHMARK_GET)
def ad_benchmark(simulator: Simulator, call: Call[AdBenchmarkParams]) -> dict[str, Any]:
    check_given(call.given, "advertiser_id", "dimensions", "filtering")
    names = call.given.get("metrics_fields") or list(_METRICS)
    for name in names:
        check_choice("metrics_fields", name, _METRICS)
    board = _Board(simulator, call)
    ads, info = page_of(ads_named(simulator, call), call.given)
    return {"compare_date": str(board.last), "list": [board.row(ad, names) for ad in ads], "page_info": info}


class _Board:
    """What ads did on the days compared; `last` is the last of them."""

    def __init__(self, simulator: Simulator, call: Call[Any]) -> None:
        given, days = call.given, call.given.get("compare_time_window", _WINDOWS[0])
        check_choice("compare_time_window", str(days), [str(one) for one in _WINDOWS])
        for name in given["dimensions"]:
            check_choice("dimensions", name, _DIMENSIONS)
        if not 1 <= len(set(given["dimensions"])) == len(given["dimensions"]):
            raise bad_value("dimensions: From 1 to 4 different ones.")
        self._state, self._reading = simulator.state, as_reported(call.now)
        self._alike = [_DIMENSIONS[name] for name in given["dimensions"]]
        self.last: date = (call.now - _LATENCY).date() - timedelta(days=1)
        self._first = self.last - timedelta(days=days - 1)
        self._known: dict[str, Figures] = {}
        self._others: dict[tuple[str, ...], list[str]] = {}

    def row(self, ad: Ad, names: list[str]) -> dict[str, Any]:
        """An ad that was shown too little, or that nobody can be compared with, has nothing but its id."""
        own, profile = self._figures(ad.id), _profile(self._state.advertisers[ad.advertiser_id], self._adgroup(ad))
        others = [self._figures(ad_id) for ad_id in self._like(profile) if ad_id != ad.id]
        others = [one for one in others if one["impressions"] >= _LEAST_IMPRESSIONS]
        if own["impressions"] < _LEAST_IMPRESSIONS or not others:
            return {"info": {"ad_id": ad.id}}
        return {
            "info": {"ad_id": ad.id, **profile},
            "metrics": {name: _outperformed(_METRICS[name], own, others) for name in names},
        }

    def _like(self, profile: dict[str, str]) -> list[str]:
        """Of all ads there are, those of the same kind, or a part of them."""
        key = tuple(profile[name] for name in self._alike)
        if key not in self._others:
            found = list(self._all_like(key))
            self._others[key] = found[:: -(-len(found) // _MOST_OTHERS) or 1]
        return self._others[key]

    def _all_like(self, key: tuple[str, ...]) -> Iterator[str]:
        state = self._state
        for adgroup in state.adgroups.values():
            profile = _profile(state.advertisers[adgroup.advertiser_id], adgroup)
            if tuple(profile[name] for name in self._alike) == key:
                yield from state.ads_of.get(adgroup.id, ())

    def _figures(self, ad_id: str) -> Figures:
        """Money in dollars, as TikTok converts its limits."""
        if ad_id not in self._known:
            ad = self._state.ads[ad_id]
            currency = self._state.advertisers[ad.advertiser_id].currency
            ledger = figures_of(self._state).ledger(ad.campaign_id)
            days = (self._first, self.last)
            found = {name: float(ledger.total(ad_id, name, *days, self._reading)) for name in _FIGURES}
            self._known[ad_id] = found | {"spend": found["spend"] / ratio(currency) / 10 ** digits(currency)}
        return self._known[ad_id]

    def _adgroup(self, ad: Ad) -> AdGroup:
        return self._state.adgroups[ad.adgroup_id]


def _profile(advertiser: Advertiser, adgroup: AdGroup) -> dict[str, str]:
    """What kind of ads the ad group has: where most see them, in which surroundings, of what, and to what end."""
    fields = adgroup.fields
    countries = country_shares(tuple(fields.get("location_ids") or ()), str(advertiser.fields.get("country") or "US"))
    categories = (one for one in fields.get("interest_category_ids") or () if one in _second_level())
    placements = fields.get("placements") or ["ALL"]
    return {
        "location": countries[0][0],
        "placement": placements[0] if len(placements) == 1 else "ALL",
        "ad_category": next(categories, "0"),
        "external_action": str(fields.get("optimization_event") or ""),
    }


@cache
def _second_level() -> frozenset[str]:
    return frozenset(one.id for one in world.interests() if one.parent_id)


def _outperformed(metric: _Ratio, own: Figures, others: list[Figures]) -> float:
    """The share of the others that it outperforms, rounded down to one decimal."""
    value = _value(metric, own)
    worse = sum(_value(metric, one) > value if metric.less_is_more else _value(metric, one) < value for one in others)
    return worse * 10 // len(others) / 10


def _value(metric: _Ratio, figures: Figures) -> float:
    """A price of what nobody bought is the highest there is."""
    part, whole = figures[metric.part], figures[metric.whole] if metric.whole else 1
    if whole:
        return part / whole
    return float("inf") if metric.less_is_more else 0.0

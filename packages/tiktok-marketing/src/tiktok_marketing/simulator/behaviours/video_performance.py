"""How a video is watched, second by second (behaviour reference §6.11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from operator import add
from typing import Any

from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.creative_records import Material
from tiktok_marketing.simulator.figures import figures_of
from tiktok_marketing.simulator.freshness import ALWAYS, Reading, as_reported
from tiktok_marketing.simulator.ledger import Stretch
from tiktok_marketing.simulator.local_days import day_at, local_day
from tiktok_marketing.simulator.rules.text import check_choice, check_given, read_moment
from tiktok_marketing.simulator.seconds import folded, spread, watching
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.tree_records import Ad
from tiktok_marketing.spec.creative_insight import REPORT_VIDEO_PERFORMANCE_GET, VideoPerformanceParams

from .insight_ads import ads_named, ads_of, one_of
from .listing import page_of
from .materials import VIDEO, find
from .report_scope import Part

_DELAY = timedelta(hours=1)
# The page's metrics by report type → whose figure they spread over the seconds; those without are of the watching.
_OF_ADS = {
    "view_count": "",
    "break_count": "",
    "click_count": "clicks",
    "slide_count": "profile_visits",
    "convert_count": "conversion",
    "like_count": "likes",
    "share_count": "shares",
    "comment_count": "comments",
}
_OF_VIDEO = {"clicks": "clicks", "conversions": "conversion", "drop_off": "", "retain": "", "ctr": "", "cvr": ""}
_WATCHED = ("video_play_actions", "video_watched_2s", "video_watched_6s")
_QUARTERS = ("video_views_p25", "video_views_p50", "video_views_p75", "video_views_p100")
_NAMES = (*_WATCHED, *_QUARTERS, *(name for name in _OF_ADS.values() if name))
Window = tuple[int, int]
"""Seconds since 1970, the second not counted."""
EVER: Window = (0, ALWAYS)


@behaviour(REPORT_VIDEO_PERFORMANCE_GET)
def video_performance(simulator: Simulator, call: Call[VideoPerformanceParams]) -> dict[str, Any]:
    check_given(call.given, "advertiser_id", "filtering")
    kind = call.given.get("report_type", "AD")
    check_choice("report_type", kind, {"AD", "VIDEO"})
    known = _OF_ADS if kind == "AD" else _OF_VIDEO
    names = call.given.get("metrics_fields") or list(known)
    for name in names:
        check_choice("metrics_fields", name, known)
    if kind == "VIDEO":
        page, info = page_of(list(_video(simulator, call)), call.given)
    else:
        shown = [(ad, video) for ad in ads_named(simulator, call) if (video := _video_of(simulator, ad))]
        pairs, info = page_of(shown, call.given)
        page = [_of_ad(simulator, call, *pair) for pair in pairs]
    rows = [row | {"metrics": {name: row["metrics"][name] for name in names}} for row in page]
    return {"list": rows, "page_info": info}


def _of_ad(simulator: Simulator, call: Call[Any], ad: Ad, material: Material) -> dict[str, Any]:
    clip = _Clip(material, _shown(simulator, call, [ad], material, EVER))
    metrics: dict[str, list[int]] = {"view_count": clip.watched[:-1], "break_count": clip.left}
    metrics |= {name: clip.spread(figure) for name, figure in _OF_ADS.items() if figure}
    return {
        "info": {"ad_id": ad.id, "video_id": material.media_id, "duration": clip.duration},
        "metrics": {name: folded(values) for name, values in metrics.items()},
    }


def _video(simulator: Simulator, call: Call[Any]) -> Iterator[dict[str, Any]]:
    """One row, of all the advertiser's ads that showed it; none for a video that the advertiser does not have."""
    filtering, state = call.given["filtering"], simulator.state
    name = one_of(filtering, ("material_ids", "video_ids"))
    if len(filtering[name]) > 1:
        raise bad_value(f"filtering.{name}: At most 1 id.")
    window = _window(filtering)
    wanted, advertiser_id = filtering[name][0], call.given["advertiser_id"]
    material = state.materials.get(wanted) if name == "material_ids" else find(simulator, advertiser_id, wanted)
    if material is None or material.advertiser_id != advertiser_id or material.kind != VIDEO:
        return
    ads = ads_of(simulator, advertiser_id, "campaign_ids", state.campaigns_of.get(advertiser_id, ()))
    clip = _Clip(material, _shown(simulator, call, ads, material, window))
    watched, clicks, conversions = (
        folded(values) for values in (clip.watched[:-1], clip.spread("clicks"), clip.spread("conversion"))
    )
    yield {
        "info": {"video_id": material.media_id, "duration": clip.duration},
        "metrics": {
            "clicks": clicks,
            "conversions": conversions,
            "drop_off": folded(clip.left),
            "retain": folded(clip.watched[1:]),
            "ctr": [_per_cent(*pair) for pair in zip(clicks, watched, strict=True)],
            "cvr": [_per_cent(*pair) for pair in zip(conversions, clicks, strict=True)],
        },
    }


def _window(filtering: dict[str, Any]) -> Window:
    if filtering.get("lifetime", True):
        return EVER
    if "start_time" not in filtering or "end_time" not in filtering:
        raise bad_value("filtering: start_time and end_time are required unless lifetime is true.")
    start, end = (int(read_moment(filtering[name]).timestamp()) for name in ("start_time", "end_time"))
    if end < start:
        raise bad_value("filtering.end_time: Must not be before start_time.")
    return start, end + 1


class _Clip:
    """A video's figures over its seconds."""

    def __init__(self, material: Material, sums: dict[str, int]) -> None:
        self.duration = max(int((material.duration or 0).__ceil__()), 1)
        self._sums, self._name = sums, material.id
        last = self.duration * 1000
        moments = {last * place // 4: name for place, name in enumerate(_QUARTERS, 1)}
        moments |= {at: name for at, name in zip((0, 2000, 6000), _WATCHED, strict=True) if at < last}
        self.watched = watching({at: sums[name] for at, name in moments.items()}, self.duration)
        self.left = [before - after for before, after in zip(self.watched, self.watched[1:], strict=False)]

    def spread(self, figure: str) -> list[int]:
        return spread(self._sums[figure], self.watched[:-1], f"{self._name} {figure}")


def _video_of(simulator: Simulator, ad: Ad) -> Material | None:
    found = find(simulator, ad.advertiser_id, str(ad.fields.get("video_id")))
    return found if found and found.kind == VIDEO else None


def _shown(
    simulator: Simulator, call: Call[Any], ads: Iterable[Ad], material: Material, window: Window
) -> dict[str, int]:
    """What the ads did while they showed the video, as known after an hour."""
    sums = [0] * len(_NAMES)
    reading = as_reported(call.now, _DELAY)
    for ad in ads:
        ledger = figures_of(simulator.state).ledger(ad.campaign_id)
        first = max(day_at(ledger.zone, window[0]), ledger.first_day)
        last = day_at(ledger.zone, min(window[1], reading.until))
        for stretch in ledger.stretches(ad.id, first, last):
            if material.media_id in stretch.shown:
                sums = [*map(add, sums, _figures(Part(ledger, ad.id), stretch, window, reading))]
    return dict(zip(_NAMES, sums, strict=True))


def _figures(part: Part, stretch: Stretch, window: Window, reading: Reading) -> list[int]:
    ledger, ad_id = part
    found = [ledger.total(ad_id, name, stretch.first, stretch.last, reading) for name in _NAMES]
    for day in {stretch.first, stretch.last}:
        local = local_day(ledger.zone, day)
        if window[0] > local.start or window[1] < local.end:  # what is outside of it is taken off again
            cuts = [*(min(max(at, local.start), local.end) for at in window), local.end]
            moments = [min(at, reading.until) for at in cuts]
            rows = ledger.within(ad_id, (day - ledger.first_day).days, moments, _NAMES, reading)
            found = [n - start - (whole - end) for n, start, end, whole in zip(found, *rows, strict=True)]
    return found


def _per_cent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0

"""The list of Upgraded Smart+ ads, and how one would look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.chance import key_of
from tiktok_marketing.simulator.library import SUGGESTED_LIFE
from tiktok_marketing.simulator.rules.text import check_choice, check_given, read_moment
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_ads import find_smart, is_gone, status_of
from tiktok_marketing.simulator.smart_records import UPGRADED, SmartAd
from tiktok_marketing.simulator.status import Statuses, primary_status, statuses_at
from tiktok_marketing.spec.smart_plus_ad import SMART_PLUS_AD_GET, SmartPlusAdParams
from tiktok_marketing.spec.smart_plus_ad_preview import SMART_PLUS_AD_PREVIEW, SmartPlusAdPreviewParams

from .filters import MOST_IDS, PRIMARY_STATUSES
from .listing import check_fields, only, page_of
from .materials import signed
from .smart_plus_ad import row

_PREVIEWS = frozenset({"ADS_CREATION", "AD", "CARD", "PAGE", "SINGLE_VIDEO", "SINGLE_IMAGE"})
_IDS = {"smart_plus_ad_ids": "id", "adgroup_ids": "adgroup_id", "campaign_ids": "campaign_id"}
Test = Callable[[SmartAd], bool]


@behaviour(SMART_PLUS_AD_GET)
def get(simulator: Simulator, call: Call[SmartPlusAdParams]) -> dict[str, Any]:
    """Newest first; deleted ones only when asked for."""
    wanted = check_fields(call.endpoint, call.given.get("fields"))
    statuses, filtering = statuses_at(simulator, call.now), call.given.get("filtering", {})
    tests = [_status(statuses, filtering), *(_test(simulator, name, value) for name, value in filtering.items())]
    mine = (
        smart
        for smart in reversed(simulator.state.smart_ads.values())
        if (smart.how, smart.advertiser_id) == (UPGRADED, call.params.advertiser_id)
    )
    found = [smart for smart in mine if all(test(smart) for test in tests)]
    found = [smart for smart in found if smart.created_at <= call.now - call.lag] if call.lag else found
    page, page_info = page_of(found, call.given)
    return {"list": [only(row(simulator, statuses, smart), wanted) for smart in page], "page_info": page_info}


@behaviour(SMART_PLUS_AD_PREVIEW)
def preview(simulator: Simulator, call: Call[SmartPlusAdPreviewParams]) -> dict[str, Any]:
    """An address for the ad, or for the creatives as they were sent; same creatives, same picture."""
    kind = call.params.preview_type
    check_choice("preview_type", kind, _PREVIEWS)
    if not call.params.creative_list:
        raise bad_value("creative_list: Must not be empty.")
    if kind == "AD":
        check_given(call.given, "smart_plus_ad_id")
        find_smart(simulator, UPGRADED, call.params.advertiser_id, call.given["smart_plus_ad_id"])
    name = f"{key_of(simulator.seed, repr(sorted(call.given.items()))):016x}"
    link = signed(f"preview/{name}", call.now, SUGGESTED_LIFE)
    return {"preview_link": link, "iframe": f'<iframe src="{link}" width="300" height="650"></iframe>', "tips": []}


def _status(statuses: Statuses, filtering: dict[str, Any]) -> Test:
    secondary, primary = filtering.get("secondary_status"), filtering.get("primary_status", "STATUS_NOT_DELETE")
    check_choice("filtering.primary_status", primary, PRIMARY_STATUSES)
    if secondary is not None:
        return lambda smart: status_of(statuses, smart) == secondary
    if primary == "STATUS_ALL":
        return lambda _: True
    if primary == "STATUS_NOT_DELETE":
        return lambda smart: not is_gone(statuses.simulator, smart)
    return lambda smart: primary_status(status_of(statuses, smart)) == primary


def _test(simulator: Simulator, name: str, value: Any) -> Test:
    state = simulator.state
    match name:
        case "smart_plus_ad_ids" | "adgroup_ids" | "campaign_ids":
            if not value:
                raise bad_value(f"filtering.{name}: Must not be empty.")
            if len(value) > MOST_IDS:
                raise Refusal(40011, f"filtering.{name}: At most {MOST_IDS} ids in one request.")
            return lambda smart: getattr(smart, _IDS[name]) in value
        case "objective_type" | "sales_destination":
            return lambda smart: state.campaigns[smart.campaign_id].fields.get(name) == value
        case "optimization_goal":
            return lambda smart: state.adgroups[smart.adgroup_id].fields.get(name) == value
        case "creation_filter_start_time" | "creation_filter_end_time" | "modified_after":
            return _by_time(name, value)
        case _:
            return lambda _: True


def _by_time(name: str, value: str) -> Test:
    moment = read_moment(value)
    if name == "modified_after":
        return lambda smart: smart.modified_at > moment
    if name == "creation_filter_end_time":
        return lambda smart: smart.created_at <= moment
    return lambda smart: smart.created_at >= moment

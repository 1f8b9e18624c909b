"""The ads that a report on creatives is about (behaviour reference §6.11)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value
from tiktok_marketing.simulator.rules.text import check_choice
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.tree_records import Ad

MOST_IDS = 200
_IDS = ("ad_ids", "adgroup_ids", "campaign_ids")
# The pages write DES, the table of TikTok's Go SDK DESC; the newest come first, unless asked otherwise, is ours.
_ORDERS = {"ASC": False, "DES": True, "DESC": True}


def ads_named(simulator: Simulator, call: Call[Any]) -> list[Ad]:
    """The advertiser's ads that `filtering` names, sorted.

    Raises:
        Refusal: 40002 unless there is exactly one list of ids, or the order is unknown; 40011 for too many ids.
    """
    name = one_of(call.given["filtering"], _IDS)
    ids = frozenset(call.given["filtering"][name])
    if name == "ad_ids" and len(ids) > MOST_IDS:
        raise Refusal(40011, f"filtering.ad_ids: At most {MOST_IDS} ids in one request.")
    found = ads_of(simulator, call.given["advertiser_id"], name, ids)
    field, order = call.given.get("sort_field", "CREATE_TIME"), call.given.get("sort_type", "DES")
    check_choice("sort_field", field, {"CREATE_TIME", "AD_ID"})
    check_choice("sort_type", order, _ORDERS)
    found.sort(key=lambda ad: int(ad.id), reverse=_ORDERS[order])
    if field == "CREATE_TIME":
        found.sort(key=lambda ad: ad.created_at, reverse=_ORDERS[order])
    return found


def one_of(filtering: dict[str, Any], names: tuple[str, ...]) -> str:
    """Which of `names` is given.

    Raises:
        Refusal: 40002 unless exactly one is, and is not empty.
    """
    given = [name for name in names if filtering.get(name)]
    if len(given) != 1:
        raise bad_value(f"filtering: Exactly one of {', '.join(names)} is required.")
    return given[0]


def ads_of(simulator: Simulator, advertiser_id: str, name: str, ids: Iterable[str]) -> list[Ad]:
    """The advertiser's ads of those ids, ad groups or campaigns; none of Upgraded Smart+ (D:1854112742370306)."""
    state = simulator.state
    groups = ids if name == "adgroup_ids" else {one for i in ids for one in state.adgroups_of.get(i, ())}
    ad_ids = ids if name == "ad_ids" else {one for i in groups for one in state.ads_of.get(i, ())}
    found = [ad for ad in map(state.ads.get, ad_ids) if ad is not None and ad.advertiser_id == advertiser_id]
    return [ad for ad in found if not ad.fields.get("smart_plus_ad_id")]

"""Figures of the media in a Smart+ campaign of the older kind."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.rules.text import check_choice, check_given
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_records import SMART_PLUS, SmartAd, SmartCreative
from tiktok_marketing.simulator.tree_records import Campaign
from tiktok_marketing.spec.spc_report import CAMPAIGN_SPC_REPORT_GET, SpcReportParams

from .listing import page_of
from .material_figures import Book, Group, metrics_in, span_in, subject_of
from .switching import find

_TYPES = ("SPC_VIDEO", "SPC_AD_TEXT", "SPC_SPARK", "SPC_CATALOG_VIDEO", "SPC_CATALOG_CAROUSEL")
_DEFAULT_METRICS = ["spend", "impressions"]


@behaviour(CAMPAIGN_SPC_REPORT_GET)
def report(simulator: Simulator, call: Call[SpcReportParams]) -> dict[str, Any]:
    """One campaign's media with delivery; texts are not told apart, and catalogs have none (ours)."""
    given = call.given
    check_given(given, "advertiser_id", "campaign_id", "material_type")
    check_choice("material_type", given["material_type"], _TYPES)
    if len(given["campaign_id"]) != 1:
        raise bad_value("campaign_id: Exactly one id in one request.")
    campaign = find(simulator, Campaign, given["advertiser_id"], given["campaign_id"][0])
    names, span = metrics_in(given, _DEFAULT_METRICS), span_in(given, over_time=False)
    book = Book(simulator, campaign.advertiser_id, call.now, span)
    groups = [group for group in _groups(simulator, campaign, given) if book.is_shown(group)]
    groups.sort(key=lambda group: -book.order(group, "spend"))
    page, page_info = page_of(groups, given)
    rows = [{"dimensions": group.info, "metrics": book.told(group, names)} for group in page]
    return {"list": rows, "page_info": page_info}


def _groups(simulator: Simulator, campaign: Campaign, given: dict[str, Any]) -> list[Group]:
    kind, with_removed = given["material_type"], given.get("is_include_removed_material", True)
    every = [
        one for one in simulator.state.smart_ads.values() if (one.how, one.campaign_id) == (SMART_PLUS, campaign.id)
    ]
    pairs = [(smart, creative) for smart in every for creative in (smart.creatives if with_removed else smart.living)]
    if kind == "SPC_AD_TEXT":
        return _as_one(simulator, pairs)
    wanted = {"SPC_VIDEO": False, "SPC_SPARK": True}.get(kind)
    chosen = [pair for pair in pairs if bool(pair[1].info.get("tiktok_item_id")) is wanted]
    return [_group(simulator, smart, creative) for smart, creative in chosen]


def _group(simulator: Simulator, smart: SmartAd, creative: SmartCreative) -> Group:
    info = {"campaign_id": smart.campaign_id, "ad_id": creative.ad_id, "video_material_id": creative.id}
    return Group(subject_of(simulator, smart, creative), info, {(creative.ad_id, None): smart.campaign_id})


def _as_one(simulator: Simulator, pairs: list[tuple[SmartAd, SmartCreative]]) -> list[Group]:
    """All creatives as one row: each is shown with every text."""
    if not pairs:
        return []
    smart, first = pairs[0]
    parts: dict[tuple[str, Any], str] = {(creative.ad_id, None): one.campaign_id for one, creative in pairs}
    return [Group(subject_of(simulator, smart, first), {"campaign_id": smart.campaign_id}, parts)]

"""Addresses that are good to advertise, and ad groups whose budget holds them back."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from tiktok_marketing.simulator import world
from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.rules.text import check_choice, check_given
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.status import statuses_at
from tiktok_marketing.simulator.tree_records import AdGroup
from tiktok_marketing.spec.timestamps import format_utc
from tiktok_marketing.spec.tool_check import (
    TOOL_DIAGNOSIS_GET,
    TOOL_OPEN_URL,
    TOOL_URL_VALIDATE,
    DiagnosisParams,
    OpenUrlParams,
    UrlValidateParams,
)

from .switching import MOST_IDS, find

_URL_TYPES = ("USER_PROFILE", "VIDEO", "HASHTAG_CHALLENGE", "MUSIC", "STICKER", "STICKER_SHOOTER")
_CATEGORIES = ("CREATIVE", "BID_AND_BUDGET", "EVENT_TRACK")
_SPENT_UP = "ADGROUP_STATUS_BUDGET_EXCEED"


@behaviour(TOOL_URL_VALIDATE)
def validate_url(_: Simulator, call: Call[UrlValidateParams]) -> dict[str, Any]:
    """By its form alone: nothing is fetched. The wrapper has two names, for two sources disagree."""
    is_web = bool(re.fullmatch(r"https?://[^\s/?#]+\S*", call.params.url))
    scheme = urlsplit(call.params.url).scheme if not re.search(r"\s", call.params.url) else ""
    is_link = bool(scheme) and scheme not in {"http", "https"}
    told = {"is_scheme_link": is_link, "is_valid_scheme": is_link}
    return {
        "landing_page_url_info": {"validate_info": told | {"is_valid_url": is_web}},
        "url_info": {"validate_info": told | {"is_valid_url": str(is_web).lower()}},
    }


@behaviour(TOOL_OPEN_URL)
def open_url(_: Simulator, call: Call[OpenUrlParams]) -> dict[str, Any]:
    """The address of the same page in the app; the app's scheme is an example's (ours)."""
    check_choice("url_type", call.params.url_type, _URL_TYPES)
    parts = urlsplit(call.params.url)
    host = parts.hostname or ""
    if host != "tiktok.com" and not host.endswith(".tiktok.com"):
        raise bad_value("url: Must be an address of TikTok.")
    inner = f"tiktok-app://{call.params.url_type.lower()}{parts.path}"
    return {"open_url": inner, "supported_regions": [row[2] for row in world.facts()["countries"]]}


@behaviour(TOOL_DIAGNOSIS_GET)
def diagnose(simulator: Simulator, call: Call[DiagnosisParams]) -> dict[str, Any]:
    """Ad groups that have used up their budget, with half as much again as advice (ours); nothing else is found."""
    check_given(call.given, "advertiser_id")
    filtering = call.given.get("filtering", {})
    for category in filtering.get("issue_category", []):
        check_choice("filtering.issue_category", category, _CATEGORIES)
    wanted = filtering.get("issue_category") or list(_CATEGORIES)
    groups = _groups(simulator, call.given["advertiser_id"], filtering.get("adgroup_ids"))
    held_back = [group for group in groups if statuses_at(simulator, call.now).of(group) == _SPENT_UP]
    return {"results": [_advice(simulator, group, call) for group in held_back if "BID_AND_BUDGET" in wanted]}


def _groups(simulator: Simulator, advertiser_id: str, ids: list[str] | None) -> list[AdGroup]:
    if ids is None:
        return simulator.nodes(AdGroup, advertiser_id)
    if len(ids) > MOST_IDS:
        raise Refusal(40011, f"filtering.adgroup_ids: At most {MOST_IDS} ids in one request.")
    return [find(simulator, AdGroup, advertiser_id, one) for one in dict.fromkeys(ids)]


def _advice(simulator: Simulator, group: AdGroup, call: Call[Any]) -> dict[str, Any]:
    moment, budget = format_utc(call.now), group.fields["budget"]
    advice = {
        "suggestion_time": moment,
        "suggestion_id": f"{group.id}-budget",
        "issue_suggestion": "SUGGEST_BUDGET",
        "budget": budget,
        "suggest_budget": budget * 3 / 2,
        "cost_floor": simulator.spent("adgroup", group.id),
    }
    suggestions = {"creative": [], "bid_and_budget": [advice], "event_track": []}
    return {
        "adgroup_id": group.id,
        "adgroup_name": group.fields.get("adgroup_name"),
        "diagnosis": {"diagnosis_time": moment, "suggestions": [suggestions]},
    }

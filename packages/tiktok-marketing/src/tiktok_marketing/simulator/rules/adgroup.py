"""Rules about the values of an ad group."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tiktok_marketing.simulator.behaviour import bad_value

from .bidding import check_bidding
from .goals import check_goal, check_pixel, check_promotion
from .industry import check_targeting_of_industries
from .money import check_adgroup_budget
from .targeting import check_targeting
from .text import check_choice, check_name, missing, read_moment

DAYPARTING_SLOTS = 336
PLACEMENTS = frozenset({"PLACEMENT_TIKTOK", "PLACEMENT_PANGLE", "PLACEMENT_GLOBAL_APP_BUNDLE"})
AUTOMATIC_PLACEMENTS = ["PLACEMENT_TIKTOK", "PLACEMENT_PANGLE"]
_WITH_SECOND_EVENT = frozenset({"INSTALL", "VALUE"})  # likely
SEARCHED = frozenset({"APP_PROMOTION", "WEB_CONVERSIONS", "TRAFFIC", "LEAD_GENERATION"})
"""The objectives whose ads are shown in searches too, unless told otherwise (behaviour reference §5.2, sure)."""


def check_adgroup(fields: dict[str, Any], campaign: dict[str, Any], currency: str, now: datetime) -> None:
    """Everything an ad group's values must satisfy under its campaign's (behaviour reference §5.2)."""
    objective = campaign.get("objective_type", "")
    check_name("adgroup_name", fields["adgroup_name"])
    check_promotion(fields, objective)
    check_goal(fields, objective, shared=bool(campaign.get("budget_optimize_on")))
    check_pixel(fields, objective)
    _check_placements(fields)
    check_targeting(fields, objective)
    check_targeting_of_industries(fields, campaign)
    check_schedule(fields)
    if not campaign.get("budget_optimize_on"):
        check_adgroup_budget(fields, campaign, currency, now)
    check_bidding(fields, campaign, currency)
    _check_delivery(fields, objective)


def check_new_adgroup(fields: dict[str, Any]) -> None:
    """What has been closed to new ad groups (behaviour reference §5.2, sure)."""
    if fields.get("auto_targeting_enabled"):
        raise bad_value("auto_targeting_enabled: No longer supported for new ad groups.")


def check_schedule(fields: dict[str, Any]) -> None:
    """Start and end in UTC; a start in the past is no error, delivery begins at once."""
    check_choice("schedule_type", fields["schedule_type"], {"SCHEDULE_FROM_NOW", "SCHEDULE_START_END"})
    start = read_moment(fields["schedule_start_time"])
    if fields["schedule_type"] == "SCHEDULE_START_END":
        if "schedule_end_time" not in fields:
            raise bad_value(missing("schedule_end_time"))
        if read_moment(fields["schedule_end_time"]) <= start:
            raise bad_value("schedule_end_time: The end time must be later than the start time.")
    dayparting = fields.get("dayparting", "")
    if dayparting and (len(dayparting) != DAYPARTING_SLOTS or set(dayparting) - {"0", "1"}):
        raise bad_value(f"dayparting: Must be {DAYPARTING_SLOTS} characters of 0 and 1.")


def _check_placements(fields: dict[str, Any]) -> None:
    check_choice("placement_type", fields["placement_type"], {"PLACEMENT_TYPE_NORMAL", "PLACEMENT_TYPE_AUTOMATIC"})
    if fields["placement_type"] == "PLACEMENT_TYPE_NORMAL" and not fields.get("placements"):
        raise bad_value(missing("placements"))
    for placement in fields.get("placements", []):
        check_choice("placements", placement, PLACEMENTS)


def _check_delivery(fields: dict[str, Any], objective: str) -> None:
    _check_frequency(fields, objective)
    if ("click_attribution_window" in fields) != ("view_attribution_window" in fields):
        raise bad_value("click_attribution_window and view_attribution_window must be passed together.")
    if "creative_material_mode" in fields:
        check_choice("creative_material_mode", fields["creative_material_mode"], {"CUSTOM", "SMART_CREATIVE"})
    if "secondary_optimization_event" in fields:
        if "deep_bid_type" not in fields:
            raise bad_value(missing("deep_bid_type"))
        if fields["optimization_goal"] not in _WITH_SECOND_EVENT:
            raise bad_value("secondary_optimization_event: Only supported with the goals INSTALL and VALUE.")
    keywords = fields.get("search_keywords", [])
    if len(keywords) > 1000 or any(len(keyword.get("keyword", "")) > 80 for keyword in keywords):
        raise bad_value("search_keywords: At most 1000 keywords of 80 characters.")


def _check_frequency(fields: dict[str, Any], objective: str) -> None:
    given: dict[str, Any] = {name: fields[name] for name in ("frequency", "frequency_schedule") if name in fields}
    if not given:
        return
    if objective not in {"REACH", "RF_REACH"}:
        raise bad_value("frequency: Only supported for the objective REACH.")
    for name, most in (("frequency", 1000), ("frequency_schedule", 30)):
        if not 1 <= given.get(name, 0) <= most:
            raise bad_value(f"{name}: Must be between 1 and {most}.")

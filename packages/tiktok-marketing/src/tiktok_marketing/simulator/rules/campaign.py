"""Rules about the values of a campaign."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.behaviour import Refusal, bad_value

from .goals import OBJECTIVES, RETIRED_OBJECTIVES, SALES_DESTINATIONS, SALES_OBJECTIVES
from .money import DYNAMIC_DAILY, check_campaign_budget
from .text import check_choice, check_name, missing

SPECIAL_INDUSTRIES = frozenset({"HOUSING", "EMPLOYMENT", "CREDIT"})
_DYNAMIC_NOT_FOR = frozenset({"REACH", "VIDEO_VIEWS", "ENGAGEMENT"})


def check_campaign(fields: dict[str, Any], currency: str) -> None:
    """Everything a new campaign's own values must satisfy (behaviour reference §5.1)."""
    check_name("campaign_name", fields["campaign_name"])
    _check_objective(fields)
    check_campaign_budget(fields, currency)
    if fields["budget_mode"] == DYNAMIC_DAILY and fields["objective_type"] in _DYNAMIC_NOT_FOR:
        raise Refusal(40118, f"{DYNAMIC_DAILY} is allowlist-only for the objective {fields['objective_type']}.")
    for industry in fields.get("special_industries", []):
        check_choice("special_industries", industry, SPECIAL_INDUSTRIES)
    _check_campaign_type(fields)


def check_switch(fields: dict[str, Any], path: str = "operation_status") -> None:
    """The switch at creation: on (the default) or off."""
    allowed = {"ENABLE"} if fields.get("objective_type") == "RF_REACH" else {"ENABLE", "DISABLE"}
    check_choice(path, fields.get("operation_status", "ENABLE"), allowed)


def check_request_id(request_id: str | None) -> None:
    """The caller's own request id is a 64-bit integer as text (behaviour reference §4.3)."""
    if request_id is not None and not (
        request_id.isascii() and request_id.isdigit() and len(request_id) < 20 and int(request_id) < 2**63
    ):
        raise bad_value("request_id: Must be the string form of a 64-bit integer.")


def _check_objective(fields: dict[str, Any]) -> None:
    objective = fields["objective_type"]
    if objective in RETIRED_OBJECTIVES:
        raise bad_value(f"objective_type: {objective} is no longer supported for new campaigns.")
    check_choice("objective_type", objective, OBJECTIVES)
    virtual = fields.get("virtual_objective_type")
    if virtual is not None:
        check_choice("virtual_objective_type", virtual, {"SALES"})
        if objective not in SALES_OBJECTIVES:
            raise bad_value("virtual_objective_type: SALES needs WEB_CONVERSIONS or PRODUCT_SALES.")
        if "sales_destination" not in fields:
            raise bad_value(missing("sales_destination"))
    if "sales_destination" in fields:
        check_choice("sales_destination", fields["sales_destination"], SALES_DESTINATIONS)


def _check_campaign_type(fields: dict[str, Any]) -> None:
    kind = fields.get("campaign_type", "REGULAR_CAMPAIGN")
    check_choice("campaign_type", kind, {"REGULAR_CAMPAIGN", "IOS14_CAMPAIGN"})
    if kind == "IOS14_CAMPAIGN" and "app_id" not in fields:
        raise bad_value(missing("app_id"))

"""Campaigns: list, create, update, switch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.history import changed
from tiktok_marketing.simulator.rules.campaign import check_campaign, check_request_id, check_switch
from tiktok_marketing.simulator.rules.industry import check_industries
from tiktok_marketing.simulator.rules.money import (
    DAILY_MODES,
    INFINITE,
    check_campaign_budget,
    check_covers_spend,
    check_not_locked,
)
from tiktok_marketing.simulator.rules.text import check_name
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_records import MANUAL
from tiktok_marketing.simulator.status import Statuses
from tiktok_marketing.simulator.tree_records import Campaign, Node
from tiktok_marketing.spec.campaign import (
    CAMPAIGN_CREATE,
    CAMPAIGN_GET,
    CAMPAIGN_STATUS_UPDATE,
    CAMPAIGN_UPDATE,
    CampaignCreateParams,
    CampaignGetParams,
    CampaignStatusUpdateParams,
    CampaignUpdateParams,
)
from tiktok_marketing.spec.campaign import Campaign as CampaignRow

from .listing import common_fields, known, list_nodes
from .making import made
from .switching import check_alive, check_by_hand, find, read_switch, switch_all

REPEAT_WINDOW = timedelta(seconds=10)
NOT_KEPT = frozenset({"advertiser_id", "request_id", "operation_status"})
_KNOWN = frozenset(CampaignRow.__struct_fields__)
_NULLS = dict.fromkeys(("app_promotion_type", "virtual_objective_type", "sales_destination", "app_id", "rta_id"))


@behaviour(CAMPAIGN_GET)
def get(simulator: Simulator, call: Call[CampaignGetParams]) -> dict[str, Any]:
    return list_nodes(simulator, call, Campaign, row)


@behaviour(CAMPAIGN_CREATE)
def create(simulator: Simulator, call: Call[CampaignCreateParams]) -> dict[str, Any]:
    given, advertiser_id = call.given, call.params.advertiser_id
    request_id = given.get("request_id")
    check_request_id(request_id)
    check_not_repeated(simulator, Campaign, call, request_id)
    check_campaign(given, simulator.state.advertisers[advertiser_id].currency)
    check_industries(given, simulator.state.advertisers[advertiser_id].fields.get("country"))
    check_switch(given)
    if request_id is None:
        check_name_is_free(simulator, advertiser_id, given["campaign_name"])
    fields = {name: value for name, value in given.items() if name not in NOT_KEPT}
    if fields["budget_mode"] == INFINITE:
        fields["budget"] = 0
    campaign = made(simulator, call, Campaign, fields)
    simulator.state.save(campaign)
    return _answered(simulator, call, campaign)


@behaviour(CAMPAIGN_UPDATE)
def update(simulator: Simulator, call: Call[CampaignUpdateParams]) -> dict[str, Any]:
    """Only what is sent changes (behaviour reference §5.1)."""
    given = call.given
    campaign = find(simulator, Campaign, given["advertiser_id"], given["campaign_id"])
    check_alive(simulator, campaign)
    check_by_hand(simulator, campaign)
    changes = {name: value for name, value in given.items() if name not in {"advertiser_id", "campaign_id"}}
    _check_update(simulator, call, campaign, changes)
    campaign = changed(campaign, call.now, fields=campaign.fields | changes)
    simulator.state.save(campaign)
    return _answered(simulator, call, campaign)


@behaviour(CAMPAIGN_STATUS_UPDATE)
def switch(simulator: Simulator, call: Call[CampaignStatusUpdateParams]) -> dict[str, Any]:
    order = read_switch(Campaign, call.given, call.now)
    switch_all(simulator, order)
    window = call.given.get("postback_window_mode")
    listed = [{"campaign_id": i, "status": order.status, "postback_window_mode": window} for i in order.ids]
    return {"campaign_ids": order.ids, "status": order.status, "campaign_list": listed}


def row(_: Simulator, campaign: Campaign, status: str) -> dict[str, Any]:
    """A campaign as TikTok answers it; some fields only where they apply (behaviour reference §4.2)."""
    fields = campaign.fields if campaign.automation == MANUAL else known(campaign, _KNOWN)
    shown = {name: value for name, value in fields.items() if name != "budget_optimize_on" or value}
    return {
        **_NULLS,
        "campaign_type": "REGULAR_CAMPAIGN",
        "is_search_campaign": False,
        "is_smart_performance_campaign": campaign.automation != MANUAL,
        **shown,
        "campaign_id": campaign.id,
        **common_fields(campaign, status),
    }


def check_not_repeated(simulator: Simulator, kind: type[Node], call: Call[Any], request_id: str | None) -> None:
    """40050 for a request id that made a node of this kind within the last 10 s (behaviour reference §4.3)."""
    if request_id is None:
        return
    table = simulator.table(kind)
    for node_id in simulator.newest_first(kind, call.given["advertiser_id"]):
        node = table[node_id]
        if node.created_at < call.now - REPEAT_WINDOW:
            return
        if node.request_id == request_id:
            raise Refusal(40050, f"Duplicate request: the request_id {request_id} was used within the last 10 seconds.")


def check_new_budget(simulator: Simulator, call: Call[Any], campaign: Campaign, fields: dict[str, Any]) -> None:
    """The budget in `fields` can take the place of the campaign's own."""
    if fields.get("budget_mode") == INFINITE:
        raise bad_value("budget: The campaign has no budget of its own (BUDGET_MODE_INFINITE).")
    advertiser = simulator.state.advertisers[campaign.advertiser_id]
    check_campaign_budget(fields, advertiser.currency)
    if fields["budget"] == campaign.fields.get("budget"):
        return
    check_covers_spend("budget", fields["budget"], simulator.spent("campaign", campaign.id))
    if fields["budget_mode"] in DAILY_MODES:
        check_not_locked(advertiser.timezone, call.now)


def _answered(simulator: Simulator, call: Call[Any], campaign: Campaign) -> dict[str, Any]:
    return row(simulator, campaign, Statuses(simulator, call.now).of(campaign))


def check_name_is_free(simulator: Simulator, advertiser_id: str, name: str) -> None:
    """A living campaign keeps its name, but from who gives a request_id (behaviour reference §2.1)."""
    for node in simulator.nodes(Campaign, advertiser_id):
        if node.fields.get("campaign_name") == name and node.operation_status != "DELETE":
            raise bad_value("Campaign name already exists. Please try another one.")


def check_new_name(simulator: Simulator, campaign: Campaign, changes: dict[str, Any]) -> None:
    """The name among `changes`, where it is another than the campaign has."""
    if "campaign_name" in changes and changes["campaign_name"] != campaign.fields.get("campaign_name"):
        check_name("campaign_name", changes["campaign_name"])
        check_name_is_free(simulator, campaign.advertiser_id, changes["campaign_name"])


def _check_update(simulator: Simulator, call: Call[Any], campaign: Campaign, changes: dict[str, Any]) -> None:
    check_new_name(simulator, campaign, changes)
    if changes.get("special_industries") not in (None, [], campaign.fields.get("special_industries")):
        raise bad_value("special_industries: Can only be cleared.")
    if "budget" in changes:
        check_new_budget(simulator, call, campaign, campaign.fields | changes)

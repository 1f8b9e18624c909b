"""What of the one flat object of an older Smart+ campaign belongs to the campaign, the ad group and the ads."""

from __future__ import annotations

from typing import Any

import msgspec

_OF_CAMPAIGN = frozenset(
    [
        "objective_type",
        "app_promotion_type",
        "virtual_objective_type",
        "sales_destination",
        "campaign_type",
        "campaign_app_profile_page_state",
        "is_advanced_dedicated_campaign",
        "disable_skan_campaign",
        "bid_align_type",
        "campaign_name",
        "special_industries",
        "campaign_product_source",
        "catalog_id",
        "catalog_authorized_bc_id",
        "budget_mode",
        "budget",
        "budget_auto_adjust_strategy",
        "spc_type",
        "web_all_in_one_catalog_status",
    ]
)
_OF_ADS = frozenset(
    [
        "title_list",
        "call_to_action",
        "call_to_action_id",
        "card_list",
        "automatic_add_on_enabled",
        "page_list",
        "deeplink_type",
        "deeplink",
        "landing_page_urls",
        "impression_tracking_url",
        "click_tracking_url",
        "identity_type",
        "identity_id",
        "app_download_url",
        "app_name",
        "catalog_creative_toggle",
    ]
)
_NOT_KEPT = frozenset({"advertiser_id", "campaign_id", "operation_status", "media_info_list", "create_time"})
_COMPUTED = frozenset({"secondary_status", "adgroup_secondary_status", "modify_time", "current_budget"})


class SpcParts(msgspec.Struct, frozen=True):
    """What of one flat object belongs to the campaign, the ad group and the ads."""

    campaign: dict[str, Any]
    adgroup: dict[str, Any]
    ads: dict[str, Any]


def parts_of(given: dict[str, Any]) -> SpcParts:
    fields = {name: value for name, value in given.items() if name not in _NOT_KEPT | _COMPUTED}
    return SpcParts(
        campaign={name: value for name, value in fields.items() if name in _OF_CAMPAIGN},
        adgroup={name: value for name, value in fields.items() if name not in _OF_CAMPAIGN | _OF_ADS},
        ads={name: value for name, value in fields.items() if name in _OF_ADS},
    )

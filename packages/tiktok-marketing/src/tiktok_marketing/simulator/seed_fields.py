"""TikTok's own fields of the seeded campaigns and ad groups, as its get endpoints answer them."""

from __future__ import annotations

from random import Random
from typing import Any

import msgspec

from .seed_clients import AUDIENCES, SEASONS, Client

SHARE_OF_CBO = 0.25


class Kind(msgspec.Struct, frozen=True):
    """One way to run a campaign: an objective with what must go with it (behaviour reference §5.1, §5.2)."""

    label: str
    weight: int
    campaign: dict[str, Any]
    goal: str
    billing: str
    promotion: str | None
    adgroup: dict[str, Any]
    calls_to_action: tuple[str, ...]

    @property
    def promotes_app(self) -> bool:
        return bool(self.campaign["objective_type"] == "APP_PROMOTION")

    @property
    def app(self) -> str:
        """Which of the client's apps is promoted."""
        return "ios_app" if self.promotion == "APP_IOS" else "app"


_SALES = {"virtual_objective_type": "SALES", "sales_destination": "WEBSITE"}
_WINDOWS = {"click_attribution_window": "SEVEN_DAYS", "view_attribution_window": "ONE_DAY"}

KINDS: tuple[Kind, ...] = (
    Kind(
        label="Purchases",
        weight=30,
        campaign={"objective_type": "WEB_CONVERSIONS", **_SALES},
        goal="CONVERT",
        billing="OCPM",
        promotion="WEBSITE",
        adgroup={"optimization_event": "SHOPPING", "promotion_website_type": "UNSET", **_WINDOWS},
        calls_to_action=("SHOP_NOW", "ORDER_NOW", "LEARN_MORE"),
    ),
    Kind(
        label="App installs Android",
        weight=11,
        campaign={"objective_type": "APP_PROMOTION", "app_promotion_type": "APP_INSTALL"},
        goal="INSTALL",
        billing="OCPM",
        promotion="APP_ANDROID",
        adgroup={"operating_systems": ["ANDROID"], "app_type": "APP_ANDROID", **_WINDOWS},
        calls_to_action=("DOWNLOAD_NOW", "INSTALL_NOW"),
    ),
    Kind(
        label="App installs iOS",
        weight=9,
        campaign={"objective_type": "APP_PROMOTION", "app_promotion_type": "APP_INSTALL"},
        goal="INSTALL",
        billing="OCPM",
        promotion="APP_IOS",
        adgroup={"operating_systems": ["IOS"], "app_type": "APP_IOS", **_WINDOWS},
        calls_to_action=("DOWNLOAD_NOW", "INSTALL_NOW"),
    ),
    Kind(
        label="Leads",
        weight=14,
        campaign={"objective_type": "LEAD_GENERATION"},
        goal="LEAD_GENERATION",
        billing="OCPM",
        promotion="LEAD_GENERATION",
        adgroup={"promotion_target_type": "EXTERNAL_WEBSITE"},
        calls_to_action=("SIGN_UP", "GET_QUOTE", "BOOK_NOW"),
    ),
    Kind(
        label="Clicks",
        weight=10,
        campaign={"objective_type": "TRAFFIC"},
        goal="CLICK",
        billing="CPC",
        promotion="WEBSITE",
        adgroup={"promotion_website_type": "UNSET"},
        calls_to_action=("LEARN_MORE", "READ_MORE"),
    ),
    Kind(
        label="Landing page views",
        weight=8,
        campaign={"objective_type": "TRAFFIC"},
        goal="TRAFFIC_LANDING_PAGE_VIEW",
        billing="OCPM",
        promotion="WEBSITE",
        adgroup={"optimization_event": "LANDING_PAGE_VIEW", "promotion_website_type": "UNSET"},
        calls_to_action=("LEARN_MORE", "VIEW_NOW"),
    ),
    Kind(
        label="Video views",
        weight=7,
        campaign={"objective_type": "VIDEO_VIEWS"},
        goal="ENGAGED_VIEW",
        billing="CPV",
        promotion="WEBSITE_OR_DISPLAY",
        adgroup={"optimization_event": "ENGAGED_VIEW", "cpv_video_duration": "SIX_SECONDS"},
        calls_to_action=("WATCH_NOW", "LEARN_MORE"),
    ),
    Kind(
        label="Reach",
        weight=6,
        campaign={"objective_type": "REACH"},
        goal="REACH",
        billing="CPM",
        promotion="WEBSITE_OR_DISPLAY",
        adgroup={"frequency": 3, "frequency_schedule": 7},
        calls_to_action=("LEARN_MORE",),
    ),
    Kind(
        label="Followers",
        weight=5,
        campaign={"objective_type": "ENGAGEMENT"},
        goal="FOLLOWERS",
        billing="OCPM",
        promotion="WEBSITE_OR_DISPLAY",
        adgroup={},
        calls_to_action=("VIEW_PROFILE", "LEARN_MORE"),
    ),
)


def campaign_fields(kind: Kind, client: Client, number: int, app_id: str, chance: Random) -> dict[str, Any]:
    """A campaign without its budget; its name is «US | Purchases | Rain Shell | Summer | 007», unique by the number."""
    fields: dict[str, Any] = {
        "campaign_name": " | ".join(
            (client.country, kind.label, chance.choice(client.products), chance.choice(SEASONS), f"{number:03d}")
        ),
        "campaign_type": "REGULAR_CAMPAIGN",
        "campaign_system_origin": "TT_ADS_PLATFORM",
        "objective": "APP" if kind.promotes_app else "LANDING_PAGE",
        "is_search_campaign": False,
        "is_smart_performance_campaign": False,
        "is_new_structure": True,
        "is_advanced_dedicated_campaign": False,
        "disable_skan_campaign": False,
        "campaign_app_profile_page_state": "UNSET",
        "rf_campaign_type": "STANDARD",
        "rta_bid_enabled": False,
        "rta_product_selection_enabled": False,
        "special_industries": [],
        "po_number": f"PO-{client.country}-{number:04d}",
        **kind.campaign,
    }
    if kind.promotes_app:
        fields["app_id"] = app_id
    if chance.random() < SHARE_OF_CBO:
        fields |= {"budget_optimize_on": True, "bid_type": "BID_TYPE_NO_BID", "optimization_goal": kind.goal}
    return fields


def adgroup_fields(kind: Kind, client: Client, number: int, ids: dict[str, str], chance: Random) -> dict[str, Any]:
    """An ad group without budget, schedule and bid. `ids` are those of the client's app, pixel and identity."""
    fields: dict[str, Any] = {
        "adgroup_name": f"{client.country} | {chance.choice(AUDIENCES)} | {number:02d}",
        "campaign_system_origin": "TT_ADS_PLATFORM",
        "is_smart_performance_campaign": False,
        "is_new_structure": True,
        "placement_type": "PLACEMENT_TYPE_NORMAL",
        "placements": ["PLACEMENT_TIKTOK"],
        "tiktok_subplacements": ["IN_FEED"],
        "search_result_enabled": True,
        "comment_disabled": False,
        "video_download_disabled": chance.random() < 0.3,
        "share_disabled": False,
        "blocked_pangle_app_ids": [],
        "audience_type": "NORMAL",
        "auto_targeting_enabled": False,
        "location_ids": list(client.locations),
        "zipcode_ids": [],
        "languages": [client.language],
        "gender": chance.choice(("GENDER_UNLIMITED", "GENDER_UNLIMITED", "GENDER_FEMALE", "GENDER_MALE")),
        "age_groups": chance.choice(
            (
                ["AGE_18_24", "AGE_25_34"],
                ["AGE_25_34", "AGE_35_44", "AGE_45_54"],
                ["AGE_18_24", "AGE_25_34", "AGE_35_44"],
            )
        ),
        "exclude_age_under_eighteen": True,
        "spending_power": "ALL",
        "household_income": [],
        "audience_ids": [],
        "excluded_audience_ids": [],
        "smart_audience_enabled": False,
        "smart_interest_behavior_enabled": False,
        "interest_category_ids": [],
        "interest_keyword_ids": [],
        "purchase_intention_keyword_ids": [],
        "actions": [],
        "included_custom_actions": [],
        "excluded_custom_actions": [],
        "operating_systems": [],
        "device_model_ids": [],
        "device_price_ranges": [],
        "network_types": [],
        "carrier_ids": [],
        "isp_ids": [],
        "contextual_tag_ids": [],
        "category_exclusion_ids": [],
        "brand_safety_type": "STANDARD_INVENTORY",
        "inventory_filter_enabled": False,
        "is_hfss": False,
        "is_lhf_compliance": False,
        "optimization_goal": kind.goal,
        "billing_event": kind.billing,
        "deep_bid_type": "DEFAULT",
        "deep_funnel_optimization_status": "OFF",
        "pacing": "PACING_MODE_SMOOTH",
        "creative_material_mode": "CUSTOM",
        "adgroup_app_profile_page_state": "UNSET",
        "statistic_type": "NONE",
        "split_test_status": "",
        "skip_learning_phase": False,
        "schedule_infos": [],
        "delivery_mode": "STANDARD",
    }
    if kind.promotion:
        fields["promotion_type"] = kind.promotion
    if kind.campaign["objective_type"] == "WEB_CONVERSIONS":
        fields["pixel_id"] = ids["pixel"]
    if kind.promotes_app:
        fields |= {"app_id": ids[kind.app], "app_download_url": f"{client.site}/app"}
    return fields | kind.adgroup

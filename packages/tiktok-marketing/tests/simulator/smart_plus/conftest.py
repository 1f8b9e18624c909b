"""Somebody who advertises with Upgraded Smart+."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

VIDEOS = ("v10033g50000aaa", "v10033g50000bbb", "v10033g50000ccc")


@dataclass
class SmartDesk:
    """A caller of /smart_plus/ for the dollar advertiser."""

    desk: Any
    requests: Any = field(default_factory=lambda: count(1))

    def campaign_body(self, **fields: Any) -> dict[str, Any]:
        return {
            "advertiser_id": self.desk.usd,
            "campaign_name": "Spring",
            "objective_type": "WEB_CONVERSIONS",
            "sales_destination": "WEBSITE",
            "budget": 100,
            "request_id": str(next(self.requests)),
        } | fields

    def adgroup_body(self, campaign_id: str, **fields: Any) -> dict[str, Any]:
        return {
            "advertiser_id": self.desk.usd,
            "campaign_id": campaign_id,
            "adgroup_name": "Everyone",
            "promotion_type": "WEBSITE",
            "optimization_goal": "CONVERT",
            "optimization_event": "COMPLETE_PAYMENT",
            "pixel_id": "7400000000000000001",
            "billing_event": "OCPM",
            "schedule_type": "SCHEDULE_FROM_NOW",
            "schedule_start_time": "2026-06-15 00:00:00",
            "targeting_spec": {"location_ids": ["6252001"], "gender": "GENDER_FEMALE"},
            "request_id": str(next(self.requests)),
        } | fields

    def ad_body(self, adgroup_id: str, videos: tuple[str, ...] = VIDEOS, **fields: Any) -> dict[str, Any]:
        return {
            "advertiser_id": self.desk.usd,
            "adgroup_id": adgroup_id,
            "ad_name": "Dog runs",
            "creative_list": [creative(video) for video in videos],
            "ad_text_list": [{"ad_text": "Run with us"}, {"ad_text": "Walk with us"}],
            "call_to_action_list": [{"call_to_action": "SHOP_NOW"}],
            "landing_page_url_list": [{"landing_page_url": "https://example.com/run"}],
            "ad_configuration": {"identity_type": "TT_USER", "identity_id": "7300000000000000001"},
        } | fields

    async def campaign(self, **fields: Any) -> Any:
        return await self.desk.ok("POST", "/smart_plus/campaign/create/", **self.campaign_body(**fields))

    async def adgroup(self, campaign_id: str, **fields: Any) -> Any:
        return await self.desk.ok("POST", "/smart_plus/adgroup/create/", **self.adgroup_body(campaign_id, **fields))

    async def ad(self, adgroup_id: str, *videos: str, **fields: Any) -> Any:
        body = self.ad_body(adgroup_id, videos or VIDEOS, **fields)
        return await self.desk.ok("POST", "/smart_plus/ad/create/", **body)

    async def tree(self, *, approved: bool = True) -> tuple[str, str, Any]:
        """Ids of a new campaign and its ad group, and the smart ad in it, reviewed."""
        campaign_id = (await self.campaign())["campaign_id"]
        adgroup_id = (await self.adgroup(campaign_id))["adgroup_id"]
        made = await self.ad(adgroup_id)
        for ad in self.delivering(made):
            await self.desk.http.post("/_sim/review", json={"ad_id": ad.id, "approved": approved})
        return campaign_id, adgroup_id, await self.shown(made["smart_plus_ad_id"])

    def delivering(self, shown: dict[str, Any]) -> list[Any]:
        """The ads by which the smart ad's creatives are delivered, in the creatives' order."""
        smart = self.desk.state.smart_ads[shown["smart_plus_ad_id"]]
        return [self.desk.state.ads[one.ad_id] for one in smart.living]

    async def listed(self, level: str, **filtering: Any) -> list[dict[str, Any]]:
        data = await self.desk.ok(
            "GET", f"/smart_plus/{level}/get/", advertiser_id=self.desk.usd, filtering=filtering, page_size=100
        )
        rows: list[dict[str, Any]] = data["list"]
        assert data["page_info"]["total_number"] == len(rows)
        return rows

    async def shown(self, smart_id: str) -> dict[str, Any]:
        (row,) = await self.listed("ad", smart_plus_ad_ids=[smart_id], primary_status="STATUS_ALL")
        return row

    async def post(self, path: str, **body: Any) -> Any:
        return await self.desk.ok("POST", f"/smart_plus/{path}/", advertiser_id=self.desk.usd, **body)

    async def refused(self, path: str, **body: Any) -> tuple[int, str]:
        code, message = await self.desk.refused(f"/smart_plus/{path}/", **({"advertiser_id": self.desk.usd} | body))
        return code, message


def creative(video_id: str, **fields: Any) -> dict[str, Any]:
    return {"creative_info": {"ad_format": "SINGLE_VIDEO", "video_info": {"video_id": video_id}}} | fields


@pytest.fixture
def smart(desk: Any) -> SmartDesk:
    return SmartDesk(desk)

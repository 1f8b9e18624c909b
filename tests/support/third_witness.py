"""TikTok's own SDK, pointed at a simulated TikTok on a real socket: what a person of an agency does with it."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import business_api_client as sdk
import httpx2

from tiktok_marketing.simulator import Entrance, Simulator

CALLBACK = "http://127.0.0.1:8000/callback"
LEVELS = ("campaign", "adgroup", "ad")
_FILTERS = {"campaign": sdk.FilteringCampaignGet, "adgroup": sdk.FilteringAdgroupGet, "ad": sdk.FilteringAdGet}
ALL = {level: kind(primary_status="STATUS_ALL") for level, kind in _FILTERS.items()}
_SWITCHES = {
    "campaign": sdk.CampaignStatusUpdateBody,
    "adgroup": sdk.AdgroupStatusUpdateBody,
    "ad": sdk.AdStatusUpdateBody,
}


@dataclass(frozen=True)
class Witness:
    """The SDK and the way into the simulated agency; `token` is the one that calls are made with."""

    simulator: Simulator
    url: str
    way_in: Entrance
    client: Any
    token: str

    def holding(self, token: str) -> Self:
        """The same, with another token."""
        return replace(self, token=token)

    @property
    def advertiser_id(self) -> str:
        """The first: it pays in dollars."""
        return self.way_in.advertiser_ids[0]

    @property
    def app(self) -> dict[str, str]:
        return {"app_id": self.way_in.app_id, "secret": self.way_in.secret}

    @property
    def campaigns(self) -> Any:
        return sdk.CampaignCreationApi(self.client)

    @property
    def adgroups(self) -> Any:
        return sdk.AdgroupApi(self.client)

    @property
    def ads(self) -> Any:
        return sdk.AdApi(self.client)

    @property
    def reports(self) -> Any:
        return sdk.ReportingApi(self.client)

    @property
    def files(self) -> Any:
        return sdk.FileApi(self.client)

    @property
    def audiences(self) -> Any:
        return sdk.AudienceApi(self.client)

    @property
    def center(self) -> Any:
        return sdk.BCApi(self.client)

    @property
    def authentication(self) -> Any:
        return sdk.AuthenticationApi(self.client)

    def called(self, method: str, path: str, **given: Any) -> Any:
        """`data` of an endpoint for which the SDK has no method, sent by its own machinery."""
        headers = {"Access-Token": self.token, "Content-Type": "application/json"}
        sent = {"body": given} if method == "POST" else {"query_params": list(given.items())}
        return self.client.call_api(
            f"/open_api/v1.3{path}",
            method,
            header_params=headers,
            response_type="InlineResponse200",
            _return_http_data_only=True,
            **sent,
        )["data"]

    def passes(self, **time: float) -> None:
        """Moves the simulator's clock."""
        seconds = timedelta(**time).total_seconds()
        httpx2.post(f"{self.url}/_sim/clock", json={"advance_seconds": seconds}).raise_for_status()

    def truth(self, level: str, start: str, end: str) -> Any:
        """What a report of the first advertiser must say, both days included."""
        asked = {"advertiser_id": self.advertiser_id, "level": level, "start_date": start, "end_date": end}
        return httpx2.get(f"{self.url}/_sim/truth", params=asked).raise_for_status().json()

    def consent(self, *advertiser_ids: str) -> str:
        """The code that a person's approval gives; they leave these advertisers ticked, and no others."""
        link = f"{self.url}/portal/auth"
        query = {"app_id": self.way_in.app_id, "redirect_uri": CALLBACK, "state": "a state"}
        page = httpx2.get(link, params=query).text
        offered = re.findall(r'name="advertiser_id" value="(\d+)" checked', page)
        assert set(advertiser_ids) <= set(offered)
        form = {**query, "advertiser_id": list(advertiser_ids), "decision": "approve"}
        location = httpx2.post(link, data=form).headers["Location"]
        back = parse_qs(urlsplit(location).query)
        assert location.startswith(CALLBACK)
        assert back["state"] == ["a state"]
        return back["auth_code"][0]

    def listed(self, level: str, filtering: Any = None, page_size: int = 1000, **more: Any) -> list[dict[str, Any]]:
        """Every row of the first advertiser, page after page, as a caller of the SDK reads them."""
        lister = getattr({"campaign": self.campaigns, "adgroup": self.adgroups, "ad": self.ads}[level], f"{level}_get")
        rows: list[dict[str, Any]] = []
        page = 1
        while True:
            asked = {"page": page, "page_size": page_size} | ({"filtering": filtering} if filtering else {}) | more
            data = lister(self.advertiser_id, self.token, **asked)["data"]
            assert data["page_info"]["page"] == page
            rows += data["list"]
            if page >= data["page_info"]["total_page"]:
                assert len(rows) == data["page_info"]["total_number"]
                return rows
            page += 1

    def one(self, level: str, node_id: str) -> dict[str, Any]:
        """The object as the SDK reads it, deleted or not."""
        (row,) = self.listed(level, _FILTERS[level](**{f"{level}_ids": [node_id], "primary_status": "STATUS_ALL"}))
        return row

    def switch(self, level: str, status: str, *ids: str) -> None:
        """ENABLE, DISABLE or DELETE, for at most 20 ids."""
        body = {"advertiser_id": self.advertiser_id, f"{level}_ids": list(ids), "operation_status": status}
        switcher = {"campaign": self.campaigns, "adgroup": self.adgroups, "ad": self.ads}[level]
        answer = getattr(switcher, f"{level}_status_update")(self.token, body=_SWITCHES[level](**body))
        assert answer["data"][f"{level}_ids"] == list(ids)

    def switched_on(self, level: str) -> list[str]:
        return [row[f"{level}_id"] for row in self.listed(level) if row["operation_status"] == "ENABLE"]

    def pause(self) -> None:
        """Switches everything off, twenty at a time."""
        for level in LEVELS:
            ids = self.switched_on(level)
            for start in range(0, len(ids), 20):
                self.switch(level, "DISABLE", *ids[start : start + 20])

    def ready_video(self, uploaded: Any) -> dict[str, Any]:
        """The one video of an upload's answer, as it is told of when TikTok has transcoded it."""
        (video,) = uploaded["data"]
        for _ in range(10):
            told = self.files.ad_video_info(self.advertiser_id, [video["video_id"]], self.token)["data"]["list"]
            if told and told[0]["displayable"]:
                return dict(told[0])
            self.passes(seconds=30)
        raise AssertionError(f"{video['video_id']} is not ready after five minutes")

    def new_campaign(self, **fields: Any) -> dict[str, Any]:
        body = sdk.CampaignCreateBody(
            **{
                "advertiser_id": self.advertiser_id,
                "campaign_name": f"Spring by SDK {len(self.simulator.state.campaigns)}",
                "objective_type": "TRAFFIC",
                "budget_mode": "BUDGET_MODE_DAY",
                "budget": 250.0,
            }
            | fields
        )
        made = self.campaigns.campaign_create(self.token, body=body)["data"]
        return self._held("campaign", made["campaign_id"], body)

    def new_adgroup(self, campaign_id: str, **fields: Any) -> dict[str, Any]:
        body = sdk.AdgroupCreateBody(
            **{
                "advertiser_id": self.advertiser_id,
                "campaign_id": campaign_id,
                "adgroup_name": "Everyone",
                "promotion_type": "WEBSITE",
                "placement_type": "PLACEMENT_TYPE_NORMAL",
                "placements": ["PLACEMENT_TIKTOK"],
                "location_ids": ["6252001"],
                "budget_mode": "BUDGET_MODE_DAY",
                "budget": 60.0,
                "schedule_type": "SCHEDULE_START_END",
                "schedule_start_time": "2026-06-20 00:00:00",
                "schedule_end_time": "2026-07-20 00:00:00",
                "optimization_goal": "CLICK",
                "billing_event": "CPC",
                "bid_type": "BID_TYPE_NO_BID",
                "pacing": "PACING_MODE_SMOOTH",
                "operation_status": "ENABLE",
            }
            | fields
        )
        made = self.adgroups.adgroup_create(self.token, body=body)["data"]
        return self._held("adgroup", made["adgroup_id"], body)

    def new_ads(self, adgroup_id: str, *names: str, **fields: Any) -> list[dict[str, Any]]:
        """New ads of one creation, as they are read back, in its order."""
        usual = {
            "ad_format": "SINGLE_VIDEO",
            "identity_type": "CUSTOMIZED_USER",
            "identity_id": "7300000000000000001",
            "display_name": "Maple & Moss US",
            "video_id": "v10033g50000abc",
            "image_ids": ["cover-1"],
            "ad_text": "Run with us",
            "call_to_action": "LEARN_MORE",
            "landing_page_url": "https://www.mapleandmoss.example/run",
        }
        creatives = [sdk.AdcreateCreatives(**usual | {"ad_name": name} | fields) for name in names]
        body = sdk.AdCreateBody(advertiser_id=self.advertiser_id, adgroup_id=adgroup_id, creatives=creatives)
        made = self.ads.ad_create(self.token, body=body)["data"]
        return [self._held("ad", ad_id, sent) for ad_id, sent in zip(made["ad_ids"], creatives, strict=True)]

    def _held(self, level: str, node_id: str, body: Any) -> dict[str, Any]:
        """The object, of which everything is there that was sent; TikTok leaves out some flags that are off."""
        read = self.one(level, node_id)
        sent = {name: value for name, value in body.to_dict().items() if value is not None}
        assert {name: read.get(name, False) for name in sent} == sent
        return read

"""A simulated TikTok on a real socket, and TikTok's own SDK pointed at it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import business_api_client as sdk
import httpx2
import pytest

from tiktok_marketing.simulator import Entrance, Plan, Simulator, State, VirtualClock, plant, running

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
CALLBACK = "http://127.0.0.1:8000/callback"


@dataclass(frozen=True)
class Witness:
    """TikTok's SDK: one of its API classes for each noun, and the way into the simulated agency."""

    simulator: Simulator
    url: str
    way_in: Entrance
    client: Any

    @property
    def token(self) -> str:
        return self.way_in.access_token

    @property
    def advertiser_id(self) -> str:
        """The first: it pays in dollars."""
        return self.way_in.advertiser_ids[0]

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
    def authentication(self) -> Any:
        return sdk.AuthenticationApi(self.client)

    def lister(self, level: str) -> Any:
        """The SDK's list of campaigns, ad groups or ads."""
        return {"campaign": self.campaigns.campaign_get, "adgroup": self.adgroups.adgroup_get, "ad": self.ads.ad_get}[
            level
        ]

    def listed(self, level: str, filtering: Any = None, page_size: int = 1000, **more: Any) -> list[dict[str, Any]]:
        """Every row of the first advertiser, page after page, as a caller of the SDK reads them."""
        rows: list[dict[str, Any]] = []
        page = 1
        while True:
            asked = {"page": page, "page_size": page_size} | ({"filtering": filtering} if filtering else {}) | more
            data = self.lister(level)(self.advertiser_id, self.token, **asked)["data"]
            assert data["page_info"]["page"] == page
            rows += data["list"]
            if page >= data["page_info"]["total_page"]:
                assert len(rows) == data["page_info"]["total_number"]
                return rows
            page += 1

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


@pytest.fixture(scope="module")
def witness() -> Iterator[Witness]:
    clock = VirtualClock()
    clock.set(NOON, speed=0)
    state = State()
    simulator = Simulator(state, clock, limited=False)
    way_in = plant(simulator, Plan(ads=240, days=40), redirect_uris=[CALLBACK])
    configuration = sdk.Configuration()
    with running(simulator) as url:
        configuration.host = url
        client = sdk.ApiClient(configuration)
        yield Witness(simulator, url, way_in, client)
        client.rest_client.pool_manager.clear()
    state.close()

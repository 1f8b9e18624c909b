"""A simulated TikTok with a frozen clock and one small agency, called over ASGI."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from tiktok_marketing.simulator import Simulator, State, VirtualClock, build_app
from tiktok_marketing.simulator.agency_records import Advertiser, App, BusinessCenter, Grant
from tiktok_marketing.spec.endpoint import API_PREFIX

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
APP_ID, SECRET, TOKEN = "7000000000000000001", "app-secret", "token-of-the-agency"
REDIRECT = "http://127.0.0.1:8000/callback"
USD, JPY = "7100000000000000001", "7100000000000000002"
BC = "7200000000000000001"


def agency(state: State) -> None:
    """One app, one Business Center, a dollar and a yen advertiser, one token for both."""
    state.save(
        App(id=APP_ID, secret=SECRET, redirect_uris=[REDIRECT]),
        BusinessCenter(
            id=BC, name="Agency", currency="USD", timezone="UTC", advertiser_ids=[USD, JPY], created_at=NOON
        ),
        advertiser(USD, "Dollars & Co", "USD", "America/New_York"),
        advertiser(JPY, "円商事", "JPY", "Asia/Tokyo"),
        Grant(id=TOKEN, app_id=APP_ID, advertiser_ids=[USD, JPY], scope=[1], issued_at=NOON),
    )


def advertiser(advertiser_id: str, name: str, currency: str, timezone: str) -> Advertiser:
    return Advertiser(
        id=advertiser_id,
        bc_id=BC,
        name=name,
        currency=currency,
        timezone=timezone,
        status="STATUS_ENABLE",
        balance=Decimal(1000),
        created_at=NOON - timedelta(days=30),
        fields={"company": name},
    )


@dataclass
class Desk:
    """A caller at the API; `spent` is what each campaign or ad group is said to have spent."""

    simulator: Simulator
    http: httpx2.AsyncClient
    spent: dict[str, Decimal] = field(default_factory=dict)
    token: str = TOKEN
    usd: str = USD
    jpy: str = JPY
    bc: str = BC
    app: dict[str, str] = field(default_factory=lambda: {"app_id": APP_ID, "secret": SECRET})
    redirect_uri: str = REDIRECT

    @property
    def state(self) -> State:
        return self.simulator.state

    async def get(self, path: str, **arguments: Any) -> dict[str, Any]:
        query = {name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()}
        return await self._json("GET", path, params=query)

    async def post(self, path: str, **body: Any) -> dict[str, Any]:
        return await self._json("POST", path, json=body)

    async def upload(self, path: str, field: str, file: tuple[str, bytes], **fields: Any) -> dict[str, Any]:
        """The answer to a form with a file in it, for which the caller gives (name, content)."""
        texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
        return await self._json("POST", path, data=texts, files={field: file})

    async def ok(self, method: str, path: str, **arguments: Any) -> Any:
        """`data` of a call that succeeds."""
        call = self.get if method == "GET" else self.post
        answer = await call(path, **arguments)
        assert (answer["code"], answer["message"]) == (0, "OK"), answer
        return answer["data"]

    async def refused(self, path: str, **body: Any) -> tuple[int, str]:
        """Code and message of a POST that is refused."""
        answer = await self.post(path, **body)
        assert answer["data"] == {}
        return answer["code"], answer["message"]

    async def listed(self, level: str, **filtering: Any) -> list[dict[str, Any]]:
        """All of the dollar advertiser's objects of a level that `filtering` asks for."""
        data = await self.ok("GET", f"/{level}/get/", advertiser_id=USD, filtering=filtering, page_size=1000)
        rows: list[dict[str, Any]] = data["list"]
        assert data["page_info"]["total_number"] == len(rows)
        return rows

    async def one(self, level: str, node_id: str) -> dict[str, Any]:
        """The object, deleted or not."""
        rows = await self.listed(level, **{f"{level}_ids": [node_id], "primary_status": "STATUS_ALL"})
        return rows[0]

    async def tree(self) -> tuple[str, str, str]:
        """Ids of a new campaign, its ad group and its ad; the ad is approved."""
        campaign_id = await self.campaign()
        adgroup_id = await self.adgroup(campaign_id)
        ad_id = await self.ad(adgroup_id)
        response = await self.http.post("/_sim/review", json={"ad_id": ad_id, "approved": True})
        assert response.status_code == 200, response.text
        return campaign_id, adgroup_id, ad_id

    def advance(self, **by: float) -> None:
        self.simulator.clock.advance(timedelta(**by))

    async def campaign(self, **fields: Any) -> str:
        """Id of a new campaign."""
        data = await self.ok("POST", "/campaign/create/", **self.campaign_body(**fields))
        return str(data["campaign_id"])

    async def adgroup(self, campaign_id: str, **fields: Any) -> str:
        """Id of a new ad group."""
        data = await self.ok("POST", "/adgroup/create/", **self.adgroup_body(campaign_id, **fields))
        return str(data["adgroup_id"])

    async def ad(self, adgroup_id: str, **fields: Any) -> str:
        """Id of a new ad."""
        body = {"advertiser_id": USD, "adgroup_id": adgroup_id, "creatives": [self.creative(**fields)]}
        data = await self.ok("POST", "/ad/create/", **body)
        return str(data["ad_ids"][0])

    async def status(self, level: str, node_id: str) -> str:
        """secondary_status of a campaign, adgroup or ad."""
        return str((await self.one(level, node_id))["secondary_status"])

    async def switch(self, level: str, status: str, *ids: str) -> Any:
        body = {"advertiser_id": USD, f"{level}_ids": list(ids), "operation_status": status}
        return await self.ok("POST", f"/{level}/status/update/", **body)

    def campaign_body(self, **fields: Any) -> dict[str, Any]:
        body = {
            "advertiser_id": USD,
            "campaign_name": "Spring",
            "objective_type": "TRAFFIC",
            "budget_mode": "BUDGET_MODE_DAY",
            "budget": 100,
        }
        return _given(body | fields)

    def adgroup_body(self, campaign_id: str, **fields: Any) -> dict[str, Any]:
        body = {
            "advertiser_id": USD,
            "campaign_id": campaign_id,
            "adgroup_name": "Everyone",
            "promotion_type": "WEBSITE",
            "placement_type": "PLACEMENT_TYPE_NORMAL",
            "placements": ["PLACEMENT_TIKTOK"],
            "location_ids": ["6252001"],
            "budget_mode": "BUDGET_MODE_DAY",
            "budget": 50,
            "schedule_type": "SCHEDULE_FROM_NOW",
            "schedule_start_time": "2026-06-15 00:00:00",
            "optimization_goal": "CLICK",
            "billing_event": "CPC",
            "bid_type": "BID_TYPE_NO_BID",
            "pacing": "PACING_MODE_SMOOTH",
        }
        return _given(body | fields)

    def creative(self, **fields: Any) -> dict[str, Any]:
        body = {
            "ad_name": "Dog runs",
            "ad_format": "SINGLE_VIDEO",
            "identity_type": "CUSTOMIZED_USER",
            "identity_id": "7300000000000000001",
            "display_name": "Dollars & Co",
            "video_id": "v10033g50000abc",
            "image_ids": ["cover-1"],
            "ad_text": "Run with us",
            "call_to_action": "LEARN_MORE",
            "landing_page_url": "https://example.com/run",
        }
        return _given(body | fields)

    async def _json(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        headers = {"Access-Token": self.token} if self.token else {}
        response = await self.http.request(method, API_PREFIX + path, headers=headers, **options)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        assert response.headers["X-Tt-Logid"] == answer["request_id"]
        return answer


def _given(body: dict[str, Any]) -> dict[str, Any]:
    """Without what a test took away by giving `...`."""
    return {name: value for name, value in body.items() if value is not ...}


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    clock = VirtualClock()
    clock.set(NOON, speed=0)
    state = State()
    agency(state)
    yield Simulator(state, clock, limited=False)
    state.close()


@pytest.fixture
async def desk(simulator: Simulator) -> AsyncIterator[Desk]:
    transport = httpx2.ASGITransport(app=build_app(simulator))
    async with httpx2.AsyncClient(transport=transport, base_url="http://simulator") as http:
        desk = Desk(simulator, http)
        simulator.spend_of = lambda _, node_id: desk.spent.get(node_id, Decimal(0))
        yield desk

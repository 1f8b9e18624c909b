"""Reports asked over HTTP of a small seeded agency: one world for all, its clock put back before each test."""

import csv
import io
import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from tiktok_marketing.simulator import Entrance, Plan, Simulator, State, VirtualClock, build_app, plant
from tiktok_marketing.simulator.truth import truth
from tiktok_marketing.spec.endpoint import API_PREFIX

NOW = datetime(2026, 11, 22, 15, 33, tzinfo=UTC)
LEVELS = ("advertiser", "campaign", "adgroup", "ad")


@dataclass
class Agency:
    """A caller with the token for all of the seeded advertisers: in dollars, euros and yen."""

    simulator: Simulator
    entrance: Entrance
    http: httpx2.AsyncClient

    async def answer(self, **arguments: Any) -> httpx2.Response:
        asked = {"report_type": "BASIC", "advertiser_id": self.dollars} | arguments
        return await self.get("/report/integrated/get/", **asked)

    async def get(self, path: str, **arguments: Any) -> httpx2.Response:
        query = {name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()}
        query = {name: value for name, value in query.items() if value != "null"}
        return await self.http.get(API_PREFIX + path, params=query, headers=self._headers)

    async def report(self, level: str, *dimensions: str, **arguments: Any) -> dict[str, Any]:
        """`data` of a report by the level's id and `dimensions`."""
        response = await self.answer(**self.by(level, *dimensions), **arguments)
        body: dict[str, Any] = response.json()
        assert (body["code"], body["message"]) == (0, "OK")
        data: dict[str, Any] = body["data"]
        return data

    async def rows(self, level: str, *dimensions: str, **arguments: Any) -> list[dict[str, Any]]:
        """Those of all pages."""
        rows: list[dict[str, Any]] = []
        for page in itertools.count(1):
            data = await self.report(level, *dimensions, page=page, page_size=1000, **arguments)
            rows += data["list"]
            if page >= data["page_info"]["total_page"]:
                break
        assert data["page_info"]["total_number"] == len(rows)
        return rows

    async def refused(self, **arguments: Any) -> tuple[int, str]:
        body = (await self.answer(**(self.by("ad") | self.last_days(7) | arguments))).json()
        assert body["data"] == {}, body
        return body["code"], body["message"]

    async def task(self, **given: Any) -> list[dict[str, str]]:
        """The rows of a report made by a task, once it is done."""
        body = {"advertiser_id": self.dollars, "report_type": "BASIC", "enable_report_title_translation": False} | given
        made = await self.http.post(f"{API_PREFIX}/report/task/create/", json=body, headers=self._headers)
        assert made.json()["code"] == 0, made.text
        now = self.simulator.now()
        self.simulator.clock.set(now + timedelta(minutes=1), speed=0)
        asked = {"advertiser_id": body["advertiser_id"], "task_id": made.json()["data"]["task_id"]}
        text = (await self.get("/report/task/download/", **asked)).text
        self.simulator.clock.set(now, speed=0)
        return list(csv.DictReader(io.StringIO(text)))

    def true(self, advertiser_id: str, first: date, last: date, level: str = "advertiser") -> dict[str, Any]:
        return truth(self.simulator.state, self.simulator.now(), advertiser_id, first, last, level)

    @property
    def now(self) -> datetime:
        return NOW

    @property
    def today(self) -> date:
        return NOW.date()

    @property
    def dollars(self) -> str:
        return self.entrance.advertiser_ids[0]

    @property
    def euros(self) -> str:
        return self.entrance.advertiser_ids[1]

    @property
    def yen(self) -> str:
        return self.entrance.advertiser_ids[2]

    @staticmethod
    def by(level: str, *dimensions: str) -> dict[str, Any]:
        return {"data_level": f"AUCTION_{level.upper()}", "dimensions": [f"{level}_id", *dimensions]}

    @staticmethod
    def last_days(count: int, before: int = 0) -> dict[str, str]:
        """So many days up to the one so many `before` today."""
        last = NOW.date() - timedelta(days=before)
        return {"start_date": str(last - timedelta(days=count - 1)), "end_date": str(last)}

    @staticmethod
    def only(field: str, values: Any, kind: str = "IN") -> list[dict[str, str]]:
        return [{"field_name": field, "filter_type": kind, "filter_value": json.dumps(values)}]

    def all_of(self, level: str) -> dict[str, Any]:
        """The filter by which deleted objects are counted, too."""
        return {} if level == "advertiser" else {"filtering": self.only(f"{level}_status", ["STATUS_ALL"])}

    @staticmethod
    def sums(rows: list[dict[str, Any]], *names: str) -> dict[str, Decimal]:
        """Each metric added up over the rows."""
        return {name: sum((Decimal(row["metrics"][name]) for row in rows), Decimal(0)) for name in names}

    @property
    def _headers(self) -> dict[str, str]:
        return {"Access-Token": self.entrance.access_token}


@pytest.fixture(scope="package")
def planted() -> tuple[Simulator, Entrance]:
    clock = VirtualClock()
    clock.set(NOW, speed=0)
    simulator = Simulator(State(), clock, limited=False)
    return simulator, plant(simulator, Plan(ads=150, days=60))


@pytest.fixture
async def agency(planted: tuple[Simulator, Entrance]) -> AsyncIterator[Agency]:
    simulator, entrance = planted
    simulator.clock.set(NOW, speed=0)
    simulator.ads_report_cap = 20_000
    transport = httpx2.ASGITransport(app=build_app(simulator))
    async with httpx2.AsyncClient(transport=transport, base_url="http://simulator") as http:
        yield Agency(simulator, entrance, http)

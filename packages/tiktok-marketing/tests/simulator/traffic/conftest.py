"""One campaign with one ad group and one ad, in a market of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tiktok_marketing.simulator.agency_records import Advertiser
from tiktok_marketing.simulator.figures import figures_of
from tiktok_marketing.simulator.freshness import ALWAYS, Reading
from tiktok_marketing.simulator.history import begun, changed
from tiktok_marketing.simulator.record import Marker
from tiktok_marketing.simulator.state import State
from tiktok_marketing.simulator.tree_records import Ad, AdGroup, Campaign, Review

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
US, SMALL_TOWN = "6252001", "5332921"


@dataclass
class World:
    """`day(0)` is the first of them; figures are as they will stay unless a reading is given."""

    state: State

    def day(self, number: int) -> date:
        return START.date() + timedelta(days=number)

    def figure(self, name: str, first: int, last: int | None = None, reading: Reading | None = None) -> int:
        """`name` of the ad from one day to another, both counted."""
        end = int((START + timedelta(days=400)).timestamp())
        ledger = figures_of(self.state).ledger("200")
        days = self.day(first), self.day(first if last is None else last)
        return ledger.total("400", name, *days, reading or Reading(end, ALWAYS, end))

    def hours(self, name: str, number: int) -> list[int]:
        """`name` in each hour of a day."""
        end = int((START + timedelta(days=400)).timestamp())
        sums = [0] * 24
        for fact in (
            figures_of(self.state).ledger("200").hour_facts(self.day(number), [name], Reading(end, ALWAYS, end))
        ):
            sums[fact.hour] += fact.figures[0]
        return sums

    def edit(self, at: datetime, **fields: Any) -> None:
        """Changes the ad group."""
        node = self.state.adgroups["300"]
        self.state.save(changed(node, at, fields=node.fields | fields))

    def show(self, at: datetime, video_id: str) -> None:
        """Gives the ad another video."""
        node = self.state.ads["400"]
        self.state.save(changed(node, at, fields=node.fields | {"video_id": video_id}))


def made(
    *, seed: int = 1, zone: str = "UTC", currency: str = "USD", objective: str = "WEB_CONVERSIONS", **adgroup: Any
) -> World:
    state = State()
    shared: dict[str, Any] = {
        "advertiser_id": "100",
        "operation_status": "ENABLE",
        "created_at": START,
        "modified_at": START,
        "history": [],
    }
    advertiser = Advertiser(
        id="100",
        bc_id="1",
        name="Shop",
        currency=currency,
        timezone=zone,
        status="STATUS_ENABLE",
        balance=Decimal(1),
        created_at=START,
        fields={"country": "US"},
    )
    fields = {
        "budget_mode": "BUDGET_MODE_DAY",
        "budget": Decimal(200),
        "schedule_type": "SCHEDULE_FROM_NOW",
        "schedule_start_time": "2026-03-02 00:00:00",
        "billing_event": "OCPM",
        "bid_type": "BID_TYPE_NO_BID",
        "location_ids": [US],
    }
    campaign = {"objective_type": objective, "budget_mode": "BUDGET_MODE_INFINITE", "budget": Decimal(0)}
    review = Review(submitted_at=START, decided_at=START, approved=True)
    state.save(
        Marker(id="seed", value=seed),
        advertiser,
        begun(Campaign(id="200", fields=campaign, **shared)),
        begun(AdGroup(id="300", campaign_id="200", fields=fields | adgroup, **shared)),
        begun(Ad(id="400", campaign_id="200", adgroup_id="300", reviews=[review], fields={"video_id": "v1"}, **shared)),
    )
    return World(state)


@pytest.fixture
def world() -> Callable[..., World]:
    """Makes one; other fields of the ad group by name."""
    return made

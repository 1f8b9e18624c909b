"""Alerts: made, changed and deleted, and told when spend at TikTok has reached them."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from linkpath_manager.store import events
from linkpath_manager.store.events import EventFilter


async def told(house: Any) -> list[dict[str, Any]]:
    wanted = EventFilter(types=("budget.threshold_reached",))
    rows = await events.page(house.db, house.workspace_id, wanted, 100, at=0, ascending=True)
    return [msgspec.json.decode(row.body) for row in rows]


async def look(house: Any, **later: float) -> None:
    house.time.advance(**(later or {"seconds": 100}))
    await house.round()


async def spending(house: Any, level: str) -> tuple[str, Decimal]:
    """Something that has spent money today, and how much."""
    report = await house.ok(
        "GET", f"/v1/reporting?advertiser_id={house.usd}&level={level}&date_preset=today&metrics=spend&sort=-spend"
    )
    row = report["rows"][0]
    return row[f"{level}_id"], Decimal(row["spend"])


async def alert(house: Any, level: str, object_id: str, **fields: Any) -> dict[str, Any]:
    body = {"subject": {"level": level, "id": object_id}, "threshold": {"amount": "0.01"}}
    return dict(await house.ok("POST", "/v1/alerts", body | fields))


@pytest.mark.parametrize("level", ["campaign", "adgroup", "advertiser"])
async def test_a_threshold_is_told_once_a_day_and_again_the_day_after(house: Any, level: str) -> None:
    object_id, spent = await spending(house, level)
    made = await alert(house, level, object_id, threshold={"amount": f"{spent}"})
    house.simulator.journal.clear()
    await look(house)
    calls = len(house.calls("report.integrated.get"))
    for _ in range(2):
        await look(house)
    (event,) = await told(house)
    reached = await house.ok("GET", f"/v1/alerts/{made['id']}")
    await look(house, days=1)
    await look(house, hours=10)

    assert calls == 1
    told_object = event["data"]["object"]
    assert (event["advertiser_id"], told_object["id"], told_object["amount"]) == (house.usd, object_id, f"{spent}")
    assert Decimal(told_object["spend"]) >= spent
    assert Decimal(told_object["forecast"]) >= Decimal(told_object["spend"])
    assert (reached["state"], reached["last"]["period_start"]) == ("REACHED", "2026-11-20")
    assert [one["data"]["object"]["period_start"] for one in await told(house)][:2] == ["2026-11-20", "2026-11-21"]


async def test_a_threshold_that_is_not_reached_is_not_told(house: Any) -> None:
    campaign_id, _ = await spending(house, "campaign")
    made = await alert(house, "campaign", campaign_id, threshold={"amount": "999999.00"})
    await look(house)

    shown = await house.ok("GET", f"/v1/alerts/{made['id']}")
    assert await told(house) == []
    assert (shown["state"], shown["threshold"]) == (
        "ARMED",
        {"percent": None, "amount": "999999.00", "currency": "USD"},
    )
    assert Decimal(shown["last"]["spend"]) > 0


async def test_a_percentage_is_told_again_when_the_budget_is_another(house: Any) -> None:
    report = await house.ok(
        "GET", f"/v1/reporting?advertiser_id={house.eur}&level=adgroup&date_preset=today&metrics=spend"
    )
    spent = [house.at_tiktok("adgroup", row["adgroup_id"]) for row in report["rows"] if Decimal(row["spend"]) > 5]
    adgroup = next(group for group in spent if group.fields.get("budget_mode") == "BUDGET_MODE_DAY")
    await alert(house, "adgroup", adgroup.id, threshold={"percent": "1"})
    await look(house)
    first = await told(house)
    await house.ok("PATCH", f"/v1/adgroups/{adgroup.id}", {"budget": {"amount": "777.00"}})
    await look(house, hours=3)
    await look(house)

    budgets = [event["data"]["object"]["budget"] for event in await told(house)]
    assert len(first) == 1
    assert len(budgets) == 2
    assert budgets[1] == "777.00"


async def test_a_changed_threshold_is_armed_again(house: Any) -> None:
    campaign_id, _ = await spending(house, "campaign")
    made = await alert(house, "campaign", campaign_id)
    await look(house)
    changed = await house.ok("PATCH", f"/v1/alerts/{made['id']}", {"threshold": {"amount": "0.02"}, "name": "Soon"})
    await look(house)

    assert (changed["state"], changed["name"]) == ("ARMED", "Soon")
    assert [event["data"]["object"]["amount"] for event in await told(house)] == ["0.01", "0.02"]


async def test_the_workspaces_spend_is_the_sum_of_its_advertisers_of_that_currency(house: Any) -> None:
    _, spent = await spending(house, "advertiser")
    body = {"subject": {"level": "workspace"}, "threshold": {"amount": f"{spent}", "currency": "USD"}}
    await house.ok("POST", "/v1/alerts", body)
    await look(house)

    (event,) = await told(house)
    assert (event["advertiser_id"], event["data"]["object"]["level"]) == (None, "workspace")


async def test_a_lifetime_threshold_is_told_once_for_ever(house: Any) -> None:
    campaign_id, _ = await spending(house, "campaign")
    await alert(house, "campaign", campaign_id, period="LIFETIME")
    await look(house)
    await look(house, days=1)

    (event,) = await told(house)
    assert event["data"]["object"]["period_start"] is None
    assert event["data"]["object"]["forecast"] is None


async def test_what_cannot_be_watched_is_refused_with_what_to_do(house: Any) -> None:
    workspace, account = {"level": "workspace"}, {"level": "advertiser", "id": house.usd}
    refused = [
        ({"subject": workspace, "threshold": {"percent": "80"}}, (409, "conflict")),
        ({"subject": workspace, "threshold": {"amount": "1.00"}}, (409, "conflict")),
        ({"subject": account, "threshold": {"percent": "80"}}, (409, "conflict")),
        ({"subject": account, "threshold": {"amount": "1.00", "currency": "EUR"}}, (409, "conflict")),
        ({"subject": {"level": "campaign", "id": "1"}, "threshold": {"amount": "1.00"}}, (404, "not_found")),
    ]
    for body, expected in refused:
        assert await house.refused("POST", "/v1/alerts", body) == expected


async def test_an_alert_is_not_there_for_a_token_of_other_advertisers(house: Any) -> None:
    made = await alert(house, "advertiser", house.usd)
    async with house.caller("reporting:read", advertisers=[house.eur]) as caller:
        listed, one = await caller.get("/v1/alerts"), await caller.get(f"/v1/alerts/{made['id']}")

    assert (listed.json()["data"], one.status_code) == ([], 404)


async def test_a_deleted_alert_is_gone(house: Any) -> None:
    made = await alert(house, "advertiser", house.usd)
    await house.ok("DELETE", f"/v1/alerts/{made['id']}")
    await look(house)

    assert await house.refused("GET", f"/v1/alerts/{made['id']}") == (404, "not_found")
    assert (await house.ok("GET", "/v1/alerts"))["data"] == []
    assert await told(house) == []

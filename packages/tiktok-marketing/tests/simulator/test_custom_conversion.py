"""Custom conversions of pixels and apps, as the catalogue has them."""

from typing import Any

import pytest

STORE = "apps.apple.com"
RULE = {"parameter": "VALUE", "operator": "GT", "values": ["100"]}


async def pixel(desk: Any) -> dict[str, Any]:
    return dict(await desk.ok("POST", "/pixel/create/", advertiser_id=desk.usd, pixel_name="Shop"))


def body(desk: Any, pixel_id: str, **fields: Any) -> dict[str, Any]:
    return {
        "advertiser_id": desk.usd,
        "name": "Large orders",
        "event_source_type": "PIXEL",
        "event_source_id": pixel_id,
        "optimization_event": "SHOPPING",
        "rules": [RULE],
    } | fields


async def made(desk: Any, pixel_id: str, **fields: Any) -> str:
    data = await desk.ok("POST", "/custom_conversion/create/", **body(desk, pixel_id, **fields))
    return str(data["custom_conversion_id"])


async def listed(desk: Any, pixel_id: str, **asked: Any) -> list[dict[str, Any]]:
    source = {"advertiser_id": desk.usd, "event_source_type": "PIXEL", "event_source_id": pixel_id}
    data = await desk.ok("GET", "/custom_conversion/list/", **source | asked)
    assert data["page_info"]["total_number"] == len(data["list"])
    return list(data["list"])


async def track(desk: Any, code: str, name: str) -> None:
    event = {"event": name, "event_time": int(desk.simulator.now().timestamp()), "user": {"ttclid": "E.C.P"}}
    await desk.ok("POST", "/event/track/", event_source="web", event_source_id=code, data=[event])


async def test_a_custom_conversion_lives_from_create_to_delete(desk: Any) -> None:
    shop = (await pixel(desk))["pixel_id"]
    made_id = await made(desk, shop)
    named = {"advertiser_id": desk.usd, "custom_conversion_id": made_id}
    desk.advance(hours=1)

    await desk.ok("POST", "/custom_conversion/update/", **named, name="Big orders", description="Over 100")

    asked = named | {"event_source_type": "PIXEL", "event_source_id": shop}
    shown = await desk.ok("GET", "/custom_conversion/get/", **asked)
    assert shown == {
        "custom_conversion_id": made_id,
        "name": "Big orders",
        "description": "Over 100",
        "event_source_type": "PIXEL",
        "event_source_id": shop,
        "active_status": "WAITING_FOR_ACTIVITY",
        "optimization_event": "SHOPPING",
        "rules": [RULE],
        "create_time": "2026-06-15 12:00:00",
        "update_time": "2026-06-15 13:00:00",
    }
    assert await listed(desk, shop) == [shown]
    await desk.ok("POST", "/custom_conversion/delete/", **named)
    assert await listed(desk, shop) == []
    assert (await desk.refused("/custom_conversion/delete/", **named))[0] == 40007


async def test_it_is_active_for_a_week_after_its_event_came(desk: Any) -> None:
    shop = await pixel(desk)
    await made(desk, shop["pixel_id"])
    own = {"optimization_event": None, "custom_event_type": "Waved"}
    waved = {n: v for n, v in body(desk, shop["pixel_id"], name="Waves", **own).items() if v is not None}
    await desk.ok("POST", "/custom_conversion/create/", **waved)

    async def statuses(**asked: Any) -> list[tuple[str, str]]:
        return [(row["name"], row["active_status"]) for row in await listed(desk, shop["pixel_id"], **asked)]

    await track(desk, shop["pixel_code"], "Purchase")
    assert await statuses() == [("Waves", "WAITING_FOR_ACTIVITY"), ("Large orders", "ACTIVE")]
    desk.advance(days=7)
    for _ in range(2):
        await track(desk, shop["pixel_code"], "Waved")
    assert await statuses(sort_type="ASC") == [("Large orders", "NO_RECENT_ACTIVITY"), ("Waves", "ACTIVE")]
    assert [name for name, _ in await statuses(sort_field="TOTAL_COUNT")] == ["Waves", "Large orders"]
    assert [name for name, _ in await statuses(search_keyword="wAV")] == ["Waves"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 51}, "name"),
        ({"description": "x" * 501}, "description"),
        ({"event_source_type": "TILL"}, "event_source_type"),
        ({"event_source_type": "APP"}, "event_source_id"),  # the pixel's id
        ({"rules": []}, "rules"),
        ({"rules": [RULE] * 11}, "rules"),
        ({"rules": [RULE | {"parameter": "WEATHER"}]}, "rules.0.parameter"),
        ({"rules": [RULE, RULE | {"operator": "LIKE"}]}, "rules.1.operator"),
        ({"rules": [RULE | {"values": []}]}, "rules.0.values"),
        ({"rules": [RULE | {"values": ["x" * 101]}]}, "rules.0.values"),
        ({"custom_event_type": "Waved"}, "optimization_event"),
    ],
)
async def test_what_cannot_be_is_refused(desk: Any, changes: dict[str, Any], named: str) -> None:
    shop = (await pixel(desk))["pixel_id"]

    code, message = await desk.refused("/custom_conversion/create/", **body(desk, shop, **changes))

    assert (code, message.partition(":")[0]) == (40002, named)
    assert desk.state.custom_conversions == {}


async def test_an_app_has_its_own(desk: Any) -> None:
    page = f"https://{STORE}/us/app/runner/id123456789"
    app_id = (await desk.ok("POST", "/app/create/", advertiser_id=desk.usd, download_url=page))["app_id"]
    shop = (await pixel(desk))["pixel_id"]
    await made(desk, app_id, event_source_type="APP", optimization_event="ACTIVE_PAY")

    source = {"advertiser_id": desk.usd, "event_source_type": "APP", "event_source_id": app_id}
    data = await desk.ok("GET", "/custom_conversion/list/", **source)

    assert [row["optimization_event"] for row in data["list"]] == ["ACTIVE_PAY"]
    assert await listed(desk, shop) == []

"""Pixels: behaviour reference §4.1 (20 a page), §5.2; parameters and answers as the catalogue has them."""

from typing import Any

import pytest

LIST, CREATE, UPDATE = "/pixel/list/", "/pixel/create/", "/pixel/update/"
EVENT_CREATE, EVENT_UPDATE, EVENT_DELETE = (f"/pixel/event/{verb}/" for verb in ("create", "update", "delete"))
STATS = "/pixel/event/stats/"


async def made(desk: Any, name: str = "Shop", **fields: Any) -> dict[str, Any]:
    data = await desk.ok("POST", CREATE, **{"advertiser_id": desk.usd, "pixel_name": name} | fields)
    return dict(data)


async def listed(desk: Any, **query: Any) -> list[dict[str, Any]]:
    data = await desk.ok("GET", LIST, **{"advertiser_id": desk.usd} | query)
    return list(data["pixels"])


async def test_a_new_pixel_has_a_code_of_its_own(desk: Any) -> None:
    one, other = await made(desk, pixel_category="ONLINE_STORE"), await made(desk)

    assert one == {
        "pixel_id": one["pixel_id"],
        "pixel_code": one["pixel_code"],
        "pixel_name": "Shop",
        "pixel_category": "ONLINE_STORE",
        "pixel_setup_mode": "DEVELOPER",
        "partner_name": None,
        "pixel_script": one["pixel_script"],
        "create_time": "2026-06-15 12:00:00",
        "advanced_matching_fields": {"phone_number": True, "email": True},
        "automatic_advanced_matching_fields": {
            "phone_number": False,
            "email": False,
            "name": False,
            "address": False,
            "external_id": False,
        },
        "enable_first_party_cookies": True,
        "enable_expanded_data_sharing": True,
        "asset_ownership": {"asset_relation_status": None, "ownership_status": True, "owner_bc_id": desk.bc},
        "events": [],
    }
    assert one["pixel_code"].isalnum()
    assert (len(one["pixel_code"]), one["pixel_code"].upper()) == (20, one["pixel_code"])
    assert one["pixel_code"] in one["pixel_script"]
    assert one["pixel_code"] != other["pixel_code"]


async def test_pixels_are_listed_oldest_first_and_found_by_what_they_are(desk: Any) -> None:
    first = await made(desk)
    desk.advance(seconds=1)
    second = await made(desk, "Blog")
    await made(desk, "Theirs", advertiser_id=desk.jpy)

    assert await listed(desk) == [first, second]
    assert await listed(desk, order_by="LATEST_CREATE", page_size=1) == [second]
    assert await listed(desk, pixel_id=first["pixel_id"]) == [first]
    assert await listed(desk, code=second["pixel_code"]) == [second]
    assert await listed(desk, name="sho") == [first]
    assert (await desk.get(LIST, advertiser_id=desk.usd, page_size=21))["code"] == 40002
    assert (await desk.get(LIST, advertiser_id=desk.usd, order_by="NAME"))["code"] == 40002


async def test_an_update_changes_what_is_sent(desk: Any) -> None:
    pixel = await made(desk)
    body = {"advertiser_id": desk.usd, "pixel_id": pixel["pixel_id"], "pixel_name": "Store"}

    await desk.ok("POST", UPDATE, **body, advanced_matching_fields={"email": False}, enable_first_party_cookies=False)

    assert await listed(desk) == [
        pixel
        | {
            "pixel_name": "Store",
            "advanced_matching_fields": {"phone_number": True, "email": False},
            "enable_first_party_cookies": False,
        }
    ]


@pytest.mark.parametrize("fields", [{"pixel_name": "x" * 41}, {"pixel_name": " "}, {"pixel_category": "SHOP"}])
async def test_a_pixel_that_cannot_be_is_refused(desk: Any, fields: dict[str, str]) -> None:
    code, message = await desk.refused(CREATE, **{"advertiser_id": desk.usd, "pixel_name": "Shop"} | fields)

    assert code == 40002
    assert message.startswith(f"{next(iter(fields))}: ")


async def test_events_are_set_up_renamed_and_removed(desk: Any) -> None:
    pixel = await made(desk)
    rule = {"operator": "OPERATORTYPE_CONTAINS", "trigger": "TRIGGERTYPE_PAGEVIEW", "value": "/thanks"}
    event = {"event_type": "SHOPPING", "event_name": "Bought", "rules": [rule | {"variable": "PAGE_PATH"}]}
    body = {"advertiser_id": desk.usd, "pixel_id": pixel["pixel_id"], "pixel_events": [event, {"event_type": "FORM"}]}

    await desk.ok("POST", EVENT_CREATE, **body)
    first, second = (await listed(desk))[0]["events"]
    change = {"event_name": "Paid", "currency": "USD", "currency_value": "12"}
    await desk.ok("POST", EVENT_UPDATE, advertiser_id=desk.usd, event_id=first["event_id"], **change)
    await desk.ok("POST", EVENT_DELETE, advertiser_id=desk.usd, event_id=second["event_id"])

    assert (await listed(desk))[0]["events"] == [
        {
            "event_id": first["event_id"],
            "event_type": "SHOPPING",
            "name": "Paid",
            "currency": "USD",
            "currency_value": "12",
            "statistic_type": "EVERY_TIME",
            "rules": event["rules"],
        }
    ]


async def test_only_own_pixels_and_events_are_changed(desk: Any) -> None:
    pixel = await made(desk)
    theirs = {"advertiser_id": desk.jpy, "pixel_id": pixel["pixel_id"]}

    assert [
        await desk.refused(UPDATE, **theirs, pixel_name="Mine"),
        await desk.refused(EVENT_CREATE, **theirs, pixel_events=[{"event_type": "FORM"}]),
        await desk.refused(EVENT_CREATE, **theirs | {"advertiser_id": desk.usd}, pixel_events=[]),
        await desk.refused(EVENT_DELETE, advertiser_id=desk.usd, event_id="7"),
    ] == [
        (40002, f"pixel_id: The pixel {pixel['pixel_id']} does not exist."),
        (40002, f"pixel_id: The pixel {pixel['pixel_id']} does not exist."),
        (40002, "pixel_events: Must not be empty."),
        (40002, "event_id: The event 7 does not exist."),
    ]


async def test_an_ad_group_names_a_pixel_of_its_advertiser(desk: Any) -> None:  # §5.2
    theirs, mine = await made(desk, advertiser_id=desk.jpy), await made(desk)
    campaign_id = await desk.campaign(objective_type="WEB_CONVERSIONS")
    goal = {"optimization_goal": "CONVERT", "billing_event": "OCPM", "optimization_event": "SHOPPING"}

    refused = await desk.refused(
        "/adgroup/create/", **desk.adgroup_body(campaign_id, pixel_id=theirs["pixel_id"], **goal)
    )

    assert refused == (40002, f"pixel_id: The pixel {theirs['pixel_id']} does not exist.")
    await desk.adgroup(campaign_id, pixel_id=mine["pixel_id"], **goal)
    await desk.adgroup(campaign_id, pixel_id="7", adgroup_name="Made elsewhere", **goal)


@pytest.mark.parametrize(
    ("start", "end"), [("2026-06-16", "2026-06-15"), ("June", "2026-06-15"), ("2026-06-15", "tomorrow")]
)
async def test_statistics_need_days(desk: Any, start: str, end: str) -> None:
    span = {"start_date": start, "end_date": end}
    pixel = await made(desk)

    answer = await desk.get(STATS, advertiser_id=desk.usd, pixel_ids=[pixel["pixel_id"]], date_range=span)

    assert answer["code"] == 40002
    assert answer["message"].startswith("date_range")


async def test_a_seeded_agencys_conversion_ad_groups_name_its_pixels(desk: Any) -> None:
    await desk.http.post("/_sim/seed", json={"seed": 3, "accounts": 2, "ads": 200, "days": 5})
    named = [
        (adgroup.fields["pixel_id"], adgroup.advertiser_id)
        for adgroup in desk.state.adgroups.values()
        if "pixel_id" in adgroup.fields
    ]

    assert named
    assert all(desk.state.pixels[pixel_id].advertiser_id == advertiser_id for pixel_id, advertiser_id in named)
    assert {len(pixel.events) for pixel in desk.state.pixels.values()} == {5}

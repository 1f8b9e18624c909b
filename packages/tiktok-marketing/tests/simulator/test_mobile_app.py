"""Apps that an advertiser promotes, as the catalogue has them."""

from typing import Any

import pytest

from tiktok_marketing.simulator.behaviours.mobile_app import UNLOCKED_AT

NOON = 1_781_524_800  # 2026-06-15 12:00:00 UTC
ANDROID, IOS = "play.google.com/store/apps/details?id=com.example.runner", "apps.apple.com/us/app/runner/id123456789"

FOREIGN = ANDROID.replace(".com/", ".com.example/")


async def made(desk: Any, page: str = ANDROID, **fields: Any) -> str:
    body = {"advertiser_id": desk.usd, "download_url": f"https://{page}"} | fields
    return str((await desk.ok("POST", "/app/create/", **body))["app_id"])


async def shown(desk: Any, app_id: str) -> dict[str, Any]:
    return dict((await desk.ok("GET", "/app/info/", advertiser_id=desk.usd, app_id=app_id))["app"])


async def events(desk: Any, app_id: str, **asked: Any) -> dict[str, dict[str, Any]]:
    asked = {"advertiser_id": desk.usd, "app_id": app_id, "optimization_goal": "IN_APP_EVENT"} | asked
    rows = (await desk.ok("GET", "/app/optimization_event/", **asked))["optimization_events"]
    return {row["optimization_event"]: row for row in rows}


async def test_an_app_is_read_off_its_page_in_the_store(desk: Any) -> None:
    tracking = {"click_url": "https://example.com/click"}
    android = await made(desk, partner="Adjust", tracking_url=tracking)
    ios = await made(desk, IOS)

    app = await shown(desk, android)

    assert app | {"tiktok_apps": []} == {
        "advertiser_id": desk.usd,
        "app_id": android,
        "app_platform_id": android,
        "app_name": "runner",
        "package_name": "com.example.runner",
        "platform": "ANDROID",
        "download_url": f"https://{ANDROID}",
        "partner": {"partner_name": "Adjust"},
        "enable_retargeting": "NON_RETARGETING",
        "tracking_url": tracking,
        "tiktok_apps": [],
        "skan_allowed": "NOT_ALLOWED",
        "create_time": "2026-06-15 12:00:00",
    }
    listed = (await desk.ok("GET", "/app/list/", advertiser_id=desk.usd))["apps"]
    assert [(row["app_id"], row["platform"]) for row in listed] == [(android, "ANDROID"), (ios, "IOS")]
    one = await desk.ok("GET", "/app/list/", advertiser_id=desk.usd, app_platform_ids=[ios])
    assert [row["package_name"] for row in one["apps"]] == ["id123456789"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"download_url": "https://example.com/app"}, "download_url"),
        ({"download_url": f"https://{FOREIGN}"}, "download_url"),
        ({"download_url": f"https://{IOS.rpartition('/')[0]}"}, "download_url"),
        ({"partner": "Nobody"}, "partner"),
        ({"enable_retargeting": "YES"}, "enable_retargeting"),
    ],
)
async def test_what_is_no_app_is_refused(desk: Any, changes: dict[str, Any], named: str) -> None:
    body = {"advertiser_id": desk.usd, "download_url": f"https://{ANDROID}"} | changes

    code, message = await desk.refused("/app/create/", **body)

    assert (code, message.partition(":")[0]) == (40002, named)
    assert desk.state.mobile_apps == {}


async def test_what_is_sent_changes_and_never_the_platform(desk: Any) -> None:
    app_id = await made(desk, tracking_url={"click_url": "https://example.com/c"})
    before = await shown(desk, app_id)
    order = {"advertiser_id": desk.usd, "app_id": app_id}

    await desk.ok("POST", "/app/update/", **order, tracking_url={"impression_url": "https://example.com/i"})

    urls = {"click_url": "https://example.com/c", "impression_url": "https://example.com/i"}
    assert await shown(desk, app_id) == before | {"tracking_url": urls}
    assert (await desk.refused("/app/update/", **order, platform="IOS"))[0] == 40002
    assert (await desk.refused("/app/update/", **order, download_url=f"https://{IOS}"))[0] == 40002
    assert (await desk.refused("/app/update/", **(order | {"advertiser_id": desk.jpy})))[0] == 40007


async def test_an_event_opens_once_enough_of_it_came(desk: Any) -> None:
    app_id = await made(desk)

    async def track(name: str, count: int) -> None:
        event = {"event": name, "event_time": NOON, "user": {"external_id": "0" * 64}, "app": {"app_id": app_id}}
        body = {"event_source": "app", "event_source_id": app_id, "data": [event] * count}
        await desk.ok("POST", "/event/track/", **body)

    await track("Purchase", UNLOCKED_AT)
    await track("Registration", UNLOCKED_AT - 1)

    found = await events(desk, app_id)
    names = ("ACTIVE_PAY", "ACTIVE_REGISTER", "LOGIN")
    assert [(found[name]["availability_status"], found[name]["conversions"]) for name in names] == [
        ("READY", UNLOCKED_AT),
        ("INSUFFICIENT_POSTBACK", UNLOCKED_AT - 1),
        ("INACTIVE", 0),
    ]
    assert list(await events(desk, app_id, available_only=True)) == ["ACTIVE_PAY"]
    assert await events(desk, app_id, optimization_goal="INSTALL") == {}
    desk.advance(days=28)
    assert await events(desk, app_id, available_only=True) == {}


async def test_only_an_app_that_brings_people_back_has_events_for_it(desk: Any) -> None:
    cold, warm = await made(desk), await made(desk, enable_retargeting="RETARGETING")

    async def names(app_id: str) -> list[str]:
        data = await desk.ok("GET", "/app/optimization_event/retargeting/", advertiser_id=desk.usd, app_id=app_id)
        return list(data["optimization_events"])

    assert (await names(cold), "ACTIVE_PAY" in await names(warm)) == ([], True)

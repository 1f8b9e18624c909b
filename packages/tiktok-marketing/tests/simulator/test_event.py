"""Behaviour reference §9, §3.2, §3.3: conversion events of servers."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tiktok_marketing.simulator import Simulator, State, VirtualClock, build_app
from tiktok_marketing.simulator.agency_records import Grant
from tiktok_marketing.simulator.event_rules import EventRules
from tiktok_marketing.simulator.planting import Plan, plant
from tiktok_marketing.spec.endpoint import API_PREFIX

TRACK, STATS = "/event/track/", "/pixel/event/stats/"
NOON = 1_781_524_800  # 2026-06-15 12:00:00 UTC
EMAIL = hashlib.sha256(b"alice_abc@gmail.com").hexdigest()


def event(**fields: Any) -> dict[str, Any]:
    return {"event": "Purchase", "event_time": NOON, "user": {"email": EMAIL}} | fields


async def pixel(desk: Any, **fields: Any) -> dict[str, Any]:
    data = await desk.ok("POST", "/pixel/create/", **{"advertiser_id": desk.usd, "pixel_name": "Shop"} | fields)
    return dict(data)


async def track(desk: Any, source_id: str, *events: dict[str, Any], **fields: Any) -> dict[str, Any]:
    body = {"event_source": "web", "event_source_id": source_id, "data": list(events)}
    return dict(await desk.post(TRACK, **body | fields))


async def offline_set(desk: Any) -> str:
    data = await desk.ok("POST", "/offline/create/", advertiser_id=desk.usd, name="Shops", description="")
    return str(data["event_set_id"])


async def counts(desk: Any, pixel_id: str, day: str = "2026-06-15", last: str = "2026-06-15") -> dict[str, int]:
    """Events by name."""
    span = {"start_date": day, "end_date": last}
    data = await desk.ok("GET", STATS, advertiser_id=desk.usd, pixel_ids=[pixel_id], date_range=span)
    (found,) = data["list"]
    return {row["pixel_event_type"] or row["custom_event_type"]: row["total_count"] for row in found["statistics"]}


async def test_a_customers_address_is_hashed_as_tiktok_shows_it() -> None:  # §9.2
    assert (EMAIL[:8], EMAIL[-8:]) == ("848a7714", "79d3bb4f")


async def test_events_that_are_taken_answer_nothing_and_are_counted(desk: Any) -> None:  # §9.6
    shop = await pixel(desk)

    answer = await track(desk, shop["pixel_code"], event(), event(event="ViewContent"), event(event="Waved"))

    assert (answer["code"], answer["message"], answer["data"]) == (0, "OK", {})
    span = {"start_date": "2026-06-15", "end_date": "2026-06-15"}
    asked = {"advertiser_id": desk.usd, "pixel_ids": [shop["pixel_id"]], "date_range": span}
    stats = (await desk.ok("GET", STATS, **asked))["list"]
    one = {"attributed_count": 0, "preview_count": 0, "total_count": 1}
    one |= {"browser_event_total_count": 0, "server_event_total_count": 1}
    assert stats == [
        {
            "pixel_id": shop["pixel_id"],
            "statistics": [
                {"pixel_event_type": "Purchase", "custom_event_type": None} | one,
                {"pixel_event_type": "ViewContent", "custom_event_type": None} | one,
                {"pixel_event_type": None, "custom_event_type": "Waved"} | one,
            ],
        }
    ]


async def test_events_are_counted_on_the_advertisers_day_of_their_time(desk: Any) -> None:
    shop = await pixel(desk)
    first_of_new_york = NOON - 8 * 3600

    await track(desk, shop["pixel_code"], event(event_time=first_of_new_york), event(event_time=first_of_new_york - 1))

    assert await counts(desk, shop["pixel_id"]) == {"Purchase": 1}
    assert await counts(desk, shop["pixel_id"], "2026-06-14", "2026-06-15") == {"Purchase": 2}


@pytest.mark.parametrize("number", [0, 1_001])
async def test_a_request_holds_between_1_and_1000_events(desk: Any, number: int) -> None:  # §9.1
    shop = await pixel(desk)

    answer = await track(desk, shop["pixel_code"], *[event()] * number)

    assert (answer["code"], answer["message"]) == (40002, "data: Must hold between 1 and 1000 events.")
    assert await counts(desk, shop["pixel_id"]) == {}


async def test_a_full_request_is_taken(desk: Any) -> None:
    shop = await pixel(desk)

    await track(desk, shop["pixel_code"], *[event(event_id=str(number)) for number in range(1_000)])

    assert await counts(desk, shop["pixel_id"]) == {"Purchase": 1_000}


async def test_a_malformed_event_refuses_the_whole_request(desk: Any) -> None:  # §9.6
    shop = await pixel(desk)

    answer = await track(desk, shop["pixel_code"], event(), event(event_time="noon"))

    assert (answer["code"], answer["message"]) == (40002, "data.1.event_time: Not a valid integer.")
    assert await counts(desk, shop["pixel_id"]) == {}


async def test_bad_events_fail_alone(desk: Any) -> None:  # §9.6: assumed
    shop = await pixel(desk)

    answer = await track(desk, shop["pixel_code"], event(user={"email": "a@b.c"}), event(), event(event_time=1))

    assert (answer["code"], answer["message"]) == (20001, "2 of 3 events failed.")
    assert answer["data"] == {
        "failed_events": [
            {"order_in_request": 0, "fail_reason": "user.email: Must be SHA-256 in lower-case hex."},
            {"order_in_request": 2, "fail_reason": "event_time: Older than 7 days."},
        ]
    }
    assert await counts(desk, shop["pixel_id"]) == {"Purchase": 1}


async def test_single_failures_can_be_switched_off(desk: Any, simulator: Simulator) -> None:
    simulator.event_rules = EventRules(refuses_parts=False)
    shop = await pixel(desk)

    answer = await track(desk, shop["pixel_code"], event(user={"email": "a@b.c"}))

    assert answer["code"] == 0
    assert await counts(desk, shop["pixel_id"]) == {"Purchase": 1}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"event": " "}, "event: Must not be empty."),
        ({"event_time": NOON - 7 * 86400 - 1}, "event_time: Older than 7 days."),
        ({"event_time": NOON * 1000}, "event_time: Must be Unix time in seconds."),
        ({"event_time": NOON + 301}, "event_time: In the future."),
        ({"user": {"phone": ["+12133734253"]}}, "user.phone: Must be SHA-256 in lower-case hex."),
        ({"user": {"external_id": EMAIL.upper()}}, "user.external_id: Must be SHA-256 in lower-case hex."),
        ({"user": {"ip": "300.1.1.1"}}, "user.ip: Invalid value."),
        ({"properties": {"currency": "usd"}}, "properties.currency: Must be an ISO 4217 code."),
        (
            {"properties": {"content_type": "item"}},
            "properties.content_type: Must be product or product_group.",
        ),
    ],
)
async def test_a_web_event_that_says_nonsense_fails(desk: Any, fields: dict[str, Any], reason: str) -> None:
    answer = await track(desk, (await pixel(desk))["pixel_code"], event(**fields))

    assert answer["code"] == 20001
    assert answer["data"]["failed_events"] == [{"order_in_request": 0, "fail_reason": reason}]


@pytest.mark.parametrize(
    "fields",
    [
        {"event": "CompletePayment"},  # §9.7: the older names are still taken
        {"event": "PlaceAnOrder"},
        {"event": "SubmitForm"},
        {"event": "ClickButton"},
        {"event_time": NOON - 7 * 86400},
        {"user": {"email": [EMAIL, EMAIL], "ip": "2001:db8::1", "ttclid": "E.C.P.1", "ttp": "x", "locale": "en-US"}},
        {"user": {}},
        {"page": {"referrer": "https://example.com"}},  # §9.3: the address is wanted in strict mode only
        {"properties": {"value": 12.5, "currency": "USD", "content_type": "product", "content_ids": ["1"]}},
        {"user": {"idfa": "passed over"}},  # §9.2: no key of a website's
    ],
)
async def test_a_web_event_that_makes_sense_is_taken(desk: Any, fields: dict[str, Any]) -> None:
    assert (await track(desk, (await pixel(desk))["pixel_code"], event(**fields)))["code"] == 0


async def test_strict_mode_wants_the_address_of_the_page(desk: Any) -> None:  # §9.3
    shop = await pixel(desk)
    desk.simulator.strict = True

    answer = await track(desk, shop["pixel_code"], event(), event(page={"url": "https://example.com/thanks"}))

    reason = "page.url: Missing data for required field."
    assert answer["data"] == {"failed_events": [{"order_in_request": 0, "fail_reason": reason}]}


async def test_an_unknown_source_is_refused_whole(desk: Any) -> None:  # §9.6
    shop, shops = await pixel(desk), await offline_set(desk)

    answers = [
        await track(desk, "C7"),
        await track(desk, shop["pixel_id"], event()),
        await track(desk, shop["pixel_code"], event(), event_source="offline"),
        await track(desk, shops, event(), event_source="crm"),
        await track(desk, shop["pixel_code"], event(), event_source="fax"),
    ]

    assert [(answer["code"], answer["message"]) for answer in answers] == [
        (40002, "event_source_id: The web event source C7 does not exist."),
        (40002, f"event_source_id: The web event source {shop['pixel_id']} does not exist."),
        (40002, "Invalid value for event_source_id: not a valid string."),
        (40002, f"event_source_id: The crm event source {shops} does not exist."),
        (40002, "event_source: Invalid value 'fax'. Must be one of: app, crm, offline, web."),
    ]


async def test_a_pixel_of_an_advertiser_that_the_token_does_not_open_is_closed(desk: Any) -> None:  # §9.6
    shop, now = await pixel(desk), desk.simulator.now()
    desk.state.save(Grant(id="other", app_id=desk.app["app_id"], advertiser_ids=[desk.jpy], scope=[1], issued_at=now))
    desk.token = "other"

    answer = await track(desk, shop["pixel_code"], event())

    assert answer["code"] == 40001


async def test_offline_events_may_be_four_weeks_old_and_have_standard_names(desk: Any) -> None:  # §9.5, §9.7
    shops = await offline_set(desk)
    old, older = event(event_time=NOON - 28 * 86400), event(event_time=NOON - 28 * 86400 - 1)

    answer = await track(desk, shops, old, older, event(event="purchase"), event_source="offline")

    assert [failed["fail_reason"] for failed in answer["data"]["failed_events"]] == [
        "event_time: Older than 28 days.",
        "event: 'purchase' is not a standard event; names are case-sensitive.",
    ]


async def test_crm_events_name_a_lead_and_may_have_any_name(desk: Any) -> None:  # §9.3, §9.7
    made = await desk.ok("POST", "/crm/create/", advertiser_id=desk.usd, name="Sales")
    won, nobody = event(event="Won", lead={"lead_id": "1"}), event(event="Won")

    answer = await track(desk, made["event_set_id"], won, nobody, event_source="crm")

    reason = "lead.lead_id: Missing data for required field."
    assert answer["data"]["failed_events"] == [{"order_in_request": 1, "fail_reason": reason}]


IDFA = "6D92078A-8246-4BA4-AE5B-76104861E7DC"


@pytest.mark.parametrize(
    ("user", "reason"),
    [
        ({"idfa": IDFA, "gaid": IDFA.lower(), "att_status": "AUTHORIZED", "idfv": "x"}, None),
        ({"idfa": EMAIL, "gaid": EMAIL}, None),
        ({"idfa": IDFA.lower()}, "user.idfa: Invalid value."),
        ({"gaid": IDFA}, "user.gaid: Invalid value."),
        ({"att_status": "YES"}, "user.att_status: Invalid value."),
    ],
)
async def test_app_events_match_people_by_their_device(desk: Any, user: dict[str, str], reason: str | None) -> None:
    launched = event(event="LaunchAPP", user=user, app={"app_id": "7000"})

    answer = await track(desk, "7000", launched, event_source="app")

    reasons = [failed["fail_reason"] for failed in answer["data"].get("failed_events", [])]
    assert reasons == ([reason] if reason else [])


async def test_app_events_name_the_app_and_a_standard_event(desk: Any) -> None:  # §9.3
    answer = await track(desk, "7000", event(event="LaunchAPP"), event(event="launch"), event_source="app")

    assert [failed["fail_reason"] for failed in answer["data"]["failed_events"]] == [
        "app.app_id: Missing data for required field.",
        "event: 'launch' is not a standard event; names are case-sensitive.",
    ]


async def test_app_events_are_for_those_who_are_let_in(desk: Any, simulator: Simulator) -> None:  # §9.1
    simulator.event_rules = EventRules(app_allowed=False)

    assert (await track(desk, "7000", event(), event_source="app"))["code"] == 40118


async def test_the_same_event_counts_once_in_48_hours(desk: Any, simulator: Simulator) -> None:  # §9.4
    simulator.event_rules = EventRules(oldest_online=None)
    shop, other = await pixel(desk), await pixel(desk)
    bought = event(event_id="order-1")
    code = shop["pixel_code"]

    answers = [await track(desk, code, bought, bought), await track(desk, code, bought, event(event_id="order-2"))]
    answers += [await track(desk, code, event(event="Lead", event_id="order-1")), await track(desk, code, event())]
    await track(desk, code, event())
    await track(desk, other["pixel_code"], bought)
    once = await counts(desk, shop["pixel_id"])
    desk.advance(hours=47, minutes=59)
    await track(desk, code, bought)
    within = await counts(desk, shop["pixel_id"])
    desk.advance(minutes=1)
    await track(desk, code, bought)

    assert {answer["code"] for answer in answers} == {0}
    assert once == within == {"Purchase": 4, "Lead": 1}  # two orders, and two that cannot be told apart
    assert await counts(desk, shop["pixel_id"]) == {"Purchase": 5, "Lead": 1}
    assert await counts(desk, other["pixel_id"]) == {"Purchase": 1}
    assert len(desk.state.event_sightings) == 1


async def test_repeats_are_known_after_a_restart(desk: Any) -> None:
    shop = await pixel(desk)
    await track(desk, shop["pixel_code"], event(event_id="1"))

    desk.simulator.reload()
    await track(desk, shop["pixel_code"], event(event_id="1"), event(event_id="2"))

    assert await counts(desk, shop["pixel_id"]) == {"Purchase": 2}


async def test_test_events_are_kept_apart(desk: Any) -> None:  # §9.1: likely
    shop = await pixel(desk)
    code = shop["pixel_code"]

    await track(desk, code, event(event_id="1"), test_event_code="TEST1")
    await track(desk, code, event(event_id="1"))

    tests = (await desk.http.get("/_sim/events?tests=1")).json()["events"]
    events = (await desk.http.get("/_sim/events", params={"source_id": code, "event": "Purchase"})).json()["events"]
    common = {"at": "2026-06-15T12:00:00Z", "source": "web", "source_id": code, "event": event(event_id="1")}
    assert tests == [common | {"fate": "test", "test_event_code": "TEST1"}]
    assert events == [common | {"fate": "counted"}]
    assert await counts(desk, shop["pixel_id"]) == {"Purchase": 1}
    assert (await desk.http.get("/_sim/events?limit=x")).status_code == 400


async def test_events_have_a_limit_far_above_the_apps(desk: Any, simulator: Simulator) -> None:  # §3.2: 1,000 a second
    shop = await pixel(desk)
    now = 0.0
    simulator.limits.monotonic = lambda: now
    simulator.limited, simulator.event_rules = True, EventRules(pixel_qps=10_000)

    codes = [(await track(desk, shop["pixel_code"], event()))["code"] for _ in range(1_001)]
    simulator.limited = False

    assert codes == [0] * 1_000 + [40100]


async def test_one_pixel_is_limited_without_the_others(desk: Any, simulator: Simulator) -> None:  # §3.3: 40132
    one, other = await pixel(desk), await pixel(desk)
    now = 0.0
    simulator.limits.monotonic = lambda: now
    simulator.limited, simulator.event_rules = True, EventRules(pixel_qps=2)

    answers = [await track(desk, one["pixel_code"], event()) for _ in range(3)]
    elsewhere = await track(desk, other["pixel_code"], event())
    now = 1.0
    again = await track(desk, one["pixel_code"], event())

    assert [answer["code"] for answer in answers] == [0, 0, 40132]
    assert (elsewhere["code"], again["code"]) == (0, 0)


async def test_a_clock_may_be_a_little_ahead(desk: Any, simulator: Simulator) -> None:
    simulator.event_rules = EventRules(clock_skew=timedelta(0))
    shop = await pixel(desk)

    answers = [await track(desk, shop["pixel_code"], event(event_time=NOON + seconds)) for seconds in (0, 1)]

    assert [answer["code"] for answer in answers] == [0, 20001]


async def test_how_events_are_treated_can_be_changed_from_outside(desk: Any) -> None:
    shop = await pixel(desk)
    before = (await desk.http.get("/_sim/sources")).json()

    change = {"oldest_online_days": None, "pixel_qps": 9, "audience_hours": 0, "matched_share": 1}
    after = (await desk.http.post("/_sim/sources", json=change)).json()

    assert before == {
        "audience_hours": 48,
        "matched_share": 0.7,
        "oldest_online_days": 7,
        "oldest_offline_days": 28,
        "refuses_parts": True,
        "app_allowed": True,
        "pixel_qps": 500,
    }
    assert after == before | change
    assert (await track(desk, shop["pixel_code"], event(event_time=0)))["code"] == 0
    assert desk.simulator.computing.shortest == timedelta(0)
    assert (await desk.http.post("/_sim/sources", json={"pixel_qps": 0})).status_code == 400


async def test_what_was_received_outlives_the_process(tmp_path: Path) -> None:
    def world() -> Simulator:
        clock = VirtualClock()
        clock.set(datetime.fromtimestamp(NOON, UTC), speed=0)
        return Simulator(State(tmp_path / "state.db"), clock, limited=False)

    first = world()
    way_in = plant(first, Plan(accounts=1, ads=10, days=3))
    (code,) = [found.code for found in first.state.pixels.values()]

    async def sent(simulator: Simulator) -> Any:
        transport = httpx2.ASGITransport(app=build_app(simulator))
        body = {"event_source": "web", "event_source_id": code, "data": [event(event_id="1")]}
        async with httpx2.AsyncClient(transport=transport, base_url="http://simulator") as http:
            await http.post(API_PREFIX + TRACK, json=body, headers={"Access-Token": way_in.access_token})
        kept = [list(table.values()) for table in (simulator.state.audiences, simulator.state.event_tallies)]
        simulator.state.close()
        return kept

    assert await sent(first) == await sent(world())

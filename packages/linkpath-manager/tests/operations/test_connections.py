"""Connections: consent asked for, given, refused, tested, taken back."""

import asyncio
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from msgspec.structs import replace

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.events.connection import ConnectionBroken
from linkpath_manager.store import events
from linkpath_manager.store.events import BEHIND_ALL, EventFilter


async def start(house: Any) -> dict[str, Any]:
    return dict(await house.ok("POST", "/v1/connections", {}))


async def get(house: Any, connection_id: str) -> dict[str, Any]:
    return dict(await house.ok("GET", f"/v1/connections/{connection_id}"))


async def first(house: Any) -> str:
    """Id of the connection that the house began with."""
    return str((await house.ok("GET", "/v1/connections"))["data"][-1]["id"])


async def open_advertisers(house: Any) -> list[str]:
    return sorted(row["id"] for row in (await house.ok("GET", "/v1/advertisers"))["data"])


def living_grants(house: Any) -> int:
    """Grants at TikTok that were given through LinkPath and not revoked."""
    return sum(g.revoked_at is None and g.id != house.way_in.access_token for g in house.state.grants.values())


async def test_a_connection_starts_with_an_address_at_tiktok(house: Any) -> None:
    answer = await house.ask("POST", "/v1/connections", {})

    started = answer.json()
    address = urlsplit(started.pop("authorization_url"))
    query = parse_qs(address.query)
    assert (answer.status_code, answer.headers["location"]) == (201, f"/v1/connections/{started['id']}")
    assert f"{address.scheme}://{address.netloc}{address.path}" == "http://tiktok.test/portal/auth"
    assert query.keys() == {"app_id", "state", "redirect_uri"}
    assert query["redirect_uri"] == ["http://linkpath.test/oauth/tiktok/callback"]
    assert len(query["state"][0]) >= 43
    assert started.pop("expires_at") == "2026-11-20T13:01:00Z"
    assert started == await get(house, started["id"])
    assert started == {
        "object": "connection",
        "id": started["id"],
        "kind": "ADVERTISERS",
        "status": "PENDING",
        "reason": None,
        "health": {
            "state": "WAITING",
            "reason": "a person has yet to consent at TikTok",
            "hint": f"Open its authorization_url; POST /v1/connections/{started['id']}/reconnect gives a new one.",
            "checked_at": None,
            "last_success_at": None,
            "last_error_at": None,
            "last_error_code": None,
            "last_error": None,
            "hints": None,
        },
        "tiktok_app_id": "default",
        "advertiser_ids": [],
        "granted_advertiser_ids": [],
        "open_id": None,
        "scope": [],
        "permissions": [],
        "missing_permissions": [],
        "created_at": "2026-11-20T12:01:00Z",
        "connected_at": None,
        "revoked_at": None,
        "last_tested_at": None,
        "token_expires_at": None,
    }


async def test_a_consent_connects_what_was_ticked(house: Any) -> None:
    started = await start(house)
    address = await house.consent(started["authorization_url"], house.eur, house.jpy)
    house.time.advance(minutes=5)
    answer = await house.back(address)

    connection = await get(house, started["id"])
    assert answer.json() == connection
    assert (connection["status"], connection["reason"]) == ("CONNECTED", None)
    assert connection["advertiser_ids"] == [house.eur, house.jpy]
    assert connection["connected_at"] == "2026-11-20T12:06:00Z"
    assert connection["scope"] == [str(number) for number in range(1, 9)]


async def test_the_first_connections_first_advertiser_is_selected_and_read(house: Any) -> None:
    await house.ok("DELETE", f"/v1/connections/{await first(house)}")
    emptied = (await house.ok("GET", "/v1/me"))["selected_advertiser_id"]
    await house.connect(house.jpy)
    await house.round()

    assert emptied is None
    assert (await house.ok("GET", "/v1/me"))["selected_advertiser_id"] == house.jpy
    assert await open_advertisers(house) == [house.jpy]
    assert (await house.ok("GET", "/v1/ads"))["total_count"] > 0


async def test_connections_are_listed_newest_first(house: Any) -> None:
    house.time.advance(minutes=1)
    second = await start(house)

    listed = await house.ok("GET", "/v1/connections")
    assert [row["id"] for row in listed["data"]] == [second["id"], await first(house)]
    assert (listed["total_count"], listed["has_more"]) == (2, False)


async def test_a_denied_consent_is_told_with_its_reason(house: Any) -> None:
    started = await start(house)
    address = await house.consent(started["authorization_url"], decision="deny")
    answer = await house.back(address)

    connection = await get(house, started["id"])
    assert (answer.status_code, answer.json()["code"]) == (409, "consent_denied")
    assert (connection["status"], connection["reason"]) == ("DENIED", "the person denied it")
    assert living_grants(house) == 1


async def test_a_consent_that_ticks_nothing_opens_nothing(house: Any) -> None:
    started = await start(house)
    address = await house.consent(started["authorization_url"])
    answer = await house.back(address)

    connection = await get(house, started["id"])
    assert (answer.status_code, answer.json()["code"]) == (409, "no_advertisers")
    assert (connection["status"], connection["advertiser_ids"]) == ("EMPTY", [])
    assert (await house.ok("POST", f"/v1/connections/{started['id']}/test", {}))["ok"] is False


@pytest.mark.parametrize("query", ["", "?state=", "?state=made-up&auth_code=x", "?auth_code=x"])
async def test_a_state_that_was_not_given_out_is_refused(house: Any, query: str) -> None:
    answer = await house.back(f"/oauth/tiktok/callback{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_state")
    assert house.calls() == []


@pytest.mark.parametrize(("minutes", "status"), [(60, "CONNECTED"), (60.1, "EXPIRED")])
async def test_a_consent_has_an_hour(house: Any, minutes: float, status: str) -> None:
    started = await start(house)
    house.time.advance(minutes=minutes)
    address = await house.consent(started["authorization_url"], house.usd)
    answer = await house.back(address)

    assert (await get(house, started["id"]))["status"] == status
    assert answer.json().get("code") == (None if status == "CONNECTED" else "consent_expired")


async def test_a_browser_that_reloads_sees_the_same_and_changes_nothing(house: Any) -> None:
    started = await start(house)
    address = await house.consent(started["authorization_url"], house.usd)
    answers = [await house.back(address) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert len(house.calls("oauth2.access_token")) == 1
    assert living_grants(house) == 2


async def test_a_browser_that_reloads_a_refusal_sees_it_again(house: Any) -> None:
    started = await start(house)
    address = await house.consent(started["authorization_url"], decision="deny")
    answers = [await house.back(address) for _ in range(2)]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, "consent_denied")] * 2


async def test_two_callbacks_at_once_connect_once(house: Any) -> None:
    started = await start(house)
    address = await house.consent(started["authorization_url"], house.usd)
    answers = await asyncio.gather(*(house.back(address) for _ in range(5)))

    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len(house.calls("oauth2.access_token")) == 1
    assert (await get(house, started["id"]))["status"] == "CONNECTED"


@pytest.mark.parametrize("decision", ["approve", "deny"])
async def test_a_state_is_good_for_one_answer(house: Any, decision: str) -> None:
    started = await start(house)
    answered = await house.back(await house.consent(started["authorization_url"], house.usd, decision=decision))
    other = await house.back(await house.consent(started["authorization_url"], house.eur))

    connection = await get(house, started["id"])
    assert answered.status_code == (200 if decision == "approve" else 409)
    assert other.status_code in {400, 409}
    assert (connection["status"], connection["advertiser_ids"]) == (
        ("CONNECTED", [house.usd]) if decision == "approve" else ("DENIED", [])
    )


async def test_a_code_that_tiktok_does_not_take_connects_nothing(house: Any) -> None:
    started = await start(house)
    address = await house.consent(started["authorization_url"], house.usd)
    code = parse_qs(urlsplit(address).query)["auth_code"][0]
    house.state.save(replace(house.state.auth_codes[code], used_at=house.time.now()))
    answer = await house.back(address)

    assert (answer.status_code, answer.json()["code"]) == (409, "consent_refused")
    assert answer.json()["upstream"]["code"] == 40110
    assert (await get(house, started["id"]))["status"] == "PENDING"


async def test_a_busy_tiktok_can_be_asked_again_with_the_same_consent(house: Any) -> None:
    started = await start(house)
    address = await house.consent(started["authorization_url"], house.usd)
    house.fault("limited", "oauth2.access_token")
    busy = await house.back(address)
    house.time.advance(minutes=6)
    again = await house.back(address)

    assert (busy.status_code, again.status_code) == (503, 200)


async def test_a_test_asks_tiktok_what_the_grant_opens(house: Any) -> None:
    connection_id = await first(house)
    house.time.advance(minutes=1)
    tested = await house.ok("POST", f"/v1/connections/{connection_id}/test", {})

    assert tested == {
        "object": "connection_test",
        "ok": True,
        "checked_at": "2026-11-20T12:02:00Z",
        "advertiser_ids": list(house.way_in.advertiser_ids),
        "reason": None,
        "hint": None,
    }
    assert (await get(house, connection_id))["last_tested_at"] == "2026-11-20T12:02:00Z"


async def test_a_grant_is_not_lost_when_tiktok_is_busy_right_after_it(house: Any) -> None:
    started = await start(house)
    address = await house.consent(started["authorization_url"], house.usd)
    house.fault("limited", "advertiser.info")
    busy = await house.back(address)
    house.time.advance(minutes=6)
    again = await house.back(address)

    assert (busy.status_code, again.status_code, again.json()["status"]) == (503, 200, "CONNECTED")
    assert len(house.calls("oauth2.access_token")) == 1
    assert living_grants(house) == 2


async def revoke_at_tiktok(house: Any) -> None:
    """The person takes the grant back in TikTok's own settings."""
    grants = [g for g in house.state.grants.values() if g.id != house.way_in.access_token]
    house.state.save(*(replace(grant, revoked_at=house.time.now()) for grant in grants))


async def test_a_grant_revoked_at_tiktok_stops_writes_and_leaves_what_was_read(house: Any) -> None:
    connection_id = await first(house)
    before = await house.ok("GET", "/v1/ads")
    await revoke_at_tiktok(house)
    refusals = [await house.ask("POST", "/v1/campaigns", {"name": "Spring", "objective": "TRAFFIC"}) for _ in range(2)]
    tested = await house.ok("POST", f"/v1/connections/{connection_id}/test", {})

    connection = await get(house, connection_id)
    assert [(it.status_code, it.json()["code"]) for it in refusals] == [(403, "reconnect_needed")] * 2
    assert len(house.calls("campaign.create")) == 1
    assert connection["status"] == "BROKEN"
    assert connection["reason"] == refusals[0].json()["upstream"]["message"]
    assert (tested["ok"], tested["advertiser_ids"]) == (False, [])
    assert await house.ok("GET", "/v1/ads") == before
    assert await house.refused("GET", "/v1/reporting?date_preset=today") == (403, "reconnect_needed")


async def test_who_subscribed_is_told_once_that_a_connection_broke(house: Any) -> None:
    connection_id = await first(house)
    await revoke_at_tiktok(house)
    for _ in range(2):
        await house.refused("POST", "/v1/campaigns", {"name": "Spring", "objective": "TRAFFIC"})

    rows = await events.page(house.db, WORKSPACE_ID, EventFilter(types=("connection.broken",)), 10, at=BEHIND_ALL)
    (told,) = [msgspec.json.decode(row.body)["data"] for row in rows]
    assert msgspec.convert(told, ConnectionBroken).object.health.state == "BROKEN"
    assert (told["object"]["id"], told["previous"]) == (connection_id, {"status": "CONNECTED"})


async def test_a_new_connection_mends_a_broken_one(house: Any) -> None:
    await revoke_at_tiktok(house)
    await house.refused("POST", "/v1/campaigns", {"name": "Spring", "objective": "TRAFFIC"})
    await house.connect()

    assert (await house.campaign())["status"] == "PAUSED"


async def test_a_broken_connection_that_works_again_is_connected_again(house: Any) -> None:
    connection_id = await first(house)
    await revoke_at_tiktok(house)
    await house.refused("POST", "/v1/campaigns", {"name": "Spring", "objective": "TRAFFIC"})
    house.state.save(*(replace(grant, revoked_at=None) for grant in house.state.grants.values()))
    tested = await house.ok("POST", f"/v1/connections/{connection_id}/test", {})

    assert tested["ok"] is True
    assert (await get(house, connection_id))["status"] == "CONNECTED"
    assert (await house.campaign())["status"] == "PAUSED"


async def test_a_lost_role_is_no_lost_grant(house: Any) -> None:
    grants = [g for g in house.state.grants.values() if g.id != house.way_in.access_token]
    house.state.save(*(replace(grant, advertiser_ids=[house.eur]) for grant in grants))

    answer = await house.ask("POST", "/v1/campaigns", {"name": "Spring", "objective": "TRAFFIC"})

    assert (answer.status_code, answer.json()["code"]) == (403, "upstream_permission")
    assert (await get(house, await first(house)))["status"] == "CONNECTED"


async def test_revoking_ends_a_connection_at_once_here_and_at_tiktok(house: Any) -> None:
    connection_id = await first(house)
    revoked = await house.ok("DELETE", f"/v1/connections/{connection_id}")
    again = await house.ok("DELETE", f"/v1/connections/{connection_id}")

    assert (revoked["status"], revoked["revoked_at"]) == ("REVOKED", "2026-11-20T12:01:00Z")
    assert again == revoked == await get(house, connection_id)
    assert living_grants(house) == 0
    assert await open_advertisers(house) == []
    assert await house.refused("GET", f"/v1/campaigns?advertiser_id={house.usd}") == (404, "not_found")
    assert await house.refused("GET", f"/v1/campaigns/{house.one('campaign').id}") == (404, "not_found")
    assert (await house.ok("POST", f"/v1/connections/{connection_id}/test", {}))["ok"] is False
    assert len(house.calls("oauth2.revoke_token")) == 1


async def test_a_revoked_connection_keeps_no_token(house: Any) -> None:
    await house.ok("DELETE", f"/v1/connections/{await first(house)}")

    kept = await house.sql("SELECT sealed_token, state_hash FROM connections")
    assert kept == [(None, None)]


async def test_tiktok_is_told_later_when_it_cannot_be_told_now(house: Any) -> None:
    connection_id = await first(house)
    house.fault("fail", "oauth2.revoke_token", count=2)
    revoked = await house.ok("DELETE", f"/v1/connections/{connection_id}")
    at_first = living_grants(house)
    house.time.advance(seconds=10)
    await house.round()
    still = living_grants(house)
    house.time.advance(minutes=1)
    await house.round()
    told = living_grants(house)
    await house.round()

    assert revoked["status"] == "REVOKED"
    assert await open_advertisers(house) == []
    assert (at_first, still, told) == (1, 1, 0)
    assert len(house.calls("oauth2.revoke_token")) == 3


async def test_a_grant_that_is_dead_already_is_revoked_all_the_same(house: Any) -> None:
    await revoke_at_tiktok(house)
    revoked = await house.ok("DELETE", f"/v1/connections/{await first(house)}")
    calls = len(house.calls())
    await house.round()

    assert revoked["status"] == "REVOKED"
    assert len(house.calls()) == calls


async def test_revoking_one_of_two_connections_leaves_the_others_advertisers_open(house: Any) -> None:
    house.time.advance(minutes=1)
    second = await house.connect(house.usd, house.eur)
    await house.ok("DELETE", f"/v1/connections/{second['id']}")

    assert await open_advertisers(house) == sorted(house.way_in.advertiser_ids)
    assert (await house.ok("GET", f"/v1/advertisers/{house.usd}"))["connection_id"] == await first(house)
    assert (await house.campaign())["status"] == "PAUSED"
    assert living_grants(house) == 1


async def test_revoking_the_wider_of_two_connections_closes_what_only_it_opened(house: Any) -> None:
    await house.ok("POST", f"/v1/advertisers/{house.jpy}/select", {})
    older = await first(house)
    house.time.advance(minutes=1)
    second = await house.connect(house.usd, house.eur)
    await house.ok("DELETE", f"/v1/connections/{older}")

    assert await open_advertisers(house) == sorted([house.usd, house.eur])
    assert (await house.ok("GET", f"/v1/advertisers/{house.usd}"))["connection_id"] == second["id"]
    assert (await house.ok("GET", "/v1/me"))["selected_advertiser_id"] in {house.usd, house.eur}
    assert (await house.campaign())["status"] == "PAUSED"


async def test_a_pending_connection_can_be_revoked_and_its_consent_is_then_worth_nothing(house: Any) -> None:
    started = await start(house)
    address = await house.consent(started["authorization_url"], house.usd)
    revoked = await house.ok("DELETE", f"/v1/connections/{started['id']}")
    answer = await house.back(address)

    assert revoked["status"] == "REVOKED"
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_state")
    assert (await get(house, started["id"]))["status"] == "REVOKED"


async def test_an_advertiser_connected_again_keeps_what_was_read_of_it(house: Any) -> None:
    before = await house.ok("GET", "/v1/ads?limit=1000")
    await house.ok("DELETE", f"/v1/connections/{await first(house)}")
    await house.connect()

    assert await house.ok("GET", "/v1/ads?limit=1000") == before


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("DELETE", ""), ("POST", "/test")])
async def test_a_connection_that_is_not_there_is_not_found(house: Any, method: str, path: str) -> None:
    body = {} if method == "POST" else None
    assert await house.refused(method, f"/v1/connections/con_none{path}", body) == (404, "not_found")

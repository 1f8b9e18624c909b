"""Tokens of TikTok accounts: renewed ahead of time and once, whole or in need of a person whatever is cut off."""

import asyncio
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec.structs import replace
from one_database import on_postgresql

from linkpath_manager.domain.actor import system
from linkpath_manager.operations import account_tokens
from linkpath_manager.operations.account_tokens import AHEAD_SECONDS, RETRY_SECONDS
from linkpath_manager.operations.operation import Context

REFRESH = "tt_user.oauth2.refresh_token"


async def get(house: Any, connection: dict[str, Any]) -> dict[str, Any]:
    return dict(await house.ok("GET", f"/v1/connections/{connection['id']}"))


async def use(house: Any, connection: dict[str, Any]) -> dict[str, Any]:
    """What the connection's test says; it needs a good token."""
    return dict(await house.ok("POST", f"/v1/connections/{connection['id']}/test", {}))


def grants(house: Any) -> list[Any]:
    """The account's pairs of tokens at TikTok, oldest first."""
    return list(house.state.tt_user_grants.values())


def good_tokens(house: Any) -> list[Any]:
    """Those whose refresh token TikTok would still take."""
    return [one for one in grants(house) if one.refreshed_at is None and one.revoked_at is None]


async def stored(house: Any) -> tuple[str, str]:
    """The two tokens that LinkPath holds."""
    sealer = house.services.sealer
    rows = await house.sql(
        "SELECT id, sealed_token, sealed_refresh_token FROM connections WHERE kind = 'TIKTOK_ACCOUNT'"
    )
    (row_id, token, refresh_token) = rows[0]
    return (
        sealer.open(token, bound_to=f"connections/{row_id}/token").reveal(),
        sealer.open(refresh_token, bound_to=f"connections/{row_id}/refresh_token").reveal(),
    )


async def test_the_owner_of_an_account_connects_it(house: Any) -> None:
    started = await house.ok("POST", "/v1/connections", {"kind": "TIKTOK_ACCOUNT"})
    address = urlsplit(started["authorization_url"])
    answer = await house.back(await house.account_consent(started["authorization_url"]))

    connection = answer.json()
    assert f"{address.scheme}://{address.netloc}{address.path}" == "http://tiktok.test/v2/auth/authorize"
    assert parse_qs(address.query) | {"state": None} == {
        "client_key": [house.way_in.app_id],
        "scope": ["user.info.basic"],
        "response_type": ["code"],
        "redirect_uri": ["http://linkpath.test/oauth/tiktok/account/callback/"],
        "state": None,
    }
    assert (connection["kind"], connection["status"], connection["scope"]) == (
        "TIKTOK_ACCOUNT",
        "CONNECTED",
        ["user.info.basic"],
    )
    assert connection["token_expires_at"] == "2026-11-21T12:01:00Z"
    assert connection["health"]["state"] == "HEALTHY"
    assert len(connection["open_id"]) == 36
    assert (connection["advertiser_ids"], connection["permissions"]) == ([], [])
    assert await stored(house) == (grants(house)[0].id, grants(house)[0].refresh_token)
    assert (await use(house, connection))["ok"] is True


async def test_scopes_that_the_owner_did_not_allow_are_told(house: Any) -> None:
    asked = {"kind": "TIKTOK_ACCOUNT", "account_scopes": ["user.info.basic", "video.list"]}
    started = await house.ok("POST", "/v1/connections", asked)
    answer = await house.back(await house.account_consent(started["authorization_url"], scope="user.info.basic"))

    health = answer.json()["health"]
    assert (health["state"], health["reason"]) == ("ATTENTION", "the person did not allow: video.list")


async def test_a_token_that_has_ended_is_renewed_when_it_is_needed(house: Any) -> None:
    connection = await house.connect_account()
    house.time.advance(hours=25)
    tested = await use(house, connection)

    old, new = grants(house)
    assert (tested["ok"], old.refreshed_at is not None) == (True, True)
    assert await stored(house) == (new.id, new.refresh_token)
    shown = await get(house, connection)
    assert shown["token_expires_at"] == "2026-11-22T13:01:00Z"
    assert (shown["status"], shown["health"]["state"]) == ("CONNECTED", "HEALTHY")
    assert [run.state for run in await house.runs(operation="connections.renew")] == ["succeeded"]


async def test_a_token_is_renewed_ahead_of_its_end_by_the_worker(house: Any) -> None:
    connection = await house.connect_account()
    house.time.advance(seconds=24 * 3600 - AHEAD_SECONDS - 1)
    await house.round()
    before = len(house.calls(REFRESH))
    house.time.advance(seconds=1)
    await house.round()
    await house.round()

    assert (before, len(house.calls(REFRESH))) == (0, 1)
    assert (await get(house, connection))["token_expires_at"] == "2026-11-22T08:01:00Z"


async def test_however_many_wait_one_renews(house: Any) -> None:
    connection = await house.connect_account()
    house.time.advance(hours=25)
    asked, answered = asyncio.Event(), asyncio.Event()

    async def hold(_method: str, path: str) -> None:
        if path == "/tt_user/oauth2/refresh_token/":
            asked.set()
            await answered.wait()

    house.wire.after = hold
    async with asyncio.TaskGroup() as group:
        waiting = [group.create_task(use(house, connection)) for _ in range(30)]
        await asked.wait()
        ahead = group.create_task(house.round())
        answered.set()
    await ahead

    assert [task.result()["ok"] for task in waiting] == [True] * 30
    assert len(house.calls(REFRESH)) == 1
    assert len(grants(house)) == 2


async def test_tiktoks_word_that_a_token_has_expired_outranks_our_clock(house: Any) -> None:
    connection = await house.connect_account()
    house.state.save(replace(grants(house)[0], issued_at=house.time.now().replace(year=2025)))
    tested = await use(house, connection)

    assert tested["ok"] is True
    assert len(house.calls(REFRESH)) == 1
    assert (await get(house, connection))["status"] == "CONNECTED"


async def test_a_token_that_is_refused_is_broken_at_once(house: Any) -> None:
    connection = await house.connect_account()
    house.state.save(replace(grants(house)[0], revoked_at=house.time.now()))
    tested = await use(house, connection)

    shown = await get(house, connection)
    assert (tested["ok"], shown["status"], shown["health"]["last_error_code"]) == (False, "BROKEN", 40105)
    assert house.calls(REFRESH) == []


async def test_a_refresh_token_that_tiktok_takes_no_more_needs_a_person(house: Any) -> None:
    connection = await house.connect_account()
    house.time.advance(hours=23)
    house.state.save(replace(grants(house)[0], refreshed_at=house.time.now()))
    await house.round()
    still = await get(house, connection)
    works = await use(house, connection)
    house.time.advance(hours=2)
    await house.round()
    over = await get(house, connection)

    assert (still["status"], still["health"]["state"], works["ok"]) == ("CONNECTED", "ATTENTION", True)
    assert "cannot be renewed, and ends at 2026-11-21 12:01 UTC" in still["health"]["reason"]
    assert f"/v1/connections/{connection['id']}/reconnect" in still["health"]["hint"]
    assert (over["status"], over["health"]["state"]) == ("BROKEN", "BROKEN")
    assert len(house.calls(REFRESH)) == 1


@pytest.mark.parametrize("kind", ["cut_after", "truncate", "malformed"])
async def test_an_answer_that_is_lost_is_found_out_by_the_next_attempt_and_needs_a_person(
    house: Any, kind: str
) -> None:
    connection = await house.connect_account()
    house.time.advance(hours=25)
    house.fault(kind, REFRESH)
    lost = await house.ask("POST", f"/v1/connections/{connection['id']}/test", {})
    house.time.advance(seconds=RETRY_SECONDS)
    found_out = await use(house, connection)

    shown = await get(house, connection)
    assert (lost.status_code, lost.json()["code"]) == (503, "renewal_unanswered")
    assert found_out["ok"] is False
    assert shown["status"] == "BROKEN"
    assert shown["reason"] == "an earlier renewal was cut off before its answer was kept"


async def test_an_answer_that_never_was_is_found_out_by_the_next_attempt_and_all_is_well(house: Any) -> None:
    connection = await house.connect_account()
    house.time.advance(hours=25)
    house.fault("cut_before", REFRESH)
    lost = await house.ask("POST", f"/v1/connections/{connection['id']}/test", {})
    house.time.advance(seconds=RETRY_SECONDS)
    found_out = await use(house, connection)

    assert lost.status_code == 503
    assert found_out["ok"] is True
    assert len(good_tokens(house)) == 1


async def test_after_a_failure_nobody_asks_again_for_a_moment(house: Any) -> None:
    connection = await house.connect_account()
    house.time.advance(hours=25)
    house.fault("fail", REFRESH, code=40016, count=5)
    address = f"/v1/connections/{connection['id']}/test"
    failed = await house.ask("POST", address, {})
    attempts = len(house.calls(REFRESH))  # more than one: the client repeats what surely was not done
    refused = [await house.ask("POST", address, {}) for _ in range(3)]
    house.simulator.faults.clear()
    house.time.advance(minutes=6)

    assert [answer.status_code for answer in (failed, *refused)] == [503] * 4
    assert len(house.calls(REFRESH)) == attempts
    assert (await use(house, connection))["ok"] is True


async def test_a_process_that_dies_before_the_answer_is_kept_leaves_a_connection_that_says_what_it_needs(
    house: Any, after_a_crash: Any
) -> None:
    connection = await house.connect_account()
    house.time.advance(hours=25)
    asked, dead = asyncio.Event(), asyncio.Event()

    async def hold(_method: str, path: str) -> None:
        if path == "/tt_user/oauth2/refresh_token/":
            asked.set()
            await dead.wait()

    house.wire.after = hold
    waiting = asyncio.create_task(house.ask("POST", f"/v1/connections/{connection['id']}/test", {}))
    await asked.wait()
    async with after_a_crash(house) as next_start:
        tested = await use(next_start, connection)
        shown = await get(next_start, connection)
    for task in [*house.services.renewals.values(), waiting]:
        task.cancel()

    assert (tested["ok"], shown["status"]) == (False, "BROKEN")
    assert shown["reason"] == "an earlier renewal was cut off before its answer was kept"
    assert "reconnect" in shown["health"]["hint"]


async def test_the_answer_is_kept_though_its_caller_gave_up(house: Any) -> None:
    connection = await house.connect_account()
    house.time.advance(hours=25)
    asked, answered = asyncio.Event(), asyncio.Event()

    async def hold(_method: str, path: str) -> None:
        if path == "/tt_user/oauth2/refresh_token/":
            asked.set()
            await answered.wait()

    house.wire.after = hold
    caller = asyncio.create_task(use(house, connection))
    await asked.wait()
    caller.cancel()
    answered.set()
    await account_tokens.renewals_ended(house.services)

    assert await stored(house) == (good_tokens(house)[0].id, good_tokens(house)[0].refresh_token)
    assert (await use(house, connection))["ok"] is True
    assert len(house.calls(REFRESH)) == 1


@on_postgresql  # with SQLite the lock is the process's own file, and is not lost
async def test_two_processes_that_both_hold_the_old_token_leave_one_good_pair(house: Any, after_a_crash: Any) -> None:
    """As when the first has lost its line to the database, and with it the lock, while TikTok answers it."""
    connection = await house.connect_account()
    house.time.advance(hours=25)
    asked, answered = asyncio.Event(), asyncio.Event()

    async def hold(_method: str, path: str) -> None:
        if path == "/tt_user/oauth2/refresh_token/":
            asked.set()
            await answered.wait()

    house.wire.after = hold
    first = asyncio.create_task(use(house, connection))
    await asked.wait()
    async with after_a_crash(house) as other:  # all lines to the database are cut off
        second = await use(other, connection)
        in_between = await get(other, connection)
        answered.set()
        await account_tokens.renewals_ended(house.services)
        await asyncio.wait([first])
        at_last = await get(other, connection)
        works = await use(other, connection)

    assert (second["ok"], in_between["status"]) == (False, "BROKEN")
    assert (at_last["status"], works["ok"]) == ("CONNECTED", True)
    assert len(good_tokens(house)) == 1


async def test_reconnecting_gives_the_same_account_new_tokens_and_refuses_another(house: Any) -> None:
    connection = await house.connect_account()
    asset = next(one for one in house.state.assets.values() if one.asset_type == "TT_ACCOUNT")
    house.state.save(replace(asset, id="7300000000000000555"))
    again = f"/v1/connections/{connection['id']}/reconnect"
    other = await house.back(
        await house.account_consent((await house.ok("POST", again, {}))["authorization_url"], "7300000000000000555")
    )
    kept = await use(house, connection)
    same = await house.back(
        await house.account_consent((await house.ok("POST", again, {}))["authorization_url"], asset.id)
    )

    assert (other.status_code, other.json()["code"], kept["ok"]) == (409, "another_account", True)
    assert [one.account_id for one in grants(house) if one.revoked_at is not None] == ["7300000000000000555"]
    assert (same.json()["id"], same.json()["open_id"]) == (connection["id"], connection["open_id"])
    assert (await stored(house))[0] == grants(house)[-1].id


async def test_revoking_ends_the_account_here_and_at_tiktok(house: Any) -> None:
    connection = await house.connect_account()
    revoked = await house.ok("DELETE", f"/v1/connections/{connection['id']}")
    kept = await house.sql("SELECT sealed_token, sealed_refresh_token FROM connections WHERE kind = 'TIKTOK_ACCOUNT'")

    assert revoked["status"] == "REVOKED"
    assert kept == [(None, None)]
    assert [one.revoked_at is not None for one in grants(house)] == [True]
    assert (await use(house, connection))["ok"] is False


async def test_a_connection_revoked_while_it_is_renewed_leaves_no_living_pair(house: Any) -> None:
    connection = await house.connect_account()
    house.time.advance(hours=25)
    asked, answered = asyncio.Event(), asyncio.Event()

    async def hold(_method: str, path: str) -> None:
        if path == "/tt_user/oauth2/refresh_token/":
            asked.set()
            await answered.wait()

    house.wire.after = hold
    waiting = asyncio.create_task(house.ask("POST", f"/v1/connections/{connection['id']}/test", {}))
    await asked.wait()
    await house.ok("DELETE", f"/v1/connections/{connection['id']}")
    answered.set()
    answer = await waiting
    house.time.advance(minutes=1)
    await house.round()

    kept = await house.sql("SELECT sealed_token, sealed_refresh_token FROM connections WHERE kind = 'TIKTOK_ACCOUNT'")
    assert answer.json()["ok"] is False
    assert (await get(house, connection))["status"] == "REVOKED"
    assert good_tokens(house) == []
    assert kept == [(None, None)]


async def test_a_connection_of_advertisers_has_no_accounts_token(house: Any) -> None:
    ctx = Context(system(house.workspace_id), house.services, "req")
    connection_id = (await house.ok("GET", "/v1/connections"))["data"][0]["id"]

    with pytest.raises(Exception, match="is not a TikTok account's"):
        await account_tokens.fresh_grant(ctx, connection_id)

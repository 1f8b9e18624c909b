"""API keys: made, rotated, revoked, and never stronger than who made them."""

import asyncio
from typing import Any

from one_database import on_sqlite

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.actor import ALL_SCOPES, Scope
from linkpath_manager.domain.roles import PERMISSIONS, Role
from linkpath_manager.kit.tokens import well_formed
from linkpath_manager.operations import upkeep

"""Where one database shows as much as two."""

READS = ["campaigns:read", "reporting:read"]


async def status_of(house: Any, token: str) -> int:
    answer = await house.api.get("/v1/me", headers={"authorization": f"Bearer {token}"})
    return int(answer.status_code)


async def test_a_key_is_shown_once_and_opens_what_it_was_made_for(house: Any) -> None:
    body = {"name": "Reporting", "scopes": READS, "advertiser_ids": [house.eur], "expires_at": "2027-01-01T00:00:00Z"}
    made = await house.ask("POST", "/v1/api-keys", body)
    key = made.json()
    token = key.pop("token")

    read = await house.ok("GET", f"/v1/api-keys/{key['id']}")
    me = (await house.api.get("/v1/me", headers={"authorization": f"Bearer {token}"})).json()

    assert (made.status_code, made.headers["location"]) == (201, f"/v1/api-keys/{key['id']}")
    assert well_formed(token)
    assert key == read == {
        "object": "api_key",
        "id": key["id"],
        "name": "Reporting",
        "hint": f"lp_test_…{token[-4:]}",
        "status": "ACTIVE",
        "scopes": READS,
        "advertiser_ids": [house.eur],
        "created_by": None,
        "created_at": key["created_at"],
        "last_used_at": None,
        "expires_at": "2027-01-01T00:00:00Z",
        "revoked_at": None,
    }  # fmt: skip
    assert (me["scopes"], me["advertiser_ids"]) == (READS, [house.eur])


async def test_a_repeat_gets_the_same_text_and_there_is_one_key_and_its_text_is_nowhere(house: Any) -> None:
    body = {"name": "Reporting", "scopes": READS}
    first = await house.ask("POST", "/v1/api-keys", body, key="k1")
    again = await house.ask("POST", "/v1/api-keys", body, key="k1")
    other = await house.ask("POST", "/v1/api-keys", body | {"name": "Other"}, key="k1")

    token = first.json()["token"]
    assert again.json() == first.json()
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert other.status_code == 422
    assert len(await house.sql("SELECT id FROM api_keys WHERE name = 'Reporting'")) == 1
    assert not [name for name, held in (await house.stored()).items() if token.encode() in held]


@on_sqlite
async def test_the_sealed_answer_is_forgotten_when_its_idempotency_key_is_free(house: Any) -> None:
    body = {"name": "Reporting", "scopes": READS}
    await house.ask("POST", "/v1/api-keys", body, key="k1")
    await house.ask("POST", "/v1/api-keys", body | {"name": "Keyless"})
    kept = []
    for hours in (71, 2):
        house.time.advance(hours=hours)
        await upkeep.forget_secrets(house.services)
        kept += await house.sql(
            "SELECT count(sealed_result), count(result) FROM runs WHERE operation = 'api_keys.create'"
        )
    anew = await house.ask("POST", "/v1/api-keys", body | {"name": "Anew"}, key="k1")

    assert kept == [(1, 0), (0, 0)]
    assert (anew.status_code, anew.json()["name"]) == (201, "Anew")


@on_sqlite
async def test_nobody_makes_a_key_that_may_more_than_they(house: Any) -> None:
    for role in Role:
        await house.person(role, role)
        async with house.visitor() as visitor:
            await house.sign_in(visitor, role, to="/docs/errors")
            token = (await visitor.client.get("/v1/session")).json()["csrf_token"]
            answers = {}
            for scope in Scope:
                body = {"name": f"{role}: {scope}", "scopes": [scope]}
                answer = await visitor.client.post("/v1/api-keys", json=body, headers={"x-csrf-token": token})
                answers[scope] = answer.status_code

        may = PERMISSIONS[role] if Scope.API_KEYS_MANAGE in PERMISSIONS[role] else frozenset()
        assert answers == {scope: 201 if scope in may else 403 for scope in Scope}
    made_by = await house.sql("SELECT DISTINCT created_by FROM api_keys WHERE name LIKE '%: %' ORDER BY 1")
    assert made_by == [("usr_admin",), ("usr_developer",), ("usr_owner",)]


async def test_a_key_that_may_more_is_not_rotated_into_the_hands_of_who_may_less(house: Any) -> None:
    strong = await house.ok("POST", "/v1/api-keys", {"name": "Strong", "scopes": sorted(ALL_SCOPES)})
    async with house.caller(Scope.API_KEYS_MANAGE) as weak:
        rotated = await weak.post(f"/v1/api-keys/{strong['id']}/rotate", json={})

    assert (rotated.status_code, rotated.json()["code"]) == (403, "scopes_exceed_yours")


@on_sqlite
async def test_a_token_for_some_advertisers_makes_no_key_for_others(house: Any) -> None:
    async with house.caller(*ALL_SCOPES, advertisers=[house.eur]) as caller:
        answer = await caller.post("/v1/api-keys", json={"name": "All", "scopes": READS})

    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


async def test_a_rotation_puts_a_second_key_beside_the_first_and_no_third(house: Any) -> None:
    old = await house.ok("POST", "/v1/api-keys", {"name": "Reporting", "scopes": READS, "advertiser_ids": [house.usd]})
    path = f"/v1/api-keys/{old['id']}/rotate"

    new = await house.ok("POST", path, {"old_expires_at": "2026-11-21T12:00:00Z"})
    third = await house.refused("POST", path, {})
    both = [await status_of(house, key["token"]) for key in (old, new)]
    house.time.advance(days=1)
    later = [await status_of(house, key["token"]) for key in (old, new)]
    after = await house.ok("POST", f"/v1/api-keys/{new['id']}/rotate", {})

    assert [new[name] for name in ("name", "scopes", "advertiser_ids")] == ["Reporting", READS, [house.usd]]
    assert third == (409, "rotation_under_way")
    assert (both, later) == ([200, 200], [401, 200])
    assert after["status"] == "ACTIVE"


async def test_many_rotations_at_one_moment_leave_two_keys(house: Any) -> None:
    old = await house.ok("POST", "/v1/api-keys", {"name": "Reporting", "scopes": READS})

    answers = await asyncio.gather(*(house.ask("POST", f"/v1/api-keys/{old['id']}/rotate", {}) for _ in range(6)))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert len(await house.sql("SELECT id FROM api_keys WHERE name = 'Reporting' AND revoked_at IS NULL")) == 2
    failed = await house.runs(operation="api_keys.rotate", state="failed")
    assert len(failed) == 5
    assert {record.outcome for record in await house.audit() if record.operation == "api_keys.rotate"} == {
        "succeeded: ok",
        "failed: rotation_under_way",
    }


async def test_two_keys_in_use_do_not_share_a_name_unless_one_was_rotated(house: Any) -> None:
    body = {"name": "Reporting", "scopes": READS}
    first = await house.ok("POST", "/v1/api-keys", body)

    taken = await house.refused("POST", "/v1/api-keys", body)
    await house.ok("DELETE", f"/v1/api-keys/{first['id']}")
    free = await house.ask("POST", "/v1/api-keys", body)

    assert (taken, free.status_code) == ((409, "name_taken"), 201)


async def test_a_revoked_key_opens_nothing_at_once_and_is_listed_when_asked_for(house: Any) -> None:
    key = await house.ok("POST", "/v1/api-keys", {"name": "Reporting", "scopes": READS})
    before = await status_of(house, key["token"])

    revoked = await house.ok("DELETE", f"/v1/api-keys/{key['id']}")
    house.time.advance(minutes=1)
    again = await house.ok("DELETE", f"/v1/api-keys/{key['id']}")
    ids = {
        query: key["id"] in {one["id"] for one in (await house.ok("GET", f"/v1/api-keys{query}"))["data"]}
        for query in ("", "?status=REVOKED")
    }

    assert (before, await status_of(house, key["token"])) == (200, 401)
    assert revoked["status"] == "REVOKED"
    assert again == revoked == await house.ok("GET", f"/v1/api-keys/{key['id']}")
    assert ids == {"": False, "?status=REVOKED": True}


@on_sqlite
async def test_an_expired_key_says_so(house: Any) -> None:
    body = {"name": "Short", "scopes": READS, "expires_at": "2026-11-20T13:00:00Z"}
    key = await house.ok("POST", "/v1/api-keys", body)
    house.time.advance(hours=1)

    assert await status_of(house, key["token"]) == 401
    assert (await house.ok("GET", f"/v1/api-keys/{key['id']}"))["status"] == "EXPIRED"
    assert await house.refused("POST", f"/v1/api-keys/{key['id']}/rotate", {}) == (409, "key_ended")


@on_sqlite
async def test_what_makes_no_sense_is_refused_with_its_place(house: Any) -> None:
    for change, param in (
        ({"name": ""}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes.0"),
        ({"advertiser_ids": []}, "advertiser_ids"),
        ({"advertiser_ids": ["7999"]}, "advertiser_ids"),
        ({"expires_at": "2026-11-20T12:00:00Z"}, "expires_at"),
        ({"expires_at": "soon"}, "expires_at"),
    ):
        answer = await house.ask("POST", "/v1/api-keys", {"name": "Reporting", "scopes": READS} | change)

        assert (answer.status_code, answer.json()["param"]) == (400, param)


async def test_the_last_use_is_noted_to_the_minute_in_one_write_for_many(house: Any) -> None:
    keys = [await house.ok("POST", "/v1/api-keys", {"name": f"K{number}", "scopes": READS}) for number in range(3)]
    house.time.advance(minutes=5, seconds=42)
    before = house.version()
    for key in keys[:2]:
        for _ in range(5):
            await status_of(house, key["token"])
    unwritten = house.version() - before
    await house.round()
    used = [(await house.ok("GET", f"/v1/api-keys/{key['id']}"))["last_used_at"] for key in keys]

    assert unwritten == 0
    minute = house.time.now().replace(second=0, microsecond=0).isoformat().replace("+00:00", "Z")
    assert used == [minute, minute, None]


@on_sqlite
async def test_an_older_use_never_takes_the_place_of_a_newer_one(house: Any) -> None:
    key = await house.ok("POST", "/v1/api-keys", {"name": "K", "scopes": READS})
    for minute in (600_000_000, 1_200_000_000, 60_000_000):
        house.services.key_uses.note(key["id"], minute)
        await house.round()

    assert (await house.ok("GET", f"/v1/api-keys/{key['id']}"))["last_used_at"] == "1970-01-01T00:20:00Z"


async def test_a_key_is_of_its_workspace(house: Any) -> None:
    (count,) = (await house.sql("SELECT count(*) FROM api_keys WHERE workspace_id = :of", of=WORKSPACE_ID))[0]
    listed = await house.ok("GET", "/v1/api-keys")

    assert listed["total_count"] == len(listed["data"]) == count == 1

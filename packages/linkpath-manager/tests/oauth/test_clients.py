"""Clients that a workspace registers, over REST."""

from typing import Any

import pytest
from authorising import CALLBACK, error_of

from linkpath_manager.domain.actor import ALL_SCOPES, Scope

BODY = {"name": "Reporter", "redirect_uris": [CALLBACK], "scopes": ["campaigns:read"]}
MACHINE = {"name": "Reporter", "grant_types": ["client_credentials"], "scopes": ["campaigns:read"]}


async def test_a_client_is_made_and_its_secret_told_once(server: Any) -> None:
    made = await server.house.ok("POST", "/v1/oauth-clients", BODY)

    assert made == {
        "object": "oauth_client",
        "id": made["id"],
        "name": "Reporter",
        "confidential": True,
        "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code", "refresh_token"],
        "scopes": ["campaigns:read"],
        "advertiser_ids": None,
        "created_at": made["created_at"],
        "last_used_at": None,
        "revoked_at": None,
        "client_secret": made["client_secret"],
    }
    assert made["client_secret"].startswith("lp_cs_")
    assert await server.house.ok("GET", f"/v1/oauth-clients/{made['id']}") == made | {"client_secret": None}


async def test_the_same_key_makes_one_client_and_its_secret_is_kept_sealed(server: Any) -> None:
    first = await server.house.ok("POST", "/v1/oauth-clients", BODY, key="one-client")

    again = await server.house.ok("POST", "/v1/oauth-clients", BODY, key="one-client")

    assert again == first
    kept = await server.house.stored()
    assert not [name for name, content in kept.items() if first["client_secret"].encode() in content]


async def test_a_public_client_has_no_secret(server: Any) -> None:
    made = await server.house.ok("POST", "/v1/oauth-clients", BODY | {"confidential": False})

    assert (made["confidential"], made["client_secret"]) == (False, None)
    assert await server.house.refused("POST", f"/v1/oauth-clients/{made['id']}/rotate-secret") == (409, "conflict")


async def test_the_list_shows_living_clients_newest_first_and_when_they_were_used(server: Any) -> None:
    old = await server.registered(name="Old", grant_types=["client_credentials"], redirect_uris=[])
    server.house.time.advance(seconds=1)
    new, gone = await server.registered(name="New"), await server.registered(name="Gone")
    await server.token({"grant_type": "client_credentials"}, old)
    await server.house.ok("DELETE", f"/v1/oauth-clients/{gone.id}")

    listed = await server.house.ok("GET", "/v1/oauth-clients")

    names = [one["name"] for one in listed["data"] if one["id"] in {old.id, new.id, gone.id}]
    assert names == ["New", "Old"]
    assert listed["total_count"] == len(listed["data"])
    (used,) = [one["last_used_at"] for one in listed["data"] if one["id"] == old.id]
    assert used.startswith(server.house.time.now().strftime("%Y-%m-%dT%H:%M:%S"))


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uris": []},
        {"redirect_uris": ["http://app.example/"]},
        {"redirect_uris": ["https://app.example/#x"]},
        {"redirect_uris": [CALLBACK] * 21},
        {"scopes": []},
        {"scopes": ["workspace:admin"]},
        {"scopes": ["made:up"]},
        {"grant_types": []},
        {"grant_types": ["password"]},
        {"grant_types": ["refresh_token"]},
        {"grant_types": ["authorization_code", "client_credentials"], "confidential": False},
        {"name": ""},
        {"name": "a\u202eb"},
        {"name": "x" * 101},
        {"advertiser_ids": []},
        {"advertiser_ids": ["1"]},
        {"made_up": 1},
        {"confidential": 0},
    ],
)
async def test_what_cannot_be_a_client_is_refused(server: Any, changes: dict[str, Any]) -> None:
    assert await server.house.refused("POST", "/v1/oauth-clients", BODY | changes) == (400, "invalid_request")


async def test_a_client_is_changed_and_keeps_what_is_left_out(server: Any) -> None:
    house = server.house
    made = await house.ok("POST", "/v1/oauth-clients", MACHINE | {"advertiser_ids": [house.usd]})
    address = f"/v1/oauth-clients/{made['id']}"

    renamed = await house.ok("PATCH", address, {"name": "Renamed"})
    opened = await house.ok("PATCH", address, {"all_advertisers": True, "scopes": ["ads:read", "ads:read"]})

    assert renamed == made | {"name": "Renamed", "client_secret": None}
    assert opened == renamed | {"advertiser_ids": None, "scopes": ["ads:read"]}
    assert await house.ok("GET", address) == opened
    wrong = {"grant_types": ["authorization_code"]}
    assert await house.refused("PATCH", address, wrong) == (400, "invalid_request")
    assert await house.refused("PATCH", address, {"advertiser_ids": ["1"]}) == (400, "invalid_request")


async def test_a_new_secret_ends_the_old_one_and_leaves_the_tokens(server: Any) -> None:
    client = await server.registered(name="R", grant_types=["client_credentials"], redirect_uris=[])
    form = {"grant_type": "client_credentials", "client_id": client.id}
    token = (await server.token(form | {"client_secret": client.secret})).json()["access_token"]

    turned = await server.house.ok("POST", f"/v1/oauth-clients/{client.id}/rotate-secret")

    assert error_of(await server.token(form | {"client_secret": client.secret})) == (401, "invalid_client")
    assert (await server.token(form | {"client_secret": turned["client_secret"]})).status_code == 200
    assert (await server.get(token)).status_code == 200


async def test_a_deleted_client_stays_deleted(server: Any) -> None:
    granted = await server.granted()
    address = f"/v1/oauth-clients/{granted.client.id}"

    gone = await server.house.ok("DELETE", address)

    assert gone["revoked_at"]
    assert not await granted.works()
    assert await server.house.ok("DELETE", address) == gone
    assert await server.house.refused("PATCH", address, {"name": "Back"}) == (409, "conflict")
    assert await server.house.refused("POST", f"{address}/rotate-secret") == (409, "conflict")


async def test_clients_are_for_those_who_administer_the_workspace(server: Any) -> None:
    client = await server.registered()
    async with server.house.caller(*(ALL_SCOPES - {Scope.WORKSPACE_ADMIN})) as narrow:
        answers = [
            await narrow.get("/v1/oauth-clients"),
            await narrow.post("/v1/oauth-clients", json=BODY),
            await narrow.delete(f"/v1/oauth-clients/{client.id}"),
        ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


async def test_a_client_that_registered_itself_is_no_workspaces_to_change(server: Any) -> None:
    told = {"redirect_uris": [CALLBACK]}
    made = (await server.http.post("/oauth/register", json=told)).json()

    for method, body in (("GET", None), ("PATCH", {"name": "Mine"}), ("DELETE", None)):
        address = f"/v1/oauth-clients/{made['client_id']}"
        assert await server.house.refused(method, address, body) == (404, "not_found")

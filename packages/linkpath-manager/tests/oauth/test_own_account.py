"""Tokens that a client gets for itself."""

from typing import Any

import pytest
from authorising import error_of

MACHINE: dict[str, Any] = {"grant_types": ["client_credentials"], "redirect_uris": []}
OWN = {"grant_type": "client_credentials"}


async def test_a_client_gets_what_it_was_registered_for_and_no_refresh_token(server: Any) -> None:
    house = server.house
    client = await server.registered(**MACHINE, scopes=["campaigns:read"], advertiser_ids=[house.eur])

    tokens = (await server.token(OWN, client)).json()

    assert tokens.keys() == {"access_token", "token_type", "expires_in", "scope"}
    me = (await server.get(tokens["access_token"])).json()
    assert (me["actor"], me["scopes"]) == ({"kind": "client", "id": client.id, "name": "Reporter"}, ["campaigns:read"])
    assert me["advertiser_ids"] == [house.eur]
    opened = await server.get(tokens["access_token"], f"/v1/campaigns?advertiser_id={house.eur}")
    hidden = await server.get(tokens["access_token"], f"/v1/campaigns?advertiser_id={house.usd}")
    assert (opened.status_code, hidden.status_code) == (200, 404)


async def test_scopes_can_be_fewer_and_not_more(server: Any) -> None:
    client = await server.registered(**MACHINE, scopes=["campaigns:read", "ads:read"])

    assert (await server.token(OWN | {"scope": "ads:read"}, client)).json()["scope"] == "ads:read"
    for more in ("ads:read ads:write", "workspace:admin", "x"):
        assert error_of(await server.token(OWN | {"scope": more}, client)) == (400, "invalid_scope")


async def test_who_is_not_registered_for_it_gets_none(server: Any) -> None:
    for_people = await server.registered()
    public = await server.registered(confidential=False)
    machine = await server.registered(**MACHINE)
    code = {"grant_type": "authorization_code", "code": "x", "code_verifier": "a" * 43}

    assert error_of(await server.token(OWN, for_people)) == (400, "unauthorized_client")
    assert error_of(await server.token(OWN, public)) == (401, "invalid_client")
    assert error_of(await server.token(code, machine)) == (400, "unauthorized_client")
    assert error_of(await server.token({"grant_type": "refresh_token", "refresh_token": "x"}, machine)) == (
        400,
        "unauthorized_client",
    )


async def test_what_an_admin_takes_away_is_gone_from_living_tokens_at_once(server: Any) -> None:
    client = await server.registered(**MACHINE, scopes=["campaigns:read", "ads:read"])
    token = (await server.token(OWN, client)).json()["access_token"]
    body = {"scopes": ["ads:read"], "advertiser_ids": [server.house.jpy]}
    await server.house.ok("PATCH", f"/v1/oauth-clients/{client.id}", body)

    me = (await server.get(token)).json()

    assert (me["scopes"], me["advertiser_ids"]) == (["ads:read"], [server.house.jpy])


async def test_it_is_one_grant_however_many_tokens(server: Any) -> None:
    client = await server.registered(**MACHINE)
    tokens = [(await server.token(OWN, client)).json()["access_token"] for _ in range(3)]
    listed = (await server.house.ok("GET", "/v1/oauth-grants"))["data"]
    (grant,) = [one for one in listed if one["client"]["id"] == client.id]
    assert grant["person"] is None

    await server.house.ok("DELETE", f"/v1/oauth-grants/{grant['id']}")

    assert [(await server.get(token)).status_code for token in tokens] == [401, 401, 401]
    fresh = (await server.token(OWN, client)).json()["access_token"]
    assert (await server.get(fresh)).status_code == 200


@pytest.mark.parametrize(
    ("resource", "opens"),
    [("http://linkpath.test", 200), ("http://linkpath.test/", 200), ("http://linkpath.test/mcp", 401)],
)
async def test_a_token_opens_the_audience_that_it_was_asked_for(server: Any, resource: str, opens: int) -> None:
    client = await server.registered(**MACHINE)

    token = (await server.token(OWN | {"resource": resource}, client)).json()["access_token"]

    assert (await server.get(token)).status_code == opens


@pytest.mark.parametrize(
    "resource",
    [
        "http://linkpath.test/v1",
        "http://linkpath.test/mcp/",
        "https://linkpath.test",
        "http://linkpath.test.evil.example",
        "http://linkpath.test#x",
        "mcp",
        "HTTP://LINKPATH.TEST",
    ],
)
async def test_another_audience_is_none_of_ours(server: Any, resource: str) -> None:
    client = await server.registered(**MACHINE)

    assert error_of(await server.token(OWN | {"resource": resource}, client)) == (400, "invalid_target")


async def test_a_write_by_a_client_waits_for_a_person(server: Any) -> None:
    client = await server.registered(**MACHINE, scopes=["campaigns:write"])
    token = (await server.token(OWN, client)).json()["access_token"]

    made = await server.http.post(
        "/v1/campaigns",
        json={"name": "By a machine", "objective": "TRAFFIC"},
        headers={"authorization": f"Bearer {token}"},
    )

    assert (made.status_code, made.json()["object"], made.json()["status"]) == (202, "change", "pending")
    assert made.json()["asked_by"] == {"kind": "client", "id": client.id, "name": "Reporter", "person_id": None}

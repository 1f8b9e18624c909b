"""Tokens looked at and given back."""

from typing import Any

import pytest
from authorising import LINKPATH, Client, error_of

from linkpath_manager.kit.tokens import mint

INACTIVE = {"active": False}


async def looked_at(server: Any, token: str, by: Client) -> dict[str, Any]:
    answer = await server.post("introspect", {"token": token}, by)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_living_token_is_told(server: Any) -> None:
    person_id = await server.member()
    granted = await server.granted(person_id=person_id)
    now = int(server.house.time.now().timestamp())

    access = await looked_at(server, granted.access, granted.client)
    refresh = await looked_at(server, granted.refresh_token, granted.client)

    told = {
        "active": True,
        "scope": "campaigns:read reporting:read",
        "client_id": granted.client.id,
        "sub": person_id,
        "aud": LINKPATH,
        "iss": LINKPATH,
        "iat": now,
        "workspace_id": "ws_default",
    }
    assert access == told | {"token_type": "Bearer", "exp": now + 86_400}
    assert refresh == told | {"exp": now + 30 * 86_400}


async def test_what_lives_no_more_is_inactive_and_nothing_else_is_said(server: Any) -> None:
    first = await server.granted()
    second = await first.refreshed()
    client = first.client
    assert await looked_at(server, first.refresh_token, client) == INACTIVE
    await server.post("revoke", {"token": first.access}, client)
    assert await looked_at(server, first.access, client) == INACTIVE
    server.house.time.advance(days=1)
    assert await looked_at(server, second.access, client) == INACTIVE
    for text in ("x", mint("lp_at_"), server.house.token, client.secret, "ü"):
        assert await looked_at(server, text, client) == INACTIVE


async def test_a_workspaces_client_sees_the_workspaces_tokens_and_a_stranger_his_own(server: Any) -> None:
    granted, sibling = await server.granted(), await server.registered()
    answer = await server.http.post("/oauth/register", json={"redirect_uris": ["https://app.example/callback"]})
    stranger = Client(answer.json()["client_id"], answer.json()["client_secret"])
    strangers = await server.granted(stranger)

    assert (await looked_at(server, granted.access, sibling))["active"]
    assert await looked_at(server, granted.access, stranger) == INACTIVE
    assert (await looked_at(server, strangers.access, stranger))["active"]


async def test_a_client_without_a_secret_looks_at_nothing(server: Any) -> None:
    public = await server.registered(confidential=False)
    granted = await server.granted(public)

    assert error_of(await server.post("introspect", {"token": granted.access}, public)) == (401, "invalid_client")
    assert error_of(await server.post("introspect", {"token": granted.access})) == (401, "invalid_client")


async def test_an_access_token_given_back_ends_alone(server: Any) -> None:
    first = await server.granted()
    second = await first.refreshed()

    answer = await server.post("revoke", {"token": second.access}, first.client)

    assert (answer.status_code, answer.json()) == (200, {})
    assert (await first.works(), await second.works()) == (True, False)
    assert (await second.asks()).status_code == 200


async def test_with_a_refresh_token_everything_ends(server: Any) -> None:
    public = await server.registered(confidential=False)
    first = await server.granted(public)
    second = await first.refreshed()

    form = {"token": second.refresh_token, "token_type_hint": "access_token"}
    assert (await server.post("revoke", form, public)).status_code == 200

    assert (await first.works(), await second.works()) == (False, False)
    assert error_of(await second.asks()) == (400, "invalid_grant")
    ended = [one for one in await server.house.audit() if one.operation == "oauth_grants.end"]
    assert (ended[-1].actor_kind, ended[-1].actor_id) == ("client", public.id)


async def test_giving_back_what_is_over_is_well(server: Any) -> None:
    granted = await server.granted()
    for text in ("x", mint("lp_rt_"), granted.refresh_token, granted.refresh_token, granted.access):
        assert (await server.post("revoke", {"token": text}, granted.client)).status_code == 200


async def test_anothers_token_is_not_given_back(server: Any) -> None:
    granted, other = await server.granted(), await server.registered()
    for text in (granted.access, granted.refresh_token):
        assert error_of(await server.post("revoke", {"token": text}, other)) == (400, "invalid_grant")
    assert error_of(await server.post("revoke", {"token": granted.access})) == (401, "invalid_client")
    assert error_of(await server.post("revoke", {}, granted.client)) == (400, "invalid_request")

    assert await granted.works()


@pytest.mark.parametrize("cut", [1, -1, 6])
async def test_a_token_with_a_slip_opens_nothing(server: Any, cut: int) -> None:
    access = (await server.granted()).access
    slips = [access[:-1], access + "0", access[:cut] + "ü" + access[cut + 1 :], access.upper(), f"{access} "]

    for text in slips:
        answer = await server.http.get("/v1/me", headers={"authorization": f"Bearer {text}".encode()})
        assert answer.status_code == 401

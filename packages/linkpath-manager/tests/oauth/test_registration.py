"""Clients that register themselves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import httpx2
import pytest
from authorising import CALLBACK, LINKPATH, Client, error_of

from linkpath_manager.operations import upkeep

_networks = count(1)


@asynccontextmanager
async def from_somewhere(server: Any, address: str | None = None) -> AsyncIterator[httpx2.AsyncClient]:
    """A program at a network address, its own unless it is named."""
    peer = (address or f"198.51.100.{next(_networks)}", 4711)
    transport = httpx2.ASGITransport(app=server.house.inside.rest_door(), client=peer)
    async with httpx2.AsyncClient(transport=transport, base_url=LINKPATH) as http:
        yield http


async def registers(server: Any, told: Any, address: str | None = None) -> Any:
    async with from_somewhere(server, address) as http:
        return await http.post("/oauth/register", json=told)


async def test_a_client_registers_and_can_be_consented_to(server: Any) -> None:
    told = {
        "client_name": "Desk",
        "redirect_uris": [CALLBACK],
        "token_endpoint_auth_method": "none",
        "logo_uri": "https://app.example/logo.svg",
    }

    answer = await registers(server, told)

    made = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    assert made == {
        "client_id": made["client_id"],
        "client_id_issued_at": int(server.house.time.now().timestamp()),
        "client_name": "Desk",
        "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    }
    assert await (await server.granted(Client(made["client_id"]))).works()


async def test_a_client_with_a_secret_is_told_it_once(server: Any) -> None:
    made = (await registers(server, {"redirect_uris": [CALLBACK], "scope": "ads:read campaigns:read openid"})).json()

    assert (made["token_endpoint_auth_method"], made["client_secret_expires_at"]) == ("client_secret_basic", 0)
    assert made["scope"] == "ads:read campaigns:read"
    client = Client(made["client_id"], made["client_secret"])
    assert await (await server.granted(client, "ads:read")).works()
    assert not [name for name, kept in (await server.house.stored()).items() if made["client_secret"].encode() in kept]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, "invalid_redirect_uri"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"redirect_uris": "https://app.example/"}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://app.example/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri"),
        ({"redirect_uris": [CALLBACK] * 21}, "invalid_redirect_uri"),
        ({"redirect_uris": [CALLBACK, 5]}, "invalid_redirect_uri"),
        ({"redirect_uris": [CALLBACK], "client_name": ""}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "client_name": "a\nb"}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "client_name": "a\u202eb"}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "client_name": "x" * 101}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "grant_types": ["client_credentials"]}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "grant_types": ["password"]}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "response_types": ["token"]}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "scope": "workspace:admin"}, "invalid_client_metadata"),
        ({"redirect_uris": [CALLBACK], "scope": ["ads:read"]}, "invalid_client_metadata"),
        ([], "invalid_client_metadata"),
        ("x", "invalid_client_metadata"),
    ],
)
async def test_what_cannot_be_a_client_is_refused(server: Any, told: Any, expected: str) -> None:
    assert error_of(await registers(server, told)) == (400, expected)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [(b"{", "application/json", 400), (b"{}", "text/plain", 415), (b" " * 17_000, "application/json", 413)],
)
async def test_a_body_that_is_no_json_is_refused(server: Any, body: bytes, kind: str, status: int) -> None:
    async with from_somewhere(server) as http:
        answer = await http.post("/oauth/register", content=body, headers={"content-type": kind})

    assert error_of(answer) == (status, "invalid_client_metadata")


async def test_it_never_gets_more_than_people_can_give(server: Any) -> None:
    told = {"redirect_uris": [CALLBACK], "grant_types": ["authorization_code", "client_credentials"]}

    made = (await registers(server, told)).json()

    assert made["grant_types"] == ["authorization_code"]
    client = Client(made["client_id"], made["client_secret"])
    assert error_of(await server.token({"grant_type": "client_credentials"}, client)) == (400, "unauthorized_client")


async def test_one_network_address_registers_so_many_an_hour(server: Any) -> None:
    told = {"redirect_uris": [CALLBACK]}
    statuses = []
    for _ in range(20):
        statuses.append((await registers(server, told, "203.0.113.5")).status_code)
        server.house.time.advance(minutes=1)

    refused = await registers(server, told, "203.0.113.5")

    assert statuses == [201] * 20
    assert error_of(refused) == (429, "temporarily_unavailable")
    assert refused.headers["retry-after"] == str(40 * 60)
    assert (await registers(server, told, "203.0.113.6")).status_code == 201
    server.house.time.advance(minutes=40)
    assert (await registers(server, told, "203.0.113.5")).status_code == 201
    assert not [name for name, kept in (await server.house.stored()).items() if b"203.0.113.5" in kept]


async def test_a_setting_closes_it(server: Any) -> None:
    services = server.house.services
    settings = services.settings
    services.settings = settings.model_copy(update={"oauth_registration": False})
    try:
        answer = await registers(server, {"redirect_uris": [CALLBACK]})
        async with from_somewhere(server) as http:
            said = (await http.get("/.well-known/oauth-authorization-server")).json()
    finally:
        services.settings = settings

    assert error_of(answer) == (403, "access_denied")
    assert "registration_endpoint" not in said


async def test_a_client_that_nobody_consented_to_is_forgotten_after_a_month(server: Any) -> None:
    told = {"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none"}
    unused, used = [Client((await registers(server, told)).json()["client_id"]) for _ in range(2)]
    await server.granted(used)
    server.house.time.advance(days=30, seconds=1)

    await upkeep.forget_oauth(server.house.services)

    assert error_of(await server.post("revoke", {"token": "x"}, unused)) == (401, "invalid_client")
    assert (await server.post("revoke", {"token": "x"}, used)).status_code == 200

"""Clients known by the document at their address."""

import json
from collections.abc import AsyncIterator
from ipaddress import ip_network
from typing import Any

import pytest
import pytest_asyncio
from tls import Names, TlsServer, tls_server

from linkpath_manager.delivery import Guard
from linkpath_manager.operations.oauth.documents import document_client, is_document
from linkpath_manager.operations.oauth.errors import OAuthError

HOST = "client.example"


@pytest_asyncio.fixture(loop_scope="session")
async def site(server: Any) -> AsyncIterator[TlsServer]:
    """The client's own web site, which the house reaches."""
    services = server.house.services
    async with tls_server(HOST) as site:
        usual = services.guard
        services.guard = Guard([ip_network("127.0.0.1")], resolver=Names({HOST: ["127.0.0.1"]}), tls=site.trust)
        yield site
        services.guard = usual


def client_id(site: TlsServer) -> str:
    return f"https://{HOST}:{site.port}/{site.name}.json"


def publishes(site: TlsServer, *headers: str, without: str = "", **changes: Any) -> None:
    told = {
        "client_id": client_id(site),
        "client_name": "Known by name",
        "redirect_uris": ["http://localhost/callback", "https://client.example/callback"],
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token"],
        **changes,
    }
    site.gives(json.dumps({name: value for name, value in told.items() if name != without}).encode(), *headers)


async def test_the_document_says_who_the_client_is(server: Any, site: TlsServer) -> None:
    publishes(site, scope="ads:read")

    client = await document_client(server.house.services, client_id(site))

    assert (client.id, client.name, client.origin) == (client_id(site), "Known by name", "document")
    assert client.redirect_uris.split() == ["http://localhost/callback", "https://client.example/callback"]
    assert (client.scopes, client.secret_hash, client.workspace_id) == ("ads:read", None, "")
    assert site.requests[0].startswith(f"GET /{site.name}.json HTTP/1.1\r\n".encode())


@pytest.mark.parametrize(
    ("header", "fresh_seconds"),
    [
        ("x-nothing: 1", 3_600),
        ("cache-control: max-age=7200", 7_200),
        ("cache-control: public, max-age=7200, must-revalidate", 7_200),
        ("cache-control: max-age=1", 300),
        ("cache-control: no-store", 300),
        ("cache-control: s-maxage=9, max-age=999999999", 86_400),
    ],
)
async def test_it_is_got_again_when_its_time_is_over(
    server: Any, site: TlsServer, header: str, fresh_seconds: int
) -> None:
    services = server.house.services
    publishes(site, header)
    await document_client(services, client_id(site))
    server.house.time.advance(seconds=fresh_seconds - 1)
    publishes(site, header, client_name="Renamed")
    same = await document_client(services, client_id(site))
    server.house.time.advance(seconds=1)

    new = await document_client(services, client_id(site))

    assert (same.name, new.name, site.connections) == ("Known by name", "Renamed", 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "https://client.example/client.json"},
        {"without": "client_id"},
        {"without": "redirect_uris"},
        {"redirect_uris": []},
        {"redirect_uris": ["http://client.example/callback"]},
        {"token_endpoint_auth_method": "client_secret_basic"},
        {"token_endpoint_auth_method": "private_key_jwt"},
        {"client_secret": "x"},
        {"grant_types": ["client_credentials"]},
        {"client_name": "x" * 101},
        {"more": "x" * 6_000},
    ],
)
async def test_a_document_that_describes_no_client_of_that_address_is_refused(
    server: Any, site: TlsServer, changes: dict[str, Any]
) -> None:
    publishes(site, **changes)

    with pytest.raises(OAuthError):
        await document_client(server.house.services, client_id(site))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"<html>", b"\xff"])
async def test_what_is_no_json_is_refused_and_not_remembered(server: Any, site: TlsServer, body: bytes) -> None:
    site.gives(body)
    with pytest.raises(OAuthError) as refused:
        await document_client(server.house.services, client_id(site))
    publishes(site)

    assert refused.value.error == "invalid_client"
    assert (await document_client(server.house.services, client_id(site))).name == "Known by name"


async def test_a_redirect_is_not_followed(server: Any, site: TlsServer) -> None:
    site.gives(b"", f"location: {client_id(site)}?again", status="302 Found")

    with pytest.raises(OAuthError, match="status 302"):
        await document_client(server.house.services, client_id(site))

    assert site.connections == 1


async def test_no_document_is_got_from_an_address_that_is_not_public(server: Any, site: TlsServer) -> None:
    services = server.house.services
    services.guard = Guard(resolver=Names({HOST: ["127.0.0.1"], "other.example": ["10.0.0.1"]}), tls=site.trust)
    for address in (client_id(site), f"https://127.0.0.1:{site.port}/c", "https://other.example/c", "https://[::1]/c"):
        with pytest.raises(OAuthError, match="not a public address"):
            await document_client(services, address)

    assert site.connections == 0


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://client.example/client.json", True),
        ("https://client.example:8443/a/b?v=1", True),
        ("https://client.example/", False),
        ("https://client.example", False),
        ("http://client.example/client.json", False),
        ("HTTPS://client.example/client.json", False),
        ("https://user@client.example/client.json", False),
        ("https://user:pw@client.example/client.json", False),
        ("https://client.example/client.json#x", False),
        ("https://client.example/client.json#", False),
        ("https://client.example/../client.json", False),
        ("https://client.example/./client.json", False),
        ("https://client.example/a\\b", False),
        ("https://client.example\\@evil.example/a", False),
        ("https://client.example/cli ent", False),
        ("https://client.example/clïent", False),
        ("https://client.example:0/a", False),
        ("https://client.example:99999/a", False),
        ("https:///a", False),
        ("https://client.example/" + "a" * 500, False),
        ("client_01", False),
    ],
)
def test_a_document_has_an_https_address_written_in_one_way(text: str, *, is_one: bool) -> None:
    assert is_document(text) is is_one

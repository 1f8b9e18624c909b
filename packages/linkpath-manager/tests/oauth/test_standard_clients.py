"""Clients that others wrote, over real sockets; the browser's part is played by posting the pages' forms."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
import pytest_asyncio
from browsing import Page, Visitor
from mcp.client.auth import OAuthClientProvider, OAuthFlowError
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientMetadata
from oauthlib.oauth2 import BackendApplicationClient
from pydantic import AnyUrl
from requests_oauthlib import OAuth2Session
from tls import Names, tls_server

from linkpath_manager import bootstrap
from linkpath_manager.cli.serving import server as http_server
from linkpath_manager.delivery import Guard
from linkpath_manager.kit.sockets import address as address_of
from linkpath_manager.kit.sockets import listen

PASSWORD = "a few words will do"


@dataclass
class Online:
    """A LinkPath on a port of this computer, and a person who uses it."""

    address: str
    house: Any
    services: Any
    email: str

    async def consents(self, authorization_url: str, **answer: str | list[str]) -> None:
        """Opens the client's address in a browser, signs in and answers; the browser ends at the client's own."""
        async with Visitor(None, self.address) as browser:
            await browser.client.aclose()
            browser.client = httpx2.AsyncClient(base_url=self.address, headers={"accept": "text/html"})
            page: Page = await browser.open(authorization_url)
            page = await browser.send(page, "/sign-in", email=self.email, password=PASSWORD)
            page = await browser.send(page, "/oauth/authorize", **{"decision": "allow", **answer})
            assert page.response.text == "Back at the client.", page.text


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def online(server: Any) -> AsyncIterator[Online]:
    house = server.house
    bound = listen("127.0.0.1", 0)
    services = replace(house.services, public_url=address_of(bound))
    running = http_server(bootstrap.House(services, house.inside.worker).rest_door(), services.stopping)
    task = asyncio.create_task(running.serve(sockets=[bound]))
    person = await house.person("standard")
    while not running.started:  # noqa: ASYNC110  # the server has no event for it
        await asyncio.sleep(0)
    yield Online(services.public_url, house, services, person.email)
    running.should_exit = True
    await task


@dataclass
class Callback:
    """The client's own address on this computer, and where the browser came to it with what."""

    address: str = ""
    came: list[str] = field(default_factory=list)

    @property
    def last(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.came[-1]).query).items()}

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.came.append(f"{self.address}?{head.split()[1].partition('?')[2]}")
        body = b"Back at the client."
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body))
        await writer.drain()
        writer.close()


@pytest_asyncio.fixture(loop_scope="session")
async def callback() -> AsyncIterator[Callback]:
    async with _listening() as callback:
        yield callback


@asynccontextmanager
async def _listening() -> AsyncIterator[Callback]:
    callback = Callback()
    server = await asyncio.start_server(callback.handle, "127.0.0.1", 0)
    callback.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/callback"
    yield callback
    server.close()


@pytest.fixture(autouse=True)
def _plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # the socket is this computer's own


@pytest.mark.parametrize("confidential", [True, False])
async def test_requests_oauthlib_gets_refreshes_and_gives_back_tokens(
    server: Any, online: Online, callback: Callback, *, confidential: bool
) -> None:
    client = await server.registered(redirect_uris=["http://127.0.0.1/callback"], confidential=confidential)
    token_url, scope = f"{online.address}/oauth/token", ["campaigns:read", "reporting:read"]
    secret = {"client_secret": client.secret} if client.secret else {"include_client_id": True}
    session = OAuth2Session(client.id, redirect_uri=callback.address, scope=scope, pkce="S256")
    address, state = session.authorization_url(f"{online.address}/oauth/authorize")
    await online.consents(address, advertiser_id=[online.house.jpy])
    assert callback.last.keys() == {"code", "state", "iss"}
    assert (callback.last["state"], callback.last["iss"]) == (state, online.address)

    def work() -> tuple[list[int], list[str]]:
        first = session.fetch_token(token_url, authorization_response=callback.came[-1], **secret)
        statuses = [session.get(f"{online.address}/v1/me").status_code]
        auth = {"auth": client.basic} if client.basic else {"client_id": client.id}
        second = session.refresh_token(token_url, **auth)
        statuses.append(session.get(f"{online.address}/v1/campaigns?advertiser_id={online.house.jpy}").status_code)
        statuses.append(session.get(f"{online.address}/v1/campaigns?advertiser_id={online.house.usd}").status_code)
        url, headers, body = session._client.prepare_token_revocation_request(
            f"{online.address}/oauth/revoke", second["refresh_token"], "refresh_token", client_id=client.id
        )
        given_back = session.post(url, data=body, headers=headers, auth=client.basic, withhold_token=True)
        statuses.append(given_back.status_code)
        statuses.append(session.get(f"{online.address}/v1/me").status_code)
        return statuses, [first["refresh_token"], second["refresh_token"]]

    statuses, refresh_tokens = await asyncio.to_thread(work)

    assert statuses == [200, 200, 404, 200, 401]
    assert len(set(refresh_tokens)) == 2


async def test_requests_oauthlib_gets_a_token_for_a_machine(server: Any, online: Online) -> None:
    client = await server.registered(grant_types=["client_credentials"], redirect_uris=[], scopes=["ads:read"])

    def work() -> tuple[list[str], int]:
        session = OAuth2Session(client=BackendApplicationClient(client.id, scope=["ads:read"]))
        token = session.fetch_token(f"{online.address}/oauth/token", client_secret=client.secret)
        return token["scope"], session.get(f"{online.address}/v1/ads").status_code

    assert await asyncio.to_thread(work) == (["ads:read"], 200)


@dataclass
class Kept:
    """What an MCP client keeps."""

    tokens: Any = None
    client: Any = None

    async def get_tokens(self) -> Any:
        return self.tokens

    async def set_tokens(self, tokens: Any) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> Any:
        return self.client

    async def set_client_info(self, client_info: Any) -> None:
        self.client = client_info


def mcp_auth(online: Online, callback: Callback, kept: Kept, **more: Any) -> OAuthClientProvider:
    """The MCP SDK's own authorisation, whose person consents."""

    async def answered() -> AuthorizationCodeResult:
        return AuthorizationCodeResult(**callback.last)

    metadata = OAuthClientMetadata(client_name="An MCP client", redirect_uris=[AnyUrl(callback.address)])
    return OAuthClientProvider(f"{online.address}/v1/me", metadata, kept, online.consents, answered, **more)


async def test_the_mcp_sdk_finds_its_way_from_the_401_to_tokens_and_renews_them(
    server: Any, online: Online, callback: Callback
) -> None:
    kept = Kept()
    auth = mcp_auth(online, callback, kept)
    async with httpx2.AsyncClient(auth=auth) as client:
        first = await client.get(f"{online.address}/v1/me")
        before = kept.tokens
        auth.context.token_expiry_time = 1  # as if a day had passed: the SDK looks at the computer's clock
        second = await client.get(f"{online.address}/v1/me")

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["actor"]["name"] == "An MCP client"
    assert (kept.client.client_id[:7], bool(kept.client.client_secret)) == ("client_", True)
    assert before.refresh_token != kept.tokens.refresh_token
    assert before.access_token != kept.tokens.access_token
    assert len(callback.came) == 1
    granted = (await server.house.ok("GET", "/v1/oauth-grants"))["data"][0]
    assert granted["resource"] == online.address


async def test_an_mcp_client_whose_tokens_were_taken_back_asks_anew(
    server: Any, online: Online, callback: Callback
) -> None:
    kept = Kept()
    async with httpx2.AsyncClient(auth=mcp_auth(online, callback, kept)) as client:
        await client.get(f"{online.address}/v1/me")
        (grant,) = [
            one for one in (await server.house.ok("GET", "/v1/oauth-grants"))["data"]
            if one["client"]["id"] == kept.client.client_id
        ]  # fmt: skip
        await server.house.ok("DELETE", f"/v1/oauth-grants/{grant['id']}")
        again = await client.get(f"{online.address}/v1/me")

    assert again.status_code == 200
    assert len(callback.came) == 2


async def test_the_mcp_sdk_is_known_by_its_document(online: Online, callback: Callback) -> None:
    kept = Kept()
    async with tls_server("client.example") as site:
        names = Names({"client.example": ["127.0.0.1"]})
        online.services.guard = Guard([ip_network("127.0.0.1")], resolver=names, tls=site.trust)
        client_id = f"https://client.example:{site.port}/mcp-client.json"
        told = {"client_id": client_id, "client_name": "Documented", "redirect_uris": ["http://127.0.0.1/callback"]}
        site.gives(json.dumps(told).encode())
        auth = mcp_auth(online, callback, kept, client_metadata_url=client_id)
        async with httpx2.AsyncClient(auth=auth) as client:
            answer = await client.get(f"{online.address}/v1/me")

    assert (answer.status_code, answer.json()["actor"]["name"]) == (200, "Documented")
    assert (kept.client.client_id, kept.client.client_secret) == (client_id, None)
    assert site.connections == 1


async def test_the_mcp_sdk_is_told_of_a_no(online: Online, callback: Callback) -> None:
    auth = mcp_auth(online, callback, Kept())

    async def denies(address: str) -> None:
        await online.consents(address, decision="deny")

    auth.context.redirect_handler = denies
    auth.context.callback_handler = lambda: _no_code(callback)
    async with httpx2.AsyncClient(auth=auth) as client:
        with pytest.raises(OAuthFlowError):
            await client.get(f"{online.address}/v1/me")

    assert (callback.last["error"], callback.last["iss"]) == ("access_denied", online.address)


async def _no_code(callback: Callback) -> AuthorizationCodeResult:
    return AuthorizationCodeResult(code="", state=callback.last["state"], iss=callback.last["iss"])

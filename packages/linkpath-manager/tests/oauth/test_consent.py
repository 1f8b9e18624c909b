"""The page of consent, in a browser."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import pytest_asyncio
from authorising import CALLBACK, LINKPATH, Client, Consented, error_of
from browsing import Page, Visitor
from one_database import on_sqlite

from linkpath_manager.domain.roles import Role
from linkpath_manager.operations.oauth.codes import challenge_of

pytestmark = on_sqlite

AUTHORIZE = "/oauth/authorize"
VERIFIER = secrets.token_urlsafe(40)
_numbers = count(1)


def asked(client: Client, **changes: str | None) -> str:
    """The address of a request for consent."""
    values = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": CALLBACK,
        "scope": "campaigns:read reporting:read",
        "state": "st/ate&=",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    } | changes
    return f"{AUTHORIZE}?{urlencode({name: value for name, value in values.items() if value is not None})}"


@asynccontextmanager
async def signed_in(server: Any, role: Role = Role.ADMIN, to: str = "/sign-in") -> AsyncIterator[tuple[Visitor, Page]]:
    """Somebody new at a browser, and the page that sign-in led to."""
    name = f"visitor{next(_numbers)}"
    await server.house.person(name, role)
    async with server.house.visitor() as visitor:
        page = await visitor.open(to)
        yield visitor, await visitor.send(page, "/sign-in", email=f"{name}@example.com", password="a few words will do")


def went_to(page: Page) -> tuple[str, dict[str, str]]:
    """Where the browser was sent, and with what."""
    address = str(page.response.url)
    return address.partition("?")[0], dict(parse_qsl(urlsplit(address).query))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ada(server: Any) -> AsyncIterator[Visitor]:
    """Somebody who is signed in for all tests here that only look."""
    async with signed_in(server) as (ada, _):
        yield ada


async def test_a_person_signs_in_reads_allows_and_the_client_gets_its_tokens(server: Any) -> None:
    client = await server.registered(name="Northwind reports")
    async with signed_in(server, to=asked(client)) as (ada, page):
        assert page.status == 200
        for words in ("Allow Northwind reports?", "app.example", "See campaigns", "See reports: spend and results"):
            assert words in page.text
        assert set(page.form(AUTHORIZE).sent["advertiser_id"]) == {server.house.usd, server.house.eur, server.house.jpy}

        back = await ada.send(page, AUTHORIZE, decision="allow", advertiser_id=[server.house.eur])

    where, told = went_to(back)
    assert where == CALLBACK
    assert told.keys() == {"code", "state", "iss"}
    assert (told["state"], told["iss"]) == ("st/ate&=", LINKPATH)
    tokens = await server.redeemed(Consented(client, told["code"], VERIFIER))
    me = (await server.get(tokens["access_token"])).json()
    assert (me["scopes"], me["advertiser_ids"]) == (["campaigns:read", "reporting:read"], [server.house.eur])


async def test_a_no_is_told_to_the_client(server: Any) -> None:
    client = await server.registered()
    async with signed_in(server, to=asked(client)) as (ada, page):
        back = await ada.send(page, AUTHORIZE, decision="deny")

    where, told = went_to(back)
    assert (where, told["error"], told["state"], told["iss"]) == (CALLBACK, "access_denied", "st/ate&=", LINKPATH)
    assert "code" not in told


async def test_every_advertiser_means_those_to_come_too(server: Any) -> None:
    client = await server.registered()
    async with signed_in(server, to=asked(client)) as (ada, page):
        back = await ada.send(page, AUTHORIZE, decision="allow", reach="all")

    tokens = await server.redeemed(Consented(client, went_to(back)[1]["code"], VERIFIER))
    assert (await server.get(tokens["access_token"])).json()["advertiser_ids"] is None


async def test_with_nothing_ticked_the_page_comes_again_and_says_so(server: Any) -> None:
    client = await server.registered()
    async with signed_in(server, to=asked(client)) as (ada, page):
        again = await ada.send(page, AUTHORIZE, decision="allow", advertiser_id=[])
        forged = await ada.send(page, AUTHORIZE, decision="allow", advertiser_id=["1"])
        assert (again.status, forged.status) == (400, 400)
        assert "Tick at least one" in again.text
        assert "advertiser_id" not in again.form(AUTHORIZE).sent
        back = await ada.send(again, AUTHORIZE, decision="allow", advertiser_id=[server.house.usd])

    assert "code" in went_to(back)[1]


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://evil.example/callback",
        "https://app.example/callback/",
        "https://app.example/callback?x=1",
        "https://app.example/callback#x",
        "https://app.example/callback/../evil",
        "https://app.example.evil.example/callback",
        "https://app.example@evil.example/callback",
        "https://user@app.example/callback",
        "https://APP.example/callback",
        "https://app.example./callback",
        "http://app.example/callback",
        "//app.example/callback",
        "/callback",
        "javascript:alert(1)",
        "data:text/html,x",
        CALLBACK + "\r\nlocation: https://evil.example",
    ],
)
async def test_no_browser_is_sent_to_an_address_that_is_not_the_clients(
    server: Any, ada: Visitor, redirect_uri: str
) -> None:
    client = await server.registered()
    async with server.house.visitor() as stranger:
        pages = [await stranger.open(asked(client, redirect_uri=redirect_uri))]
        pages.append(await ada.open(asked(client, redirect_uri=redirect_uri)))
        pages.append(await ada.open(asked(client, redirect_uri=redirect_uri, response_type="token")))

    assert [(page.status, page.path) for page in pages] == [(400, AUTHORIZE)] * 3
    assert "location" not in pages[0].response.headers


async def test_a_client_that_cannot_be_trusted_with_an_answer_gets_none(server: Any, ada: Visitor) -> None:
    client, gone = await server.registered(), await server.registered()
    await server.house.ok("DELETE", f"/v1/oauth-clients/{gone.id}")
    several = await server.registered(redirect_uris=[CALLBACK, "https://app.example/other"])
    twice = asked(client) + "&" + urlencode({"redirect_uri": "https://evil.example/"})
    addresses = (
        asked(Client("nobody")),
        asked(client, client_id=None),
        asked(gone),
        asked(several, redirect_uri=None),
        twice,
        asked(client) + f"&client_id={client.id}",
        asked(client) + "&state=%ff",
        asked(client) + "&" + "&".join(f"a{number}=1" for number in range(60)),
    )

    pages = [await ada.open(address) for address in addresses]

    assert [(page.status, page.path) for page in pages] == [(400, AUTHORIZE)] * 8


async def test_the_only_address_of_a_client_need_not_be_named(server: Any) -> None:
    client = await server.registered()
    async with signed_in(server, to=asked(client, redirect_uri=None)) as (ada, page):
        back = await ada.send(page, AUTHORIZE, decision="allow")

    assert went_to(back)[0] == CALLBACK


@pytest.mark.parametrize("port", ["", ":1", ":54321"])
async def test_on_this_computer_any_port_is_the_clients(server: Any, port: str) -> None:
    client = await server.registered(redirect_uris=["http://127.0.0.1:3000/cb?own=1"], confidential=False)
    address = f"http://127.0.0.1{port}/cb?own=1"
    async with signed_in(server, to=asked(client, redirect_uri=address)) as (ada, page):
        assert "a program on this computer" in page.text
        back = await ada.send(page, AUTHORIZE, decision="allow")

    where, told = went_to(back)
    assert (where, told["own"]) == (f"http://127.0.0.1{port}/cb", "1")
    form = Consented(client, told["code"], VERIFIER).form | {"redirect_uri": address}
    assert (await server.token(form)).status_code == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": VERIFIER}, "invalid_request"),
        ({"code_challenge": "a" * 42}, "invalid_request"),
        ({"code_challenge": "a" * 42 + "="}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": "s256"}, "invalid_request"),
        ({"scope": "campaigns:read made:up"}, "invalid_scope"),
        ({"scope": "workspace:admin"}, "invalid_scope"),
        ({"scope": "changes:approve"}, "invalid_scope"),
        ({"scope": "ads:read"}, "invalid_scope"),
        ({"scope": "campaigns:read,reporting:read"}, "invalid_scope"),
        ({"resource": "https://other.example"}, "invalid_target"),
        ({"resource": LINKPATH + "/v1"}, "invalid_target"),
        ({"prompt": "create"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "none"}, "consent_required"),
        ({"request": "x"}, "request_not_supported"),
        ({"request_uri": "https://app.example/r"}, "request_uri_not_supported"),
        ({"state": "x" * 2_001}, "invalid_request"),
    ],
)
async def test_what_is_wrong_otherwise_is_told_to_the_client(
    server: Any, ada: Visitor, changes: dict[str, Any], error: str
) -> None:
    client = await server.registered()

    where, told = went_to(await ada.open(asked(client, **changes)))

    assert (where, told["error"], told["iss"]) == (CALLBACK, error, LINKPATH)
    assert told["state"] == changes.get("state", "st/ate&=")
    assert "code" not in told


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ("&state=2", "invalid_request"),
        ("&scope=ads:read", "invalid_request"),
        ("&resource=x&resource=y", "invalid_target"),
    ],
)
async def test_a_parameter_that_stands_twice_is_wrong(server: Any, ada: Visitor, more: str, error: str) -> None:
    client = await server.registered()

    where, told = went_to(await ada.open(asked(client) + more))

    assert (where, told["error"]) == (CALLBACK, error)


async def test_parameters_that_nobody_knows_are_passed_over(server: Any, ada: Visitor) -> None:
    client = await server.registered()

    page = await ada.open(asked(client) + "&nonce=1&nonce=2&decision=allow&csrf_token=x&display=page")

    assert page.status == 200


async def test_nobody_is_sent_anywhere_before_they_sign_in(server: Any) -> None:
    client = await server.registered()
    async with server.house.visitor() as stranger:
        for changes in ({"scope": "made:up"}, {"response_type": "token"}, {"code_challenge": None}):
            page = await stranger.open(asked(client, **changes))
            assert (page.status, page.path) == (200, "/sign-in")


async def test_who_wants_no_question_is_told_that_nobody_is_there_if_a_workspace_vouches_for_it(server: Any) -> None:
    trusted = await server.registered()
    told = {"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none"}
    stranger = Client((await server.http.post("/oauth/register", json=told)).json()["client_id"])
    async with server.house.visitor() as nobody:
        where, answer = went_to(await nobody.open(asked(trusted, prompt="none")))
        page = await nobody.open(asked(stranger, prompt="none"))

    assert (where, answer["error"]) == (CALLBACK, "login_required")
    assert (page.status, page.path) == (400, AUTHORIZE)


@pytest.mark.parametrize("prompt", ["login", "select_account", "login consent"])
async def test_a_client_can_have_the_person_sign_in_again(server: Any, prompt: str) -> None:
    client = await server.registered()
    async with signed_in(server) as (ada, _):
        at_once = await ada.open(asked(client, prompt=prompt))
        server.house.time.advance(minutes=6)
        later = await ada.open(asked(client, prompt=prompt))
        sneaked = await ada.post(AUTHORIZE, at_once.form(AUTHORIZE).sent | {"decision": ["allow"]})
        sign_in = await ada.send(later, AUTHORIZE, decision="again")
        name = f"visitor{next(_numbers) - 1}@example.com"
        asked_again = await ada.send(sign_in, "/sign-in", email=name, password="a few words will do")

    assert "Allow Reporter?" in at_once.text
    assert "Sign in again" in later.text
    assert "Sign in again" in sneaked.text
    assert sign_in.path == "/sign-in"
    assert "Allow Reporter?" in asked_again.text


async def test_somebody_else_can_take_over_the_browser(server: Any) -> None:
    client = await server.registered()
    await server.house.person(name := f"visitor{next(_numbers)}")
    async with signed_in(server, to=asked(client)) as (ada, page):
        sign_in = await ada.send(page, AUTHORIZE, decision="again")
        as_other = await ada.send(sign_in, "/sign-in", email=f"{name}@example.com", password="a few words will do")

    assert f"{name}@example.com" in as_other.text


async def test_what_the_role_has_not_got_is_not_given_and_the_page_says_so(server: Any) -> None:
    client = await server.registered()
    address = asked(client, scope="campaigns:read campaigns:write")
    async with signed_in(server, Role.ANALYST, to=address) as (ada, page):
        assert "Not given, since your role has not got it: create, change, pause and delete campaigns" in page.text
        back = await ada.send(page, AUTHORIZE, decision="allow")

    tokens = await server.redeemed(Consented(client, went_to(back)[1]["code"], VERIFIER))
    assert tokens["scope"] == "campaigns:read"


async def test_who_can_give_nothing_can_only_say_no(server: Any) -> None:
    client = await server.registered()
    async with signed_in(server, Role.ANALYST, to=asked(client, scope="campaigns:write")) as (ada, page):
        assert "Your role here has none of what it asks for" in page.text
        assert ("button", "Allow") not in [(tag, given.get("value")) for tag, given in page.tags]
        forced = await ada.post(AUTHORIZE, page.form(AUTHORIZE).sent | {"decision": ["allow"]})

    assert forced.status == 403


async def test_a_client_without_scopes_asks_for_reading_alone(server: Any) -> None:
    told = {"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none"}
    client = Client((await server.http.post("/oauth/register", json=told)).json()["client_id"])
    async with signed_in(server, to=asked(client, scope=None)) as (ada, page):
        back = await ada.send(page, AUTHORIZE, decision="allow")

    tokens = await server.redeemed(Consented(client, went_to(back)[1]["code"], VERIFIER))
    assert tokens["scope"] == "adgroups:read ads:read campaigns:read reporting:read"


async def test_a_client_that_registered_itself_is_said_to_and_its_name_runs_nothing(server: Any) -> None:
    told = {"redirect_uris": [CALLBACK], "client_name": "<b>TikTok</b> \"'&"}
    client = Client((await server.http.post("/oauth/register", json=told)).json()["client_id"])
    async with signed_in(server, to=asked(client)) as (_, page):
        assert "Registered itself: nobody has checked its name" in page.text
        assert "&lt;b&gt;TikTok&lt;/b&gt;" in page.response.text
        assert "<b>TikTok" not in page.response.text


async def test_what_the_request_holds_runs_nothing_on_the_page(server: Any) -> None:
    client = await server.registered()
    async with signed_in(server, to=asked(client, state='"><script>alert(1)</script>')) as (ada, page):
        assert "<script" not in page.response.text
        back = await ada.send(page, AUTHORIZE, decision="deny")

    assert went_to(back)[1]["state"] == '"><script>alert(1)</script>'


async def test_the_page_is_kept_by_nobody_framed_by_nobody_and_leads_to_the_client_only(server: Any) -> None:
    web, app = await server.registered(), await server.registered(redirect_uris=["com.example.app:/cb"])
    async with signed_in(server, to=asked(web)) as (ada, page):
        headers = page.response.headers
        of_app = await ada.open(asked(app, redirect_uri="com.example.app:/cb"))

    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["content-security-policy"].endswith("form-action 'self' https: http:")
    assert of_app.response.headers["content-security-policy"].endswith("form-action 'self' com.example.app:")
    assert "an app on this device (com.example.app)" in of_app.text


async def test_no_other_page_answers_for_the_person(server: Any) -> None:
    client = await server.registered()
    async with signed_in(server, to=asked(client)) as (ada, page), signed_in(server, to=asked(client)) as (_, other):
        sent = page.form(AUTHORIZE).sent | {"decision": ["allow"]}
        others = other.form(AUTHORIZE).sent | {"decision": ["allow"]}
        answers = [
            await ada.client.post(AUTHORIZE, data=sent, headers={"origin": "https://evil.example"}),
            await ada.client.post(AUTHORIZE, data={**sent, "csrf_token": ["x"]}, headers={"origin": LINKPATH}),
            await ada.client.post(AUTHORIZE, data=others, headers={"origin": LINKPATH}),
            await ada.client.post(AUTHORIZE, json={}, headers={"origin": LINKPATH}),
        ]
        async with server.house.visitor() as nobody:
            gone_to = await nobody.post(AUTHORIZE, sent)

    assert [answer.status_code for answer in answers] == [403, 403, 403, 415]
    assert gone_to.path == "/sign-in"
    rows = await server.house.sql("SELECT hash FROM oauth_codes WHERE client_id = :id", id=client.id)
    assert rows == []


async def test_a_workspaces_client_is_for_its_own_people(server: Any) -> None:
    client = await server.registered()
    await server.house.person(name := f"visitor{next(_numbers)}", None)
    await server.house.join(f"usr_{name}", Role.OWNER, f"ws_{name}")
    async with server.house.visitor() as eve:
        await server.house.sign_in(eve, name)
        page = await eve.open(asked(client))

    assert (page.status, page.path) == (403, AUTHORIZE)


async def test_the_person_says_in_which_workspace(server: Any) -> None:
    told = {"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none"}
    client = Client((await server.http.post("/oauth/register", json=told)).json()["client_id"])
    await server.house.person(name := f"visitor{next(_numbers)}")
    await server.house.join(f"usr_{name}", Role.ANALYST, other := f"ws_{name}")
    async with server.house.visitor() as ada:
        await server.house.sign_in(ada, name)
        page = await ada.open(asked(client, scope="campaigns:write reporting:read"))
        assert "Create, change, pause and delete campaigns" in page.text
        switched = await ada.send(page, AUTHORIZE, decision="switch", workspace_id=other)
        assert "Not given, since your role has not got it" in switched.text
        assert "None is connected yet" in switched.text
        back = await ada.send(switched, AUTHORIZE, decision="allow")

    tokens = await server.redeemed(Consented(client, went_to(back)[1]["code"], VERIFIER))
    me = (await server.get(tokens["access_token"])).json()
    assert (me["workspace"]["id"], me["scopes"]) == (other, ["reporting:read"])


async def test_the_consent_is_in_the_audit_log_and_the_code_nowhere(
    server: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    client = await server.registered()
    async with signed_in(server, to=asked(client)) as (ada, page):
        back = await ada.send(page, AUTHORIZE, decision="allow")

    code = went_to(back)[1]["code"]
    (record,) = [one for one in await server.house.audit() if one.target_id == client.id and "approve" in one.operation]
    assert (record.actor_kind, record.operation, record.outcome) == ("person", "oauth_grants.approve", "succeeded: ok")
    assert code not in "".join(capsys.readouterr())
    assert not [name for name, kept in (await server.house.stored()).items() if code.encode() in kept]


async def test_a_code_that_was_consented_to_is_no_other_clients(server: Any) -> None:
    client, other = await server.registered(), await server.registered()
    async with signed_in(server, to=asked(client)) as (ada, page):
        back = await ada.send(page, AUTHORIZE, decision="allow")

    code = went_to(back)[1]["code"]
    assert error_of(await server.token(Consented(other, code, VERIFIER).form, other)) == (400, "invalid_grant")

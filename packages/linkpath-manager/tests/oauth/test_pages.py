"""The pages of applications and of OAuth clients, as somebody at a browser without script uses them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from authorising import CALLBACK, Client, error_of
from browsing import Visitor
from one_database import on_sqlite

from linkpath_manager.domain.roles import Role

pytestmark = on_sqlite

_numbers = count(1)
OWN = {"grant_type": "client_credentials"}


@asynccontextmanager
async def somebody(server: Any, role: Role) -> AsyncIterator[tuple[Visitor, str]]:
    """Somebody new who is signed in, and their id."""
    await server.house.person(name := f"page{next(_numbers)}", role)
    async with server.house.visitor() as visitor:
        await server.house.sign_in(visitor, name)
        yield visitor, f"usr_{name}"


async def test_a_person_sees_the_applications_that_act_for_them_and_ends_one(server: Any) -> None:
    client = await server.registered(name="Mine <b>")
    other = await server.granted(await server.registered(name="Somebody else's"))
    async with somebody(server, Role.ANALYST) as (ada, person_id):
        empty = await ada.open("/applications")
        granted = await server.granted(client, "ads:read", person_id=person_id, advertisers=[server.house.usd])
        page = await ada.open("/applications")
        ended = await ada.send(page, "/applications", {"do": "end"})

    assert "No application acts for you here." in empty.text
    assert "Mine <b> 1 thing See ads 1 only" in page.text
    assert "Mine &lt;b&gt;" in page.response.text
    assert "Somebody else's" not in page.text
    assert "It is ended: every token of it is refused." in ended.text
    assert (await granted.works(), await other.works()) == (False, True)


async def test_who_administers_the_workspace_sees_all_of_them(server: Any) -> None:
    granted = await server.granted(await server.registered(name="Of a member"))
    machine = await server.registered(name="Of nobody", grant_types=["client_credentials"], redirect_uris=[])
    await server.token(OWN, machine)
    async with somebody(server, Role.ADMIN) as (ada, _):
        page = await ada.open("/applications")
        grant_id = (await server.house.sql("SELECT id FROM oauth_grants WHERE client_id = :id", id=granted.client.id))[
            0
        ][0]
        await ada.send(page, "/applications", {"do": "end", "id": grant_id})

    assert "Of a member" in page.text
    assert "Of nobody" in page.text
    assert "acts for itself" in page.text
    assert not await granted.works()


async def test_a_client_is_made_on_a_page_given_a_new_secret_and_deleted(server: Any) -> None:
    async with somebody(server, Role.ADMIN) as (ada, _):
        page = await ada.open("/oauth-clients")
        none = await ada.send(page, "/oauth-clients", {"do": "create"}, name="Robot", grant_types=[], scopes=[])
        lacking = await ada.send(
            page, "/oauth-clients", {"do": "create"}, name="Robot", redirect_uris="", scopes=["ads:read"]
        )
        wrong = await ada.send(
            page,
            "/oauth-clients",
            {"do": "create"},
            name="Robot",
            redirect_uris="http://x.example/",
            scopes=["ads:read"],
        )
        made = await ada.send(
            wrong,
            "/oauth-clients",
            {"do": "create"},
            redirect_uris=f"{CALLBACK} http://localhost/cb",
            grant_types=["people", "itself"],
            scopes=["ads:read"],
        )
        ((client_id, addresses),) = await server.house.sql(
            "SELECT id, redirect_uris FROM oauth_clients WHERE name = 'Robot'"
        )
        first = Client(client_id, made.by_id["secret"])
        works = (await server.token(OWN, first)).status_code
        turned = await ada.send(made, "/oauth-clients", {"do": "rotate", "id": client_id})
        second = Client(client_id, turned.by_id["secret"])
        answers = [(await server.token(OWN, one)).status_code for one in (first, second)]
        gone = await ada.send(turned, "/oauth-clients", {"do": "delete", "id": client_id})

    assert (none.status, none.wrong("grant_types")) == (400, "Tick at least one.")
    assert (lacking.status, lacking.wrong("redirect_uris")[:18]) == (400, "Name at least one:")
    assert (none.wrong("scopes"), wrong.status, bool(wrong.wrong("redirect_uris"))) == ("Tick at least one.", 400, True)
    assert "This is the only time that its secret is shown." in made.text
    assert addresses == f"{CALLBACK} http://localhost/cb"
    assert (works, answers) == (200, [401, 200])
    assert "The client is deleted" in gone.text
    assert error_of(await server.token(OWN, second)) == (401, "invalid_client")


async def test_a_client_without_a_secret_is_shown_with_its_id(server: Any) -> None:
    async with somebody(server, Role.OWNER) as (ada, _):
        page = await ada.open("/oauth-clients")
        made = await ada.send(
            page,
            "/oauth-clients",
            {"do": "create"},
            name="Desk app",
            confidential="no",
            redirect_uris="com.example.app:/cb",
            scopes=["ads:read"],
        )

    assert made.by_id["secret"].startswith("client_")
    assert ("rotate", made.by_id["secret"]) not in [
        (form.sent.get("do", [""])[0], form.sent.get("id", [""])[0]) for form in made.forms
    ]


async def test_the_page_of_clients_is_for_those_who_administer(server: Any) -> None:
    async with somebody(server, Role.DEVELOPER) as (dev, _):
        page = await dev.open("/oauth-clients")
        account = await dev.open("/applications")

    assert page.status == 403
    assert "OAuth clients" not in account.text
    async with server.house.visitor() as stranger:
        assert (await stranger.open("/oauth-clients")).path == "/sign-in"

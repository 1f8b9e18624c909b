"""The pages of people, as somebody at a browser without script uses them."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pyotp
import pytest
from browsing import Page, Visitor
from one_database import on_sqlite

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.roles import Role
from linkpath_manager.operations import sessions
from linkpath_manager.operations.sign_up import first_link
from linkpath_manager.store import people

pytestmark = on_sqlite

WORDS = "entirely new words"
PASSWORD = "a few words will do"


async def at(house: Any, visitor: Visitor, name: str) -> Visitor:
    """The visitor, signed in as "ada" without the work of it."""
    person = await people.by_id(house.db, f"usr_{name}")
    cookie = await sessions.begin(house.services, person, "Mozilla/5.0 (X11; Linux) Chrome/140.0 Safari/537.36")
    visitor.client.cookies.set("linkpath_session", cookie, domain="linkpath.test")
    return visitor


def path_of(link: str) -> str:
    return f"{urlsplit(link).path}?{urlsplit(link).query}"


def chips(page: Page) -> list[str]:
    return [given["class"] for tag, given in page.tags if given.get("class", "").startswith("chip")]


async def test_the_first_owner_signs_up_by_the_link_and_is_in(house: Any) -> None:
    link = await first_link(house.services, WORKSPACE_ID)
    async with house.visitor() as ada:
        fresh = await ada.open("/sign-in")
        asked = await ada.open(path_of(link))
        wrong = await ada.send(asked, "/sign-up", name=" ", email="no address", password="short")
        page = await ada.send(wrong, "/sign-up", name="Ada Lovelace", email="Ada@Example.com", password=WORDS)
        members = await ada.open("/members")
        again = await ada.open(path_of(link))

    assert "linkpath-manager serve" in fresh.text
    assert (wrong.status, wrong.wrong("email")) == (400, "Type an e-mail address.")
    assert wrong.wrong("password") == "Take at least 12 characters: a few words do."
    assert (page.status, page.path) == (200, "/account")
    assert "Ada Lovelace you ada@example.com Owner" in members.text
    assert again.status == 409
    assert "Ask who invited you for a new one." in again.text


async def test_somebody_is_invited_joins_and_is_given_a_new_password(house: Any) -> None:
    await house.person("ada")
    async with house.visitor() as visitor, house.visitor() as grace:
        ada = await at(house, visitor, "ada")
        page = await ada.open("/members")
        no_mail = await ada.send(page, "/members", {"do": "invite"}, email="nobody", role="buyer")
        made = await ada.send(page, "/members", {"do": "invite"}, email="grace@example.com", role="buyer")
        asked = await grace.open(path_of(made.by_id["secret"]))
        await grace.send(asked, "/sign-up", name="Grace", password=WORDS)
        listed = await ada.open("/members")
        (grace_id,) = (await house.sql("SELECT id FROM people WHERE name = 'Grace'"))[0]
        role = await ada.send(listed, "/members", {"do": "role", "id": grace_id}, role="analyst")
        reset = await ada.send(listed, "/members", {"do": "reset", "id": grace_id})
        out = await grace.open(path_of(reset.by_id["secret"]))
        short = await grace.send(out, "/reset", password="short")
        done = await grace.send(short, "/reset", password="words of another day")
        back = await house.sign_in(grace, "grace", "words of another day")

    assert (no_mail.status, no_mail.wrong("email")) == (400, "That is no e-mail address.")
    assert no_mail.form("/members", do="invite").sent["email"] == ["nobody"]
    assert asked.form("/sign-up").sent["email"] == ["grace@example.com"]
    assert "The role is changed." in role.text
    assert "grace@example.com Analyst" in role.text
    assert (short.status, done.status) == (400, 200)
    assert "The password is set." in done.text
    assert (back.status, back.path) == (200, "/account")


async def test_who_has_an_account_signs_in_by_the_link_and_joins(house: Any) -> None:
    await house.person("ada")
    await house.person("bob", None)
    async with house.signed_in("usr_ada") as ada:
        link = (await ada.post("/v1/members", json={"email": "bob@example.com", "role": "buyer"})).json()["link"]
    async with house.visitor() as bob, house.visitor() as eve:
        asked = await bob.open(path_of(link))
        taken = await bob.send(asked, "/sign-up", name="Bob", password=WORDS)
        way = next(given["href"] for tag, given in asked.tags if given.get("href", "").startswith("/sign-in?next="))
        page = await bob.open(way)
        joining = await bob.send(page, "/sign-in", email="bob@example.com", password=PASSWORD)
        joined = await bob.send(joining, "/sign-up")
        workspaces = await bob.open("/workspaces")
        await house.person("eve", None)
        other = await (await at(house, eve, "eve")).open(path_of(link))

    assert (taken.status, taken.wrong("email")[:42]) == (409, "There is an account with this address alre")
    assert "Join as Bob" in joining.text
    assert joined.path == "/account"
    assert "Workspace Buyer" in workspaces.text
    assert other.status == 409


async def test_an_invitation_is_not_for_whoever_is_signed_in(house: Any) -> None:
    await house.person("ada")
    await house.person("eve", None)
    async with house.signed_in("usr_ada") as ada:
        link = (await ada.post("/v1/members", json={"email": "bob@example.com", "role": "admin"})).json()["link"]
    async with house.visitor() as visitor:
        eve = await at(house, visitor, "eve")
        page = await eve.send(await eve.open(path_of(link)), "/sign-up")

    assert (page.status, "This invitation is for bob@example.com" in page.text) == (409, True)
    assert await house.sql("SELECT count(*) FROM memberships WHERE person_id = 'usr_eve'") == [(0,)]


async def test_a_key_is_made_shown_once_rotated_and_revoked(house: Any) -> None:
    await house.person("dev", Role.DEVELOPER)
    async with house.visitor() as visitor:
        dev = await at(house, visitor, "dev")
        page = await dev.open("/api-keys")
        nothing = await dev.send(page, "/api-keys", {"do": "create"}, name="Empty")
        scopes = ["campaigns:read", "reporting:read"]
        typed: dict[str, Any] = {"name": "Nightly", "scopes": scopes, "advertiser_ids": [house.eur], "expires_at": "30"}
        made = await dev.send(page, "/api-keys", {"do": "create"}, **typed)
        twice = await dev.send(page, "/api-keys", {"do": "create"}, **typed)
        stronger = await dev.post(
            "/api-keys", page.form("/api-keys", do="create").sent | {"name": "X", "scopes": "ads:write"}
        )
        token = made.by_id["secret"]
        me = (await house.api.get("/v1/me", headers={"authorization": f"Bearer {token}"})).json()
        listed = await dev.open("/api-keys")
        (key_id,) = (await house.sql("SELECT id FROM api_keys WHERE name = 'Nightly'"))[0]
        rotated = await dev.send(listed, "/api-keys", {"do": "rotate", "id": key_id}, old_expires_at="1")
        revoked = await dev.send(rotated, "/api-keys", {"do": "revoke", "id": key_id})

    assert (nothing.status, "Tick at least one" in nothing.wrong("scopes")) == (400, True)
    assert nothing.form("/api-keys", do="create").sent["name"] == ["Empty"]
    assert (me["scopes"], me["advertiser_ids"]) == (scopes, [house.eur])
    assert twice.by_id["secret"] == token
    assert (stronger.status, "You may not give what you do not have" in stronger.text) == (403, True)
    assert token not in listed.text
    assert rotated.by_id["secret"] not in {"", token}
    assert "The key is revoked" in revoked.text
    kept = await house.sql("SELECT revoked_at IS NULL, expires_at IS NULL FROM api_keys WHERE name = 'Nightly'")
    assert sorted(tuple(map(bool, row)) for row in kept) == [(False, False), (True, True)]


async def test_the_second_factor_is_turned_on_used_renewed_and_turned_off(house: Any) -> None:
    await house.person("ada")

    def shown_by_the_app(page: Page, steps: int = 0) -> str:
        moment = house.time.now() + timedelta(seconds=30 * steps)
        return pyotp.TOTP(secret_on(page)).at(moment)

    async with house.visitor() as visitor, house.visitor() as elsewhere:
        ada = await at(house, visitor, "ada")
        await at(house, elsewhere, "ada")
        page = await ada.open("/account")
        wrong = await ada.send(page, "/account", {"do": "on"}, code="000000", password=PASSWORD)
        no_password = await ada.send(wrong, "/account", {"do": "on"}, code=shown_by_the_app(page), password="words")
        on = await ada.send(wrong, "/account", {"do": "on"}, code=shown_by_the_app(page), password=PASSWORD)
        codes = [word for word in on.text.split() if word.count("-") == 3]
        other = (await elsewhere.client.get("/v1/me")).status_code
        async with house.visitor() as phone:
            asked = await house.sign_in(phone, "ada")
            replayed = await phone.send(asked, "/sign-in/code", code=shown_by_the_app(page))
            by_paper = await phone.send(asked, "/sign-in/code", code=codes[0])
        renewed = await ada.send(on, "/account", {"do": "codes"}, password=PASSWORD)
        off = await ada.send(renewed, "/account", {"do": "off"}, password=PASSWORD)

    assert secret_on(wrong) == secret_on(page)
    assert "not the code" in wrong.wrong("code")
    assert "not your password" in no_password.wrong("on-password")
    assert (len(codes), len(set(codes)), other) == (10, 10, 401)
    assert (asked.path, replayed.status, by_paper.path) == ("/sign-in/code", 400, "/account")
    assert "9 recovery codes left" in by_paper.text
    assert "10 recovery codes left" in renewed.text
    assert "The second factor is off." in off.text
    assert await house.sql("SELECT sealed_totp, recovery_hashes FROM people") == [(None, "")]


def secret_on(page: Page) -> str:
    """The key under the QR code."""
    return next(word for word in page.text.split() if len(word) == 32 and word.isupper())


async def test_a_changed_password_ends_the_other_sessions_and_gives_this_one_a_new_cookie(house: Any) -> None:
    await house.person("ada")
    async with house.visitor() as visitor, house.visitor() as elsewhere, house.visitor() as thief:
        ada = await at(house, visitor, "ada")
        await at(house, elsewhere, "ada")
        stolen = ada.cookies["linkpath_session"]
        thief.client.cookies.set("linkpath_session", stolen, domain="linkpath.test")
        page = await ada.open("/account")
        wrong = await ada.send(page, "/account", {"do": "password"}, password="words", new_password=WORDS)
        weak = await ada.send(page, "/account", {"do": "password"}, password=PASSWORD, new_password="ada@example.com")
        done = await ada.send(page, "/account", {"do": "password"}, password=PASSWORD, new_password=WORDS)
        statuses = [(await one.client.get("/v1/me")).status_code for one in (ada, elsewhere, thief)]
    async with house.visitor() as anew:
        page = await house.sign_in(anew, "ada", WORDS)

    assert wrong.wrong("change-password") == "That is not your password."
    assert weak.wrong("new_password") == "Take something else than the e-mail address."
    assert "The password is changed" in done.text
    assert (statuses, page.path) == ([200, 401, 401], "/account")


async def test_the_password_cannot_be_guessed_at_an_open_browser(house: Any) -> None:
    await house.person("ada")
    async with house.visitor() as visitor:
        ada = await at(house, visitor, "ada")
        page = await ada.open("/account")
        told = []
        for _ in range(8):
            answer = await ada.send(page, "/account", {"do": "password"}, password="words", new_password=WORDS)
            told.append(answer.status)

    assert told == [400] * 6 + [429] * 2


async def test_sessions_are_listed_and_ended(house: Any) -> None:
    await house.person("ada")
    async with house.visitor() as visitor, house.visitor() as second, house.visitor() as third:
        ada = await at(house, visitor, "ada")
        await at(house, second, "ada")
        page = await ada.open("/account")
        (own,) = [it for it in page.forms if it.sent.get("do") == ["end"]]
        ended = await ada.send(page, "/account", {"do": "end", "id": own.sent["id"][0]})
        one_over = (await second.client.get("/v1/me")).status_code
        await at(house, third, "ada")
        others = await ada.send(await ada.open("/account"), "/account", {"do": "others"})
        statuses = [(await one.client.get("/v1/me")).status_code for one in (ada, third)]

    assert "Chrome on Linux" in page.text
    assert ("The session is over." in ended.text, one_over) == (True, 401)
    assert ("All other sessions are over." in others.text, statuses) == (True, [200, 401])


async def test_nobody_ends_the_sessions_of_others(house: Any) -> None:
    await house.person("ada")
    await house.person("eve")
    async with house.visitor() as visitor, house.visitor() as victim:
        eve = await at(house, visitor, "eve")
        await at(house, victim, "ada")
        (session_id,) = (await house.sql("SELECT id FROM sessions WHERE person_id = 'usr_ada'"))[0]
        await at(house, victim, "ada")
        page = await eve.open("/account")
        fields = {"csrf_token": page.forms[0].sent["csrf_token"], "do": "end", "id": session_id}
        await eve.post("/account", fields)

    assert await house.sql("SELECT count(*) FROM sessions WHERE ended_at IS NOT NULL") == [(0,)]


async def test_the_workspace_is_switched_renamed_and_another_one_made(house: Any) -> None:
    await house.person("ada")
    await house.join("usr_ada", Role.ANALYST, "ws_other")
    async with house.visitor() as visitor:
        ada = await at(house, visitor, "ada")
        page = await ada.open("/workspaces")
        there = await ada.send(page, "/workspaces", {"do": "select"}, workspace_id="ws_other")
        me = (await ada.client.get("/v1/me")).json()
        back = await ada.send(there, "/workspaces", {"do": "select"}, workspace_id=WORKSPACE_ID)
        renamed = await ada.send(back, "/workspaces", {"do": "rename"}, name="Northwind <b>")
        made = await ada.send(renamed, "/workspaces", {"do": "create"}, name="Third")
        strange = await ada.post("/workspaces", page.forms[0].sent | {"do": "select", "workspace_id": "ws_strangers"})

    assert (me["workspace"]["id"], "campaigns:write" in me["scopes"]) == ("ws_other", False)
    assert "You are in this workspace now." in there.text
    assert not [it for it in there.forms if it.sent.get("do") == ["rename"]]
    assert "Northwind <b>" in renamed.text
    assert "Third Owner here" in made.text
    assert strange.status == 403


@pytest.mark.parametrize("path", ["/members", "/api-keys", "/workspaces", "/account"])
async def test_a_stranger_signs_in_first_and_comes_back(house: Any, path: str) -> None:
    await house.person("ada")
    async with house.visitor() as ada:
        asked = await ada.open(path)
        page = await ada.send(asked, "/sign-in", email="ada@example.com", password=PASSWORD)

    assert (asked.path, page.path, page.status) == ("/sign-in", path, 200)


async def test_who_may_not_see_members_is_told_and_not_led_there(house: Any) -> None:
    await house.person("ann", Role.ANALYST)
    async with house.visitor() as visitor:
        ann = await at(house, visitor, "ann")
        members, account = await ann.open("/members"), await ann.open("/account")

    assert (members.status, "This needs the scope workspace:read." in members.text) == (403, True)
    assert "/members" not in {given.get("href") for tag, given in account.tags if tag == "a"}


async def test_an_auditor_sees_all_and_has_no_form_to_change_it(house: Any) -> None:
    await house.person("ada")
    await house.person("aud", Role.AUDITOR)
    async with house.visitor() as visitor:
        aud = await at(house, visitor, "aud")
        pages = [await aud.open(path) for path in ("/members", "/api-keys")]
        token = pages[0].forms[0].sent["csrf_token"]
        forced = await aud.post("/members", {"csrf_token": token, "do": "remove", "id": "usr_ada"})

    assert [page.status for page in pages] == [200, 200]
    assert {it.action for page in pages for it in page.forms} == {"/sign-out"}
    assert forced.status == 403
    assert await house.sql("SELECT count(*) FROM memberships") == [(2,)]


@pytest.mark.parametrize("path", ["/members", "/api-keys", "/workspaces", "/account"])
async def test_no_form_of_another_page_or_session_is_taken(house: Any, path: str) -> None:
    await house.person("ada")
    await house.person("eve")
    async with house.visitor() as visitor, house.visitor() as other:
        ada, eve = await at(house, visitor, "ada"), await at(house, other, "eve")
        foreign = (await eve.open(path)).forms[0].sent["csrf_token"]
        own = (await ada.open(path)).forms[0].sent["csrf_token"]
        of_another = await ada.post(path, {"csrf_token": foreign, "do": "x"})
        headers = {"origin": "https://evil.test"}
        elsewhere = await ada.client.post(path, data={"csrf_token": own[0], "do": "x"}, headers=headers)
        unknown = await ada.post(path, {"csrf_token": own[0], "do": "x"})

    assert (of_another.status, elsewhere.status_code, unknown.status) == (403, 403, 404)


async def test_every_field_has_a_label_and_every_id_is_there_once(house: Any) -> None:
    await house.person("ada")
    link = await first_link(house.services, WORKSPACE_ID)
    assert link is None
    async with house.visitor() as visitor:
        ada = await at(house, visitor, "ada")
        for path in ("/members", "/api-keys", "/workspaces", "/account"):
            page = await ada.open(path)
            ids = [given["id"] for _, given in page.tags if "id" in given]
            labels = {given["for"] for tag, given in page.tags if tag == "label" and "for" in given}
            fields = {
                given["id"] for tag, given in page.tags
                if tag in {"input", "select"} and given.get("type") not in {"hidden", "checkbox"}
            }  # fmt: skip
            assert len(ids) == len(set(ids)), path
            assert fields <= labels, path
            assert not [tag for tag, given in page.tags if tag == "script" or "style" in given], path
            assert not [given for _, given in page.tags if any(name.startswith("on") for name in given)], path


async def test_what_people_call_themselves_is_never_html(house: Any) -> None:
    await house.person("ada")
    bad = "<script>alert(1)</script>"
    async with house.visitor() as visitor:
        ada = await at(house, visitor, "ada")
        await ada.send(await ada.open("/account"), "/account", {"do": "rename"}, name=bad)
        await ada.send(await ada.open("/workspaces"), "/workspaces", {"do": "rename"}, name=bad)
        made = {"name": bad, "scopes": ["ads:read"]}
        await ada.send(await ada.open("/api-keys"), "/api-keys", {"do": "create"}, **made)
        pages = [await ada.open(path) for path in ("/members", "/api-keys", "/workspaces", "/account")]

    for page in pages:
        assert bad in page.text
        assert "script" not in {tag for tag, _ in page.tags}

"""Signing in and out at a browser."""

from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pyotp
import pytest
from browsing import Page
from one_database import on_sqlite

from linkpath_manager.domain.roles import PERMISSIONS, Role
from linkpath_manager.kit import second_factor
from linkpath_manager.store import EVERYWHERE, people
from linkpath_manager.store.people import PersonRow
from linkpath_manager.store.sealed import PERSON_TOTP

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PAPER = "abcd-efgh-jkmn-pqrs"
pytestmark = on_sqlite

WRONG = "The e-mail address or the password is not right."


async def with_second_factor(house: Any, name: str = "ada") -> PersonRow:
    person: PersonRow = await house.person(name)
    sealed = house.services.sealer.seal(SECRET, bound_to=PERSON_TOTP.place(person.id))
    async with house.db.transaction(EVERYWHERE) as tx:
        hashes = f"{second_factor.recovery_hash(PAPER)} {second_factor.recovery_hash('other')}"
        await people.change(tx, person.id, sealed_totp=sealed, recovery_hashes=hashes)
    return person


def code(house: Any, steps: int = 0) -> str:
    """What the app shows now, or so many times 30 seconds later."""
    return pyotp.TOTP(SECRET).at(house.time.now() + timedelta(seconds=30 * steps))


def told(page: Page) -> tuple[int, str, dict[str, str]]:
    """All by which one refusal could be told from another."""
    varying = {"x-request-id", "retry-after"}
    headers = {name: value for name, value in page.response.headers.items() if name not in varying}
    return page.status, page.text, headers


async def test_somebody_signs_in_and_asks_the_api_with_the_rights_of_their_role(house: Any) -> None:
    await house.person("ada", Role.ANALYST)
    async with house.visitor() as ada:
        await house.sign_in(ada, "ada", to="/docs")
        me = (await ada.client.get("/v1/me")).json()

    assert me["actor"] == {"kind": "person", "id": "usr_ada", "name": "Ada"}
    assert me["scopes"] == sorted(PERMISSIONS[Role.ANALYST])


async def test_after_sign_in_somebody_is_where_they_wanted_to_be(house: Any) -> None:
    await house.person("ada")
    async with house.visitor() as ada:
        page = await house.sign_in(ada, "ada", to="/docs/errors")
        again = await ada.open("/sign-in?next=/docs/errors")

    assert (page.path, again.path) == ("/docs/errors", "/docs/errors")


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test", "/%5Cevil.test", "/%09/evil.test"])
async def test_nobody_is_sent_to_another_site(house: Any, elsewhere: str) -> None:
    await house.person("ada")
    async with house.visitor() as ada:
        page = await ada.open(f"/sign-in?next={elsewhere}")
        fields = {"email": "ada@example.com", "password": "a few words will do", "next": unquote(elsewhere)}
        answer = await ada.client.post("/sign-in", data=fields, headers={"origin": "http://linkpath.test"})

    assert page.form("/sign-in").sent["next"] == ["/account"]
    assert answer.headers["location"] == "/account"


async def test_a_wrong_password_is_told_beside_the_field_and_the_address_is_kept(house: Any) -> None:
    await house.person("ada")
    async with house.visitor() as ada:
        page = await house.sign_in(ada, "ada", "not the right words")

    assert (page.status, page.wrong("password")) == (400, WRONG)
    assert page.form("/sign-in").sent["email"] == ["ada@example.com"]
    assert "password" not in page.form("/sign-in").sent or page.form("/sign-in").sent["password"] == [""]
    assert ada.cookies == {}


async def test_who_there_is_cannot_be_told_from_the_answers_or_the_work_done(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.person("ada")
    await house.person("gone", disabled_at=1)
    work: list[str] = []
    asked = type(house.services.passwords)._matches

    def counted(passwords: Any, password_hash: str | None, password: str) -> bool:
        work.append("hash")
        return asked(passwords, password_hash, password)

    monkeypatch.setattr(type(house.services.passwords), "_matches", counted)
    answers, worked = [], []
    for name in ("ada", "nobody", "gone"):
        work.clear()
        before = house.version()
        async with house.visitor() as visitor:
            page = await house.sign_in(visitor, name, "not the right words")
        status, text, headers = told(page)
        answers.append((status, text.replace(name, "?"), {**headers, "content-length": "?"}))
        worked.append((work.copy(), house.version() - before))

    assert answers[0] == answers[1] == answers[2]
    assert worked[0] == worked[1] == worked[2]
    assert work == ["hash"]


async def test_who_there_is_cannot_be_told_from_who_has_to_wait(house: Any) -> None:
    await house.person("ada")
    answers = []
    for number, name in enumerate(("ada", "nobody")):
        async with house.visitor(f"192.0.2.{number}") as visitor:
            tried = [await house.sign_in(visitor, name, "not the right words") for _ in range(8)]
            answers.append([(page.status, page.response.headers.get("retry-after")) for page in tried])

    assert answers[0] == answers[1]
    assert answers[0][5:] == [(400, None), (429, "2"), (429, "2")]


async def test_after_five_wrong_passwords_each_further_one_waits_longer(house: Any) -> None:
    await house.person("ada")
    waits = []
    async with house.visitor() as visitor:
        for _ in range(20):
            page = await house.sign_in(visitor, "ada", "not the right words")
            if page.status == 429:
                waits.append(int(page.response.headers["retry-after"]))
                house.time.advance(seconds=waits[-1])
        right_too_early = (await house.sign_in(visitor, "ada")).status
        house.time.advance(minutes=5)
        right = (await house.sign_in(visitor, "ada", to="/docs")).status

    assert waits == [2, 4, 8, 16, 32, 64, 128]
    assert (right_too_early, right) == (429, 200)


async def test_a_cookie_that_somebody_brings_along_never_becomes_a_session(house: Any) -> None:
    await house.person("ada")
    planted = "p" * 43
    async with house.visitor() as ada:
        ada.client.cookies.set("linkpath_session", planted, domain="linkpath.test")
        await house.sign_in(ada, "ada", to="/docs")
        given = ada.cookies["linkpath_session"]
    async with house.visitor() as eve:
        eve.client.cookies.set("linkpath_session", planted, domain="linkpath.test")
        with_planted = (await eve.client.get("/v1/me")).status_code

    assert given != planted
    assert with_planted == 401


async def test_signing_in_again_ends_the_session_that_the_browser_had(house: Any) -> None:
    await house.person("ada")
    await house.person("eve")
    async with house.visitor() as browser, house.visitor() as copy:
        await house.sign_in(browser, "eve", to="/docs")
        former = browser.cookies["linkpath_session"]
        copy.client.cookies.set("linkpath_session", former, domain="linkpath.test")
        fields = {"email": "ada@example.com", "password": "a few words will do", "next": "/docs"}
        await browser.post("/sign-in", fields)
        now, then = await browser.client.get("/v1/me"), await copy.client.get("/v1/me")

    assert now.json()["actor"]["id"] == "usr_ada"
    assert then.status_code == 401


async def test_signing_out_ends_the_session_and_takes_the_cookie(house: Any) -> None:
    await house.person("ada")
    async with house.visitor() as ada, house.visitor() as copy:
        await house.sign_in(ada, "ada", to="/docs")
        copy.client.cookies.set("linkpath_session", ada.cookies["linkpath_session"], domain="linkpath.test")
        token = (await ada.client.get("/v1/session")).json()["csrf_token"]
        page = await ada.post("/sign-out", {"csrf_token": token})
        after = await copy.client.get("/v1/me")

    assert (page.path, ada.cookies, after.status_code) == ("/sign-in", {}, 401)


async def test_nobody_is_signed_in_or_out_by_another_sites_page(house: Any) -> None:
    await house.person("ada")
    async with house.visitor() as ada:
        await house.sign_in(ada, "ada", to="/docs")
        token = (await ada.client.get("/v1/session")).json()["csrf_token"]
        fields = {"email": "ada@example.com", "password": "a few words will do", "csrf_token": token}
        foreign = {"origin": "https://evil.test"}
        answers = [
            (await ada.client.post(path, data=fields, headers=foreign)).status_code
            for path in ("/sign-in", "/sign-in/code", "/sign-out")
        ]
        tokenless = await ada.post("/sign-out", {"csrf_token": ""})
        still = (await ada.client.get("/v1/me")).status_code

    assert answers == [403, 403, 403]
    assert (tokenless.status, still) == (403, 200)


async def test_a_write_by_cookie_needs_the_sessions_token_and_our_own_page(house: Any) -> None:
    await house.person("ada")
    ours, foreign = {"origin": "http://linkpath.test"}, {"origin": "https://evil.test"}
    async with house.visitor() as ada:
        await house.sign_in(ada, "ada", to="/docs")
        token = {"x-csrf-token": (await ada.client.get("/v1/session")).json()["csrf_token"]}
        path = f"/v1/advertisers/{house.eur}/select"
        sent = [
            ours,
            token | foreign,
            ours | {"x-csrf-token": "x" * 43},
            token | {"origin": "null"},
            ours | token,
            token,
        ]
        answers = [(await ada.client.post(path, headers=headers)).status_code for headers in sent]
        for_reading = (await ada.client.get("/v1/advertisers")).status_code

    assert answers == [403, 403, 403, 403, 200, 200]
    assert for_reading == 200
    (actor,) = {record.actor_kind for record in await house.audit() if record.operation == "advertisers.select"}
    assert actor == "person"


async def test_a_token_counts_more_than_a_cookie(house: Any) -> None:
    await house.person("ada")
    async with house.visitor() as ada:
        await house.sign_in(ada, "ada", to="/docs")
        answer = await ada.client.get("/v1/me", headers={"authorization": f"Bearer {house.token}"})
        refused = await ada.client.get("/v1/me", headers={"authorization": "Bearer lp_test_wrong"})

    assert (answer.json()["actor"]["kind"], refused.status_code) == ("api_key", 401)


async def test_the_second_factor_is_asked_for_and_opens_what_the_password_alone_does_not(house: Any) -> None:
    await with_second_factor(house)
    async with house.visitor() as ada:
        asked = await house.sign_in(ada, "ada", to="/docs/errors")
        half = ada.cookies["linkpath_session"]
        before = (await ada.client.get("/v1/me")).status_code
        page = await ada.send(asked, "/sign-in/code", code=code(house))
        after = (await ada.client.get("/v1/me")).status_code

    assert (asked.path, page.path, before, after) == ("/sign-in/code", "/docs/errors", 401, 200)
    assert ada.cookies["linkpath_session"] != half


async def test_a_code_is_taken_once_whoever_sends_it_again(house: Any) -> None:
    await with_second_factor(house)
    taken = code(house)
    answers = []
    for _ in range(2):
        async with house.visitor() as visitor:
            page = await visitor.send(await house.sign_in(visitor, "ada", to="/docs"), "/sign-in/code", code=taken)
            answers.append((page.status, page.path))
    async with house.visitor() as visitor:
        asked = await house.sign_in(visitor, "ada", to="/docs")
        older = await visitor.send(asked, "/sign-in/code", code=code(house, -1))
        newer = await visitor.send(asked, "/sign-in/code", code=f" {code(house, 1)[:3]} {code(house, 1)[3:]} ")

    assert answers == [(200, "/docs"), (400, "/sign-in/code")]
    assert (older.status, newer.path) == (400, "/docs")
    assert "used already" in older.wrong("code")


@pytest.mark.parametrize("steps", [-2, 2])
async def test_a_code_of_another_minute_is_not_taken(house: Any, steps: int) -> None:
    await with_second_factor(house)
    async with house.visitor() as ada:
        page = await ada.send(await house.sign_in(ada, "ada"), "/sign-in/code", code=code(house, steps))

    assert page.status == 400


async def test_a_recovery_code_works_once(house: Any) -> None:
    await with_second_factor(house)
    answers = []
    for typed in (PAPER.upper().replace("-", " "), PAPER):
        async with house.visitor() as ada:
            page = await ada.send(await house.sign_in(ada, "ada", to="/docs"), "/sign-in/code", code=typed)
            answers.append((page.status, page.path))

    assert answers == [(200, "/docs"), (400, "/sign-in/code")]


async def test_codes_cannot_be_guessed_even_by_who_signs_in_anew_each_time(house: Any) -> None:
    await with_second_factor(house)
    answers = []
    for number in range(8):
        async with house.visitor(f"192.0.2.{number}") as visitor:
            asked = await house.sign_in(visitor, "ada")
            answers.append((await visitor.send(asked, "/sign-in/code", code="000000")).status)

    assert answers == [400] * 6 + [429] * 2


async def test_who_takes_too_long_for_the_code_begins_again(house: Any) -> None:
    await with_second_factor(house)
    async with house.visitor() as ada:
        asked = await house.sign_in(ada, "ada", to="/docs")
        house.time.advance(minutes=10)
        page = await ada.send(asked, "/sign-in/code", code=code(house))

    assert page.path == "/sign-in"
    assert page.form("/sign-in").sent["next"] == ["/docs"]


async def test_bodies_and_headers_without_end_are_refused_before_any_password_is_looked_at(house: Any) -> None:
    async with house.visitor() as visitor:
        large = await visitor.post("/sign-in", {"email": "a" * 70_000, "password": "b"})
        many = await visitor.client.post(
            "/sign-in",
            content="&".join(f"f{number}=" for number in range(300)),
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        cookies = await visitor.client.get("/v1/me", headers={"cookie": "; ".join(["linkpath_session=x"] * 5_000)})
        long_password = await house.sign_in(visitor, "ada", "p" * 50_000)

    assert [large.status, many.status_code, cookies.status_code, long_password.status] == [413, 400, 401, 400]
    assert await house.sql("SELECT count(*) FROM sign_in_attempts") == [(2,)]


async def test_every_page_is_kept_from_frames_scripts_caches_and_other_sites(house: Any) -> None:
    async with house.visitor() as visitor:
        for path in ("/sign-in", "/sign-in/code"):
            page = await visitor.open(path)
            headers = page.response.headers
            assert headers["cache-control"] == "no-store"
            assert "default-src 'none'" in headers["content-security-policy"]
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert not [tag for tag, given in page.tags if tag == "script" or "style" in given]
            assert not [given for _, given in page.tags if any(name.startswith("on") for name in given)]


async def test_every_field_has_its_label_and_its_error_is_read_out_with_it(house: Any) -> None:
    async with house.visitor() as visitor:
        page = await house.sign_in(visitor, "ada", "words")

    labels = {given["for"] for tag, given in page.tags if tag == "label"}
    fields = {given["id"]: given for tag, given in page.tags if tag == "input" and given["type"] != "hidden"}
    assert fields.keys() == labels == {"email", "password"}
    assert fields["password"]["aria-describedby"] == "password-error"
    assert "autofocus" in fields["password"]

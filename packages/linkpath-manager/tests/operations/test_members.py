"""Members, invitations, resets and workspaces, over the API."""

import asyncio
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from one_database import on_sqlite

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.roles import Role
from linkpath_manager.errors import Conflict, InvalidRequest, PermissionDenied
from linkpath_manager.kit.sealing import Secret
from linkpath_manager.operations import sign_up, upkeep
from linkpath_manager.operations.sign_in import Browser, sign_in
from linkpath_manager.operations.sign_up import NewPerson, first_link

"""Where one database shows as much as two."""

BROWSER = Browser("192.0.2.1", "Browser")
WORDS = "entirely new words"


def code_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["code"][0]


def typed(name: str = "Grace", email: str = "grace@example.com", password: str = WORDS) -> NewPerson:
    return NewPerson(name, email, Secret(password))


async def signs_up(house: Any, link: str, person: NewPerson | None = None) -> Any:
    return await sign_up.sign_up(house.services, BROWSER, code_of(link), person or typed(), "req_1")


async def roles(house: Any, workspace_id: str = WORKSPACE_ID) -> dict[str, str]:
    rows = await house.sql("SELECT person_id, role FROM memberships WHERE workspace_id = :of", of=workspace_id)
    return dict(rows)


async def told(response: Any) -> tuple[int, str]:
    return response.status_code, response.json().get("code", "ok")


async def test_who_opens_a_fresh_linkpath_by_its_link_is_its_owner_and_the_link_is_over(house: Any) -> None:
    older = await first_link(house.services, WORKSPACE_ID)
    link = await first_link(house.services, WORKSPACE_ID)
    assert older
    assert link

    with pytest.raises(Conflict):
        await signs_up(house, older)
    begun = await signs_up(house, link)
    with pytest.raises(Conflict):
        await signs_up(house, link, typed(email="eve@example.com"))

    ((person_id, email),) = await house.sql("SELECT id, email FROM people")
    assert (await roles(house), email) == ({person_id: "owner"}, "grace@example.com")
    assert (begun.owes_second_factor, await first_link(house.services, WORKSPACE_ID)) == (False, None)
    (record,) = [it for it in await house.audit() if it.outcome.startswith("succeeded") and it.actor_id == person_id]
    assert (record.operation, record.actor_kind) == ("invitations.accept", "person")


async def test_of_two_who_open_the_first_link_at_one_moment_one_is_the_owner(house: Any) -> None:
    link = await first_link(house.services, WORKSPACE_ID)
    assert link
    people = [typed(email=f"person{number}@example.com") for number in range(4)]

    ended = await asyncio.gather(*(signs_up(house, link, one) for one in people), return_exceptions=True)

    assert sorted(type(it).__name__ for it in ended) == ["Begun", "Conflict", "Conflict", "Conflict"]
    assert await house.sql("SELECT count(*) FROM people") == [(1,)]
    assert len(await roles(house)) == 1


@on_sqlite
async def test_a_first_link_that_turns_up_later_opens_nothing(house: Any) -> None:
    link = await first_link(house.services, WORKSPACE_ID)
    assert link
    await house.person("ada")

    with pytest.raises(Conflict):
        await signs_up(house, link)

    assert await roles(house) == {"usr_ada": "owner"}


async def test_an_invitation_is_shown_once_and_makes_somebody_what_it_says(house: Any) -> None:
    await house.person("ada", Role.ADMIN)
    async with house.signed_in("usr_ada") as ada:
        body = {"email": " Grace@Example.com ", "role": "buyer"}
        made = await ada.post("/v1/members", json=body, headers={"idempotency-key": "k1"})
        again = await ada.post("/v1/members", json=body, headers={"idempotency-key": "k1"})
        invitation = made.json()
        link = invitation.pop("link")
        read = (await ada.get(made.headers["location"])).json()
        await signs_up(house, link, typed(email="ignored@example.com"))
        member = next(it for it in (await ada.get("/v1/members")).json()["data"] if it["role"] == "buyer")
        pending = (await ada.get("/v1/invitations")).json()["data"]
        accepted = (await ada.get("/v1/invitations?status=ACCEPTED")).json()["data"]

    assert (made.status_code, again.json()["link"]) == (201, link)
    assert invitation == read == {
        "object": "invitation",
        "id": invitation["id"],
        "email": "grace@example.com",
        "role": "buyer",
        "status": "PENDING",
        "invited_by": "usr_ada",
        "created_at": invitation["created_at"],
        "expires_at": "2026-11-27T12:01:00Z",
    }  # fmt: skip
    assert {**member, "id": "?", "created_at": "?"} == {
        "object": "member",
        "id": "?",
        "email": "grace@example.com",
        "name": "Grace",
        "role": "buyer",
        "second_factor": False,
        "created_at": "?",
    }
    assert (pending, [it["id"] for it in accepted]) == ([], [invitation["id"]])
    assert not [name for name, held in (await house.stored()).items() if code_of(link).encode() in held]


async def test_an_invitation_ends_by_time_by_revocation_and_by_a_newer_one(house: Any) -> None:
    invite = {"email": "grace@example.com", "role": "buyer", "expires_in_days": 2}
    older = await house.ok("POST", "/v1/members", invite)
    newer = await house.ok("POST", "/v1/members", invite)
    revoked = await house.ok("POST", "/v1/members", invite | {"email": "eve@example.com"})
    ended = await house.ok("DELETE", f"/v1/invitations/{revoked['id']}")

    for link in (older["link"], revoked["link"], "http://linkpath.test/sign-up?code=made-up"):
        with pytest.raises(Conflict):
            await signs_up(house, link)
    house.time.advance(days=2)
    with pytest.raises(Conflict):
        await signs_up(house, newer["link"])

    assert ended["status"] == "REVOKED"
    found = (await house.ok("GET", "/v1/invitations?status=EXPIRED,REVOKED"))["data"]
    assert sorted(it["status"] for it in found) == ["EXPIRED", "REVOKED", "REVOKED"]
    assert await house.sql("SELECT count(*) FROM people") == [(0,)]


@on_sqlite
async def test_an_accepted_invitation_is_not_revoked_and_a_member_not_invited(house: Any) -> None:
    made = await house.ok("POST", "/v1/members", {"email": "grace@example.com", "role": "buyer"})
    await signs_up(house, made["link"])

    assert await house.refused("DELETE", f"/v1/invitations/{made['id']}") == (409, "invitation_over")
    again = await house.refused("POST", "/v1/members", {"email": "GRACE@example.com", "role": "admin"})
    assert again == (409, "already_member")


@on_sqlite
async def test_only_owners_make_owners_and_touch_them(house: Any) -> None:
    for name, role in (("ada", Role.OWNER), ("olga", Role.OWNER), ("adam", Role.ADMIN), ("bob", Role.BUYER)):
        await house.person(name, role)
    asked = (
        ("POST", "/v1/members", {"email": "new@example.com", "role": "owner"}),
        ("PATCH", "/v1/members/usr_bob", {"role": "owner"}),
        ("PATCH", "/v1/members/usr_olga", {"role": "buyer"}),
        ("DELETE", "/v1/members/usr_olga", {}),
        ("POST", "/v1/members/usr_olga/reset-password", {}),
    )
    async with house.signed_in("usr_adam") as adam, house.signed_in("usr_ada") as ada:
        by_admin = [await told(await adam.request(method, path, json=body)) for method, path, body in asked]
        by_key = [await house.refused(method, path, body) for method, path, body in asked]
        before = await roles(house)
        by_owner = [(await ada.request(method, path, json=body)).status_code for method, path, body in asked]

    assert by_admin == [(403, "owners_only")] * 5
    assert by_key == [(403, "owners_only")] * 4 + [(403, "people_only")]
    assert before == {"usr_ada": "owner", "usr_olga": "owner", "usr_adam": "admin", "usr_bob": "buyer"}
    assert by_owner == [201, 200, 200, 200, 404]


async def test_the_last_owner_stays_whoever_asks_and_however_many_at_one_moment(house: Any) -> None:
    for name in ("ada", "olga", "eva"):
        await house.person(name)
    async with house.signed_in("usr_ada") as ada:
        one = ada.patch("/v1/members/usr_ada", json={"role": "buyer"})
        others = [ada.request("DELETE", f"/v1/members/usr_{name}", json={}) for name in ("olga", "eva")]
        answers = await asyncio.gather(one, *others)

    assert "owner" in (await roles(house)).values()
    assert sorted(answer.status_code for answer in answers) in ([200, 200, 409], [200, 403, 403], [200, 200, 403])


@on_sqlite
async def test_the_last_owner_cannot_leave(house: Any) -> None:
    await house.person("ada")
    async with house.signed_in("usr_ada") as ada:
        lowered = await told(await ada.patch("/v1/members/usr_ada", json={"role": "admin"}))
        left = await told(await ada.request("DELETE", "/v1/members/usr_ada"))

    assert (lowered, left) == ((409, "last_owner"), (409, "last_owner"))
    assert await roles(house) == {"usr_ada": "owner"}


async def test_a_changed_role_counts_at_once_and_who_is_removed_is_out_at_once(house: Any) -> None:
    await house.person("ada")
    await house.person("bob", Role.ADMIN)
    async with house.signed_in("usr_ada") as ada, house.signed_in("usr_bob") as bob:
        before = (await bob.get("/v1/members")).status_code
        changed = (await ada.patch("/v1/members/usr_bob", json={"role": "analyst"})).json()
        lowered = (await bob.get("/v1/members")).status_code
        await ada.request("DELETE", "/v1/members/usr_bob")
        out = await told(await bob.get("/v1/me"))

    assert (before, changed["role"], lowered) == (200, "analyst", 403)
    assert out == (403, "no_workspace")


@on_sqlite
async def test_links_that_somebody_handed_out_end_with_their_role(house: Any) -> None:
    await house.person("ada")
    await house.person("adam", Role.ADMIN)
    await house.person("bob", Role.BUYER)
    async with house.signed_in("usr_ada") as ada, house.signed_in("usr_adam") as adam:
        invitation = (await adam.post("/v1/members", json={"email": "new@example.com", "role": "admin"})).json()
        reset = (await adam.post("/v1/members/usr_bob/reset-password", json={})).json()
        await ada.request("DELETE", "/v1/members/usr_adam")

    with pytest.raises(Conflict):
        await signs_up(house, invitation["link"])
    with pytest.raises(Conflict):
        await sign_up.reset(house.services, code_of(reset["link"]), Secret(WORDS), "req_1")


@on_sqlite
async def test_keys_of_who_is_removed_end_when_that_is_asked_for(house: Any) -> None:
    await house.person("ada")
    keys = []
    for name in ("bob", "rob"):
        await house.person(name, Role.DEVELOPER)
        async with house.signed_in(f"usr_{name}") as maker:
            body = {"name": f"of {name}", "scopes": ["campaigns:read"]}
            keys.append((await maker.post("/v1/api-keys", json=body)).json()["token"])
    async with house.signed_in("usr_ada") as ada:
        await ada.request("DELETE", "/v1/members/usr_bob", json={"end_keys": True})
        await ada.request("DELETE", "/v1/members/usr_rob")
    opened = [(await house.api.get("/v1/me", headers={"authorization": f"Bearer {key}"})).status_code for key in keys]

    assert opened == [401, 200]


async def test_a_reset_link_sets_a_password_once_and_ends_all_sessions(house: Any) -> None:
    await house.person("ada")
    await house.person("bob", Role.BUYER)
    async with house.signed_in("usr_ada") as ada, house.signed_in("usr_bob") as bob:
        older = (await ada.post("/v1/members/usr_bob/reset-password", json={})).json()
        made = (await ada.post("/v1/members/usr_bob/reset-password", json={})).json()
        with pytest.raises(InvalidRequest):
            await sign_up.reset(house.services, code_of(made["link"]), Secret("short"), "req_1")
        await sign_up.reset(house.services, code_of(made["link"]), Secret(WORDS), "req_1")
        for used in (made, older):
            with pytest.raises(Conflict):
                await sign_up.reset(house.services, code_of(used["link"]), Secret("other words again"), "req_1")
        after = (await bob.get("/v1/me")).status_code
    with pytest.raises(InvalidRequest):
        await sign_in(house.services, BROWSER, "bob@example.com", Secret("a few words will do"))

    assert (await sign_in(house.services, BROWSER, "bob@example.com", Secret(WORDS))).cookie
    assert after == 401
    assert made["expires_at"] == "2026-11-21T12:01:00Z"
    assert not [name for name, held in (await house.stored()).items() if code_of(made["link"]).encode() in held]


@on_sqlite
async def test_a_reset_link_is_over_after_a_day_and_leaves_the_second_factor_unless_it_says_so(house: Any) -> None:
    await house.person("ada")
    await house.person("bob", Role.BUYER, sealed_totp="sealed", recovery_hashes="hash")
    factor = "SELECT sealed_totp, recovery_hashes FROM people WHERE id = 'usr_bob'"
    path = "/v1/members/usr_bob/reset-password"
    async with house.signed_in("usr_ada") as ada:
        late = (await ada.post(path, json={})).json()
        house.time.advance(days=1)
        with pytest.raises(Conflict):
            await sign_up.reset(house.services, code_of(late["link"]), Secret(WORDS), "req_1")
        kept = (await ada.post(path, json={})).json()
        await sign_up.reset(house.services, code_of(kept["link"]), Secret(WORDS), "req_1")
        after_one = await house.sql(factor)
        ends = (await ada.post(path, json={"end_second_factor": True})).json()
        await sign_up.reset(house.services, code_of(ends["link"]), Secret(WORDS), "req_1")

    assert (after_one, await house.sql(factor)) == ([("sealed", "hash")], [(None, "")])


async def test_nobody_resets_the_way_into_another_workspace(house: Any) -> None:
    await house.person("ada")
    await house.person("bob", Role.BUYER)
    async with house.signed_in("usr_ada") as ada:
        made = (await ada.post("/v1/members/usr_bob/reset-password", json={})).json()
        await house.join("usr_bob", Role.OWNER, "ws_another")
        refused = await told(await ada.post("/v1/members/usr_bob/reset-password", json={}))
    with pytest.raises(PermissionDenied):
        await sign_up.reset(house.services, code_of(made["link"]), Secret(WORDS), "req_1")

    assert refused == (403, "member_elsewhere")
    assert (await sign_in(house.services, BROWSER, "bob@example.com", Secret("a few words will do"))).cookie


@on_sqlite
async def test_nobody_resets_who_was_made_an_owner_meanwhile(house: Any) -> None:
    await house.person("ada")
    await house.person("adam", Role.ADMIN)
    await house.person("bob", Role.BUYER)
    async with house.signed_in("usr_ada") as ada, house.signed_in("usr_adam") as adam:
        made = (await adam.post("/v1/members/usr_bob/reset-password", json={})).json()
        await ada.patch("/v1/members/usr_bob", json={"role": "owner"})

    with pytest.raises(PermissionDenied):
        await sign_up.reset(house.services, code_of(made["link"]), Secret(WORDS), "req_1")


async def test_a_person_makes_a_workspace_of_their_own_and_sees_theirs_alone(house: Any) -> None:
    await house.person("ada", Role.ADMIN)
    await upkeep.ensure_workspace(house.services, "ws_strangers", "Strangers")
    async with house.signed_in("usr_ada") as ada:
        made = await ada.post("/v1/workspaces", json={"name": " Second  agency "}, headers={"idempotency-key": "k1"})
        again = await ada.post("/v1/workspaces", json={"name": " Second  agency "}, headers={"idempotency-key": "k1"})
        listed = (await ada.get("/v1/workspaces")).json()["data"]
        strange = await told(await ada.get("/v1/workspaces/ws_strangers"))
        session = await ada.patch("/v1/session", json={"workspace_id": made.json()["id"]})
        advertisers = (await ada.get("/v1/advertisers")).json()["data"]
        renamed = (await ada.patch("/v1/workspace", json={"name": "Renamed"})).json()
        into_nothing = await told(await ada.patch("/v1/session", json={"workspace_id": "ws_strangers"}))

    new = {"object": "workspace", "id": made.json()["id"], "name": "Second agency", "role": "owner"}
    assert (made.status_code, made.json(), again.json()) == (201, new, new)
    assert listed == [{"object": "workspace", "id": WORKSPACE_ID, "name": "Workspace", "role": "admin"}, new]
    assert (strange, session.json()["workspace_id"]) == ((404, "not_found"), new["id"])
    assert (advertisers, renamed) == ([], new | {"name": "Renamed"})
    assert into_nothing == (403, "permission_denied")


@on_sqlite
async def test_a_token_has_one_workspace_and_makes_none(house: Any) -> None:
    listed = (await house.ok("GET", "/v1/workspaces"))["data"]

    assert listed == [{"object": "workspace", "id": WORKSPACE_ID, "name": "Workspace", "role": None}]
    assert await house.ok("GET", "/v1/workspace") == listed[0]
    assert await house.refused("POST", "/v1/workspaces", {"name": "Mine"}) == (403, "people_only")


@on_sqlite
async def test_what_somebody_new_types_is_looked_at_whole(house: Any) -> None:
    link = await first_link(house.services, WORKSPACE_ID)
    assert link

    with pytest.raises(InvalidRequest) as refused:
        await signs_up(house, link, typed(" \u200b", "no address", "short"))

    assert [one.pointer for one in refused.value.errors] == ["/name", "/email", "/password"]
    for password in ("aaaaaaaaaaaaaaa", "grace@example.com", "x" * 257, "abababababababab"):
        with pytest.raises(InvalidRequest):
            await signs_up(house, link, typed(password=password))
    assert await house.sql("SELECT count(*) FROM people") == [(0,)]

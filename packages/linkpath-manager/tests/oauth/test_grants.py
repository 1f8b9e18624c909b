"""Grants: what people gave clients, and what no client is ever given."""

from typing import Any

import pytest
from authorising import CALLBACK, LINKPATH

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.actor import ALL_SCOPES, Actor, Scope
from linkpath_manager.domain.oauth import CLIENT_SCOPES, NOT_FOR_CLIENTS, SCOPE_WORDS, effective_scopes
from linkpath_manager.domain.roles import PERMISSIONS, Role
from linkpath_manager.errors import InvalidRequest, LinkPathError, NotFound, PermissionDenied
from linkpath_manager.operations import Context, run
from linkpath_manager.operations.access import authenticate
from linkpath_manager.operations.oauth_grants import APPROVE_CLIENT, LIST_GRANTS, REVOKE_GRANT, ApproveClient, GrantRef
from linkpath_manager.operations.operation import Params


def person(server: Any, person_id: str, role: Role = Role.ANALYST) -> Context:
    actor = Actor("person", person_id, WORKSPACE_ID, "Ada", PERMISSIONS[role], person_id=person_id)
    return Context(actor, server.house.services, "req_grants")


async def ids_seen(ctx: Context) -> list[str]:
    listing = (await run(ctx, LIST_GRANTS, LIST_GRANTS.params())).result
    return [one.split(b'"id":"')[1].split(b'"')[0].decode() for one in listing.documents]


async def grant_of(server: Any, granted: Any) -> dict[str, Any]:
    listed = (await server.house.ok("GET", "/v1/oauth-grants"))["data"]
    (found,) = [one for one in listed if one["client"]["id"] == granted.client.id]
    return dict(found)


async def test_a_grant_says_who_gave_what_to_whom(server: Any) -> None:
    person_id = await server.member()
    granted = await server.granted(None, "ads:read", person_id=person_id, advertisers=[server.house.jpy])

    grant = await grant_of(server, granted)

    assert grant == {
        "object": "oauth_grant",
        "id": grant["id"],
        "client": {"id": granted.client.id, "name": "Reporter"},
        "person": {"id": person_id, "name": f"Ada {person_id}"},
        "scopes": ["ads:read"],
        "advertiser_ids": [server.house.jpy],
        "resource": LINKPATH,
        "created_at": grant["created_at"],
        "used_at": grant["used_at"],
        "revoked_at": None,
        "reason": None,
    }


async def test_a_person_sees_and_ends_their_own_and_no_others(server: Any) -> None:
    ada, bob = await server.member(), await server.member(Role.ANALYST)
    hers, his = await server.granted(person_id=ada), await server.granted(person_id=bob)
    her_grant, his_grant = await grant_of(server, hers), await grant_of(server, his)
    assert await ids_seen(person(server, bob)) == [his_grant["id"]]
    assert {her_grant["id"], his_grant["id"]} <= set(await ids_seen(person(server, ada, Role.OWNER)))
    with pytest.raises(NotFound):
        await run(person(server, bob), REVOKE_GRANT, GrantRef(id=her_grant["id"]))

    await run(person(server, bob), REVOKE_GRANT, GrantRef(id=his_grant["id"]))

    assert (await hers.works(), await his.works()) == (True, False)
    assert await ids_seen(person(server, bob)) == []


async def test_an_ended_grant_says_who_ended_it(server: Any) -> None:
    person_id = await server.member()
    by_person, by_admin = await server.granted(person_id=person_id), await server.granted(person_id=person_id)
    ids = [(await grant_of(server, one))["id"] for one in (by_person, by_admin)]

    await run(person(server, person_id), REVOKE_GRANT, GrantRef(id=ids[0]))
    ended = await server.house.ok("DELETE", f"/v1/oauth-grants/{ids[1]}")

    assert (ended["reason"], ended["revoked_at"] is not None) == ("an administrator ended it", True)
    assert await server.house.ok("DELETE", f"/v1/oauth-grants/{ids[1]}") == ended
    ((reason,),) = await server.house.sql("SELECT reason FROM oauth_grants WHERE id = :id", id=ids[0])
    assert reason == "the person ended it"


async def test_a_client_sees_and_ends_nobodys_grants(server: Any) -> None:
    granted = await server.granted(None, *CLIENT_SCOPES & set(map(Scope, ("campaigns:read", "campaigns:write"))))
    async with server.house.caller(*CLIENT_SCOPES) as key:
        by_key = await key.get("/v1/oauth-grants")

    listed = await server.get(granted.access, "/v1/oauth-grants")

    assert (listed.status_code, by_key.status_code) == (403, 403)


async def test_a_grant_whose_tokens_are_all_over_is_listed_no_more(server: Any) -> None:
    granted = await server.granted()
    assert await grant_of(server, granted)
    server.house.time.advance(days=30)

    listed = (await server.house.ok("GET", "/v1/oauth-grants"))["data"]

    assert granted.client.id not in {one["client"]["id"] for one in listed}


async def test_a_grant_that_is_not_there_is_not_found(server: Any) -> None:
    assert await server.house.refused("DELETE", "/v1/oauth-grants/grant_x") == (404, "not_found")


def approval(**changes: Any) -> Params:
    values = {
        "id": "client_x",
        "redirect_uri": CALLBACK,
        "scopes": ("campaigns:read",),
        "advertiser_ids": None,
        "resource": LINKPATH,
        "code_challenge": "x",
        "code_hash": "x",
    }
    return ApproveClient.model_validate(values | changes)


async def test_nobody_consents_to_what_they_have_not_got(server: Any) -> None:
    person_id = await server.member(Role.ANALYST)
    refusals: list[tuple[Params, type[LinkPathError]]] = [
        (approval(scopes=("campaigns:write",)), PermissionDenied),
        (approval(scopes=("workspace:admin",)), PermissionDenied),
        (approval(advertiser_ids=("1",)), InvalidRequest),
        (approval(advertiser_ids=()), InvalidRequest),
    ]
    for params, refusal in refusals:
        with pytest.raises(refusal):
            await run(person(server, person_id), APPROVE_CLIENT, params)

    owner = person(server, person_id, Role.OWNER)
    with pytest.raises(PermissionDenied):
        await run(owner, APPROVE_CLIENT, approval(scopes=("workspace:admin",)))


@pytest.mark.parametrize("kind", ["api_key", "oauth", "client", "system"])
async def test_only_a_person_who_is_there_consents(server: Any, kind: Any) -> None:
    actor = Actor(kind, "x", WORKSPACE_ID, "X", ALL_SCOPES, person_id="usr_1")

    with pytest.raises(PermissionDenied):
        await run(Context(actor, server.house.services, "req_x"), APPROVE_CLIENT, approval())


def test_what_is_never_for_clients_is_named_and_the_rest_has_words() -> None:
    assert Scope.WORKSPACE_ADMIN in NOT_FOR_CLIENTS
    assert CLIENT_SCOPES | NOT_FOR_CLIENTS == ALL_SCOPES
    assert SCOPE_WORDS.keys() == CLIENT_SCOPES


@pytest.mark.parametrize("scope", sorted(NOT_FOR_CLIENTS))
async def test_a_token_never_holds_what_is_not_for_clients_whatever_the_database_says(server: Any, scope: str) -> None:
    for_person = await server.granted()
    machine = await server.registered(grant_types=["client_credentials"], redirect_uris=[])
    for_itself = (await server.token({"grant_type": "client_credentials"}, machine)).json()["access_token"]
    of_both = "(SELECT id FROM oauth_grants WHERE client_id IN (:one, :other))"
    for table, column in (("oauth_tokens", "grant_id"), ("oauth_grants", "id"), ("oauth_clients", "id")):
        wanted = "(:one, :other)" if table == "oauth_clients" else of_both
        await server.house.sql(
            f"UPDATE {table} SET scopes = :scopes WHERE {column} IN {wanted}",  # noqa: S608  # of three names
            scopes=f"campaigns:read {scope} from:elsewhere",
            one=for_person.client.id,
            other=machine.id,
        )

    actors = [await authenticate(server.house.services, token) for token in (for_person.access, for_itself)]
    refreshed = await for_person.asks(scope=scope)

    assert [actor.scopes for actor in actors] == [{"campaigns:read"}, {"campaigns:read"}]
    assert refreshed.json()["error"] == "invalid_scope"
    assert (await for_person.refreshed()).tokens["scope"] == "campaigns:read"


def test_scopes_are_what_was_granted_to_a_client_that_may_by_a_person_who_may() -> None:
    granted = ["campaigns:read", "campaigns:write", "ads:read"]

    assert effective_scopes(granted, [], None) == set(granted)
    assert effective_scopes(granted, ["ads:read", "reporting:read"], None) == {"ads:read"}
    assert effective_scopes(granted, ["from:elsewhere"], None) == set()
    assert effective_scopes(granted, [], "analyst") == {"campaigns:read", "ads:read"}

"""Refresh tokens: one living line of them."""

import asyncio
from typing import Any

import pytest
from authorising import Granted, error_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkpath_manager.domain.roles import Role
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.operations import upkeep


async def refresh_tokens(server: Any, granted: Granted) -> list[Any]:
    """Of each refresh token of the client the grant and what is kept of its successor."""
    rows: list[Any] = await server.house.sql(
        "SELECT grant_id, sealed_successor FROM oauth_tokens WHERE kind = 'refresh' AND grant_id IN "
        "(SELECT id FROM oauth_grants WHERE client_id = :client_id)",
        client_id=granted.client.id,
    )
    return rows


async def test_a_refresh_token_is_turned_in_for_new_tokens(server: Any) -> None:
    first = await server.granted()

    second = await first.refreshed()

    assert second.tokens.keys() == first.tokens.keys()
    assert second.tokens["scope"] == first.tokens["scope"]
    assert len({first.access, second.access, first.refresh_token, second.refresh_token}) == 4
    assert (await first.works(), await second.works()) == (True, True)


async def test_within_a_minute_the_same_answer_is_given_again(server: Any) -> None:
    first = await server.granted()
    second = await first.refreshed()
    server.house.time.advance(seconds=60)

    again = await first.refreshed()

    assert again.tokens == second.tokens | {"expires_in": 86_400 - 60}


async def test_requests_that_overtake_each_other_get_one_answer(server: Any) -> None:
    granted = await server.granted()

    answers = await asyncio.gather(*(granted.asks() for _ in range(6)))

    assert [answer.status_code for answer in answers] == [200] * 6
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    assert len(await refresh_tokens(server, granted)) == 2


async def test_after_a_minute_it_is_somebody_elses_and_everything_ends(server: Any) -> None:
    first = await server.granted()
    second = await first.refreshed()
    server.house.time.advance(seconds=61)

    stolen = await first.asks()

    assert error_of(stolen) == (400, "invalid_grant")
    assert (await first.works(), await second.works()) == (False, False)
    assert error_of(await second.asks()) == (400, "invalid_grant")
    (grant_id, *_), *_ = await refresh_tokens(server, first)
    (record,) = [one for one in await server.house.audit() if one.target_id == grant_id]
    assert (record.actor_kind, record.outcome) == ("system", "succeeded: ok")


async def test_the_kept_answer_is_sealed_and_goes_with_its_minute(server: Any) -> None:
    first = await server.granted()
    await first.refreshed()
    kept = [sealed for _, sealed in await refresh_tokens(server, first) if sealed]
    assert [text[:3] for text in kept] == ["v1."]
    server.house.time.advance(seconds=61)

    await upkeep.forget_oauth(server.house.services)

    assert [sealed for _, sealed in await refresh_tokens(server, first)] == [None, None]


async def test_a_kept_answer_opens_for_its_own_token_only(server: Any) -> None:
    first, other = await server.granted(), await server.granted()
    await first.refreshed()
    (sealed,) = [sealed for _, sealed in await refresh_tokens(server, first) if sealed]
    await server.house.sql(
        "UPDATE oauth_tokens SET sealed_successor = :sealed, replaced_at = :now WHERE kind = 'refresh' AND grant_id = "
        "(SELECT id FROM oauth_grants WHERE client_id = :client_id)",
        sealed=sealed,
        now=to_micros(server.house.time.now()),
        client_id=other.client.id,
    )

    answer = await other.asks()

    assert answer.status_code == 500
    assert "lp_" not in answer.text


async def test_thirty_days_without_use_are_the_end(server: Any) -> None:
    used, unused = await server.granted(), await server.granted()
    for _ in range(3):
        server.house.time.advance(days=20)
        used = await used.refreshed()

    assert error_of(await unused.asks()) == (400, "invalid_grant")
    server.house.time.advance(days=30)
    assert error_of(await used.asks()) == (400, "invalid_grant")


async def test_an_access_token_lives_for_a_day(server: Any) -> None:
    granted = await server.granted()
    server.house.time.advance(hours=23, minutes=59, seconds=59)
    assert await granted.works()
    server.house.time.advance(seconds=1)

    answer = await server.get(granted.access)

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


async def test_scopes_can_be_narrowed_and_come_back_at_the_next_refresh(server: Any) -> None:
    first = await server.granted()

    narrow = await first.refreshed(scope="reporting:read")
    wide = await narrow.refreshed()

    assert (narrow.tokens["scope"], wide.tokens["scope"]) == ("reporting:read", "campaigns:read reporting:read")
    refused = await server.get(narrow.access, "/v1/campaigns")
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    assert 'error="insufficient_scope", scope="campaigns:read"' in refused.headers["www-authenticate"]
    assert (await server.get(wide.access, "/v1/campaigns")).status_code == 200


@pytest.mark.parametrize(
    "scope", ["campaigns:write", "reporting:read campaigns:write", "workspace:admin", "made:up", "reporting:read  x"]
)
async def test_scopes_cannot_be_widened(server: Any, scope: str) -> None:
    granted = await server.granted()

    assert error_of(await granted.asks(scope=scope)) == (400, "invalid_scope")
    assert (await granted.asks()).status_code == 200


async def test_the_same_minute_gives_no_other_scopes(server: Any) -> None:
    granted = await server.granted()
    narrow = await granted.refreshed(scope="reporting:read")

    assert error_of(await granted.asks()) == (400, "invalid_scope")
    assert (await granted.refreshed(scope="reporting:read")).tokens == narrow.tokens


async def test_another_clients_refresh_token_is_refused_and_stays_good(server: Any) -> None:
    granted, other = await server.granted(), await server.registered()
    public = await server.registered(confidential=False)

    for thief in (other, public):
        stolen = await Granted(server, thief, granted.tokens).asks()
        assert error_of(stolen) == (400, "invalid_grant")

    assert (await granted.asks()).status_code == 200


@pytest.mark.parametrize("text", ["x", "lp_rt_" + "0" * 49, "lp_rt_ü", "lp_rt_\n", "lp_rt_" + "0" * 3_000])
async def test_what_is_no_refresh_token_is_refused(server: Any, text: str) -> None:
    granted = await server.granted()

    status, error = error_of(await granted.asks(text))

    assert (status, error) == (400, "invalid_request" if len(text) > 2_000 else "invalid_grant")


async def test_an_access_token_is_no_refresh_token_nor_the_other_way_round(server: Any) -> None:
    granted = await server.granted()

    assert error_of(await granted.asks(granted.access)) == (400, "invalid_grant")
    assert (await server.get(granted.refresh_token)).status_code == 401


async def test_a_refresh_for_another_audience_is_refused(server: Any) -> None:
    granted = await server.granted()

    assert error_of(await granted.asks(resource="http://linkpath.test/mcp")) == (400, "invalid_target")
    assert (await granted.asks(resource="http://linkpath.test/")).status_code == 200


async def test_a_role_that_shrinks_shrinks_the_tokens_at_once(server: Any) -> None:
    person_id = await server.member()
    granted = await server.granted(None, "campaigns:read", "campaigns:write", person_id=person_id)
    await server.becomes(person_id, Role.ANALYST)

    assert (await server.get(granted.access)).json()["scopes"] == ["campaigns:read"]
    assert (await granted.refreshed()).tokens["scope"] == "campaigns:read"
    await server.becomes(person_id, Role.BUYER)
    assert (await server.get(granted.access)).json()["scopes"] == ["campaigns:read", "campaigns:write"]


async def test_who_leaves_takes_along_what_they_granted_and_does_not_bring_it_back(server: Any) -> None:
    person_id = await server.member()
    granted = await server.granted(person_id=person_id)
    await server.leaves(person_id)
    assert not await granted.works()
    assert error_of(await granted.asks()) == (400, "invalid_grant")
    server.house.time.advance(seconds=1)

    await server.member(person_id=person_id)

    assert not await granted.works()
    assert error_of(await granted.asks()) == (400, "invalid_grant")


async def test_a_person_who_is_disabled_lends_nothing(server: Any) -> None:
    person_id = await server.member()
    granted = await server.granted(person_id=person_id)
    await server.house.sql("UPDATE people SET disabled_at = 1 WHERE id = :id", id=person_id)

    assert not await granted.works()
    assert error_of(await granted.asks()) == (400, "invalid_grant")


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("newest"), st.integers(1, 3)),
        st.tuples(st.just("older"), st.integers(0, 6)),
        st.tuples(st.just("wait"), st.sampled_from([1, 30, 59, 60, 61, 86_400])),
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_whatever_comes_in_whatever_order_one_line_lives_or_none(
    server: Any, steps: list[tuple[str, int]]
) -> None:
    # The rules, kept beside: the last of `line` is alive, `turned_in` says when each before it was spent.
    line, turned_in, alive, now = [await server.granted()], dict[int, int](), True, 0
    for kind, number in steps:
        if kind == "wait":
            server.house.time.advance(seconds=number)
            now += number
            continue
        at = len(line) - 1 if kind == "newest" else min(number, len(line) - 1)
        answers = await asyncio.gather(*(line[at].asks() for _ in range(number if kind == "newest" else 1)))
        is_newest = at == len(line) - 1
        alive = alive and (is_newest or now - turned_in[at] <= 60)
        if not alive:
            assert {error_of(answer) for answer in answers} == {(400, "invalid_grant")}
            continue
        tokens = {(one.json()["access_token"], one.json()["refresh_token"]) for one in answers}
        assert len(tokens) == 1
        if is_newest:
            turned_in[at] = now
            line.append(Granted(server, line[at].client, answers[0].json()))
        assert tokens == {(line[at + 1].access, line[at + 1].refresh_token)}
    living = await server.house.sql(
        "SELECT t.hash FROM oauth_tokens t JOIN oauth_grants g ON g.id = t.grant_id "
        "WHERE t.kind = 'refresh' AND t.replaced_at IS NULL AND g.revoked_at IS NULL AND g.client_id = :client_id",
        client_id=line[0].client.id,
    )
    assert len(living) == int(alive)
    fresh = now - turned_in.get(len(line) - 2, 0) < 86_400
    assert await line[-1].works() == (alive and fresh)

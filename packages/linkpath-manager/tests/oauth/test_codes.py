"""Codes turned into tokens."""

from typing import Any

import pytest
from authorising import error_of

BAD_CODES = ["", "x", "lp_ac_", "lp_ac_" + "0" * 49, "lp_at_" + "0" * 49, "ü", "lp_ac_\n", "9" * 2_000]


async def test_a_code_becomes_tokens_that_open_what_was_consented_to(server: Any) -> None:
    granted = await server.granted(None, "campaigns:read", "reporting:read", advertisers=[server.house.usd])

    assert granted.tokens.keys() == {"access_token", "token_type", "expires_in", "scope", "refresh_token"}
    assert (granted.tokens["token_type"], granted.tokens["expires_in"]) == ("Bearer", 86_400)
    assert granted.tokens["scope"] == "campaigns:read reporting:read"
    assert granted.access.startswith("lp_at_")
    assert granted.refresh_token.startswith("lp_rt_")
    me = (await server.get(granted.access)).json()
    assert (me["actor"]["kind"], me["actor"]["name"]) == ("oauth", "Reporter")
    assert (me["scopes"], me["advertiser_ids"]) == (["campaigns:read", "reporting:read"], [server.house.usd])
    listed = await server.get(granted.access, "/v1/campaigns?advertiser_id=" + server.house.usd)
    hidden = await server.get(granted.access, "/v1/campaigns?advertiser_id=" + server.house.eur)
    assert (listed.status_code, hidden.status_code) == (200, 404)


async def test_the_answer_is_not_kept_by_anybody(server: Any) -> None:
    consented = await server.consent(await server.registered())

    answer = await server.token(consented.form, consented.client)

    assert (answer.headers["cache-control"], answer.headers["pragma"]) == ("no-store", "no-cache")
    assert answer.headers["x-request-id"]


async def test_a_code_lives_for_a_minute(server: Any) -> None:
    client = await server.registered()
    in_time, late = await server.consent(client), await server.consent(client)
    server.house.time.advance(seconds=59)
    assert (await server.token(in_time.form, client)).status_code == 200
    server.house.time.advance(seconds=1)

    assert error_of(await server.token(late.form, client)) == (400, "invalid_grant")


async def test_a_code_that_comes_again_takes_back_what_it_was_exchanged_for(server: Any) -> None:
    consented = await server.consent(await server.registered())
    tokens = await server.redeemed(consented)

    again = await server.token(consented.form, consented.client)

    assert error_of(again) == (400, "invalid_grant")
    assert (await server.get(tokens["access_token"])).status_code == 401
    refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert error_of(await server.token(refresh, consented.client)) == (400, "invalid_grant")
    ((grant_id, reason),) = await server.house.sql(
        "SELECT id, reason FROM oauth_grants WHERE client_id = :id", id=consented.client.id
    )
    assert reason == "the code came a second time"
    assert "oauth_grants.end" in [one.operation for one in await server.house.audit() if one.target_id == grant_id]


async def test_whoever_has_the_code_alone_gets_nothing_and_spoils_nothing(server: Any) -> None:
    client, other = await server.registered(), await server.registered()
    consented = await server.consent(client)
    right = consented.form
    wrong = [
        (client, right | {"code_verifier": "a" * 43}, "invalid_grant"),
        (client, right | {"code_verifier": "a" * 42}, "invalid_request"),
        (client, right | {"code_verifier": consented.verifier + "ü"}, "invalid_request"),
        (client, {name: value for name, value in right.items() if name != "code_verifier"}, "invalid_request"),
        (client, right | {"redirect_uri": "https://app.example/callback/"}, "invalid_grant"),
        (client, right | {"redirect_uri": "https://app.example:443/callback"}, "invalid_grant"),
        (client, right | {"resource": "http://linkpath.test/mcp"}, "invalid_target"),
        (client, right | {"resource": "https://other.example"}, "invalid_target"),
        (other, right, "invalid_grant"),
    ]

    for who, form, expected in wrong:
        assert error_of(await server.token(form, who)) == (400, expected), form

    assert (await server.token(right, client)).status_code == 200


@pytest.mark.parametrize("code", BAD_CODES)
async def test_what_is_no_code_is_refused(server: Any, code: str) -> None:
    client = await server.registered()
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": "a" * 43}

    status, error = error_of(await server.token(form, client))

    assert (status, error) == (400, "invalid_grant" if code else "invalid_request")


async def test_the_redirect_address_may_be_left_out_as_oauth_2_1_has_it(server: Any) -> None:
    consented = await server.consent(await server.registered())
    form = {name: value for name, value in consented.form.items() if name != "redirect_uri"}

    assert (await server.token(form, consented.client)).status_code == 200


async def test_a_public_client_proves_itself_by_the_verifier_alone(server: Any) -> None:
    consented = await server.consent(await server.registered(confidential=False))

    assert consented.client.secret is None
    assert (await server.token(consented.form)).status_code == 200


async def test_a_consent_ends_with_the_membership_even_before_it_is_used(server: Any) -> None:
    person_id = await server.member()
    consented = await server.consent(await server.registered(), person_id=person_id)
    await server.leaves(person_id)

    assert error_of(await server.token(consented.form, consented.client)) == (400, "invalid_grant")


async def test_a_client_that_takes_no_refresh_tokens_gets_none(server: Any) -> None:
    granted = await server.granted(await server.registered(grant_types=["authorization_code"]))

    assert "refresh_token" not in granted.tokens


async def test_neither_codes_nor_tokens_nor_secrets_are_kept_or_logged(
    server: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    client = await server.registered()
    consented = await server.consent(client)
    first = await server.redeemed(consented)
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = (await server.token(refresh, client)).json()
    await server.token(refresh | {"client_secret": "x"}, client)
    await server.post("introspect", {"token": second["access_token"]}, client)
    await server.post("revoke", {"token": second["refresh_token"]}, client)
    await server.http.get(f"/v1/me?access_token={second['access_token']}")

    told = [client.secret, consented.code, consented.verifier]
    told += [tokens[name] for tokens in (first, second) for name in ("access_token", "refresh_token")]
    files, logged = await server.house.stored(), "".join(capsys.readouterr())
    assert "oauth.tokens_given" in logged
    for secret in told:
        assert secret not in logged
        assert not [name for name, content in files.items() if secret.encode() in content]

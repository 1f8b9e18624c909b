"""Behaviour reference §1: from consent to token and back."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest


async def consent(desk: Any, *ticked: str, decision: str = "approve", state: str = "s") -> dict[str, str]:
    """Query of the redirect that answers the authorisation page's form."""
    form = {"app_id": desk.app["app_id"], "redirect_uri": desk.redirect_uri, "state": state}
    response = await desk.http.post("/portal/auth", data=form | {"decision": decision, "advertiser_id": list(ticked)})
    assert response.status_code == 302
    target = urlsplit(response.headers["location"])
    assert f"{target.scheme}://{target.netloc}{target.path}" == desk.redirect_uri
    return {name: values[0] for name, values in parse_qs(target.query, keep_blank_values=True).items()}


async def test_a_consent_becomes_a_token_for_what_was_ticked(desk: Any) -> None:
    answer = await consent(desk, desk.jpy, state="a b&c=1")
    grant = await desk.ok("POST", "/oauth2/access_token/", **desk.app, auth_code=answer["auth_code"])

    assert answer == {"auth_code": answer["code"], "code": answer["code"], "state": "a b&c=1"}
    assert grant["advertiser_ids"] == [desk.jpy]
    assert all(isinstance(permission, int) for permission in grant["scope"])
    desk.token = grant["access_token"]
    listed = await desk.ok("GET", "/oauth2/advertiser/get/", **desk.app)
    assert listed == {"list": [{"advertiser_id": desk.jpy, "advertiser_name": "円商事"}]}
    refusal = await desk.get("/campaign/get/", advertiser_id=desk.usd)
    assert (refusal["code"], refusal["message"]) == (40001, f"No permission to operate advertiser {desk.usd}.")


async def test_the_list_of_advertisers_can_be_left_out(desk: Any) -> None:
    code = (await consent(desk, desk.usd))["auth_code"]
    body = desk.app | {"auth_code": code, "return_advertiser_ids": False}

    assert (await desk.ok("POST", "/oauth2/access_token/", **body))["advertiser_ids"] == []


async def test_a_consent_that_ticks_nothing_is_a_success_without_advertisers(desk: Any) -> None:  # §1.2
    code = (await consent(desk))["auth_code"]

    grant = await desk.ok("POST", "/oauth2/access_token/", **desk.app, auth_code=code)

    assert grant["advertiser_ids"] == []


async def test_a_denied_consent_brings_an_error_and_no_code(desk: Any) -> None:
    answer = await consent(desk, desk.usd, decision="deny")

    assert answer == {
        "error": "access_denied",
        "error_description": "The person denied the access.",
        "state": "s",
    }


async def test_a_code_works_once(desk: Any) -> None:  # §1.1
    code = (await consent(desk, desk.usd))["auth_code"]
    await desk.ok("POST", "/oauth2/access_token/", **desk.app, auth_code=code)

    refusal = await desk.refused("/oauth2/access_token/", **desk.app, auth_code=code)

    assert refusal == (
        40110,
        "The auth_code is canceled. Please re-authorize and try again with a new auth_code.",
    )


async def test_a_code_lives_for_an_hour(desk: Any) -> None:  # §1.1
    first, second = [(await consent(desk, desk.usd))["auth_code"] for _ in range(2)]

    desk.advance(minutes=59, seconds=59)
    await desk.ok("POST", "/oauth2/access_token/", **desk.app, auth_code=first)
    desk.advance(seconds=1)

    assert (await desk.refused("/oauth2/access_token/", **desk.app, auth_code=second))[0] == 40110


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"app_id": "1"}, 40113), ({"secret": "wrong"}, 40101), ({"auth_code": "never issued"}, 40101)],
)
async def test_wrong_credentials_have_their_codes(desk: Any, changed: dict[str, str], code: int) -> None:  # §1.2
    body = desk.app | {"auth_code": (await consent(desk, desk.usd))["auth_code"]}

    assert (await desk.refused("/oauth2/access_token/", **body | changed))[0] == code
    await desk.ok("POST", "/oauth2/access_token/", **body)


async def test_a_revoked_token_is_dead_at_once(desk: Any) -> None:  # §1.1
    answer = await desk.ok("POST", "/oauth2/revoke_token/", **desk.app, access_token=desk.token)

    assert answer == {"app_id": desk.app["app_id"], "advertiser_ids": [desk.usd, desk.jpy]}
    dead = await desk.get("/campaign/get/", advertiser_id=desk.usd)
    assert (dead["code"], dead["message"]) == (40105, "Access token is incorrect or has been revoked.")
    assert (await desk.refused("/oauth2/revoke_token/", **desk.app, access_token=desk.token))[0] == 40105


async def test_a_new_consent_leaves_the_older_token_alive(desk: Any) -> None:  # §15, question 7
    code = (await consent(desk, desk.usd))["auth_code"]
    await desk.ok("POST", "/oauth2/access_token/", **desk.app, auth_code=code)

    await desk.ok("GET", "/campaign/get/", advertiser_id=desk.usd)


async def test_a_token_of_another_app_is_refused(desk: Any) -> None:  # §1.2
    desk.state.save(type(desk.state.apps[desk.app["app_id"]])(id="8", secret="s", redirect_uris=[]))

    answer = await desk.get("/oauth2/advertiser/get/", app_id="8", secret="s")

    assert answer["code"] == 40113

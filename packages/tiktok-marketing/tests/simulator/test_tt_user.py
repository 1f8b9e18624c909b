"""Behaviour reference §1: TikTok accounts' grants, which end after a day and are renewed for a year."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tiktok_marketing.simulator.accounts_seen import open_id
from tiktok_marketing.simulator.agency_records import App
from tiktok_marketing.simulator.business_records import Asset, Member

APP, ACCOUNT = {"client_id": "7000000000000000009", "client_secret": "shh"}, "7700000000000000001"
BACK = "http://127.0.0.1:8000/tiktok/"


@pytest.fixture
def desk(desk: Any) -> Any:
    """The agency with one TikTok account, and an app whose redirect address ends in a slash."""
    desk.state.save(
        App(id=APP["client_id"], secret="shh", redirect_uris=[BACK, BACK.rstrip("/")]),
        Asset(
            id=ACCOUNT, bc_id=desk.bc, asset_type="TT_ACCOUNT", name="Dog & Co", fields={"tt_asset_handle": "@dogandco"}
        ),
    )
    return desk


def link(**changes: str) -> dict[str, str]:
    asked = {"client_key": APP["client_id"], "redirect_uri": BACK, "state": "s&1", "response_type": "code"}
    return asked | {"scope": "user.info.basic,video.list"} | changes


async def consent(desk: Any, decision: str = "approve") -> dict[str, str]:
    """Query of the redirect that answers the page's form."""
    form = link() | {"decision": decision, "account_id": ACCOUNT}
    response = await desk.http.post("/v2/auth/authorize/", data=form)
    assert response.status_code == 302, response.text
    target = urlsplit(response.headers["location"])
    assert f"{target.scheme}://{target.netloc}{target.path}" == BACK
    return {name: values[0] for name, values in parse_qs(target.query).items()}


def exchange_of(code: str) -> dict[str, str]:
    return APP | {"grant_type": "authorization_code", "auth_code": code, "redirect_uri": BACK}


async def grant(desk: Any) -> Any:
    return await desk.ok("POST", "/tt_user/oauth2/token/", **exchange_of((await consent(desk))["code"]))


def renewal_of(refresh_token: str) -> dict[str, str]:
    return APP | {"grant_type": "refresh_token", "refresh_token": refresh_token}


async def info(desk: Any, access_token: str) -> Any:
    return await desk.post("/tt_user/token_info/get/", app_id=APP["client_id"], access_token=access_token)


async def test_the_page_shows_the_accounts_and_what_is_asked_for(desk: Any) -> None:
    response = await desk.http.get("/v2/auth/authorize", params=link())

    assert response.status_code == 200
    for shown in ("Dog &amp; Co", "@dogandco", "user.info.basic", "video.list", 'value="s&amp;1"'):
        assert shown in response.text
    assert "form-action 'self' http://127.0.0.1:8000" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "change",
    [
        {"client_key": "1"},
        {"redirect_uri": "http://elsewhere.example/"},
        {"redirect_uri": BACK.rstrip("/")},
        {"response_type": "token"},
    ],
)
async def test_a_link_that_is_not_the_apps_is_not_answered_with_a_redirect(desk: Any, change: dict[str, str]) -> None:
    shown = await desk.http.get("/v2/auth/authorize", params=link(**change))
    sent = await desk.http.post("/v2/auth/authorize", data=link(**change) | {"decision": "approve"})

    assert (shown.status_code, sent.status_code) == (400, 400)


async def test_a_denied_consent_brings_an_error(desk: Any) -> None:
    denied = {"error": "access_denied", "error_description": "The person denied the access.", "state": "s&1"}

    assert await consent(desk, decision="deny") == denied


async def test_a_code_becomes_a_pair_of_tokens(desk: Any) -> None:
    answer = await consent(desk)

    data = await desk.ok("POST", "/tt_user/oauth2/token/", **exchange_of(answer["code"]))

    assert (answer["scopes"], answer["state"]) == ("user.info.basic,video.list", "s&1")
    assert {name: value for name, value in data.items() if not name.endswith("_token")} == {
        "token_type": "Bearer",
        "scope": "user.info.basic,video.list",
        "expires_in": 86_400,
        "refresh_token_expires_in": 31_536_000,
        "open_id": open_id(APP["client_id"], ACCOUNT),
    }
    assert (await info(desk, data["access_token"]))["data"] == {
        "app_id": APP["client_id"],
        "scope": "user.info.basic,video.list",
        "creator_id": data["open_id"],
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"client_id": "1"}, 40113),
        ({"client_secret": "wrong"}, 40101),
        ({"grant_type": "password"}, 40108),
        ({"auth_code": "nonsense"}, 40101),
        ({"redirect_uri": BACK + "?x"}, 40002),
    ],
)
async def test_an_exchange_that_is_wrong_has_its_code(desk: Any, change: dict[str, str], code: int) -> None:  # §1.2
    body = exchange_of((await consent(desk))["code"])

    assert (await desk.refused("/tt_user/oauth2/token/", **body | change))[0] == code
    await desk.ok("POST", "/tt_user/oauth2/token/", **body)


async def test_a_code_works_once_and_for_an_hour(desk: Any) -> None:
    first, second = [exchange_of((await consent(desk))["code"]) for _ in range(2)]
    await desk.ok("POST", "/tt_user/oauth2/token/", **first)

    assert (await desk.refused("/tt_user/oauth2/token/", **first))[0] == 40110
    desk.advance(hours=1)
    assert (await desk.refused("/tt_user/oauth2/token/", **second))[0] == 40110


async def test_a_code_of_the_other_family_is_refused_with_40115(desk: Any) -> None:  # §1.2
    app = {"app_id": APP["client_id"], "secret": APP["client_secret"]}
    form = {"app_id": app["app_id"], "redirect_uri": BACK, "decision": "approve", "advertiser_id": desk.usd}
    location = (await desk.http.post("/portal/auth", data=form)).headers["location"]
    of_advertisers = parse_qs(urlsplit(location).query)["auth_code"][0]
    of_account = (await consent(desk))["code"]

    assert (await desk.refused("/tt_user/oauth2/token/", **exchange_of(of_advertisers)))[0] == 40115
    assert (await desk.refused("/oauth2/access_token/", **app, auth_code=of_account))[0] == 40115


async def test_an_access_token_lasts_a_day_and_is_renewed(desk: Any) -> None:
    old = await grant(desk)
    desk.advance(hours=24)
    assert (await info(desk, old["access_token"]))["code"] == 40102

    new = await desk.ok("POST", "/tt_user/oauth2/refresh_token/", **renewal_of(old["refresh_token"]))

    assert (await info(desk, new["access_token"]))["code"] == 0
    assert new["open_id"] == old["open_id"]
    assert new["refresh_token_expires_in"] == old["refresh_token_expires_in"] - 86_400


async def test_a_refresh_token_is_used_up_by_its_use(desk: Any) -> None:
    old = await grant(desk)
    new = await desk.ok("POST", "/tt_user/oauth2/refresh_token/", **renewal_of(old["refresh_token"]))

    assert (await desk.refused("/tt_user/oauth2/refresh_token/", **renewal_of(old["refresh_token"])))[0] == 40107
    await desk.ok("POST", "/tt_user/oauth2/refresh_token/", **renewal_of(new["refresh_token"]))


async def test_a_refresh_token_ends_a_year_after_the_consent(desk: Any) -> None:
    old = await grant(desk)
    desk.advance(days=364)
    new = await desk.ok("POST", "/tt_user/oauth2/refresh_token/", **renewal_of(old["refresh_token"]))
    desk.advance(days=1)

    assert (await desk.refused("/tt_user/oauth2/refresh_token/", **renewal_of(new["refresh_token"])))[0] == 40103


async def test_the_token_of_an_advertiser_cannot_be_refreshed(desk: Any) -> None:  # §1.1
    assert (await desk.refused("/tt_user/oauth2/refresh_token/", **renewal_of(desk.token)))[0] == 40107


async def test_a_revoked_grant_is_dead_with_its_refresh_token(desk: Any) -> None:
    old = await grant(desk)

    assert await desk.ok("POST", "/tt_user/oauth2/revoke/", **APP, access_token=old["access_token"]) == {}

    assert (await info(desk, old["access_token"]))["code"] == 40105
    assert (await desk.refused("/tt_user/oauth2/refresh_token/", **renewal_of(old["refresh_token"])))[0] == 40107
    assert (await desk.refused("/tt_user/oauth2/revoke/", **APP, access_token=old["access_token"]))[0] == 40105


async def test_a_token_is_told_about_to_its_own_app(desk: Any) -> None:
    token = (await grant(desk))["access_token"]

    assert (await desk.refused("/tt_user/token_info/get/", app_id="1", access_token=token))[0] == 40113
    assert (await desk.refused("/tt_user/token_info/get/", app_id="1"))[0] == 40002


async def test_the_token_of_an_account_opens_no_advertiser(desk: Any) -> None:
    desk.token = (await grant(desk))["access_token"]

    assert (await desk.get("/campaign/get/", advertiser_id=desk.usd))["code"] == 40105


async def test_who_consents_for_advertisers_can_be_chosen_among_the_members(desk: Any) -> None:  # §10
    joined = desk.simulator.now()
    clerk = {"bc_id": desk.bc, "name": "Cleo", "email": "c@x.example", "user_role": "STANDARD", "joined_at": joined}
    desk.state.save(Member(id="12", **clerk))
    form = {"app_id": desk.app["app_id"], "redirect_uri": desk.redirect_uri, "advertiser_id": desk.usd}
    shown = await desk.http.get("/portal/auth", params=form)
    sent = await desk.http.post("/portal/auth", data=form | {"decision": "approve", "user_id": "12"})
    code = parse_qs(urlsplit(sent.headers["location"]).query)["auth_code"][0]
    desk.token = (await desk.ok("POST", "/oauth2/access_token/", **desk.app, auth_code=code))["access_token"]

    assert '<option value="12">Cleo, STANDARD</option>' in shown.text
    assert (await desk.get("/campaign/get/", advertiser_id=desk.usd))["code"] == 40001
    nobody = await desk.http.post("/portal/auth", data=form | {"decision": "approve", "user_id": "13"})
    assert nobody.status_code == 400

"""Secrets: nothing that opens anything is in the database, a log, an answer, a span or the audit."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.operations import rotation
from linkpath_manager.operations.sign_up import first_link

BODY = {"name": "Spring", "objective": "TRAFFIC"}
OWN_SECRETS = {"own app's secret": "c0ffee11" * 5, "own app's other secret": "c0ffee22" * 5}
REFRESH = "tt_user.oauth2.refresh_token"


def secrets_of(house: Any) -> dict[str, str]:
    """Every secret that the house has come across, by what it is."""
    grants = {f"grant {number}": grant.id for number, grant in enumerate(house.state.grants.values())}
    codes = {f"code {number}": code.id for number, code in enumerate(house.state.auth_codes.values())}
    accounts = list(house.state.tt_user_grants.values())
    account_tokens = {f"account token {number}": one.id for number, one in enumerate(accounts)}
    refresh_tokens = {f"refresh token {number}": one.refresh_token for number, one in enumerate(accounts)}
    account_codes = {f"account code {number}": one.id for number, one in enumerate(house.state.tt_user_codes.values())}
    given = {"api key": house.token, "app secret": house.way_in.secret, **OWN_SECRETS}
    return {**given, **grants, **codes, **account_tokens, **refresh_tokens, **account_codes}


async def a_day_with_everything_in_it(house: Any) -> list[str]:
    """Runs through every flow and failure that handles a secret; returns all that was answered."""
    answers: list[str] = []

    async def keep(response: Any) -> None:
        await response.aread()
        answers.append(f"{response.headers} {response.text}")

    house.api.event_hooks = {"response": [keep]}
    await house.connect(house.usd)
    token = list(house.state.grants)[-1]
    await house.tree()
    await house.ask("GET", "/v1/connections")
    for endpoint in ("campaign.create", "campaign.get"):
        for kind in ("cut_after", "truncate", "http"):
            house.fault(kind, endpoint)
        house.fault("fail", endpoint, code=40002, message=f"the token {token} is not liked")
    for number in range(6):
        await house.ask("POST", "/v1/campaigns", BODY, key=f"k{number}")
        house.time.advance(minutes=6)
        await house.round()
    denied = await house.consent((await house.ok("POST", "/v1/connections", {}))["authorization_url"], decision="deny")
    await house.back(denied)
    started = await house.ok("POST", "/v1/connections", {})
    refused = await house.consent(started["authorization_url"], house.eur)
    house.fault("fail", "oauth2.access_token", code=40002, message=f"no {house.way_in.secret}")
    await house.back(refused)
    code = parse_qs(urlsplit(refused).query)["auth_code"][0]
    await house.back(f"/oauth/tiktok/callback?state=made-up&auth_code={code}")
    await house.api.get("/v1/me", headers={"authorization": f"Bearer {house.token}x"})
    await house.api.get(f"/v1/me?token={house.token}")
    await an_app_comes_and_goes(house)
    await an_accounts_token_is_renewed_and_lost(house)
    await rotation.rotate(house.services)
    listed = (await house.ok("GET", "/v1/connections"))["data"]
    for connection in listed:
        await house.ask("POST", f"/v1/connections/{connection['id']}/test", {})
        house.fault("fail", "oauth2.revoke_token")
        await house.ask("DELETE", f"/v1/connections/{connection['id']}")
    await house.round()
    await house.ask("GET", "/metrics")
    return answers


async def an_app_comes_and_goes(house: Any) -> None:
    one, other = OWN_SECRETS.values()
    body = {"name": "Own", "app_id": "7300000000000000077", "secret": one}
    app = await house.ok("POST", "/v1/tiktok-apps", body)
    await house.ask("POST", "/v1/tiktok-apps", body)
    await house.ask("POST", "/v1/tiktok-apps", body | {"secret": [one]})
    await house.ask("PATCH", f"/v1/tiktok-apps/{app['id']}", {"secret": other})
    started = await house.ok("POST", "/v1/connections", {"tiktok_app_id": app["id"]})
    house.fault("fail", "oauth2.access_token", code=40101, message=f"{other} is not the secret")
    state = parse_qs(urlsplit(started["authorization_url"]).query)["state"][0]
    await house.back(f"/oauth/tiktok/callback?state={state}&auth_code=made-up")
    await house.ask("GET", "/v1/tiktok-apps")


async def an_accounts_token_is_renewed_and_lost(house: Any) -> None:
    connection = await house.connect_account()
    house.time.advance(hours=25)
    await house.ask("POST", f"/v1/connections/{connection['id']}/test", {})
    house.time.advance(hours=25)
    refresh_token = list(house.state.tt_user_grants.values())[-1].refresh_token
    house.fault("fail", REFRESH, code=40002, message=f"{refresh_token} is not liked")
    house.fault("truncate", REFRESH)
    for _ in range(3):
        await house.ask("POST", f"/v1/connections/{connection['id']}/test", {})
        house.time.advance(minutes=1)
    await house.round()


async def test_no_secret_is_left_anywhere(house: Any, capsys: pytest.CaptureFixture[str]) -> None:
    async with house.traced() as kept:
        answers = await a_day_with_everything_in_it(house)

    spans = " ".join(span.to_json() for span in kept.get_finished_spans())
    secrets = secrets_of(house)
    files = await house.stored()
    logged = "".join(capsys.readouterr())
    assert len(secrets) >= 16
    assert len(answers) > 20
    assert {"connections" if house.database else "linkpath.sqlite3", "keys.json"} <= files.keys()
    assert "upstream.error" in logged
    assert "account.synced" in logged
    assert {"campaigns.create", "campaign.create", "oauth2.access_token", "POST /v1/campaigns"} <= {
        span.name for span in kept.get_finished_spans()
    }
    for what, secret in secrets.items():
        assert not [name for name, content in files.items() if secret.encode() in content], what
        assert secret not in logged + spans, what
        assert not [answer for answer in answers if secret in answer], what
    for what, key in json.loads(files.pop("keys.json"))["keys"].items():
        assert not [name for name, content in files.items() if key.encode() in content], what
        assert key not in logged + spans + "".join(answers), what


async def a_day_of_people(house: Any) -> dict[str, str]:
    """Runs through every flow of people, the failing ones too; returns every secret that came up."""
    link = await first_link(house.services, WORKSPACE_ID)
    assert link
    found = {"first link": link, "password": "first words of Ada", "new password": "second words of Ada"}
    async with house.visitor() as ada, house.visitor() as grace:
        page = await ada.open(f"/sign-up?code={code_of(link)}")
        await ada.send(page, "/sign-up", name="Ada", email="ada@example.com", password="short")
        await ada.send(page, "/sign-up", name="Ada", email="ada@example.com", password=found["password"])
        found["session"] = ada.cookies["linkpath_session"]
        page = await ada.open("/account")
        found["second factor"] = next(word for word in page.text.split() if len(word) == 32 and word.isupper())
        found["factor offered"] = page.form("/account", do="on").sent["sealed_secret"][0]
        found["code"] = pyotp.TOTP(found["second factor"]).at(house.time.now())
        await ada.send(page, "/account", {"do": "on"}, code=found["code"], password="canary of a wrong one")
        on = await ada.send(page, "/account", {"do": "on"}, code=found["code"], password=found["password"])
        found |= {f"recovery {word}": word for word in on.text.split() if word.count("-") == 3}
        change = {"password": found["password"], "new_password": found["new password"]}
        await ada.send(on, "/account", {"do": "password"}, **change)
        found |= {"session anew": ada.cookies["linkpath_session"], "wrong": "canary of a wrong one"}
        made = await ada.send(await ada.open("/members"), "/members", {"do": "invite"}, email="grace@example.com")
        found["invitation"] = made.by_id["secret"]
        page = await grace.open(f"/sign-up?code={code_of(found['invitation'])}")
        await grace.send(page, "/sign-up", name="Grace", password="words of Grace alone")
        (grace_id,) = (await house.sql("SELECT id FROM people WHERE name = 'Grace'"))[0]
        reset = await ada.send(await ada.open("/members"), "/members", {"do": "reset", "id": grace_id})
        found |= {
            "reset": reset.by_id["secret"],
            "of Grace": "words of Grace alone",
            "Grace anew": "other words of hers",
        }
        page = await grace.open(f"/reset?code={code_of(found['reset'])}")
        await grace.send(page, "/reset", password=found["Grace anew"])
        key = await ada.send(await ada.open("/api-keys"), "/api-keys", {"do": "create"}, name="K", scopes=["ads:read"])
        found["api key"] = key.by_id["secret"]
        body = {"name": "By token", "scopes": ["ads:read"]}
        found["with a key"] = (await house.ok("POST", "/v1/api-keys", body, key="k"))["token"]
    async with house.visitor() as ada:
        asked = await house.sign_in(ada, "ada", found["new password"])
        found["half a session"] = ada.cookies["linkpath_session"]
        await ada.send(asked, "/sign-in/code", code=found["code"])
        await house.sign_in(ada, "ada", "canary at the door")
        found["at the door"] = "canary at the door"
    await house.round()
    return found


def code_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["code"][0]


async def test_no_secret_of_people_is_left_anywhere(house: Any, capsys: pytest.CaptureFixture[str]) -> None:
    async with house.traced() as kept:
        found = await a_day_of_people(house)

    spans = " ".join(span.to_json() for span in kept.get_finished_spans())
    files = await house.stored()
    logged = "".join(capsys.readouterr())
    assert len(found) >= 25
    assert "sign_in.refused" in logged
    assert "person.password_reset" in logged
    for what, secret in found.items():
        hidden = code_of(secret) if secret.startswith("http") else secret
        if what != "code":  # six digits may stand anywhere
            assert not [name for name, content in files.items() if hidden.encode() in content], what
        assert hidden not in logged, what
        if what != "code":
            assert hidden not in spans, what
    params = await house.sql("SELECT params FROM runs WHERE operation LIKE 'account.%' OR operation LIKE '%password%'")
    assert params
    assert not [text for (text,) in params if found["code"] in text]


async def test_a_grant_is_sealed_to_its_own_connection(house: Any) -> None:
    await house.connect(house.usd)
    one, other = await house.sql("SELECT id, sealed_token FROM connections ORDER BY created_at, id")
    await house.sql("UPDATE connections SET sealed_token = :token WHERE id = :id", token=one[1], id=other[0])

    answer = await house.ask("POST", "/v1/campaigns", BODY)

    assert answer.status_code == 500
    assert house.calls("campaign.create") == []


async def test_the_files_are_for_their_owner_alone(house: Any) -> None:
    data_dir = house.services.settings.data_dir

    assert (data_dir / "keys.json").stat().st_mode & 0o777 == 0o600


async def test_a_state_is_random_and_of_no_use_once_it_is_answered(house: Any) -> None:
    states = {
        parse_qs(urlsplit((await house.ok("POST", "/v1/connections", {}))["authorization_url"]).query)["state"][0]
        for _ in range(5)
    }

    assert len(states) == 5

"""TikTok apps of a workspace: brought, changed, used by connections, each with its own budget of calls."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tiktok_marketing.simulator.agency_records import App

OURS = "7300000000000000077"
SECRET = "f00dfeedcafe0123456789abcdef0123456789ab"
NEW = {"name": "Second app", "app_id": OURS, "secret": SECRET, "level": "advanced"}


@pytest.fixture(autouse=True)
def _known_at_tiktok(house: Any) -> None:
    """TikTok has a second app, with the redirect addresses of the first."""
    first = next(iter(house.state.apps.values()))
    house.state.save(App(id=OURS, secret=SECRET, redirect_uris=first.redirect_uris))


async def connect_with(house: Any, app: dict[str, Any], *ticked: str) -> dict[str, Any]:
    started = await house.ok("POST", "/v1/connections", {"tiktok_app_id": app["id"]})
    answer = await house.back(await house.consent(started["authorization_url"], *ticked))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_an_app_is_added_shown_changed_and_deleted(house: Any) -> None:
    created = await house.ask("POST", "/v1/tiktok-apps", NEW)
    app = created.json()
    house.time.advance(minutes=1)
    changed = await house.ok("PATCH", f"/v1/tiktok-apps/{app['id']}", {"name": "Ours", "level": "basic"})
    shown = await house.ok("GET", f"/v1/tiktok-apps/{app['id']}")
    deleted = await house.ok("DELETE", f"/v1/tiktok-apps/{app['id']}")

    assert (created.status_code, created.headers["location"]) == (201, f"/v1/tiktok-apps/{app['id']}")
    assert app == {
        "object": "tiktok_app",
        "id": app["id"],
        "name": "Second app",
        "app_id": OURS,
        "level": "advanced",
        "source": "WORKSPACE",
        "created_at": "2026-11-20T12:01:00Z",
        "updated_at": "2026-11-20T12:01:00Z",
    }
    assert changed == shown == app | {"name": "Ours", "level": "basic", "updated_at": "2026-11-20T12:02:00Z"}
    assert deleted == shown
    assert await house.refused("GET", f"/v1/tiktok-apps/{app['id']}") == (404, "not_found")


async def test_the_app_of_the_settings_is_listed_and_changed_in_the_settings_alone(house: Any) -> None:
    app = await house.ok("POST", "/v1/tiktok-apps", NEW)
    listed = await house.ok("GET", "/v1/tiktok-apps")

    assert [one["id"] for one in listed["data"]] == [app["id"], "default"]
    assert listed["data"][1] == await house.ok("GET", "/v1/tiktok-apps/default")
    assert (listed["data"][1]["app_id"], listed["data"][1]["source"]) == (house.way_in.app_id, "SETTINGS")
    assert await house.refused("PATCH", "/v1/tiktok-apps/default", {"name": "x"}) == (409, "app_of_settings")
    assert await house.refused("DELETE", "/v1/tiktok-apps/default") == (409, "app_of_settings")


async def test_an_app_is_there_once(house: Any) -> None:
    await house.ok("POST", "/v1/tiktok-apps", NEW)

    assert await house.refused("POST", "/v1/tiktok-apps", NEW | {"name": "again"}) == (409, "app_exists")
    default = NEW | {"app_id": house.way_in.app_id}
    assert await house.refused("POST", "/v1/tiktok-apps", default) == (409, "app_exists")


@pytest.mark.parametrize("body", [{}, {"app_id": "1"}, {"secret": ""}])
async def test_a_change_that_changes_nothing_allowed_is_refused(house: Any, body: dict[str, str]) -> None:
    app = await house.ok("POST", "/v1/tiktok-apps", NEW)

    assert (await house.refused("PATCH", f"/v1/tiktok-apps/{app['id']}", body))[0] == 400


async def test_another_secret_under_the_same_idempotency_key_is_another_request(house: Any) -> None:
    first = await house.ask("POST", "/v1/tiktok-apps", NEW, key="k1")
    again = await house.ask("POST", "/v1/tiktok-apps", NEW, key="k1")
    other = await house.ask("POST", "/v1/tiktok-apps", NEW | {"secret": "0" * 40}, key="k1")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.json() == first.json()


async def test_a_connection_is_made_and_used_with_the_app_that_it_names(house: Any) -> None:
    app = await house.ok("POST", "/v1/tiktok-apps", NEW)
    started = await house.ok("POST", "/v1/connections", {"tiktok_app_id": app["id"]})
    asked_for = parse_qs(urlsplit(started["authorization_url"]).query)["app_id"]
    answer = await house.back(await house.consent(started["authorization_url"], house.jpy))
    campaign = await house.campaign(advertiser_id=house.jpy, budget={"mode": "DAILY", "amount": "9000"})

    grants = [grant.app_id for grant in house.state.grants.values()]
    assert asked_for == [OURS]
    assert (answer.json()["tiktok_app_id"], started["tiktok_app_id"]) == (app["id"], app["id"])
    assert grants[-1] == OURS
    assert campaign["status"] == "PAUSED"


async def test_each_app_has_a_budget_of_calls_of_its_own(house: Any) -> None:
    app = await house.ok("POST", "/v1/tiktok-apps", NEW)
    await connect_with(house, app, house.jpy)
    house.fault("qpm_limit", "campaign.create", advertiser_id=house.usd)
    refused = await house.ask("POST", "/v1/campaigns", {"name": "Held back", "objective": "REACH"})
    before = house.time.now()
    made = await house.campaign(advertiser_id=house.jpy, budget={"mode": "DAILY", "amount": "9000"})

    assert refused.status_code == 503
    assert made["status"] == "PAUSED"
    assert (house.time.now() - before).total_seconds() < 5


async def test_an_app_that_connections_use_is_kept_until_they_are_over_at_tiktok_too(house: Any) -> None:
    app = await house.ok("POST", "/v1/tiktok-apps", NEW)
    connection = await connect_with(house, app, house.jpy)
    in_use = await house.refused("DELETE", f"/v1/tiktok-apps/{app['id']}")
    house.fault("fail", "oauth2.revoke_token")
    await house.ok("DELETE", f"/v1/connections/{connection['id']}")
    not_told = await house.refused("DELETE", f"/v1/tiktok-apps/{app['id']}")
    house.time.advance(minutes=1)
    await house.round()

    assert in_use == not_told == (409, "app_in_use")
    assert (await house.ok("DELETE", f"/v1/tiktok-apps/{app['id']}"))["id"] == app["id"]


async def test_a_wrong_secret_is_the_apps_fault_and_mended_by_changing_it(house: Any) -> None:
    app = await house.ok("POST", "/v1/tiktok-apps", NEW)
    connection = await connect_with(house, app, house.jpy)
    await house.ok("PATCH", f"/v1/tiktok-apps/{app['id']}", {"secret": "0" * 40})
    house.time.advance(seconds=1)
    tested = await house.ok("POST", f"/v1/connections/{connection['id']}/test", {})
    shown = await house.ok("GET", f"/v1/connections/{connection['id']}")
    kept = (await house.ok("DELETE", f"/v1/connections/{connection['id']}"))["health"]["reason"]
    living = [grant.app_id for grant in house.state.grants.values() if grant.revoked_at is None]
    await house.ok("PATCH", f"/v1/tiktok-apps/{app['id']}", {"secret": SECRET})
    house.time.advance(minutes=1)
    await house.round()

    assert (tested["ok"], shown["status"], shown["health"]["state"]) == (False, "CONNECTED", "ATTENTION")
    assert "PATCH /v1/tiktok-apps" in shown["health"]["hint"]
    assert "PATCH /v1/tiktok-apps" in tested["hint"]
    assert "TikTok has yet to be told" in kept
    assert OURS in living
    assert OURS not in [grant.app_id for grant in house.state.grants.values() if grant.revoked_at is None]


async def test_an_app_that_is_not_there_is_said_to_be_missing(house: Any) -> None:
    assert await house.refused("POST", "/v1/connections", {"tiktok_app_id": "app_none"}) == (404, "not_found")

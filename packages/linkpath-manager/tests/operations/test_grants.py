"""Several grants: which advertisers they open, which of those are used, and one standing in for another."""

from typing import Any

import pytest
from msgspec.structs import replace

SPRING = {"name": "Spring", "objective": "TRAFFIC"}


async def first(house: Any) -> dict[str, Any]:
    """The connection that the house began with."""
    return dict((await house.ok("GET", "/v1/connections"))["data"][-1])


async def get(house: Any, connection: dict[str, Any]) -> dict[str, Any]:
    return dict(await house.ok("GET", f"/v1/connections/{connection['id']}"))


async def open_by(house: Any) -> dict[str, str]:
    """Which connection opens each advertiser."""
    return {row["id"]: row["connection_id"] for row in (await house.ok("GET", "/v1/advertisers"))["data"]}


def grants(house: Any) -> list[Any]:
    """TikTok's grants that were made through LinkPath, oldest first."""
    return [grant for grant in house.state.grants.values() if grant.id != house.way_in.access_token]


def kill(house: Any, number: int) -> None:
    """TikTok takes this grant no more."""
    house.state.save(replace(grants(house)[number], revoked_at=house.time.now()))


def take_role(house: Any, number: int, *left: str) -> None:
    """The person behind this grant keeps a role on these advertisers only."""
    house.state.save(replace(grants(house)[number], advertiser_ids=list(left)))


async def reconnect(house: Any, connection: dict[str, Any], *ticked: str, **how: str) -> Any:
    started = await house.ok("POST", f"/v1/connections/{connection['id']}/reconnect", {})
    return await house.back(await house.consent(started["authorization_url"], *ticked, **how))


async def test_all_that_the_grant_opens_is_used_until_a_person_chooses(house: Any) -> None:
    connection = await first(house)
    address = f"/v1/connections/{connection['id']}"
    chosen = await house.ok("PATCH", address, {"advertiser_ids": [house.jpy, house.eur]})
    narrow = await open_by(house)
    campaigns = await house.refused("GET", f"/v1/campaigns?advertiser_id={house.usd}")
    selected = (await house.ok("GET", "/v1/me"))["selected_advertiser_id"]
    everything = await house.ok("PATCH", address, {"advertiser_ids": "all"})

    everyone = list(house.way_in.advertiser_ids)
    assert connection["advertiser_ids"] == connection["granted_advertiser_ids"] == everyone
    assert chosen["advertiser_ids"] == [house.eur, house.jpy]
    assert chosen["granted_advertiser_ids"] == everyone
    assert narrow.keys() == {house.eur, house.jpy}
    assert campaigns == (404, "not_found")
    assert selected in narrow
    assert everything["advertiser_ids"] == everyone
    assert (await open_by(house)).keys() == set(everyone)


async def test_what_was_read_of_an_advertiser_is_kept_while_it_is_not_used(house: Any) -> None:
    before = await house.ok("GET", f"/v1/ads?limit=1000&advertiser_id={house.usd}")
    connection = await first(house)
    await house.ok("PATCH", f"/v1/connections/{connection['id']}", {"advertiser_ids": [house.eur]})
    await house.ok("PATCH", f"/v1/connections/{connection['id']}", {"advertiser_ids": [house.usd]})

    assert await house.ok("GET", f"/v1/ads?limit=1000&advertiser_id={house.usd}") == before


async def test_an_advertiser_that_the_grant_does_not_open_cannot_be_chosen(house: Any) -> None:
    connection = await house.connect(house.usd)
    address = f"/v1/connections/{connection['id']}"

    assert await house.refused("PATCH", address, {"advertiser_ids": [house.usd, house.eur]}) == (400, "not_granted")
    assert (await house.refused("PATCH", address, {"advertiser_ids": []}))[0] == 400
    assert (await house.refused("PATCH", address, {}))[0] == 400
    assert (await get(house, connection))["advertiser_ids"] == [house.usd]


async def test_a_connection_without_a_grant_has_nothing_to_choose_from(house: Any) -> None:
    started = await house.ok("POST", "/v1/connections", {})

    refused = await house.refused("PATCH", f"/v1/connections/{started['id']}", {"advertiser_ids": [house.usd]})
    assert refused == (409, "conflict")


@pytest.mark.parametrize("write", [True, False])
async def test_another_grant_stands_in_for_one_that_is_dead(house: Any, write: bool) -> None:  # noqa: FBT001  # a case
    older = await first(house)
    house.time.advance(minutes=1)
    newer = await house.connect(house.usd)
    kill(house, -1)
    if write:
        await house.campaign()
    else:
        await house.ok("GET", "/v1/reporting?start_date=2026-11-01&end_date=2026-11-02&dimensions=day")

    broken = await get(house, newer)
    assert (broken["status"], broken["health"]["state"]) == ("BROKEN", "BROKEN")
    assert (broken["health"]["last_error_code"], broken["health"]["last_error_at"]) == (40105, "2026-11-20T12:02:00Z")
    assert f"/v1/connections/{newer['id']}/reconnect" in broken["health"]["hint"]
    assert (await open_by(house))[house.usd] == older["id"]
    assert len(house.calls("campaign.create" if write else "report.integrated.get")) == 2


async def test_another_grant_stands_in_for_one_whose_person_lost_a_role(house: Any) -> None:
    older = await first(house)
    house.time.advance(minutes=1)
    newer = await house.connect(house.usd, house.eur)
    take_role(house, -1, house.eur)
    campaign = await house.campaign()
    again = await house.campaign(name="Again")

    assert (campaign["status"], again["status"]) == ("PAUSED", "PAUSED")
    assert await open_by(house) == {house.usd: older["id"], house.eur: newer["id"], house.jpy: older["id"]}
    shown = await get(house, newer)
    assert (shown["status"], shown["health"]["last_error_code"]) == ("CONNECTED", 40001)
    assert len([call for call in house.calls("campaign.create") if call.code == 40001]) == 1


async def test_where_no_grant_can_the_first_refusal_is_told(house: Any) -> None:
    house.time.advance(minutes=1)
    await house.connect(house.usd)
    take_role(house, -1, house.eur)
    kill(house, -2)

    assert await house.refused("POST", "/v1/campaigns", SPRING) == (403, "upstream_permission")
    assert (await house.ok("GET", f"/v1/campaigns?advertiser_id={house.usd}"))["total_count"] > 0


async def test_reads_of_the_mirror_go_on_while_the_only_grant_is_broken(house: Any) -> None:
    kill(house, -1)
    refused = await house.refused("POST", "/v1/campaigns", SPRING)

    assert refused == (403, "reconnect_needed")
    assert (await open_by(house)).keys() == set(house.way_in.advertiser_ids)
    assert (await house.ok("GET", "/v1/campaigns"))["total_count"] > 0


async def test_reconnecting_replaces_the_grant_and_keeps_the_connection(house: Any) -> None:
    before, ads = await first(house), await house.ok("GET", "/v1/ads?limit=1000")
    kill(house, -1)
    await house.refused("POST", "/v1/campaigns", SPRING)
    house.time.advance(minutes=1)
    answer = await reconnect(house, before, house.usd, house.jpy)

    after = answer.json()
    assert (after["id"], after["created_at"]) == (before["id"], before["created_at"])
    assert (after["status"], after["reason"], after["health"]["state"]) == ("CONNECTED", None, "HEALTHY")
    assert after["advertiser_ids"] == [house.usd, house.jpy]
    assert await open_by(house) == {house.usd: before["id"], house.jpy: before["id"]}
    assert await house.ok("GET", "/v1/ads?limit=1000") == ads
    assert (await house.campaign())["status"] == "PAUSED"


async def test_the_old_grant_is_used_until_the_new_one_is_there(house: Any) -> None:
    connection = await first(house)
    started = await house.ok("POST", f"/v1/connections/{connection['id']}/reconnect", {})
    meanwhile = await house.campaign()

    assert (started["id"], started["status"]) == (connection["id"], "CONNECTED")
    assert started["expires_at"] == "2026-11-20T13:01:00Z"
    assert meanwhile["status"] == "PAUSED"


@pytest.mark.parametrize(("how", "code"), [({"decision": "deny"}, "consent_denied"), ({}, "no_advertisers")])
async def test_a_reconnection_that_comes_to_nothing_leaves_the_grant_as_it_was(
    house: Any, how: dict[str, str], code: str
) -> None:
    connection = await first(house)
    answer = await reconnect(house, connection, **how)
    again = await reconnect(house, connection, house.usd)

    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert again.json()["advertiser_ids"] == [house.usd]
    assert (await house.campaign())["status"] == "PAUSED"


async def test_a_reconnection_that_nobody_answered_leaves_the_grant_as_it_was(house: Any) -> None:
    connection = await first(house)
    started = await house.ok("POST", f"/v1/connections/{connection['id']}/reconnect", {})
    house.time.advance(minutes=61)
    late = await house.back(await house.consent(started["authorization_url"], house.usd))

    assert late.json()["code"] == "consent_expired"
    assert (await get(house, connection))["status"] == "CONNECTED"


async def test_of_two_reconnections_the_later_one_counts(house: Any) -> None:
    connection = await first(house)
    one = await house.ok("POST", f"/v1/connections/{connection['id']}/reconnect", {})
    other = await house.ok("POST", f"/v1/connections/{connection['id']}/reconnect", {})
    stale = await house.back(await house.consent(one["authorization_url"], house.eur))
    good = await house.back(await house.consent(other["authorization_url"], house.jpy))

    assert (stale.status_code, stale.json()["code"]) == (400, "unknown_state")
    assert good.json()["advertiser_ids"] == [house.jpy]


async def test_chosen_advertisers_stay_chosen_over_a_reconnection_as_far_as_it_opens_them(house: Any) -> None:
    connection = await first(house)
    await house.ok("PATCH", f"/v1/connections/{connection['id']}", {"advertiser_ids": [house.usd, house.eur]})
    some = (await reconnect(house, connection, house.eur, house.jpy)).json()
    none = (await reconnect(house, connection, house.jpy)).json()

    assert (some["advertiser_ids"], some["granted_advertiser_ids"]) == ([house.eur], [house.eur, house.jpy])
    assert (none["advertiser_ids"], none["granted_advertiser_ids"]) == ([house.jpy], [house.jpy])


@pytest.mark.parametrize("ended", ["deny", "expire"])
async def test_a_connection_that_was_never_made_can_be_asked_for_again(house: Any, ended: str) -> None:
    started = await house.ok("POST", "/v1/connections", {})
    if ended == "expire":
        house.time.advance(minutes=61)
    address = await house.consent(started["authorization_url"], decision="deny")
    await house.back(address)
    answer = await reconnect(house, started, house.eur)

    assert (answer.json()["id"], answer.json()["status"]) == (started["id"], "CONNECTED")


async def test_a_revoked_connection_is_not_reconnected(house: Any) -> None:
    connection = await first(house)
    await house.ok("DELETE", f"/v1/connections/{connection['id']}")

    refused = await house.refused("POST", f"/v1/connections/{connection['id']}/reconnect", {})
    assert refused == (409, "conflict")


async def test_a_refusal_of_the_replaced_token_says_nothing_of_the_new_one(house: Any) -> None:
    connection = await first(house)

    async def replace_it_meanwhile(_method: str, path: str) -> None:
        if path == "/campaign/create/":
            house.wire.before = nothing
            kill(house, -1)
            await reconnect(house, connection, house.usd)

    async def nothing(_method: str, _path: str) -> None:
        pass

    house.wire.before = replace_it_meanwhile
    campaign = await house.campaign()

    assert campaign["status"] == "PAUSED"
    assert (await get(house, connection))["status"] == "CONNECTED"


async def test_a_consent_whose_browser_went_away_is_finished_by_the_worker(house: Any) -> None:
    started = await house.ok("POST", "/v1/connections", {})
    address = await house.consent(started["authorization_url"], house.eur)
    house.fault("fail", "advertiser.info", code=40100, count=50)
    busy = await house.back(address)
    house.simulator.faults.clear()
    house.time.advance(minutes=6)
    await house.round()

    assert busy.status_code == 503
    assert (await get(house, started))["status"] == "CONNECTED"


async def test_what_the_grant_lacks_is_told_in_words(house: Any) -> None:
    connection = await first(house)
    await house.sql("UPDATE connections SET scope = '100 200 4 7'")
    shown = await get(house, connection)

    assert shown["permissions"][2:] == [{"id": "4", "name": "Reporting"}, {"id": "7", "name": "App Management"}]
    assert [one["id"] for one in shown["missing_permissions"]] == ["201", "210", "211", "220", "221"]
    assert shown["missing_permissions"][0] == {
        "id": "201",
        "name": "Create and Update Campaigns",
        "needed_for": "creating and changing campaigns",
    }
    assert shown["health"]["state"] == "ATTENTION"
    assert "Create and Update Campaigns (creating and changing campaigns)" in shown["health"]["reason"]


async def test_health_tells_the_last_success_and_the_last_error(house: Any) -> None:
    connection = await first(house)
    house.time.advance(minutes=5)
    await house.campaign()
    await house.round()
    well = (await get(house, connection))["health"]
    house.time.advance(minutes=1)
    house.fault("fail", "campaign.create", code=40001, message="No permission to operate advertiser.")
    await house.refused("POST", "/v1/campaigns", SPRING)
    ill = (await get(house, connection))["health"]

    assert (well["state"], well["reason"], well["last_error"]) == ("HEALTHY", None, None)
    assert well["last_success_at"] == well["checked_at"] == "2026-11-20T12:06:00Z"
    assert (ill["state"], ill["reason"]) == ("ATTENTION", "No permission to operate advertiser.")
    assert (ill["last_error_code"], ill["last_error_at"]) == (40001, "2026-11-20T12:07:00Z")
    assert ill["hint"] == f"Read TikTok's message; POST /v1/connections/{connection['id']}/test tries again."


@pytest.mark.parametrize("code", [40102, 40105, 40113, 40104])
async def test_a_dead_grant_is_noticed_at_its_first_refusal(house: Any, code: int) -> None:
    house.fault("fail", "campaign.create", code=code, message="dead")
    await house.refused("POST", "/v1/campaigns", SPRING)

    shown = await get(house, await first(house))
    assert (shown["status"], shown["reason"], shown["health"]["last_error_code"]) == ("BROKEN", "dead", code)


async def test_nothing_is_sent_again_with_a_grant_that_was_revoked_meanwhile(house: Any) -> None:
    connection = await first(house)

    async def revoke_at_the_first(_method: str, path: str) -> None:
        if path == "/report/integrated/get/":
            house.wire.after = nothing
            await house.ok("DELETE", f"/v1/connections/{connection['id']}")

    async def nothing(_method: str, _path: str) -> None:
        pass

    house.wire.after = revoke_at_the_first
    house.fault("fail", "report.integrated.get", code=50000)  # the client asks again by itself
    answer = await house.ask("GET", "/v1/reporting?start_date=2026-11-01&end_date=2026-11-02&dimensions=day")

    assert (answer.status_code, answer.json()["code"]) == (403, "reconnect_needed")
    assert len(house.calls("report.integrated.get")) == 1

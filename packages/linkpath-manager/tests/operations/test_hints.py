"""TikTok's own subscriptions as hints: they make a look come sooner, and say nothing that counts."""

import hashlib
import hmac
import json
from typing import Any

import pytest

from linkpath_manager.operations import hint_upkeep
from linkpath_manager.store import events
from linkpath_manager.store.events import EventFilter
from tiktok_marketing.simulator import register_redirects
from tiktok_marketing.simulator.control_webhooks import catch_up
from tiktok_marketing.simulator.outbox import post_due
from tiktok_marketing.simulator.posting import to_app
from tiktok_marketing.simulator.review import decided

SUSPENSION = "AD_ACCOUNT_SUSPENSION"
DAY = 24 * 3_600


@pytest.fixture
async def told(house: Any) -> Any:
    """A house that TikTok reaches, and whose accounts' suspensions are subscribed to."""
    switch(house, "signed")
    house.services.public_url = "https://linkpath.test"
    house.simulator.receiver = to_app(house.inside.rest_door())
    await house.sync()
    house.time.advance(seconds=40)
    await house.round()
    house.simulator.journal.clear()
    return house


def switch(house: Any, hints: str) -> None:
    house.services.settings = house.services.settings.model_copy(update={"tiktok_hints": hints})


async def ad_in_review(house: Any) -> str:
    campaign = await house.campaign(status="ACTIVE")
    adgroup = await house.adgroup(campaign["id"], status="ACTIVE")
    made = await house.ad(adgroup["id"], status="ACTIVE")
    for _ in range(2):
        house.time.advance(seconds=2)
        await house.round()
    return str(made["id"])


def decide(house: Any, ad_id: str, *, approved: bool) -> None:
    house.state.save(decided(house.at_tiktok("ad", ad_id), house.time.now(), approved=approved))


async def post(house: Any) -> list[int | None]:
    """Has TikTok post what is due; returns how LinkPath answered."""
    known = set(house.state.deliveries)
    catch_up(house.simulator)
    await post_due(house.simulator)
    return [one.attempts[-1].status for id_, one in house.state.deliveries.items() if id_ not in known and one.attempts]


async def types(house: Any, object_id: str) -> list[str]:
    rows = await events.page(
        house.db, house.workspace_id, EventFilter(object_id=object_id), 1_000, at=0, ascending=True
    )
    return [json.loads(row.body)["type"] for row in rows]


async def waiting(house: Any) -> list[tuple[str, float]]:
    """Advertisers that a look waits for, and in how many seconds."""
    now = house.time.now().timestamp()
    rows = await house.sql("SELECT advertiser_id, due_at FROM sync_tasks WHERE what = 'look' ORDER BY advertiser_id")
    return [(row[0], round(row[1] / 1_000_000 - now, 3)) for row in rows]


def living(house: Any) -> list[tuple[str, str]]:
    """What TikTok tells of, as it lists it: the entity, and the ad or the advertiser."""
    now = house.time.now()
    ended = {token for token, grant in house.state.grants.items() if grant.revoked_at}
    return sorted(
        (one.entity, one.detail.get("ad_id") or one.detail["advertiser_ids"][0])
        for one in house.state.subscriptions.values()
        if one.detail["access_token"] not in ended and (one.ended_at is None or one.ended_at > now)
    )


def of_accounts(house: Any) -> list[tuple[str, str]]:
    return [one for one in living(house) if one[0] == SUSPENSION]


async def a_post(house: Any, body: dict[str, Any], *, secret: str | None = None, key: str | None = None) -> Any:
    """What LinkPath answers to a post that is signed with `secret`; the app's, where none is given."""
    raw = json.dumps(body).encode()
    signature = hmac.digest((house.way_in.secret if secret is None else secret).encode(), raw, hashlib.sha256).hex()
    url = next(iter(house.state.subscriptions.values())).callback_url
    address = url if key is None else url.rsplit("/", 1)[0] + f"/{key}"
    headers = {"content-type": "application/json"} | ({} if secret == "" else {"x-open-signature": signature})
    return await house.api.post(address.removeprefix("https://linkpath.test"), content=raw, headers=headers)


def review_of(house: Any, *, seconds_ago: float = 0) -> dict[str, Any]:
    at = int(house.time.now().timestamp() - seconds_ago)
    return {"request_id": "1", "object": 3, "time": at, "entry": [{"adv_id": int(house.usd), "ad_id": "1"}]}


@pytest.mark.parametrize("verdict", ["approved", "rejected"])
async def test_a_review_is_told_long_before_the_next_look_would_see_it(told: Any, verdict: str) -> None:
    ad_id = await ad_in_review(told)
    subscribed = living(told)
    told.time.advance(seconds=12)
    decide(told, ad_id, approved=verdict == "approved")
    answered = await post(told)
    await told.round()

    assert ("AD", ad_id) in subscribed
    assert answered == [200]
    assert await types(told, ad_id) == [f"ad.{verdict}"]


async def test_a_review_that_is_over_is_no_longer_subscribed_to(told: Any) -> None:
    ad_id = await ad_in_review(told)
    decide(told, ad_id, approved=True)
    await post(told)
    told.time.advance(seconds=12)
    await told.round()
    told.time.advance(seconds=1)
    await told.round()

    assert ("AD", ad_id) not in living(told)


async def test_every_advertiser_in_use_is_subscribed_to_once_however_often_it_is_read(told: Any) -> None:
    await told.sync()
    told.time.advance(seconds=40)
    await told.round()

    assert of_accounts(told) == [(SUSPENSION, id_) for id_ in sorted(told.way_in.advertiser_ids)]
    assert told.calls("subscription.subscribe") == []


@pytest.mark.parametrize("hints", ["off", "signed"])
async def test_nothing_is_subscribed_to_where_nobody_asked_for_it_or_no_address_is_known(
    house: Any, hints: str
) -> None:
    switch(house, hints)
    house.services.public_url = "https://linkpath.test" if hints == "off" else ""
    await house.sync()
    house.time.advance(seconds=40)
    await house.round()

    assert house.calls("subscription.subscribe") == house.calls("subscription.get") == []
    assert (await house.api.post("/tiktok/hints/default/0", json={})).status_code == 404


async def test_a_forged_post_does_nothing(told: Any) -> None:
    forged = ({"secret": "guessed"}, {"secret": ""}, {"key": "0" * 32}, {"key": "é"})
    answers = [(await a_post(told, review_of(told), **how)).status_code for how in forged]
    elsewhere = [await told.api.post(f"/tiktok/hints/{app}/0", json=review_of(told)) for app in ("default", "app_1")]

    assert answers == [403, 403, 404, 404]
    assert [answer.status_code for answer in elsewhere] == [404, 404]
    assert await waiting(told) == []


async def test_an_address_that_forges_too_often_is_not_listened_to_for_a_while(told: Any) -> None:
    for _ in range(told.services.settings.limit_strangers):
        await a_post(told, review_of(told), secret="guessed")
    early = await a_post(told, review_of(told))
    told.time.advance(seconds=61)

    assert early.status_code == 429
    assert (await a_post(told, review_of(told))).status_code == 200


async def test_what_is_not_signed_is_taken_where_the_operator_says_so_and_what_is_signed_wrongly_is_not(
    told: Any,
) -> None:
    switch(told, "unsigned")
    wrong = await a_post(told, review_of(told), secret="guessed")
    told.time.advance(seconds=12)
    unsigned = await a_post(told, review_of(told), secret="")

    assert (wrong.status_code, unsigned.status_code) == (403, 200)
    assert await waiting(told) == [(told.usd, 0)]


async def test_many_posts_cost_one_look_and_one_more_for_what_it_may_have_missed(told: Any) -> None:
    told.time.advance(seconds=12)
    for _ in range(5):
        await a_post(told, review_of(told))
    first = await waiting(told)
    await told.sql("UPDATE sync_tasks SET taken_by = 'lease', taken_until = due_at + 60000000")
    for _ in range(5):
        told.time.advance(seconds=1)
        await a_post(told, review_of(told))

    assert first == [(told.usd, 0)]
    assert await waiting(told) == [(told.usd, 1)]


async def test_two_looks_that_hints_cause_do_not_follow_each_other_at_once(told: Any) -> None:
    told.time.advance(seconds=12)
    await a_post(told, review_of(told))
    await told.round()
    told.time.advance(seconds=3)
    await a_post(told, review_of(told))

    assert await waiting(told) == [(told.usd, 2)]


async def test_a_post_that_comes_again_once_the_account_was_looked_at_costs_nothing(told: Any) -> None:
    told.time.advance(seconds=100)
    await told.round()

    answer = await a_post(told, review_of(told, seconds_ago=40))

    assert answer.status_code == 200
    assert await waiting(told) == []


async def test_a_suspension_has_its_advertiser_looked_at(told: Any) -> None:
    told.time.advance(seconds=12)
    answer = await told.tiktok.post("/_sim/advertiser", json={"advertiser_id": told.eur, "status": "STATUS_LIMIT"})
    await post(told)

    assert answer.status_code == 200, answer.text
    assert [one.standing for one in told.state.deliveries.values()] == ["delivered"]
    assert await waiting(told) == [(told.eur, 0)]


async def test_a_challenge_is_echoed(told: Any) -> None:
    flat = await a_post(told, {"challenge": "why"}, secret="")
    inside = await a_post(told, {"event": "verify_webhook", "content": {"challenge": 7}}, secret="")

    assert (flat.json(), inside.json()) == ({"challenge": "why"}, {"challenge": 7})


async def test_a_subscription_that_died_is_made_anew_within_a_day(told: Any) -> None:
    for one in list(told.state.subscriptions.values()):
        told.state.forget(one)
    early = of_accounts(told)
    told.time.advance(seconds=DAY)
    await hint_upkeep.look_after(told.services)
    checks = len(told.calls("subscription.get"))
    await told.round()

    assert early == []
    assert checks == 1
    assert of_accounts(told) == [(SUSPENSION, id_) for id_ in sorted(told.way_in.advertiser_ids)]


async def test_one_whose_answer_was_lost_is_found_and_not_made_twice(house: Any) -> None:
    switch(house, "signed")
    house.services.public_url = "https://linkpath.test"
    house.fault("cut_after", "subscription.subscribe", count=1)
    await house.sync()
    for _ in range(3):
        house.time.advance(seconds=61)
        await house.round()

    made = house.calls("subscription.subscribe")
    assert of_accounts(house) == [(SUSPENSION, id_) for id_ in sorted(house.way_in.advertiser_ids)]
    assert len({json.dumps(call.params["subscription_detail"], sort_keys=True) for call in made}) == len(made)
    assert await house.sql("SELECT object_id FROM tiktok_subscriptions WHERE subscription_id IS NULL") == []


async def test_subscriptions_end_with_their_connection_and_are_made_anew_with_the_next(told: Any) -> None:
    (connection,) = (await told.ok("GET", "/v1/connections"))["data"]
    await told.ok("DELETE", f"/v1/connections/{connection['id']}")
    await told.round()
    after = living(told)
    kept = await told.sql("SELECT entity FROM tiktok_subscriptions")
    register_redirects(told.state, told.way_in.app_id, [told.services.public_url + "/oauth/tiktok/callback"])
    await told.connect()
    for _ in range(2):
        await told.sync()

    assert (after, kept) == ([], [])
    assert of_accounts(told) == [(SUSPENSION, id_) for id_ in sorted(told.way_in.advertiser_ids)]


async def test_an_advertiser_that_is_no_longer_used_is_unsubscribed(told: Any) -> None:
    (connection,) = (await told.ok("GET", "/v1/connections"))["data"]
    await told.ok("PATCH", f"/v1/connections/{connection['id']}", {"advertiser_ids": [told.usd]})
    await hint_upkeep.look_after(told.services)
    await told.round()

    assert of_accounts(told) == [(SUSPENSION, told.usd)]


async def test_all_end_where_hints_are_turned_off(told: Any) -> None:
    switch(told, "off")
    await hint_upkeep.look_after(told.services)
    await told.round()

    assert living(told) == []


async def test_an_app_that_may_not_subscribe_says_so_and_is_asked_once_a_day(house: Any) -> None:
    switch(house, "signed")
    house.services.public_url = "https://linkpath.test"
    house.fault("fail", "subscription.subscribe", code=40001, message="The app lacks a permission.", count=1_000)
    for _ in range(2):
        await house.sync()
    first = len(house.calls("subscription.subscribe"))
    for _ in range(2):
        await house.sync()
    early = len(house.calls("subscription.subscribe"))
    (connection,) = (await house.ok("GET", "/v1/connections"))["data"]
    house.simulator.faults.orders.clear()
    house.time.advance(seconds=DAY)
    for _ in range(2):
        await house.sync()
    (later,) = (await house.ok("GET", "/v1/connections"))["data"]

    assert 0 < first == early <= len(house.way_in.advertiser_ids)
    assert connection["health"]["state"] == "HEALTHY"
    assert connection["health"]["hints"].startswith("Changes are noticed by looking alone. TikTok does not allow this")
    assert later["health"]["hints"] is None

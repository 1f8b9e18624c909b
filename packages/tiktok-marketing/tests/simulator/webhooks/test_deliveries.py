"""Behaviour reference §11.3: posted as it happened, signed, repeated for 72 h, silent once the token is dead; §14.7."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

import pytest

from tiktok_marketing.simulator import outbox

from .conftest import HOOK


@pytest.fixture
async def ad_id(subscriber: Any) -> str:
    """An ad that somebody watches."""
    _, _, made = await subscriber.desk.tree()
    await subscriber.to_ad(made)
    return str(made)


def moments(delivery: dict[str, Any]) -> list[timedelta]:
    """When it was attempted, after it happened."""
    happened = datetime.fromisoformat(delivery["happened_at"])
    return [datetime.fromisoformat(attempt["at"]) - happened for attempt in delivery["attempts"]]


async def test_a_post_is_signed_with_the_apps_secret(subscriber: Any, ad_id: str) -> None:
    await subscriber.review(ad_id)
    await subscriber.post()

    (post,) = subscriber.mailbox.posts
    expected = hmac.new(subscriber.desk.app["secret"].encode(), post.body, hashlib.sha256).hexdigest()
    assert (post.url, post.headers) == (
        HOOK,
        {"Content-Type": "application/json", "X-Open-Signature": expected},
    )


async def test_nothing_leaves_before_it_is_told_to_where_no_server_runs(subscriber: Any, ad_id: str) -> None:
    await subscriber.review(ad_id)

    (pending,) = await subscriber.deliveries()
    assert (pending["standing"], pending["attempts"], subscriber.mailbox.posts) == ("pending", [], [])

    (posted,) = await subscriber.post()

    assert (posted["standing"], [attempt["status"] for attempt in posted["attempts"]]) == ("delivered", [200])
    assert await subscriber.post() == []


async def test_what_is_not_taken_is_repeated_with_growing_pauses(subscriber: Any, ad_id: str) -> None:
    subscriber.mailbox.statuses = [500, None, 302]
    await subscriber.review(ad_id)
    subscriber.desk.advance(minutes=10)

    (delivery,) = await subscriber.post()

    assert delivery["standing"] == "delivered"
    assert moments(delivery) == [timedelta(minutes=minutes) for minutes in (0, 1, 3, 7)]
    assert [attempt.get("status") for attempt in delivery["attempts"]] == [500, None, 302, 200]
    assert len({post.body for post in subscriber.mailbox.posts}) == 1


async def test_what_nobody_takes_is_dropped_after_72_hours(subscriber: Any, ad_id: str) -> None:
    subscriber.mailbox.statuses = [None] * 99
    await subscriber.review(ad_id)
    subscriber.desk.advance(hours=73)

    (delivery,) = await subscriber.post()

    assert delivery["standing"] == "dropped"
    assert timedelta(hours=36) < moments(delivery)[-1] <= timedelta(hours=72)
    assert await subscriber.post() == []


async def test_a_dead_token_ends_what_was_on_its_way_and_what_would_have_come(subscriber: Any, ad_id: str) -> None:
    subscriber.mailbox.statuses = [500]
    await subscriber.review(ad_id)
    await subscriber.post()

    body = subscriber.desk.app | {"access_token": subscriber.desk.token}
    await subscriber.desk.ok("POST", "/oauth2/revoke_token/", **body)
    await subscriber.review(ad_id, approved=False)
    subscriber.desk.advance(hours=1)
    await subscriber.post()

    assert len(subscriber.mailbox.posts) == 1
    assert [one["standing"] for one in await subscriber.deliveries()] == ["dropped"]


async def test_what_happened_before_the_token_died_was_told_in_time(subscriber: Any) -> None:
    desk = subscriber.desk
    ad_id = await desk.ad(await desk.adgroup(await desk.campaign()))
    await subscriber.to_ad(ad_id)
    desk.advance(hours=7)

    await desk.ok("POST", "/oauth2/revoke_token/", **desk.app, access_token=desk.token)
    await subscriber.post()

    assert len(subscriber.mailbox.posts) == 1


async def test_an_unsubscribed_notice_is_not_posted(subscriber: Any) -> None:
    desk = subscriber.desk
    _, _, ad_id = await desk.tree()
    made = await subscriber.to_ad(ad_id)

    await desk.ok("POST", "/subscription/unsubscribe/", **desk.app, subscription_id=made)
    await subscriber.review(ad_id)

    assert await subscriber.post() == []


async def test_any_delivery_can_be_posted_again(subscriber: Any, ad_id: str) -> None:
    await subscriber.review(ad_id)
    (first,) = await subscriber.post()
    subscriber.desk.advance(days=30)

    again = await subscriber.sim("POST", f"/deliveries/{first['id']}/redeliver")

    assert (again["standing"], len(again["attempts"])) == ("delivered", 2)
    one, other = subscriber.mailbox.posts
    assert one == other
    missing = await subscriber.desk.http.post("/_sim/deliveries/7/redeliver")
    assert (missing.status_code, missing.json()) == (400, {"error": "id: there is no delivery '7'"})


async def test_deliveries_are_listed_by_what_became_of_them(subscriber: Any, ad_id: str) -> None:
    await subscriber.order(kind="webhook_lost")
    for _ in range(2):
        await subscriber.review(ad_id)
        subscriber.desk.advance(minutes=1)
    await subscriber.post()

    async def found(**asked: Any) -> list[str]:
        return [one["standing"] for one in await subscriber.deliveries(**asked)]

    assert await found() == ["lost", "delivered"]
    assert await found(standing="lost") == ["lost"]
    assert await found(entity="LEAD") == []
    assert await found(limit=1) == ["delivered"]


async def test_only_the_newest_that_came_to_an_end_are_remembered(
    subscriber: Any, ad_id: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr(outbox, "KEPT", 2)

    for _ in range(4):
        await subscriber.review(ad_id)
        await subscriber.post()
        subscriber.desk.advance(minutes=1)
    await subscriber.review(ad_id)

    assert [one["standing"] for one in await subscriber.deliveries()] == ["delivered", "delivered", "pending"]


async def test_a_restored_world_posts_what_was_still_to_be_posted(subscriber: Any, ad_id: str) -> None:
    await subscriber.review(ad_id)
    await subscriber.deliveries()
    await subscriber.sim("POST", "/snapshots", json={"name": "before"})
    await subscriber.post()

    await subscriber.sim("POST", "/snapshots/before/restore")
    await subscriber.post()

    first, second = subscriber.mailbox.posts
    assert first == second


# Faults


async def three(subscriber: Any, ad_id: str) -> list[int]:
    """In which order the notices of three reviews, a minute apart, came, by number."""
    start = int(subscriber.desk.simulator.now().timestamp())
    for _ in range(3):
        await subscriber.review(ad_id)
        await subscriber.post()
        subscriber.desk.advance(minutes=1)
    await subscriber.post()
    return [(body["time"] - start) // 60 for body in subscriber.mailbox.bodies]


@pytest.mark.parametrize(
    ("fault", "order"),
    [
        ({"kind": "webhook_twice", "after": 1}, [0, 1, 1, 2]),
        ({"kind": "webhook_lost", "after": 1}, [0, 2]),
        ({"kind": "webhook_reordered"}, [1, 0, 2]),
        ({"kind": "webhook_late", "delay_ms": 90_000}, [1, 0, 2]),
        ({"kind": "webhook_lost", "endpoint": "webhook.lead"}, [0, 1, 2]),
        ({"kind": "webhook_lost", "endpoint": "webhook.*", "count": 3}, []),
        ({"kind": "webhook_lost", "advertiser_id": "7100000000000000002"}, [0, 1, 2]),
        ({"kind": "webhook_lost", "advertiser_id": "7100000000000000001"}, [1, 2]),
    ],
)
async def test_notices_come_twice_late_in_another_order_or_not_at_all(
    subscriber: Any, ad_id: str, fault: dict[str, Any], order: list[int]
) -> None:
    await subscriber.order(**fault)

    assert await three(subscriber, ad_id) == order


async def test_a_notice_that_waits_for_the_next_one_waits_an_hour_at_most(subscriber: Any, ad_id: str) -> None:
    await subscriber.order(kind="webhook_reordered")
    await subscriber.review(ad_id)

    subscriber.desk.advance(minutes=59)
    assert await subscriber.post() == []
    subscriber.desk.advance(minutes=1)

    assert len(await subscriber.post()) == 1


@pytest.mark.parametrize(("kind", "headers"), [("webhook_unsigned", 1), ("webhook_missigned", 2)])
async def test_a_notice_comes_without_a_good_signature(subscriber: Any, ad_id: str, kind: str, headers: int) -> None:
    await subscriber.order(kind=kind)
    await subscriber.review(ad_id)
    await subscriber.post()

    (post,) = subscriber.mailbox.posts
    expected = hmac.new(subscriber.desk.app["secret"].encode(), post.body, hashlib.sha256).hexdigest()
    assert len(post.headers) == headers
    assert post.headers.get("X-Open-Signature") != expected


async def test_faults_of_calls_and_of_deliveries_leave_each_other_alone(subscriber: Any, ad_id: str) -> None:
    await subscriber.order(kind="fail", endpoint="*")
    await subscriber.order(kind="webhook_lost")

    assert (await subscriber.desk.get("/bc/get/"))["code"] == 50000
    assert (await subscriber.desk.get("/bc/get/"))["code"] == 0
    await subscriber.review(ad_id)
    await subscriber.post()

    assert [one["standing"] for one in await subscriber.deliveries()] == ["lost"]


async def test_an_order_for_deliveries_names_one(subscriber: Any) -> None:
    response = await subscriber.desk.http.post(
        "/_sim/faults", json={"kind": "webhook_lost", "endpoint": "campaign.create"}
    )

    assert response.status_code == 400
    assert response.json()["error"].startswith("endpoint: one of webhook.lead, webhook.ad_group,")

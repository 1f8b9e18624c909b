"""Events arrive: signed, by schedule, at least once, in order where asked, and nobody holds up another."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import stripe
from aiohttp import web
from receiving import Receiver, receiving
from standardwebhooks.webhooks import Webhook

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.delivery import Poster, schedule
from linkpath_manager.domain.event import Event
from linkpath_manager.errors import Unavailable
from linkpath_manager.operations import telling, upkeep, webhook_upkeep
from linkpath_manager.store import deliveries, events

NO_JITTER = 1.2


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as one:
        yield one


async def endpoint(house: Any, receiver: Receiver, *types: str, **more: Any) -> dict[str, Any]:
    return dict(
        await house.ok(
            "POST", "/v1/webhook-endpoints", {"url": receiver.url, "event_types": list(types or ("*",)), **more}
        )
    )


async def tell(house: Any, *types: str, advertiser_id: str | None = None, object_id: str = "1") -> list[str]:
    data = [{"object": {"n": n}, "previous": None} for n in range(len(types))]
    rows = [Event(kind, advertiser_id, "ad", object_id, one) for kind, one in zip(types, data, strict=True)]
    async with house.db.transaction(WORKSPACE_ID) as tx:
        return await events.append(tx, WORKSPACE_ID, rows, house.time.now())


async def deliver(house: Any) -> None:
    await telling.deliver_due(house.services)


async def log_of(house: Any, one: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
    return list((await house.ok("GET", f"/v1/webhook-endpoints/{one['id']}/deliveries{query}"))["data"])


async def health(house: Any, one: dict[str, Any]) -> dict[str, Any]:
    return dict((await house.ok("GET", f"/v1/webhook-endpoints/{one['id']}"))["health"])


async def test_an_event_arrives_once_as_it_is_read_and_signed(house: Any, receiver: Receiver) -> None:
    one = await endpoint(house, receiver)
    (event_id,) = await tell(house, "ad.approved")

    await house.round()
    await house.round()

    (post,) = receiver.posts
    assert post.event == await house.ok("GET", f"/v1/events/{event_id}")
    names = ("x-linkpath-event", "x-linkpath-event-id", "x-linkpath-attempt", "webhook-id", "content-type")
    assert [post.headers[name] for name in names] == ["ad.approved", event_id, "1", event_id, "application/json"]
    stripe.WebhookSignature.verify_header(post.body.decode(), post.headers["x-linkpath-signature"], one["secret"], None)
    signature = post.headers["x-linkpath-signature"]
    assert signature.startswith(f"t={int(house.time.now().timestamp())},v1=")
    (told,) = await log_of(house, one)
    assert (told["status"], told["id"]) == ("DELIVERED", post.headers["x-linkpath-delivery-id"])
    assert told["reason"] == "It arrived: the answer was 200."
    assert [(at["number"], at["ok"], at["response"]) for at in told["attempts"]] == [(1, True, "taken")]
    assert (await health(house, one))["state"] == "HEALTHY"


async def test_each_post_is_a_span_without_its_address_and_its_secret(house: Any, receiver: Receiver) -> None:
    one = await endpoint(house, receiver)
    receiver.statuses = [500]
    async with house.traced() as kept:
        await tell(house, "ad.approved")
        await deliver(house)
        house.time.advance(hours=1)
        await deliver(house)

    spans = [span for span in kept.get_finished_spans() if span.name == "webhook.post"]
    assert [dict(span.attributes) for span in spans] == [
        {"linkpath.workspace_id": WORKSPACE_ID, "linkpath.attempt": n, "http.response.status_code": status}
        for n, status in ((1, 500), (2, 200))
    ]
    assert [span.status.description for span in spans] == ["failed", None]
    told = "".join(span.to_json() for span in spans)
    assert one["secret"] not in told
    assert receiver.url not in told
    assert "traceparent" not in receiver.posts[0].headers


async def test_each_is_told_what_it_asked_for(house: Any) -> None:
    async with receiving() as ads, receiving() as euros, receiving() as paused:
        await endpoint(house, ads, "ad.*", "change.pending")
        await endpoint(house, euros, "*", advertiser_ids=[house.eur])
        off = await endpoint(house, paused)
        await house.ok("PATCH", f"/v1/webhook-endpoints/{off['id']}", {"status": "PAUSED"})
        await tell(house, "ad.approved", "campaign.status_changed", "change.pending", advertiser_id=house.usd)
        await tell(house, "ad.rejected", advertiser_id=house.eur)
        await tell(house, "connection.broken")
        await deliver(house)

        assert sorted(ads.types) == ["ad.approved", "ad.rejected", "change.pending"]
        assert euros.types == ["ad.rejected"]
        assert paused.types == []
        await house.ok("PATCH", f"/v1/webhook-endpoints/{off['id']}", {"status": "ENABLED"})
        await deliver(house)
        assert len(paused.types) == 5


async def test_a_failure_is_tried_again_by_the_schedule_and_given_up_at_its_end(house: Any, receiver: Receiver) -> None:
    one = await endpoint(house, receiver)
    receiver.statuses = [500] * 50
    await tell(house, "ad.approved")

    for n, seconds in enumerate((0, *schedule.DELAYS_SECONDS), start=1):
        if n > 1:
            house.time.advance(seconds=seconds * 0.8 - 0.01)
            await deliver(house)
            assert len(receiver.posts) == n - 1
        house.time.advance(seconds=seconds * 0.4 + 601)  # the longest hold
        await deliver(house)
        assert len(receiver.posts) == n

    house.time.advance(days=3)
    await deliver(house)
    (told,) = await log_of(house, one)
    assert (told["status"], told["attempts_begun"], len(receiver.posts)) == ("FAILED", 12, 12)
    assert told["reason"] == "It was given up after 12 attempts. The answer was 500."
    assert {post.headers["x-linkpath-event-id"] for post in receiver.posts} == {told["event_id"]}
    assert [post.headers["x-linkpath-attempt"] for post in receiver.posts] == [str(n) for n in range(1, 13)]


async def test_a_receiver_that_asks_for_time_gets_it(house: Any, receiver: Receiver) -> None:
    await endpoint(house, receiver)
    receiver.statuses, receiver.headers = [503], {"retry-after": "3600"}
    await tell(house, "ad.approved")
    await deliver(house)

    house.time.advance(seconds=3_599)
    await deliver(house)
    assert len(receiver.posts) == 1
    house.time.advance(seconds=2)
    await deliver(house)
    assert len(receiver.posts) == 2


async def test_410_disables_and_that_is_told_to_the_others(house: Any, receiver: Receiver) -> None:
    async with receiving() as other:
        gone, here = await endpoint(house, receiver, "ad.*"), await endpoint(house, other, "endpoint.*")
        receiver.statuses = [410]
        await tell(house, "ad.approved")
        await deliver(house)
        await tell(house, "ad.approved")
        await deliver(house)

        now = await house.ok("GET", f"/v1/webhook-endpoints/{gone['id']}")
        assert (now["status"], now["health"]["state"]) == ("DISABLED", "DISABLED")
        assert now["health"]["reason"] == "It answered 410: nothing is wanted there any more."
        assert (len(receiver.posts), other.types) == (1, ["endpoint.disabled"])
        assert other.posts[0].event["data"]["object"]["id"] == gone["id"]
        assert (await health(house, here))["state"] == "HEALTHY"


async def test_a_redirect_is_a_failure_and_not_followed(house: Any, receiver: Receiver) -> None:
    async with receiving() as elsewhere:
        one = await endpoint(house, receiver)
        receiver.statuses, receiver.headers = [307], {"location": elsewhere.url}
        await tell(house, "ad.approved")
        await deliver(house)

        (told,) = await log_of(house, one)
        assert (told["status"], elsewhere.posts) == ("PENDING", [])
        assert "redirects are not followed" in told["reason"]
        assert told["next_attempt_at"] is not None


async def test_ten_failures_hold_it_back_and_one_success_lets_it_go(house: Any, receiver: Receiver) -> None:
    one = await endpoint(house, receiver)
    receiver.statuses = [500] * 10
    await tell(house, *["ad.approved"] * 10)
    await deliver(house)
    await tell(house, *["ad.rejected"] * 5)
    await deliver(house)

    assert len(receiver.posts) == 10
    held = await health(house, one)
    assert (held["state"], held["waiting"]) == ("HELD", 15)
    assert held["reason"].startswith("The last 10 posts failed. The last one: The answer was 500.")
    house.time.advance(seconds=31)
    await deliver(house)
    assert len(receiver.posts) == 25
    assert ((await health(house, one))["state"], (await health(house, one))["waiting"]) == ("HEALTHY", 0)


async def test_an_endpoint_that_fails_for_five_days_is_disabled_and_can_be_enabled(
    house: Any, receiver: Receiver
) -> None:
    one = await endpoint(house, receiver, "ad.*")
    receiver.statuses = [500] * 1_000
    for _ in range(31):
        await tell(house, "ad.approved")
        house.time.advance(hours=4)
        await deliver(house)

    disabled = await health(house, one)
    assert disabled["state"] == "DISABLED"
    assert disabled["reason"] == "Every post has failed for 120 h. The last one: The answer was 500."
    receiver.statuses = []
    receiver.posts.clear()
    await house.ok("PATCH", f"/v1/webhook-endpoints/{one['id']}", {"status": "ENABLED"})
    house.time.advance(days=2)
    await deliver(house)
    assert receiver.posts
    assert (await health(house, one))["state"] == "HEALTHY"


async def test_a_rotated_secret_and_the_former_one_both_verify_for_a_day(house: Any, receiver: Receiver) -> None:
    one = await endpoint(house, receiver)
    new = await house.ok("POST", f"/v1/webhook-endpoints/{one['id']}/rotate-secret", {})
    assert new["old_secret_until"] == "2026-11-21T12:01:00Z"
    await tell(house, "ad.approved")
    await deliver(house)
    house.time.advance(hours=25)
    await tell(house, "ad.approved")
    await deliver(house)

    during, after = receiver.posts
    for secret in (one["secret"], new["secret"]):
        signature = during.headers["x-linkpath-signature"]
        stripe.WebhookSignature.verify_header(during.body.decode(), signature, secret, None)
        signed = Webhook(secret).sign(
            during.headers["webhook-id"], house.time.now().replace(day=20, hour=12), during.body.decode()
        )
        assert signed in during.headers["webhook-signature"].split(" ")
    assert after.headers["x-linkpath-signature"].count("v1=") == 1
    assert after.headers["webhook-signature"].count("v1,") == 1


async def test_an_objects_events_keep_their_order_where_that_is_asked_for(house: Any, receiver: Receiver) -> None:
    await endpoint(house, receiver, ordering="per_object")
    receiver.statuses = [500]
    await tell(house, "ad.approved", "ad.rejected", "ad.approved", object_id="1")
    await deliver(house)
    await tell(house, "change.pending", object_id="2")
    await deliver(house)
    assert receiver.types == ["ad.approved", "change.pending"]
    house.time.advance(seconds=7)
    await deliver(house)

    assert receiver.types == ["ad.approved", "change.pending", "ad.approved", "ad.rejected", "ad.approved"]


async def test_what_a_process_that_died_had_claimed_is_posted_by_another(house: Any, receiver: Receiver) -> None:
    await endpoint(house, receiver)
    await tell(house, "ad.approved")
    await telling.fan_out(house.services)
    now = int(house.time.now().timestamp() * 1_000_000)
    (endpoint_id,) = (await house.sql("SELECT id FROM webhook_endpoints"))[0]
    async with house.db.transaction("*") as tx:
        claimed = await deliveries.claim(
            tx, [(endpoint_id, 5)], now=now, until=now + 45_000_000, process_id="proc_dead"
        )
    assert [row.attempt for row in claimed] == [1]

    await deliver(house)
    assert receiver.posts == []
    house.time.advance(seconds=46)
    await deliver(house)
    assert [post.headers["x-linkpath-attempt"] for post in receiver.posts] == ["2"]


async def test_alone_on_its_database_linkpath_goes_on_at_once_after_a_crash(house: Any, receiver: Receiver) -> None:
    await endpoint(house, receiver)
    await tell(house, "ad.approved")
    await telling.fan_out(house.services)
    await house.sql("UPDATE deliveries SET leased_by = 'proc_dead', due_at = due_at + 45000000, attempt = 1")

    await upkeep.adopt_all(house.services)
    await deliver(house)

    assert len(receiver.posts) == 1


async def test_events_are_fanned_out_once_though_many_try(house: Any, receiver: Receiver) -> None:
    await endpoint(house, receiver)
    for _ in range(5):
        await tell(house, *["ad.approved"] * 20)
        await asyncio.gather(*(telling.fan_out(house.services) for _ in range(4)))
    await telling.fan_out(house.services)

    assert (await house.sql("SELECT count(*), count(DISTINCT event_id) FROM deliveries"))[0] == (100, 100)


async def test_two_that_deliver_at_once_post_everything_once(house: Any, receiver: Receiver) -> None:
    await endpoint(house, receiver)
    await tell(house, *["ad.approved"] * 200)

    await asyncio.gather(deliver(house), deliver(house))

    ids = [post.headers["x-linkpath-event-id"] for post in receiver.posts]
    assert (len(ids), len(set(ids))) == (200, 200)


async def test_a_receiver_that_hangs_holds_up_nobody_else(house: Any, receiver: Receiver) -> None:
    house.services.poster = Poster(house.services.poster._guard, loopback_http=True, total_seconds=1)
    released = asyncio.Event()

    async def hang(_request: Any) -> Any:
        await released.wait()

    async with receiving() as black_hole:
        black_hole.answer = hang
        stuck = await endpoint(house, black_hole)
        await endpoint(house, receiver)
        await tell(house, *["ad.approved"] * 50)
        delivering = asyncio.create_task(deliver(house))
        while len(receiver.posts) < 50:  # noqa: ASYNC110  # of the receiver's list, which has no event
            await asyncio.sleep(0.01)
        assert not delivering.done()
        await delivering
        released.set()

        told = await health(house, stuck)
        assert told["state"] == "HELD"
        assert "No answer came within 1 s." in told["reason"]


async def test_what_was_missed_is_counted_and_told_again(house: Any, receiver: Receiver) -> None:
    await tell(house, "ad.approved", "ad.rejected", "change.pending")
    one = await endpoint(house, receiver, "ad.*")
    await telling.fan_out(house.services)
    await house.sql("DELETE FROM deliveries")
    again = f"/v1/webhook-endpoints/{one['id']}/replay"

    assert await house.ok("POST", again, {"dry_run": True}) == {"object": "replay", "count": 2, "dry_run": True}
    await deliver(house)
    assert receiver.posts == []
    assert (await house.ok("POST", again, {"event_types": ["ad.rejected"]}))["count"] == 1
    await deliver(house)
    assert (await house.ok("POST", again, {"dry_run": True}))["count"] == 1
    assert (await house.ok("POST", again, {"dry_run": True, "only": "all"}))["count"] == 2
    assert (await house.ok("POST", again, {"until": "2026-11-20T00:00:00Z"}))["count"] == 0
    assert receiver.types == ["ad.rejected"]


async def test_one_event_is_told_again(house: Any, receiver: Receiver) -> None:
    one = await endpoint(house, receiver, "ad.*")
    approved, pending = await tell(house, "ad.approved", "change.pending")
    await deliver(house)

    assert (await house.ok("POST", f"/v1/events/{approved}/resend", {}))["count"] == 1
    assert (await house.ok("POST", f"/v1/events/{approved}/resend", {"endpoint_id": one["id"]}))["count"] == 1
    assert await house.refused("POST", f"/v1/events/{pending}/resend", {}) == (409, "nobody_told")
    await deliver(house)
    assert [post.headers["x-linkpath-event-id"] for post in receiver.posts] == [approved] * 3


async def test_a_test_says_at_once_how_it_ended(house: Any, receiver: Receiver) -> None:
    one = await endpoint(house, receiver, "ad.rejected")
    receiver.statuses = [200, 404]

    good = await house.ok("POST", f"/v1/webhook-endpoints/{one['id']}/test", {})
    bad = await house.ok("POST", f"/v1/webhook-endpoints/{one['id']}/test", {"event_type": "change.failed"})

    assert (good["status"], bad["status"], bad["reason"]) == ("DELIVERED", "FAILED", "The answer was 404.")
    assert receiver.types == ["ad.rejected", "change.failed"]
    assert [it["kind"] for it in await log_of(house, one)] == ["test", "test"]


async def test_deleting_an_endpoint_ends_what_waits(house: Any, receiver: Receiver) -> None:
    one = await endpoint(house, receiver)
    await tell(house, "ad.approved")
    await telling.fan_out(house.services)

    await house.ok("DELETE", f"/v1/webhook-endpoints/{one['id']}")
    await deliver(house)

    assert receiver.posts == []
    assert [row[0] for row in await house.sql("SELECT status FROM deliveries")] == ["cancelled"]


async def test_what_is_old_is_forgotten_and_what_waits_is_not(house: Any, receiver: Receiver) -> None:
    one = await endpoint(house, receiver)
    await tell(house, "ad.approved")
    await deliver(house)
    house.time.advance(days=29)
    await tell(house, "ad.rejected")
    house.time.advance(days=2)
    await telling.fan_out(house.services)
    await webhook_upkeep.forget_told(house.services)

    assert [it["type"] for it in (await house.ok("GET", "/v1/events"))["data"]] == ["ad.rejected"]
    assert [it["event_type"] for it in await log_of(house, one)] == ["ad.rejected"]


async def test_a_process_that_is_to_end_begins_no_post_and_lets_go_of_the_rest(house: Any, receiver: Receiver) -> None:
    await endpoint(house, receiver)
    await tell(house, *["ad.approved"] * 30)

    async def end_now(_request: Any) -> Any:
        house.services.stopping.begin()
        return web.Response(status=200)

    receiver.answer = end_now
    await deliver(house)

    assert 1 <= len(receiver.posts) <= 10
    left = await house.sql("SELECT count(*) FROM deliveries WHERE status = 'pending' AND leased_by IS NULL")
    assert left[0][0] == 30 - len(receiver.posts)


async def test_a_database_that_is_away_ends_a_round_as_that_and_as_no_fault_of_ours(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_db: Any) -> list[str]:
        raise Unavailable("The database does not answer.")

    monkeypatch.setattr(telling.fanouts, "behind", away)

    with pytest.raises(Unavailable, match="The database does not answer"):
        await deliver(house)

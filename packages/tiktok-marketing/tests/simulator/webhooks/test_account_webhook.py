"""Behaviour reference §11.2 and §11.3: events of TikTok accounts, posted to the one address of each app and kind."""

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tiktok_marketing.simulator.accounts_seen import open_id
from tiktok_marketing.simulator.business_records import TtUserGrant

from .conftest import HOOK

UPDATE, LIST, DELETE = (f"/business/webhook/{verb}/" for verb in ("update", "list", "delete"))
ACCOUNT = "7700000000000000001"
COMMENT = {"account_id": ACCOUNT, "event": "comment.update", "content": {"video_id": "9", "text": "Größe?"}}


@pytest.fixture
def subscriber(subscriber: Any) -> Any:
    """One whose app a TikTok account has authorised."""
    desk = subscriber.desk
    now = desk.simulator.now()
    grant = TtUserGrant(
        id="act.1",
        app_id=desk.app["app_id"],
        account_id=ACCOUNT,
        scope="comment.list",
        refresh_token="rft.1",
        issued_at=now,
        refresh_until=now + timedelta(days=365),
    )
    desk.state.save(grant)
    return subscriber


async def update(subscriber: Any, event_type: str, **given: Any) -> Any:
    body = subscriber.desk.app | {"event_type": event_type, "callback_url": HOOK}
    return await subscriber.desk.ok("POST", UPDATE, **(body | given))


async def happens(subscriber: Any, **event: Any) -> list[str]:
    told = await subscriber.sim("POST", "/account-event", json=COMMENT | event)
    await subscriber.post()
    return list(told["told"])


async def test_an_event_is_posted_signed_with_its_moment(subscriber: Any) -> None:
    await update(subscriber, "COMMENT")

    assert await happens(subscriber) == [subscriber.desk.app["app_id"]]

    (post,) = subscriber.mailbox.posts
    body, moment = json.loads(post.body), int(subscriber.desk.simulator.now().timestamp())
    assert json.loads(body.pop("content")) == COMMENT["content"]  # JSON as text
    assert body == {
        "client_key": subscriber.desk.app["app_id"],
        "event": "comment.update",
        "create_time": moment,
        "user_openid": open_id(subscriber.desk.app["app_id"], ACCOUNT),
    }
    digest = hmac.new(subscriber.desk.app["secret"].encode(), f"{moment}.".encode() + post.body, hashlib.sha256)
    assert post.headers["Tiktok-Signature"] == f"t={moment},s={digest.hexdigest()}"
    assert post.headers["Webhook-Schema-Version"] == "1.0"
    assert post.headers["X-Tt-Logid"]


async def test_comments_and_posts_go_to_the_address_of_their_kind(subscriber: Any) -> None:
    await update(subscriber, "COMMENT")
    await update(subscriber, "VIDEO", callback_url=f"{HOOK}/posts")

    await happens(subscriber)
    await happens(subscriber, event="post.publish.complete", content={"publish_id": "1"})

    assert [post.url for post in subscriber.mailbox.posts] == [HOOK, f"{HOOK}/posts"]


async def test_posts_that_were_named_are_added_up(subscriber: Any) -> None:
    await update(subscriber, "COMMENT", item_list=["9"])
    again = await update(subscriber, "COMMENT", item_list=["9", "10"])

    whole = {"app_id": subscriber.desk.app["app_id"], "event_type": "COMMENT", "callback_url": HOOK}
    assert again == whole | {"item_list": ["9", "10"]}
    assert await subscriber.desk.ok("GET", LIST, **subscriber.desk.app, event_type="COMMENT") == again
    assert await happens(subscriber, content={"video_id": "11"}) == []
    assert len(await happens(subscriber)) == 1


async def test_without_posts_comments_on_all_of_them_are_told(subscriber: Any) -> None:
    made = await update(subscriber, "COMMENT")

    assert "item_list" not in made
    assert len(await happens(subscriber, content={"video_id": "11"})) == 1


async def test_for_posts_being_published_a_list_of_posts_is_ignored(subscriber: Any) -> None:
    assert "item_list" not in await update(subscriber, "VIDEO", item_list=["9"])


async def test_some_posts_or_all_of_it_can_be_taken_away(subscriber: Any) -> None:
    await update(subscriber, "COMMENT", item_list=["9", "10"])
    body = subscriber.desk.app | {"event_type": "COMMENT"}

    left = await subscriber.desk.ok("POST", DELETE, **body, item_list=["9"])
    await subscriber.desk.ok("POST", DELETE, **body)

    assert left["item_list"] == ["10"]
    assert await subscriber.desk.ok("GET", LIST, **body) == {}
    assert (await subscriber.desk.refused(DELETE, **body))[0] == 40007


async def test_an_account_that_took_its_consent_back_is_not_told_of(subscriber: Any) -> None:
    await update(subscriber, "COMMENT")
    grant = subscriber.desk.state.tt_user_grants["act.1"]

    subscriber.desk.state.save(replace(grant, revoked_at=subscriber.desk.simulator.now()))

    assert await happens(subscriber) == []


@pytest.mark.parametrize(
    ("path", "given", "code", "named"),
    [
        (UPDATE, {"event_type": "LIKE", "callback_url": HOOK}, 40002, "event_type"),
        (UPDATE, {"event_type": "VIDEO"}, 40002, "callback_url"),
        (UPDATE, {"event_type": "VIDEO", "callback_url": "http://example.com/"}, 40002, "https"),
        (UPDATE, {"event_type": "COMMENT", "callback_url": HOOK, "item_list": ["1"] * 101}, 40011, "item_list"),
        (UPDATE, {"callback_url": HOOK}, 40002, "event_type"),
        (DELETE, {"event_type": "VIDEO"}, 40007, "no webhook"),
        (DELETE, {"event_type": "VIDEO", "secret": "guessed"}, 40101, "secret"),
    ],
)
async def test_what_cannot_be_set_is_refused(
    subscriber: Any, path: str, given: dict[str, Any], code: int, named: str
) -> None:
    refused = await subscriber.desk.refused(path, **(subscriber.desk.app | given))

    assert refused[0] == code
    assert named in refused[1]

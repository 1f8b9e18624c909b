"""Somebody who subscribed, and what came to them."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from tiktok_marketing.simulator.posting import Post

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
HOOK = "http://127.0.0.1:9/hook"


@dataclass
class Mailbox:
    """A receiver: keeps what comes and answers with the statuses it is given, then with 200."""

    posts: list[Post] = field(default_factory=list)
    statuses: list[int | None] = field(default_factory=list)

    async def __call__(self, post: Post) -> int:
        status = self.statuses.pop(0) if self.statuses else 200
        if status is None:
            raise ConnectionRefusedError("nobody listens")
        self.posts.append(post)
        return status

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(post.body) for post in self.posts]

    @property
    def entries(self) -> list[dict[str, Any]]:
        return [entry for body in self.bodies for entry in body["entry"]]


@dataclass
class Subscriber:
    """Subscribes as the agency's app and lets TikTok post to its mailbox."""

    desk: Any
    mailbox: Mailbox

    async def subscribe(self, entity: str, url: str = HOOK, **detail: Any) -> str:
        """The new subscription's id."""
        body = self.body(entity, url, **detail)
        return str((await self.desk.ok("POST", "/subscription/subscribe/", **body))["subscription_id"])

    def body(self, entity: str, url: str = HOOK, **detail: Any) -> dict[str, Any]:
        detail = {"access_token": self.desk.token} | detail
        return self.desk.app | {"subscribe_entity": entity, "callback_url": url, "subscription_detail": detail}

    async def to_ad(self, ad_id: str, url: str = HOOK) -> str:
        return await self.subscribe("AD", url, advertiser_id=self.desk.usd, ad_id=ad_id)

    async def listed(self, **asked: Any) -> list[dict[str, Any]]:
        data = await self.desk.ok("GET", "/subscription/get/", **self.desk.app, **asked)
        rows: list[dict[str, Any]] = data["subscriptions"]
        return rows

    async def post(self) -> list[dict[str, Any]]:
        """What was attempted now."""
        return list((await self.sim("POST", "/deliveries/post"))["deliveries"])

    async def deliveries(self, **asked: Any) -> list[dict[str, Any]]:
        return list((await self.sim("GET", "/deliveries", params=asked))["deliveries"])

    async def review(self, ad_id: str, *, approved: bool = True) -> None:
        await self.sim("POST", "/review", json={"ad_id": ad_id, "approved": approved})

    async def order(self, **fault: Any) -> None:
        await self.sim("POST", "/faults", json=fault)

    async def sim(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        response = await self.desk.http.request(method, f"/_sim{path}", **options)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer


@pytest.fixture
def subscriber(desk: Any) -> Subscriber:
    mailbox = Mailbox()
    desk.simulator.receiver = mailbox
    return Subscriber(desk, mailbox)

"""Files of identifiers, and audiences made from them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from tiktok_marketing.spec.endpoint import API_PREFIX

UPLOAD, CREATE = "/dmp/custom_audience/file/upload/", "/dmp/custom_audience/create/"


@dataclass
class Audiences:
    """The dollar advertiser's audiences, through `desk`."""

    desk: Any

    def hashed(self, people: Iterable[object]) -> list[str]:
        """SHA-256 of made-up addresses."""
        return [hashlib.sha256(f"{person}@example.com".encode()).hexdigest() for person in people]

    async def upload(self, content: bytes, *, name: str = "people.csv", **fields: str) -> dict[str, Any]:
        """The whole answer to an upload."""
        signature = hashlib.md5(content, usedforsecurity=False).hexdigest()
        form = {"advertiser_id": self.desk.usd, "calculate_type": "EMAIL_SHA256", "file_signature": signature}
        response = await self.desk.http.post(
            API_PREFIX + UPLOAD,
            data=form | fields,
            files={"file": (name, content)},
            headers={"Access-Token": self.desk.token},
        )
        answer: dict[str, Any] = response.json()
        return answer

    async def file(self, people: Iterable[object], **fields: str) -> str:
        """file_path of an uploaded file with these people in it."""
        answer = await self.upload("\n".join(self.hashed(people)).encode(), **fields)
        assert answer["code"] == 0, answer
        return str(answer["data"]["file_path"])

    def body(self, *file_paths: str, **fields: Any) -> dict[str, Any]:
        body: dict[str, Any] = {
            "advertiser_id": self.desk.usd,
            "custom_audience_name": "Buyers",
            "calculate_type": "EMAIL_SHA256",
            "file_paths": list(file_paths),
        }
        return body | fields

    async def make(self, people: Iterable[object], **fields: Any) -> str:
        """Id of a new audience, still being computed."""
        data = await self.desk.ok("POST", CREATE, **self.body(await self.file(people), **fields))
        return str(data["custom_audience_id"])

    async def valid(self, **fields: Any) -> str:
        """Id of a new audience of 2,000 people that can be targeted."""
        audience_id = await self.make(range(2_000), **fields)
        self.desk.advance(hours=48)
        return audience_id

    async def details(self, audience_id: str) -> dict[str, Any]:
        """What TikTok tells of the audience."""
        return dict((await self.whole(audience_id))["audience_details"])

    async def whole(self, audience_id: str, **query: Any) -> dict[str, Any]:
        """That, and its history."""
        query = {"advertiser_id": self.desk.usd, "custom_audience_ids": [audience_id]} | query
        data = await self.desk.ok("GET", "/dmp/custom_audience/get/", **query)
        (found,) = data["list"]
        return dict(found)

    async def update(self, audience_id: str, **fields: Any) -> dict[str, Any]:
        """The whole answer to an update."""
        body = {"advertiser_id": self.desk.usd, "custom_audience_id": audience_id}
        answer: dict[str, Any] = await self.desk.post("/dmp/custom_audience/update/", **body | fields)
        return answer


@pytest.fixture
def audiences(desk: Any) -> Audiences:
    return Audiences(desk)

"""Behaviour reference §8.4: segments, into which people are put and out of which they are taken."""

import hashlib
from collections.abc import Iterable
from typing import Any

import pytest

SEGMENT, MAPPING = "/segment/audience/", "/segment/mapping/"


def digest(person: object, how: str = "sha256") -> str:
    return hashlib.new(how, f"{person}@example.com".encode(), usedforsecurity=False).hexdigest()


async def made(audiences: Any, name: str = "Baskets") -> str:
    body = {"advertiser_id": audiences.desk.usd, "action": "create", "custom_audience_name": name}
    return str((await audiences.desk.ok("POST", SEGMENT, **body))["audience_id"])


def rows(people: Iterable[object], *segments: str) -> list[list[dict[str, Any]]]:
    return [[{"id": digest(person), "audience_ids": list(segments)}] for person in people]


def body(audiences: Any, batch: list[list[dict[str, Any]]], **fields: Any) -> dict[str, Any]:
    return {
        "advertiser_ids": [audiences.desk.usd],
        "id_schema": ["EMAIL_SHA256"],
        "batch_data": batch,
    } | fields


async def put(audiences: Any, batch: list[list[dict[str, Any]]], **fields: Any) -> None:
    await audiences.desk.ok("POST", MAPPING, **body(audiences, batch, **fields))


async def test_a_segment_grows_and_shrinks_with_each_call(audiences: Any) -> None:
    audiences.desk.simulator.computing = type(audiences.desk.simulator.computing)(matched_share=1.0)
    segment = await made(audiences)
    sizes = []

    for people, action in ((range(1_500), "add"), (range(1_000, 2_000), "add"), (range(600), "delete")):
        await put(audiences, rows(people, segment), action=action)
        sizes.append((await audiences.details(segment))["cover_num"])

    assert sizes == [1_500, 2_000, 1_400]
    shown = await audiences.details(segment)
    assert (shown["is_valid"], shown["audience_type"]) == (True, "Partner Audience")


async def test_a_row_is_one_person_whatever_ids_it_has(audiences: Any) -> None:
    audiences.desk.simulator.computing = type(audiences.desk.simulator.computing)(matched_share=1.0)
    emails, phones = await made(audiences, "E-mails"), await made(audiences, "Both")
    batch = [
        [{"id": digest(n), "audience_ids": [emails, phones]}, {"id": digest(n, "md5"), "audience_ids": [phones]}]
        for n in range(3)
    ]
    batch.append([{}, {"id": digest(3, "md5"), "audience_ids": [phones]}])

    await put(audiences, batch, id_schema=["email_sha256", "IDFA_MD5"])  # in any case, sure

    assert [(await audiences.details(one))["cover_num"] for one in (emails, phones)] == [3, 4]


async def test_a_long_name_is_cut(audiences: Any) -> None:  # sure
    long, fitting = "x" * 71, "y" * 70

    names = [(await audiences.details(await made(audiences, name)))["name"] for name in (long, fitting)]

    assert names == ["x" * 67 + "...", fitting]


async def test_a_deleted_segment_takes_nobody_and_a_used_one_stays(audiences: Any) -> None:
    gone, used = await made(audiences), await made(audiences, "Used")
    await put(audiences, rows(range(2_000), used))
    campaign_id = await audiences.desk.campaign()
    await audiences.desk.adgroup(campaign_id, audience_ids=[used])

    async def delete(segment: str) -> Any:
        named = {"advertiser_id": audiences.desk.usd, "action": "delete", "delete_audience_id": segment}
        return await audiences.desk.post(SEGMENT, **named)

    assert (await delete(gone))["data"] == {"audience_id": gone}
    assert (await delete(gone))["code"] == 40007
    assert (await delete(used))["code"] == 40002
    assert (await audiences.desk.refused(MAPPING, **body(audiences, rows([1], gone))))[0] == 40002


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"action": "replace"}, "action"),
        ({"advertiser_ids": []}, "advertiser_ids"),
        ({"id_schema": []}, "id_schema"),
        ({"id_schema": ["EMAIL_SHA256", "email_sha256"]}, "id_schema"),  # sure: no repeats
        ({"id_schema": ["EMAIL"]}, "id_schema"),
        ({"id_schema": ["EMAIL_SHA256", "PHONE_SHA256"]}, "batch_data.0"),
        ({"id_schema": ["IDFA_MD5"]}, "batch_data.0.0.id"),
        ({"batch_data": [[{"id": "a@example.com", "audience_ids": []}]]}, "batch_data.0.0.id"),
        ({"batch_data": [[{"id": digest(1), "audience_ids": ["7"]}]]}, "audience_ids"),
    ],
)
async def test_what_cannot_be_changes_nobody(audiences: Any, changes: dict[str, Any], named: str) -> None:
    segment = await made(audiences)
    batch = rows(range(3), segment)
    before = audiences.desk.state.dump()

    code, message = await audiences.desk.refused(MAPPING, **body(audiences, batch) | changes)

    assert (code, message.partition(":")[0]) == (40002, named)
    assert audiences.desk.state.dump() == before


async def test_a_customer_file_is_no_segment(audiences: Any) -> None:
    file = await audiences.make(range(10))

    assert (await audiences.desk.refused(MAPPING, **body(audiences, rows([1], file))))[0] == 40002

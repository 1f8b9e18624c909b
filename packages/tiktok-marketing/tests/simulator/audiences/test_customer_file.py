"""Behaviour reference §8.1, §8.2: audiences of uploaded files."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tiktok_marketing.simulator import Simulator
from tiktok_marketing.simulator.audiences import Computing
from tiktok_marketing.simulator.people import KEPT

CREATE, LIST = "/dmp/custom_audience/create/", "/dmp/custom_audience/list/"


async def test_an_upload_answers_where_the_file_is(audiences: Any) -> None:
    answer = await audiences.upload("\n".join(audiences.hashed("ab")).encode())

    assert (answer["code"], list(answer["data"])) == (0, ["file_path"])
    assert len(answer["data"]["file_path"]) == 16


async def test_a_file_must_come_as_it_was_signed(desk: Any, audiences: Any) -> None:  # §8.1: MD5
    answer = await audiences.upload(b"a\n", file_signature="0" * 32)

    assert (answer["code"], answer["message"]) == (40002, "file_signature: Is not the MD5 of the file.")
    assert desk.state.audience_files == {}


@pytest.mark.parametrize(
    ("name", "fields", "message"),
    [
        ("people.xlsx", {}, "file: Must be one of .csv, .txt."),
        (
            "people.csv",
            {"calculate_type": "MULTIPLE_TYPES"},
            "file: The first line must name the columns for MULTIPLE_TYPES.",
        ),
    ],
)
async def test_a_file_that_tiktok_does_not_take_is_refused(
    audiences: Any, name: str, fields: dict[str, str], message: str
) -> None:
    answer = await audiences.upload(b"a\n", name=name, **fields)

    assert (answer["code"], answer["message"]) == (40002, message)


async def test_a_type_of_identifier_that_does_not_exist_is_refused(audiences: Any) -> None:
    answer = await audiences.upload(b"a\n", calculate_type="EMAIL")

    assert answer["code"] == 40002
    assert answer["message"].startswith("calculate_type: Invalid value 'EMAIL'.")


async def test_an_upload_without_a_file_is_refused(desk: Any) -> None:
    path, body = "/dmp/custom_audience/file/upload/", {"advertiser_id": desk.usd, "calculate_type": "EMAIL_SHA256"}

    refused = [await desk.refused(path, **body), await desk.refused(path, **body, file_signature="0" * 32)]

    assert [code for code, _ in refused] == [40002, 40002]
    assert refused[0][1] == "file_signature: Missing data for required field."


async def test_a_new_audience_is_computed_within_48_hours(desk: Any, audiences: Any) -> None:  # §8.1
    audience_id = await audiences.make(range(2_000))

    before = await audiences.details(audience_id)
    desk.advance(hours=48)
    after = await audiences.details(audience_id)

    assert (before["is_valid"], before["cover_num"], before["error_msg"]) == (False, 0, "")
    assert before["msg"] == "The audience is being computed. This takes up to 48 hours."
    assert after == {
        "audience_id": audience_id,
        "name": "Buyers",
        "audience_type": "Customer File",
        "audience_sub_type": "NORMAL",
        "calculate_type": "EMAIL_SHA256",
        "cover_num": after["cover_num"],
        "create_time": "2026-06-15 12:00:00",
        "expired_time": "2027-06-15 12:00:00",
        "is_valid": True,
        "is_expiring": False,
        "is_creator": True,
        "shared": False,
        "is_auto_refresh": False,
        "owner_id": desk.usd,
        "rule": None,
        "lookalike_spec": None,
        "msg": "The audience is ready.",
        "error_msg": "",
        "audience_enhancement": False,
        "type": "FILE",
    }
    assert after["cover_num"] == pytest.approx(1_400, rel=0.05)  # seven in ten are matched


async def test_the_same_people_are_matched_in_whatever_order_they_come(audiences: Any, desk: Any) -> None:
    one = await audiences.make(range(3_000))
    other = await audiences.make([*reversed(range(3_000)), *range(500)])  # some twice
    desk.advance(hours=48)

    assert (await audiences.details(one))["cover_num"] == (await audiences.details(other))["cover_num"]


async def test_fewer_than_a_thousand_matched_people_are_too_few(audiences: Any, desk: Any) -> None:  # §8.1
    audience_id = await audiences.make(range(1_200))
    desk.advance(hours=48)

    told = await audiences.details(audience_id)

    assert told["is_valid"] is False
    assert 0 < told["cover_num"] < 1_000
    assert told["error_msg"] == "The audience has fewer than 1000 matched users and cannot be targeted."


async def test_a_file_without_one_identifier_fails(audiences: Any, desk: Any) -> None:
    path = (await audiences.upload(b"\n".join(b"%d@example.com" % n for n in range(2_000))))["data"]["file_path"]
    data = await desk.ok("POST", CREATE, **audiences.body(path))
    desk.advance(hours=48)

    told = await audiences.details(data["custom_audience_id"])

    assert (told["is_valid"], told["cover_num"]) == (False, 0)
    assert told["error_msg"] == "The files hold no identifier of the given calculate_type."


@pytest.mark.parametrize(
    ("calculate_type", "algorithm"), [("IDFA_MD5", "md5"), ("GAID_SHA256", "sha256"), ("FIRST_MD5", "md5")]
)
async def test_identifiers_are_read_as_their_type_says(
    audiences: Any, desk: Any, simulator: Simulator, calculate_type: str, algorithm: str
) -> None:
    simulator.computing = Computing(matched_share=1)
    md5s = [hashlib.md5(str(n).encode(), usedforsecurity=False).hexdigest() for n in range(1_500)]
    content = "\r\n".join([*md5s, *audiences.hashed(range(2_500)), "nobody", ""]).encode()

    path = (await audiences.upload(content, name="IDS.TXT", calculate_type=calculate_type))["data"]["file_path"]
    data = await desk.ok("POST", CREATE, **audiences.body(path, calculate_type=calculate_type))
    desk.advance(hours=48)

    told = await audiences.details(data["custom_audience_id"])
    assert told["cover_num"] == {"md5": 1_500, "sha256": 2_500}[algorithm]


async def test_a_file_of_several_types_names_its_columns(audiences: Any, desk: Any, simulator: Simulator) -> None:
    simulator.computing = Computing(matched_share=1)
    emails = audiences.hashed(range(1_500))
    maid = "6D92078A-8246-4BA4-AE5B-76104861E7DC"
    rows = [f'"{email}",' for email in emails] + [f",{maid}", "nobody,nobody", f"{emails[0]},"]
    content = "\ufeffEMAIL_SHA256,maid\n" + "\n".join(rows)

    fields = {"calculate_type": "MULTIPLE_TYPES"}
    path = (await audiences.upload(content.encode(), **fields))["data"]["file_path"]
    data = await desk.ok("POST", CREATE, **audiences.body(path, **fields))
    desk.advance(hours=48)

    assert (await audiences.details(data["custom_audience_id"]))["cover_num"] == 1_501


async def test_more_people_than_are_kept_are_counted_nearly(audiences: Any, desk: Any, simulator: Simulator) -> None:
    simulator.computing = Computing(matched_share=1)
    audience_id = await audiences.make(range(3 * KEPT))
    desk.advance(hours=48)

    assert (await audiences.details(audience_id))["cover_num"] == pytest.approx(3 * KEPT, rel=0.02)


async def test_a_file_opens_only_to_who_uploaded_it(audiences: Any, desk: Any) -> None:  # §8.1
    path = await audiences.file(range(10))

    for body in (audiences.body(path, advertiser_id=desk.jpy), audiences.body("0" * 16)):
        code, message = await desk.refused(CREATE, **body)
        assert (code, message) == (40002, f"file_paths: The file {body['file_paths'][0]} does not exist.")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"custom_audience_name": "x" * 129}, "custom_audience_name"),
        ({"custom_audience_name": " "}, "custom_audience_name"),
        ({"calculate_type": "FIRST_NORMAL"}, "calculate_type"),
        ({"retention_in_days": 366}, "retention_in_days"),
        ({"retention_in_days": 0}, "retention_in_days"),
        ({"audience_sub_type": "BIG"}, "audience_sub_type"),
        ({"file_paths": []}, "file_paths"),
    ],
)
async def test_what_tiktok_refuses_is_named(audiences: Any, desk: Any, fields: dict[str, Any], field: str) -> None:
    path = await audiences.file(range(10))

    code, message = await desk.refused(CREATE, **audiences.body(path) | fields)

    assert code == 40002
    assert message.startswith(f"{field}: ")
    assert desk.state.audiences == {}


async def test_an_advertiser_has_at_most_400_audiences(audiences: Any, desk: Any) -> None:  # §8.1
    path = await audiences.file(range(10))
    first, *_ = [await desk.ok("POST", CREATE, **audiences.body(path)) for _ in range(400)]

    refused = await desk.refused(CREATE, **audiences.body(path))
    delete = {"advertiser_id": desk.usd, "custom_audience_ids": [first["custom_audience_id"]]}
    await desk.ok("POST", "/dmp/custom_audience/delete/", **delete)

    assert refused == (40002, "An advertiser can have at most 400 custom audiences.")
    await desk.ok("POST", CREATE, **audiences.body(path))


@pytest.mark.parametrize(("action", "people"), [("APPEND", 3_000), ("REMOVE", 1_500), (None, 1_500)])
async def test_an_update_adds_takes_away_or_exchanges(
    audiences: Any, desk: Any, simulator: Simulator, action: str | None, people: int
) -> None:  # §8.1: REPLACE is the default
    simulator.computing = Computing(matched_share=1)
    audience_id = await audiences.make(range(2_500))
    desk.advance(hours=48)
    path = await audiences.file(range(1_500, 3_000) if action != "REMOVE" else range(1_500, 2_500))

    answer = await audiences.update(audience_id, file_paths=[path], **({"action": action} if action else {}))
    meanwhile = await audiences.details(audience_id)
    desk.advance(hours=48)

    assert (answer["code"], answer["data"]) == (0, {})
    assert (meanwhile["is_valid"], meanwhile["cover_num"]) == (True, 2_500)
    assert (await audiences.details(audience_id))["cover_num"] == people


async def test_an_update_that_leaves_too_few_changes_nothing(
    audiences: Any, desk: Any, simulator: Simulator
) -> None:  # §8.1
    simulator.computing = Computing(matched_share=1)
    audience_id = await audiences.make(range(1_500))
    desk.advance(hours=48)

    await audiences.update(audience_id, action="REMOVE", file_paths=[await audiences.file(range(501))])
    desk.advance(hours=48)
    failed = await audiences.details(audience_id)
    await audiences.update(audience_id, action="APPEND", file_paths=[await audiences.file(range(2_000))])
    desk.advance(hours=48)
    mended = await audiences.details(audience_id)

    assert (failed["is_valid"], failed["cover_num"]) == (True, 1_500)
    assert failed["error_msg"].startswith("The audience has fewer than 1000")
    assert (mended["cover_num"], mended["error_msg"]) == (2_000, "")


async def test_an_audience_that_is_being_computed_takes_no_change(audiences: Any) -> None:  # §8.1
    audience_id = await audiences.make(range(2_000))

    answer = await audiences.update(audience_id, custom_audience_name="Others")

    assert answer["code"] == 40002
    assert answer["message"] == f"The audience {audience_id} is being computed. Please try again later."


async def test_a_new_name_shows_at_once_and_in_the_history(audiences: Any, desk: Any) -> None:
    audience_id = await audiences.valid()

    await audiences.update(audience_id, custom_audience_name="Others")

    whole = await audiences.whole(audience_id)
    assert whole["audience_details"]["name"] == "Others"
    assert whole["audience_history"] == [
        {
            "action": "UPDATE",
            "action_detail": "renamed from Buyers",
            "editor": f"App {desk.app['app_id']}",
            "msg": "",
            "opt_time": "2026-06-17 12:00:00",
        },
        {
            "action": "CREATE",
            "action_detail": "Customer File created",
            "editor": f"App {desk.app['app_id']}",
            "msg": "",
            "opt_time": "2026-06-15 12:00:00",
        },
    ]
    assert len((await audiences.whole(audience_id, history_size=1))["audience_history"]) == 1


async def test_a_fixed_retention_ends_on_its_day(audiences: Any, desk: Any) -> None:  # §8.1
    audience_id = await audiences.valid(retention_in_days=90)
    desk.advance(days=27, hours=23)
    before = await audiences.details(audience_id)
    desk.advance(hours=2)
    expiring = await audiences.details(audience_id)
    desk.advance(days=60)
    expired = await audiences.details(audience_id)

    assert (before["is_valid"], before["is_expiring"]) == (True, False)
    assert (expiring["is_valid"], expiring["is_expiring"]) == (True, True)  # the last 60 days
    assert (expired["is_valid"], expired["is_expiring"]) == (False, False)
    assert expired["msg"] == "The audience has expired."


async def test_without_a_fixed_retention_a_year_runs_from_the_last_use(audiences: Any, desk: Any) -> None:  # §8.1
    audience_id = await audiences.valid()
    desk.advance(days=300)
    await desk.adgroup(await desk.campaign(), audience_ids=[audience_id])
    desk.advance(days=364)
    still = await audiences.details(audience_id)
    desk.advance(days=2)

    assert still["is_valid"] is True
    assert (await audiences.details(audience_id))["is_valid"] is False


async def test_the_list_shows_the_newest_first_in_pages(audiences: Any, desk: Any) -> None:
    ids = []
    for _ in range(3):
        ids.append(await audiences.make(range(10)))
        desk.advance(seconds=1)

    first = await desk.ok("GET", LIST, advertiser_id=desk.usd, page_size=2)
    some = await desk.ok("GET", LIST, advertiser_id=desk.usd, custom_audience_ids=[ids[0], "7"])

    assert [row["audience_id"] for row in first["list"]] == [ids[2], ids[1]]
    assert first["page_info"] == {"page": 1, "page_size": 2, "total_number": 3, "total_page": 2}
    assert [row["audience_id"] for row in some["list"]] == [ids[0]]
    assert (await desk.get(LIST, advertiser_id=desk.usd, page_size=101))["code"] == 40002


async def test_a_deleted_audience_is_gone(audiences: Any, desk: Any) -> None:
    audience_id = await audiences.make(range(10))
    body = {"advertiser_id": desk.usd, "custom_audience_ids": [audience_id]}

    await desk.ok("POST", "/dmp/custom_audience/delete/", **body)

    assert (await desk.ok("GET", LIST, advertiser_id=desk.usd))["list"] == []
    assert (await desk.ok("GET", "/dmp/custom_audience/get/", **body))["list"] == []
    assert (await desk.refused("/dmp/custom_audience/delete/", **body))[0] == 40002


async def test_an_audience_that_an_ad_group_uses_is_not_deleted(audiences: Any, desk: Any) -> None:  # §8.3: assumed
    audience_id, idle = await audiences.valid(), await audiences.valid()
    adgroup_id = await desk.adgroup(await desk.campaign(), excluded_audience_ids=[audience_id])
    body = {"advertiser_id": desk.usd, "custom_audience_ids": [idle, audience_id]}

    refused = await desk.refused("/dmp/custom_audience/delete/", **body)

    assert refused == (40002, f"The audience {audience_id} is used by the ad group {adgroup_id}.")
    assert (await audiences.details(idle))["is_valid"] is True


async def test_the_control_route_decides_how_an_audience_ends(audiences: Any, desk: Any) -> None:
    audience_id = await audiences.make(range(2_000))

    response = await desk.http.post("/_sim/audience", json={"audience_id": audience_id, "cover_num": 999})

    assert response.json() == {"audience_id": audience_id, "standing": "too small", "cover_num": 999}
    assert (await audiences.details(audience_id))["cover_num"] == 999
    assert (await desk.http.post("/_sim/audience", json={"audience_id": "7"})).status_code == 400


def test_computing_is_over_between_its_shortest_and_longest() -> None:
    computing = Computing(shortest=timedelta(hours=1), longest=timedelta(hours=3))
    now = datetime(2026, 6, 15, tzinfo=UTC)
    waits = [computing.ready_at(7, str(number), 0, now) - now for number in range(100)]

    assert timedelta(hours=1) <= min(waits) < max(waits) <= timedelta(hours=3)
    assert waits == [computing.ready_at(7, str(number), 0, now) - now for number in range(100)]

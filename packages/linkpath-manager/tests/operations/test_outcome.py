"""Writes whose end nobody saw: found out by reading, never sent twice."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

LEVELS = ("campaign", "adgroup", "ad")
DONE = ("cut_after", "truncate")
NOT_DONE = ("cut_before", "http", "fail")
EFFECTIVE = {None, "cut_after", "truncate", "slow"}


def effects(house: Any, endpoint: str) -> int:
    """How many calls to the endpoint took effect."""
    return sum(call.fault in EFFECTIVE and call.code == 0 for call in house.calls(endpoint))


async def create_request(house: Any, level: str) -> tuple[str, str, dict[str, Any]]:
    body: dict[str, Any] = {"name": "Lost", "objective": "TRAFFIC"}
    if level != "campaign":
        campaign = await house.campaign(name="Home")
        body = house.adgroup_body(campaign["id"]) | {"name": "Lost"}
    if level == "ad":
        adgroup = await house.adgroup(campaign["id"], name="Home")
        body = house.ad_body(adgroup["id"]) | {"name": "Lost"}
    house.simulator.journal.clear()
    return ("POST", f"/v1/{level}s", body)


async def until_it_succeeds(house: Any, request: tuple[str, str, Any], key: str) -> Any:
    """The answer to the request, repeated as `Retry-After` says, and how often it was asked."""
    for times in range(1, 12):
        answer = await house.ask(*request, key=key)
        if answer.is_success:
            return answer.json(), times
        assert answer.status_code in {502, 503}, answer.text
        house.time.advance(minutes=6)
    raise AssertionError(answer.text)


@pytest.mark.parametrize("fault", DONE)
@pytest.mark.parametrize("level", LEVELS)
async def test_a_create_cut_off_after_it_took_effect_is_answered_with_what_it_made(
    house: Any, level: str, fault: str
) -> None:
    request = await create_request(house, level)
    house.fault(fault, f"{level}.create")

    answer = await house.ask(*request, key="k1")
    again = await house.ask(*request, key="k1")

    assert answer.status_code == 201, answer.text
    assert house.named_at_tiktok(level, "Lost") == [answer.json()["id"]]
    assert again.json() == answer.json()
    assert effects(house, f"{level}.create") == 1


@pytest.mark.parametrize("fault", NOT_DONE)
@pytest.mark.parametrize("level", LEVELS)
async def test_a_create_cut_off_before_it_took_effect_is_done_once_in_the_end(
    house: Any, level: str, fault: str
) -> None:
    request = await create_request(house, level)
    house.fault(fault, f"{level}.create")

    answer, _ = await until_it_succeeds(house, request, key="k1")

    assert house.named_at_tiktok(level, "Lost") == [answer["id"]]
    assert effects(house, f"{level}.create") == 1


async def test_what_is_not_known_is_said_with_a_time_to_repeat_it(house: Any) -> None:
    request = await create_request(house, "ad")
    house.fault("cut_before", "ad.create")

    first = await house.ask(*request, key="k1")
    at_once = await house.ask(*request, key="k1")
    house.time.advance(seconds=int(first.headers["retry-after"]))
    made = await house.ask(*request, key="k1")  # finds out that nothing was done, and does it
    again = await house.ask(*request, key="k1")

    assert (first.status_code, first.json()["code"], first.headers["retry-after"]) == (502, "outcome_unknown", "16")
    assert (at_once.status_code, at_once.json()["code"]) == (502, "outcome_unknown")
    assert (made.status_code, made.headers.get("idempotent-replayed")) == (201, None)
    assert (again.status_code, again.headers.get("idempotent-replayed")) == (201, "true")
    assert house.named_at_tiktok("ad", "Lost") == [made.json()["id"]]


CHANGES: dict[str, tuple[str, dict[str, Any] | None]] = {
    "update": ("PATCH", {"name": "Found"}),
    "status.update": ("PATCH", {"status": "ACTIVE"}),
    "delete": ("DELETE", None),
}


@pytest.mark.parametrize("fault", [*DONE, *NOT_DONE])
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("level", LEVELS)
async def test_a_change_cut_off_is_found_out_and_made_once(house: Any, level: str, change: str, fault: str) -> None:
    object_id = (await house.tree())[level]
    house.time.advance(seconds=1)  # what was written before it began is no later write
    endpoint = f"{level}.{change.replace('delete', 'status.update')}"
    method, body = CHANGES[change]
    house.simulator.journal.clear()
    house.fault(fault, endpoint)

    answer, times = await until_it_succeeds(house, (method, f"/v1/{level}s/{object_id}", body), key="k1")

    node = house.at_tiktok(level, object_id)
    at_tiktok = {"name": node.fields[f"{level}_name"], "status": node.operation_status}
    wanted = {"update": {"name": "Found"}, "status.update": {"status": "ENABLE"}, "delete": {"status": "DELETE"}}[
        change
    ]
    assert wanted.items() <= at_tiktok.items()
    assert answer["id"] == object_id
    assert ((body or {"status": "DELETED"}).items()) <= answer.items()
    assert effects(house, endpoint) == 1
    assert times == 1 or fault in NOT_DONE


async def test_an_update_that_reading_cannot_confirm_is_made_again_to_the_same_end(house: Any) -> None:
    adgroup_id = (await house.tree())["adgroup"]
    house.time.advance(seconds=1)
    request = ("PATCH", f"/v1/adgroups/{adgroup_id}", {"targeting": {"location_ids": ["5332921"]}})
    house.fault("cut_after", "adgroup.update")

    answer, _ = await until_it_succeeds(house, request, key="k1")

    assert answer["targeting"]["location_ids"] == ["5332921"]
    assert house.at_tiktok("adgroup", adgroup_id).fields["location_ids"] == ["5332921"]


@pytest.mark.parametrize(("fault", "state"), [("cut_after", "succeeded"), ("cut_before", "failed")])
async def test_the_worker_finds_out_what_nobody_asks_again(house: Any, fault: str, state: str) -> None:
    request = await create_request(house, "ad")
    house.fault(fault, "ad.create")
    house.fault("cut_before", "ad.get", count=5)  # nothing can be read at first
    answer = await house.ask(*request)
    at_first = [run.state for run in await house.runs(operation="ads.create")]
    house.time.advance(seconds=30)
    await house.round()

    run = (await house.runs(operation="ads.create"))[0]
    assert (answer.status_code, answer.json()["code"], at_first) == (502, "outcome_unknown", ["unknown"])
    assert run.state == state
    assert [run.target_id] == (house.named_at_tiktok("ad", "Lost") or [None])
    assert [record.run_id for record in await house.audit()].count(run.id) == 1


async def test_what_the_worker_found_is_in_the_mirror_and_under_its_key(house: Any) -> None:
    request = await create_request(house, "ad")
    house.fault("cut_after", "ad.create")
    house.fault("cut_before", "ad.get", count=5)
    await house.ask(*request, key="k1")
    house.time.advance(seconds=30)
    await house.round()

    ad_id = house.named_at_tiktok("ad", "Lost")[0]
    listed = await house.ok("GET", "/v1/ads?q=Lost")
    again = await house.ask(*request, key="k1")
    assert [item["id"] for item in listed["data"]] == [ad_id]
    assert (again.status_code, again.json()["id"], again.headers["idempotent-replayed"]) == (201, ad_id, "true")
    assert effects(house, "ad.create") == 1


async def test_an_older_object_of_the_same_name_is_not_taken_for_the_lost_one(house: Any) -> None:
    method, path, body = await create_request(house, "ad")
    older = await house.ok(method, path, body)
    house.fault("cut_before", "ad.create")

    newer, _ = await until_it_succeeds(house, (method, path, body), key="k1")

    assert sorted(house.named_at_tiktok("ad", "Lost")) == sorted([older["id"], newer["id"]])


async def made_at_tiktok(house: Any, body: dict[str, Any]) -> str:
    """Id of an ad made by somebody in TikTok's own Ads Manager."""
    creative = {"ad_name": body["name"], "ad_format": "SINGLE_VIDEO", "video_id": "v1", "image_ids": ["i1"],
                "ad_text": "Run", "identity_type": "CUSTOMIZED_USER", "identity_id": "1", "display_name": "Dogs",
                "landing_page_url": "https://example.com/", "call_to_action": "SHOP_NOW"}  # fmt: skip
    sent = {"advertiser_id": house.usd, "adgroup_id": body["adgroup_id"], "creatives": [creative]}
    headers = {"access-token": house.way_in.access_token}
    answer = (await house.tiktok.post("/open_api/v1.3/ad/create/", json=sent, headers=headers)).json()
    assert answer["code"] == 0, answer
    return str(answer["data"]["ad_ids"][0])


@pytest.mark.parametrize("read_again", [False, True])
async def test_a_strangers_object_of_the_same_name_and_minutes_is_told_apart(house: Any, *, read_again: bool) -> None:
    method, path, body = await create_request(house, "ad")
    strangers = await made_at_tiktok(house, body)
    house.time.advance(seconds=105)  # within the two minutes that clocks may differ by, and the account is looked at
    await house.round()
    assert (await house.ok("GET", f"/v1/ads/{strangers}"))["name"] == "Lost"
    house.time.advance(seconds=1)
    house.fault("cut_before", "ad.create")
    await house.ask(method, path, body, key="k1")
    if read_again:
        await house.campaign(name="Other")  # has the account read anew
        house.time.advance(seconds=2)
        await house.round()
    house.time.advance(seconds=30)

    answer, _ = await until_it_succeeds(house, (method, path, body), key="k1")

    assert answer["id"] != strangers
    assert len(house.named_at_tiktok("ad", "Lost")) == 2


@pytest.mark.parametrize("level", LEVELS)
async def test_a_create_that_cannot_be_read_back_is_no_failure(house: Any, level: str) -> None:
    request = await create_request(house, level)
    house.fault("http", f"{level}.get", count=20)

    answer, _ = await until_it_succeeds(house, request, key="k1")

    assert house.named_at_tiktok(level, "Lost") == [answer["id"]]
    assert effects(house, f"{level}.create") == 1


async def test_two_lost_creates_of_one_name_end_with_one_object_each(house: Any) -> None:
    request = await create_request(house, "ad")
    house.fault("cut_after", "ad.create")
    house.fault("cut_before", "ad.create")
    house.fault("cut_before", "ad.get", count=10)
    await asyncio.gather(house.ask(*request, key="k1"), house.ask(*request, key="k2"))
    house.simulator.faults.clear()
    house.time.advance(seconds=30)

    first, second = await asyncio.gather(*(until_it_succeeds(house, request, key=key) for key in ("k1", "k2")))

    assert sorted(house.named_at_tiktok("ad", "Lost")) == sorted([first[0]["id"], second[0]["id"]])
    assert first[0]["id"] != second[0]["id"]


async def test_a_lost_create_does_not_take_the_object_of_one_that_is_still_under_way(house: Any) -> None:
    request = await create_request(house, "ad")
    reached, opened = asyncio.Event(), asyncio.Event()

    async def hold(_method: str, path: str) -> None:
        if path == "/ad/create/" and not reached.is_set():
            reached.set()
            await opened.wait()

    house.wire.after = hold
    first = asyncio.create_task(house.ask(*request, key="k1"))
    await reached.wait()
    house.fault("cut_before", "ad.create")
    lost = await house.ask(*request, key="k2")
    opened.set()
    made = await first
    second, _ = await until_it_succeeds(house, request, key="k2")

    assert (lost.status_code, lost.json()["code"]) == (502, "outcome_unknown")
    assert made.status_code == 201, made.text
    assert sorted(house.named_at_tiktok("ad", "Lost")) == sorted([made.json()["id"], second["id"]])


kinds = st.sampled_from(["cut_before", "cut_after", "truncate", "http", "fail", "limited"])


@pytest.mark.parametrize("level", ["campaign", "ad"])
@given(
    script=st.lists(st.tuples(st.sampled_from(["create", "create", "get"]), kinds), max_size=6), worker=st.booleans()
)
@example(script=[("create", "limited")] * 6, worker=False)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_befalls_a_create_there_is_one_object_and_the_answer_is_it(
    runs_in: Any, level: str, script: list[tuple[str, str]], *, worker: bool
) -> None:
    async def check(house: Any) -> None:
        request = await create_request(house, level)
        for endpoint, kind in script:
            house.fault(kind, f"{level}.{endpoint}")
        for _ in range(20):
            answer = await house.ask(*request, key="k1")
            assert len(house.named_at_tiktok(level, "Lost")) <= 1
            if answer.is_success:
                break
            assert answer.status_code in {502, 503}, answer.text
            house.time.advance(seconds=max(360, int(answer.headers["retry-after"])))
            if worker:
                await house.round()

        assert house.named_at_tiktok(level, "Lost") == [answer.json()["id"]]
        assert answer.status_code == 201

    runs_in(check)

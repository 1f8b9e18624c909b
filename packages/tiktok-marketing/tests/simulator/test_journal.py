"""The journal tells what was called, and no secret."""

from typing import Any

from tiktok_marketing.simulator.journal import KEPT, redacted
from tiktok_marketing.spec import API_PREFIX


async def calls(desk: Any, **query: Any) -> list[dict[str, Any]]:
    response = await desk.http.get("/_sim/journal", params=query)
    found: list[dict[str, Any]] = response.json()["calls"]
    return found


async def test_a_call_is_noted_with_its_outcome(desk: Any) -> None:
    answer = await desk.get("/campaign/get/", advertiser_id=desk.usd, page=0)

    assert await calls(desk) == [
        {
            "at": "2026-06-15T12:00:00Z",
            "endpoint": "campaign.get",
            "method": "GET",
            "params": {"advertiser_id": desk.usd, "page": 0},
            "request_id": answer["request_id"],
            "code": 40002,
            "message": "page: Must be at least 1.",
        }
    ]


async def test_secrets_and_tokens_are_hidden(desk: Any) -> None:
    await desk.get("/oauth2/advertiser/get/", app_id=desk.app["app_id"], secret="canary-1")
    await desk.post("/oauth2/access_token/", app_id="1", secret="canary-2", auth_code="canary-3")
    await desk.post("/oauth2/revoke_token/", app_id="1", secret="canary-4", access_token="canary-5")

    text = (await desk.http.get("/_sim/journal")).text

    assert text.count("[hidden]") == 5
    assert "canary" not in text
    assert desk.token not in text


async def test_a_fault_is_told(desk: Any) -> None:
    await desk.http.post("/_sim/faults", json={"kind": "http", "status": 503})
    await desk.http.get("/open_api/v1.3/bc/get/")

    (entry,) = await calls(desk)

    assert (entry["fault"], entry["http_status"], entry.get("code")) == ("http", 503, None)


async def test_the_newest_are_found_by_endpoint_and_code(desk: Any) -> None:
    for page in (0, 1, 2):
        await desk.get("/bc/get/", page=page)
    await desk.get("/campaign/get/")

    assert [entry["params"]["page"] for entry in await calls(desk, endpoint="bc.get", code=0)] == [1, 2]
    assert [entry["endpoint"] for entry in await calls(desk, limit=1)] == ["campaign.get"]
    assert await calls(desk, limit=0) == []
    assert (await desk.http.get("/_sim/journal", params={"limit": "all"})).status_code == 400


async def test_the_journal_is_bounded(desk: Any) -> None:
    for _ in range(3):
        await desk.get("/bc/get/")

    assert desk.simulator.journal.entries.maxlen == KEPT


async def missed(desk: Any) -> list[str]:
    """What the journal thinks was meant by the last call."""
    found: list[str] = (await calls(desk))[-1].get("near_misses", [])
    return found


async def test_an_ordinary_call_holds_nothing_odd(desk: Any) -> None:
    await desk.listed("campaign", primary_status="STATUS_ALL", campaign_ids=["7"])

    assert await missed(desk) == []
    assert await calls(desk, near_misses=1) == []


async def test_a_misspelt_parameter_is_told_with_what_it_might_have_been(desk: Any) -> None:
    await desk.get("/campaign/get/", advertiser_id=desk.usd, filtering={"campaing_ids": ["7"]}, pagesize=50, colour="x")

    assert await missed(desk) == [
        "filtering.campaing_ids is no parameter and is ignored. Did you mean filtering.campaign_ids?",
        "pagesize is no parameter and is ignored. Did you mean page_size?",
        "colour is no parameter and is ignored.",
    ]


async def test_the_filters_of_v1_2_are_told(desk: Any) -> None:  # §12, no. 2
    await desk.get("/campaign/get/", advertiser_id=desk.usd, filters={"campaign_ids": ["7"]})

    assert await missed(desk) == ["filters was v1.2's name and is ignored: v1.3 takes filtering."]


async def test_repeated_keys_and_comma_lists_are_told(desk: Any) -> None:  # §4
    url, headers = f"{API_PREFIX}/advertiser/info/", {"Access-Token": desk.token}
    twice = [("advertiser_ids", "7"), ("advertiser_ids", "8")]
    await desk.http.get(url, params=twice, headers=headers)
    told = 'a list is JSON text, as in advertiser_ids=["1","2"]'
    assert await missed(desk) == [f"advertiser_ids came more than once and the last one counted: {told}"]

    await desk.http.get(url, params={"advertiser_ids": "7, x"}, headers=headers)
    assert await missed(desk) == [
        'advertiser_ids is a list, and a list in a query string is JSON text: advertiser_ids=["7","x"]'
    ]


async def test_a_path_that_is_nearly_right_is_told(desk: Any) -> None:  # §4
    async def asked(method: str, path: str) -> list[str]:
        await desk.http.request(method, API_PREFIX + path)
        return await missed(desk)

    assert await asked("GET", "/campaign/get") == ["/campaign/get lacks the slash at its end: /campaign/get/"]
    assert await asked("POST", "/campaign/get/") == ["TikTok takes GET on /campaign/get/, not POST."]
    assert await asked("GET", "/campagin/get/") == ["TikTok has no /campagin/get/. Did you mean /campaign/get/?"]
    assert await asked("GET", "/no/such/thing/at/all/") == []


async def test_a_status_of_another_level_is_told(desk: Any) -> None:  # §6.4
    await desk.listed("adgroup", secondary_status="CAMPAIGN_STATUS_ENABLE")
    told = "CAMPAIGN_STATUS_ENABLE is a status of the level campaign, no adgroup ever has it."
    assert await missed(desk) == [f"filtering.secondary_status: {told}"]

    filtering = [{"field_name": "campaign_status", "filter_type": "IN", "filter_value": '["STATUS_ALL"]'}]
    await desk.get("/report/integrated/get/", data_level="AUCTION_AD", filtering=filtering)
    assert "filtering: campaign_status is not the status of AUCTION_AD: ad_status is." in await missed(desk)


async def test_a_token_in_the_wrong_header_is_told(desk: Any) -> None:  # §1.1
    await desk.http.get(f"{API_PREFIX}/bc/get/", headers={"Authorization": f"Bearer {desk.token}"})

    told = "The token came in the header Authorization: TikTok reads Access-Token, without «Bearer»."
    assert await missed(desk) == [told]
    assert desk.token not in (await desk.http.get("/_sim/journal")).text


async def test_near_misses_alone_can_be_asked_for(desk: Any) -> None:
    await desk.get("/bc/get/")
    await desk.get("/bc/get/", bcid="7")

    (entry,) = await calls(desk, near_misses=1)

    assert entry["near_misses"] == ["bcid is no parameter and is ignored. Did you mean bc_id?"]


def test_a_long_list_of_objects_is_kept_in_part() -> None:
    sent = {"data": [{"event": str(number)} for number in range(1_000)], "ids": [str(number) for number in range(100)]}

    kept = redacted(sent)

    assert kept == {"data": [*sent["data"][:20], "… and 980 more"], "ids": sent["ids"]}

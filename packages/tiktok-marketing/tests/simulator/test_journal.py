"""The journal tells what was called, and no secret."""

from typing import Any

from tiktok_marketing.simulator.journal import KEPT


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

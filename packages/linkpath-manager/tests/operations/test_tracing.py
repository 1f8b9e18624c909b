"""Spans: what was done in answer to a request, told as one trace."""

from typing import Any

from opentelemetry.trace import StatusCode

from linkpath_manager.operations.table import OPERATIONS

TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
TRACEPARENT = {"traceparent": f"00-{TRACE}-{CALLER}-01"}
NEW = {"name": "Spring", "objective": "TRAFFIC"}


def by_name(kept: Any) -> dict[str, Any]:
    return {span.name: span for span in kept.get_finished_spans()}


def hexed(number: int) -> str:
    return f"{number:016x}"


async def test_a_write_is_a_request_a_run_and_calls_in_the_callers_trace(house: Any) -> None:
    async with house.traced() as kept:
        answer = await house.api.post("/v1/campaigns", json=NEW, headers=TRACEPARENT)

    assert answer.status_code == 201
    spans = by_name(kept)
    request, run, call = (spans[name] for name in ("POST /v1/campaigns", "campaigns.create", "campaign.create"))
    assert {f"{span.context.trace_id:032x}" for span in spans.values()} == {TRACE}
    assert [hexed(span.parent.span_id) for span in (request, run, call)] == [
        CALLER, hexed(request.context.span_id), hexed(run.context.span_id),
    ]  # fmt: skip
    assert dict(request.attributes) == {
        "http.request.method": "POST",
        "http.route": "/v1/campaigns",
        "http.response.status_code": 201,
        "linkpath.request_id": answer.headers["x-request-id"],
    }
    (recorded,) = await house.runs(operation="campaigns.create")
    assert dict(run.attributes) == {
        "linkpath.workspace_id": house.workspace_id,
        "linkpath.run_id": recorded.id,
        "linkpath.outcome": "done",
    }
    assert (call.attributes["tiktok.code"], call.attributes["tiktok.attempt"]) == ("0", 1)
    assert call.attributes["tiktok.request_id"] in recorded.upstream_request_ids


async def test_without_a_callers_trace_each_request_begins_its_own(house: Any) -> None:
    async with house.traced() as kept:
        for sent in ({}, {"traceparent": "00-made-up-01"}):
            await house.api.get("/v1/campaigns", headers=sent)

    requests = [span for span in kept.get_finished_spans() if span.name == "GET /v1/campaigns"]
    assert [span.parent for span in requests] == [None, None]
    assert len({span.context.trace_id for span in requests}) == 2


async def test_the_callers_trace_is_not_told_to_tiktok(house: Any) -> None:
    house.simulator.journal.clear()
    async with house.traced():
        await house.api.post("/v1/campaigns", json=NEW, headers=TRACEPARENT)

    assert TRACE not in str(house.calls())


async def test_a_refusal_is_told_by_its_code_and_only_a_fault_as_an_error(house: Any) -> None:
    house.fault("fail", "campaign.create", code=40002, message="the canary in the message")
    async with house.traced() as kept:
        refused = await house.api.post("/v1/campaigns", json=NEW)
        await house.api.get("/v1/nowhere")

    spans = by_name(kept)
    run, call = spans["campaigns.create"], spans["campaign.create"]
    assert (refused.status_code, run.attributes["linkpath.outcome"]) == (422, "upstream_rejected")
    assert (run.status.status_code, call.status.status_code) == (StatusCode.UNSET, StatusCode.ERROR)
    assert call.attributes["tiktok.code"] == "40002"
    assert "canary" not in "".join(span.to_json() for span in spans.values())
    assert spans["GET unmatched"].attributes["http.response.status_code"] == 404


async def test_what_fails_by_our_fault_is_told_by_its_class_alone(house: Any, monkeypatch: Any) -> None:
    async def fail(*_: Any) -> None:
        raise ZeroDivisionError("the canary in the message")

    monkeypatch.setattr(type(OPERATIONS["campaigns.list"]), "perform", fail, raising=False)
    async with house.traced() as kept:
        answer = await house.api.get("/v1/campaigns")

    spans = by_name(kept)
    assert answer.status_code == 500
    assert spans["campaigns.list"].attributes["linkpath.outcome"] == "ZeroDivisionError"
    assert spans["GET /v1/campaigns"].status.status_code is StatusCode.ERROR
    assert "canary" not in "".join(span.to_json() for span in spans.values())


async def test_a_repeated_request_is_told_as_replayed_and_probes_are_not_told(house: Any) -> None:
    async with house.traced() as kept:
        for _ in range(2):
            await house.ask("POST", "/v1/campaigns", NEW, key="k1")
        for path in ("/healthz", "/readyz", "/metrics"):
            await house.ask("GET", path)

    runs = [span for span in kept.get_finished_spans() if span.name == "campaigns.create"]
    assert [span.attributes["linkpath.outcome"] for span in runs] == ["done", "replayed"]
    assert {span.name for span in kept.get_finished_spans() if span.name.startswith("GET ")} == set()

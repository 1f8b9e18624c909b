"""One call: what is sent, what is told, what is held back."""

import asyncio
import functools
import importlib
import re
import textwrap
import time
import traceback
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_marketing.client import (
    AppQuota,
    CallRecord,
    DeadlineExceeded,
    InvalidParams,
    MalformedAnswer,
    NoAnswer,
    NotDelivered,
    NotSent,
    OutcomeUnknown,
    Priority,
    Request,
    Response,
    ServerError,
    Throttled,
    TikTokClient,
    TikTokError,
)
from tiktok_marketing.client.encoding import build_request
from tiktok_marketing.spec.ad import AD_GET
from tiktok_marketing.spec.campaign import (
    CAMPAIGN_CREATE,
    CAMPAIGN_GET,
    CAMPAIGN_STATUS_UPDATE,
    CampaignCreateParams,
    CampaignFiltering,
    CampaignGetParams,
    CampaignStatusUpdateParams,
)
from tiktok_marketing.spec.endpoint import Endpoint
from tiktok_marketing.spec.oauth import (
    OAUTH2_ACCESS_TOKEN,
    OAUTH2_ADVERTISER_GET,
    OAuth2AccessTokenParams,
    OAuth2AdvertiserGetParams,
)
from tiktok_marketing.spec.report import REPORT_INTEGRATED_GET

TOKEN, SECRET, AUTH_CODE = "canary-token", "canary-secret", "canary-code"

GET_ONE = CampaignGetParams(advertiser_id="1")
SWITCH_ON = CampaignStatusUpdateParams(advertiser_id="1", campaign_ids=["9"], operation_status="ENABLE")
SWITCHED = {"campaign_ids": ["9"], "status": "ENABLE"}

QPS_TEXT = "App 1 reaches the QPS limit 10, current QPS is 11."
QPM_TEXT = "Due to too many requests, requests from App 1 are temporarily restricted."


def client(transport: Any, **more: Any) -> TikTokClient:
    return TikTokClient("http://tiktok/", app_id="1", transport=transport, random=lambda: 0.5, **more)


def test_a_read_is_a_get_with_lists_and_objects_as_json_text(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    tiktok = script([envelope()])
    params = CampaignGetParams(
        advertiser_id="7106541027904733185",
        fields=["campaign_id", "budget"],
        filtering=CampaignFiltering(campaign_ids=["1", "2"], campaign_name="Größe & +1% #frühling"),
        page=2,
    )

    in_virtual_time(client(tiktok).call(CAMPAIGN_GET, params, token=TOKEN))

    (request,) = tiktok.requests
    address = urlsplit(request.url)
    assert (request.method, address.path, request.body) == ("GET", "/open_api/v1.3/campaign/get/", None)
    assert request.headers == {"Access-Token": TOKEN}
    query = parse_qs(address.query, strict_parsing=True)
    filtering = msgspec.json.decode(query.pop("filtering")[0])
    assert filtering == {"campaign_ids": ["1", "2"], "campaign_name": "Größe & +1% #frühling"}
    assert query == {
        "advertiser_id": ["7106541027904733185"],
        "fields": ['["campaign_id","budget"]'],
        "page": ["2"],
    }


@given(text=st.text(), flag=st.booleans(), names=st.lists(st.text()))
def test_any_parameter_survives_the_query_string(text: str, flag: bool, names: list[str]) -> None:  # noqa: FBT001
    params = REPORT_INTEGRATED_GET.params(report_type=text, dimensions=names, query_lifetime=flag)

    request = build_request("http://tiktok", REPORT_INTEGRATED_GET, params, None, 1)

    query = parse_qs(urlsplit(request.url).query, keep_blank_values=True, strict_parsing=True)
    assert query["report_type"] == [text]
    assert [msgspec.json.decode(value) for value in query["dimensions"]] == [names]
    assert query["query_lifetime"] == ["true" if flag else "false"]


def test_a_write_is_a_json_body_with_money_as_exact_numbers(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    tiktok = script([envelope({"campaign_id": "1"})])
    params = CampaignCreateParams(
        advertiser_id="1", campaign_name="Spring", objective_type="TRAFFIC", budget=Decimal("50.10")
    )

    answer = in_virtual_time(client(tiktok).call(CAMPAIGN_CREATE, params, token=TOKEN))

    (request,) = tiktok.requests
    assert (request.method, request.url) == ("POST", "http://tiktok/open_api/v1.3/campaign/create/")
    assert request.headers == {"Access-Token": TOKEN, "Content-Type": "application/json"}
    assert request.body == (b'{"advertiser_id":"1","campaign_name":"Spring","objective_type":"TRAFFIC","budget":50.10}')
    assert answer.data.campaign_id == "1"


def test_each_attempt_is_observed(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    seen: list[CallRecord] = []
    tiktok = script([NotSent("refused"), envelope(code=50000), envelope(request_id="R9")], seconds=0.2)

    in_virtual_time(client(tiktok, observe=seen.append).call(CAMPAIGN_GET, GET_ONE, token=TOKEN))

    near = pytest.approx
    assert seen == [
        CallRecord("campaign.get", 1, None, "", near(0.2), 0, "NotSent"),
        CallRecord("campaign.get", 2, 50000, "20261122A", near(0.2), 0, "ServerError"),
        CallRecord("campaign.get", 3, 0, "R9", near(0.2), 0, None),
    ]
    assert tiktok.moments == near([1_000, 1_000.575, 1_001.525])


def test_the_guard_stands_before_every_sending_of_a_write_and_of_writes_only(
    script: Any, envelope: Any, in_virtual_time: Any
) -> None:
    class OutsideARunError(Exception): ...

    guarded: list[str] = []

    def guard(endpoint: Endpoint[Any, Any]) -> None:
        guarded.append(endpoint.name)
        if len(guarded) > 2:
            raise OutsideARunError

    tiktok = script([envelope(), NotSent("refused"), envelope(SWITCHED)])
    guarding = client(tiktok, write_guard=guard)

    in_virtual_time(guarding.call(CAMPAIGN_GET, GET_ONE))
    in_virtual_time(guarding.call(CAMPAIGN_STATUS_UPDATE, SWITCH_ON))
    with pytest.raises(OutsideARunError):
        in_virtual_time(guarding.call(CAMPAIGN_STATUS_UPDATE, SWITCH_ON))

    assert guarded == ["campaign.status.update"] * 3
    assert len(tiktok.requests) == 3


@pytest.mark.parametrize(("text", "seconds"), [(QPS_TEXT, 1), (QPM_TEXT, 300)])
def test_the_apps_throttle_holds_every_caller_back(
    text: str, seconds: float, script: Any, envelope: Any, in_virtual_time: Any
) -> None:
    tiktok = script([envelope(code=40100, message=text), envelope(), envelope()])

    async def scenario() -> list[float]:
        both = client(tiktok)
        throttled = asyncio.create_task(both.call(CAMPAIGN_GET, GET_ONE, deadline_seconds=None))
        await asyncio.sleep(0.01)
        other = asyncio.create_task(both.call(AD_GET, AD_GET.params(advertiser_id="2"), deadline_seconds=None))
        await asyncio.gather(throttled, other)
        return [moment - 1_000 for moment in tiktok.moments]

    assert in_virtual_time(scenario()) == pytest.approx([0, seconds, seconds])


def test_an_unnamed_throttle_that_persists_is_taken_for_the_minutes(
    script: Any, envelope: Any, in_virtual_time: Any
) -> None:
    tiktok = script([envelope(code=40100, message="Slow."), envelope(code=40100, message="Slow."), envelope()])

    in_virtual_time(client(tiktok).call(CAMPAIGN_GET, GET_ONE, deadline_seconds=None))

    assert [moment - 1_000 for moment in tiktok.moments] == pytest.approx([0, 1, 301])


def test_an_advertisers_throttle_holds_back_this_advertiser_and_path_only(
    script: Any, envelope: Any, in_virtual_time: Any
) -> None:
    throttle = envelope(code=40133, message="Advertiser (1)'s QPS (21) reaches QPS limit 20 for current path")
    tiktok = script([throttle, envelope(), envelope(), envelope()])

    async def scenario() -> None:
        all_three = client(tiktok)
        throttled = asyncio.create_task(all_three.call(CAMPAIGN_GET, GET_ONE))
        await asyncio.sleep(0.1)
        await all_three.call(CAMPAIGN_GET, CampaignGetParams(advertiser_id="2"))
        await all_three.call(AD_GET, AD_GET.params(advertiser_id="1"))
        await throttled

    in_virtual_time(scenario())

    assert [moment - 1_000 for moment in tiktok.moments] == pytest.approx([0, 0.1, 0.1, 1])


def test_a_throttle_past_the_deadline_is_told_at_once(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    with pytest.raises(Throttled) as failed:
        in_virtual_time(client(script([envelope(code=40100, message=QPM_TEXT)])).call(CAMPAIGN_GET, GET_ONE))

    assert failed.value.retry_after_seconds == 300


def test_a_call_without_a_turn_before_its_deadline_is_not_sent(script: Any, in_virtual_time: Any) -> None:
    tiktok = script([])

    async def scenario() -> None:
        quota = AppQuota()
        await quota.pause(61)
        await client(tiktok, quota=quota).call(CAMPAIGN_STATUS_UPDATE, SWITCH_ON)

    with pytest.raises(DeadlineExceeded) as failed:
        in_virtual_time(scenario())

    assert failed.value.retry_after_seconds == pytest.approx(61)
    assert failed.value.endpoint == "campaign.status.update"
    assert tiktok.requests == []


def test_a_read_ends_by_its_deadline_and_a_write_that_was_sent_is_waited_for(
    script: Any, envelope: Any, in_virtual_time: Any
) -> None:
    tiktok = script([envelope(), envelope(SWITCHED)])

    in_virtual_time(client(tiktok).call(CAMPAIGN_GET, GET_ONE, deadline_seconds=5))
    in_virtual_time(client(tiktok).call(CAMPAIGN_STATUS_UPDATE, SWITCH_ON, deadline_seconds=5))

    assert [request.timeout_seconds for request in tiktok.requests] == [5, 60]


def test_a_call_with_no_time_left_is_not_sent(script: Any, in_virtual_time: Any) -> None:
    with pytest.raises(DeadlineExceeded):
        in_virtual_time(client(script([])).call(CAMPAIGN_GET, GET_ONE, deadline_seconds=0))


def test_machines_wait_behind_people(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    tiktok = script([envelope()] * 12)

    async def scenario() -> float:
        both = client(tiktok)
        async with asyncio.TaskGroup() as group:
            for _ in range(11):
                group.create_task(both.call(CAMPAIGN_GET, GET_ONE, priority=Priority.MACHINE))
            await asyncio.sleep(0.1)
            await both.call(AD_GET, AD_GET.params(advertiser_id="1"))
        return 0

    in_virtual_time(scenario())

    assert ["/ad/get/" in request.url for request in tiktok.requests].index(True) == 10


@pytest.mark.parametrize(
    ("step", "error"),
    [(NotSent("refused"), NotDelivered), (NoAnswer("reset"), ServerError), (b"cut", TikTokError)],
)
def test_a_read_gives_up_after_five_attempts(
    step: Any, error: type[TikTokError], script: Any, in_virtual_time: Any
) -> None:
    tiktok = script([step] * 9)

    with pytest.raises(error):
        in_virtual_time(client(tiktok).call(CAMPAIGN_GET, GET_ONE))

    assert len(tiktok.requests) == 5


def repeat_all_that_was_said(request: Request) -> bytes:
    said = f"{request.url} {dict(request.headers)} {(request.body or b'').decode()}"
    return msgspec.json.encode({"code": 40101, "message": said})


def secretive_calls(tiktok: Any) -> list[Any]:
    exchange = OAuth2AccessTokenParams(app_id="1", secret=SECRET, auth_code=AUTH_CODE)
    reachable = OAuth2AdvertiserGetParams(app_id="1", secret=SECRET)
    return [
        client(tiktok).call(OAUTH2_ACCESS_TOKEN, exchange, token=TOKEN),
        client(tiktok).call(OAUTH2_ADVERTISER_GET, reachable, token=TOKEN),
    ]


@pytest.mark.parametrize(
    "step",
    [
        NotSent("refused"),
        NoAnswer("reset"),
        b"",
        Response(502, {}, b"<html>"),
        repeat_all_that_was_said,
    ],
)
def test_no_secret_is_in_an_error_a_traceback_a_record_or_a_repr(step: Any, script: Any, in_virtual_time: Any) -> None:
    for number in range(2):
        tiktok = script([step] * 9)
        call = secretive_calls(tiktok)
        call.pop(1 - number).close()
        with pytest.raises(TikTokError) as failed:
            in_virtual_time(call[0])

        told = "".join(traceback.format_exception(failed.value)) + repr(failed.value) + repr(tiktok.requests)
        told += repr(vars(failed.value))
        assert not [canary for canary in (TOKEN, SECRET, AUTH_CODE) if canary in told]


def test_the_message_that_repeats_a_secret_keeps_its_other_words(
    script: Any, envelope: Any, in_virtual_time: Any
) -> None:
    tiktok = script([envelope(code=40002, message=f"token {TOKEN} is odd")])

    with pytest.raises(InvalidParams) as failed:
        in_virtual_time(client(tiktok).call(CAMPAIGN_GET, GET_ONE, token=TOKEN))

    assert str(failed.value) == "campaign.get 40002 token [hidden] is odd (request 20261122A)"


def test_a_write_cut_off_is_an_unknown_outcome_and_is_sent_once(script: Any, in_virtual_time: Any) -> None:
    tiktok = script([NoAnswer("reset")])

    with pytest.raises(OutcomeUnknown):
        in_virtual_time(client(tiktok).call(CAMPAIGN_STATUS_UPDATE, SWITCH_ON))

    assert len(tiktok.requests) == 1


def test_a_client_closes_its_transport(script: Any, in_virtual_time: Any) -> None:
    tiktok = script([])

    async def scenario() -> None:
        async with client(tiktok):
            assert not tiktok.closed

    in_virtual_time(scenario())

    assert tiktok.closed


def test_an_attempt_that_its_caller_gave_up_is_observed_and_its_turn_is_not_held(
    script: Any, envelope: Any, in_virtual_time: Any
) -> None:
    seen: list[CallRecord] = []
    tiktok = script([envelope(), envelope()], seconds=10)

    async def scenario() -> None:
        calling = client(tiktok, observe=seen.append)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(2):
                await calling.call(CAMPAIGN_GET, GET_ONE)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        await calling.call(CAMPAIGN_GET, GET_ONE)

    in_virtual_time(scenario())

    assert [(each.error, each.seconds, each.waited_seconds) for each in seen] == [
        ("CancelledError", pytest.approx(2), 0),
        (None, pytest.approx(10), 0),
    ]


def test_a_call_that_gets_no_turn_is_observed_too(script: Any, in_virtual_time: Any) -> None:
    seen: list[CallRecord] = []

    async def scenario() -> None:
        quota = AppQuota()
        await quota.pause(61)
        await client(script([]), quota=quota, observe=seen.append).call(CAMPAIGN_GET, GET_ONE)

    with pytest.raises(DeadlineExceeded):
        in_virtual_time(scenario())

    assert seen == [CallRecord("campaign.get", 1, None, "", 0, 0, "DeadlineExceeded")]


def test_an_onlooker_that_fails_does_not_make_a_write_look_undone(
    script: Any, envelope: Any, caplog: pytest.LogCaptureFixture, in_virtual_time: Any
) -> None:
    def fail(_: CallRecord) -> None:
        raise ZeroDivisionError

    watched = client(script([envelope(SWITCHED)]), observe=fail)
    answer = in_virtual_time(watched.call(CAMPAIGN_STATUS_UPDATE, SWITCH_ON))

    assert answer.data.status == "ENABLE"
    (record,) = caplog.records
    assert (record.levelname, record.message) == ("ERROR", "the observer of calls failed")


def test_records_become_metrics_and_spans_as_their_docstring_shows(
    script: Any, envelope: Any, in_virtual_time: Any
) -> None:
    """Runs the two examples as they stand there."""
    prometheus, traces = importlib.import_module("prometheus_client"), importlib.import_module("opentelemetry.trace")
    registry, spans = prometheus.CollectorRegistry(), Tracer()
    histogram = functools.partial(prometheus.Histogram, registry=registry)
    names = {"Histogram": histogram, "CallRecord": CallRecord, "SpanKind": traces.SpanKind, "time": time}
    names |= {"StatusCode": traces.StatusCode, "tracer": spans}
    metrics, tracing = examples(CallRecord.__doc__ or "")
    tiktok = script([envelope(code=50000), envelope(request_id="R9")], seconds=0.25)

    exec(metrics, names)  # noqa: S102 - our own docstring
    measure = names["observe"]
    exec(tracing, names)  # noqa: S102 - the same

    def observe(record: CallRecord) -> None:
        measure(record)  # type: ignore[operator]
        names["observe"](record)  # type: ignore[operator]

    in_virtual_time(client(tiktok, observe=observe).call(CAMPAIGN_GET, GET_ONE))

    labels = {"endpoint": "campaign.get", "code": "0", "error": "None"}
    assert registry.get_sample_value("tiktok_call_seconds_sum", labels) == pytest.approx(0.25)
    assert registry.get_sample_value("tiktok_wait_seconds_count", {"endpoint": "campaign.get"}) == 2
    assert [(span.name, round(span.seconds, 2), span.status, span.attributes) for span in spans.ended] == [
        ("campaign.get", 0.25, "ServerError", {"tiktok.request_id": "20261122A", "tiktok.attempt": 1}),
        ("campaign.get", 0.25, None, {"tiktok.request_id": "R9", "tiktok.attempt": 2}),
    ]


def examples(docstring: str) -> list[str]:
    """The indented blocks of a docstring."""
    blocks = textwrap.dedent(docstring[docstring.index("\n") :])
    return [textwrap.dedent(block) for block in re.findall(r"(?:^ {4}.*\n|^\n(?= {4}))+", blocks, re.MULTILINE)]


class Tracer:
    """As much of OpenTelemetry's interface as a span needs; its own tracer records nothing without its SDK."""

    def __init__(self) -> None:
        self.ended: list[Any] = []

    def start_span(self, name: str, *, start_time: int, kind: Any) -> "Tracer.Span":
        assert kind.name == "CLIENT"
        return Tracer.Span(self, name, start_time)

    class Span:
        def __init__(self, tracer: "Tracer", name: str, started: int) -> None:
            self.tracer, self.name, self.started = tracer, name, started
            self.attributes: dict[str, Any] = {}
            self.status: str | None = None
            self.seconds = 0.0

        def set_attributes(self, attributes: dict[str, Any]) -> None:
            self.attributes = attributes

        def set_status(self, code: Any, told: str) -> None:
            self.status = told if code.name == "ERROR" else None

        def end(self, moment: int) -> None:
            self.seconds = (moment - self.started) / 1e9
            self.tracer.ended.append(self)


def test_an_unknown_outcome_keeps_what_came(script: Any, in_virtual_time: Any) -> None:
    page = Response(502, {"x-tt-logid": "R7"}, f"<html>{TOKEN}".encode())

    with pytest.raises(OutcomeUnknown) as failed:
        in_virtual_time(client(script([page])).call(CAMPAIGN_STATUS_UPDATE, SWITCH_ON, token=TOKEN))

    assert failed.value.request_id == "R7"
    assert failed.value.unread is not None
    assert (failed.value.unread.status, failed.value.unread.start) == (502, b"<html>[hidden]")


def cut_off(_: Request) -> bytes:
    raise NoAnswer("ClientPayloadError", Response(200, {"x-tt-logid": "R7", "set-cookie": "a"}, f"{{{TOKEN}".encode()))


@pytest.mark.parametrize(
    ("endpoint", "params", "kind"),
    [(CAMPAIGN_GET, GET_ONE, MalformedAnswer), (CAMPAIGN_STATUS_UPDATE, SWITCH_ON, OutcomeUnknown)],
    ids=["a read", "a write"],
)
def test_an_answer_that_was_cut_off_keeps_what_came(
    endpoint: Any, params: Any, kind: type[TikTokError], script: Any, in_virtual_time: Any
) -> None:
    with pytest.raises(kind) as failed:
        in_virtual_time(client(script([cut_off] * 5)).call(endpoint, params, token=TOKEN))

    unread = failed.value.unread
    assert unread is not None
    assert (failed.value.request_id, unread.status, unread.start) == ("R7", 200, b"{[hidden]")
    assert unread.headers == {"x-tt-logid": "R7"}
    assert TOKEN not in repr(vars(failed.value)) + repr(vars(failed.value.__cause__))

"""Retries: nothing happens twice, nothing is called done that was not."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiktok_marketing.client import (
    AppQuota,
    DuplicateRequest,
    InvalidParams,
    Maintenance,
    MalformedAnswer,
    NoAnswer,
    NotDelivered,
    NotReady,
    NotSent,
    OutcomeUnknown,
    Request,
    Response,
    ServerError,
    Throttled,
    TikTokClient,
    TikTokError,
    WriteConflict,
)
from tiktok_marketing.client.naming import row_of
from tiktok_marketing.client.retry import Attempt, Raise, Retry, next_step
from tiktok_marketing.spec.campaign import (
    CAMPAIGN_CREATE,
    CAMPAIGN_GET,
    CAMPAIGN_STATUS_UPDATE,
    CampaignCreateParams,
    CampaignStatusUpdateParams,
)
from tiktok_marketing.spec.endpoint import Effect
from tiktok_marketing.spec.report import REPORT_TASK_CREATE, ReportTaskParams

FAULTS = ("fine", "not sent", "lost before", "lost after", "slow after", "throttled", "5xx before", "5xx after", "cut")


@dataclass
class Counter:
    """A TikTok that counts what took effect, and knows a request_id for ten seconds."""

    faults: list[str]
    seconds_on_the_way: float
    effects: int = 0
    seen: dict[str, float] = field(default_factory=dict)

    async def send(self, request: Request) -> Response:
        fault = self.faults.pop(0) if self.faults else "fine"
        if fault == "not sent":
            raise NotSent("refused")
        await asyncio.sleep(self.seconds_on_the_way)
        if fault == "lost before":
            raise NoAnswer("reset")
        if fault == "throttled":
            return answer(40100, "App 1 reaches the QPS limit 10, current QPS is 11.")
        if fault == "5xx before":
            return answer(50000, "System error")
        code = self._perform(msgspec.json.decode(request.body or b"{}"))
        if fault == "slow after":
            await asyncio.sleep(request.timeout_seconds)
        if fault in ("lost after", "slow after"):
            raise NoAnswer("reset")
        if fault == "5xx after":
            return Response(504, {}, b"<html>Gateway Time-out</html>")
        if fault == "cut":
            return Response(200, {}, b'{"code":0,"message":"OK","data":{"campa')
        return answer(code, "OK")

    def _perform(self, body: dict[str, Any]) -> int:
        now = asyncio.get_running_loop().time()
        name = body.get("request_id")
        if name is not None:
            if now - self.seen.get(name, -1e9) < 10:
                return 40050
            self.seen[name] = now
        self.effects += 1
        return 0

    async def close(self) -> None: ...


def answer(code: int, message: str) -> Response:
    data = {"campaign_id": "1", "campaign_ids": ["1"], "status": "ENABLE"} if code == 0 else {}
    return Response(200, {}, msgspec.json.encode({"code": code, "message": message, "request_id": "R", "data": data}))


@settings(max_examples=300, deadline=None)
@given(
    faults=st.lists(st.sampled_from(FAULTS), max_size=6),
    way=st.floats(0, 3),
    kind=st.sampled_from(["create", "create with request_id", "status", "report task"]),
    deadline_seconds=st.sampled_from([None, 1.0, 60.0]),
    chance=st.floats(0, 1, exclude_max=True),
)
def test_a_write_takes_effect_once_at_most_and_success_is_never_made_up(
    faults: list[str], way: float, kind: str, deadline_seconds: float | None, chance: float, in_virtual_time: Any
) -> None:
    tiktok = Counter(list(faults), way)

    async def scenario() -> TikTokError | None:
        client = TikTokClient("http://tiktok", app_id="1", transport=tiktok, random=lambda: chance)
        created = CampaignCreateParams(advertiser_id="1", campaign_name="Spring", objective_type="TRAFFIC")
        try:
            if kind == "status":
                switched = CampaignStatusUpdateParams(advertiser_id="1", campaign_ids=["1"], operation_status="ENABLE")
                await client.call(CAMPAIGN_STATUS_UPDATE, switched, deadline_seconds=deadline_seconds)
            elif kind == "report task":
                asked = ReportTaskParams(advertiser_id="1", report_type="BASIC", dimensions=["ad_id"])
                await client.call(REPORT_TASK_CREATE, asked, deadline_seconds=deadline_seconds)
            else:
                if kind == "create with request_id":
                    created = msgspec.structs.replace(created, request_id="77")
                await client.call(CAMPAIGN_CREATE, created, deadline_seconds=deadline_seconds)
        except TikTokError as error:
            return error
        return None

    error = in_virtual_time(scenario())

    assert tiktok.effects <= 1
    if error is None:
        assert tiktok.effects == 1
    elif not isinstance(error, OutcomeUnknown):
        assert tiktok.effects == 0


@settings(max_examples=100, deadline=None)
@given(faults=st.lists(st.sampled_from([f for f in FAULTS if f != "slow after"]), max_size=4))
def test_a_read_survives_four_failures_of_any_kind(faults: list[str], in_virtual_time: Any) -> None:
    class Reader(Counter):
        def _perform(self, body: dict[str, Any]) -> int:  # noqa: ARG002 - a read has no effect
            return 0

    async def scenario() -> int:
        client = TikTokClient("http://tiktok", app_id="1", transport=Reader(list(faults), 0.1), random=lambda: 0.5)
        result = await client.call(CAMPAIGN_GET, CAMPAIGN_GET.params(advertiser_id="1"))
        return result.code

    assert in_virtual_time(scenario()) == 0


def attempt(
    number: int = 1,
    *,
    deduplicated: bool = False,
    unanswered_seconds: float | None = None,
    remaining_seconds: float | None = None,
) -> Attempt:
    return Attempt(number, deduplicated, unanswered_seconds, remaining_seconds, chance=0.5)


@pytest.mark.parametrize(
    ("failure", "seconds"),
    [
        (NotSent("refused"), 0.375),
        (NoAnswer("reset"), 0.375),
        (ServerError("System error", code=50000), 0.375),
        (MalformedAnswer("cut"), 0.375),
        (WriteConflict("conflict", code=40202), 0.375),
        (InvalidParams("internal", code=40700), 0.375),
        (Throttled("QPS limit", code=40100), 1),
        (Maintenance("maintenance", code=60001), 30),
    ],
)
def test_a_read_is_repeated_after(failure: Any, seconds: float) -> None:
    assert next_step(CAMPAIGN_GET, failure, attempt()) == Retry(seconds)


def test_waits_double_and_are_spread() -> None:
    first, second = (Attempt(number, False, None, None, chance) for number, chance in ((1, 0.0), (3, 0.999)))  # noqa: FBT003

    assert next_step(CAMPAIGN_GET, NotSent("refused"), first) == Retry(0.25)
    assert next_step(CAMPAIGN_GET, NotSent("refused"), second) == Retry(pytest.approx(2, abs=0.01))


@pytest.mark.parametrize(
    "failure",
    [
        InvalidParams("bad", code=40002),
        NotReady("transcoding", code=40901),
        DuplicateRequest("dup", code=40050),
    ],
)
def test_a_read_is_not_repeated_after(failure: Any) -> None:
    assert next_step(CAMPAIGN_GET, failure, attempt()) == Raise(failure)


def test_a_read_whose_answer_has_another_shape_is_not_repeated() -> None:
    failure = MalformedAnswer("Expected `str`, got `object`", code=0)
    failure.whole = True

    assert next_step(CAMPAIGN_GET, failure, attempt()) == Raise(failure)


@pytest.mark.parametrize(
    "failure",
    [
        NoAnswer("reset"),
        ServerError("System error", code=50000, request_id="R7"),
        ServerError("HTTP 504"),
        MalformedAnswer("cut"),
    ],
)
def test_a_write_that_may_have_happened_is_an_unknown_outcome(failure: Any) -> None:
    step = next_step(CAMPAIGN_STATUS_UPDATE, failure, attempt(unanswered_seconds=None))

    assert isinstance(step, Raise)
    assert isinstance(step.error, OutcomeUnknown)
    assert step.error.endpoint == "campaign.status.update"
    assert step.error.__cause__ is failure
    assert step.error.request_id == getattr(failure, "request_id", "")


def test_two_writes_to_one_smart_plus_ad_are_five_seconds_apart() -> None:  # behaviour reference §3.2
    conflict = WriteConflict("conflict", code=40202)

    assert next_step(row_of("smart_plus.ad.update"), conflict, attempt()) == Retry(5.375)


@pytest.mark.parametrize("failure", [NoAnswer("reset"), ServerError("HTTP 504"), MalformedAnswer("cut")])
def test_a_task_that_may_have_been_made_is_an_unknown_outcome_though_it_reads(failure: Any) -> None:
    step = next_step(REPORT_TASK_CREATE, failure, attempt())

    assert REPORT_TASK_CREATE.effect is Effect.READ
    assert isinstance(step, Raise)
    assert isinstance(step.error, OutcomeUnknown)


@pytest.mark.parametrize("failure", [NotSent("refused"), Throttled("QPS limit", code=40100), WriteConflict("c")])
def test_a_write_that_surely_did_not_happen_is_repeated(failure: Any) -> None:
    assert isinstance(next_step(CAMPAIGN_STATUS_UPDATE, failure, attempt()), Retry)


def test_a_deduplicated_write_without_an_answer_is_repeated_inside_tiktoks_window_only() -> None:
    early = attempt(deduplicated=True, unanswered_seconds=2)
    late = attempt(deduplicated=True, unanswered_seconds=5.9)

    assert isinstance(next_step(CAMPAIGN_CREATE, NoAnswer("reset"), early), Retry)
    assert isinstance(next_step(CAMPAIGN_CREATE, NoAnswer("reset"), late), Raise)


@pytest.mark.parametrize(
    "failure",
    [
        DuplicateRequest("seen", code=40050),
        InvalidParams("Campaign name already exists.", code=40002),
        NotReady("later", code=40201),
    ],
)
def test_no_refusal_of_a_repeat_proves_that_the_first_did_nothing(failure: Any) -> None:
    step = next_step(CAMPAIGN_CREATE, failure, attempt(2, deduplicated=True, unanswered_seconds=1))

    assert isinstance(step, Raise)
    assert isinstance(step.error, OutcomeUnknown)


def test_a_first_answer_of_duplicate_is_told_as_it_is() -> None:
    failure = DuplicateRequest("seen", code=40050)

    assert next_step(CAMPAIGN_CREATE, failure, attempt(deduplicated=True)) == Raise(failure)


def test_no_connection_in_the_end_means_not_delivered() -> None:
    step = next_step(CAMPAIGN_STATUS_UPDATE, NotSent("refused"), attempt(5))

    assert isinstance(step, Raise)
    assert isinstance(step.error, NotDelivered)


def test_nothing_is_repeated_that_could_only_begin_after_the_deadline() -> None:
    failure = Throttled("requests are temporarily restricted", code=40100)
    failure.retry_after_seconds = 300

    assert next_step(CAMPAIGN_GET, failure, attempt(remaining_seconds=60)) == Raise(failure)
    assert next_step(CAMPAIGN_GET, failure, attempt(remaining_seconds=301)) == Retry(300)


def test_a_repeat_that_would_wait_for_the_quota_past_tiktoks_window_is_not_sent(in_virtual_time: Any) -> None:
    tiktok = Counter(["lost after"], 0.1)

    async def scenario() -> Any:
        quota = AppQuota()
        client = TikTokClient("http://tiktok", app_id="1", transport=tiktok, quota=quota, random=lambda: 0.5)
        created = CampaignCreateParams(
            advertiser_id="1", campaign_name="Spring", objective_type="TRAFFIC", request_id="77"
        )
        call = asyncio.create_task(client.call(CAMPAIGN_CREATE, created))
        await asyncio.sleep(0.2)
        await quota.pause(30)
        with pytest.raises(OutcomeUnknown):
            await call

    in_virtual_time(scenario())
    assert tiktok.effects == 1

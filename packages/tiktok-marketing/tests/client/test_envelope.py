"""Reading TikTok's answers: results, refusals, and what is no answer at all."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tiktok_marketing.client import (
    AuthError,
    DuplicateRequest,
    InvalidParams,
    Maintenance,
    MalformedAnswer,
    NotFound,
    NotReady,
    PermissionDenied,
    Response,
    ServerError,
    Throttled,
    TikTokError,
    WriteConflict,
    raw_rows,
)
from tiktok_marketing.client.envelope import read_answer, read_plain
from tiktok_marketing.spec.campaign import CAMPAIGN_GET, Campaign
from tiktok_marketing.spec.event import EVENT_TRACK
from tiktok_marketing.spec.oauth import OAUTH2_ACCESS_TOKEN

Envelope = Callable[..., bytes]

PAGE = {
    "list": [
        {"campaign_id": "1680018437245954", "budget": 50.1, "brand_new": {"a": [1, 2.50]}},
        {"campaign_id": 7106541027904733185, "budget": "20"},
    ],
    "page_info": {"page": 1, "page_size": 10, "total_number": 2, "total_page": 1},
}


def http(body: bytes, status: int = 200, **headers: str) -> Response:
    return Response(status, headers, body)


def test_a_result_is_typed_and_its_unknown_fields_stay_reachable(envelope: Envelope) -> None:
    answer = read_answer(CAMPAIGN_GET, http(envelope(PAGE, request_id="R1")))

    assert [row.campaign_id for row in answer.data.rows] == ["1680018437245954", "7106541027904733185"]
    assert [str(row.budget) for row in answer.data.rows] == ["50.1", "20"]
    assert (answer.code, answer.message, answer.request_id, answer.partial) == (0, "OK", "R1", False)
    assert answer.raw == msgspec.json.encode(PAGE)
    assert [msgspec.json.decode(row) for row in raw_rows(answer)] == PAGE["list"]


def test_raw_rows_give_each_objects_own_bytes(envelope: Envelope) -> None:
    body = envelope().replace(b"{}", b'{"list": [ {"campaign_id":"1","x":1.50} ,{"campaign_id":"2"}]}')

    assert [bytes(row) for row in raw_rows(read_answer(CAMPAIGN_GET, http(body)))] == [
        b'{"campaign_id":"1","x":1.50}',
        b'{"campaign_id":"2"}',
    ]


@pytest.mark.parametrize("data", [b"null", b"{}"])
def test_a_success_without_data_is_an_empty_result(data: bytes, envelope: Envelope) -> None:
    answer = read_answer(CAMPAIGN_GET, http(envelope().replace(b"{}", data)))

    assert answer.data == CAMPAIGN_GET.result()
    assert raw_rows(answer) == []
    assert answer.raw == data


def test_partial_success_is_a_result(envelope: Envelope) -> None:
    answer = read_answer(CAMPAIGN_GET, http(envelope(PAGE, code=20001)))

    assert answer.partial
    assert len(answer.data.rows) == 2


FAILED_EVENT = {"order_in_request": 1, "fail_reason": "Invalid value for event_time."}


@pytest.mark.parametrize(
    ("code", "data", "failures"),
    [
        (20001, {"failed_events": [FAILED_EVENT]}, {"failed_events": [FAILED_EVENT]}),
        (0, {"adgroup_ids": ["1"], "error_list": [{"adgroup_id": "2"}]}, {"error_list": [{"adgroup_id": "2"}]}),
        (0, {"failed_video_ids": ["v"], "failed_image_ids": []}, {"failed_video_ids": ["v"]}),
        (0, {"failure_list": [{"item_id": "1"}]}, {"failure_list": [{"item_id": "1"}]}),
        (0, {"list": [{"error_msg": "x"}], "error_msg": "none"}, {}),
        (0, None, {}),
    ],
)
def test_what_of_a_batch_failed_is_found_wherever_tiktok_says_it(
    code: int, data: Any, failures: dict[str, Any], envelope: Envelope
) -> None:  # behaviour reference §2, §5.4, §7.4, §9.6
    answer = read_plain(EVENT_TRACK, http(envelope(data, code=code)))

    assert answer.failures == failures


def test_a_typed_answer_finds_what_failed_too(envelope: Envelope) -> None:
    answer = read_answer(EVENT_TRACK, http(envelope({"failed_events": [FAILED_EVENT]}, code=20001)))

    assert answer.data.failed_events[0].order_in_request == 1
    assert answer.failures == {"failed_events": [FAILED_EVENT]}


def test_the_warning_of_a_report_cut_short_is_passed_on(envelope: Envelope) -> None:
    cut = Response(200, {"x-tt-ads-throttle": "newest 20000 ads only"}, envelope(PAGE))

    assert read_answer(CAMPAIGN_GET, cut).warning == "newest 20000 ads only"
    assert read_answer(CAMPAIGN_GET, http(envelope(PAGE))).warning is None


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (40001, PermissionDenied),
        (40002, InvalidParams),
        (40007, NotFound),
        (40016, Throttled),
        (40050, DuplicateRequest),
        (40100, Throttled),
        (40104, AuthError),
        (40105, AuthError),
        (40125, PermissionDenied),
        (40133, Throttled),
        (40202, WriteConflict),
        (40901, NotReady),
        (50002, ServerError),
        (51999, ServerError),
        (60001, Maintenance),
        (49999, InvalidParams),
    ],
)
def test_a_refusal_is_the_error_of_its_code(code: int, kind: type[TikTokError], envelope: Envelope) -> None:
    with pytest.raises(TikTokError) as refused:
        read_answer(CAMPAIGN_GET, http(envelope(code=code, message="No.", request_id="R2")))

    error = refused.value
    assert type(error) is kind
    assert (error.code, error.message, error.request_id, error.endpoint) == (code, "No.", "R2", "campaign.get")
    assert str(error) == f"campaign.get {code} No. (request R2)"


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        (40100, "App 7 reaches the QPS limit 10, current QPS is 11.", ("app", "second", 1)),
        (
            40100,
            "Due to too many requests, requests from App 7 are temporarily restricted.",
            ("app", "longer", 300),
        ),
        (40016, "Too frequent.", ("app", "unknown", 1)),
        (
            40133,
            "Advertiser (1)'s QPS (21) reaches QPS limit 20 for current path, request is temporarily restricted.",
            ("local", "second", 1),
        ),
    ],
)
def test_a_throttle_tells_whose_it_is_and_how_long(
    code: int, message: str, expected: tuple[str, str, float], envelope: Envelope
) -> None:
    with pytest.raises(Throttled) as refused:
        read_answer(CAMPAIGN_GET, http(envelope(code=code, message=message)))

    assert (refused.value.scope, refused.value.window, refused.value.retry_after_seconds) == expected


def test_a_foreign_token_is_known_by_its_text(envelope: Envelope) -> None:
    with pytest.raises(AuthError):
        read_answer(CAMPAIGN_GET, http(envelope(code=40000, message="The access token and the app do not match.")))
    with pytest.raises(InvalidParams):
        read_answer(CAMPAIGN_GET, http(envelope(code=40000, message="Page size is too large.")))


def test_a_refusal_without_the_results_required_fields_is_still_read(envelope: Envelope) -> None:
    with pytest.raises(AuthError) as refused:
        read_answer(OAUTH2_ACCESS_TOKEN, http(envelope(code=40110, message="Used.", request_id="R3")))

    assert (refused.value.code, refused.value.request_id) == (40110, "R3")


def test_the_code_outranks_the_http_status(envelope: Envelope) -> None:
    assert read_answer(CAMPAIGN_GET, http(envelope(PAGE), status=500)).code == 0
    with pytest.raises(InvalidParams):
        read_answer(CAMPAIGN_GET, http(envelope(code=40002), status=504))


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, b"404 page not found", NotFound),
        (405, b"", NotFound),
        (413, b"too large", InvalidParams),
        (429, b"slow down", Throttled),
        (500, b"", ServerError),
        (504, b"<html>Gateway Time-out</html>", ServerError),
        (502, b'{"error": "bad gateway"}', ServerError),
        (302, b"", MalformedAnswer),
        (200, b"", MalformedAnswer),
        (200, b"<html>hello</html>", MalformedAnswer),
        (200, b"[]", MalformedAnswer),
        (200, b"\xff\xfe", MalformedAnswer),
    ],
)
def test_what_has_no_envelope_is_the_error_of_its_http_status(
    status: int, body: bytes, kind: type[TikTokError]
) -> None:
    with pytest.raises(TikTokError) as failed:
        read_answer(CAMPAIGN_GET, http(body, status))

    assert type(failed.value) is kind
    assert failed.value.code is None


def test_every_truncation_of_an_answer_is_malformed(envelope: Envelope) -> None:
    body = envelope(PAGE)

    for length in range(len(body)):
        with pytest.raises(MalformedAnswer) as failed:
            read_answer(CAMPAIGN_GET, http(body[:length]))
        assert not failed.value.whole


@pytest.mark.parametrize("data", [{"list": {}}, {"list": [{"campaign_id": {}}]}, [], {"list": [{"budget": 1}]}])
def test_a_result_of_another_shape_is_malformed_for_good(data: Any, envelope: Envelope) -> None:
    with pytest.raises(MalformedAnswer) as failed:
        read_answer(CAMPAIGN_GET, http(envelope(data, request_id="R4")))

    assert failed.value.whole
    assert failed.value.request_id == "R4"


def test_an_unknown_field_in_a_row_is_no_matter(envelope: Envelope) -> None:
    data = {"list": [{"campaign_id": "1", "zzz": None}], "surprise": 1}

    assert read_answer(CAMPAIGN_GET, http(envelope(data))).data.rows == [Campaign(campaign_id="1")]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b'{"code": 0, "data": {"list"'),
        (200, b'{"code": 0, "data": {"list": 7}}'),
        (200, b"\xff\xfe not text"),
        (504, b"<html>" + b"x" * 5_000),
        (404, b"404 page not found"),
        (400, b""),
    ],
)
def test_what_cannot_be_read_is_kept_as_far_as_it_helps(status: int, body: bytes) -> None:
    headers = {"x-tt-logid": "20261122ABC", "content-type": "text/html", "set-cookie": "session=canary"}

    with pytest.raises(TikTokError) as failed:
        read_answer(CAMPAIGN_GET, Response(status, headers, body))

    unread = failed.value.unread
    assert unread is not None
    assert (unread.status, unread.start) == (status, body[:1024])
    assert unread.headers == {"x-tt-logid": "20261122ABC", "content-type": "text/html"}
    assert failed.value.request_id == "20261122ABC"


def test_a_refusal_was_read_and_keeps_nothing(envelope: Envelope) -> None:
    with pytest.raises(NotFound) as failed:
        read_answer(CAMPAIGN_GET, http(envelope(code=40007)))

    assert failed.value.unread is None


def test_an_answer_that_is_too_long_is_malformed_for_good() -> None:
    with pytest.raises(MalformedAnswer) as failed:
        read_answer(CAMPAIGN_GET, Response(200, {}, b'{"code": 0', oversized=True))

    assert failed.value.whole
    assert failed.value.unread is not None
    assert failed.value.unread.start == b'{"code": 0'


@pytest.mark.parametrize("before", [0, 1_010, 1_020])
def test_a_secret_is_hidden_in_what_is_kept_even_at_its_edge(before: int) -> None:
    body = b"<" * before + b"the token canary-canary is odd"
    with pytest.raises(ServerError) as failed:
        read_answer(CAMPAIGN_GET, Response(502, {"x-echo": "canary-canary"}, body))

    failed.value.hide(["canary-canary"])

    unread = failed.value.unread
    assert unread is not None
    assert b"canary" not in unread.start
    assert unread.headers == {"x-echo": "[hidden]"}

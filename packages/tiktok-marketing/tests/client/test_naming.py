"""Endpoints called by name, and what is refused before anything is sent."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from tiktok_marketing.client import InvalidParams, MalformedAnswer, NotFound, OutcomeUnknown, Refused, TikTokClient
from tiktok_marketing.client.naming import row_of
from tiktok_marketing.client.transport import NoAnswer
from tiktok_marketing.spec import TYPED, catalogue
from tiktok_marketing.spec.campaign import CAMPAIGN_GET, CampaignGetParams
from tiktok_marketing.spec.endpoint import Effect
from tiktok_marketing.spec.report import REPORT_INTEGRATED_GET, ReportParams
from tiktok_marketing.spec.validation import Fault, Problem


def client(transport: Any, **more: Any) -> TikTokClient:
    return TikTokClient("http://tiktok", app_id="1", transport=transport, random=lambda: 0.5, **more)


@pytest.mark.parametrize("name", catalogue.names())
def test_every_endpoint_of_the_catalogue_has_a_row(name: str) -> None:
    entry, row = catalogue.endpoint(name), row_of(name)

    assert (row.name, row.method, row.path) == (name, entry.method, entry.path)
    assert row.auth == TYPED.get(name, entry).auth  # a row was written with more care than the catalogue
    if name in TYPED:
        typed = TYPED[name]
        assert (row.effect, row.dedup, row.quota) == (typed.effect, typed.dedup, typed.quota)
    elif entry.method == "GET":
        assert row.effect is Effect.READ


def test_a_post_without_a_typed_row_counts_as_a_write_unless_its_name_says_that_it_reads() -> None:
    untyped = {name for name in catalogue.names() if name not in TYPED and catalogue.endpoint(name).method == "POST"}

    reading = {name for name in untyped if row_of(name).effect is Effect.READ}

    assert {name.rpartition(".")[2] for name in reading} <= {"get", "check", "list", "info", "search", "estimate"}
    assert all(row_of(name).effect is Effect.WRITE for name in untyped - reading)


def test_a_read_by_name_gives_plain_data_with_ids_as_they_came_and_exact_numbers(
    script: Any, in_virtual_time: Any
) -> None:
    body = (
        b'{"code":0,"message":"OK","request_id":"R","data":{"id":7106541027904733185,"text":"7","rate":0.1,"n":null}}'
    )
    tiktok = script([body])

    answer = in_virtual_time(
        client(tiktok).call("campaign.get", {"advertiser_id": "1", "filtering": {"campaign_ids": ["9"]}}, token="t")
    )

    (request,) = tiktok.requests
    query = parse_qs(urlsplit(request.url).query)
    assert (request.method, request.path) == ("GET", "/open_api/v1.3/campaign/get/")
    assert query == {"advertiser_id": ["1"], "filtering": ['{"campaign_ids":["9"]}']}
    assert answer.data == {"id": 7106541027904733185, "text": "7", "rate": Decimal("0.1"), "n": None}
    assert (answer.code, answer.request_id, answer.body) == (0, "R", body)


def test_a_write_by_name_is_a_json_body_with_money_as_exact_numbers(
    script: Any, envelope: Any, in_virtual_time: Any
) -> None:
    tiktok = script([envelope({"campaign_id": "1"})])
    params = {
        "advertiser_id": "1",
        "campaign_name": "Spring",
        "objective_type": "TRAFFIC",
        "budget_mode": "BUDGET_MODE_DAY",
        "budget": Decimal("50.10"),
    }

    in_virtual_time(client(tiktok).call("campaign.create", params))

    assert tiktok.requests[0].body == (
        b'{"advertiser_id":"1","campaign_name":"Spring","objective_type":"TRAFFIC",'
        b'"budget_mode":"BUDGET_MODE_DAY","budget":50.10}'
    )


def test_data_that_is_a_list_comes_as_a_list_in_a_dict(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    tiktok = script([envelope([{"video_id": "v"}])])

    answer = in_virtual_time(client(tiktok).call("file.video.ad.upload", {"advertiser_id": "1", "video_url": "u"}))

    assert answer.data == {"list": [{"video_id": "v"}]}


def test_data_that_is_no_object_is_malformed(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    with pytest.raises(MalformedAnswer) as told:
        in_virtual_time(client(script([envelope("text")])).call("campaign.get", {"advertiser_id": "1"}))

    assert told.value.whole


def test_an_unanswered_write_by_name_is_an_unknown_outcome(script: Any, in_virtual_time: Any) -> None:
    tiktok = script([NoAnswer("cut")])

    with pytest.raises(OutcomeUnknown):
        in_virtual_time(client(tiktok).call("bc.member.delete", {"bc_id": "1", "user_id": "2"}))

    assert len(tiktok.requests) == 1


def test_a_name_that_is_not_known_is_not_sent_and_a_near_one_is_offered(script: Any, in_virtual_time: Any) -> None:
    with pytest.raises(NotFound, match=r"did you mean campaign\.get\?"):
        in_virtual_time(client(script([])).call("campaign.gett", {"advertiser_id": "1"}))


def test_what_the_table_forbids_is_refused_with_every_field_and_rule_and_not_sent(
    script: Any, in_virtual_time: Any
) -> None:
    with pytest.raises(Refused) as told:
        in_virtual_time(client(script([])).call("campaign.get", {"page_size": "many", "page": 0, "filters": {}}))

    problems = {(each.path, each.fault) for each in told.value.problems}
    assert problems >= {
        ("advertiser_id", Fault.REQUIRED),
        ("page_size", Fault.TYPE),
        ("filters", Fault.UNKNOWN),
    }
    assert isinstance(told.value, InvalidParams)
    assert (told.value.code, told.value.endpoint) == (None, "campaign.get")
    assert "advertiser_id: Missing." in str(told.value)


def test_typed_params_are_checked_too(script: Any, in_virtual_time: Any) -> None:
    params = ReportParams(advertiser_id="1", report_type="BASIC", dimensions=["ad_id"], order_type="UPWARDS")

    with pytest.raises(Refused) as told:
        in_virtual_time(client(script([])).call(REPORT_INTEGRATED_GET, params))

    assert told.value.problems == (Problem("order_type", Fault.ENUM, "Must be one of ASC, DESC."),)


def test_a_row_of_the_callers_own_is_left_to_tiktok(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    brand_new = replace(CAMPAIGN_GET, name="brand.new.get", path="/brand/new/get/")
    tiktok = script([envelope()])

    in_virtual_time(client(tiktok).call(brand_new, CampaignGetParams(advertiser_id="1", page_size=5_000)))

    assert tiktok.requests[0].path == "/open_api/v1.3/brand/new/get/"


def test_a_list_is_checked_before_its_first_page(script: Any, in_virtual_time: Any) -> None:
    with pytest.raises(Refused) as told:
        in_virtual_time(client(script([])).pages(CAMPAIGN_GET, CampaignGetParams(advertiser_id="1"), page_size=1_001))

    assert told.value.problems == (Problem("page_size", Fault.RANGE, "At most 1000."),)


def test_fields_newer_than_the_table_pass_when_asked_for(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    tiktok = script([envelope()])
    params = {"advertiser_id": "1", "brand_new": ["field"]}

    in_virtual_time(client(tiktok).call("campaign.get", params, validate=False))

    query = parse_qs(urlsplit(tiktok.requests[0].url).query)
    assert msgspec.json.decode(query["brand_new"][0]) == ["field"]


def test_a_refused_call_takes_nothing_of_the_quota(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    async def scenario() -> Any:
        calling = client(script([envelope()]))
        for _ in range(50):
            with pytest.raises(Refused):
                await calling.call("campaign.get", {})
        return await calling.call("campaign.get", {"advertiser_id": "1"}, deadline_seconds=0.01)

    assert in_virtual_time(scenario()).code == 0


def test_secrets_given_by_name_are_hidden(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    tiktok = script([envelope(code=40101, message="canary-secret does not match")])
    params = {"app_id": "1", "secret": "canary-secret", "auth_code": "canary-code"}

    with pytest.raises(Exception, match="does not match") as told:
        in_virtual_time(client(tiktok).call("oauth2.access_token", params))

    assert "canary" not in str(told.value)

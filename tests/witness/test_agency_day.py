"""A day of an agency, from consent to lights out, worked through TikTok's own SDK; every answer is checked.

The tests read as one day, in order. What a later hour needs of an earlier one is a fixture, so that each hour can also
be run alone.
"""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import business_api_client as sdk
import pytest
from agency_files import PEOPLE, md5
from sdk_reports import report_file, reported
from third_witness import LEVELS, Witness

TODAY = "2026-06-15"
MONTH = {"start_date": "2026-05-20", "end_date": "2026-06-14"}
SPENDING = ["spend", "impressions", "clicks"]


def test_a_consent_becomes_a_token_that_opens_what_was_ticked(witness: Witness) -> None:
    first, second, third = witness.way_in.advertiser_ids
    body = sdk.Oauth2AccessTokenBody(auth_code=witness.consent(first, third), **witness.app)

    granted = witness.authentication.oauth2_access_token(body=body)["data"]
    opened = witness.authentication.oauth2_advertiser_get(access_token=granted["access_token"], **witness.app)["data"]

    assert granted["advertiser_ids"] == [first, third]
    assert opened["list"] == [
        {"advertiser_id": first, "advertiser_name": "Maple & Moss US"},
        {"advertiser_id": third, "advertiser_name": "Sakura Minato"},
    ]
    with pytest.raises(sdk.TiktokSDKError, match="Error Code: 40110"):
        witness.authentication.oauth2_access_token(body=body)
    with pytest.raises(sdk.TiktokSDKError, match="Error Code: 40001"):
        witness.campaigns.campaign_get(second, granted["access_token"])


def test_the_accounts_and_their_business_center_tell_about_themselves(agency: Witness) -> None:
    ids = list(agency.way_in.advertiser_ids)

    told = sdk.AccountManagementApi(agency.client).advertiser_info(ids, agency.token)["data"]["list"]
    centers = agency.center.bc_get(agency.token)["data"]["list"]

    assert [each["advertiser_id"] for each in told] == ids
    assert [each["currency"] for each in told] == ["USD", "EUR", "JPY"]
    assert [each["bc_info"]["bc_id"] for each in centers] == [agency.way_in.bc_id]


@pytest.mark.parametrize("level", LEVELS)
def test_what_runs_is_browsed_page_by_page(agency: Witness, level: str) -> None:
    running = {"campaign": sdk.FilteringCampaignGet, "adgroup": sdk.FilteringAdgroupGet, "ad": sdk.FilteringAdGet}[
        level
    ]

    whole = agency.listed(level)
    paged = agency.listed(level, page_size=4)
    delivering = agency.listed(level, running(primary_status="STATUS_DELIVERY_OK"), page_size=4)

    assert len(whole) > 4
    assert paged == whole
    assert {row["operation_status"] for row in delivering} == {"ENABLE"}
    statuses = {row["secondary_status"] for row in delivering}
    assert statuses <= {"CAMPAIGN_STATUS_ENABLE", "ADGROUP_STATUS_DELIVERY_OK", "AD_STATUS_DELIVERY_OK"}
    assert delivering == [row for row in whole if row["secondary_status"] in statuses]


def test_a_film_comes_from_the_disk(agency: Witness, film: dict[str, Any], folder: Path) -> None:
    size = (folder / "film.mp4").stat().st_size

    found = agency.files.ad_video_search(
        agency.advertiser_id, agency.token, filtering=sdk.FilteringVideoAdSearch(video_ids=[film["video_id"]])
    )["data"]

    assert (film["file_name"], film["format"], film["size"]) == ("film.mp4", "mp4", size)
    assert (film["width"], film["height"], film["duration"]) == (720, 1280, 12)
    assert film["signature"] == md5(folder / "film.mp4")
    assert [row["video_id"] for row in found["list"]] == [film["video_id"]]
    assert found["page_info"]["total_number"] == 1


def test_a_teaser_comes_by_its_address(agency: Witness, address: str, folder: Path) -> None:
    answer = agency.files.ad_video_upload(
        agency.token,
        advertiser_id=agency.advertiser_id,
        upload_type="UPLOAD_BY_URL",
        video_url=f"{address}/teaser.mp4",
        file_name="teaser by its address.mp4",
    )

    teaser = agency.ready_video(answer)

    assert (teaser["file_name"], teaser["signature"]) == ("teaser by its address.mp4", md5(folder / "teaser.mp4"))
    assert (teaser["width"], teaser["height"], teaser["duration"]) == (540, 960, 6)


def test_a_file_that_is_not_what_its_signature_says_is_refused(agency: Witness, folder: Path) -> None:
    with pytest.raises(sdk.TiktokSDKError, match="Error Code: 40900"):
        agency.files.ad_video_upload(
            agency.token,
            advertiser_id=agency.advertiser_id,
            video_file=str(folder / "film.mp4"),
            video_signature=md5(folder / "teaser.mp4"),
            file_name="not the film.mp4",
        )


def test_a_cover_comes_from_the_disk(agency: Witness, cover: dict[str, Any], folder: Path) -> None:
    told = agency.files.file_image_ad_info(agency.advertiser_id, [cover["image_id"]], agency.token)["data"]["list"]

    assert (cover["width"], cover["height"], cover["signature"]) == (720, 1280, md5(folder / "cover.png"))
    assert [(row["image_id"], row["file_name"], row["displayable"]) for row in told] == [
        (cover["image_id"], "cover.png", True)
    ]


def test_a_campaign_is_launched_and_reviewed(
    launched: dict[str, Any], reviewed: tuple[dict[str, str], dict[str, str]]
) -> None:
    before, after = reviewed

    assert launched["campaign"]["operation_status"] == "DISABLE"
    assert before == {
        "campaign": "CAMPAIGN_STATUS_ENABLE",
        "adgroup": "ADGROUP_STATUS_AUDIT",
        "ad": "AD_STATUS_AUDIT",
    }
    assert after == {
        "campaign": "CAMPAIGN_STATUS_ENABLE",
        "adgroup": "ADGROUP_STATUS_DELIVERY_OK",
        "ad": "AD_STATUS_DELIVERY_OK",
    }


def test_customers_become_an_audience_and_meet_the_ad_group(
    agency: Witness, launched: dict[str, Any], customers: str
) -> None:
    adgroup_id = launched["adgroup"]["adgroup_id"]
    apply = sdk.CustomAudienceApplyBody(
        advertiser_id=agency.advertiser_id,
        custom_audience_id=customers,
        adgroup_ids=[adgroup_id],
        action_mode="Apply",
        usage_mode="Exclude",
    )
    fresh = details(agency, customers)
    with pytest.raises(sdk.TiktokSDKError, match="Error Code: 40002"):
        agency.audiences.dmp_custom_audience_apply(agency.token, body=apply)

    agency.passes(hours=48)
    agency.audiences.dmp_custom_audience_apply(agency.token, body=apply)

    computed = details(agency, customers)
    log = agency.audiences.dmp_custom_audience_apply_log(agency.advertiser_id, [customers], agency.token)["data"]
    assert (fresh["is_valid"], fresh["cover_num"]) == (False, 0)
    assert (computed["is_valid"], computed["audience_type"]) == (True, "Customer File")
    assert 1_000 <= computed["cover_num"] <= len(PEOPLE)
    assert agency.one("adgroup", adgroup_id)["excluded_audience_ids"] == [customers]
    assert [(row["audience_id"], row["adgroup_id"], row["usage_mode"]) for row in log["list"]] == [
        (customers, adgroup_id, "Exclude")
    ]


def test_the_month_is_reported_at_once_and_in_tiktoks_own_time_alike(agency: Witness) -> None:
    what = {
        "report_type": "BASIC",
        "advertiser_id": agency.advertiser_id,
        "data_level": "AUCTION_CAMPAIGN",
        "dimensions": ["campaign_id", "stat_time_day"],
        "metrics": SPENDING,
        **MONTH,
    }

    at_once = reported(agency, **what)
    later = report_file(agency, **what)

    truth = agency.truth("campaign", *MONTH.values())
    deleted = {row.id for row in agency.simulator.state.campaigns.values() if row.operation_status == "DELETE"}
    spent = sum(Decimal(row["spend"]) for row in truth["rows"] if row["campaign_id"] not in deleted)
    assert later == at_once
    assert sum(Decimal(row["spend"]) for row in at_once) == spent > 0


def test_a_sale_of_the_shop_is_told_and_counted_once(agency: Witness) -> None:
    measurement = sdk.MeasurementApi(agency.client)
    pixel = measurement.pixel_create(
        agency.token, body=sdk.PixelCreateBody(advertiser_id=agency.advertiser_id, pixel_name="Checkout")
    )["data"]
    now = agency.simulator.now()
    sale = {
        "event": "Purchase",
        "event_time": int(now.timestamp()),
        "event_id": "order-1",
        "user": {"email": PEOPLE[0]},
        "properties": {"value": 49.9, "currency": "USD"},
        "page": {"url": "https://shop.example/thanks"},
    }

    for _ in range(2):
        answer = agency.called(
            "POST", "/event/track/", event_source="web", event_source_id=pixel["pixel_code"], data=[sale]
        )
        assert answer == {}

    day = now.date().isoformat()
    found = measurement.pixel_event_stats(
        agency.advertiser_id, [pixel["pixel_id"]], sdk.DateRange(start_date=day, end_date=day), agency.token
    )["data"]["list"]
    counted = [(row["pixel_event_type"], row["total_count"]) for row in found[0]["statistics"]]
    listed = measurement.pixel_list(agency.advertiser_id, agency.token, code=pixel["pixel_code"])["data"]["pixels"]
    assert counted == [("Purchase", 1)]
    assert [each["pixel_id"] for each in listed] == [pixel["pixel_id"]]


def test_the_business_center_is_looked_through(agency: Witness) -> None:
    center, state = agency.center, agency.simulator.state
    bc_id, token = agency.way_in.bc_id, agency.token

    accounts = center.bc_asset_get(bc_id, "ADVERTISER", token, page=1, page_size=50)["data"]["list"]
    people = center.bc_member_get(bc_id, token, page=1, page_size=20)["data"]["list"]
    on_account = center.bc_asset_member_get(bc_id, "ADVERTISER", agency.advertiser_id, token)["data"]["list"]
    partners = center.bc_partner_get(bc_id, token)["data"]["list"]
    shared = center.bc_asset_partner_get(bc_id, "ADVERTISER", agency.advertiser_id, token)["data"]["list"]
    balance = center.bc_balance_get(bc_id, token)["data"]
    balances = center.advertiser_balance_get(bc_id, token)["data"]["advertiser_account_list"]
    movements = center.advertiser_transaction_get(bc_id, token)["data"]["transaction_list"]

    assert [row["asset_id"] for row in accounts] == list(agency.way_in.advertiser_ids)
    assert {row["user_email"] for row in people} == {each.email for each in state.members.values()}
    assert {row["user_email"] for row in on_account} <= {row["user_email"] for row in people}
    assert {row["bc_id"] for row in shared} <= {row["bc_id"] for row in partners}
    assert balance["currency"] == "USD"
    held = {row["advertiser_id"]: Decimal(str(row["account_balance"])) for row in balances}
    assert held == {each: state.advertisers[each].balance for each in agency.way_in.advertiser_ids}
    assert {row["advertiser_id"] for row in movements} == set(agency.way_in.advertiser_ids)


def test_everything_is_paused_and_stays_so(agency: Witness, launched: dict[str, Any]) -> None:
    on = {level: agency.switched_on(level) for level in LEVELS}
    assert all(launched[level][f"{level}_id"] in on[level] for level in LEVELS)

    agency.pause()

    assert {level: agency.switched_on(level) for level in LEVELS} == {level: [] for level in LEVELS}
    for level in LEVELS:
        statuses = {row["secondary_status"] for row in agency.listed(level)}
        assert not statuses & {"CAMPAIGN_STATUS_ENABLE", "ADGROUP_STATUS_DELIVERY_OK", "AD_STATUS_DELIVERY_OK"}


@pytest.mark.usefixtures("reviewed")
def test_days_after_only_what_ran_before_has_spent(agency: Witness, launched: dict[str, Any]) -> None:
    agency.pause()
    paused = agency.simulator.now().date()
    agency.passes(days=3)
    what = {
        "report_type": "BASIC",
        "advertiser_id": agency.advertiser_id,
        "data_level": "AUCTION_CAMPAIGN",
        "dimensions": ["campaign_id"],
        "metrics": SPENDING,
    }

    ran = reported(agency, **what, start_date=TODAY, end_date=f"{paused}")
    idle = reported(agency, **what, start_date=f"{paused + timedelta(1)}", end_date=f"{paused + timedelta(2)}")

    assert {row["campaign_id"]: Decimal(row["spend"]) > 0 for row in ran}[launched["campaign"]["campaign_id"]]
    assert sum(Decimal(row["spend"]) for row in idle) == 0


def details(agency: Witness, audience_id: str) -> Any:
    told = agency.audiences.dmp_custom_audience_get(agency.advertiser_id, [audience_id], agency.token)["data"]["list"]
    return told[0]["audience_details"]

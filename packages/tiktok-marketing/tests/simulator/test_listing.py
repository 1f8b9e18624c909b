"""Behaviour reference §4, §5: the lists of campaigns, ad groups and ads, and of what stands above them."""

from typing import Any

import pytest
from msgspec import structs

from tiktok_marketing.spec import TYPED


async def ids(desk: Any, level: str, **filtering: Any) -> list[str]:
    return [row[f"{level}_id"] for row in await desk.listed(level, **filtering)]


async def test_any_page_size_gives_the_same_rows_newest_first(desk: Any) -> None:
    made = []
    for number in range(7):
        made.append(await desk.campaign(campaign_name=f"Campaign {number}"))
        desk.advance(seconds=number % 2)  # some are made in the same second
    newest_first = made[::-1]

    for size in (1, 2, 3, 7, 10):
        rows = []
        for page in range(1, -(-7 // size) + 2):
            data = await desk.ok("GET", "/campaign/get/", advertiser_id=desk.usd, page=page, page_size=size)
            total = {"total_number": 7, "total_page": -(-7 // size)}
            assert data["page_info"] == {"page": page, "page_size": size} | total
            rows += [row["campaign_id"] for row in data["list"]]
        assert rows == newest_first


async def test_a_page_has_ten_rows_unless_told_otherwise(desk: Any) -> None:  # §4.1
    for number in range(11):
        await desk.campaign(campaign_name=f"Campaign {number}")

    data = await desk.ok("GET", "/campaign/get/", advertiser_id=desk.usd)

    assert len(data["list"]) == 10
    assert data["page_info"] == {"page": 1, "page_size": 10, "total_number": 11, "total_page": 2}


async def test_nothing_found_has_no_pages(desk: Any) -> None:  # §15, question 8
    data = await desk.ok("GET", "/ad/get/", advertiser_id=desk.jpy)

    assert data == {"list": [], "page_info": {"page": 1, "page_size": 10, "total_number": 0, "total_page": 0}}


async def test_a_list_shows_a_write_at_once(desk: Any) -> None:
    campaign_id, adgroup_id, ad_id = await desk.tree()
    assert [await desk.listed(level) for level in ("campaign", "adgroup", "ad")]

    body = {"advertiser_id": desk.usd, "campaign_id": campaign_id, "campaign_name": "Renamed"}
    await desk.ok("POST", "/campaign/update/", **body)

    assert (await desk.one("adgroup", adgroup_id))["campaign_name"] == "Renamed"
    assert (await desk.one("ad", ad_id))["campaign_name"] == "Renamed"


async def test_fields_choose_what_is_answered(desk: Any) -> None:
    campaign_id = await desk.campaign()
    fields = ["campaign_id", "budget", "po_number"]

    data = await desk.ok("GET", "/campaign/get/", advertiser_id=desk.usd, fields=fields)

    assert data["list"] == [{"campaign_id": campaign_id, "budget": 100}]  # §4: known, and absent
    refusal = await desk.get("/campaign/get/", advertiser_id=desk.usd, fields=["campaign_id", "colour"])
    assert (refusal["code"], refusal["message"]) == (40002, "fields: Invalid field(s): colour.")


async def test_nulls_can_be_left_out(desk: Any) -> None:  # §4
    await desk.tree()

    for level in ("campaign", "adgroup", "ad"):
        whole = (await desk.ok("GET", f"/{level}/get/", advertiser_id=desk.usd))["list"][0]
        query = {"advertiser_id": desk.usd, "exclude_field_types_in_response": ["NULL_FIELD"]}
        slim = (await desk.ok("GET", f"/{level}/get/", **query))["list"][0]
        assert slim == {name: value for name, value in whole.items() if value is not None}
        assert slim != whole


async def test_deleted_ones_are_shown_on_request_only(desk: Any) -> None:  # §5
    kept = await desk.campaign()
    gone = await desk.campaign(campaign_name="Gone")
    await desk.switch("campaign", "DELETE", gone)

    assert await ids(desk, "campaign") == [kept]
    assert await ids(desk, "campaign", campaign_ids=[gone]) == []
    assert await ids(desk, "campaign", primary_status="STATUS_NOT_DELETE") == [kept]
    assert await ids(desk, "campaign", primary_status="STATUS_DELETE") == [gone]
    assert await ids(desk, "campaign", primary_status="STATUS_ALL") == [gone, kept]
    assert await ids(desk, "campaign", secondary_status="CAMPAIGN_STATUS_DELETE") == [gone]
    crossed = {"secondary_status": "CAMPAIGN_STATUS_DELETE", "primary_status": "STATUS_DISABLE"}
    assert await ids(desk, "campaign", **crossed) == []


async def test_a_status_filter_follows_the_clock(desk: Any) -> None:
    _, adgroup_id, ad_id = await desk.tree()
    waiting = await desk.ad(adgroup_id)

    assert await ids(desk, "ad", primary_status="STATUS_DELIVERY_OK") == [ad_id]
    assert await ids(desk, "ad", secondary_status="AD_STATUS_AUDIT") == [waiting]
    desk.advance(days=1)
    assert await ids(desk, "ad", secondary_status="AD_STATUS_AUDIT") == []


async def test_filters_look_at_the_object_and_what_it_stands_under(desk: Any) -> None:
    campaign_id, adgroup_id, ad_id = await desk.tree()
    desk.advance(hours=1)
    reach = await desk.campaign(campaign_name="Winter", objective_type="REACH")
    far = await desk.adgroup(reach, promotion_type=..., optimization_goal="REACH", billing_event="CPM")

    assert await ids(desk, "campaign", campaign_name="WINT") == [reach]
    assert await ids(desk, "campaign", objective_type="REACH") == [reach]
    assert await ids(desk, "adgroup", objective_type="TRAFFIC") == [adgroup_id]
    assert await ids(desk, "adgroup", campaign_ids=[reach]) == [far]
    assert await ids(desk, "adgroup", billing_events=["CPM", "CPV"]) == [far]
    assert await ids(desk, "adgroup", promotion_type="WEBSITE") == [adgroup_id]
    assert await ids(desk, "ad", campaign_ids=[campaign_id], adgroup_ids=[adgroup_id]) == [ad_id]
    assert await ids(desk, "ad", optimization_goal="CLICK", objective_type="TRAFFIC") == [ad_id]
    assert await ids(desk, "ad", ad_name="cat") == []
    assert await ids(desk, "campaign", buying_types=["RESERVATION_TOP_VIEW"]) == []
    assert await ids(desk, "campaign", campaign_system_origins=["PROMOTE"]) == []
    assert await ids(desk, "campaign", is_smart_performance_campaign=False, campaign_type="REGULAR_CAMPAIGN")
    assert await ids(desk, "campaign", creation_filter_start_time="2026-06-15 12:30:00") == [reach]
    assert await ids(desk, "campaign", creation_filter_end_time="2026-06-15 12:30:00") == [campaign_id]
    assert await ids(desk, "ad", modified_after="2026-06-15 12:00:00") == []
    assert await ids(desk, "ad", modified_after="2026-06-15 11:59:59") == [ad_id]


@pytest.mark.parametrize(
    ("filtering", "code"),
    [
        ({"campaign_ids": []}, 40002),
        ({"campaign_ids": [str(number) for number in range(101)]}, 40011),  # §4.1
        ({"primary_status": "PAUSED"}, 40002),
        ({"creation_filter_start_time": "2026-06-15"}, 40002),
        ({"store_ids": ["1"]}, 40002),  # known to TikTok, not simulated: said, not ignored
    ],
)
async def test_filters_that_cannot_be_are_refused(desk: Any, filtering: dict[str, Any], code: int) -> None:
    assert (await desk.get("/campaign/get/", advertiser_id=desk.usd, filtering=filtering))["code"] == code


@pytest.mark.parametrize(
    ("level", "status"),
    [
        ("ad", "AD_STATUS_ASSET_AUTHORIZATION_LOST"),
        ("ad", "AD_STATUS_TRANSCODING_FAIL"),
        ("ad", "AD_STATUS_AD_QUOTA_LIMIT"),
        ("adgroup", "ADGROUP_STATUS_ADGROUP_QUOTA_LIMIT"),
    ],
)
async def test_some_statuses_cannot_be_filtered_by(desk: Any, level: str, status: str) -> None:  # §5.4, sure
    answer = await desk.get(f"/{level}/get/", advertiser_id=desk.usd, filtering={"secondary_status": status})

    told = f"filtering.secondary_status: {status} cannot be used as a filter."
    assert (answer["code"], answer["message"]) == (40002, told)


ASKED_FOR_BY_NOTHING_ELSE = [
    name
    for name, row in TYPED.items()
    if row.max_page_size
    and row.method == "GET"
    and {each.name for each in structs.fields(row.params) if each.required} <= {"advertiser_id", "bc_id"}
]


@pytest.mark.parametrize("name", ASKED_FOR_BY_NOTHING_ELSE)
async def test_a_page_is_at_most_as_large_as_its_row_says(desk: Any, name: str) -> None:  # §4.1, sure
    row = TYPED[name]
    fields = {each.name for each in structs.fields(row.params)}
    asked = {each: value for each, value in (("advertiser_id", desk.usd), ("bc_id", desk.bc)) if each in fields}

    for size in (0, (row.max_page_size or 0) + 1):
        answer = await desk.get(row.path, **asked, page_size=size)
        told = f"page_size: Must be between 1 and {row.max_page_size}."
        assert (answer["code"], answer["message"]) == (40002, told)


async def test_past_the_end_there_is_an_empty_page_with_the_same_totals(desk: Any) -> None:  # §4, likely
    await desk.campaign()

    page = await desk.ok("GET", "/campaign/get/", advertiser_id=desk.usd, page=9)

    assert page == {"list": [], "page_info": {"page": 9, "page_size": 10, "total_number": 1, "total_page": 1}}


async def test_an_advertiser_tells_about_itself(desk: Any) -> None:
    (info,) = (await desk.ok("GET", "/advertiser/info/", advertiser_ids=[desk.jpy]))["list"]

    assert info == {
        "advertiser_id": desk.jpy,
        "advertiser_account_type": "AUCTION",
        "balance": 1000,
        "company": "円商事",
        "country": None,
        "create_time": 1778932800,
        "currency": "JPY",
        "display_timezone": "Asia/Tokyo",
        "industry": None,
        "language": "en",
        "name": "円商事",
        "owner_bc_id": desk.bc,
        "rejection_reason": None,
        "role": "ROLE_ADVERTISER",
        "status": "STATUS_ENABLE",
        "timezone": "Asia/Tokyo",
    }
    query = {"advertiser_ids": [desk.usd, desk.jpy], "fields": ["currency"]}
    assert (await desk.ok("GET", "/advertiser/info/", **query))["list"] == [{"currency": "USD"}, {"currency": "JPY"}]


async def test_at_most_a_hundred_advertisers_are_asked_about(desk: Any) -> None:  # §4.1
    grant = desk.state.grants[desk.token]
    grant.advertiser_ids = [str(number) for number in range(101)]
    for number in grant.advertiser_ids:
        desk.state.advertisers[number] = desk.state.advertisers[desk.usd]

    answer = await desk.get("/advertiser/info/", advertiser_ids=grant.advertiser_ids)

    assert answer["code"] == 40011
    assert (await desk.get("/advertiser/info/", advertiser_ids=[]))["code"] == 40002


async def test_business_centers_come_in_pages(desk: Any) -> None:
    data = await desk.ok("GET", "/bc/get/")

    assert [row["bc_info"]["bc_id"] for row in data["list"]] == [desk.bc]
    assert data["page_info"] == {"page": 1, "page_size": 10, "total_number": 1, "total_page": 1}
    assert (await desk.get("/bc/get/", page_size=51))["code"] == 40002  # §4.1
    assert (await desk.get("/bc/get/", bc_id="1"))["code"] == 40001
    assert (await desk.ok("GET", "/bc/get/", bc_id=desk.bc, filtering={"keyword": "nobody"}))["list"] == []

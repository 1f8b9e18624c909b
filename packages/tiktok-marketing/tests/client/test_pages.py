"""All pages: every row once, in order, or an error."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiktok_marketing.client import (
    DeadlineExceeded,
    Incomplete,
    MalformedAnswer,
    PermissionDenied,
    Refused,
    Request,
    Response,
    TikTokClient,
    as_json,
)
from tiktok_marketing.spec.advertiser import ADVERTISER_INFO
from tiktok_marketing.spec.campaign import CAMPAIGN_GET, Campaign, CampaignGetParams

OF_ADVERTISER = CampaignGetParams(advertiser_id="1")
TO_1 = {"advertiser_id": "1"}


class Listing:
    """A TikTok with one list, which `change` may alter before each answer."""

    def __init__(self, total: int, change: Callable[["Listing", int], None] | None = None) -> None:
        self.ids = [str(10**15 + number) for number in range(total)]
        self.change = change
        self.asked: list[dict[str, str]] = []
        self.on_the_way = self.most_on_the_way = 0
        self.cancelled = 0
        self.headers: dict[str, str] = {}

    async def send(self, request: Request) -> Response:
        query = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
        self.asked.append(query)
        if self.change is not None:
            self.change(self, len(self.asked))
        self.on_the_way += 1
        self.most_on_the_way = max(self.most_on_the_way, self.on_the_way)
        try:
            # Later pages come sooner, so that the order of answers is not that of the list.
            await asyncio.sleep(3 / int(query["page"]))
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.on_the_way -= 1
        return Response(200, self.headers, msgspec.json.encode(self._page(int(query["page"]), int(query["page_size"]))))

    def _page(self, page: int, size: int) -> dict[str, Any]:
        rows = [{"campaign_id": name, "mood": "new"} for name in self.ids[(page - 1) * size : page * size]]
        info = {"page": page, "page_size": size, "total_number": len(self.ids), "total_page": -(-len(self.ids) // size)}
        return {"code": 0, "message": "OK", "request_id": f"R{page}", "data": {"list": rows, "page_info": info}}

    async def close(self) -> None: ...


def campaign_id(campaign: Campaign) -> str:
    return campaign.campaign_id


def client(listing: Any) -> TikTokClient:
    return TikTokClient("http://tiktok", app_id="1", transport=listing, random=lambda: 0.5)


@settings(max_examples=60, deadline=None)
@given(total=st.integers(0, 250), size=st.integers(1, 1_000))
def test_any_page_size_gives_the_same_rows_in_the_same_order(total: int, size: int, in_virtual_time: Any) -> None:
    listing = Listing(total)

    pages = in_virtual_time(client(listing).pages(CAMPAIGN_GET, OF_ADVERTISER, page_size=size, key=campaign_id))

    assert [row.campaign_id for row in pages.rows] == listing.ids
    assert [row for answer in pages.answers for row in answer.data.rows] == pages.rows
    assert pages.calls == len(listing.asked) == max(1, -(-total // size))


def test_the_largest_page_is_asked_for_and_the_other_parameters_stay(in_virtual_time: Any) -> None:
    listing = Listing(1_500)

    in_virtual_time(client(listing).pages(CAMPAIGN_GET, OF_ADVERTISER))

    assert listing.asked == [
        {"advertiser_id": "1", "page": "1", "page_size": "1000"},
        {"advertiser_id": "1", "page": "2", "page_size": "1000"},
    ]


def test_pages_travel_side_by_side_but_not_all_at_once(in_virtual_time: Any) -> None:
    listing = Listing(100)

    in_virtual_time(client(listing).pages(CAMPAIGN_GET, OF_ADVERTISER, page_size=1))

    assert 10 <= listing.most_on_the_way <= 16


def test_a_list_that_grows_while_it_is_read_is_read_again(in_virtual_time: Any) -> None:
    def grow_once(listing: Listing, call: int) -> None:
        if call == 2:
            listing.ids.insert(0, "1")

    listing = Listing(30, grow_once)

    pages = in_virtual_time(client(listing).pages(CAMPAIGN_GET, OF_ADVERTISER, page_size=10))

    assert [row.campaign_id for row in pages.rows] == listing.ids
    assert len(pages.rows) == 31
    assert pages.calls == len(listing.asked)


def test_a_list_that_never_stands_still_is_incomplete(in_virtual_time: Any) -> None:
    listing = Listing(30, lambda listing, call: listing.ids.append(str(call)))

    with pytest.raises(Incomplete) as failed:
        in_virtual_time(client(listing).pages(CAMPAIGN_GET, OF_ADVERTISER, page_size=10))

    assert failed.value.endpoint == "campaign.get"
    assert sum(asked["page"] == "1" for asked in listing.asked) == 3


def test_a_row_that_comes_twice_while_another_is_lost_is_noticed_by_its_key(in_virtual_time: Any) -> None:
    def swap(listing: Listing, call: int) -> None:
        if call % 3 == 2:  # one row leaves the first page for good, another comes in at the end: the count stays
            listing.ids.append(listing.ids.pop(0))

    def read(**terms: Any) -> Any:
        return in_virtual_time(client(Listing(30, swap)).pages(CAMPAIGN_GET, OF_ADVERTISER, page_size=10, **terms))

    with pytest.raises(Incomplete, match="twice"):
        read(key=campaign_id)
    assert len(read().rows) == 30


@pytest.mark.parametrize(
    "page_info",
    [
        {"page": 1, "page_size": 10, "total_number": 3, "total_page": 1},
        {"page": 1, "page_size": 10, "total_number": 0, "total_page": 0},
        {"page": 1, "page_size": 10, "total_number": 1, "total_page": 20_000},
        {"page": 1, "page_size": 10, "total_number": 2, "total_page": 2},
    ],
)
def test_a_count_that_the_rows_do_not_bear_out_is_incomplete(page_info: Any, in_virtual_time: Any) -> None:
    class Wrong(Listing):
        def _page(self, page: int, size: int) -> dict[str, Any]:  # noqa: ARG002 - whatever is asked
            data = {"list": [{"campaign_id": "1"}], "page_info": page_info}
            return {"code": 0, "message": "OK", "request_id": "R", "data": data}

    listing = Wrong(0)

    with pytest.raises(Incomplete):
        in_virtual_time(client(listing).pages(CAMPAIGN_GET, OF_ADVERTISER))
    assert len(listing.asked) <= 6


def test_the_first_failure_is_raised_as_it_is_and_stops_the_other_pages(in_virtual_time: Any) -> None:
    class Revoked(Listing):
        async def send(self, request: Request) -> Response:
            if "page=7" in request.url:
                await asyncio.sleep(0.1)
                return Response(200, {}, b'{"code":40001,"message":"No permission to operate advertiser 1."}')
            return await super().send(request)

    listing = Revoked(100)

    with pytest.raises(PermissionDenied):
        in_virtual_time(client(listing).pages(CAMPAIGN_GET, OF_ADVERTISER, page_size=10))

    assert listing.cancelled == 8


def test_a_pull_that_the_quota_cannot_let_through_in_time_says_so(in_virtual_time: Any) -> None:
    async def scenario() -> float:
        begun = asyncio.get_running_loop().time()
        with pytest.raises(DeadlineExceeded):
            await client(Listing(100)).pages(CAMPAIGN_GET, OF_ADVERTISER, page_size=1, deadline_seconds=8)
        return asyncio.get_running_loop().time() - begun

    assert in_virtual_time(scenario()) <= 8


def test_rows_can_be_had_as_the_json_that_came(in_virtual_time: Any) -> None:
    listing = Listing(25)

    pages = in_virtual_time(client(listing).pages(as_json(CAMPAIGN_GET), OF_ADVERTISER, page_size=10))

    assert [bytes(row) for row in pages.rows] == [
        msgspec.json.encode({"campaign_id": name, "mood": "new"}) for name in listing.ids
    ]


def test_the_warning_of_any_page_is_the_warning_of_all(in_virtual_time: Any) -> None:
    listing = Listing(25)
    listing.headers = {"x-tt-ads-throttle": "newest 20000 ads only"}

    assert in_virtual_time(client(listing).pages(CAMPAIGN_GET, OF_ADVERTISER)).warning == "newest 20000 ads only"
    assert in_virtual_time(client(Listing(1)).pages(CAMPAIGN_GET, OF_ADVERTISER)).warning is None


def test_an_endpoint_without_pages_is_refused_before_anything_is_sent(in_virtual_time: Any) -> None:
    listing = Listing(1)

    with pytest.raises(ValueError, match="does not come in pages"):
        in_virtual_time(client(listing).pages(ADVERTISER_INFO, ADVERTISER_INFO.params(advertiser_ids=["1"])))

    assert listing.asked == []


def test_a_page_of_another_shape_is_told_at_once(in_virtual_time: Any) -> None:
    class Odd(Listing):
        def _page(self, page: int, size: int) -> dict[str, Any]:  # noqa: ARG002 - whatever is asked
            return {"code": 0, "data": {"list": "none"}}

    listing = Odd(1)

    with pytest.raises(MalformedAnswer):
        in_virtual_time(client(listing).pages(CAMPAIGN_GET, OF_ADVERTISER))
    assert len(listing.asked) == 1


@settings(max_examples=30, deadline=None)
@given(total=st.integers(0, 250), size=st.none() | st.integers(1, 1_000))
def test_a_list_by_name_is_the_same_list(total: int, size: int | None, in_virtual_time: Any) -> None:
    listing = Listing(total)

    pages = in_virtual_time(
        client(listing).pages(
            "campaign.get", {"advertiser_id": "1"}, page_size=size, key=lambda row: row["campaign_id"]
        )
    )

    assert [row["campaign_id"] for row in pages.rows] == listing.ids
    assert all(row["mood"] == "new" for row in pages.rows)
    assert {query["page_size"] for query in listing.asked} == {str(size or 1_000)}
    assert [answer.data.data["page_info"]["page"] for answer in pages.answers] == list(range(1, len(pages.answers) + 1))


def test_a_list_has_its_rows_where_the_catalogue_says(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    info = {"page": 1, "page_size": 20, "total_number": 1, "total_page": 1}
    tiktok = script([envelope({"pixels": [{"pixel_id": "7"}], "page_info": info})])

    pages = in_virtual_time(client(tiktok).pages("pixel.list", {"advertiser_id": "1"}))

    assert pages.rows == [{"pixel_id": "7"}]
    assert "page_size=20" in tiktok.requests[0].url


def test_where_the_largest_page_is_not_known_tiktoks_own_size_is_left(
    script: Any, envelope: Any, in_virtual_time: Any
) -> None:
    info = {"page": 1, "page_size": 10, "total_number": 1, "total_page": 1}
    tiktok = script([envelope({"rules": [{"rule_id": "7"}], "page_info": info})])

    in_virtual_time(client(tiktok).pages("optimizer.rule.list", {"advertiser_id": "1"}))

    assert "page_size" not in tiktok.requests[0].url


VIDEOS = "identity.video.get"
WHOSE = {"advertiser_id": "1", "identity_id": "2", "identity_type": "TT_USER"}


def test_a_list_with_a_cursor_is_followed_to_its_end(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    tiktok = script(
        [
            envelope({"video_list": [{"item_id": "1"}, {"item_id": "2"}], "cursor": "20", "has_more": True}),
            envelope({"video_list": [{"item_id": "3"}], "cursor": "21", "has_more": False}),
        ]
    )

    pages = in_virtual_time(client(tiktok).pages(VIDEOS, WHOSE, page_size=2, key=lambda row: row["item_id"]))

    assert [row["item_id"] for row in pages.rows] == ["1", "2", "3"]
    queries = [parse_qs(urlsplit(request.url).query) for request in tiktok.requests]
    assert [query.get("cursor") for query in queries] == [None, ["20"]]
    assert [query["count"] for query in queries] == [["2"]] * 2


def test_a_cursor_that_leads_in_a_circle_is_incomplete(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    page = envelope({"video_list": [{"item_id": "1"}], "cursor": "20", "has_more": True})

    with pytest.raises(Incomplete, match="the cursor '20' leads nowhere, after 2 pages"):
        in_virtual_time(client(script([page] * 9)).pages(VIDEOS, WHOSE))


def test_a_row_that_a_cursor_brings_twice_is_incomplete(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    more = [envelope({"video_list": [{"item_id": "1"}], "cursor": "2", "has_more": has_more}) for has_more in (1, 0)]

    with pytest.raises(Incomplete, match="a row came twice"):
        in_virtual_time(client(script(more)).pages(VIDEOS, WHOSE, key=lambda row: row["item_id"]))


@pytest.mark.parametrize("name", ["advertiser.info", "ad.update"])
def test_a_name_that_is_no_list_is_told(name: str, script: Any, in_virtual_time: Any) -> None:
    with pytest.raises(ValueError, match=f"{name} does not come in pages"):
        in_virtual_time(client(script([])).pages(name, {"advertiser_id": "1"}))


def test_rows_that_are_no_objects_are_malformed(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    with pytest.raises(MalformedAnswer) as told:
        in_virtual_time(client(script([envelope({"list": ["1"]})])).pages("campaign.get", TO_1))

    assert told.value.unread is not None


def test_a_list_by_name_is_checked_unless_asked_not_to(script: Any, envelope: Any, in_virtual_time: Any) -> None:
    tiktok = script([envelope({"list": [], "page_info": {"page": 1, "total_number": 0, "total_page": 0}})])
    params = {"advertiser_id": "1", "brand_new": "field"}

    with pytest.raises(Refused, match="brand_new"):
        in_virtual_time(client(tiktok).pages("campaign.get", params))
    in_virtual_time(client(tiktok).pages("campaign.get", params, validate=False))

    assert "brand_new=field" in tiktok.requests[0].url

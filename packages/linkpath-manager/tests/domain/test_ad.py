from datetime import UTC, datetime

import msgspec
import pytest

from linkpath_manager.domain import ad
from linkpath_manager.domain.ad import Ad, Creative, Review
from linkpath_manager.domain.delivery import Delivery
from tiktok_marketing.spec import decode
from tiktok_marketing.spec.ad import Ad as Upstream

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def read(**fields: object) -> Ad:
    row = decode(Upstream, msgspec.json.encode({"ad_id": "1820000000000000001", **fields}))
    return ad.from_upstream(row, currency="USD", synced_at=NOW)


def test_an_ad_is_what_tiktok_says_of_it() -> None:
    found = read(
        advertiser_id="7000000000000000001",
        campaign_id="1800000000000000001",
        adgroup_id="1810000000000000001",
        ad_name="Dress",
        operation_status="ENABLE",
        secondary_status="AD_STATUS_DELIVERY_OK",
        ad_format="SINGLE_VIDEO",
        ad_text="Now in blue",
        call_to_action="SHOP_NOW",
        landing_page_url="https://shop.example/dress",
        display_name="Shop",
        video_id="v1",
        image_ids=["i1"],
        identity_type="CUSTOMIZED_USER",
        identity_id="6",
        create_time="2026-01-31 10:00:00",
        modify_time="2026-02-01 11:00:00",
    )

    assert found == Ad(
        id="1820000000000000001",
        advertiser_id="7000000000000000001",
        campaign_id="1800000000000000001",
        adgroup_id="1810000000000000001",
        name="Dress",
        status="ACTIVE",
        delivery=Delivery(state="DELIVERING", reason=None, upstream_status="AD_STATUS_DELIVERY_OK"),
        review=Review(state="APPROVED"),
        creative=Creative(
            format="SINGLE_VIDEO",
            text="Now in blue",
            call_to_action="SHOP_NOW",
            landing_page_url="https://shop.example/dress",
            display_name="Shop",
            video_id="v1",
            image_ids=["i1"],
            identity_type="CUSTOMIZED_USER",
            identity_id="6",
            tiktok_item_id=None,
        ),
        created_at=datetime(2026, 1, 31, 10, tzinfo=UTC),
        updated_at=datetime(2026, 2, 1, 11, tzinfo=UTC),
        synced_at=NOW,
    )
    assert msgspec.json.decode(msgspec.json.encode(found), type=Ad) == found
    assert msgspec.json.encode(found).startswith(b'{"object":"ad","id":"1820000000000000001",')


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("AD_STATUS_AUDIT", "IN_REVIEW"),
        ("AD_STATUS_REAUDIT", "IN_REVIEW"),
        ("AD_STATUS_AUDIT_DENY", "REJECTED"),
        ("AD_STATUS_ADGROUP_AUDIT_DENY", "REJECTED"),
        ("AD_STATUS_DELIVERY_OK", "APPROVED"),
        ("AD_STATUS_PARTIAL_AUDIT_DELIVERY_OK", "APPROVED"),
        ("AD_STATUS_NOT_START", "APPROVED"),
        ("AD_STATUS_BUDGET_EXCEED", "APPROVED"),
        ("AD_STATUS_DONE", "APPROVED"),
    ],
)
def test_a_status_tells_what_the_reviewers_said(status: str, state: str) -> None:
    assert read(secondary_status=status).review == Review(state=state)  # type: ignore[arg-type]  # one of them


@pytest.mark.parametrize(
    "status",
    ["AD_STATUS_DISABLE", "AD_STATUS_CAMPAIGN_DISABLE", "AD_STATUS_ADVERTISER_AUDIT", "AD_STATUS_DELETE", "NEW", None],
)
def test_a_status_that_hides_the_review_tells_nothing_of_it(status: str | None) -> None:
    assert read(secondary_status=status).review is None


def test_a_spark_ad_comes_with_little() -> None:
    creative = read(tiktok_item_id="7300000000000000001", identity_type="TT_USER").creative

    assert creative == Creative(
        format=None,
        text=None,
        call_to_action=None,
        landing_page_url=None,
        display_name=None,
        video_id=None,
        image_ids=None,
        identity_type="TT_USER",
        identity_id=None,
        tiktok_item_id="7300000000000000001",
    )

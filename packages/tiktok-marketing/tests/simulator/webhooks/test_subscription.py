"""Behaviour reference §11.1: what can be subscribed to, by whom, and how it is listed and ended."""

from typing import Any

import pytest
from msgspec.structs import replace

from tiktok_marketing.simulator.business_records import Holding, Member

from .conftest import HOOK


async def test_a_subscription_is_listed_as_it_was_made(subscriber: Any) -> None:
    _, adgroup_id, ad_id = await subscriber.desk.tree()

    first = await subscriber.to_ad(ad_id)
    second = await subscriber.subscribe("AD_GROUP", advertiser_id=subscriber.desk.usd, adgroup_id=adgroup_id)

    newest, oldest = await subscriber.listed()
    assert (newest["subscription_id"], newest["subscribe_entity"]) == (second, "AD_GROUP")
    assert oldest == {
        "subscription_id": first,
        "app_id": subscriber.desk.app["app_id"],
        "subscribe_entity": "AD",
        "callback_url": HOOK,
        "subscription_detail": {
            "access_token": subscriber.desk.token,
            "advertiser_id": subscriber.desk.usd,
            "ad_id": ad_id,
        },
    }
    assert [row["subscription_id"] for row in await subscriber.listed(subscribe_entity="AD")] == [first]


async def test_lists_come_in_pages(subscriber: Any) -> None:
    made = [await subscriber.subscribe("API_SERVICE_STATUS") for _ in range(3)]

    data = await subscriber.desk.ok("GET", "/subscription/get/", **subscriber.desk.app, page=2, page_size=2)

    assert [row["subscription_id"] for row in data["subscriptions"]] == made[:1]
    assert data["page_info"] == {"page": 2, "page_size": 2, "total_number": 3, "total_page": 2}


async def test_an_ended_subscription_is_gone_and_cannot_be_ended_again(subscriber: Any) -> None:
    made = await subscriber.subscribe("API_SERVICE_STATUS")

    await subscriber.desk.ok("POST", "/subscription/unsubscribe/", **subscriber.desk.app, subscription_id=made)

    assert await subscriber.listed() == []
    again = await subscriber.desk.refused("/subscription/unsubscribe/", **subscriber.desk.app, subscription_id=made)
    assert again == (40007, f"The subscription {made} does not exist.")


async def test_a_subscription_is_no_longer_listed_once_its_token_is_revoked(subscriber: Any) -> None:
    """§0.1 fact 12 and §11.3 (sure): it ends silently."""
    await subscriber.subscribe("API_SERVICE_STATUS")

    revoked = await subscriber.desk.post(
        "/oauth2/revoke_token/", **subscriber.desk.app, access_token=subscriber.desk.token
    )

    assert revoked["code"] == 0
    assert await subscriber.listed() == []


@pytest.mark.parametrize(
    ("entity", "detail", "code", "named"),
    [
        ("ADS", {}, 40002, "subscribe_entity"),
        ("AD", {}, 40002, "subscription_detail.advertiser_id"),
        ("AD", {"advertiser_id": "{usd}"}, 40002, "subscription_detail.ad_id"),
        ("AD", {"advertiser_id": "{usd}", "ad_id": "1"}, 40007, "The ad 1"),
        ("AD", {"advertiser_id": "1", "ad_id": "1"}, 40001, "advertiser 1"),
        ("AD_GROUP", {"advertiser_id": "{usd}"}, 40002, "subscription_detail.adgroup_id"),
        ("LEAD", {}, 40002, "subscription_detail.advertiser_id"),
        ("LEAD", {"lead_source": "LETTER", "advertiser_id": "{usd}"}, 40002, "lead_source"),
        ("LEAD", {"lead_source": "DIRECT_MESSAGE", "page_id": "1"}, 40002, "page_id"),
        ("CREATIVE_FATIGUE", {"advertiser_id": "{usd}", "ad_id": "1", "adgroup_id": "1"}, 40002, "ad_id"),
        ("REPORT_DATA_CHANGE", {"advertiser_ids": []}, 40002, "advertiser_ids"),
        ("REPORT_DATA_CHANGE", {"advertiser_ids": ["{usd}"], "notify_frequency": "1_MINUTE"}, 40002, "frequency"),
        ("AD_ACCOUNT_SUSPENSION", {}, 40002, "advertiser_ids"),
        ("AD_ACCOUNT_SUSPENSION", {"advertiser_ids": ["1"] * 101}, 40011, "advertiser_ids"),
        ("AD_ACCOUNT_SUSPENSION", {"advertiser_ids": ["{usd}"], "bc_id": "{bc}"}, 40002, "bc_id"),
        ("AD_ACCOUNT_SUSPENSION", {"bc_id": "1"}, 40001, "Business Center 1"),
        ("API_SERVICE_STATUS", {"product_filters": ["ADS_API"]}, 40002, "product_filters"),
        ("TCM_VIDEOS", {}, 40008, "TikTok One"),
    ],
)
async def test_what_cannot_be_subscribed_to_is_refused_by_name(
    subscriber: Any, entity: str, detail: dict[str, Any], code: int, named: str
) -> None:
    names = {"{usd}": subscriber.desk.usd, "{bc}": subscriber.desk.bc}
    detail = {
        name: [names.get(one, one) for one in value] if isinstance(value, list) else names.get(value, value)
        for name, value in detail.items()
    }

    refused = await subscriber.desk.refused("/subscription/subscribe/", **subscriber.body(entity, **detail))

    assert refused[0] == code
    assert named in refused[1]
    assert await subscriber.listed() == []


@pytest.mark.parametrize("url", ["http://example.com/hook", "ftp://example.com/", "hook", "https://"])
async def test_the_address_is_https_anywhere_but_on_this_computer(subscriber: Any, url: str) -> None:  # §11.3
    code, message = await subscriber.desk.refused(
        "/subscription/subscribe/", **subscriber.body("API_SERVICE_STATUS", url)
    )

    assert (code, message.partition(":")[0]) == (40002, "callback_url")
    await subscriber.subscribe("API_SERVICE_STATUS", "https://example.com/hook")


async def test_the_app_proves_itself_and_the_token_is_its_own(subscriber: Any) -> None:
    body = subscriber.body("API_SERVICE_STATUS")
    foreign = replace(subscriber.desk.state.grants[subscriber.desk.token], id="another's", app_id="1")
    subscriber.desk.state.save(foreign)

    async def code(**changes: Any) -> int:
        return int((await subscriber.desk.refused("/subscription/subscribe/", **(body | changes)))[0])

    assert await code(secret="guessed") == 40101
    assert await code(app_id="1") == 40113
    assert await code(subscription_detail={"access_token": "nobody's"}) == 40105
    assert await code(subscription_detail={"access_token": "another's"}) == 40113


async def test_leads_are_for_the_ad_accounts_administrators(subscriber: Any) -> None:  # §11.1, sure
    desk = subscriber.desk
    analyst = Member(
        id="71",
        bc_id=desk.bc,
        name="Ann",
        email="ann@example.com",
        user_role="STANDARD",
        joined_at=desk.simulator.now(),
        holdings=[Holding(asset_type="ADVERTISER", asset_id=desk.usd, role="ANALYST")],
    )
    desk.state.save(analyst, replace(desk.state.grants[desk.token], user_id="71"))
    body = subscriber.body("LEAD", advertiser_id=desk.usd)

    assert (await desk.refused("/subscription/subscribe/", **body))[0] == 40001

    admin = Holding(asset_type="ADVERTISER", asset_id=desk.usd, role="ADMIN")
    desk.state.save(replace(analyst, holdings=[admin]))
    await subscriber.subscribe("LEAD", advertiser_id=desk.usd)

"""Behaviour reference §8.3, §5.2: audiences on ad groups, and shared."""

from typing import Any

import pytest

from tiktok_marketing.simulator.agency_records import Advertiser, Grant

APPLY, APPLY_LOG = "/dmp/custom_audience/apply/", "/dmp/custom_audience/apply/log/"
SHARE, SHARE_CANCEL = "/dmp/custom_audience/share/", "/dmp/custom_audience/share/cancel/"
SHARE_LOG = "/dmp/custom_audience/share/log/"


def apply_body(desk: Any, audience_id: str, *adgroup_ids: str, **fields: Any) -> dict[str, Any]:
    body = {"advertiser_id": desk.usd, "custom_audience_id": audience_id, "adgroup_ids": list(adgroup_ids)}
    return body | {"action_mode": "Apply", "usage_mode": "Include"} | fields


async def test_an_audience_is_put_on_several_ad_groups_and_taken_off(audiences: Any, desk: Any) -> None:
    audience_id, campaign_id = await audiences.valid(), await desk.campaign()
    one, two = await desk.adgroup(campaign_id), await desk.adgroup(campaign_id, adgroup_name="Others")

    await desk.ok("POST", APPLY, **apply_body(desk, audience_id, one, two))
    included = await desk.one("adgroup", one)
    await desk.ok("POST", APPLY, **apply_body(desk, audience_id, one, usage_mode="Exclude"))
    excluded = await desk.one("adgroup", one)
    await desk.ok("POST", APPLY, **apply_body(desk, audience_id, one, action_mode="Disconnect"))
    free = await desk.one("adgroup", one)

    targeting = [(row["audience_ids"], row["excluded_audience_ids"]) for row in (included, excluded, free)]
    assert targeting == [([audience_id], []), ([], [audience_id]), ([], [])]
    assert (await desk.one("adgroup", two))["audience_ids"] == [audience_id]


async def test_the_log_says_who_put_it_where(audiences: Any, desk: Any) -> None:
    audience_id, adgroup_id = await audiences.valid(), await desk.adgroup(await desk.campaign())
    await desk.ok("POST", APPLY, **apply_body(desk, audience_id, adgroup_id))
    desk.advance(hours=1)
    await desk.ok("POST", APPLY, **apply_body(desk, audience_id, adgroup_id, action_mode="Disconnect"))
    query = {"advertiser_id": desk.usd, "custom_audience_ids": [audience_id]}

    log = await desk.ok("GET", APPLY_LOG, **query)
    in_tokyo = await desk.ok("GET", APPLY_LOG, **query, timezone="Asia/Tokyo", page_size=1)

    common = {"audience_id": audience_id, "adgroup_id": adgroup_id, "adgroup_name": "Everyone"}
    editor = f"App {desk.app['app_id']}"
    assert log == {
        "advertiser_id": desk.usd,
        "list": [
            common | {"usage_mode": "Disconnect", "editor": editor, "action_timestamp": "2026-06-17 13:00:00"},
            common | {"usage_mode": "Include", "editor": editor, "action_timestamp": "2026-06-17 12:00:00"},
        ],
        "page_info": {"page": 1, "page_size": 10, "total_number": 2, "total_page": 1},
    }
    assert [row["action_timestamp"] for row in in_tokyo["list"]] == ["2026-06-17 22:00:00"]
    assert (await desk.get(APPLY_LOG, **query, timezone="Mars"))["code"] == 40002


async def test_what_cannot_be_applied_changes_no_ad_group(audiences: Any, desk: Any) -> None:
    fresh, campaign_id = await audiences.make(range(2_000)), await desk.campaign()
    adgroup_id = await desk.adgroup(campaign_id)

    refusals = [
        await desk.refused(APPLY, **body)
        for body in (
            apply_body(desk, fresh, adgroup_id),
            apply_body(desk, "7", adgroup_id),
            apply_body(desk, fresh),
            {name: value for name, value in apply_body(desk, fresh, adgroup_id).items() if name != "usage_mode"},
            apply_body(desk, fresh, adgroup_id, action_mode="Attach"),
        )
    ]
    desk.advance(hours=48)
    half = await desk.refused(APPLY, **apply_body(desk, fresh, adgroup_id, "7"))

    told = "The audience is being computed. This takes up to 48 hours."
    assert refusals == [
        (40002, f"audience_ids: The audience {fresh} is not valid. {told}"),
        (40002, "The audience 7 does not exist."),
        (40002, "adgroup_ids: Must not be empty."),
        (40002, "usage_mode: Missing data for required field."),
        (40002, "action_mode: Must be one of Apply, Disconnect."),
    ]
    assert half[0] == 40007
    assert (await desk.one("adgroup", adgroup_id)).get("audience_ids", []) == []


@pytest.mark.parametrize("field", ["audience_ids", "excluded_audience_ids"])
async def test_an_ad_group_targets_only_valid_audiences(audiences: Any, desk: Any, field: str) -> None:  # §8.3: likely
    audience_id, campaign_id = await audiences.make(range(2_000)), await desk.campaign()
    body = desk.adgroup_body(campaign_id, **{field: [audience_id]})

    early = await desk.refused("/adgroup/create/", **body)
    desk.advance(hours=48)
    adgroup = await desk.ok("POST", "/adgroup/create/", **body)
    desk.advance(days=366)
    update = {name: value for name, value in body.items() if name not in {"campaign_id", "placement_type"}}
    again = await desk.post("/adgroup/update/", **update, adgroup_id=adgroup["adgroup_id"])

    assert early[0] == 40002
    assert early[1].startswith(f"audience_ids: The audience {audience_id} is not valid.")
    assert again["code"] == 0, again  # expired since, and kept as it was
    expired = await desk.refused("/adgroup/create/", **body)
    assert expired == (40002, f"audience_ids: The audience {audience_id} is not valid. The audience has expired.")


async def test_an_audience_made_elsewhere_is_refused_only_in_strict_mode(desk: Any) -> None:
    campaign_id = await desk.campaign()

    await desk.adgroup(campaign_id, audience_ids=["7"])
    desk.simulator.strict = True

    refused = await desk.refused("/adgroup/create/", **desk.adgroup_body(campaign_id, audience_ids=["7"]))
    assert refused == (40002, "audience_ids: The audience 7 does not exist.")


async def test_reach_and_frequency_targets_no_lookalike(audiences: Any, desk: Any) -> None:  # §5.2
    spec = {"source_audience_id": await audiences.valid(), "include_source": False, "mobile_os": "ALL"}
    spec |= {"placements": ["TikTok"], "location_ids": ["6252001"], "audience_size": "NARROW"}
    body = {"advertiser_id": desk.usd, "custom_audience_name": "Alike", "lookalike_spec": spec}
    audience_id = (await desk.ok("POST", "/dmp/custom_audience/lookalike/create/", **body))["custom_audience_id"]
    desk.advance(hours=48)
    campaign_id = await desk.campaign(objective_type="RF_REACH", budget_mode="BUDGET_MODE_INFINITE", budget=...)
    goal = {"optimization_goal": "REACH", "billing_event": "CPM", "promotion_type": ...}

    refused = await desk.refused(
        "/adgroup/create/", **desk.adgroup_body(campaign_id, audience_ids=[audience_id], **goal)
    )

    assert refused == (40002, "audience_ids: Lookalike audiences are not supported for reach and frequency.")


async def test_a_shared_audience_is_used_and_not_changed_by_others(audiences: Any, desk: Any) -> None:
    audience_id = await audiences.valid()
    share = {"advertiser_id": desk.usd, "custom_audience_ids": [audience_id], "shared_advertiser_ids": [desk.jpy]}
    await desk.ok("POST", SHARE, **share)

    rows = (await desk.ok("GET", "/dmp/custom_audience/list/", advertiser_id=desk.jpy))["list"]
    delete = {"advertiser_id": desk.jpy, "custom_audience_ids": [audience_id]}
    refused = await desk.refused("/dmp/custom_audience/delete/", **delete)
    mine = await audiences.details(audience_id)

    assert [(row["audience_id"], row["is_creator"], row["shared"]) for row in rows] == [(audience_id, False, True)]
    assert refused == (40001, f"No permission to operate audience {audience_id}: another advertiser shares it.")
    assert (mine["is_creator"], mine["shared"]) == (True, True)


async def test_a_share_that_is_cancelled_is_logged_and_ends(audiences: Any, desk: Any) -> None:
    audience_id = await audiences.valid()
    share = {"advertiser_id": desk.usd, "custom_audience_ids": [audience_id], "shared_advertiser_ids": [desk.jpy]}
    cancel = {"advertiser_id": desk.usd, "custom_audience_id": audience_id, "shared_advertiser_id": desk.jpy}
    query = {"advertiser_id": desk.usd, "custom_audience_id": audience_id}
    await desk.ok("POST", SHARE, **share)
    await desk.ok("POST", SHARE, **share)  # known already
    during = await desk.ok("GET", SHARE_LOG, **query)

    await desk.ok("POST", SHARE_CANCEL, **cancel)
    after = await desk.ok("GET", SHARE_LOG, **query)

    line = {"shared_advertiser_id": desk.jpy, "shared_advertiser_name": "円商事", "custom_audience_id": audience_id}
    assert during == {"list": [line | {"status": "SHARED"}]}
    assert after == {"list": [line | {"status": "CANCELED"}]}
    assert (await desk.ok("GET", "/dmp/custom_audience/list/", advertiser_id=desk.jpy))["list"] == []
    assert (await desk.refused(SHARE_CANCEL, **cancel))[0] == 40002


async def test_sharing_ends_at_ten_and_at_the_business_centers_door(audiences: Any, desk: Any) -> None:  # §8.3
    audience_id = await audiences.make(range(10))
    stranger = desk.state.advertisers[desk.jpy]
    fields = {name: getattr(stranger, name) for name in stranger.__struct_fields__}
    desk.state.save(Advertiser(**fields | {"id": "7100000000000000009", "bc_id": "7"}))
    body = {"advertiser_id": desk.usd, "custom_audience_ids": [audience_id], "shared_advertiser_ids": [desk.jpy]}
    eleven = [str(number) for number in range(11)]

    assert [
        await desk.refused(SHARE, **body | {"custom_audience_ids": eleven}),
        await desk.refused(SHARE, **body | {"shared_advertiser_ids": eleven}),
        await desk.refused(SHARE, **body | {"shared_advertiser_ids": ["7100000000000000009"]}),
        await desk.refused(SHARE, **body | {"shared_advertiser_ids": [desk.usd]}),
    ] == [
        (40002, "custom_audience_ids: Must hold between 1 and 10 ids."),
        (40002, "shared_advertiser_ids: Must hold between 1 and 10 ids."),
        (40002, "shared_advertiser_ids: The advertiser 7100000000000000009 is not in the same Business Center."),
        (40002, f"shared_advertiser_ids: The advertiser {desk.usd} is not in the same Business Center."),
    ]


async def test_audiences_of_other_advertisers_stay_closed(audiences: Any, desk: Any) -> None:
    audience_id = await audiences.valid()
    desk.state.save(
        Grant(
            id="other",
            app_id=desk.app["app_id"],
            advertiser_ids=[desk.jpy],
            scope=[1],
            issued_at=desk.simulator.now(),
        )
    )
    desk.token = "other"

    mine = await desk.get("/dmp/custom_audience/list/", advertiser_id=desk.usd)
    theirs = await desk.get(SHARE_LOG, advertiser_id=desk.jpy, custom_audience_id=audience_id)

    assert (mine["code"], theirs["code"]) == (40001, 40002)


async def test_a_campaign_pauses_when_the_only_audience_it_was_shown_to_expires(audiences: Any, desk: Any) -> None:
    audience_id = await audiences.valid(retention_in_days=90)  # §8.1
    names = ("alone", "mixed", "broad")
    alone, mixed, broad = [await desk.campaign(campaign_name=name) for name in names]
    for campaign_id in (alone, mixed):
        await desk.adgroup(campaign_id, audience_ids=[audience_id])
    for campaign_id in (mixed, broad):
        await desk.adgroup(campaign_id, adgroup_name="All")

    desk.advance(days=100)
    after = [await desk.one("campaign", campaign_id) for campaign_id in (alone, mixed, broad)]
    await desk.switch("campaign", "ENABLE", alone)
    await audiences.update(audience_id, custom_audience_name="Old")
    desk.advance(days=1)

    assert [row["operation_status"] for row in after] == ["DISABLE", "ENABLE", "ENABLE"]
    assert after[0]["modify_time"] == "2026-09-13 12:00:00"  # 90 days after the audience was made
    assert (await desk.one("campaign", alone))["operation_status"] == "ENABLE"  # paused once

"""Behaviour reference §8.3: audiences by rules, and look-alikes."""

import json
from typing import Any

import pytest

RULE, LOOKALIKE = "/dmp/custom_audience/rule/create/", "/dmp/custom_audience/lookalike/create/"
REFRESH = "/dmp/custom_audience/lookalike/update/"


def rule_body(desk: Any, **fields: Any) -> dict[str, Any]:
    condition = {"field": "EVENT", "operator": "EQ", "value": "VIEW_2S"}
    rule = {"retention_days": 30, "filter_set": {"operator": "OR", "filters": [condition]}}
    return {
        "advertiser_id": desk.usd,
        "custom_audience_name": "Viewers",
        "audience_type": "ENGAGEMENT",
        "rule_spec": {"inclusion_rule_set": {"operator": "OR", "rules": [rule]}},
    } | fields


def lookalike_body(desk: Any, source_id: str, **spec: Any) -> dict[str, Any]:
    return {
        "advertiser_id": desk.usd,
        "custom_audience_name": "Like buyers",
        "lookalike_spec": {
            "source_audience_id": source_id,
            "include_source": False,
            "mobile_os": "ALL",
            "placements": ["TikTok"],
            "location_ids": ["6252001"],
            "audience_size": "NARROW",
        }
        | spec,
    }


@pytest.mark.parametrize(
    "audience_type",
    [
        "ENGAGEMENT",
        "ENGAGEMENT_ORGANIC_VIDEO",
        "ENGAGEMENT_LIVE_VIDEO",
        "APP",
        "PIXEL",
        "LEAD_GENERATION",
        "BUSINESS_ACCOUNT",
        "TIKTOK_SHOP",
        "OFFLINE",
    ],
)
async def test_rules_of_every_type_find_people(audiences: Any, desk: Any, audience_type: str) -> None:
    data = await desk.ok("POST", RULE, **rule_body(desk, audience_type=audience_type))
    before = await audiences.details(data["custom_audience_id"])
    desk.advance(hours=48)
    after = await audiences.details(data["custom_audience_id"])

    assert (before["cover_num"], before["is_valid"]) == (0, False)
    assert after["cover_num"] > 0
    assert after["is_valid"] is (after["cover_num"] >= 1_000)


async def test_a_rule_is_shown_and_refreshed_by_itself_unless_told_otherwise(audiences: Any, desk: Any) -> None:
    body = rule_body(desk)
    first = await desk.ok("POST", RULE, **body)
    second = await desk.ok("POST", RULE, **body, is_auto_refresh=False)

    told = [await audiences.details(data["custom_audience_id"]) for data in (first, second)]

    assert [each["is_auto_refresh"] for each in told] == [True, False]
    assert json.loads(told[0]["rule"]) == {"audience_type": "ENGAGEMENT", **body["rule_spec"]}
    assert told[0]["audience_type"] == "Engagement Audience"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"rule_spec": {"inclusion_rule_set": {"operator": "OR", "rules": []}}},
            "rule_spec.inclusion_rule_set.rules: Must not be empty.",
        ),
        (
            {"rule_spec": {"inclusion_rule_set": {"operator": "OR", "rules": [{"retention_days": 0}]}}},
            "rule_spec.inclusion_rule_set.rules.0.retention_days: Must be at least 1.",
        ),
        (
            {"rule_spec": {"inclusion_rule_set": {"operator": "AND", "rules": [{"retention_days": 7}]}}},
            "rule_spec.inclusion_rule_set.operator: Must be one of OR.",
        ),
        ({"rule_spec": {}}, "rule_spec.inclusion_rule_set: Missing data for required field."),
    ],
)
async def test_a_rule_that_says_nothing_is_refused(desk: Any, fields: dict[str, Any], message: str) -> None:
    assert await desk.refused(RULE, **rule_body(desk, **fields)) == (40002, message)


async def test_rules_name_the_advertisers_own_pixels(desk: Any) -> None:
    pixel = await desk.ok("POST", "/pixel/create/", advertiser_id=desk.jpy, pixel_name="Shop")

    def body(pixel_id: str) -> dict[str, Any]:
        rules = [{"retention_days": 30, "event_source_ids": [pixel_id]}]
        spec = {"inclusion_rule_set": {"operator": "OR", "rules": rules}}
        return rule_body(desk, audience_type="PIXEL", rule_spec=spec)

    refused = await desk.refused(RULE, **body(pixel["pixel_id"]))

    assert refused[1] == (
        f"rule_spec.inclusion_rule_set.rules.0.event_source_ids: The pixel {pixel['pixel_id']} does not exist."
    )
    await desk.ok("POST", RULE, **body("7"))  # made elsewhere
    desk.simulator.strict = True
    assert (await desk.refused(RULE, **body("7")))[0] == 40002


async def test_a_lookalike_grows_from_a_valid_audience(audiences: Any, desk: Any) -> None:
    source = await audiences.valid()

    data = await desk.ok("POST", LOOKALIKE, **lookalike_body(desk, source))
    desk.advance(hours=48)

    told = await audiences.details(data["custom_audience_id"])
    assert told["audience_type"] == "Lookalike Audience"
    assert told["lookalike_spec"] == lookalike_body(desk, source)["lookalike_spec"]
    assert told["is_valid"] is True


async def test_a_wider_lookalike_is_larger(audiences: Any, desk: Any) -> None:
    source, sizes = await audiences.valid(), []
    for size in ("NARROW", "BALANCED", "BROAD"):
        data = await desk.ok("POST", LOOKALIKE, **lookalike_body(desk, source, audience_size=size))
        desk.advance(hours=48)
        sizes.append((await audiences.details(data["custom_audience_id"]))["cover_num"])

    assert sizes == sorted(sizes)


async def test_a_lookalike_needs_a_source_that_is_valid(audiences: Any, desk: Any) -> None:
    source = await audiences.make(range(2_000))

    assert await desk.refused(LOOKALIKE, **lookalike_body(desk, source)) == (
        40002,
        f"lookalike_spec.source_audience_id: The audience {source} is not valid.",
    )
    assert await desk.refused(LOOKALIKE, **lookalike_body(desk, "7")) == (40002, "The audience 7 does not exist.")


async def test_reach_and_frequency_takes_no_lookalike(audiences: Any, desk: Any) -> None:
    body = lookalike_body(desk, await audiences.valid())

    assert await desk.refused(LOOKALIKE, **body, audience_sub_type="REACH_FREQUENCY") == (
        40002,
        "audience_sub_type: Lookalike audiences are not supported for REACH_FREQUENCY.",
    )


async def test_a_lookalike_is_computed_again_on_request(audiences: Any, desk: Any) -> None:
    source = await audiences.valid()
    data = await desk.ok("POST", LOOKALIKE, **lookalike_body(desk, source))
    body = {"advertiser_id": desk.usd, "custom_audience_ids": [data["custom_audience_id"]]}
    too_early = await desk.refused(REFRESH, **body)
    desk.advance(hours=48)
    before = await audiences.details(data["custom_audience_id"])

    await desk.ok("POST", REFRESH, **body)
    desk.advance(hours=48)

    assert too_early[0] == 40002
    after = await audiences.details(data["custom_audience_id"])
    assert after["is_valid"] is True
    assert after["cover_num"] != before["cover_num"]


async def test_only_lookalikes_are_computed_again(audiences: Any, desk: Any) -> None:
    audience_id = await audiences.valid()

    for ids, message in (
        ([audience_id], f"custom_audience_ids: The audience {audience_id} is not a lookalike audience."),
        ([], "custom_audience_ids: Must not be empty."),
    ):
        assert await desk.refused(REFRESH, advertiser_id=desk.usd, custom_audience_ids=ids) == (40002, message)

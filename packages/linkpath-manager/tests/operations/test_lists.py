"""Lists and single objects out of the mirror."""

from typing import Any

import pytest

from linkpath_manager.domain.actor import ALL_SCOPES
from linkpath_manager.operations import upkeep
from linkpath_manager.operations.access import issue_api_key

ALL = "status=ACTIVE,PAUSED,DELETED"
LEVELS = ("campaign", "adgroup", "ad")


async def rows(house: Any, level: str, query: str = ALL) -> list[dict[str, Any]]:
    """All objects that the query lets through, in one page."""
    page = await house.ok("GET", f"/v1/{level}s?limit=1000&{query}")
    assert (page["has_more"], page["next_cursor"], page["total_count"]) == (False, None, len(page["data"]))
    return list(page["data"])


async def ids(house: Any, level: str, query: str) -> list[str]:
    return [row["id"] for row in await rows(house, level, query)]


async def named(house: Any, **query: str) -> list[str]:
    """Names of the campaigns that the query lets through, sorted."""
    answer = await house.api.get("/v1/campaigns", params={"limit": "1000", **query})
    assert answer.status_code == 200, answer.text
    return sorted(row["name"] for row in answer.json()["data"])


@pytest.mark.parametrize("level", LEVELS)
async def test_all_of_an_advertisers_objects_are_listed_newest_first(house: Any, level: str) -> None:
    listed = await rows(house, level)

    there = [node for node in getattr(house.state, f"{level}s").values() if node.advertiser_id == house.usd]
    assert {row["id"] for row in listed} == {node.id for node in there}
    assert listed == sorted(listed, key=lambda row: (row["created_at"], row["id"]), reverse=True)


SORTS = ("created_at", "-created_at", "updated_at", "-updated_at", "name", "-name")


@pytest.mark.parametrize("sort", SORTS)
async def test_pages_of_any_length_give_the_same_rows(house: Any, sort: str) -> None:
    whole = await rows(house, "ad", f"{ALL}&sort={sort}")
    column = sort.removeprefix("-")
    assert whole == sorted(whole, key=lambda row: (row[column], row["id"]), reverse=sort.startswith("-"))

    for limit in range(1, len(whole) + 2):
        seen, query = [], f"/v1/ads?{ALL}&sort={sort}&limit={limit}"
        page = await house.ok("GET", query)
        seen += page["data"]
        while page["has_more"]:
            assert (len(page["data"]), len(seen) < len(whole)) == (limit, True)
            page = await house.ok("GET", f"{query}&cursor={page['next_cursor']}")
            seen += page["data"]
            assert page["total_count"] == len(whole)
        assert seen == whole


async def test_rows_that_sort_alike_are_all_paged(house: Any) -> None:
    made = {(await house.campaign(name="Same"))["id"] for _ in range(5)}

    first = await house.ok("GET", "/v1/campaigns?q=Same&sort=name&limit=2")
    second = await house.ok("GET", f"/v1/campaigns?q=Same&sort=name&limit=3&cursor={first['next_cursor']}")

    assert {row["id"] for row in [*first["data"], *second["data"]]} == made
    assert second["next_cursor"] is None


async def test_a_row_that_comes_between_moves_no_other_between_pages(house: Any) -> None:
    before = await ids(house, "campaign", "sort=-created_at")
    first = await house.ok("GET", "/v1/campaigns?limit=1")
    await house.campaign(name="Between")
    second = await house.ok("GET", f"/v1/campaigns?limit=1&cursor={first['next_cursor']}")

    assert [page["data"][0]["id"] for page in (first, second)] == before[:2]


async def test_deleted_ones_are_listed_only_when_asked_for(house: Any) -> None:
    by_status = {status: await ids(house, "ad", f"status={status}") for status in ("ACTIVE", "PAUSED", "DELETED")}

    listed = await rows(house, "ad", "")
    assert {row["status"] for row in listed} == {"ACTIVE", "PAUSED"}
    assert len(listed) == len(by_status["ACTIVE"]) + len(by_status["PAUSED"])
    assert by_status["DELETED"]


async def test_lists_narrow_to_a_campaign_and_an_ad_group(house: Any) -> None:
    ad = house.one("ad")
    of_campaign = [node.id for node in house.state.ads.values() if node.campaign_id == ad.campaign_id]

    assert sorted(await ids(house, "ad", f"{ALL}&campaign_id={ad.campaign_id}")) == sorted(of_campaign)
    assert sorted(await ids(house, "ad", f"{ALL}&adgroup_id={ad.adgroup_id}")) == sorted(
        house.state.ads_of[ad.adgroup_id]
    )
    assert sorted(await ids(house, "adgroup", f"{ALL}&campaign_id={ad.campaign_id}")) == sorted(
        house.state.adgroups_of[ad.campaign_id]
    )
    assert await ids(house, "ad", f"{ALL}&campaign_id={ad.campaign_id}&adgroup_id=1") == []


@pytest.mark.parametrize("level", LEVELS)
async def test_lists_narrow_to_an_objective_at_every_level(house: Any, level: str) -> None:
    objective_of = {id_: node.fields["objective_type"] for id_, node in house.state.campaigns.items()}
    listed = await rows(house, level)
    key = "id" if level == "campaign" else "campaign_id"

    for objective in set(objective_of.values()):
        wanted = [row["id"] for row in listed if objective_of[row[key]] == objective]
        assert await ids(house, level, f"{ALL}&objective={objective}") == wanted
    assert await ids(house, level, f"{ALL}&objective=NOTHING") == []


@pytest.mark.parametrize("column", ["created", "updated"])
async def test_lists_narrow_to_times_both_ends_included(house: Any, column: str) -> None:
    listed = await rows(house, "ad", f"{ALL}&sort={column}_at")
    moments = [row[f"{column}_at"] for row in listed]
    first, last = moments[len(moments) // 3], moments[2 * len(moments) // 3]

    found = await rows(house, "ad", f"{ALL}&sort={column}_at&{column}_from={first}&{column}_to={last}")

    assert found == [row for row in listed if first <= row[f"{column}_at"] <= last]
    assert 0 < len(found) < len(listed)


async def test_a_time_in_another_zone_is_the_same_moment(house: Any) -> None:
    listed = await rows(house, "ad", f"{ALL}&sort=created_at")
    moment = listed[5]["created_at"]
    local = moment.replace("Z", "-00:00").replace("-00:00", "%2B00:00")

    assert await rows(house, "ad", f"{ALL}&sort=created_at&created_from={local}") == listed[5:]
    assert await rows(house, "ad", f"{ALL}&sort=created_at&created_from={moment.rstrip('Z')}") == listed[5:]


NAMES = [
    "100% wool",
    "100 wool",
    "a_b",
    "aXb",
    r"back\slash",
    "back slash",
    "ÄRMEL Größe",
    "日本の靴",
    "Straße",
    "İstanbul",
]
SEARCHES = [
    ("%", ["100% wool"]),
    ("_", ["a_b"]),
    ("a_b", ["a_b"]),
    ("\\", [r"back\slash"]),
    ("WOOL", ["100 wool", "100% wool"]),
    ("BACK", ["back slash", r"back\slash"]),
    ("ÄRMEL", ["ÄRMEL Größe"]),
    ("ärmel", ["ÄRMEL Größe"]),
    ("GRÖSSE", ["ÄRMEL Größe"]),
    ("größe", ["ÄRMEL Größe"]),
    ("strasse", ["Straße"]),
    ("日本", ["日本の靴"]),
    ("İ", ["İstanbul"]),
    ("stanbul", ["İstanbul"]),
    ("nothing of the kind", []),
    ("' OR 1=1 --", []),
]


async def test_a_text_is_found_in_names_to_the_letter_but_for_its_case(house: Any) -> None:
    for name in NAMES:
        await house.campaign(name=name)

    found = {text: await named(house, q=text) for text, _ in SEARCHES}

    assert found == dict(SEARCHES)


async def test_an_id_is_found_whole_only(house: Any) -> None:
    ad_id = house.one("ad").id

    assert await ids(house, "ad", f"q={ad_id}") == [ad_id]
    assert await ids(house, "ad", f"q={ad_id[:-1]}") == []


async def test_a_cursor_goes_with_its_list_alone(house: Any) -> None:
    page = await house.ok("GET", "/v1/ads?limit=2&sort=name&q=a")
    cursor = page["next_cursor"]
    await upkeep.ensure_workspace(house.services, "ws_other", "Other")

    good = await house.ask("GET", f"/v1/ads?limit=7&sort=name&q=a&fields=name&expand=upstream&cursor={cursor}")
    others = [
        f"/v1/ads?limit=2&sort=-name&q=a&cursor={cursor}",
        f"/v1/ads?limit=2&sort=name&q=b&cursor={cursor}",
        f"/v1/ads?limit=2&sort=name&q=a&status=ACTIVE&cursor={cursor}",
        f"/v1/ads?limit=2&sort=name&q=a&campaign_id=1&cursor={cursor}",
        f"/v1/ads?limit=2&sort=name&q=a&created_from=2026-01-01T00:00:00Z&cursor={cursor}",
        f"/v1/adgroups?limit=2&sort=name&q=a&cursor={cursor}",
        f"/v1/ads?limit=2&sort=name&q=a&advertiser_id={house.eur}&cursor={cursor}",
        f"/v1/ads?limit=2&sort=name&q=a&cursor={cursor[:-4]}AAAA",
        "/v1/ads?cursor=x",
    ]
    refusals = [await house.refused("GET", address) for address in others]

    assert (good.status_code, len(good.json()["data"])) == (200, min(7, page["total_count"] - 2))
    assert set(refusals) == {(400, "invalid_cursor")}


async def test_a_cursor_is_no_use_in_another_workspace(house: Any) -> None:
    """The other workspace has connected the same agency."""
    cursor = (await house.ok("GET", "/v1/ads?limit=2"))["next_cursor"]
    await upkeep.ensure_workspace(house.services, "ws_other", "Other")
    theirs = await issue_api_key(house.services, "ws_other", "theirs", ALL_SCOPES)
    house.api.headers["authorization"] = f"Bearer {theirs}"
    await house.connect()
    await house.round()

    assert (await house.ok("GET", "/v1/ads?limit=2"))["total_count"] > 2
    assert await house.refused("GET", f"/v1/ads?limit=2&cursor={cursor}") == (400, "invalid_cursor")


@pytest.mark.parametrize("level", LEVELS)
async def test_fields_choose_what_is_shown_and_the_id_always_comes(house: Any, level: str) -> None:
    whole = await rows(house, level)
    chosen = await rows(house, level, f"{ALL}&fields=name,delivery")
    one = await house.ok("GET", f"/v1/{level}s/{whole[0]['id']}?fields=name")

    shown = ("object", "id", "name", "delivery")
    assert chosen == [{name: row[name] for name in shown} for row in whole]
    assert one == {name: whole[0][name] for name in shown[:3]}


@pytest.mark.parametrize("query", [
    "fields=nam", "fields=upstream", "expand=everything", "status=GONE", "limit=0", "limit=1001", "sort=budget",
    "status=", "q=", "created_from=soon", "campaign_id=x",
])  # fmt: skip
async def test_what_a_list_does_not_know_is_refused(house: Any, query: str) -> None:
    assert await house.refused("GET", f"/v1/ads?{query}") == (400, "invalid_request")


@pytest.mark.parametrize("level", LEVELS)
async def test_upstream_shows_tiktoks_object_as_it_came(house: Any, level: str) -> None:
    params = {"advertiser_id": house.usd, "page_size": "1000", "filtering": '{"primary_status":"STATUS_ALL"}'}
    headers = {"access-token": house.way_in.access_token}
    answer = await house.tiktok.get(f"/open_api/v1.3/{level}/get/", params=params, headers=headers)
    told = {row[f"{level}_id"]: row for row in answer.json()["data"]["list"]}

    listed = await rows(house, level, f"{ALL}&expand=upstream")
    one = await house.ok("GET", f"/v1/{level}s/{listed[0]['id']}?expand=upstream")
    plain = await house.ok("GET", f"/v1/{level}s/{listed[0]['id']}")

    assert {row["id"]: row["upstream"] for row in listed} == told
    assert one == listed[0]
    assert plain == {name: value for name, value in listed[0].items() if name != "upstream"}


async def test_a_list_says_how_old_it_is(house: Any) -> None:
    first = (await house.ok("GET", "/v1/ads"))["as_of"]
    await house.sync()

    assert first == "2026-11-20T12:00:00Z"
    assert (await house.ok("GET", "/v1/ads"))["as_of"] == "2026-11-20T12:31:00Z"
    assert (await house.ok("GET", "/v1/advertisers"))["as_of"] == "2026-11-20T12:31:00Z"


async def test_reading_costs_no_call_to_tiktok(house: Any) -> None:
    for level in LEVELS:
        await rows(house, level)
        await house.ok("GET", f"/v1/{level}s/{house.one(level).id}")

    assert house.calls() == []


async def test_an_object_that_is_not_there_is_not_found(house: Any) -> None:
    assert await house.refused("GET", "/v1/ads/1") == (404, "not_found")
    assert await house.refused("GET", f"/v1/campaigns/{house.one('ad').id}") == (404, "not_found")

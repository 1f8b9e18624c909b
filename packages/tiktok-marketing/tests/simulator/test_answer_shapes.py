"""What the seeded agency answers has only fields that the table knows, and can be read by it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import msgspec
import pytest
from msgspec import inspect

from tiktok_marketing.simulator import Simulator, State, VirtualClock, build_app
from tiktok_marketing.simulator.planting import Plan, plant
from tiktok_marketing.spec import TYPED
from tiktok_marketing.spec.endpoint import API_PREFIX

PLACE, PARTNER = {"placements": ["PLACEMENT_TIKTOK"], "objective_type": "TRAFFIC"}, "{partner}"
ASKED: dict[str, dict[str, Any]] = {
    "adgroup.quota": {},
    "advertiser.balance.get": {"fields": ["budget", "min_transferable_amount", "max_transferable_amount"]},
    "advertiser.transaction.get": {},
    "app.list": {},
    "bc.account.cost.get": {},
    "bc.account.transaction.get": {"transaction_level": "BC"},
    "bc.advertiser.attribute": {},
    "bc.asset.admin.get": {"asset_type": "ADVERTISER"},
    "bc.asset.get": {"asset_type": "TT_ACCOUNT"},
    "bc.asset.member.get": {"asset_type": "ADVERTISER", "asset_id": "{advertiser}"},
    "bc.asset.partner.get": {"asset_type": "ADVERTISER", "asset_id": "{advertiser}"},
    "bc.balance.get": {},
    "bc.member.get": {},
    "bc.partner.asset.get": {"asset_type": "CATALOG", "share_type": "SHARED", "partner_id": PARTNER},
    "bc.partner.get": {},
    "bc.transaction.get": {},
    "campaign.quota.get": {"app_id": "1"},
    "campaign.quota.info": {"app_id": "1", "has_advertiser_quota": True},
    "payment_portfolio.get": {},
    "search.region": {},
    "term.get": {"term_type": "Pixel"},
    "tool.action_category": {},
    "tool.bid.recommend": {"objective_type": "REACH", "location_ids": ["6252001"]},
    "tool.carrier": {},
    "tool.content_exclusion.get": {"objective_type": "REACH"},
    "tool.content_exclusion.info": {"category_ids": ["9001"]},
    "tool.device_model": {},
    "tool.hashtag.recommend": {"keywords": ["dog"]},
    "tool.interest_category": {},
    "tool.interest_keyword.recommend": {"keyword": "dog"},
    "tool.language": {},
    "tool.os_version": {"os_type": "IOS"},
    "tool.phone_region_code": {},
    "tool.region": PLACE,
    "tool.search_keyword.keyword_idea": {"keywords": ["dog"]},
    "tool.search_keyword.recommend": {"search_queries": ["dog"], "regions": ["US"]},
    "tool.targeting.list": {"location_ids": ["6252001"], "scene": "ISP"},
    "tool.targeting.search": PLACE | {"keywords": ["los"], "search_type": "FUZZY_SEARCH"},
    "tool.targeting_category.recommend": {},
    "tool.timezone": {},
    "tool.url_validate": {"url": "https://example.com/"},
    "user.info": {},
}


@pytest.fixture(scope="module")
def simulator() -> Simulator:
    clock = VirtualClock()
    clock.set(datetime(2026, 11, 22, 15, 33, tzinfo=UTC), speed=0)
    simulator = Simulator(State(), clock, limited=False)
    plant(simulator, Plan(ads=30, days=20))
    return simulator


@pytest.mark.parametrize("name", ASKED)
async def test_an_answer_has_something_to_say_in_fields_that_the_table_knows(simulator: Simulator, name: str) -> None:
    row, data = TYPED[name], await answered(simulator, name)

    msgspec.convert(data, row.result, strict=False)
    unknown = set(strangers(data, inspect.type_info(row.result)))
    assert unknown == set()
    assert all(value not in ([], {}) for value in data.values())


async def answered(simulator: Simulator, name: str) -> Any:
    """`data` of a call as the ready token's."""
    row, state = TYPED[name], simulator.state
    bc_id, advertiser_id = next(iter(state.business_centers)), next(iter(state.advertisers))
    partner_id = next(side.partner_id for side in state.partners.values() if side.bc_id == bc_id)
    names = {"{advertiser}": advertiser_id, PARTNER: partner_id}
    known = {field.encode_name for field in msgspec.structs.fields(row.params)}
    common = {n: v for n, v in {"bc_id": bc_id, "advertiser_id": advertiser_id}.items() if n in known}
    asked = common | {n: names.get(v, v) if isinstance(v, str) else v for n, v in ASKED[name].items()}
    query = {n: v if isinstance(v, str) else json.dumps(v) for n, v in asked.items()}
    sent: Any = {"params": query} if row.method == "GET" else {"json": asked}
    transport = httpx2.ASGITransport(app=build_app(simulator))
    async with httpx2.AsyncClient(transport=transport, base_url="http://simulator") as http:
        headers = {"Access-Token": next(iter(state.grants))}
        answer = (await http.request(row.method, API_PREFIX + row.path, headers=headers, **sent)).json()
    assert answer["code"] == 0, answer
    return answer["data"]


def strangers(value: Any, kind: inspect.Type, path: str = "") -> Iterator[str]:
    """Dotted names of fields that the struct does not have."""
    match kind:
        case inspect.StructType(fields=fields) if isinstance(value, dict):
            types = {field.encode_name: field.type for field in fields}
            for name, inner in value.items():
                if name not in types:
                    yield path + name
                else:
                    yield from strangers(inner, types[name], f"{path}{name}.")
        case inspect.ListType(item_type=item) if isinstance(value, list):
            for inner in value:
                yield from strangers(inner, item, path)
        case inspect.UnionType(types=kinds):
            for each in kinds:
                yield from strangers(value, each, path)
        case _:
            return

from datetime import UTC, datetime

import msgspec

from linkpath_manager.domain import campaign
from linkpath_manager.domain.budget import Budget
from linkpath_manager.domain.campaign import Campaign
from linkpath_manager.domain.delivery import Delivery
from tiktok_marketing.spec import decode
from tiktok_marketing.spec.campaign import Campaign as Upstream

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def read(**fields: object) -> Campaign:
    row = decode(Upstream, msgspec.json.encode({"campaign_id": "1800000000000000001", **fields}))
    return campaign.from_upstream(row, currency="USD", synced_at=NOW)


SPRING = {
    "advertiser_id": "7000000000000000001",
    "campaign_name": "Spring",
    "objective_type": "TRAFFIC",
    "operation_status": "ENABLE",
    "secondary_status": "CAMPAIGN_STATUS_BUDGET_EXCEED",
    "budget_mode": "BUDGET_MODE_DAY",
    "budget": 50.0,
    "create_time": "2026-01-31 10:00:00",
    "modify_time": "2026-02-01 11:00:00",
}


def test_a_campaign_is_what_tiktok_says_of_it() -> None:
    assert read(**SPRING) == Campaign(
        id="1800000000000000001",
        advertiser_id="7000000000000000001",
        name="Spring",
        objective="TRAFFIC",
        status="ACTIVE",
        delivery=Delivery(
            state="OUT_OF_BUDGET", reason="BUDGET_EXHAUSTED", upstream_status="CAMPAIGN_STATUS_BUDGET_EXCEED"
        ),
        budget=Budget(mode="DAILY", amount="50.00", currency="USD"),
        budget_optimization=False,
        created_at=datetime(2026, 1, 31, 10, tzinfo=UTC),
        updated_at=datetime(2026, 2, 1, 11, tzinfo=UTC),
        synced_at=NOW,
    )


def test_a_campaign_is_written_as_the_contract_says() -> None:
    assert msgspec.json.encode(read(**SPRING)).decode() == (
        '{"object":"campaign","id":"1800000000000000001","advertiser_id":"7000000000000000001","name":"Spring",'
        '"objective":"TRAFFIC","status":"ACTIVE","delivery":{"state":"OUT_OF_BUDGET","reason":"BUDGET_EXHAUSTED",'
        '"upstream_status":"CAMPAIGN_STATUS_BUDGET_EXCEED"},'
        '"budget":{"mode":"DAILY","amount":"50.00","currency":"USD"},"budget_optimization":false,'
        '"created_at":"2026-01-31T10:00:00Z","updated_at":"2026-02-01T11:00:00Z","synced_at":"2026-11-22T05:00:00Z"}'
    )


def test_a_document_reads_back_as_the_campaign() -> None:
    assert msgspec.json.decode(msgspec.json.encode(read(**SPRING)), type=Campaign) == read(**SPRING)


def test_budget_optimization_is_what_tiktok_sends_only_when_it_is_on() -> None:
    assert read(budget_optimize_on=True).budget_optimization


def test_what_tiktok_does_not_send_is_none() -> None:
    assert read() == Campaign(
        id="1800000000000000001",
        advertiser_id=None,
        name=None,
        objective=None,
        status="ACTIVE",
        delivery=Delivery(state="UNKNOWN", reason=None, upstream_status=None),
        budget=None,
        budget_optimization=False,
        created_at=None,
        updated_at=None,
        synced_at=NOW,
    )

import pytest

from linkpath_manager.domain.delivery import Delivery, delivery_of, status_of
from tiktok_marketing.spec import catalogue

LEVELS = ("campaign_secondary_status", "adgroup_secondary_status", "ad_secondary_status")
ONLY_FILTERS = ("_STATUS_ALL", "_STATUS_NOT_DELETE")
STATUSES = sorted(
    {str(status) for level in LEVELS for status in catalogue.enum(level) if not str(status).endswith(ONLY_FILTERS)}
)


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_of_tiktoks_is_told(status: str) -> None:
    delivery = delivery_of("ENABLE", status)

    assert delivery.state != "UNKNOWN"
    assert delivery.upstream_status == status
    assert (delivery.reason is None) == status.endswith(("_STATUS_DELIVERY_OK", "CAMPAIGN_STATUS_ENABLE")) or (
        "PARTIAL" in status
    )


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [
        ("CAMPAIGN_STATUS_ENABLE", "DELIVERING", None),
        ("CAMPAIGN_STATUS_DISABLE", "PAUSED", "SWITCHED_OFF"),
        ("CAMPAIGN_STATUS_BUDGET_EXCEED", "OUT_OF_BUDGET", "BUDGET_EXHAUSTED"),
        ("CAMPAIGN_STATUS_ADVERTISER_AUDIT", "IN_REVIEW", "ACCOUNT_IN_REVIEW"),
        ("CAMPAIGN_STATUS_ADVERTISER_AUDIT_DENY", "BLOCKED", "ACCOUNT_REJECTED"),
        ("ADGROUP_STATUS_CAMPAIGN_DISABLE", "PAUSED", "CAMPAIGN_PAUSED"),
        ("ADGROUP_STATUS_CREATE", "BLOCKED", "NO_ADS"),
        ("ADGROUP_STATUS_NOT_START", "SCHEDULED", "SCHEDULE_NOT_STARTED"),
        ("ADGROUP_STATUS_TIME_DONE", "ENDED", "SCHEDULE_ENDED"),
        ("ADGROUP_STATUS_CAMPAIGN_EXCEED", "OUT_OF_BUDGET", "CAMPAIGN_BUDGET_EXHAUSTED"),
        ("ADGROUP_STATUS_BALANCE_EXCEED", "OUT_OF_BUDGET", "BALANCE_EXHAUSTED"),
        ("AD_STATUS_AUDIT", "IN_REVIEW", "IN_REVIEW"),
        ("AD_STATUS_REAUDIT", "IN_REVIEW", "RE_REVIEW"),
        ("AD_STATUS_AUDIT_DENY", "REJECTED", "REVIEW_REJECTED"),
        ("AD_STATUS_ADGROUP_DISABLE", "PAUSED", "ADGROUP_PAUSED"),
        ("AD_STATUS_CAMPAIGN_DELETE", "DELETED", "CAMPAIGN_DELETED"),
        ("AD_STAUS_PIXEL_UNBIND", "BLOCKED", "PIXEL_UNBOUND"),
        ("ADVERTISER_ACCOUNT_PUNISH", "BLOCKED", "ACCOUNT_PUNISHED"),
    ],
)
def test_a_status_says_what_is_so_and_why(status: str, state: str, reason: str | None) -> None:
    assert delivery_of("ENABLE", status) == Delivery(state=state, reason=reason, upstream_status=status)  # type: ignore[arg-type]  # one of them


def test_a_status_of_tomorrow_is_unknown_and_handed_on() -> None:
    delivery = delivery_of("ENABLE", "AD_STATUS_OF_2030")

    assert delivery == Delivery(state="UNKNOWN", reason=None, upstream_status="AD_STATUS_OF_2030")


@pytest.mark.parametrize(
    ("switch", "state", "reason"),
    [
        ("DISABLE", "PAUSED", "SWITCHED_OFF"),
        ("FROZEN", "BLOCKED", "FROZEN"),
        ("DELETE", "DELETED", "DELETED"),
        ("ENABLE", "UNKNOWN", None),
        (None, "UNKNOWN", None),
    ],
)
def test_without_a_status_the_switch_says_what_it_can(switch: str | None, state: str, reason: str | None) -> None:
    assert delivery_of(switch, None) == Delivery(state=state, reason=reason, upstream_status=None)  # type: ignore[arg-type]  # one of them


@pytest.mark.parametrize(
    ("operation", "secondary", "status"),
    [
        ("ENABLE", "AD_STATUS_DELIVERY_OK", "ACTIVE"),
        ("ENABLE", "AD_STATUS_CAMPAIGN_DISABLE", "ACTIVE"),
        ("ENABLE", "AD_STATUS_AUDIT_DENY", "ACTIVE"),
        ("DISABLE", "AD_STATUS_DISABLE", "PAUSED"),
        ("DISABLE", "AD_STATUS_CAMPAIGN_DISABLE", "PAUSED"),
        ("FROZEN", "ADGROUP_STATUS_FROZEN", "PAUSED"),
        (None, "AD_STATUS_DISABLE", "PAUSED"),
        ("DISABLE", None, "PAUSED"),
        ("DELETE", "AD_STATUS_DELETE", "DELETED"),
        ("DELETE", None, "DELETED"),
        ("ENABLE", "AD_STATUS_ADGROUP_DELETE", "DELETED"),
        ("DISABLE", "ADGROUP_STATUS_CAMPAIGN_DELETE", "DELETED"),
        (None, None, "ACTIVE"),
    ],
)
def test_the_switch_is_the_objects_own_but_a_deleted_parent_deletes(
    operation: str | None, secondary: str | None, status: str
) -> None:
    assert status_of(operation, secondary) == status

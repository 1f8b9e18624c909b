from enum import StrEnum

import pytest

from tiktok_marketing.spec import catalogue, enums

NAMES: dict[type[StrEnum], str] = {
    enums.Objective: "objective_type",
    enums.BudgetMode: "budget_mode",
    enums.OperationStatus: "operation_status",
    enums.PrimaryStatus: "primary_status",
    enums.CampaignSecondaryStatus: "campaign_secondary_status",
    enums.AdGroupSecondaryStatus: "adgroup_secondary_status",
    enums.AdSecondaryStatus: "ad_secondary_status",
    enums.OptimizationGoal: "optimization_goal",
    enums.BillingEvent: "billing_event",
    enums.BidType: "bid_type",
    enums.ScheduleType: "schedule_type",
    enums.Pacing: "pacing_mode",
    enums.PlacementType: "placement_type",
    enums.Placement: "placement",
    enums.PromotionType: "promotion_type",
    enums.AdFormat: "ad_format",
    enums.IdentityType: "identity_type",
    enums.AdvertiserStatus: "advertiser_status",
    enums.ReportType: "report_type",
    enums.DataLevel: "data_level",
    enums.ReportFilterType: "report_filter_type",
    enums.ReportOrder: "report_order_type",
}


@pytest.mark.parametrize("named", NAMES, ids=lambda named: named.__name__)
def test_a_named_value_is_one_that_the_catalogue_knows(named: type[StrEnum]) -> None:
    known = set(catalogue.enum(NAMES[named])) | {"PAGE_VISIT"}  # two sources spell this goal differently

    assert {member.value for member in named} <= known


def test_every_enum_is_checked_against_the_catalogue() -> None:
    declared = {each for each in vars(enums).values() if isinstance(each, type) and issubclass(each, StrEnum)}

    assert declared - {StrEnum} == set(NAMES)

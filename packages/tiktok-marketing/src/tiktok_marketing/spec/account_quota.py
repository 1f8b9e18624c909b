"""How many active ad groups and dedicated campaigns an advertiser may have."""

from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class AdGroupQuotaParams(Params, kw_only=True):
    advertiser_id: str


class AdGroupQuota(Result, kw_only=True):
    """5000 and 0 for an account with a fixed quota, 0 and 0 for a punished one."""

    total_adgroup_quota: int | None = None
    used_adgroup_quota: int | None = None


class CampaignQuotaGetParams(Params, kw_only=True):
    advertiser_id: str
    app_id: str
    campaign_id: str | UnsetType = UNSET


class CampaignQuota(Result, kw_only=True):
    used_quota: int | None = None
    releasing_quota: int | None = None
    available_quota: int | None = None
    total_quota: int | None = None


class CampaignAdGroupQuota(Result, kw_only=True):
    campaign_id: str | None = None
    used_quota: int | None = None
    available_quota: int | None = None
    total_quota: int | None = None


class SplitTestQuota(Result, kw_only=True):
    max_test_number: int | None = None
    available_test_group: int | None = None
    used_test_group: int | None = None
    releasing_test_group: int | None = None
    used_quota: int | None = None
    releasing_quota: int | None = None


class CampaignQuotas(Result, kw_only=True):
    campaign_quota: CampaignQuota | None = None
    adgroup_quota: CampaignAdGroupQuota | None = None
    split_test_quota: SplitTestQuota | None = None


ADGROUP_QUOTA = Endpoint(
    name="adgroup.quota",
    method="GET",
    path="/adgroup/quota/",
    params=AdGroupQuotaParams,
    result=AdGroupQuota,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1768463039162369",
)


CAMPAIGN_QUOTA_GET = Endpoint(
    name="campaign.quota.get",
    method="GET",
    path="/campaign/quota/get/",
    params=CampaignQuotaGetParams,
    result=CampaignQuotas,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1739324098894850",
)

"""What is left of an app's dedicated campaigns, in detail."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class CampaignQuotaInfoParams(Params, kw_only=True):
    advertiser_id: str
    app_id: str
    campaign_id: str | UnsetType = UNSET
    adgroup_id: str | UnsetType = UNSET
    has_advertiser_quota: bool | UnsetType = UNSET


class CampaignQuotaInfoSplitTestQuota(Result, kw_only=True):
    max_test_number: int | None = None
    available_test_group: int | None = None
    used_test_group: int | None = None
    releasing_test_group: int | None = None
    used_quota: int | None = None
    releasing_quota: int | None = None


class CampaignQuotaInfoTotalCampaignQuotaInfo(Result, kw_only=True):
    total_campaign_quota: int | None = None
    used_campaign_quota: int | None = None
    releasing_campaign_quota: int | None = None
    available_campaign_quota: int | None = None
    used_campaign_ids: list[str] = msgspec.field(default_factory=list)
    releasing_campaign_ids: list[str] = msgspec.field(default_factory=list)


class CampaignQuotaInfoCampaignQuotaByAdv(Result, kw_only=True):
    used_campaign_quota: int | None = None
    releasing_campaign_quota: int | None = None
    advertiser_id: str | None = None


class CampaignQuotaInfoTiktokCampaignQuotaInfo(Result, kw_only=True):
    total_campaign_quota_info: CampaignQuotaInfoTotalCampaignQuotaInfo | None = None
    campaign_quota_by_adv: list[CampaignQuotaInfoCampaignQuotaByAdv] = msgspec.field(default_factory=list)


class CampaignQuotaInfo(Result, kw_only=True):
    tiktok_campaign_quota_info: CampaignQuotaInfoTiktokCampaignQuotaInfo | None = None
    pangle_campaign_quota_info: CampaignQuotaInfoTiktokCampaignQuotaInfo | None = None


class CampaignQuotaInfoAdGroupQuotaInfo(Result, kw_only=True):
    total_adgroup_quota: int | None = None
    used_adgroup_quota: int | None = None
    available_adgroup_quota: int | None = None
    placements: list[str] = msgspec.field(default_factory=list)
    campaign_id: str | None = None


class CampaignQuotaInfoAdQuotaInfo(Result, kw_only=True):
    total_ad_quota: int | None = None
    used_ad_quota: int | None = None
    available_ad_quota: int | None = None
    adgroup_id: str | None = None


class CampaignQuotaInfoResult(Result, kw_only=True):
    split_test_quota: CampaignQuotaInfoSplitTestQuota | None = None
    campaign_quota_info: CampaignQuotaInfo | None = None
    adgroup_quota_info: CampaignQuotaInfoAdGroupQuotaInfo | None = None
    ad_quota_info: CampaignQuotaInfoAdQuotaInfo | None = None


CAMPAIGN_QUOTA_INFO = Endpoint(
    name="campaign.quota.info",
    method="GET",
    path="/campaign/quota/info/",
    params=CampaignQuotaInfoParams,
    result=CampaignQuotaInfoResult,
    effect=Effect.READ,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)

"""Audiences that TikTok finds by itself: by rules over events and engagement, and look-alikes of another audience."""

from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.audience import CustomAudienceId, NothingToTell
from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params


class ParameterFilter(Params, kw_only=True):
    field: str
    operator: str
    values: list[str]


class RuleFilter(Params, kw_only=True):
    field: str
    operator: str
    value: str
    parameter_filters: list[ParameterFilter] | UnsetType = UNSET


class RuleFilterSet(Params, kw_only=True):
    filters: list[RuleFilter]
    operator: str


class AudienceRule(Params, kw_only=True):
    retention_days: int
    event_source_ids: list[str] | UnsetType = UNSET
    filter_set: RuleFilterSet | UnsetType = UNSET


class AudienceRuleSet(Params, kw_only=True):
    operator: str
    rules: list[AudienceRule]


class AudienceRuleSpec(Params, kw_only=True):
    inclusion_rule_set: AudienceRuleSet
    exclusion_rule_set: AudienceRuleSet | UnsetType = UNSET


class AudienceRuleCreateParams(Params, kw_only=True):
    """`audience_type` says what the rules are about: a pixel, an app, engagement with ads and so on."""

    advertiser_id: str
    custom_audience_name: str
    audience_type: str
    rule_spec: AudienceRuleSpec
    audience_sub_type: str | UnsetType = UNSET
    retention_in_days: int | UnsetType = UNSET
    is_auto_refresh: bool | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    identity_authorized_bc_id: str | UnsetType = UNSET
    audience_enhancement: bool | UnsetType = UNSET


class LookalikeSpec(Params, kw_only=True):
    source_audience_id: str
    include_source: bool
    mobile_os: str
    placements: list[str]
    location_ids: list[str]
    audience_size: str


class LookalikeCreateParams(Params, kw_only=True):
    advertiser_id: str
    custom_audience_name: str
    lookalike_spec: LookalikeSpec
    audience_sub_type: str | UnsetType = UNSET


class LookalikeUpdateParams(Params, kw_only=True):
    advertiser_id: str
    custom_audience_ids: list[str]


DMP_CUSTOM_AUDIENCE_RULE_CREATE = Endpoint(
    name="dmp.custom_audience.rule.create",
    method="POST",
    path="/dmp/custom_audience/rule/create/",
    params=AudienceRuleCreateParams,
    result=CustomAudienceId,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739940509849601",
)


DMP_CUSTOM_AUDIENCE_LOOKALIKE_CREATE = Endpoint(
    name="dmp.custom_audience.lookalike.create",
    method="POST",
    path="/dmp/custom_audience/lookalike/create/",
    params=LookalikeCreateParams,
    result=CustomAudienceId,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739940511844353",
)


DMP_CUSTOM_AUDIENCE_LOOKALIKE_UPDATE = Endpoint(
    name="dmp.custom_audience.lookalike.update",
    method="POST",
    path="/dmp/custom_audience/lookalike/update/",
    params=LookalikeUpdateParams,
    result=NothingToTell,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1758616888158209",
)

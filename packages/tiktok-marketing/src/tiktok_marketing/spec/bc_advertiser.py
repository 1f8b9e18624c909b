"""Opening and closing ad accounts under a Business Center."""

from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class NewAdvertiserInfo(Params, kw_only=True):
    currency: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    timezone: str | UnsetType = UNSET
    type: str | UnsetType = UNSET


class NewAdvertiserBillingGroup(Params, kw_only=True):
    billing_group_id: str | UnsetType = UNSET
    invoice_group_by: str | UnsetType = UNSET
    invoice_payer: str | UnsetType = UNSET


class NewAdvertiserBilling(Params, kw_only=True):
    address: str | UnsetType = UNSET
    tax_map: str | UnsetType = UNSET


class NewAdvertiserContact(Params, kw_only=True):
    email: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    number: str | UnsetType = UNSET


class NewAdvertiserCustomer(Params, kw_only=True):
    company: str | UnsetType = UNSET
    industry: int | UnsetType = UNSET
    registered_area: str | UnsetType = UNSET


class NewAdvertiserQualification(Params, kw_only=True):
    license_image_id: str | UnsetType = UNSET
    license_no: str | UnsetType = UNSET
    promotion_link: str | UnsetType = UNSET
    qualification_image_ids: list[str] | UnsetType = UNSET
    qualification_id: str | UnsetType = UNSET


class BcAdvertiserCreateParams(Params, kw_only=True):
    advertiser_info: NewAdvertiserInfo
    bc_id: str
    customer_info: NewAdvertiserCustomer
    billing_group_info: NewAdvertiserBillingGroup | UnsetType = UNSET
    billing_info: NewAdvertiserBilling | UnsetType = UNSET
    contact_info: NewAdvertiserContact | UnsetType = UNSET
    qualification_info: NewAdvertiserQualification | UnsetType = UNSET
    tied_to_billing_group: bool | UnsetType = UNSET


class SetupResult(Result, kw_only=True):
    status: str | None = None
    error_msg: str | None = None


class BcAdvertiserCreateResult(Result, kw_only=True):
    """A success even where the portfolio or the budget could not be set: read both results."""

    advertiser_id: str | None = None
    payment_portfolio_binding_result: SetupResult | None = None
    budget_setup_result: SetupResult | None = None


class BcAdvertiserDisableParams(Params, kw_only=True):
    bc_id: str | UnsetType = UNSET
    advertiser_ids: list[str] | UnsetType = UNSET


class BcAdvertiserDisableResult(Result, kw_only=True):
    """`failed_infos`: ad account → DELIVERING, UNPAID_BILL, SUSPENDED, UNFINISHED_TRANSFER or AUTOPAY_UNBILLED."""

    disabled_advertiser_ids: list[str] | None = None
    failed_infos: dict[str, str] | None = None


BC_ADVERTISER_CREATE = Endpoint(
    name="bc.advertiser.create",
    method="POST",
    path="/bc/advertiser/create/",
    params=BcAdvertiserCreateParams,
    result=BcAdvertiserCreateResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739939020318721",
)


BC_ADVERTISER_DISABLE = Endpoint(
    name="bc.advertiser.disable",
    method="POST",
    path="/bc/advertiser/disable/",
    params=BcAdvertiserDisableParams,
    result=BcAdvertiserDisableResult,
    effect=Effect.WRITE,
    source="the behaviour reference §10 (Go SDK bububa/tiktok-business)",
)

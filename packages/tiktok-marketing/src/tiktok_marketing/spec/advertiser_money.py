"""Changing an ad account's description, and its money as its Business Center sees it."""

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.bc_money import Balance
from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class QualificationImage(Params, kw_only=True):
    image_id: str | UnsetType = UNSET


class AdvertiserBudget(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    budget_mode: str | UnsetType = UNSET
    budget: Decimal | UnsetType = UNSET


class AdvertiserUpdateParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    advertiser_name: str | UnsetType = UNSET
    company: str | UnsetType = UNSET
    contact_name: str | UnsetType = UNSET
    contact_email: str | UnsetType = UNSET
    contact_number: str | UnsetType = UNSET
    promotion_link: str | UnsetType = UNSET
    license_no: str | UnsetType = UNSET
    license_image_id: str | UnsetType = UNSET
    qualification_images: list[QualificationImage] | UnsetType = UNSET
    tax_map: dict[str, str] | UnsetType = UNSET
    need_submit_certificate: bool | UnsetType = UNSET
    bc_id: str | UnsetType = UNSET
    child_bc_id: int | UnsetType = UNSET
    budget_update_type: str | UnsetType = UNSET
    advertiser_budgets: list[AdvertiserBudget] | UnsetType = UNSET
    address: str | UnsetType = UNSET


class AdvertiserUpdated(Result, kw_only=True):
    advertiser_id: str | None = None
    status: str | None = None
    error_msg: str | None = None
    one_click_set_amount: Decimal | None = None


class AdvertiserUpdateResult(Result, kw_only=True):
    rows: list[AdvertiserUpdated] = msgspec.field(name="list", default_factory=list)


class AdvertiserBalanceFiltering(Params, kw_only=True):
    advertiser_status: list[str] | UnsetType = UNSET
    keyword: str | UnsetType = UNSET
    payment_portfolio_id: str | UnsetType = UNSET


class AdvertiserBalanceGetParams(Params, kw_only=True):
    bc_id: str
    child_bc_id: str | UnsetType = UNSET
    filtering: AdvertiserBalanceFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET
    fields: list[str] | UnsetType = UNSET


class TransferableAmount(Result, kw_only=True):
    cash_amount: Decimal | None = None
    grant_amount: Decimal | None = None
    credit_amount: Decimal | None = None


class BalanceInfo(Balance, kw_only=True):
    frozen_cash_balance: Decimal | None = None
    cash_tax: Decimal | None = None
    frozen_grant_balance: Decimal | None = None
    credit_balance: Decimal | None = None
    valid_credit_balance: Decimal | None = None
    frozen_credit_balance: Decimal | None = None


class BudgetFrequency(Result, kw_only=True):
    total_count: int | None = None
    used_count: int | None = None
    remaining_count: int | None = None
    effective_start_time: str | None = None
    effective_end_time: str | None = None


class BudgetFloor(Result, kw_only=True):
    minimum_amount: Decimal | None = None


class AdvertiserBalance(Balance, kw_only=True):
    """Amounts in `currency`. Budgets and transferable amounts come only when `fields` names them."""

    advertiser_id: str | None = None
    advertiser_name: str | None = None
    advertiser_status: str | None = None
    advertiser_type: str | None = None
    timezone: str | None = None
    currency: str | None = None
    account_open_days: int | None = None
    balance_reminder: bool | None = None
    company: str | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    create_time: str | None = None
    payment_portfolio_id: str | None = None
    payment_portfolio_name: str | None = None
    transferable_amount: Decimal | None = None
    max_transferable_amount: TransferableAmount | None = None
    balance_info: BalanceInfo | None = None
    budget_mode: str | None = None
    budget: Decimal | None = None
    budget_cost: Decimal | None = None
    budget_remaining: Decimal | None = None
    budget_frequency_restriction: BudgetFrequency | None = None
    budget_amount_restriction: BudgetFloor | None = None
    min_transferable_amount: TransferableAmount | None = None


class AdvertiserBalancePage(Result, kw_only=True):
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)
    rows: list[AdvertiserBalance] = msgspec.field(name="advertiser_account_list", default_factory=list)


class AdvertiserTransactionFiltering(Params, kw_only=True):
    end_date: str | UnsetType = UNSET
    funds_type: list[str] | UnsetType = UNSET
    keyword: str | UnsetType = UNSET
    start_date: str | UnsetType = UNSET
    summary_by_account: bool | UnsetType = UNSET
    transfer_type: str | UnsetType = UNSET


class AdvertiserTransactionGetParams(Params, kw_only=True):
    bc_id: str
    filtering: AdvertiserTransactionFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class AdvertiserTransaction(Result, kw_only=True):
    """`date` is in UTC."""

    advertiser_id: str | None = None
    advertiser_name: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    date: str | None = None
    funds_type: str | None = None
    transfer_type: str | None = None
    timezone: str | None = None


class AdvertiserTransactionPage(Result, kw_only=True):
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)
    rows: list[AdvertiserTransaction] = msgspec.field(name="transaction_list", default_factory=list)


ADVERTISER_UPDATE = Endpoint(
    name="advertiser.update",
    method="POST",
    path="/advertiser/update/",
    params=AdvertiserUpdateParams,
    result=AdvertiserUpdateResult,
    effect=Effect.SPEND,
    source="https://business-api.tiktok.com/portal/docs?id=1739939050770434",
)


ADVERTISER_BALANCE_GET = Endpoint(
    name="advertiser.balance.get",
    method="GET",
    path="/advertiser/balance/get/",
    params=AdvertiserBalanceGetParams,
    result=AdvertiserBalancePage,
    effect=Effect.READ,
    max_page_size=50,
    source="https://business-api.tiktok.com/portal/docs?id=1739939106470913",
)


ADVERTISER_TRANSACTION_GET = Endpoint(
    name="advertiser.transaction.get",
    method="GET",
    path="/advertiser/transaction/get/",
    params=AdvertiserTransactionGetParams,
    result=AdvertiserTransactionPage,
    effect=Effect.READ,
    max_page_size=50,
    source="https://business-api.tiktok.com/portal/docs?id=1739939116353538",
)

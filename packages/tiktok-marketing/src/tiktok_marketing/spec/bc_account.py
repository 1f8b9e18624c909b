"""What a Business Center can make ad accounts of, what they cost, and from which money."""

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class BcAdvertiserAttributeParams(Params, kw_only=True):
    bc_id: str | UnsetType = UNSET


class BcAdvertiserAttributeResult(Result, kw_only=True):
    currencies: list[str] = msgspec.field(default_factory=list)
    region_codes: list[str] = msgspec.field(default_factory=list)


class BcAccountCostFiltering(Params, kw_only=True):
    keyword: str | UnsetType = UNSET
    start_date: str | UnsetType = UNSET
    end_date: str | UnsetType = UNSET


class BcAccountCostParams(Params, kw_only=True):
    bc_id: str | UnsetType = UNSET
    filtering: BcAccountCostFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class BcAccountCostRow(Result, kw_only=True):
    advertiser_id: str | None = None
    advertiser_name: str | None = None
    amount: Decimal | None = None
    cash_amount: Decimal | None = None
    grant_amount: Decimal | None = None
    tax_amount: Decimal | None = None
    currency: str | None = None


class BcAccountCostTransactionSummary(Result, kw_only=True):
    amount: Decimal | None = None
    cash_amount: Decimal | None = None
    grant_amount: Decimal | None = None
    tax_amount: Decimal | None = None
    currency: str | None = None


class BcAccountCostPage(Result, kw_only=True):
    rows: list[BcAccountCostRow] = msgspec.field(name="cost_list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)
    transaction_summary: BcAccountCostTransactionSummary | None = None


class PaymentPortfolioFiltering(Params, kw_only=True):
    payment_portfolio_ids: list[str] | UnsetType = UNSET
    payment_portfolio_type: str | UnsetType = UNSET
    bc_related: bool | UnsetType = UNSET


class PaymentPortfolioParams(Params, kw_only=True):
    bc_id: str
    filtering: PaymentPortfolioFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class PaymentPortfolioCashBalance(Result, kw_only=True):
    currency: str | None = None
    amount: Decimal | None = None


class PaymentPortfolioCreditLineAllocation(Result, kw_only=True):
    allocated_amount: Decimal | None = None
    used_amount: Decimal | None = None
    available_amount: Decimal | None = None
    min_allocation_percentage: float | None = None


class PaymentPortfolioRow(Result, kw_only=True):
    payment_portfolio_id: str | None = None
    payment_portfolio_name: str | None = None
    payment_portfolio_type: str | None = None
    linked_advertiser_account_count: int | None = None
    user_count: int | None = None
    cash_balance_list: list[PaymentPortfolioCashBalance] = msgspec.field(default_factory=list)
    credit_line_allocation: PaymentPortfolioCreditLineAllocation | None = None


class PaymentPortfolioPage(Result, kw_only=True):
    rows: list[PaymentPortfolioRow] = msgspec.field(name="payment_portfolio_list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


BC_ADVERTISER_ATTRIBUTE = Endpoint(
    name="bc.advertiser.attribute",
    method="GET",
    path="/bc/advertiser/attribute/",
    params=BcAdvertiserAttributeParams,
    result=BcAdvertiserAttributeResult,
    effect=Effect.READ,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)


BC_ACCOUNT_COST_GET = Endpoint(
    name="bc.account.cost.get",
    method="GET",
    path="/bc/account/cost/get/",
    params=BcAccountCostParams,
    result=BcAccountCostPage,
    effect=Effect.READ,
    max_page_size=50,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)


PAYMENT_PORTFOLIO_GET = Endpoint(
    name="payment_portfolio.get",
    method="GET",
    path="/payment_portfolio/get/",
    params=PaymentPortfolioParams,
    result=PaymentPortfolioPage,
    effect=Effect.READ,
    max_page_size=50,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)

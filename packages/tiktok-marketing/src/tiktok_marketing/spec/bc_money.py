"""A Business Center's money: what it has, what it gives to its ad accounts and takes back, and the records of it."""

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class BcBalanceGetParams(Params, kw_only=True):
    bc_id: str
    child_bc_id: str | UnsetType = UNSET
    payment_portfolio_id: str | UnsetType = UNSET


class Balance(Result, kw_only=True):
    """`valid_…` leaves out what is frozen."""

    account_balance: Decimal | None = None
    valid_account_balance: Decimal | None = None
    frozen_balance: Decimal | None = None
    tax: Decimal | None = None
    cash_balance: Decimal | None = None
    valid_cash_balance: Decimal | None = None
    grant_balance: Decimal | None = None
    valid_grant_balance: Decimal | None = None


class BcBalance(Balance, kw_only=True):
    """One portfolio's money, in `currency`."""

    bc_id: str | None = None
    currency: str | None = None
    payment_portfolio_type: str | None = None


class TransferAmounts(Params, kw_only=True):
    cash_amount: Decimal | UnsetType = UNSET
    grant_amount: Decimal | UnsetType = UNSET
    credit_amount: Decimal | UnsetType = UNSET


class BcTransferParams(Params, kw_only=True):
    bc_id: str
    transfer_type: str
    child_bc_id: str | UnsetType = UNSET
    transfer_level: str | UnsetType = UNSET
    advertiser_id: str | UnsetType = UNSET
    cash_amount: Decimal | UnsetType = UNSET
    """At BC level: credit."""
    grant_amount: Decimal | UnsetType = UNSET
    request_id: str | UnsetType = UNSET
    """Looked at only at BC level."""
    payment_portfolio_id: str | UnsetType = UNSET
    """Needed where there are several."""
    amount_info: TransferAmounts | UnsetType = UNSET
    """Outranks the two flat amounts; not at BC level."""


class TransferAccount(Result, kw_only=True):
    account_type: str | None = None
    account_id: str | None = None


class TransferRecord(Result, kw_only=True):
    transaction_id: str | None = None
    transaction_type: str | None = None
    payee_account: TransferAccount | None = None
    remitter_account: TransferAccount | None = None


class BcTransferResult(Result, kw_only=True):
    """At BC level without `bc_id` and `advertiser_id`; between accounts a record for each side."""

    bc_id: str | None = None
    advertiser_id: str | None = None
    transaction_infos: list[TransferRecord] = msgspec.field(default_factory=list)
    child_bc_id: str | None = None


class BcTransactionFiltering(Params, kw_only=True):
    funds_type: list[str] | UnsetType = UNSET


class BcTransactionGetParams(Params, kw_only=True):
    bc_id: str
    filtering: BcTransactionFiltering | UnsetType = UNSET
    start_date: str | UnsetType = UNSET
    end_date: str | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class BcTransaction(Result, kw_only=True):
    date: int | None = None
    amount: Decimal | None = None
    timezone: str | None = None
    currency: str | None = None
    funds_type: str | None = None
    invoice_id: str | None = None
    invoice_serial_number: str | None = None


class TransactionSummary(Result, kw_only=True):
    amount_charged: Decimal | None = None
    amount_paid: Decimal | None = None
    currency: str | None = None


class BcTransactionPage(Result, kw_only=True):
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)
    rows: list[BcTransaction] = msgspec.field(name="list", default_factory=list)
    transaction_summary: TransactionSummary | None = None


class BcAccountTransactionFiltering(Params, kw_only=True):
    transaction_types: list[str] | UnsetType = UNSET
    owner_of_account: list[str] | UnsetType = UNSET
    account_ids: list[str] | UnsetType = UNSET
    account_name: str | UnsetType = UNSET
    billing_types: list[str] | UnsetType = UNSET
    start_time: str | UnsetType = UNSET
    end_time: str | UnsetType = UNSET


class BcAccountTransactionGetParams(Params, kw_only=True):
    bc_id: str | UnsetType = UNSET
    child_bc_id: str | UnsetType = UNSET
    transaction_level: str | UnsetType = UNSET
    filtering: BcAccountTransactionFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET
    bc: str | UnsetType = UNSET


class AccountTransaction(Result, kw_only=True):
    """One side of a movement; without an account where it is the Business Center's."""

    transaction_id: str | None = None
    payment_portfolio_id: str | None = None
    payment_portfolio_name: str | None = None
    account_id: str | None = None
    account_name: str | None = None
    bc_id: str | None = None
    bc_name: str | None = None
    amount: Decimal | None = None
    subtotal: Decimal | None = None
    tax_amount: Decimal | None = None
    currency: str | None = None
    amount_type: str | None = None
    transaction_type: str | None = None
    billing_type: str | None = None
    timezone: str | None = None
    create_time: str | None = None
    invoice_id: str | None = None
    serial_number: str | None = None


class BcAccountTransactionPage(Result, kw_only=True):
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)
    rows: list[AccountTransaction] = msgspec.field(name="transaction", default_factory=list)


BC_BALANCE_GET = Endpoint(
    name="bc.balance.get",
    method="GET",
    path="/bc/balance/get/",
    params=BcBalanceGetParams,
    result=BcBalance,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1739939128198145",
)


BC_TRANSFER = Endpoint(
    name="bc.transfer",
    method="POST",
    path="/bc/transfer/",
    params=BcTransferParams,
    result=BcTransferResult,
    effect=Effect.SPEND,
    # TikTok knows a repeat at BC level alone: between accounts a second sending moves the money twice (reference §10).
    dedup=None,
    source="https://business-api.tiktok.com/portal/docs?id=1739939095321601",
)


BC_TRANSACTION_GET = Endpoint(
    name="bc.transaction.get",
    method="GET",
    path="/bc/transaction/get/",
    params=BcTransactionGetParams,
    result=BcTransactionPage,
    effect=Effect.READ,
    max_page_size=50,
    source="https://business-api.tiktok.com/portal/docs?id=1739939140408322",
)


BC_ACCOUNT_TRANSACTION_GET = Endpoint(
    name="bc.account.transaction.get",
    method="GET",
    path="/bc/account/transaction/get/",
    params=BcAccountTransactionGetParams,
    result=BcAccountTransactionPage,
    effect=Effect.READ,
    max_page_size=50,
    source="https://business-api.tiktok.com/portal/docs?id=1792849810925569",
)

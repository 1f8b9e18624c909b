"""The records of a Business Center's money: its own, and those of its ad accounts (behaviour reference §10).

Only movements between TikTok, the Business Center and its ad accounts are recorded: what ads spend is in the
reports, and is not taken from a balance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tiktok_marketing.simulator.agency_records import BusinessCenter
from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.business_records import NOTHING, Transaction
from tiktok_marketing.simulator.rights import center_seen
from tiktok_marketing.simulator.rules.text import check_choice, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.state import State
from tiktok_marketing.spec.advertiser_money import ADVERTISER_TRANSACTION_GET, AdvertiserTransactionGetParams
from tiktok_marketing.spec.bc_money import (
    BC_ACCOUNT_TRANSACTION_GET,
    BC_TRANSACTION_GET,
    BcAccountTransactionGetParams,
    BcTransactionGetParams,
)
from tiktok_marketing.spec.timestamps import format_utc

from .listing import page_of

DEFAULT_DAYS, MOST_DAYS = 90, 365
_FUNDS = {"CASH": "FUNDS_TYPE_CASH", "GRANT": "FUNDS_TYPE_GRANT"}
_TRANSFER_TYPES = frozenset({"TRANS_TYPE_TRANSFER", "TRANS_TYPE_TAX", "TRANS_TYPE_COST", "TRANS_TYPE_PAYMENT"})
_FORMAT = "%Y-%m-%d %H:%M:%S"


@behaviour(BC_TRANSACTION_GET)
def of_center(simulator: Simulator, call: Call[BcTransactionGetParams]) -> dict[str, Any]:
    """What the Business Center got and gave, newest first, with the sums of both; days are those of its time zone."""
    bc = center_seen(simulator, call, call.params.bc_id)
    first, last = _days(call.given, call.now.astimezone(ZoneInfo(bc.timezone)).date())
    found = [
        entry
        for entry in _entries(simulator.state, bc, "BC")
        if first <= entry.at.astimezone(ZoneInfo(bc.timezone)).date() <= last
        and entry.currency == bc.currency
        and _is_of_funds(entry, call.given.get("filtering", {}))
    ]
    rows, page_info = page_of(found, call.given)
    summary = {
        "amount_charged": sum((entry.amount for entry in found if entry.is_gain), NOTHING),
        "amount_paid": sum((entry.amount for entry in found if not entry.is_gain), NOTHING),
        "currency": bc.currency,
    }
    listed = [
        {
            "date": int(entry.at.timestamp()),
            "amount": _signed(entry),
            "timezone": bc.timezone,
            "currency": entry.currency,
            "funds_type": _FUNDS.get(entry.billing),
            "invoice_id": None,
            "invoice_serial_number": None,
        }
        for entry in rows
    ]
    return {"list": listed, "page_info": page_info, "transaction_summary": summary}


@behaviour(BC_ACCOUNT_TRANSACTION_GET)
def of_accounts(simulator: Simulator, call: Call[BcAccountTransactionGetParams]) -> dict[str, Any]:
    """One side of every movement: of the Business Center's ad accounts, or with the level BC its own."""
    given, state = call.given, simulator.state
    bc_id = given.get("bc_id") or given.get("bc")
    if bc_id is None:
        raise bad_value(missing("bc_id"))
    bc = center_seen(simulator, call, bc_id)
    level = given.get("transaction_level", "ADVERTISER")
    check_choice("transaction_level", level, {"ADVERTISER", "BC"})
    filtering = given.get("filtering", {})
    first, last = _moments(filtering, call.now)
    found = [
        row
        for entry in _entries(state, bc, level)
        if first <= (row := _account_row(state, bc, entry))["create_time"] <= last and _is_asked(row, filtering)
    ]
    rows, page_info = page_of(found, given)
    return {"transaction": list(rows), "page_info": page_info}


@behaviour(ADVERTISER_TRANSACTION_GET)
def of_advertisers(simulator: Simulator, call: Call[AdvertiserTransactionGetParams]) -> dict[str, Any]:
    """Transfers to and from the ad accounts, newest first, negative where money left; there are no taxes here."""
    state, filtering = simulator.state, call.given.get("filtering", {})
    bc = center_seen(simulator, call, call.params.bc_id)
    kind = filtering.get("transfer_type", "TRANS_TYPE_TRANSFER")
    check_choice("filtering.transfer_type", kind, _TRANSFER_TYPES)
    first, last = _days(filtering, call.now.date())
    if (last - first).days > MOST_DAYS:
        raise bad_value(f"filtering.end_date: Must be within {MOST_DAYS} days after start_date.")
    keyword = filtering.get("keyword", "").casefold()
    found = [
        _transfer_row(state, entry)
        for entry in _entries(state, bc, "ADVERTISER")
        if kind == "TRANS_TYPE_TRANSFER"
        and first <= entry.at.date() <= last
        and _is_of_funds(entry, filtering)
        and (keyword in state.advertisers[entry.account_id].name.casefold() or keyword == entry.account_id)
    ]
    if filtering.get("summary_by_account"):
        found = _summed(found)
    rows, page_info = page_of(found, call.given)
    return {"transaction_list": list(rows), "page_info": page_info}


def _entries(state: State, bc: BusinessCenter, level: str) -> list[Transaction]:
    """The Business Center's records of a level, newest first."""
    mine = [entry for entry in state.transactions.values() if (entry.bc_id, entry.level) == (bc.id, level)]
    return sorted(mine, key=lambda entry: (entry.at, int(entry.id)), reverse=True)


def _signed(entry: Transaction) -> Decimal:
    return entry.amount if entry.is_gain else -entry.amount


def _is_of_funds(entry: Transaction, filtering: dict[str, Any]) -> bool:
    wanted = filtering.get("funds_type")
    return not wanted or _FUNDS.get(entry.billing) in wanted


def _days(given: dict[str, Any], today: date) -> tuple[date, date]:
    """start_date and end_date; without them the last 90 days."""
    try:
        last = date.fromisoformat(given["end_date"]) if "end_date" in given else today
        first = date.fromisoformat(given["start_date"]) if "start_date" in given else None
    except ValueError as error:
        raise bad_value("Time format should be %Y-%m-%d. Please try again.") from error
    first = first or last - timedelta(days=DEFAULT_DAYS)
    if last < first:
        raise bad_value("end_date: Must not be earlier than start_date.")
    return first, last


def _moments(filtering: dict[str, Any], now: datetime) -> tuple[str, str]:
    """start_time and end_time in the records' own time zones, as text; without them the last 90 days."""
    start, end = filtering.get("start_time"), filtering.get("end_time")
    if start is None or end is None:
        if start is not end:
            raise bad_value("filtering.start_time: Specify both start_time and end_time.")
        return format_utc(now - timedelta(days=DEFAULT_DAYS)), format_utc(now + timedelta(days=1))
    try:
        length = datetime.strptime(end, _FORMAT) - datetime.strptime(start, _FORMAT)  # noqa: DTZ007  # only compared
    except ValueError as error:
        raise bad_value(f"Time format should be {_FORMAT}. Please try again.") from error
    if not timedelta(0) <= length <= timedelta(days=MOST_DAYS):
        raise bad_value(f"filtering.end_time: Must be within {MOST_DAYS} days after start_time.")
    return start, end


def _account_row(state: State, bc: BusinessCenter, entry: Transaction) -> dict[str, Any]:
    account = state.advertisers[entry.account_id] if entry.level == "ADVERTISER" else None
    timezone = account.timezone if account else bc.timezone
    return {
        "transaction_id": entry.id,
        "payment_portfolio_id": None,
        "payment_portfolio_name": None,
        "account_id": account.id if account else None,
        "account_name": account.name if account else None,
        "bc_id": bc.id,
        "bc_name": bc.name,
        "amount": entry.amount,
        "subtotal": entry.amount,
        "tax_amount": NOTHING,
        "currency": entry.currency,
        "amount_type": "POSITIVE" if entry.is_gain else "NEGATIVE",
        "transaction_type": entry.kind,
        "billing_type": entry.billing,
        "timezone": timezone,
        "create_time": entry.at.astimezone(ZoneInfo(timezone)).strftime(_FORMAT),
        "invoice_id": None,
        "serial_number": None,
    }


def _is_asked(row: dict[str, Any], filtering: dict[str, Any]) -> bool:
    if row["account_id"] is not None:
        owners = filtering.get("owner_of_account", ["OWNED_BY_CURRENT_BUSINESS_CENTER"])
        if "OWNED_BY_CURRENT_BUSINESS_CENTER" not in owners:
            return False
        if row["account_id"] not in filtering.get("account_ids", [row["account_id"]]):
            return False
        if filtering.get("account_name", "").casefold() not in row["account_name"].casefold():
            return False
    return row["transaction_type"] in filtering.get("transaction_types", [row["transaction_type"]]) and row[
        "billing_type"
    ] in filtering.get("billing_types", [row["billing_type"]])


def _transfer_row(state: State, entry: Transaction) -> dict[str, Any]:
    advertiser = state.advertisers[entry.account_id]
    return {
        "advertiser_id": advertiser.id,
        "advertiser_name": advertiser.name,
        "amount": _signed(entry),
        "currency": entry.currency,
        "date": format_utc(entry.at),
        "funds_type": _FUNDS.get(entry.billing),
        "transfer_type": "TRANS_TYPE_TRANSFER",
        "timezone": advertiser.timezone,
    }


def _summed(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row an ad account, with the date of its newest transfer (inferred)."""
    of_account: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        of_account[row["advertiser_id"]].append(row)
    return [
        group[0] | {"amount": sum((row["amount"] for row in group), NOTHING), "funds_type": None}
        for group in of_account.values()
    ]

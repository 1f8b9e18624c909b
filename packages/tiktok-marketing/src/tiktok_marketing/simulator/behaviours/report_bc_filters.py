"""Which ad accounts of a Business Center are in its report (D:1775747484045313)."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from tiktok_marketing.simulator.agency_records import Advertiser, BusinessCenter
from tiktok_marketing.simulator.behaviour import bad_value
from tiktok_marketing.simulator.rules.text import check_choice

# TikTok's status of an ad account → that of the filter; every other is NOT_APPROVED.
_STATUSES = {
    "STATUS_ENABLE": "APPROVED",
    "STATUS_DISABLE": "DISABLED",
    "STATUS_LIMIT": "SUSPENDED",
    "STATUS_CONTRACT_PENDING": "CONTRACT_INACTIVE",
    "STATUS_PENDING_CONFIRM": "IN_REVIEW",
    "STATUS_PENDING_VERIFIED": "IN_REVIEW",
    "STATUS_WAIT_FOR_BPM_AUDIT": "IN_REVIEW",
}
COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "GREATER_THAN": Decimal.__gt__,
    "GREATER_EQUAL": Decimal.__ge__,
    "LOWER_THAN": Decimal.__lt__,
    "LOWER_EQUAL": Decimal.__le__,
}


class BcFilter(msgspec.Struct, frozen=True):
    """One condition: which field, how it compares, with what."""

    name: str
    kind: str
    values: tuple[str, ...]


def read_filter(entry: dict[str, Any]) -> BcFilter:
    """A condition of the request's `filtering`.

    Raises:
        Refusal: 40002 for a field, comparison or amount that such a report does not take.
    """
    name, kind, text = entry["field_name"], entry["filter_type"], entry["filter_value"]
    check_choice("filtering.field_name", name, _TESTS.keys() | {"cost"})
    check_choice("filtering.filter_type", kind, COMPARISONS if name == "cost" else _TYPES.get(name, {"IN"}))
    try:
        values = json.loads(text)
    except ValueError:
        values = text
    found = tuple(map(str, values if isinstance(values, list) else [values]))
    if name == "cost":
        amount_of(found[0])
    return BcFilter(name, kind, found)


def amount_of(text: str) -> Decimal:
    """Dollars.

    Raises:
        Refusal: 40002 when it is not a number.
    """
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise bad_value(f"filtering.cost: {text!r} is not an amount.") from error


def lets(advertiser: Advertiser, bc: BusinessCenter, one: BcFilter) -> bool:
    """Whether the account is in the report, as far as that is known before its figures are."""
    return one.name == "cost" or _TESTS[one.name](advertiser, bc, one.values)


def _owner(advertiser: Advertiser, bc: BusinessCenter) -> str:
    return "OWNED_BY_CURRENT_BUSINESS_CENTER" if advertiser.bc_id == bc.id else "SHARED_BY_OTHER_BUSINESS_CENTER"


_TYPES = {"advertiser_name": {"MATCH"}}
_TESTS: dict[str, Callable[[Advertiser, BusinessCenter, tuple[str, ...]], bool]] = {
    "advertiser_name": lambda one, _, values: values[0].casefold() in one.name.casefold(),
    "advertiser_id": lambda one, _, values: one.id in values,
    "registered_area": lambda one, _, values: one.fields.get("country") in values,
    "platform_of_account": lambda _, __, values: "ADS_MANGER" in values,  # TikTok's spelling
    "owner_of_account": lambda one, bc, values: _owner(one, bc) in values,
    "currency_of_account": lambda one, _, values: one.currency in values,
    "account_status": lambda one, _, values: _STATUSES.get(one.status, "NOT_APPROVED") in values,
}

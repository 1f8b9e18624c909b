"""Why one conversion event is not taken: names, moments, keys to people, values (behaviour reference §9)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from .event_rules import EventRules

WEB, APP, OFFLINE, CRM = "web", "app", "offline", "crm"
SOURCES = frozenset({WEB, APP, OFFLINE, CRM})

# §9.7 (sure): standard names, which are case-sensitive; older names are still taken.
STANDARD = frozenset(
    [
        "AddPaymentInfo",
        "AddToCart",
        "AddToWishlist",
        "ApplicationApproval",
        "CompleteRegistration",
        "Contact",
        "CustomizeProduct",
        "Download",
        "FindLocation",
        "InitiateCheckout",
        "Lead",
        "Purchase",
        "Schedule",
        "Search",
        "StartTrial",
        "SubmitApplication",
        "Subscribe",
        "ViewContent",
    ]
)
OLDER = frozenset({"CompletePayment", "PlaceAnOrder", "SubmitForm", "ClickButton"})
STANDARD_APP = frozenset(
    [
        "AchieveLevel",
        "AddPaymentInfo",
        "AddToCart",
        "AddToWishlist",
        "Checkout",
        "CompleteTutorial",
        "CreateGroup",
        "CreateRole",
        "GenerateLead",
        "InAppADClick",
        "InAppADImpr",
        "InstallApp",
        "JoinGroup",
        "LaunchAPP",
        "LoanApplication",
        "LoanApproval",
        "LoanDisbursal",
        "Login",
        "Purchase",
        "Rate",
        "Registration",
        "Search",
        "SpendCredits",
        "StartTrial",
        "Subscribe",
        "UnlockAchievement",
        "ViewContent",
    ]
)
_ATT_STATUSES = frozenset({"AUTHORIZED", "DENIED", "NOT_DETERMINED", "RESTRICTED", "NOT_APPLICABLE"})
_SHA256 = re.compile("[0-9a-f]{64}")
_UUID = "[{0}]{{8}}(-[{0}]{{4}}){{3}}-[{0}]{{12}}"
_IDFA = re.compile(f"{_UUID.format('0-9A-F')}|[0-9a-f]{{64}}")
_GAID = re.compile(f"{_UUID.format('0-9a-f')}|[0-9a-f]{{64}}")
_CURRENCY = re.compile("[A-Z]{3}")
_HASHED = frozenset({"email", "phone", "external_id"})
# §9.2 (sure; external_id of offline events likely): a key that the source does not match by is passed over.
KEYS = {
    WEB: frozenset({"email", "phone", "external_id", "ttclid", "ttp", "ip", "user_agent", "locale"}),
    APP: frozenset({"email", "phone", "ip", "user_agent", "locale", "idfa", "gaid", "idfv", "att_status"}),
    OFFLINE: frozenset({"email", "phone", "external_id"}),
    CRM: frozenset({"email", "phone", "external_id"}),
}


def reason(source: str, event: dict[str, Any], rules: EventRules, now: datetime, *, strict: bool) -> str | None:
    """What is wrong with `event`, the first thing; None when it is taken. `strict` wants a page's address too."""
    return next(_faults(source, event, rules, now, strict=strict), None)


def is_standard(name: str) -> bool:
    """Whether a website's event is one of TikTok's, not the advertiser's own."""
    return name in STANDARD or name in OLDER


def _faults(source: str, event: dict[str, Any], rules: EventRules, now: datetime, *, strict: bool) -> Iterator[str]:
    yield from _in_name(source, event["event"])
    yield from _in_time(source, event["event_time"], rules, now)
    yield from _in_user(source, event.get("user", {}))
    yield from _in_properties(event.get("properties", {}))
    if source == APP and not event.get("app", {}).get("app_id"):
        yield "app.app_id: Missing data for required field."
    if source == CRM and not event.get("lead", {}).get("lead_id"):
        yield "lead.lead_id: Missing data for required field."
    # The official example leaves the address out (§9.3).
    if strict and source == WEB and not event.get("page", {}).get("url"):
        yield "page.url: Missing data for required field."


def _in_name(source: str, name: str) -> Iterator[str]:
    """Websites and CRMs may have events of their own; apps and tills only TikTok's."""
    if not name.strip():
        yield "event: Must not be empty."
    if (source == APP and name not in STANDARD_APP) or (source == OFFLINE and name not in STANDARD | OLDER):
        yield f"event: '{name}' is not a standard event; names are case-sensitive."


def _in_time(source: str, seconds: int, rules: EventRules, now: datetime) -> Iterator[str]:
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        yield "event_time: Must be Unix time in seconds."
        return
    oldest: timedelta | None = rules.oldest_online if source in {WEB, APP} else rules.oldest_offline
    if oldest is not None and at < now - oldest:
        yield f"event_time: Older than {oldest.days} days."
    if at > now + rules.clock_skew:
        yield "event_time: In the future."


def _in_user(source: str, user: dict[str, Any]) -> Iterator[str]:
    for name in sorted(user.keys() & KEYS[source]):
        value = user[name]
        for each in value if isinstance(value, list) else [value]:
            if name in _HASHED and not _SHA256.fullmatch(each):
                yield f"user.{name}: Must be SHA-256 in lower-case hex."
            elif name in _SHAPES and not _SHAPES[name](each):
                yield f"user.{name}: Invalid value."


def _in_properties(properties: dict[str, Any]) -> Iterator[str]:
    if "currency" in properties and not _CURRENCY.fullmatch(properties["currency"]):
        yield "properties.currency: Must be an ISO 4217 code."
    if properties.get("content_type", "product") not in {"product", "product_group"}:
        yield "properties.content_type: Must be product or product_group."


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


_SHAPES: dict[str, Callable[[str], object]] = {
    "ip": _is_address,
    "idfa": _IDFA.fullmatch,
    "gaid": _GAID.fullmatch,
    "att_status": _ATT_STATUSES.__contains__,
}

"""Trouble on request: which calls suffer it, how often, when, and what kinds there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any, Literal

import msgspec

from tiktok_marketing.spec.endpoint import Effect, Endpoint

from .chance import bits, key_of

_CERTAIN = 1 << 64
# Behaviour reference §3.4 (sure): a breach per minute costs 5 minutes, one per day the rest of the UTC day.
_MINUTE_BREACH = timedelta(minutes=5)


class FaultKind(StrEnum):
    """What goes wrong; `KINDS` says it in words."""

    FAIL = "fail"
    UNKNOWN_CODE = "unknown_code"
    MAINTENANCE = "maintenance"
    HTTP = "http"
    HTML = "html"
    MALFORMED = "malformed"
    TRUNCATE = "truncate"
    SLOW = "slow"
    CUT_BEFORE = "cut_before"
    CUT_AFTER = "cut_after"
    LOST = "lost"
    DUPLICATE = "duplicate"
    LIMITED = "limited"
    QPS_LIMIT = "qps_limit"
    QPM_LIMIT = "qpm_limit"
    QPD_LIMIT = "qpd_limit"
    ADVERTISER_LIMIT = "advertiser_limit"
    TOKEN_DEATH = "token_death"  # noqa: S105 - a name, not a secret
    ROLE_LOSS = "role_loss"
    STALE = "stale"
    EMPTY = "empty"
    ROWS_INSERTED = "rows_inserted"
    ROWS_REPEATED = "rows_repeated"
    UNKNOWN_ENUM = "unknown_enum"
    MISSING_FIELD = "missing_field"
    WEBHOOK_TWICE = "webhook_twice"
    WEBHOOK_REORDERED = "webhook_reordered"
    WEBHOOK_LOST = "webhook_lost"
    WEBHOOK_LATE = "webhook_late"
    WEBHOOK_UNSIGNED = "webhook_unsigned"
    WEBHOOK_MISSIGNED = "webhook_missigned"


Effects = Literal["no", "yes", "twice"]
Hits = Literal["every call", "reads", "writes", "pages after the first", "deliveries"]


class Kind(msgspec.Struct, frozen=True):
    """A line of the reference: what the caller sees, whether the call took effect, which calls it can hit."""

    sees: str
    took_effect: Effects
    hits: Hits = "every call"
    fields: tuple[str, ...] = ()
    """Those of `Fault` that say more."""


KINDS: dict[FaultKind, Kind] = {
    FaultKind.FAIL: Kind("`code` with `message` in HTTP 200", "no", fields=("code", "message")),
    FaultKind.UNKNOWN_CODE: Kind("51999, a code that no page of TikTok's names", "no"),
    FaultKind.MAINTENANCE: Kind("60001", "no"),
    FaultKind.HTTP: Kind("HTTP `status` with a gateway's HTML", "no", fields=("status",)),
    FaultKind.HTML: Kind("a page of HTML in HTTP 200", "no"),
    FaultKind.MALFORMED: Kind("text that is no JSON in HTTP 200", "yes"),
    FaultKind.TRUNCATE: Kind("the first half of the JSON, with a matching Content-Length", "yes"),
    FaultKind.SLOW: Kind("the answer after `delay_ms`; the call took effect before", "yes", fields=("delay_ms",)),
    FaultKind.CUT_BEFORE: Kind("a connection that breaks in the middle of an answer", "no"),
    FaultKind.CUT_AFTER: Kind("a connection that breaks in the middle of the answer", "yes"),
    FaultKind.LOST: Kind("no byte for `delay_ms`, then a broken connection", "yes", fields=("delay_ms",)),
    FaultKind.DUPLICATE: Kind(
        "one answer; the campaign, ad group, ad, audience, portfolio or report task it made is there twice",
        "twice",
        "writes",
    ),
    FaultKind.LIMITED: Kind("40100 that does not say which limit", "no"),
    FaultKind.QPS_LIMIT: Kind("40100, the app's calls in a second", "no"),
    FaultKind.QPM_LIMIT: Kind("40100 for 5 minutes from the first call that suffers it", "no"),
    FaultKind.QPD_LIMIT: Kind("40100 until 00:00 UTC from the first call that suffers it", "no"),
    FaultKind.ADVERTISER_LIMIT: Kind("40133, one advertiser's calls to one path", "no"),
    FaultKind.TOKEN_DEATH: Kind("40105, now and ever after: the token is revoked", "no"),
    FaultKind.ROLE_LOSS: Kind("40001, now and ever after: the token does not open the advertiser any more", "no"),
    FaultKind.STALE: Kind(
        "lists without the objects made in the last `delay_ms` of simulated time", "yes", "reads", ("delay_ms",)
    ),
    FaultKind.EMPTY: Kind("code 0 with an empty list and a total of 0", "yes", "reads"),
    FaultKind.ROWS_INSERTED: Kind(
        "the page as it is when a row came in front meanwhile", "yes", "pages after the first"
    ),
    FaultKind.ROWS_REPEATED: Kind(
        "the last row of the page before once more, with the total as it was", "yes", "pages after the first"
    ),
    FaultKind.UNKNOWN_ENUM: Kind("`field` of every row with a value that no page names", "yes", "reads", ("field",)),
    FaultKind.MISSING_FIELD: Kind("rows without `field`", "yes", "reads", ("field",)),
    FaultKind.WEBHOOK_TWICE: Kind("the same notice twice, with the same `request_id`", "yes", "deliveries"),
    FaultKind.WEBHOOK_REORDERED: Kind(
        "the notice after the next one to the same address; without a next one, an hour later", "yes", "deliveries"
    ),
    FaultKind.WEBHOOK_LOST: Kind("no notice, ever", "yes", "deliveries"),
    FaultKind.WEBHOOK_LATE: Kind(
        "the notice `delay_ms` of simulated time after it happened", "yes", "deliveries", ("delay_ms",)
    ),
    FaultKind.WEBHOOK_UNSIGNED: Kind("the notice without a signature", "yes", "deliveries"),
    FaultKind.WEBHOOK_MISSIGNED: Kind("the notice signed with another secret", "yes", "deliveries"),
}


class Fault(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One order for trouble. A call suffers it when all that is said of it is true.

    `endpoint` is a name such as `campaign.create`, or a pattern such as `campaign.*` or `*`; deliveries are named
    `webhook.lead`, `webhook.ad`, `webhook.comment` and so on. Without `count` it hits
    once, or where `probability`, `starts_at`, `ends_at` or the kind itself sets its measure, as often as those let it.
    """

    kind: FaultKind
    endpoint: str = "*"
    advertiser_id: str | None = None
    count: int | None = None
    """How many calls still suffer it."""
    after: int = 0
    """So many calls that it could hit pass unharmed first."""
    probability: float = 1.0
    seed: int = 0
    """Which of all possible rows of luck `probability` draws from."""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    """Simulated time, aware; the end does not belong to it."""
    code: int = 50000
    message: str = "System error. Please try again later."
    status: int = 502
    delay_ms: int = 1000
    field: str = "secondary_status"
    suffered: int = 0
    """How many calls suffered it."""
    considered: int = 0
    """How many calls it could have hit."""
    id: str = ""


class Asked(msgspec.Struct, frozen=True):
    """What an order is matched against."""

    endpoint: Endpoint[Any, Any]
    sent: dict[str, Any]
    now: datetime

    @property
    def name(self) -> str:
        return self.endpoint.name

    @property
    def advertiser_ids(self) -> list[str]:
        """The advertisers that the call is about."""
        several, one = self.sent.get("advertiser_ids"), self.sent.get("advertiser_id")
        return several if isinstance(several, list) else [one] if isinstance(one, str) else []


class Posted(msgspec.Struct, frozen=True):
    """A notice on its way, which the orders for deliveries are matched against."""

    name: str
    advertiser_ids: list[str]
    now: datetime


class ConnectionCut(ConnectionResetError):
    """Ends the answer in the middle: a server closes the socket, an in-process client gets this exception."""


class Faults(msgspec.Struct):
    """The orders not used up, oldest first."""

    orders: list[Fault] = msgspec.field(default_factory=list)
    given: int = 0
    """How many there ever were."""

    def add(self, fault: Fault) -> Fault:
        """Takes the order and gives it an id."""
        self.given += 1
        fault.id = f"fault-{self.given}"
        if fault.count is None and not _has_its_own_measure(fault):
            fault.count = 1
        self.orders.append(fault)
        return fault

    def take(self, asked: Asked | Posted) -> Fault | None:
        """The oldest order that the call or the delivery suffers; it then counts one less."""
        if not self.orders:
            return None
        self.orders = [fault for fault in self.orders if fault.ends_at is None or asked.now < fault.ends_at]
        for fault in self.orders:
            if _concerns(fault, asked) and _is_due(fault):
                self._suffer(fault, asked.now)
                return fault
        return None

    def clear(self) -> None:
        self.orders.clear()

    def _suffer(self, fault: Fault, now: datetime) -> None:
        fault.suffered += 1
        if fault.count is not None:
            fault.count -= 1
            if fault.count <= 0:
                self.orders.remove(fault)
        elif fault.ends_at is None:
            fault.ends_at = _end_of_breach(fault.kind, now)


def _has_its_own_measure(fault: Fault) -> bool:
    lasts = fault.kind in {FaultKind.QPM_LIMIT, FaultKind.QPD_LIMIT}
    return lasts or fault.probability < 1 or fault.starts_at is not None or fault.ends_at is not None


def _end_of_breach(kind: FaultKind, now: datetime) -> datetime | None:
    match kind:
        case FaultKind.QPM_LIMIT:
            return now + _MINUTE_BREACH
        case FaultKind.QPD_LIMIT:
            midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
            return midnight + timedelta(days=1)
        case _:
            return None


def _concerns(fault: Fault, asked: Asked | Posted) -> bool:
    if fault.advertiser_id is not None and fault.advertiser_id not in asked.advertiser_ids:
        return False
    if fault.starts_at is not None and asked.now < fault.starts_at:
        return False
    return fnmatchcase(asked.name, fault.endpoint) and _can_hit(KINDS[fault.kind].hits, asked)


def _can_hit(hits: Hits, asked: Asked | Posted) -> bool:
    if isinstance(asked, Posted):
        return hits == "deliveries"
    match hits:
        case "deliveries":
            return False
        case "reads":
            return asked.endpoint.effect is Effect.READ
        case "writes":
            return asked.endpoint.effect is not Effect.READ
        case "pages after the first":
            page = asked.sent.get("page")
            return asked.endpoint.effect is Effect.READ and isinstance(page, int) and page > 1
        case "every call":
            return True


def _is_due(fault: Fault) -> bool:
    """Whether the call at hand, which the order could hit, is hit."""
    fault.considered += 1
    if fault.considered <= fault.after:
        return False
    return fault.probability >= 1 or bits(key_of(fault.seed, fault.id), fault.considered) < fault.probability * _CERTAIN

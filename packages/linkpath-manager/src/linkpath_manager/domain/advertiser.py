"""Advertisers: TikTok's ad accounts, as a workspace sees them."""

import re
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from tiktok_marketing.spec.advertiser import Advertiser as UpstreamAdvertiser

from .currency import amount_text

AdvertiserStatus = Literal["ACTIVE", "LIMITED", "DISABLED", "PENDING"]

# Source: advertiser/info, https://business-api.tiktok.com/portal/docs?id=1739593083610113. What the words mean for
# delivery is read from their names.
_STATUSES: dict[str, AdvertiserStatus] = {
    "STATUS_ENABLE": "ACTIVE",
    "STATUS_LIMIT": "LIMITED",
    "STATUS_CONFIRM_MODIFY_FAIL": "LIMITED",
    "STATUS_DISABLE": "DISABLED",
    "STATUS_CONFIRM_FAIL": "DISABLED",
    "STATUS_CONFIRM_FAIL_END": "DISABLED",
    "STATUS_PENDING_CONFIRM": "PENDING",
    "STATUS_PENDING_VERIFIED": "PENDING",
    "STATUS_PENDING_CONFIRM_MODIFY": "PENDING",
    "STATUS_WAIT_FOR_BPM_AUDIT": "PENDING",
    "STATUS_WAIT_FOR_PUBLIC_AUTH": "PENDING",
    "STATUS_SELF_SERVICE_UNAUDITED": "PENDING",
    "STATUS_CONTRACT_PENDING": "PENDING",
}
_OFFSET = re.compile(r"(?:UTC|GMT)([+-])(\d{1,2})(?::?00)?")


class Balance(Struct, frozen=True, kw_only=True):
    """What is left in the account."""

    amount: str
    currency: str


class Progress(Struct, frozen=True, kw_only=True):
    """Objects read so far; null: the level is not read yet."""

    campaigns: int | None
    adgroups: int | None
    ads: int | None


class AdvertiserSync(Struct, frozen=True, kw_only=True):
    """How the reading of the account stands.

    READING: it was never read whole, and `progress` says how far that is. FAILING: the last attempt failed, `error`
    says why. `last_checked_at`: the last look for changes; `next_at`: when the next one is due.
    """

    state: Literal["READING", "CURRENT", "FAILING"]
    progress: Progress | None
    last_full_at: datetime | None
    last_checked_at: datetime | None
    next_at: datetime | None
    error: str | None


class Advertiser(Struct, frozen=True, kw_only=True, tag_field="object", tag="advertiser"):
    """An ad account. `time_zone` is an IANA name: the days of its reports are days there.

    `synced_at`: all of its objects were seen at TikTok since then.
    """

    id: str
    name: str
    currency: str
    time_zone: str
    status: AdvertiserStatus
    upstream_status: str | None
    balance: Balance | None
    business_center_id: str | None
    connection_id: str
    selected: bool = False
    synced_at: datetime | None = None
    sync: AdvertiserSync | None = None


def from_upstream(
    info: UpstreamAdvertiser, *, connection_id: str, business_center_id: str | None, synced_at: datetime | None
) -> Advertiser:
    """The advertiser, not selected. Without a Business Center given it is the owner's, if TikTok names one.

    A status that LinkPath does not know is LIMITED; a currency that TikTok does not send is USD, a time zone UTC.
    """
    currency = info.currency or "USD"
    balance = amount_text(info.balance, currency)
    return Advertiser(
        id=info.advertiser_id,
        name=info.name or info.advertiser_id,
        currency=currency,
        time_zone=_time_zone(info.timezone, info.display_timezone),
        status=_STATUSES.get(info.status or "", "LIMITED"),
        upstream_status=info.status,
        balance=None if balance is None else Balance(amount=balance, currency=currency),
        business_center_id=business_center_id or info.owner_bc_id,
        connection_id=connection_id,
        synced_at=synced_at,
    )


def _time_zone(timezone: str | None, display_timezone: str | None) -> str:
    """The IANA name of a place where TikTok gives one, for an offset alone (`Etc/GMT+8`) knows no summer time.

    Unverified: which of the two fields carries the place is not documented; both are looked at.
    """
    names = [name for name in map(_iana, (timezone, display_timezone)) if name]
    places = [name for name in names if not name.startswith("Etc/")]
    return next(iter(places + names), "UTC")


def _iana(text: str | None) -> str | None:
    """`text` if it is an IANA name; the name of `GMT+08:00` and the like, whose sign `Etc/` turns round; else None."""
    if not text:
        return None
    if offset := _OFFSET.fullmatch(text.strip()):
        sign, hours = offset.groups()
        text = f"Etc/GMT{'-' if sign == '+' else '+'}{int(hours)}" if int(hours) else "Etc/UTC"
    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError):  # no such name, or one that would leave the folder of zones
        return None

"""Why something is shown or not: its own status, its parents', the account's and what is below it, taken together.

TikTok names one cause at a time, the first in an order of its own; whoever mends that meets the next.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Final, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from .ad import Review
from .adgroup import Schedule
from .budget import Budget
from .causes import NOUNS, Level, Place, place_of, words_for
from .delivery import Delivery, Status
from .events.rejections import RejectionReason

_NAMED: Final = 3
_REVIEWS: Final = frozenset({"IN_REVIEW", "RE_REVIEW", "REVIEW_REJECTED"})
_SEVERAL_DAILY: Final = frozenset({"DAILY", "DYNAMIC_DAILY"})


class Cause(Struct, frozen=True, kw_only=True):
    """One thing that keeps something from being shown: the account, a parent or the object itself, which is named.

    `code` is one of the words of `delivery.reason`; `says` tells it in a sentence and `next` what to do. `until`: when
    it passes by itself, where that is known. `reasons`: the reviewers', where they rejected an ad and said why.
    """

    code: str
    level: Level
    id: str
    name: str | None
    says: str
    next: str
    until: datetime | None = None
    reasons: list[RejectionReason] = []


class Below(Struct, frozen=True, kw_only=True):
    """How many of the living objects below stand alike. `ids` names three at most.

    `code` is the cause that TikTok names, and `cause_level` whose it is: theirs, a parent's, or the account's; both are
    null where they are shown.
    """

    level: Literal["adgroup", "ad"]
    code: str | None
    cause_level: Level | None
    count: int
    says: str
    ids: list[str]


class DeliveryExplained(Struct, frozen=True, kw_only=True, tag_field="object", tag="delivery_explanation"):
    """`causes` is empty where it is shown; else all that LinkPath knows of, the one to mend first at the front.

    `below` counts of what the token may see, the most first, of the first thousand a level. `as_of`: when the oldest
    part of it was seen at TikTok.
    """

    level: Literal["campaign", "adgroup", "ad"]
    id: str
    advertiser_id: str
    name: str | None
    delivering: bool
    summary: str
    delivery: Delivery
    causes: list[Cause]
    below: list[Below]
    as_of: datetime


class Standing(Struct, frozen=True, kw_only=True):
    """What of an object's document says whether it is shown."""

    id: str
    status: Status
    delivery: Delivery
    name: str | None = None
    budget: Budget | None = None
    schedule: Schedule | None = None
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """The advertiser. `balance` None: TikTok did not say."""

    id: str
    name: str | None
    time_zone: str
    balance: Decimal | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What is to be explained. `chain` holds the object and its parents; `below` the living ones that the asker sees.

    `rejected`: the reviewers' reasons by ad, of those that the last verdict shown rejects, though a pause hide it.
    """

    level: Literal["campaign", "adgroup", "ad"]
    account: Account
    chain: Mapping[Level, Standing]
    below: Mapping[Literal["adgroup", "ad"], Sequence[Standing]]
    rejected: Mapping[str, Sequence[RejectionReason]]


standing_of = msgspec.json.Decoder(Standing).decode


def causes_of(seen: Seen, now: datetime) -> list[Cause]:
    """Why it is not shown; empty where it is."""
    own = seen.chain[seen.level]
    if own.delivery.state != "DELIVERING":
        return [_cause(seen, place, now) for place in _places(seen, now)]
    ads = seen.below.get("ad")
    if ads is None or any(ad.delivery.state == "DELIVERING" for ad in ads):
        return []
    return [_cause(seen, Place(seen.level, "NO_AD_DELIVERS" if ads else "NO_ADS"), now)]


def below_of(seen: Seen) -> list[Below]:
    return [group for level in ("adgroup", "ad") if level in seen.below for group in _grouped(level, seen.below[level])]


def summary_of(seen: Seen, causes: Sequence[Cause], below: Sequence[Below]) -> str:
    """A few sentences for somebody who asked why."""
    if causes:
        parts = [one.says for one in below if one.level == "ad"] if causes[0].code == "NO_AD_DELIVERS" else []
        more = len(causes) - 1
        behind = [f"{more} more {'causes stand' if more > 1 else 'cause stands'} behind that."] if more else []
        return " ".join(["It is not shown.", causes[0].says, *parts, *behind])
    ads = seen.below.get("ad")
    shown = f", {sum(ad.delivery.state == 'DELIVERING' for ad in ads)} of its {len(ads)} ads" if ads else ""
    return f"TikTok shows it{shown}. If it spends little, look at bid, budget and audience: TikTok does not say more."


def _places(seen: Seen, now: datetime) -> list[Place]:
    """Where the causes sit, each once, the one to mend first at the front."""
    found = dict.fromkeys(place for level in seen.chain for place in _of_one(level, seen.chain[level], now))
    if gone := [place for place in found if place.code == "DELETED"]:
        return gone[:1]
    if seen.level == "ad" and seen.chain["ad"].id in seen.rejected:
        found[Place("ad", "REVIEW_REJECTED")] = None
    if seen.account.balance is not None and seen.account.balance <= 0:
        found[Place("advertiser", "BALANCE_EXHAUSTED")] = None
    if seen.level == "ad" and any(place.level == "ad" and place.code in _REVIEWS for place in found):
        # An ad group's review is that of its ads: said of the ad, it is said.
        found = {place: None for place in found if place.level != "adgroup" or place.code not in _REVIEWS}
    return sorted(found, key=_rank)


def _of_one(level: Level, one: Standing, now: datetime) -> list[Place]:
    """What TikTok says of an object, and what of it stands behind that."""
    places = [] if one.delivery.state == "DELIVERING" else [place_of(level, one.delivery.reason)]
    if one.status == "PAUSED":
        places.append(Place(level, "SWITCHED_OFF"))
    if one.schedule and one.schedule.start_at and one.schedule.start_at > now:
        places.append(Place(level, "SCHEDULE_NOT_STARTED"))
    if one.schedule and one.schedule.end_at and one.schedule.end_at <= now:
        places.append(Place(level, "SCHEDULE_ENDED"))
    return places


def _rank(place: Place) -> tuple[int, int]:
    """Deleted, account, switches, reviews, schedule, money, the rest; the higher level before the lower."""
    order = ("DELETED", "SWITCHED_OFF", *sorted(_REVIEWS), "SCHEDULE_NOT_STARTED", "SCHEDULE_ENDED")
    money = ("BALANCE_EXHAUSTED", "PAYMENT_FAILED", "BUDGET_EXHAUSTED")
    levels = list(NOUNS)
    if place.level == "advertiser" and place.code not in money:
        return 0, 0
    known = (*order, *money)
    return 1 + (known.index(place.code) if place.code in known else len(known)), levels.index(place.level)


def _cause(seen: Seen, place: Place, now: datetime) -> Cause:
    words = words_for(place.code)
    account = place.level == "advertiser"
    one = None if account else seen.chain[place.level]
    object_id, name = (seen.account.id, seen.account.name) if one is None else (one.id, one.name)
    reasons = list(seen.rejected.get(object_id, ())) if place.code == "REVIEW_REJECTED" else []
    why = f": {' '.join(reason.text for reason in reasons)}" if reasons else "."
    unknown = f": {one.delivery.upstream_status}." if one and place.code == "UNKNOWN" else None
    return Cause(
        code=place.code,
        level=place.level,
        id=object_id,
        name=name,
        says=f"The {NOUNS[place.level]}{f' “{name}”' if name else ''} {words.clause}{unknown or why}",
        next=words.next.format(path=f"/v1/{place.level}s/{object_id}"),
        until=_until(seen, place, one, now),
        reasons=reasons,
    )


def _until(seen: Seen, place: Place, one: Standing | None, now: datetime) -> datetime | None:
    if one and place.code == "SCHEDULE_NOT_STARTED" and one.schedule:
        return one.schedule.start_at
    if one and place.code == "BUDGET_EXHAUSTED" and one.budget and one.budget.mode in _SEVERAL_DAILY:
        zone = ZoneInfo(seen.account.time_zone)
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), zone).astimezone(UTC)
    return None


def _grouped(level: Literal["adgroup", "ad"], standings: Sequence[Standing]) -> list[Below]:
    ids: dict[Place | None, list[str]] = defaultdict(list)
    for one in standings:
        shown = one.delivery.state == "DELIVERING"
        ids[None if shown else place_of(level, one.delivery.reason)].append(one.id)
    counts = Counter({place: len(those) for place, those in ids.items()})
    return [
        Below(
            level=level,
            code=place.code if place else None,
            cause_level=place.level if place else None,
            count=count,
            says=_of_many(level, place, count, len(standings)),
            ids=ids[place][:_NAMED],
        )
        for place, count in counts.most_common()
    ]


def _of_many(level: Level, place: Place | None, count: int, total: int) -> str:
    many = f"{count} of {total} {NOUNS[level]}{'' if total == 1 else 's'}"
    if place is None:
        return f"{many}: shown."
    itself = " itself" if place.level == level else ""
    return f"{many}: the {NOUNS[place.level]}{itself} {words_for(place.code).clause}."

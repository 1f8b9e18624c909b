"""TikTok's reviewers: who is let through, who is not and why, and when they say so."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from .tree_records import Ad, AdGroup, Review

REASONS = (
    "The ad text promises a result that the landing page does not support.",
    "The landing page does not load in all targeted countries.",
    "The video contains text that is cut off in this placement.",
    "The product may not be advertised to people under 18.",
)


class Reviewers(msgspec.Struct, frozen=True):
    """How long a review takes and how often it ends badly. Same seed, ad and submission: same verdict.

    Behaviour reference §5.4: usually within 24 h; the spread is ours.
    """

    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=6)
    denied_share: float = 0.06

    def verdict(self, seed: int, ad_id: str, earlier: list[Review], now: datetime) -> Review:
        """The review of a submission made `now`; `earlier` are the ad's reviews before it, oldest first."""
        chance = random.Random(f"{seed}:{ad_id}:{len(earlier)}")
        # Squared: most reviews end early, a few take long.
        wait = self.shortest + (self.longest - self.shortest) * chance.random() ** 2
        approved = chance.random() >= self.denied_share
        return Review(
            submitted_at=now,
            decided_at=now + wait,
            approved=approved,
            again=any(review.approved and review.decided_at <= now for review in earlier),
            reasons=() if approved else (chance.choice(REASONS),),
        )


def review_status(ad: Ad, now: datetime) -> str:
    """AUDIT, REAUDIT, AUDIT_DENY or DELIVERY_OK: what the newest submission has come to."""
    review = ad.reviews[-1]
    if now < review.decided_at:
        return "REAUDIT" if review.again else "AUDIT"
    return "DELIVERY_OK" if review.approved else "AUDIT_DENY"


def is_approved(ad: Ad, at: datetime) -> bool:
    """Whether the newest submission was let through by `at`."""
    return ad.reviews[-1].decided_at <= at and ad.reviews[-1].approved


def available(review: Review) -> str:
    """A verdict in the words of TikTok's review_info; nothing is let through in part here."""
    return "ALL_AVAILABLE" if review.approved else "UNAVAILABLE"


def group_status(ads: list[Ad], at: datetime) -> str:
    """The same of an ad group's ads together, PART_AVAILABLE for some; empty while there is no verdict on any."""
    approved = [ad for ad in ads if is_approved(ad, at)]
    if approved:
        return "ALL_AVAILABLE" if len(approved) == len(ads) else "PART_AVAILABLE"
    return "UNAVAILABLE" if any(ad.reviews[-1].decided_at <= at for ad in ads) else ""


def forbidden(reasons: tuple[str, ...], adgroup: AdGroup) -> dict[str, list[str]]:
    """To whom, where and on what an ad may not be shown for these reasons: by name, of what its ad group aims at.

    Behaviour reference §5.4 (sure) has the lists; which reason fills which is ours.
    """
    return {
        "forbidden_placements": list(adgroup.fields.get("placements") or []) if REASONS[2] in reasons else [],
        "forbidden_ages": ["AGE_13_17"] if REASONS[3] in reasons else [],
        "forbidden_locations": list(adgroup.fields.get("location_ids") or [])[-1:] if REASONS[1] in reasons else [],
    }


def decided(ad: Ad, now: datetime, *, approved: bool, reasons: tuple[str, ...] = ()) -> Ad:
    """A copy of `ad` whose review ends `now` as told; a review that has ended already is held once more."""
    newest = ad.reviews[-1]
    reasons = () if approved else reasons or REASONS[:1]
    if now < newest.decided_at:
        earlier, submitted_at, again = ad.reviews[:-1], newest.submitted_at, newest.again
    else:
        earlier, submitted_at, again = ad.reviews, now, True
    review = Review(submitted_at=submitted_at, decided_at=now, approved=approved, again=again, reasons=reasons)
    return replace(ad, reviews=[*earlier, review])

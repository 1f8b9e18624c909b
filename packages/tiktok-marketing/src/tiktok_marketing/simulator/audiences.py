"""What an audience is at a moment: being computed, valid, too small, failed, expiring, expired."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from .audience_records import (
    EXPIRING_DAYS,
    LEAST_PEOPLE,
    SLIDING_RETENTION,
    Audience,
    Change,
    Computation,
)
from .people import People


class Standing(StrEnum):
    """TikTok has no such enum: it tells these apart by flags and texts (behaviour reference §8.2)."""

    PROCESSING = "processing"
    VALID = "valid"
    TOO_SMALL = "too small"
    FAILED = "failed"
    EXPIRED = "expired"


MESSAGES = {
    Standing.PROCESSING: "The audience is being computed. This takes up to 48 hours.",
    Standing.VALID: "The audience is ready.",
    Standing.TOO_SMALL: f"The audience has fewer than {LEAST_PEOPLE} matched users and cannot be targeted.",
    Standing.FAILED: "The audience could not be computed.",
    Standing.EXPIRED: "The audience has expired.",
}
# How many people a look-alike of each size has in one country. The figures are ours.
_LOOKALIKE_SIZES = {"NARROW": (400_000, 900_000), "BALANCED": (1_500_000, 3_000_000), "BROAD": (5_000_000, 9_000_000)}
_LEAST_BY_RULE, _SPREAD_OF_RULE = 400, 3_000


class Computing(msgspec.Struct, frozen=True):
    """How long an audience takes, and how many of an uploaded file are found. Same seed, audience, turn: same end.

    Behaviour reference §8.1: up to 48 h (sure); the spread and the share that is matched are ours.
    """

    shortest: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=48)
    matched_share: float = 0.7

    def ready_at(self, seed: int, audience_id: str, turn: int, now: datetime) -> datetime:
        """When the `turn`-th computation of the audience, asked for `now`, is over."""
        chance = random.Random(f"audience:{seed}:{audience_id}:{turn}").random()
        # Squared: most are over early, a few take long.
        return now + self.shortest + (self.longest - self.shortest) * chance**2

    def of_people(self, people: People, asked_at: datetime, ready_at: datetime) -> Computation:
        """The audience of an uploaded file."""
        error = "" if people.count else "The files hold no identifier of the given calculate_type."
        found = people.found(self.matched_share)
        return Computation(asked_at=asked_at, ready_at=ready_at, cover_num=found, people=people, error=error)


def by_rule(seed: int, audience_id: str, turn: int) -> int:
    """How many people a rule finds: mostly thousands, now and then too few."""
    chance = random.Random(f"rule:{seed}:{audience_id}:{turn}")
    return _LEAST_BY_RULE + int(_SPREAD_OF_RULE * chance.paretovariate(0.8))


def alike(seed: int, audience_id: str, turn: int, size: str, places: int) -> int:
    """How many people a look-alike of a size finds in so many places."""
    low, high = _LOOKALIKE_SIZES[size]
    return random.Random(f"lookalike:{seed}:{audience_id}:{turn}").randrange(low, high) * places


def settled(audience: Audience, now: datetime) -> Audience:
    """`audience` with what came of its newest computation, once that is over.

    One that comes to too few people leaves the audience as it was (behaviour reference §8.1, sure).
    """
    coming = audience.coming
    if coming is None or now < coming.ready_at:
        return audience
    if coming.is_enough or not audience.current.is_enough:
        return replace(audience, current=coming, coming=None)
    return replace(audience, coming=None)


def recomputed(audience: Audience, computation: Computation, change: Change) -> Audience:
    """`audience`, which is settled and not being computed, on its way to something new."""
    changes = [*audience.changes, change]
    return replace(audience, coming=computation, computations=audience.computations + 1, changes=changes)


def is_computing(audience: Audience, now: datetime) -> bool:
    """Whether TikTok still works on it: no change is taken meanwhile."""
    newest = audience.coming or audience.current
    return now < newest.ready_at


def standing(audience: Audience, now: datetime) -> Standing:
    """What can be done with `audience`; only a valid one can be targeted."""
    current = settled(audience, now).current
    if now < current.ready_at:
        return Standing.PROCESSING
    if current.error:
        return Standing.FAILED
    if not current.is_enough:
        return Standing.TOO_SMALL
    return Standing.EXPIRED if now >= expires_at(audience) else Standing.VALID


def cover_num(audience: Audience, now: datetime) -> int:
    """How many people it reaches; 0 until it was computed."""
    current = settled(audience, now).current
    return current.cover_num if now >= current.ready_at else 0


def expires_at(audience: Audience) -> datetime:
    """A fixed number of days after it was made, or a year after its last use (behaviour reference §8.1, sure)."""
    if audience.retention_days is not None:
        return audience.created_at + timedelta(days=audience.retention_days)
    return audience.last_used_at + SLIDING_RETENTION


def is_expiring(audience: Audience, now: datetime) -> bool:
    """In its last 60 days (behaviour reference §8.1, sure)."""
    return expires_at(audience) - EXPIRING_DAYS <= now < expires_at(audience)


def failure(audience: Audience, now: datetime) -> str:
    """What went wrong with its newest computation; empty when nothing did."""
    newest = audience.coming or audience.current
    if now < newest.ready_at or newest.is_enough:
        return ""
    return newest.error or MESSAGES[Standing.TOO_SMALL]


def decided(audience: Audience, now: datetime, cover: int | None, error: str) -> Audience:
    """`audience` with its newest computation over by `now`, and coming to this if it is given."""
    newest = audience.coming or audience.current
    number = newest.cover_num if cover is None else cover
    newest = replace(newest, ready_at=min(newest.ready_at, now), cover_num=number, error=error)
    return replace(audience, coming=newest) if audience.coming else replace(audience, current=newest)


def may_use(audience: Audience, advertiser_id: str) -> bool:
    """Whether the advertiser made it, or was given it and nobody took it back."""
    if audience.deleted_at is not None:
        return False
    given = any(share.advertiser_id == advertiser_id and share.ended_at is None for share in audience.shares)
    return audience.advertiser_id == advertiser_id or given

"""What to do after a failed attempt: a pure decision, by what the call can do and what surely has not happened."""

from dataclasses import dataclass
from typing import Any

from tiktok_marketing.client.envelope import with_unread
from tiktok_marketing.client.errors import (
    InvalidParams,
    Maintenance,
    MalformedAnswer,
    NotDelivered,
    OutcomeUnknown,
    ServerError,
    Throttled,
    TikTokError,
    WriteConflict,
)
from tiktok_marketing.client.transport import NoAnswer, NotSent, Response, TransportError
from tiktok_marketing.spec.endpoint import Endpoint

ATTEMPTS = 5
CONFLICT_ATTEMPTS = 4
VALIDATION_ATTEMPTS = 2

FIRST_BACKOFF_SECONDS = 0.5
LONGEST_BACKOFF_SECONDS = 30.0
MAINTENANCE_SECONDS = 30.0
SMART_PLUS_SECONDS = 5.0

REPEAT_WITHIN_SECONDS = 6.0
"""TikTok knows a repeat by its request_id for 10 s (behaviour reference §4.3); the rest is for the way there."""

Failure = TikTokError | TransportError


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is known when an attempt has failed.

    `deduplicated`: TikTok would know a repeat. `unanswered_seconds`: since the first attempt of this call, this one
    included, that was sent and not answered; None when there is none. `chance` is drawn from [0, 1).
    """

    number: int
    deduplicated: bool
    unanswered_seconds: float | None
    remaining_seconds: float | None
    chance: float


@dataclass(frozen=True, slots=True)
class Retry:
    after_seconds: float


@dataclass(frozen=True, slots=True)
class Raise:
    error: TikTokError


def next_step(endpoint: Endpoint[Any, Any], failure: Failure, attempt: Attempt) -> Retry | Raise:
    """Repeats only what cannot happen twice by it: reads, writes surely not done, writes that TikTok deduplicates.

    What makes a task counts as a write here: it costs a place in TikTok's limits.
    """
    seconds = _seconds_before_repeat(endpoint, failure, attempt)
    if seconds is None or not _in_time(endpoint, seconds, attempt):
        return Raise(_as_error(endpoint, failure, attempt))
    return Retry(seconds)


def _seconds_before_repeat(endpoint: Endpoint[Any, Any], failure: Failure, attempt: Attempt) -> float | None:
    """None: never."""
    reads = endpoint.repeatable
    match failure:
        case Throttled():
            attempts, seconds = ATTEMPTS, failure.retry_after_seconds
        case NotSent():
            attempts, seconds = ATTEMPTS, _backoff(attempt)
        case WriteConflict():
            attempts, seconds = CONFLICT_ATTEMPTS, _backoff(attempt) + _spacing(endpoint)
        case NoAnswer() if reads or attempt.deduplicated:
            attempts, seconds = ATTEMPTS, _backoff(attempt)
        case ServerError() | MalformedAnswer(whole=False) if reads:
            attempts, seconds = ATTEMPTS, _backoff(attempt)
        case Maintenance() if reads:
            attempts, seconds = ATTEMPTS, MAINTENANCE_SECONDS
        case InvalidParams(code=40700) if reads:
            attempts, seconds = VALIDATION_ATTEMPTS, _backoff(attempt)
        case _:
            return None
    return seconds if attempt.number < attempts else None


def _backoff(attempt: Attempt) -> float:
    """Twice as long each time, and between half of that and all of it, so that callers spread out."""
    ceiling = min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2.0 ** (attempt.number - 1))
    return ceiling * (1 + attempt.chance) / 2


def _spacing(endpoint: Endpoint[Any, Any]) -> float:
    # An ad of Smart+ can be written once in 5 s; sooner, it is told as a conflict (behaviour reference §3.2, §5.5).
    return SMART_PLUS_SECONDS if endpoint.name.startswith("smart_plus.") else 0.0


def _in_time(endpoint: Endpoint[Any, Any], seconds: float, attempt: Attempt) -> bool:
    if attempt.remaining_seconds is not None and seconds >= attempt.remaining_seconds:
        return False
    if endpoint.repeatable or attempt.unanswered_seconds is None:
        return True
    return attempt.unanswered_seconds + seconds <= REPEAT_WITHIN_SECONDS


def _as_error(endpoint: Endpoint[Any, Any], failure: Failure, attempt: Attempt) -> TikTokError:
    """What the caller is told. After an unanswered write no refusal of its repeat proves that it did not happen."""
    if not endpoint.repeatable and (
        attempt.unanswered_seconds is not None or isinstance(failure, NoAnswer | ServerError | MalformedAnswer)
    ):
        return _because(OutcomeUnknown, endpoint, failure)
    match failure:
        case TikTokError():
            return failure
        case NotSent():
            return _because(NotDelivered, endpoint, failure)
        case NoAnswer(came=Response()):
            return _because(MalformedAnswer, endpoint, failure)
        case _:
            return _because(ServerError, endpoint, failure)


def _because(kind: type[TikTokError], endpoint: Endpoint[Any, Any], failure: Failure) -> TikTokError:
    if isinstance(failure, TikTokError):
        error = kind(failure.message, code=failure.code, request_id=failure.request_id, endpoint=endpoint.name)
        error.unread = failure.unread
    else:
        error = kind(f"{type(failure).__name__}: {failure}", endpoint=endpoint.name)
    if isinstance(failure, NoAnswer) and failure.came is not None:
        with_unread(error, failure.came)
        failure.came = None
    error.__cause__ = failure
    return error

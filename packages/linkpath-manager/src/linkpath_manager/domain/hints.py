"""What TikTok posts to who subscribed, as no more than a hint: which advertisers to look at."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple

SUSPENSION: Final = "AD_ACCOUNT_SUSPENSION"
REVIEW: Final = "AD"

MOST_REVIEWS: Final = 20
"""Of an advertiser, how many ads' reviews are subscribed to at most: each costs a call, and one more at its end."""

PAUSE: Final = 5_000_000
"""Microseconds between two looks at an advertiser that hints caused."""

_SKEW: Final = 30_000_000  # between TikTok's clock and ours, and until its lists show what it tells
_MOST_NAMED: Final = 100


class Wish(NamedTuple):
    """One thing to be told of: TikTok's subscribe_entity, and the ad's id, empty where it is about the advertiser."""

    entity: str
    object_id: str


class Hint(NamedTuple):
    """The advertisers that something happened to, and when, in UTC microseconds (None: it was not said)."""

    advertiser_ids: frozenset[str]
    at: int | None


def wishes(ads_in_review: Collection[str]) -> set[Wish]:
    """What is subscribed to for an advertiser: its suspension, and the newest of its reviews that are under way."""
    newest = sorted(ads_in_review, key=lambda id_: (len(id_), id_))[-MOST_REVIEWS:]
    return {Wish(SUSPENSION, ""), *(Wish(REVIEW, ad_id) for ad_id in newest)}


def hint_of(body: Mapping[str, Any]) -> Hint:
    """Ids come as numbers or as text (behaviour reference §11.1); a suspension stands in the body itself."""
    entries = body.get("entry")
    named = [body, *(entries if isinstance(entries, list) else ())]
    ids = {found for one in named if isinstance(one, Mapping) for found in _ids(one)}
    at = body.get("time")
    micros = at * 1_000_000 if isinstance(at, int) and 0 < at < 1 << 40 else None
    return Hint(frozenset(sorted(ids)[:_MOST_NAMED]), micros)


def challenge_of(body: Mapping[str, Any]) -> str | int | None:
    """What is to be echoed, where TikTok tries the address: its sibling platform does (§11.3, inferred)."""
    content = body.get("content")
    for holder in (body, content if isinstance(content, Mapping) else {}):
        if isinstance(found := holder.get("challenge"), str | int):
            return found
    return None


def was_seen(hint: Hint, checked_at: int | None) -> bool:
    """Whether a look that began at `checked_at` has seen what the hint is about."""
    return hint.at is not None and (checked_at or 0) > hint.at + _SKEW


def _ids(one: Mapping[str, Any]) -> Iterator[str]:
    for name in ("advertiser_id", "adv_id"):
        if isinstance(found := one.get(name), str | int) and str(found).isdigit():
            yield str(found)

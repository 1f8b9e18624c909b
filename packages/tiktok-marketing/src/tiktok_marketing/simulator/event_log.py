"""Which events were seen within 48 hours, and how many came: what is kept of events, compactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from itertools import takewhile
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from .event_records import EventSightings, EventTally, MobileApp, Pixel, tally_id

if TYPE_CHECKING:
    from .simulator import Simulator

# Behaviour reference §9.4 (sure): from the first of them on.
SAME_EVENT = timedelta(hours=48)
_DIGEST = 16
_SEEN, _CODES = "events seen", "pixel codes"


def digest_of(source_id: str, event: dict[str, Any]) -> bytes | None:
    """What a repeat of the event has in common with it; None for one without `event_id`, which is never a repeat."""
    if "event_id" not in event:
        return None
    key = "\0".join((source_id, event["event"], event["event_id"]))
    return blake2b(key.encode(), digest_size=_DIGEST).digest()


def seen(simulator: Simulator, now: datetime) -> dict[bytes, datetime]:
    """Digests of the events of the last 48 h, with the moment of the first of each."""
    _forget_old(simulator, now)
    known: dict[bytes, datetime] | None = simulator.memory.get(_SEEN)
    if known is None:
        known = simulator.memory[_SEEN] = {}
        for sightings in simulator.state.event_sightings.values():
            known.update(dict.fromkeys(_split(sightings.digests), sightings.at))
    return known


def sightings(digests: Iterable[bytes], now: datetime) -> EventSightings:
    """A record of events first seen `now`."""
    packed = b"".join(digests)
    return EventSightings(id=blake2b(packed, digest_size=_DIGEST).hexdigest(), at=now, digests=packed)


def tallies(simulator: Simulator, source: str, source_id: str, events: list[dict[str, Any]]) -> list[EventTally]:
    """The counts of a source with `events` added."""
    zone = zone_of(simulator, source, source_id)
    counts = Counter((event["event"], day_of(event["event_time"], zone)) for event in events)
    return [_raised(simulator, source, source_id, *key, count) for key, count in counts.items()]


def counted(simulator: Simulator, source: Pixel | MobileApp, first: date, last: date) -> Counter[str]:
    """How many events of each name the pixel or the app received for these days."""
    known_as = ("web", source.code) if isinstance(source, Pixel) else ("app", source.id)
    found: Counter[str] = Counter()
    for tally in simulator.state.event_tallies.values():
        if (tally.source, tally.source_id) == known_as and first <= tally.day <= last:
            found[tally.event] += tally.received
    return found


def pixel_of(simulator: Simulator, code: str) -> Pixel | None:
    """The pixel that events with this code go to."""
    codes: dict[str, str] = simulator.memory.setdefault(_CODES, {})
    if code not in codes:
        codes.update({pixel.code: pixel.id for pixel in simulator.state.pixels.values()})
    return simulator.state.pixels.get(codes.get(code, ""))


def zone_of(simulator: Simulator, source: str, source_id: str) -> ZoneInfo:
    """The time zone of the source's advertiser; UTC for an app that no advertiser has."""
    if source == "web":
        owner: Any = pixel_of(simulator, source_id)
    else:
        owner = (simulator.state.mobile_apps if source == "app" else simulator.state.event_sets).get(source_id)
    advertiser = simulator.state.advertisers.get(owner.advertiser_id) if owner else None
    return ZoneInfo(advertiser.timezone if advertiser else "UTC")


def day_of(seconds: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone).date()


def _raised(simulator: Simulator, source: str, source_id: str, event: str, day: date, count: int) -> EventTally:
    name = tally_id(source, source_id, event, day)
    tally = simulator.state.event_tallies.get(name)
    if tally is None:
        return EventTally(id=name, source=source, source_id=source_id, event=event, day=day, received=count)
    return replace(tally, received=tally.received + count)


def _forget_old(simulator: Simulator, now: datetime) -> None:
    """Lets go of what is older than 48 h. Sightings are kept in the order in which they came."""
    every = simulator.state.event_sightings.values()
    old = list(takewhile(lambda each: each.at <= now - SAME_EVENT, every))
    if not old:
        return
    simulator.state.forget(*old)
    known: dict[bytes, datetime] = simulator.memory.get(_SEEN, {})
    for each in old:
        for digest in _split(each.digests):
            if known.get(digest) == each.at:
                del known[digest]


def _split(digests: bytes) -> Iterable[bytes]:
    return (digests[at : at + _DIGEST] for at in range(0, len(digests), _DIGEST))

"""Conversion events as servers send them: taken whole, in part, or not at all."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.behaviour import Call, Partial, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.event_checks import APP, SOURCES, WEB, reason
from tiktok_marketing.simulator.event_log import digest_of, pixel_of, seen, sightings, tallies
from tiktok_marketing.simulator.event_records import EventSet, Pixel
from tiktok_marketing.simulator.event_rules import ReceivedEvent
from tiktok_marketing.simulator.rules.text import check_choice
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.event import EVENT_TRACK, EventTrackParams

# Behaviour reference §9.1 (sure).
MOST_EVENTS = 1_000


@behaviour(EVENT_TRACK)
def track(simulator: Simulator, call: Call[EventTrackParams]) -> dict[str, Any] | Partial:
    """Counts the events; nothing of a request that is refused, and of others all but the bad ones.

    Code 0 means received. Unverified: the shape of 20001 (behaviour reference §9.6, inferred).
    """
    given, rules = call.given, simulator.event_rules
    source, events = given["event_source"], given["data"]
    check_choice("event_source", source, SOURCES)
    _admit(simulator, call)
    if not 1 <= len(events) <= MOST_EVENTS:
        raise bad_value(f"data: Must hold between 1 and {MOST_EVENTS} events.")
    failed: dict[int, str] = {}
    if rules.refuses_parts:
        told = ((n, reason(source, event, rules, call.now, strict=simulator.strict)) for n, event in enumerate(events))
        failed = {number: text for number, text in told if text}
    _receive(simulator, call, [event for number, event in enumerate(events) if number not in failed])
    if not failed:
        return {}
    listed = [{"order_in_request": number, "fail_reason": text} for number, text in failed.items()]
    return Partial({"failed_events": listed}, f"{len(failed)} of {len(events)} events failed.")


def _admit(simulator: Simulator, call: Call[EventTrackParams]) -> None:
    """The source is known, belongs to an advertiser of the token, and is not called too often."""
    source, source_id = call.params.event_source, call.params.event_source_id
    if source == WEB and simulator.limited:
        simulator.limits.admit_events(source_id, simulator.event_rules.pixel_qps)
    if source == APP:
        _check_app(simulator, source_id)
        return
    owner: Pixel | EventSet | None
    owner = pixel_of(simulator, source_id) if source == WEB else _event_set(simulator, source, source_id)
    if owner is None:
        raise bad_value(f"event_source_id: The {source} event source {source_id} does not exist.")
    if call.grant and owner.advertiser_id not in call.grant.advertiser_ids:
        raise Refusal(40001, f"No permission to operate the {source} event source {source_id}.")


def _check_app(simulator: Simulator, app_id: str) -> None:
    if not simulator.event_rules.app_allowed:
        raise Refusal(40118, "event_source: app events are only open to allowlisted advertisers.")
    if not app_id.isdigit():
        raise bad_value("Invalid value for event_source_id: not a valid string.")


def _event_set(simulator: Simulator, source: str, source_id: str) -> EventSet | None:
    if not source_id.isdigit():
        # The words that a pixel's code in an offline call was seen to be answered with (§9.6).
        raise bad_value("Invalid value for event_source_id: not a valid string.")
    found = simulator.state.event_sets.get(source_id)
    return found if found and found.source == source and found.deleted_at is None else None


def _receive(simulator: Simulator, call: Call[EventTrackParams], events: list[dict[str, Any]]) -> None:
    """Counts what is new; test events are kept apart and count nowhere."""
    source, source_id = call.params.event_source, call.params.event_source_id
    test_code = call.given.get("test_event_code")
    fates = ["test"] * len(events) if test_code else _counted(simulator, call, events)
    for event, fate in zip(events, fates, strict=True):
        received = ReceivedEvent(
            at=call.now, source=source, source_id=source_id, fate=fate, event=event, test_event_code=test_code
        )
        simulator.received.add(received)


def _counted(simulator: Simulator, call: Call[EventTrackParams], events: list[dict[str, Any]]) -> list[str]:
    """The fate of each event: a repeat within 48 h is dropped without a word (behaviour reference §9.4, sure)."""
    source, source_id = call.params.event_source, call.params.event_source_id
    known, new, fates = seen(simulator, call.now), {}, []
    for event in events:
        digest = digest_of(source_id, event)
        repeated = digest is not None and (digest in known or digest in new)
        fates.append("duplicate" if repeated else "counted")
        if digest is not None and not repeated:
            new[digest] = call.now
    fresh = [event for event, fate in zip(events, fates, strict=True) if fate == "counted"]
    records = [*tallies(simulator, source, source_id, fresh), *([sightings(new, call.now)] if new else [])]
    simulator.state.save(*records)
    known.update(new)
    return fates

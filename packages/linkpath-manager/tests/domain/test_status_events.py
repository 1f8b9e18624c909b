"""What is told of campaigns, ad groups and ads: every transition once, in order, and nothing else."""

from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.domain.event import Event
from linkpath_manager.domain.events import EVENT_TYPES, ad
from linkpath_manager.domain.events.rejections import RejectionReason
from linkpath_manager.domain.events.statuses import status_events

DELIVERING = ("ACTIVE", "DELIVERING", None)
PAUSED = ("PAUSED", "PAUSED", "SWITCHED_OFF")
DELETED = ("DELETED", "DELETED", "DELETED")
SPENT = ("ACTIVE", "OUT_OF_BUDGET", "BUDGET_EXHAUSTED")
OVER = ("ACTIVE", "ENDED", "SCHEDULE_ENDED")
STATES = (DELIVERING, PAUSED, DELETED, SPENT, OVER)


def document(state: tuple[str, str, str | None] = DELIVERING, *, at: int = 0, **fields: Any) -> bytes:
    status, delivery, reason = state
    told = {"state": delivery, "reason": reason, "upstream_status": None}
    return msgspec.json.encode(
        {"id": "7", "advertiser_id": "1", "status": status, "delivery": told, "synced_at": at} | fields
    )


def data(event: Event) -> dict[str, Any]:
    return dict(msgspec.json.decode(msgspec.json.encode(event.data)))


@pytest.mark.parametrize("level", ["campaign", "adgroup"])
@given(readings=st.lists(st.sampled_from(STATES), min_size=1, max_size=12))
def test_the_told_transitions_are_the_true_ones_each_once_and_in_order(level: Any, readings: list[Any]) -> None:
    documents = [document(state, at=at) for at, state in enumerate(readings)]
    told = [event for pair in pairwise(documents) for event in status_events(level, *pair)]

    true = [(was, now) for was, now in pairwise(readings) if was != now]
    assert [(_state(data(event)["previous"]), _state(data(event)["object"])) for event in told] == true
    assert {event.type for event in told} <= {f"{level}.status_changed"}


def _state(shown: dict[str, Any]) -> tuple[str, str, str | None]:
    return shown["status"], shown["delivery"]["state"], shown["delivery"]["reason"]


def test_an_ad_group_out_of_budget_is_told_with_the_reason_and_as_it_was() -> None:
    (event,) = status_events("adgroup", document(), document(SPENT))

    assert (event.advertiser_id, event.object_level, event.object_id) == ("1", "adgroup", "7")
    assert data(event) == {
        "object": msgspec.json.decode(document(SPENT)),
        "previous": {
            "status": "ACTIVE",
            "delivery": {"state": "DELIVERING", "reason": None, "upstream_status": None},
        },
        "reason": "BUDGET_EXHAUSTED",
    }


def reviewed(verdict: str | None) -> bytes:
    return document(review=None if verdict is None else {"state": verdict})


@given(st.lists(st.sampled_from(["IN_REVIEW", "APPROVED", "REJECTED", None]), min_size=1, max_size=12))
def test_every_verdict_is_told_once_though_a_pause_hides_it(readings: list[str | None]) -> None:
    told, verdict = [], None
    for was, now in pairwise(readings):
        verdict = was or verdict
        told += [event.type for event in ad.events_between(verdict, reviewed(was), reviewed(now))]

    seen = [state for state in readings if state]
    true = [now for was, now in pairwise(seen) if now not in {was, "IN_REVIEW"}]
    assert told == [{"APPROVED": "ad.approved", "REJECTED": "ad.rejected"}[now] for now in true]


def test_of_an_ad_whose_verdict_was_never_seen_none_is_told_as_news() -> None:
    assert ad.events_between(None, reviewed(None), reviewed("APPROVED")) == []


def test_a_new_ad_that_is_approved_already_was_approved_since() -> None:
    (event,) = ad.events_between("IN_REVIEW", None, reviewed("APPROVED"))

    assert event.type == "ad.approved"
    assert data(event)["previous"] == {"review": {"state": "IN_REVIEW"}, "delivery": None}


def test_a_rejection_says_why() -> None:
    why = [RejectionReason(code=None, text="The landing page does not load.")]
    (event,) = ad.events_between("IN_REVIEW", reviewed("IN_REVIEW"), reviewed("REJECTED"), why)

    assert event.type == "ad.rejected"
    assert [one["text"] for one in data(event)["reasons"]] == ["The landing page does not load."]


@pytest.mark.parametrize("name", ["campaign.status_changed", "adgroup.status_changed", "ad.approved", "ad.rejected"])
def test_what_is_told_is_a_type_of_the_registry(name: str) -> None:
    assert EVENT_TYPES[name].example is not None

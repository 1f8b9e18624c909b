"""However the clock is moved and whatever the receiver says: each notice is told once in effect, in order."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tiktok_marketing.simulator import Simulator, State, VirtualClock, post_due
from tiktok_marketing.simulator.faults import Fault, FaultKind
from tiktok_marketing.simulator.happenings import begun, catch_up
from tiktok_marketing.simulator.planting import Plan, plant
from tiktok_marketing.simulator.review import decided
from tiktok_marketing.simulator.webhook_records import Subscription

from .conftest import HOOK, NOON, Mailbox

HOURS = 30
verdicts = st.lists(st.integers(0, HOURS * 60), min_size=1, max_size=6)
steps = st.lists(st.integers(0, 12 * 60), max_size=8)
statuses = st.lists(st.sampled_from([200, 500, None]), max_size=12)
kinds = [FaultKind.WEBHOOK_TWICE, FaultKind.WEBHOOK_REORDERED, FaultKind.WEBHOOK_LATE, FaultKind.WEBHOOK_LOST]
faults = st.lists(st.tuples(st.sampled_from(kinds), st.integers(0, 5)), max_size=3)


@contextmanager
def watched() -> Iterator[tuple[Simulator, Mailbox, str]]:
    """A world in which every ad is decided, and one is watched."""
    clock = VirtualClock()
    clock.set(NOON, speed=0)
    mailbox = Mailbox()
    simulator = Simulator(State(), clock, limited=False, receiver=mailbox)
    way_in = plant(simulator, Plan(accounts=1, ads=1, days=1))
    ad = next(iter(simulator.state.ads.values()))
    ad = decided(ad, NOON - timedelta(minutes=1), approved=True)
    simulator.state.save(ad)
    detail = {"access_token": way_in.access_token, "advertiser_id": ad.advertiser_id, "ad_id": ad.id}
    subscription = Subscription(
        id="1", app_id=way_in.app_id, entity="AD", callback_url=HOOK, detail=detail, created_at=NOON
    )
    simulator.state.save(begun(simulator, subscription))
    yield simulator, mailbox, ad.id
    simulator.state.close()


def live(simulator: Simulator, ad_id: str, minutes: list[int], stops: list[int]) -> None:
    """Verdicts come at `minutes`, and somebody looks and posts at each of `stops` and at the very end."""
    moments = sorted({*minutes, *stops, HOURS * 60 * 3})
    for moment in moments:
        simulator.clock.set(NOON + timedelta(minutes=moment))
        if moment in minutes:
            ad = decided(simulator.state.ads[ad_id], simulator.now(), approved=moment % 2 == 0)
            simulator.state.save(ad)
        if moment in stops or moment == moments[-1]:
            catch_up(simulator)
            asyncio.run(post_due(simulator))


def times(mailbox: Mailbox) -> list[int]:
    return [(body["time"] - int(NOON.timestamp())) // 60 for body in mailbox.bodies]


def attempts(simulator: Simulator) -> list[tuple[str, list[tuple[datetime, int | None]]]]:
    every = simulator.state.deliveries.values()
    return [(one.body, [(attempt.at, attempt.status) for attempt in one.attempts]) for one in every]


@settings(max_examples=40, deadline=None)
@given(verdicts, steps, statuses)
def test_every_verdict_is_taken_once_or_given_up_after_72_hours(
    minutes: list[int], stops: list[int], answers: list[int | None]
) -> None:
    with watched() as (simulator, mailbox, ad_id):
        mailbox.statuses = list(answers)
        live(simulator, ad_id, minutes, stops)

        taken = [one for one in simulator.state.deliveries.values() if one.standing == "delivered"]
        assert len(taken) == len(set(minutes)) == len(simulator.state.deliveries)
        assert all([attempt.status for attempt in one.attempts].count(200) == 1 for one in taken)


@settings(max_examples=40, deadline=None)
@given(verdicts, steps)
def test_a_receiver_that_takes_everything_gets_it_in_order(minutes: list[int], stops: list[int]) -> None:
    with watched() as (simulator, mailbox, ad_id):
        live(simulator, ad_id, minutes, stops)

        assert times(mailbox) == sorted(set(minutes))


@settings(max_examples=40, deadline=None)
@given(verdicts, steps, steps)
def test_how_often_somebody_looks_makes_no_difference(minutes: list[int], one: list[int], other: list[int]) -> None:
    found: list[Any] = []
    for stops in (one, other):
        with watched() as (simulator, mailbox, ad_id):
            live(simulator, ad_id, minutes, stops)
            found.append((mailbox.posts, attempts(simulator)))

    assert found[0] == found[1]


@settings(max_examples=40, deadline=None)
@given(verdicts, steps, faults)
def test_faults_lose_what_they_are_told_to_and_change_nothing_but_number_and_order(
    minutes: list[int], stops: list[int], trouble: list[tuple[FaultKind, int]]
) -> None:
    with watched() as (simulator, mailbox, ad_id):
        for kind, after in trouble:
            simulator.faults.add(Fault(kind=kind, after=after, delay_ms=600_000))
        live(simulator, ad_id, minutes, stops)

        lost = [one for one in simulator.state.deliveries.values() if one.standing == "lost"]
        assert len(set(times(mailbox))) == len(set(minutes)) - len(lost)
        assert set(times(mailbox)) <= set(minutes)
        assert len({body["request_id"] for body in mailbox.bodies}) == len(set(times(mailbox)))

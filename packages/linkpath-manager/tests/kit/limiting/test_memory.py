"""Limits of one process, against the plainest model of them."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from hypothesis import given

from linkpath_manager.kit.clock import ManualClock
from linkpath_manager.kit.limiting import Ledger, MemoryLimiter, Verdict, Window

from .conftest import ASKS, BURST, MICROS, REPORTING, STANDARD, Ask, Model, most_within

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@given(ASKS)
def test_every_verdict_is_that_of_who_counts_all_moments_anew(asks: list[Ask]) -> None:
    clock, model = ManualClock(NOON), Model()
    limiter = MemoryLimiter(clock)

    async def ask_all() -> None:
        for ask in asks:
            clock.advance(timedelta(microseconds=ask.after))
            expected = model.admit(ask, clock.steady_micros())
            assert await limiter.admit(ask.account, ask.windows) == expected

    asyncio.run(ask_all())


@given(ASKS)
def test_no_window_ever_holds_more_than_its_limit(asks: list[Ask]) -> None:
    ledger, entered, now = Ledger(), defaultdict[tuple[str, Window], list[int]](list), 0

    for ask in asks:
        now += ask.after
        if not ledger.admit(ask.account, ask.windows, now).wait:
            for window in ask.windows:
                entered[ask.account, window].append(now)

    for (_, window), moments in entered.items():
        assert most_within(window.seconds * MICROS, moments) <= window.limit


@given(ASKS)
def test_who_is_refused_is_let_in_after_the_wait_and_not_a_microsecond_before(asks: list[Ask]) -> None:
    ledger, now = Ledger(), 0

    for ask in asks:
        now += ask.after
        wait = ledger.admit(ask.account, ask.windows, now).wait
        if wait:
            assert ledger.look(ask.account, ask.windows, now + wait - 1).wait == 1
            now += wait
            assert ledger.admit(ask.account, ask.windows, now).wait == 0


@given(ASKS)
def test_a_refused_request_changes_nothing_for_those_after_it(asks: list[Ask]) -> None:
    ledger, spared = Ledger(), Ledger()
    now = 0

    for ask in asks:
        now += ask.after
        verdict = ledger.admit(ask.account, ask.windows, now)
        if not verdict.wait:
            assert spared.admit(ask.account, ask.windows, now) == verdict


@given(ASKS)
def test_shares_together_stay_within_the_limit(asks: list[Ask]) -> None:
    processes = [Ledger() for _ in range(3)]
    entered, now = defaultdict[tuple[str, Window], list[int]](list), 0

    for number, ask in enumerate(asks):
        now += ask.after
        if not processes[number % 3].admit(ask.account, ask.windows, now, share=3).wait:
            for window in ask.windows:
                entered[ask.account, window].append(now)

    for (_, window), moments in entered.items():
        assert most_within(window.seconds * MICROS, moments) <= max(window.limit, 3)


def test_kinds_have_windows_of_their_own_and_share_the_burst() -> None:
    ledger = Ledger()

    reports = [ledger.admit("north", REPORTING, 0).wait for _ in range(4)]
    others = [ledger.admit("north", STANDARD, 0) for _ in range(2)]

    assert reports == [0, 0, 0, 60 * MICROS]
    assert others == [
        Verdict(0, [5, 0], [60 * MICROS, 10 * MICROS]),
        Verdict(10 * MICROS, [5, 0], [60 * MICROS, 10 * MICROS]),
    ]


def test_looking_takes_no_place() -> None:
    ledger = Ledger()

    looks = [ledger.look("north", STANDARD, 0) for _ in range(10)]

    assert looks == [Verdict(0, [6, 4], [0, 0])] * 10


def test_what_was_given_back_is_free_again() -> None:
    ledger = Ledger()
    for moment in range(4):
        ledger.admit("north", STANDARD, moment)

    ledger.give_back("north", STANDARD, 2)

    assert ledger.admit("north", STANDARD, 4).wait == 0
    assert ledger.admit("north", STANDARD, 4).wait == 10 * MICROS - 4


def test_what_others_let_in_counts_against_the_share() -> None:
    ledger = Ledger()
    for moment in range(3):
        ledger.note("north", (BURST,), moment)

    assert ledger.admit("north", (BURST,), 3, share=2).wait == 10 * MICROS + 1 - 3


def test_accounts_that_nobody_asks_for_any_more_take_no_memory() -> None:
    ledger = Ledger()
    for number in range(1_000):
        ledger.admit(str(number), STANDARD, number)

    full = len(ledger)
    for seconds in (59, 120, 181):
        ledger.admit("awake", STANDARD, seconds * MICROS)

    assert (full, len(ledger)) == (1_000, 1)


def test_an_account_that_is_asked_for_is_not_forgotten_when_others_are() -> None:
    ledger, window = Ledger(), Window("slow", 2, 60)
    entered = [moment for moment in range(0, 600, 7) if not ledger.admit("north", (window,), moment * MICROS).wait]

    assert most_within(60, entered) == 2
    assert entered == sorted(moment for start in range(0, 600, 63) for moment in (start, start + 7) if moment < 600)


def test_with_a_bound_on_accounts_the_oldest_are_forgotten() -> None:
    ledger = Ledger(most_accounts=10)

    for number in range(1_000):
        ledger.admit(str(number), (BURST,), number)

    assert len(ledger) <= 20
    assert ledger.look("999", (BURST,), 1_000).remaining == [3]

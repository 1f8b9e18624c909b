"""The virtual clock: real time until somebody moves it."""

from datetime import UTC, datetime, timedelta

from tiktok_marketing.simulator import VirtualClock

START = datetime(2026, 6, 15, 12, tzinfo=UTC)


class RealTime:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def test_time_is_real_until_it_is_moved() -> None:
    real = RealTime()
    clock = VirtualClock(real_now=real)

    real.now += timedelta(seconds=5)

    assert clock.now() == START + timedelta(seconds=5)
    assert clock.snapshot() is None


def test_a_moved_clock_runs_at_its_speed() -> None:
    real = RealTime()
    clock = VirtualClock(real_now=real)

    clock.set(START + timedelta(days=1), speed=3600)
    real.now += timedelta(seconds=2)
    clock.advance(timedelta(minutes=1))
    clock.set(clock.now(), speed=0)
    real.now += timedelta(seconds=2)

    assert clock.now() == START + timedelta(days=1, hours=2, minutes=1)


def test_a_snapshot_carries_the_clock_over() -> None:
    real = RealTime()
    clock, other = VirtualClock(real_now=real), VirtualClock(real_now=real)
    clock.set(START + timedelta(days=1), speed=10)

    other.restore(clock.snapshot())
    real.now += timedelta(seconds=6)

    assert other.now() == clock.now() == START + timedelta(days=1, minutes=1)
    other.restore(None)
    assert other.now() == real.now

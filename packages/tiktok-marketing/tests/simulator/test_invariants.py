"""A broken world is noticed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from tiktok_marketing.simulator import pacing
from tiktok_marketing.simulator.invariants import check
from tiktok_marketing.simulator.record import Record
from tiktok_marketing.simulator.seed import seed_agency
from tiktok_marketing.simulator.state import State
from tiktok_marketing.simulator.tree_records import Ad, Setting

NOW = datetime(2026, 11, 22, 15, 33, tzinfo=UTC)


@pytest.fixture
def state() -> State:
    state = State()
    seed_agency(state, NOW, ads=200, days=60)
    return state


def first_ad(state: State) -> Ad:
    return next(ad for ad in state.ads.values() if ad.operation_status == "ENABLE")


def orphan(ad: Ad) -> Record:
    return replace(ad, adgroup_id="1")


def revived(ad: Ad) -> Record:
    gone = Setting(at=ad.created_at, operation_status="DELETE")
    return replace(ad, history=[gone, *ad.history])


def backwards(ad: Ad) -> Record:
    earlier = replace(ad.history[-1], at=ad.created_at - timedelta(days=1))
    return replace(ad, history=[*ad.history, earlier])


def unrecorded(ad: Ad) -> Record:
    return replace(ad, operation_status="DISABLE")


def foretold(ad: Ad) -> Record:
    review = replace(ad.reviews[0], decided_at=ad.created_at - timedelta(days=1))
    return replace(ad, reviews=[review])


def unexplained(ad: Ad) -> Record:
    return replace(ad, reviews=[replace(ad.reviews[0], approved=False, reasons=())])


@pytest.mark.parametrize(
    ("breaks", "told"),
    [
        (orphan, "belongs to no ad group of its campaign"),
        (revived, "came back from deletion"),
        (backwards, "history out of order"),
        (unrecorded, "is DISABLE, its history says ENABLE"),
        (foretold, "was decided on before it was submitted"),
        (unexplained, "was rejected without a reason"),
    ],
)
def test_a_record_that_cannot_be_is_named(state: State, breaks: Callable[[Ad], Record], told: str) -> None:
    ad = first_ad(state)
    state.save(breaks(ad))

    broken = check(state, NOW)

    assert any(f"ad {ad.id}" in sentence and told in sentence for sentence in broken)


def test_an_id_used_twice_is_named(state: State) -> None:
    ad = first_ad(state)
    group = state.adgroups[ad.adgroup_id]
    state.save(replace(group, id=ad.id))

    assert f"id {ad.id} is used 2 times" in check(state, NOW)


def test_spending_beyond_a_budget_is_named(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "_DEMAND", (8000, 9000))
    monkeypatch.setattr(pacing._Pacer, "_cap", lambda *_: None)

    broken = check(state, NOW)

    for budget in ("daily budget", "lifetime budget", "seven daily budgets"):
        assert any(budget in sentence for sentence in broken)

"""Worlds worth trying an integration on, each made from a seed and a few lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace

from .chance import between, key_of
from .faults import Fault, FaultKind
from .history import changed
from .lines import OVERDELIVERY
from .planting import Entrance, Plan, plan_carried_out, plant, replant
from .record import Marker
from .review import REASONS, decided
from .seed import Progress
from .seed_smart import hand_over
from .simulator import Simulator
from .state import State

DEFAULT = "agency"
_MARKER = "scenario"
_REJECTED_PERCENT = 40
_LAST_CALLS = 20
_OVERRUN_PERCENT = 15
_HALF_PAST_ELEVEN = timedelta(hours=11, minutes=30)


def _as_it_is(_: Simulator) -> None:
    """Nothing is done to the world."""


def _no_trouble(_: Simulator) -> list[Fault]:
    return []


class Scenario(msgspec.Struct, frozen=True):
    """One world: how big it is, what is done to it once it is there, and the faults that come with it."""

    says: str
    plan: Plan
    stage: Callable[[Simulator], None] = _as_it_is
    trouble: Callable[[Simulator], list[Fault]] = _no_trouble


class PlanChanged(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What of a scenario's plan is to be different."""

    seed: int | UnsetType = UNSET
    accounts: Annotated[int, Meta(ge=1, le=50)] | UnsetType = UNSET
    ads: Annotated[int, Meta(ge=0, le=100_000)] | UnsetType = UNSET
    days: Annotated[int, Meta(ge=1, le=730)] | UnsetType = UNSET


def plan_of(name: str, changes: PlanChanged) -> Plan:
    """The scenario's plan with `changes`.

    Raises:
        KeyError: there is no scenario of that name.
    """
    given = msgspec.structs.asdict(changes).items()
    return replace(SCENARIOS[name].plan, **{key: value for key, value in given if value is not UNSET})


def play(simulator: Simulator, name: str, plan: Plan | None = None, *, progress: Progress | None = None) -> Entrance:
    """Forgets everything and makes the scenario's world, by `plan` where one is given; its faults replace all others.

    Raises:
        KeyError: there is no scenario of that name.
    """
    scenario = SCENARIOS[name]
    way_in = plant(simulator, plan or scenario.plan, progress=progress)
    simulator.state.save(Marker(id=_MARKER, value=name))
    scenario.stage(simulator)
    arm(simulator)
    return way_in


def is_played(state: State, name: str, plan: Plan) -> bool:
    """Whether the world that there is was made as this scenario, by this plan."""
    marker = state.markers.get(_MARKER)
    return marker is not None and marker.value == name and plan_carried_out(state) == plan


def restage(simulator: Simulator) -> None:
    """The world and the clock as they were made, no fault but the scenario's, an empty journal, no quota used."""
    marker = simulator.state.markers.get(_MARKER)
    replant(simulator)
    if marker:
        simulator.state.save(marker)
        SCENARIOS[marker.value].stage(simulator)
    arm(simulator)
    simulator.journal.clear()
    simulator.limits.forget()


def arm(simulator: Simulator) -> None:
    """Has no faults pending but the scenario's: faults, unlike the world, do not outlive the process."""
    simulator.faults.clear()
    if marker := simulator.state.markers.get(_MARKER):
        for fault in SCENARIOS[marker.value].trouble(simulator):
            simulator.faults.add(fault)


def _reject(simulator: Simulator) -> None:
    rejected = []
    for ad in simulator.state.ads.values():
        key = key_of(simulator.seed, f"rejected {ad.id}")
        if ad.operation_status != "DELETE" and between(0, 100, key, 0) < _REJECTED_PERCENT:
            reason = REASONS[between(0, len(REASONS), key, 1)]
            rejected.append(decided(ad, simulator.now(), approved=False, reasons=(reason,)))
    simulator.state.save(*rejected)


def _exhaust(simulator: Simulator) -> None:
    """Budgets were overrun; those that anything was spent of become what was spent: the next cent would be too much."""
    now, state = simulator.now(), simulator.state
    state.save(Marker(id=OVERDELIVERY, value=_OVERRUN_PERCENT))
    campaigns = [(node, simulator.spent("campaign", node.id)) for node in state.campaigns.values()]
    adgroups = [(node, simulator.spent("adgroup", node.id)) for node in state.adgroups.values()]
    state.save(
        *(
            changed(node, now, fields=node.fields | {"budget": spent})
            for node, spent in (*campaigns, *adgroups)
            if spent and node.fields.get("budget") and node.operation_status == "ENABLE"
        )
    )
    last = list(state.advertisers.values())[-1]
    state.save(replace(last, balance=Decimal(0)))


def _before_noon(simulator: Simulator) -> None:
    """The clock goes to the next half past eleven, UTC: half an hour later yesterday's figures are corrected."""
    now = simulator.now()
    morning = now.replace(hour=0, minute=0, second=0, microsecond=0) + _HALF_PAST_ELEVEN
    simulator.clock.set(morning if morning >= now else morning + timedelta(days=1))
    simulator.keep_clock()


def _limits(simulator: Simulator) -> list[Fault]:
    first = next(iter(simulator.state.advertisers))
    return [
        Fault(kind=FaultKind.ADVERTISER_LIMIT, advertiser_id=first, probability=0.4, seed=simulator.seed),
        Fault(kind=FaultKind.QPS_LIMIT, probability=0.3, seed=simulator.seed),
    ]


def _death(_: Simulator) -> list[Fault]:
    return [Fault(kind=FaultKind.TOKEN_DEATH, after=_LAST_CALLS)]


SCENARIOS: dict[str, Scenario] = {
    "new-account": Scenario("One ad account that has nothing in it yet.", Plan(accounts=1, ads=0, days=1)),
    DEFAULT: Scenario("An agency with three clients in three currencies, 600 ads and 120 days of history.", Plan()),
    "ten-thousand-ads": Scenario(
        "One ad account with 10,000 ads: every list has many pages.", Plan(accounts=1, ads=10_000, days=60)
    ),
    "rejected-creatives": Scenario(
        "The agency after a strict reviewer: two ads in five are rejected.", Plan(), _reject
    ),
    "overspend": Scenario(
        f"The agency whose budgets were overrun by up to {_OVERRUN_PERCENT} %, with every budget that was touched used "
        "up, and the last account without balance.",
        Plan(),
        _exhaust,
    ),
    "restated": Scenario(
        "The agency at half past eleven, UTC: yesterday's figures are provisional and will be corrected at noon, and "
        "the conversions of four weeks are still arriving.",
        Plan(),
        _before_noon,
    ),
    "smart-plus": Scenario(
        "The agency that has handed the newest fit campaign of each account over to Upgraded Smart+.", Plan(), hand_over
    ),
    "rate-limited": Scenario(
        "The agency behind a busy app: of ten calls about three are refused with 40100, and the first account's are "
        "throttled with 40133 besides.",
        Plan(),
        trouble=_limits,
    ),
    "dying-token": Scenario(
        f"The agency whose token is revoked after {_LAST_CALLS} calls, in the midst of whatever is going on.",
        Plan(),
        trouble=_death,
    ),
}

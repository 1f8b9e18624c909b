"""Snapshots: a world put aside and taken up again, as if nothing had happened since."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec.structs import replace

from .faults import Fault
from .knobs import Knobs, knobs_of, turn
from .simulator import Simulator


class Snapshot(msgspec.Struct, frozen=True):
    """A world at one moment. It lives in memory and is not changed by what happens to the world."""

    taken_at: datetime
    records: dict[str, list[bytes]]
    clock: tuple[datetime, float] | None
    """The moment and the speed; None for real time, which a snapshot cannot stop."""
    faults: tuple[Fault, ...]
    faults_given: int
    last_id: int
    knobs: Knobs


def take(simulator: Simulator) -> Snapshot:
    """What `simulator` knows, its clock, its faults and its knobs; not its journal, nor the counts of quotas."""
    clock = simulator.clock
    return Snapshot(
        taken_at=clock.now(),
        records=simulator.state.dump(),
        clock=None if clock.is_real else (clock.now(), clock.speed),
        faults=tuple(map(replace, simulator.faults.orders)),
        faults_given=simulator.faults.given,
        last_id=simulator.last_id,
        knobs=knobs_of(simulator),
    )


def restore(simulator: Simulator, snapshot: Snapshot) -> None:
    """Makes `simulator` what it was, with an empty journal and no quota used."""
    simulator.state.replace(snapshot.records)
    simulator.reload()
    if snapshot.clock is None:
        simulator.clock.run_real()
    else:
        simulator.clock.set(*snapshot.clock)
    simulator.keep_clock()
    simulator.last_id = snapshot.last_id
    simulator.faults.orders = list(map(replace, snapshot.faults))
    simulator.faults.given = snapshot.faults_given
    turn(simulator, snapshot.knobs)
    simulator.journal.clear()
    simulator.limits.forget()

"""How the simulator behaves, as one value that can be read, turned and kept in a snapshot."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from .simulator import Simulator

_Milliseconds = Annotated[int, Meta(ge=0, le=60_000)]
# Behaviour reference §14.4 (inferred): get endpoints lag up to 3 s behind the writes.
_ReadLag = Annotated[int, Meta(ge=0, le=3_000)]


class Knobs(msgspec.Struct, kw_only=True, frozen=True):
    """`read_lag_ms` is simulated time, `latency_ms` real time."""

    strict: bool
    limited: bool
    fallback: bool
    latency_ms: int
    read_lag_ms: int
    ads_report_cap: int
    adgroup_quota: int | None


class KnobsTurned(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Those to be turned."""

    strict: bool | UnsetType = UNSET
    limited: bool | UnsetType = UNSET
    fallback: bool | UnsetType = UNSET
    latency_ms: _Milliseconds | UnsetType = UNSET
    read_lag_ms: _ReadLag | UnsetType = UNSET
    ads_report_cap: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    adgroup_quota: Annotated[int, Meta(ge=0)] | UnsetType | None = UNSET


def knobs_of(simulator: Simulator) -> Knobs:
    """As they stand."""
    return Knobs(
        strict=simulator.strict,
        limited=simulator.limited,
        fallback=simulator.fallback,
        latency_ms=round(simulator.latency_seconds * 1000),
        read_lag_ms=round(simulator.read_lag_seconds * 1000),
        ads_report_cap=simulator.ads_report_cap,
        adgroup_quota=simulator.adgroup_quota,
    )


def turn(simulator: Simulator, turned: Knobs | KnobsTurned) -> None:
    """Sets those that are given."""
    given = {name: value for name, value in msgspec.structs.asdict(turned).items() if value is not UNSET}
    for name, value in given.items():
        attribute, turned_to = (f"{name[:-3]}_seconds", value / 1000) if name.endswith("_ms") else (name, value)
        setattr(simulator, attribute, turned_to)

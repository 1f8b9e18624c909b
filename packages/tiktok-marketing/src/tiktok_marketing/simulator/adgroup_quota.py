"""How many active ad groups an advertiser may have, and what becomes of those beyond (behaviour reference §5.2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from .history import changed
from .simulator import Simulator
from .status import deleted
from .tree_records import AdGroup

# §5.2 (sure): beyond the quota an ad group is made, and paused «seconds later»; how many is ours.
FLIPS_AFTER = timedelta(seconds=5)
_FLIPPING = "ad groups that may be paused"


def active(simulator: Simulator, advertiser_id: str) -> int:
    """How many of the advertiser's ad groups are switched on, deleted ones aside."""
    groups = simulator.nodes(AdGroup, advertiser_id)
    return sum(group.operation_status == "ENABLE" and not deleted(simulator, group) for group in groups)


def is_used_up(simulator: Simulator, advertiser_id: str, more: int = 0) -> bool:
    """Whether there is no room for another active ad group once there are `more`."""
    quota = simulator.adgroup_quota
    return quota is not None and active(simulator, advertiser_id) + more >= quota


def beyond_quota(simulator: Simulator, adgroup: AdGroup) -> AdGroup:
    """A new ad group; one that is too many with the moment at which it will be paused."""
    if adgroup.operation_status != "ENABLE" or not is_used_up(simulator, adgroup.advertiser_id):
        return adgroup
    _flipping(simulator).add(adgroup.id)
    return replace(adgroup, flips_at=adgroup.created_at + FLIPS_AFTER)


def flip_due(simulator: Simulator, now: datetime) -> None:
    """Pauses the ad groups whose time has come by `now`, unless there is room for them after all."""
    waiting = _flipping(simulator)
    due = [(group.flips_at, group) for i in waiting if (group := simulator.state.adgroups[i]).flips_at]
    for at, group in sorted(
        ((at, g) for at, g in due if at and at <= now), key=lambda each: (each[0], int(each[1].id))
    ):
        waiting.discard(group.id)
        too_many = group.operation_status == "ENABLE" and is_used_up(simulator, group.advertiser_id, -1)
        settled = changed(group, at, status="DISABLE") if too_many else group
        simulator.state.save(replace(settled, flips_at=None))


def _flipping(simulator: Simulator) -> set[str]:
    if _FLIPPING not in simulator.memory:
        every = simulator.state.adgroups.values()
        simulator.memory[_FLIPPING] = {group.id for group in every if group.flips_at is not None}
    found: set[str] = simulator.memory[_FLIPPING]
    return found

"""What the end of an audience does to campaigns, found out at the first call after it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from .audience_records import Audience
from .audiences import expires_at, may_use
from .history import changed
from .tree_records import Campaign

if TYPE_CHECKING:
    from .simulator import Simulator

_NEXT = "next end of an audience"


def expire_audiences(simulator: Simulator, now: datetime) -> None:
    """Pauses what only an expired audience was shown to, as of the moment of its end (behaviour reference §8.1, sure).

    Every change comes with a call, and every call looks here first: nothing was changed since that moment.
    """
    version, next_end = simulator.memory.get(_NEXT, (-1, None))
    if version != simulator.state.version:
        next_end = min((expires_at(audience) for audience in _living(simulator)), default=None)
        simulator.memory[_NEXT] = (simulator.state.version, next_end)
    if next_end is None or now < next_end:
        return
    for audience in sorted(_living(simulator), key=expires_at):
        if (end := expires_at(audience)) <= now:
            paused = [changed(campaign, end, status="DISABLE") for campaign in _shown_to_it_alone(simulator, audience)]
            simulator.state.save(replace(audience, expired_at=end), *paused)


def _living(simulator: Simulator) -> list[Audience]:
    every = simulator.state.audiences.values()
    return [audience for audience in every if audience.deleted_at is None and audience.expired_at is None]


def _shown_to_it_alone(simulator: Simulator, audience: Audience) -> list[Campaign]:
    """Running campaigns all of whose ad groups include this audience and no other."""
    state = simulator.state
    found = []
    for campaign in state.campaigns.values():
        if campaign.operation_status != "ENABLE" or not may_use(audience, campaign.advertiser_id):
            continue
        adgroups = [state.adgroups[adgroup_id] for adgroup_id in state.adgroups_of.get(campaign.id, ())]
        included = [a.fields.get("audience_ids", []) for a in adgroups if a.operation_status != "DELETE"]
        if included and all(ids == [audience.id] for ids in included):
            found.append(campaign)
    return found

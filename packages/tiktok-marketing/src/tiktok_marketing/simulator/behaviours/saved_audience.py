"""Targeting saved under a name, to be used again in ad groups."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.audience_records import SavedAudience
from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.fallback import check as check_catalogued
from tiktok_marketing.simulator.rules.text import check_text
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.audience_use import (
    DMP_SAVED_AUDIENCE_CREATE,
    DMP_SAVED_AUDIENCE_DELETE,
    DMP_SAVED_AUDIENCE_LIST,
    SavedAudienceCreateParams,
    SavedAudienceDeleteParams,
    SavedAudienceListParams,
)

from .listing import page_of

# Behaviour reference §8.3 (sure).
LONGEST_NAME = 512
_NOT_KEPT = frozenset({"advertiser_id", "saved_audience_id"})


@behaviour(DMP_SAVED_AUDIENCE_CREATE)
def create(simulator: Simulator, call: Call[SavedAudienceCreateParams]) -> dict[str, Any]:
    check_catalogued(call.endpoint, call.given, strict=False)
    check_text("saved_audience_name", call.params.saved_audience_name, LONGEST_NAME)
    if not call.params.location_ids:
        raise bad_value("location_ids: Must not be empty.")
    saved = SavedAudience(
        id=simulator.new_id(call.now),
        advertiser_id=call.params.advertiser_id,
        created_at=call.now,
        fields={name: value for name, value in call.given.items() if name not in _NOT_KEPT},
    )
    simulator.state.save(saved)
    return {"saved_audience_id": saved.id}


@behaviour(DMP_SAVED_AUDIENCE_LIST)
def list_saved(simulator: Simulator, call: Call[SavedAudienceListParams]) -> dict[str, Any]:
    """Newest first."""
    check_catalogued(call.endpoint, call.given, strict=False)
    wanted = call.given.get("saved_audience_ids")
    found = [saved for saved in _of(simulator, call.params.advertiser_id) if wanted is None or saved.id in wanted]
    found.sort(key=lambda saved: (saved.created_at, int(saved.id)), reverse=True)
    rows, page_info = page_of(found, call.given)
    return {"saved_audiences": [{"saved_audience_id": s.id, **s.fields} for s in rows], "page_info": page_info}


@behaviour(DMP_SAVED_AUDIENCE_DELETE)
def delete(simulator: Simulator, call: Call[SavedAudienceDeleteParams]) -> dict[str, Any]:
    """All or none."""
    check_catalogued(call.endpoint, call.given, strict=False)
    known = {saved.id: saved for saved in _of(simulator, call.params.advertiser_id)}
    ids = dict.fromkeys(call.params.saved_audience_ids)
    if unknown := ids.keys() - known.keys():
        raise bad_value(f"saved_audience_ids: The saved audience {min(unknown)} does not exist.")
    simulator.state.save(*(replace(known[saved_id], deleted_at=call.now) for saved_id in ids))
    return {}


def _of(simulator: Simulator, advertiser_id: str) -> list[SavedAudience]:
    every = simulator.state.saved_audiences.values()
    return [saved for saved in every if saved.advertiser_id == advertiser_id and saved.deleted_at is None]

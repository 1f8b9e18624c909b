"""Control routes for audiences and conversion events: how they are treated, how one ends, which came."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace as changed
from starlette.requests import Request

from .audiences import cover_num, decided, standing
from .simulator import Simulator
from .switchboard import Impossible, Line, number, read


class AudienceVerdict(msgspec.Struct, forbid_unknown_fields=True):
    """`error` makes the computation fail; `cover_num` is how many people it comes to."""

    audience_id: str
    cover_num: int | None = None
    error: str = ""


class SourceKnobs(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Those of `Computing` and `EventRules`, times in hours and days; null takes events of any age."""

    audience_hours: Annotated[float, Meta(ge=0, le=48)] | UnsetType = UNSET
    matched_share: Annotated[float, Meta(ge=0, le=1)] | UnsetType = UNSET
    oldest_online_days: Annotated[int, Meta(ge=0)] | UnsetType | None = UNSET
    oldest_offline_days: Annotated[int, Meta(ge=0)] | UnsetType | None = UNSET
    refuses_parts: bool | UnsetType = UNSET
    app_allowed: bool | UnsetType = UNSET
    pixel_qps: Annotated[int, Meta(ge=1)] | UnsetType = UNSET


def source_lines(simulator: Simulator) -> list[Line]:
    control = _Control(simulator)
    return [
        Line("POST", "/audience", "end an audience's computation now: audience_id, cover_num, error", control.audience),
        Line("GET", "/sources", "how audiences and events are treated: audience_hours, pixel_qps …", control.knobs),
        Line("POST", "/sources", "one or more of them", control.turn_knobs),
        Line("GET", "/events", "the last conversion events: source_id, event, limit, tests=1", control.events),
    ]


class _Control(msgspec.Struct, frozen=True):
    simulator: Simulator

    async def knobs(self, _: Request) -> object:
        computing, rules = self.simulator.computing, self.simulator.event_rules
        return SourceKnobs(
            audience_hours=computing.longest / timedelta(hours=1),
            matched_share=computing.matched_share,
            oldest_online_days=_days(rules.oldest_online),
            oldest_offline_days=_days(rules.oldest_offline),
            refuses_parts=rules.refuses_parts,
            app_allowed=rules.app_allowed,
            pixel_qps=rules.pixel_qps,
        )

    async def turn_knobs(self, request: Request) -> object:
        turned = await read(request, SourceKnobs)
        given = {name: getattr(turned, name) for name in turned.__struct_fields__}
        given = {name: value for name, value in given.items() if value is not UNSET}
        computing = {name: given.pop(name) for name in ("matched_share",) if name in given}
        if "audience_hours" in given:
            longest = timedelta(hours=given.pop("audience_hours"))
            computing |= {"longest": longest, "shortest": min(self.simulator.computing.shortest, longest)}
        self.simulator.computing = changed(self.simulator.computing, **computing)
        self.simulator.event_rules = changed(self.simulator.event_rules, **dict(map(_rule, given.items())))
        return await self.knobs(request)

    async def audience(self, request: Request) -> object:
        verdict, now = await read(request, AudienceVerdict), self.simulator.now()
        audience = self.simulator.state.audiences.get(verdict.audience_id)
        if audience is None or audience.deleted_at is not None:
            raise Impossible(f"audience_id: there is no audience {verdict.audience_id!r}")
        audience = decided(audience, now, verdict.cover_num, verdict.error)
        self.simulator.state.save(audience)
        return {
            "audience_id": audience.id,
            "standing": standing(audience, now),
            "cover_num": cover_num(audience, now),
        }

    async def events(self, request: Request) -> object:
        asked = request.query_params
        found = self.simulator.received.select(
            tests=asked.get("tests") in {"1", "true"},
            source_id=asked.get("source_id"),
            name=asked.get("event"),
            limit=number(asked.get("limit", "100"), "limit"),
        )
        return {"events": found}


def _days(age: timedelta | None) -> int | None:
    return None if age is None else age.days


def _rule(knob: tuple[str, Any]) -> tuple[str, Any]:
    """A knob as the field of `EventRules` that it turns."""
    name, value = knob
    if not name.endswith("_days"):
        return knob
    return name.removesuffix("_days"), None if value is None else timedelta(days=value)

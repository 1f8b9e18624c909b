"""By what a report's rows are cut: which dimensions go together (behaviour reference §6.1, §6.3)."""

from __future__ import annotations

import msgspec

from tiktok_marketing.simulator.behaviour import Refusal, bad_value
from tiktok_marketing.simulator.breakdowns import KEYWORDS, WHOLE
from tiktok_marketing.spec.catalogue import Dimension, dimensions

from .report_types import TIMES, Kind, Level, Time, Way

CONFLICT = "Conflict occurs. The input params including metrics and dimensions have no relation."
_PAIR = ("gender", "age")
# What the catalogue lacks: D:1751617879104514 (groupings of playable reports), D:1740302766489602 (`ad_id_v2`).
_ALSO = {"country_code": ("PLAYABLE_MATERIAL",), "ad_id_v2": ("AUDIENCE", "CATALOG")}
_SHOP_GROUPINGS = (
    {"advertiser_id"},
    {"advertiser_id", "country_code"},
    {"advertiser_id", "stat_time_day"},
    {"advertiser_id", "country_code", "stat_time_day"},
    {"campaign_id", "country_code"},
    {"campaign_id", "country_code", "stat_time_day"},
)


class Cut(msgspec.Struct, frozen=True):
    """`ids` are the dimensions that name the row's subject; without any, all subjects are one."""

    ids: tuple[str, ...]
    time: Time | None
    breakdowns: tuple[str, ...]


class Asked(msgspec.Struct, frozen=True):
    """What of a query decides which dimensions it may have."""

    kind: Kind
    way: Way
    level: Level
    is_several: bool
    is_lifetime: bool


def read_dimensions(names: list[str], asked: Asked) -> Cut:
    """How the rows are cut.

    Raises:
        Refusal: 40002, a name is unknown, or they do not go together.
    """
    known = dimensions()
    if unknown := [name for name in names if name not in known]:
        raise bad_value(
            "Please correct the information in invalid dimension fields and try again. "
            f"Invalid dimension fields: {unknown}."
        )
    found = [known[name] for name in names]
    ids = tuple(name for name in names if known[name].kind == "id" and name not in {"playable_id", "catalog_id"})
    times = [name for name in TIMES if name in names]
    others = [dimension for dimension in found if dimension.name not in ids and dimension.name not in times]
    taken = all(asked.kind.name in {*dimension.report_types, *_ALSO.get(dimension.name, ())} for dimension in found)
    if len(set(names)) < len(names) or len(times) > 1 or not taken:
        raise conflict()
    cut = Cut(ids, times[0] if times else None, _ordered(others))
    _check_ids(cut, asked)
    for dimension in others:
        _check_other(dimension, cut, asked)
    _RULES[asked.kind.name](cut, asked)
    return cut


def conflict() -> Refusal:
    """40002: the parameters have nothing to do with each other."""
    return bad_value(CONFLICT)


def _ordered(others: list[Dimension]) -> tuple[str, ...]:
    """Names in the order in which pairs are known."""
    names = [dimension.name for dimension in others]
    for pair in (KEYWORDS, _PAIR):
        if set(names) == set(pair):
            return pair
    return tuple(names)


def _check_ids(cut: Cut, asked: Asked) -> None:
    """One dimension names the subject, that of the level; parents' ids are metrics (§6.1)."""
    if asked.kind.name in {"PLAYABLE_MATERIAL", "BC"}:
        return
    own: list[tuple[str, ...]] = [(f"{asked.level}_id",)]
    if asked.level == "ad":
        own.append(("ad_id_v2",))
    if asked.level == "advertiser" and asked.kind.name == "AUDIENCE":
        own.append(())  # an example on the page of audience reports does without (D:1738864928947201)
    if asked.is_several:
        # Synchronously none is needed (§6.2); a task may name the advertiser besides (§6.9).
        own += [()] if asked.way.is_synchronous else [("advertiser_id", *own[0])]
    if asked.kind.name == "CATALOG" and "catalog_id" in cut.breakdowns:
        own.append(())
    if not any(sorted(cut.ids) == sorted(ids) for ids in own):
        raise conflict()


def _check_other(dimension: Dimension, cut: Cut, asked: Asked) -> None:
    levels = dimension.data_levels
    if levels and f"AUCTION_{asked.level.upper()}" not in levels and asked.kind.levels:
        raise conflict()
    if not set(dimension.requires) <= {*cut.ids, *cut.breakdowns}:
        raise conflict()
    if cut.time and dimension.no_time_series:
        raise conflict()
    if cut.time == "stat_time_hour" and dimension.name not in WHOLE:
        raise conflict()  # that nothing else has hours is inferred; country_code and audiences are documented
    if asked.is_lifetime and (dimension.no_lifetime or dimension.kind == "audience"):
        raise conflict()


def _check_basic(cut: Cut, asked: Asked) -> None:
    if len(cut.breakdowns) > 1 and cut.breakdowns != KEYWORDS:
        raise conflict()
    if asked.is_several and not cut.ids and cut.breakdowns:
        raise conflict()


def _check_audience(cut: Cut, asked: Asked) -> None:
    """One kind of people, or sex with age; no hours (§6.3)."""
    if (len(cut.breakdowns) != 1 and cut.breakdowns != _PAIR) or asked.is_lifetime:
        raise conflict()


def _check_playable(cut: Cut, _: Asked) -> None:
    """By playable_id, or by that and country_code (D:1751617879104514)."""
    if "playable_id" not in cut.breakdowns or not set(cut.breakdowns) <= {"playable_id", "country_code"}:
        raise conflict()
    if cut.ids or cut.time:
        raise conflict()


def _check_catalog(cut: Cut, _: Asked) -> None:
    if len(set(cut.breakdowns) - {"catalog_id"}) > 1 or not cut.breakdowns:
        raise conflict()


def _check_bc(cut: Cut, _: Asked) -> None:
    if not set(cut.ids) <= {"advertiser_id"} or not set(cut.breakdowns) <= {"country_code"}:
        raise conflict()
    if not (cut.ids or cut.time or cut.breakdowns):
        raise conflict()


def _check_shop(cut: Cut, _: Asked) -> None:
    if {*cut.ids, *cut.breakdowns, *([cut.time] if cut.time else [])} not in _SHOP_GROUPINGS:
        raise conflict()


_RULES = {
    "BASIC": _check_basic,
    "AUDIENCE": _check_audience,
    "PLAYABLE_MATERIAL": _check_playable,
    "CATALOG": _check_catalog,
    "BC": _check_bc,
    "TT_SHOP": _check_shop,
}

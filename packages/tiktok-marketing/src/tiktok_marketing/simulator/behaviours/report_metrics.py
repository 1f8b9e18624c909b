"""Which figures go into which report (behaviour reference §6.1, §6.3)."""

from __future__ import annotations

from tiktok_marketing.simulator.behaviour import bad_value
from tiktok_marketing.spec.catalogue import Metric, dimensions, metrics

from .report_allowed import NOT_BY_PEOPLE_IN_TASKS, OF_BOTH_WAYS, PEOPLE, SYNCHRONOUS_ONLY
from .report_dimensions import Cut, conflict
from .report_types import Kind, Level, Way

# §6.3 names some that AUDIENCE refuses and says «most secondary conversion names»: these groups are our reading.
_NOT_OF_PEOPLE = frozenset(
    {
        "in_app_event",
        "website_event",
        "tiktok_onsite",
        "native_growth",
        "offline_event",
        "messaging",
        "tiktok_shop",
        "attribution",
        "skan",
        "playable",
    }
)


def check_metrics(names: tuple[str, ...], kind: Kind, way: Way, level: Level, cut: Cut) -> None:
    """Whether all of them can be in the report.

    Raises:
        Refusal: 40002, one is unknown, or has nothing to do with the dimensions.
    """
    known = metrics()
    if unknown := [name for name in names if name not in known]:
        raise bad_value(
            f"Please correct the information in invalid metric fields and try again. Invalid metric fields: {unknown}."
        )
    for metric in map(known.__getitem__, names):
        if not _fits(metric, kind, way, level, cut):
            raise conflict()


def _fits(metric: Metric, kind: Kind, way: Way, level: Level, cut: Cut) -> bool:
    if not _fits_level(metric, level, cut) or not (way.is_synchronous or _fits_task(metric, cut)):
        return False
    listed = [_listed(kind, way, name) for name in cut.breakdowns]
    if kind.name == "AUDIENCE" and None in listed and not _fits_people(metric):
        return False
    return metric.group == "attribute" or all(names is None or metric.name in names for names in listed)


def _fits_level(metric: Metric, level: Level, cut: Cut) -> bool:
    here = {*cut.ids, *cut.breakdowns, cut.time}
    if metric.report_types.get("BASIC") == "no" or set(metric.requires_dimensions) - here:
        return False
    if (metric.name, "ad_id" in here, "ad_id_v2" in here) in {("ad_id_v2", True, False), ("ad_id", False, True)}:
        return False  # one excludes the other (§6.3)
    return metric.group == "attribute" or f"AUCTION_{level.upper()}" in metric.data_levels


def _fits_task(metric: Metric, cut: Cut) -> bool:
    """No figure that is synchronous only, and none that counts people beside kinds of people (§6.7, §6.9)."""
    counts_people = metric.name in NOT_BY_PEOPLE_IN_TASKS and not PEOPLE.isdisjoint(cut.breakdowns)
    return metric.report_types.get("BASIC") != "sync-only" and not counts_people


def _fits_people(metric: Metric) -> bool:
    verdict = metric.report_types.get("AUDIENCE", "unknown")
    return verdict not in {"no", "disputed"} and (verdict != "unknown" or metric.group not in _NOT_OF_PEOPLE)


def _listed(kind: Kind, way: Way, dimension: str) -> frozenset[str] | None:
    """The figures that are told by the dimension; None where no page lists them."""
    key = (kind.name, dimension)
    if key in OF_BOTH_WAYS:
        return OF_BOTH_WAYS[key] | (SYNCHRONOUS_ONLY.get(key, frozenset()) if way.is_synchronous else frozenset())
    allowed = dimensions()[dimension].allowed_metrics
    return None if allowed is None else frozenset(allowed)

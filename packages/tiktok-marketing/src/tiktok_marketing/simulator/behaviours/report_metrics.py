"""Which figures go into which report (behaviour reference §6.1, §6.3)."""

from __future__ import annotations

from tiktok_marketing.simulator.behaviour import bad_value
from tiktok_marketing.spec.catalogue import Metric, dimensions, metrics

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
_UNIQUE = frozenset({"reach", "frequency", "cost_per_1000_reached", "average_video_play_per_user"})


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
    here = {*cut.ids, *cut.breakdowns, cut.time}
    if metric.group != "attribute" and f"AUCTION_{level.upper()}" not in metric.data_levels:
        return False
    if metric.report_types.get("BASIC") == "no" or set(metric.requires_dimensions) - here:
        return False
    if (metric.name == "ad_id_v2" and "ad_id" in cut.ids) or (metric.name == "ad_id" and "ad_id_v2" in cut.ids):
        return False  # one excludes the other (§6.3)
    if not way.is_synchronous and not _fits_task(metric, kind):
        return False
    if kind.name == "AUDIENCE" and not _fits_people(metric):
        return False
    return all(_fits_breakdown(metric, name) for name in cut.breakdowns)


def _fits_task(metric: Metric, kind: Kind) -> bool:
    """No figure that is synchronous only, and none that counts people beside kinds of people (§6.7, §6.9)."""
    return metric.report_types.get("BASIC") != "sync-only" and not (kind.name == "AUDIENCE" and metric.name in _UNIQUE)


def _fits_people(metric: Metric) -> bool:
    verdict = metric.report_types.get("AUDIENCE", "unknown")
    return verdict not in {"no", "disputed"} and (verdict != "unknown" or metric.group not in _NOT_OF_PEOPLE)


def _fits_breakdown(metric: Metric, name: str) -> bool:
    allowed = dimensions()[name].allowed_metrics
    return allowed is None or metric.group == "attribute" or metric.name in allowed

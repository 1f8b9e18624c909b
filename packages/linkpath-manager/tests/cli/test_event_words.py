"""Every kind of event has words of its own."""

from typing import Any

import msgspec

from linkpath_manager.cli.event_words import in_words
from linkpath_manager.domain.events import EVENT_TYPES


def test_every_kind_of_event_says_what_happened() -> None:
    said = {
        name: in_words({"type": name, "data": msgspec.to_builtins(kind.example)}) for name, kind in EVENT_TYPES.items()
    }

    assert said == {
        "campaign.status_changed": "Campaign “Spring sale”: ACTIVE → PAUSED",
        "adgroup.status_changed": "Ad group “Germany, 25 to 34”: DELIVERING → OUT_OF_BUDGET (BUDGET_EXHAUSTED)",
        "ad.approved": "Ad “Spring sale · video 1”: approved",
        "ad.rejected": "Ad “Spring sale · video 1”: rejected. The product may not be advertised to people under 18.",
        "budget.threshold_reached": "Campaign 1780000000000000001: 41.37 of 50.00 EUR spent, daily",
        "change.pending": "Budget of campaign “Spring sale”: 50.00 → 75.00",
        "change.applied": "Budget of campaign “Spring sale”: 50.00 → 75.00",
        "change.failed": "Budget of campaign “Spring sale”: 50.00 → 75.00",
        "connection.broken": "Connection con_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4: "
        "Access token is incorrect or has been revoked.",
        "report.completed": "Report of 7000000000000000001, 2026-01-01 to 2026-10-31: "
        "9,120 rows at /v1/reports/op_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4",
        "endpoint.disabled": "https://reports.northwind.example/linkpath: "
        "Every post has failed for 120 h; the last one: nobody answers there.",
    }


def test_a_report_that_failed_says_why() -> None:
    run: Any = msgspec.to_builtins(EVENT_TYPES["report.completed"].example)
    run["object"] |= {"rows": None, "error": {"code": "upstream_rejected", "detail": "TikTok refuses this."}}

    said = in_words({"type": "report.completed", "data": run})

    assert said == "Report of 7000000000000000001, 2026-01-01 to 2026-10-31: failed. TikTok refuses this."


def test_an_event_of_a_newer_linkpath_has_no_words() -> None:
    assert in_words({"type": "moon.risen", "data": {}}) == ""

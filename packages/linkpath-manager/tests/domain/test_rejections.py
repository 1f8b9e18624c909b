"""Behaviour reference §5.4: why an ad was rejected, with a code made of what TikTok restricts."""

from typing import Any

import msgspec
import pytest

from linkpath_manager.domain.events.rejections import reasons_in

VIDEO = {"content_type": "MODE_VIDEO", "video_content": {"video_id": "v1"}}


def told(**info: Any) -> list[Any]:
    found: list[Any] = msgspec.to_builtins(reasons_in({"is_approved": False, "reject_info": [info]}))
    return found


def test_a_reason_tells_what_tiktok_restricts_suggests_and_looked_at() -> None:
    info = {
        "reasons": ["Alcohol is for adults."],
        "suggestion": "Aim at adults.",
        "content_info": VIDEO,
        "forbidden_ages": ["AGE_13_17"],
        "forbidden_locations": [],
        "forbidden_placements": None,
    }

    assert told(**info) == [
        {
            "code": "RESTRICTED_AGES",
            "text": "Alcohol is for adults.",
            "suggestion": "Aim at adults.",
            "content_type": "MODE_VIDEO",
            "forbidden_ages": ["AGE_13_17"],
            "forbidden_locations": [],
            "forbidden_placements": [],
        }
    ]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"forbidden_locations": [6252001], "content_info": VIDEO}, "RESTRICTED_LOCATIONS"),
        ({"forbidden_placements": ["PLACEMENT_PANGLE"]}, "RESTRICTED_PLACEMENTS"),
        ({"forbidden_locations": ["6252001"], "forbidden_ages": ["AGE_13_17"]}, "RESTRICTED_AGES"),
        ({"content_info": VIDEO, "forbidden_ages": []}, "CONTENT"),
        ({"content_info": None}, None),
        ({}, None),
    ],
)
def test_the_code_follows_from_the_lists_and_else_from_what_was_looked_at(
    said: dict[str, Any], code: str | None
) -> None:
    assert [(one["code"], one["text"]) for one in told(reasons=["No.", "Never."], **said)] == [
        (code, "No."),
        (code, "Never."),
    ]


def test_a_restriction_without_a_word_is_told_and_nothing_at_all_is_not() -> None:
    assert [(one["code"], one["text"]) for one in told(forbidden_ages=["AGE_13_17"])] == [("RESTRICTED_AGES", "")]
    assert told(content_info=VIDEO) == []
    assert reasons_in({}) == reasons_in({"reject_info": None}) == []

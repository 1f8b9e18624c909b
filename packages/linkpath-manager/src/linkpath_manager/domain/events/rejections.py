"""Why TikTok's reviewers rejected an ad: their words, and a code made of what they restrict."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from msgspec import Struct

RejectionCode = Literal["RESTRICTED_AGES", "RESTRICTED_LOCATIONS", "RESTRICTED_PLACEMENTS", "CONTENT"]


class RejectionReason(Struct, frozen=True, kw_only=True):
    """TikTok's words, `text`, in no fixed wording; and LinkPath's `code`, which stays the same whatever they are.

    RESTRICTED_AGES, _LOCATIONS, _PLACEMENTS: the ad may not be shown to, in or on what the list of that name holds; of
    several the first in this order. CONTENT: what the ad shows or says is at fault; `content_type`, such as MODE_VIDEO,
    names what of it. Null: TikTok says neither. The lists hold TikTok's own words and ids.
    """

    code: RejectionCode | None
    text: str
    suggestion: str | None = None
    content_type: str | None = None
    forbidden_ages: list[str] = []
    forbidden_locations: list[str] = []
    forbidden_placements: list[str] = []


def reasons_in(review: Mapping[str, Any]) -> list[RejectionReason]:
    """The reasons in TikTok's review of an ad. It gives words and no codes (behaviour reference §5.4, sure)."""
    return [reason for info in review.get("reject_info") or [] for reason in _reasons(info)]


def _reasons(info: Mapping[str, Any]) -> list[RejectionReason]:
    """One for each of its words; one without, where it says only what it restricts."""
    forbidden = {name: [str(each) for each in info.get(name) or []] for name in _CODES}
    content = info.get("content_info") or {}
    restricted: list[RejectionCode] = [code for name, code in _CODES.items() if forbidden[name]]
    code = restricted[0] if restricted else "CONTENT" if content else None
    words = [str(text) for text in info.get("reasons") or []] or ([""] if restricted else [])
    return [
        RejectionReason(
            code=code,
            text=text,
            suggestion=info.get("suggestion") or None,
            content_type=content.get("content_type"),
            forbidden_ages=forbidden["forbidden_ages"],
            forbidden_locations=forbidden["forbidden_locations"],
            forbidden_placements=forbidden["forbidden_placements"],
        )
        for text in words
    ]


_CODES: Final[dict[str, RejectionCode]] = {
    "forbidden_ages": "RESTRICTED_AGES",
    "forbidden_locations": "RESTRICTED_LOCATIONS",
    "forbidden_placements": "RESTRICTED_PLACEMENTS",
}

"""A new pixel: its code, and what TikTok switches on by itself."""

from __future__ import annotations

from base64 import b32encode
from datetime import datetime
from hashlib import blake2b
from typing import Any

from .event_records import Pixel

_DEFAULTS: dict[str, Any] = {
    "pixel_category": "CUSTOMIZE_EVENTS",
    "pixel_setup_mode": "DEVELOPER",
    "partner_name": None,
    "advanced_matching_fields": {"phone_number": True, "email": True},
    "automatic_advanced_matching_fields": dict.fromkeys(
        ("phone_number", "email", "name", "address", "external_id"), False
    ),
    "enable_first_party_cookies": True,
    "enable_expanded_data_sharing": True,
}


def new_pixel(pixel_id: str, advertiser_id: str, name: str, now: datetime, fields: dict[str, Any]) -> Pixel:
    """A pixel without events; its code follows from its id."""
    return Pixel(
        id=pixel_id,
        advertiser_id=advertiser_id,
        code=_code(pixel_id),
        name=name,
        created_at=now,
        fields=_DEFAULTS | fields,
    )


def _code(pixel_id: str) -> str:
    """20 capitals and digits, as TikTok's codes have."""
    return "C" + b32encode(blake2b(pixel_id.encode(), digest_size=15).digest()).decode()[:19]

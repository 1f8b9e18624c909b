"""Developer apps at TikTok: in whose name LinkPath asks for grants, and whose quota its calls use up."""

from datetime import datetime
from typing import Final, Literal

from msgspec import Struct

DEFAULT: Final = "default"
"""The id of the app that the settings name."""

AppLevel = Literal["basic", "advanced", "premium", "ultimate"]
AppSource = Literal["SETTINGS", "WORKSPACE"]


class TikTokApp(Struct, frozen=True, kw_only=True, tag_field="object", tag="tiktok_app"):
    """An app; its secret is never shown. `app_id` is TikTok's.

    `source`: SETTINGS, the one that the operator has configured for every workspace; WORKSPACE, one of its own.
    """

    id: str
    name: str
    app_id: str
    level: AppLevel
    source: AppSource
    created_at: datetime | None
    updated_at: datetime | None

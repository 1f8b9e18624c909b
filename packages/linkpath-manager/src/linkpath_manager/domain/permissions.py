"""What LinkPath needs a grant's permissions for."""

from collections.abc import Collection
from typing import Final

from msgspec import Struct

from tiktok_marketing.spec.permissions import PERMISSIONS, allows


class Permission(Struct, frozen=True, kw_only=True):
    """One of TikTok's permissions, in words; `name` is null where its number is not known."""

    id: str
    name: str | None


class MissingPermission(Struct, frozen=True, kw_only=True):
    """A permission that the grant lacks, and what cannot be done without it."""

    id: str
    name: str
    needed_for: str


NEEDED: Final = {
    "100": "reading advertisers",
    "200": "reading campaigns",
    "201": "creating and changing campaigns",
    "210": "reading ad groups",
    "211": "creating and changing ad groups",
    "220": "reading ads",
    "221": "creating and changing ads",
    "44": "reports",
}
"""By TikTok's number (D:1753986142651394; the endpoints that LinkPath calls are listed there under each)."""


def in_words(scope: Collection[str]) -> list[Permission]:
    """What the grant's numbers stand for, in their order."""
    return [Permission(id=it, name=PERMISSIONS[it].name if it in PERMISSIONS else None) for it in scope]


def missing(scope: Collection[str]) -> list[MissingPermission]:
    """Which of the needed permissions a grant with these numbers lacks; of an empty scope nothing is known."""
    return [
        MissingPermission(id=it, name=PERMISSIONS[it].name, needed_for=needed_for)
        for it, needed_for in NEEDED.items()
        if scope and not allows(scope, it)
    ]

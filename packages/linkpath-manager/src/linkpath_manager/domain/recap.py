"""A recap: what changed since a moment, in few words."""

from datetime import datetime

from msgspec import Struct


class LevelChanges(Struct, frozen=True, kw_only=True):
    """How many objects of a level were created and modified at TikTok, and are there, and how many were deleted."""

    level: str
    created: int
    modified: int
    deleted: int


class Happened(Struct, frozen=True, kw_only=True):
    """An event in one line. `before` and `after`: a reviewers' verdict, or what TikTok made of the object; null: of
    spend, or nobody knows.
    """

    event_id: str
    type: str
    at: datetime
    level: str
    id: str
    name: str | None
    before: str | None
    after: str | None
    reason: str | None


class Recap(Struct, frozen=True, kw_only=True, tag_field="object", tag="recap"):
    """`happened` is newest first. `as_of`: when all of the account was last seen at TikTok."""

    advertiser_id: str
    since: datetime
    as_of: datetime | None
    changes: list[LevelChanges]
    happened: list[Happened]
    has_more: bool

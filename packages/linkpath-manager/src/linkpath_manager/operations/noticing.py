"""A reading put into the mirror, and told of: compared with what the mirror held, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.event import Event
from linkpath_manager.domain.events import ad
from linkpath_manager.domain.events.rejections import RejectionReason, reasons_in
from linkpath_manager.domain.events.seen import told_of
from linkpath_manager.domain.events.statuses import status_events
from linkpath_manager.domain.listing import version_of
from linkpath_manager.errors import LinkPathError
from linkpath_manager.store import advertisers, mirror
from linkpath_manager.store.database import hold
from linkpath_manager.store.mirror import Held, Level, MirrorRow
from tiktok_marketing.spec.review import AD_REVIEW_INFO, AdReviewInfoParams

from . import upstream
from .operation import Context

_MOST_ASKED: Final = 20  # ads of one call that TikTok tells the reasons of

Reasons = Mapping[str, Sequence[RejectionReason]]


@dataclass(slots=True)
class Noticed:
    """What a reading changed: the rows that were other than the mirror had them, and what is told of them."""

    rows: list[MirrorRow] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    hidden: int = 0
    """Rows of which nothing that a cheap look compares had changed."""


async def reasons_of(ctx: Context, rows: Sequence[MirrorRow]) -> Reasons:
    """Why TikTok rejected those ads among `rows` that the mirror does not know to be rejected, by id.

    Where TikTok does not say it now, the rejection is told without reasons rather than later.
    """
    assert ctx.advertiser is not None  # noqa: S101  # the gate sets it for whatever reads an advertiser's objects
    asked = [row.id for row in rows if row.verdict == "REJECTED" and not await _known(ctx, row)]
    told: dict[str, list[RejectionReason]] = {}
    for first in range(0, len(asked), _MOST_ASKED):
        params = AdReviewInfoParams(advertiser_id=ctx.advertiser.id, ad_ids=asked[first : first + _MOST_ASKED])
        try:
            answer = await upstream.call(ctx, AD_REVIEW_INFO, params)
        except LinkPathError:
            continue
        told |= {id_: reasons_in(review) for id_, review in (answer.data.ad_review_map or {}).items()}
    return told


async def notice(
    tx: AsyncConnection, level: Level, rows: Sequence[MirrorRow], *, reasons: Reasons | None = None, tell: bool = True
) -> Noticed:
    """Puts what is other than the mirror has it, and returns that and what is to be told of it.

    Nothing is put or told of a reading that began before one that the mirror holds. `tell` False: it is the account's
    first reading, and tells nothing. Until the transaction ends no other one puts objects of the advertiser.
    """
    if not rows:
        return Noticed()
    first = rows[0]
    await hold(tx, f"objects/{first.advertiser_id}", first.workspace_id)
    before = await mirror.held(tx, level, first.workspace_id, [row.id for row in rows])
    seen_at = await advertisers.seen_at(tx, first.workspace_id, first.advertiser_id, level)
    noticed = Noticed()
    for read in rows:
        row, was = read, before.get(read.id)
        if row.read_at < max(seen_at, was.read_at if was else 0) or (was and _same(was, row)):
            continue
        known = was.verdict if was else None
        if level == "ad" and tell and known is None and was is None:
            known = "IN_REVIEW"  # an ad that was made since the last reading began its life with the reviewers
            row = row if row.verdict else replace(row, verdict=known)
        noticed.rows.append(row)
        noticed.hidden += was is not None and _looks_alike(was, row)
        if tell:
            noticed.events.extend(_told(level, was, row, known, (reasons or {}).get(row.id, ())))
    await mirror.put(tx, level, noticed.rows)
    return noticed


async def _known(ctx: Context, row: MirrorRow) -> bool:
    held = await mirror.by_id(ctx.services.db, "ad", row.workspace_id, row.id)
    return held is not None and held.verdict == "REJECTED"


def _same(was: Held, row: MirrorRow) -> bool:
    return was.upstream == row.upstream and version_of(was.document) == version_of(row.document)


def _looks_alike(was: Held, row: MirrorRow) -> bool:
    before, now = told_of(was.document), told_of(row.document)
    return was.updated_at == row.updated_at and (before.status, before.delivery) == (now.status, now.delivery)


def _told(
    level: Level, was: Held | None, row: MirrorRow, verdict: Any, reasons: Sequence[RejectionReason]
) -> list[Event]:
    before = was.document if was else None
    if level == "ad":
        return ad.events_between(verdict, before, row.document, reasons)
    return status_events(level, before, row.document) if before else []

"""Changes as they are shown."""

from typing import Any, Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.change import Change, Decision, FieldChange, MoneyEffect
from linkpath_manager.domain.events.change import event_of
from linkpath_manager.domain.listing import Document
from linkpath_manager.kit.clock import from_micros
from linkpath_manager.store import changes, events
from linkpath_manager.store.changes import ChangeRow

from .previews import Preview
from .record import actor_from
from .services import Services

CHANGES_PATH: Final = "/changes"
"""The page on which people decide."""


class _Kept(msgspec.Struct, kw_only=True):
    title: str
    target: dict[str, str | None] | None
    note: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    changes: list[FieldChange]
    money: MoneyEffect
    risks: list[str]


def kept(shown: Preview, *, note: str | None) -> bytes:
    """What a change keeps of its preview: people decide on this and nothing else."""
    return msgspec.json.encode(
        _Kept(
            title=shown.title,
            target=shown.target,
            note=note,
            before=shown.before,
            after=shown.after,
            changes=shown.changes,
            money=shown.money,
            risks=shown.risks,
        )
    )


async def document(services: Services, row: ChangeRow) -> Document:
    return Document(row.id, msgspec.json.encode(await view(services, row)))


async def tell(tx: AsyncConnection, services: Services, row: ChangeRow, was: str | None = None) -> None:
    """Has those told who subscribed that the transaction made the change `row`, of which the status `was` another."""
    told = event_of(await view(services, row), was)  # type: ignore[arg-type]  # the store's words are ChangeStatus's
    if told:
        await events.append(tx, row.workspace_id, [told], services.clock.now())


async def view(services: Services, row: ChangeRow) -> Change:
    """The public object."""
    shown = msgspec.json.decode(row.shown, type=_Kept)
    asker = actor_from(row.asker)
    said = await changes.decisions_of(services.db, row.workspace_id, row.id)
    ended = msgspec.json.decode(row.result) if row.result else None
    applied = row.status == "applied"
    return Change(
        id=row.id,
        status=row.status,  # type: ignore[arg-type]  # the store's words are ChangeStatus's
        operation=row.operation,
        params=msgspec.json.decode(row.params),
        digest=row.digest,
        advertiser_id=row.advertiser_id,
        target=shown.target,
        title=shown.title,
        asked_by={"kind": asker.kind, "id": asker.id, "name": asker.name, "person_id": asker.person_id},
        note=shown.note,
        before=shown.before,
        after=shown.after,
        changes=shown.changes,
        money=shown.money,
        risks=shown.risks,
        approvals_needed=row.approvals_needed,
        decisions=[
            Decision(
                person_id=one.person_id,
                name=one.name,
                approves=bool(one.approves),
                at=from_micros(one.at),
                note=one.note,
            )
            for one in said
        ],
        undo_of=row.undo_of,
        undone_by=row.undone_by,
        created_at=from_micros(row.created_at),
        expires_at=from_micros(row.expires_at),
        decided_at=from_micros(row.decided_at) if row.decided_at else None,
        applied_at=from_micros(row.applied_at) if row.applied_at else None,
        result=ended if applied else None,
        error=None if applied else ended,
        url=f"{services.public_url}{CHANGES_PATH}?id={row.id}",
    )

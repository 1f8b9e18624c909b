"""The audit log: read, checked, anchored outside the database."""

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from pydantic import Field

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.listing import Listing, ListOf
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.store import audit, workspaces
from linkpath_manager.store.audit import AuditFilter, AuditRecord

from . import pages
from .inputs import Instant
from .operation import Context, Effect, Operation, Params, Subject
from .services import Services

ANCHORS = "audit-anchors.jsonl"
"""A file beside the database, or wherever it is copied to: what the chain was each day, so that a cut end shows."""


class AuditEntry(Struct, frozen=True, kw_only=True, tag_field="object", tag="audit_entry"):
    """Who did what, on behalf of which person, by which approved change, and how it ended.

    `outcome` is the end of its run (`succeeded`, `failed`) or `refused`, and why. `params_digest` stands for the
    values, which are not kept.
    """

    id: str
    sequence: int
    at: datetime
    actor: dict[str, str]
    on_behalf_of: str | None
    operation: str
    run_id: str | None
    change_id: str | None
    advertiser_id: str | None
    target_id: str | None
    params_digest: str
    outcome: str
    upstream_request_ids: list[str]
    request_id: str


class Anchor(Struct, frozen=True, kw_only=True):
    """What a workspace's chain was: the hash of the row of that sequence."""

    at: datetime
    workspace_id: str
    sequence: int
    hash: str


class ListAudit(Params):
    operation: str = Field(default="", max_length=80, description="Such as campaigns.update; left out: any.")
    actor_id: str = Field(default="", max_length=80, description="Of a person, a key or a grant.")
    target_id: str = Field(default="", max_length=80, description="Of what was created or changed.")
    since: Instant | None = None
    until: Instant | None = None
    limit: int = Field(default=50, ge=1, le=1_000)
    cursor: str | None = Field(default=None, min_length=1, description="`next_cursor` of the page before.")


@dataclass(frozen=True, slots=True)
class Verified:
    """`rows` were read in one workspace; `broken_at` is the first row that does not hold, None when all do."""

    workspace_id: str
    rows: int
    broken_at: int | None


async def verify(services: Services) -> list[Verified]:
    """Every workspace's chain, from its first row to its last, against itself and against the anchors."""
    told: dict[str, dict[int, str]] = {}
    for anchor in _anchors(_file(services)):
        told.setdefault(anchor.workspace_id, {})[anchor.sequence] = anchor.hash
    found = []
    for workspace_id in await workspaces.ids(services.db):
        rows, broken_at = await audit.first_break(services.db, workspace_id, anchors=told.get(workspace_id))
        found.append(Verified(workspace_id, rows, broken_at))
    return found


async def anchor(services: Services) -> None:
    """Writes down what each chain is, once a day and workspace."""
    file, now = _file(services), services.clock.now()
    last = {anchor.workspace_id: anchor for anchor in _anchors(file)}
    for workspace_id in await workspaces.ids(services.db):
        newest, before = await audit.newest(services.db, workspace_id), last.get(workspace_id)
        fresh = before is not None and (before.at.date() == now.date() or (newest and before.sequence == newest[0]))
        if newest is None or fresh:
            continue
        line = msgspec.json.encode(Anchor(at=now, workspace_id=workspace_id, sequence=newest[0], hash=newest[1]))
        with file.open("ab") as anchors:
            anchors.write(line + b"\n")


async def exported(services: Services, workspace_id: str) -> AsyncIterator[bytes]:
    """A workspace's whole log, oldest first, each row as JSON."""
    async for sequence, record in audit.records(services.db, workspace_id):
        yield msgspec.json.encode(_shown(workspace_id, sequence, record))


async def _list(ctx: Context, params: ListAudit) -> Listing:
    workspace_id = ctx.actor.workspace_id
    wanted = AuditFilter(
        operation=params.operation,
        actor_id=params.actor_id,
        target_id=params.target_id,
        since=to_micros(params.since) if params.since else 0,
        until=to_micros(params.until) if params.until else audit.FOR_EVER,
    )
    bound_to = f"{workspace_id}/audit/{msgspec.json.encode(asdict(wanted)).decode()}"
    last = pages.behind(ctx, params.cursor, bound_to)
    before = {"before": int(last[0])} if last else {}
    rows = await audit.page(ctx.services.db, workspace_id, wanted, params.limit + 1, **before)
    has_more, rows = len(rows) > params.limit, rows[: params.limit]
    newest = await audit.newest(ctx.services.db, workspace_id)
    return Listing(
        documents=[msgspec.json.encode(_shown(workspace_id, *row)) for row in rows],
        has_more=has_more,
        next_cursor=pages.next_cursor(ctx, [rows[-1][0]], bound_to) if has_more else None,
        total_count=newest[0] if newest and wanted == AuditFilter() else len(rows),
        as_of=None,
    )


def _shown(workspace_id: str, sequence: int, record: AuditRecord) -> AuditEntry:
    return AuditEntry(
        id=f"{workspace_id}/{sequence}",
        sequence=sequence,
        at=from_micros(record.at),
        actor={"kind": record.actor_kind, "id": record.actor_id},
        on_behalf_of=record.on_behalf_of,
        operation=record.operation,
        run_id=record.run_id or None,
        change_id=record.change_id,
        advertiser_id=record.advertiser_id,
        target_id=record.target_id,
        params_digest=record.params_digest,
        outcome=record.outcome,
        upstream_request_ids=record.upstream_request_ids.split(),
        request_id=record.request_id,
    )


def _file(services: Services) -> Path:
    return services.settings.data_dir / ANCHORS


def _anchors(file: Path) -> list[Anchor]:
    if not file.exists():
        return []
    return [msgspec.json.decode(line, type=Anchor) for line in file.read_bytes().splitlines() if line]


LIST_AUDIT = Operation(
    name="audit.list",
    summary="List the audit log",
    description="Newest first: the end of every write, and what the policy refused. `total_count` is of the page "
    "where the list is narrowed.",
    scope=Scope.AUDIT_READ,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=ListAudit,
    result=ListOf(AuditEntry),
    perform=_list,
)

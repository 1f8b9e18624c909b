"""The tables of webhooks: who is told, and every telling."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, text

from .schema import metadata

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("event_types", Text, nullable=False),  # names and globs, separated by spaces
    Column("advertiser_ids", Text),  # by spaces; null: of all, and what is about the workspace
    Column("signature_format", Text, nullable=False),
    Column("ordering", Text, nullable=False),
    Column("status", Text, nullable=False),  # ENABLED, PAUSED by its owner, DISABLED by LinkPath
    Column("reason", Text),  # why it was disabled
    Column("sealed_secret", Text, nullable=False),
    Column("sealed_old_secret", Text),
    Column("old_secret_until", BigInteger),
    Column("failures", Integer, nullable=False),  # posts in a row that failed
    Column("failing_since", BigInteger),
    Column("held_until", BigInteger, nullable=False),  # until then nothing is posted; then one post tries
    Column("last_success_at", BigInteger),
    Column("last_failure_at", BigInteger),
    Column("last_failure", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("disabled_at", BigInteger),
    Index("webhook_endpoints_by_workspace", "workspace_id", "created_at"),
)

_PENDING = text("status = 'pending'")
_ORDERED = text("status = 'pending' AND ordered_by IS NOT NULL")

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Text, primary_key=True),  # in the order they were made
    Column("workspace_id", Text, nullable=False),
    Column("endpoint_id", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("event_type", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),  # the event's
    Column("ordered_by", Text),  # the object's id, where its events are to arrive in order
    Column("kind", Text, nullable=False),  # event, resend, replay, test
    Column("status", Text, nullable=False),  # pending, delivered, failed, cancelled
    Column("attempt", Integer, nullable=False),  # how many were begun
    Column("due_at", BigInteger, nullable=False),  # of a claimed one: when its lease ends
    Column("leased_by", Text),  # the process that is at it
    Column("attempts", LargeBinary, nullable=False),  # what is known of each, JSON
    Column("ended_at", BigInteger),
    Index("deliveries_due", "endpoint_id", "due_at", sqlite_where=_PENDING, postgresql_where=_PENDING),
    Index(
        *("deliveries_in_order", "endpoint_id", "ordered_by", "sequence"),
        sqlite_where=_ORDERED,
        postgresql_where=_ORDERED,
    ),
    Index("deliveries_by_endpoint", "endpoint_id", "id"),
)

"""The tables of events: what happened, and up to where it was told on."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text, UniqueConstraint

from .schema import metadata

events = Table(
    "events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("advertiser_id", Text),  # null: it is about the workspace
    Column("object_level", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),  # the bytes that are posted and signed
    UniqueConstraint("workspace_id", "sequence", name="events_in_order"),
    Index("events_of_object", "workspace_id", "object_id", "sequence"),
    Index("events_by_age", "created_at"),
)

event_counts = Table(
    "event_counts",
    metadata,
    Column("workspace_id", Text, primary_key=True),
    Column("newest", BigInteger, nullable=False),  # the last sequence given; who raises it holds it until it commits
)

event_fanouts = Table(
    "event_fanouts",
    metadata,
    Column("workspace_id", Text, primary_key=True),
    Column("done", BigInteger, nullable=False),  # up to this sequence, deliveries were made
)

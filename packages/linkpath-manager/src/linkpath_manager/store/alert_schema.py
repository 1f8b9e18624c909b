"""The table of alerts."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from .schema import metadata

alerts = Table(
    "alerts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("name", Text),
    Column("level", Text, nullable=False),  # workspace, advertiser, campaign, adgroup
    Column("subject_id", Text, nullable=False),
    Column("advertiser_id", Text),  # null: of the workspace
    Column("period", Text, nullable=False),  # DAILY, LIFETIME
    Column("percent", Text),
    Column("amount", Text),
    Column("currency", Text, nullable=False),
    Column("told_key", Text),  # the crossing that was told last: domain/alert.py
    Column("reached_at", BigInteger),  # null: it is armed
    Column("period_start", Text),  # of what follows, ISO 8601
    Column("spend", Text),
    Column("budget", Text),
    Column("as_of", BigInteger),  # null: spend was never looked at
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Index("alerts_by_workspace", "workspace_id", "created_at"),
    Index("alerts_by_reading", "as_of"),
)

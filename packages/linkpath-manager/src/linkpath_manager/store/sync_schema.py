"""The table of work: what is to be read from TikTok, when, and who is at it."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from .schema import metadata

sync_tasks = Table(
    "sync_tasks",
    metadata,
    Column("workspace_id", Text, primary_key=True),
    Column("advertiser_id", Text, primary_key=True),
    Column("what", Text, primary_key=True),  # domain/reading.py
    Column("due_at", BigInteger, nullable=False),
    Column("taken_by", Text),  # null: nobody is at it
    Column("taken_until", BigInteger),  # from then on anybody may take it again
    Index("sync_tasks_due", "due_at"),
)

"""The table of work: what is to be read from TikTok, when, and who is at it."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Table, Text, or_

from .schema import metadata

LOOK: Final = "look"
LOOK_AT_ALL: Final = "look_at_all"
WHOLE: Final = "whole"
SUBSCRIBE: Final = "subscribe"
ACCOUNTS: Final = (LOOK, LOOK_AT_ALL, WHOLE)
"""Readings of an account: as its turn is, every level, everything."""

sync_tasks = Table(
    "sync_tasks",
    metadata,
    Column("workspace_id", Text, primary_key=True),
    Column("advertiser_id", Text, primary_key=True),
    Column("what", Text, primary_key=True),  # one of ACCOUNTS, SUBSCRIBE, or a reading of domain/reading.py
    Column("due_at", BigInteger, nullable=False),
    Column("taken_by", Text),  # null: nobody is at it
    Column("taken_until", BigInteger),  # from then on anybody may take it again
    Index("sync_tasks_due", "due_at"),
)

OF_ACCOUNTS: Final = or_(*(sync_tasks.c.what == each for each in ACCOUNTS))

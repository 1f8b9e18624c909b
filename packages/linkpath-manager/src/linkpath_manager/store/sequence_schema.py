"""The tables of durable sequences: long work whose steps are runs, each under a key of its own."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from .schema import metadata

sequences = Table(
    "sequences",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("actor", Text, nullable=False),  # the whole actor, JSON: its items are done on its behalf
    Column("actor_id", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("status", Text, nullable=False),  # running, done, cancelled
    Column("total", Integer, nullable=False),
    Column("process_id", Text),  # who works on it; null: nobody
    Column("retry_at", BigInteger, nullable=False),  # running: not to be taken up before
    Column("created_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Index("sequences_open", "status", "retry_at"),
    Index("sequences_over", "ended_at"),
)

sequence_items = Table(
    "sequence_items",
    metadata,
    Column("workspace_id", Text, nullable=False),
    Column("sequence_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("params", LargeBinary, nullable=False),  # as it was asked for, JSON
    Column("tries", Integer, nullable=False),  # how often it was begun without coming to its end
    Column("status", Integer),  # of HTTP; null: it has not come to its end
    Column("result", LargeBinary),  # JSON: the object; the change that it was held as; or what went wrong
)

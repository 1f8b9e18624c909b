"""The tables of changes: what waits for people's decisions, by which policy, and what was added to spend."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, text

from .schema import metadata

policies = Table(
    "policies",
    metadata,
    Column("workspace_id", Text, primary_key=True),
    Column("version", BigInteger, primary_key=True),  # the highest is in force; none: the default
    Column("document", LargeBinary, nullable=False),  # domain/policy.py's Policy, JSON
    Column("set_by", Text, nullable=False),
    Column("set_at", BigInteger, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("advertiser_id", Text, nullable=False),
    Column("target_id", Text),
    Column("params", Text, nullable=False),  # JSON
    Column("digest", Text, nullable=False),  # of operation, params and what was read before
    Column("precondition", Text, nullable=False),  # digest of what was read before
    Column("asker", Text, nullable=False),  # the whole actor, JSON: it is performed on its behalf
    Column("asker_id", Text, nullable=False),
    Column("asker_person_id", Text),
    Column("idempotency_key", Text),
    Column("request_digest", Text, nullable=False),  # of operation and params alone: what the key is compared by
    Column("shown", LargeBinary, nullable=False),  # title, before, after, money and risks as they were shown, JSON
    Column("approvals_needed", Integer, nullable=False),
    Column("undo_of", Text),
    Column("undone_by", Text),
    Column("process_id", Text),  # who applies it
    Column("run_id", Text),
    Column("result", LargeBinary),  # JSON of what the write answered, or of why it did not
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("decided_at", BigInteger),
    Column("applied_at", BigInteger),
    Index("changes_key", "workspace_id", "asker_id", "operation", "idempotency_key", unique=True),
    Index(
        "changes_pending",  # identical proposals are one
        "workspace_id",
        "digest",
        unique=True,
        sqlite_where=text("status = 'pending'"),
        postgresql_where=text("status = 'pending'"),
    ),
    Index("changes_by_status", "workspace_id", "status", "created_at"),
    Index("changes_open", "status", "expires_at"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("workspace_id", Text, nullable=False),
    Column("change_id", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("approves", Integer, nullable=False),  # 0: rejects
    Column("note", Text),
    Column("at", BigInteger, nullable=False),
)

spend = Table(
    "spend",
    metadata,
    Column("run_id", Text, primary_key=True),  # of the write that can add it
    Column("workspace_id", Text, nullable=False),
    Column("advertiser_id", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("amount", Text, nullable=False),  # what was added to what can be spent
    Column("at", BigInteger, nullable=False),
    Index("spend_recent", "workspace_id", "currency", "at"),
)

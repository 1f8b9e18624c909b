"""The tables. Times are UTC microseconds, ids and money text, JSON text: the same on every database.

People, keys and OAuth are in `identity_schema.py`.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

workspaces = Table(
    "workspaces",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("selected_advertiser_id", Text),
    Column("created_at", BigInteger, nullable=False),
)

tiktok_apps = Table(
    "tiktok_apps",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("app_id", Text, nullable=False),  # TikTok's
    Column("level", Text, nullable=False),  # basic, advanced, premium, ultimate
    Column("sealed_secret", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    UniqueConstraint("workspace_id", "app_id", name="tiktok_apps_once"),
)

connections = Table(
    "connections",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("kind", Text, nullable=False),  # ADVERTISERS, TIKTOK_ACCOUNT
    Column("tiktok_app_id", Text),  # of tiktok_apps; null: the app of the settings
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("consent", Text),  # ASKED: a person has yet to answer; GRANTED: they did, and it is being looked at
    Column("state_hash", Text, unique=True),  # of the `state` given to TikTok; null once revoked or expired
    Column("expires_at", BigInteger, nullable=False),  # when the consent that is asked for can be given no more
    Column("advertiser_ids", Text, nullable=False),  # all that the grant opens, separated by spaces
    Column("chosen_advertiser_ids", Text),  # those that LinkPath uses; null: all
    Column("open_id", Text),  # the TikTok account, as this app knows it
    Column("scope", Text, nullable=False),  # TikTok's numeric permission ids, or an account's scopes; by spaces
    Column("asked_scope", Text),  # an account's scopes that were asked for
    Column("sealed_token", Text),
    Column("sealed_refresh_token", Text),  # null: the token has no end, or cannot be renewed any more
    Column("token_version", Integer, nullable=False),  # another one whenever the token is replaced
    Column("token_expires_at", BigInteger),  # null: it has no end
    Column("refresh_expires_at", BigInteger),
    Column("refresh_started_at", BigInteger),  # a renewal was sent then whose end is not known
    Column("refresh_retry_at", BigInteger),  # the last renewal failed: when to try again
    Column("upstream_revoked", Integer, nullable=False),  # 0: TikTok has yet to be told
    Column("upstream_retry_at", BigInteger),  # when to tell it again
    Column("created_at", BigInteger, nullable=False),
    Column("connected_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("last_tested_at", BigInteger),
    Column("last_success_at", BigInteger),  # to the minute
    Column("last_error_at", BigInteger),
    Column("last_error_code", Integer),  # TikTok's
    Column("last_error", Text),
    Column("hints_refused", Text),  # why TikTok does not tell by itself; null: it does, or was not asked
    Column("hints_retry_at", BigInteger),  # when to ask it again
    Index("connections_by_workspace", "workspace_id", "created_at"),
    Index("connections_by_app", "workspace_id", "tiktok_app_id"),
    Index("connections_by_expiry", "token_expires_at"),
)

advertisers = Table(
    "advertisers",
    metadata,
    Column("workspace_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("connection_id", Text),  # null: no grant opens it any more
    Column("name", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("document", LargeBinary, nullable=False),  # the public object, JSON
    Column("synced_at", BigInteger),  # all of its objects were seen since then
    Column("due_at", BigInteger, nullable=False),  # when they are to be read next
    Column("sync_error", Text),
    Column("sync", LargeBinary),  # domain/freshness.py's Seen, JSON; null: it was never read
    Column(
        "sync_interval", BigInteger
    ),  # microseconds from the last look to `due_at`: how late it is, is measured by it
    Column("campaigns_at", BigInteger),  # when a look last saw all of the level
    Column("adgroups_at", BigInteger),
    Column("ads_at", BigInteger),
    Column("facts_at", BigInteger),  # when `document` was last read
    Index("advertisers_due", "due_at"),
)


def _mirror(name: str) -> Table:
    """A table of TikTok's objects as last seen. One layout for the three levels; see `mirror.py`."""
    return Table(
        name,
        metadata,
        Column("workspace_id", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("advertiser_id", Text, nullable=False),
        Column("campaign_id", Text, nullable=False),
        Column("adgroup_id", Text),
        Column("name", Text, nullable=False),
        Column("folded_name", Text, nullable=False),  # the name without the difference of cases: searched in
        Column("status", Text, nullable=False),
        Column("objective", Text),
        Column("created_at", BigInteger, nullable=False),
        Column("updated_at", BigInteger, nullable=False),
        Column("read_at", BigInteger, nullable=False),  # when the reading that this row holds began
        Column("first_read_at", BigInteger, nullable=False),  # and the one that showed it first
        Column("document", LargeBinary, nullable=False),  # the public object, JSON
        Column("upstream", LargeBinary, nullable=False),  # TikTok's object, as it came
        Column("verdict", Text),  # the last that TikTok's reviewers were seen to say of it; null: nothing was seen
        Index(f"{name}_by_creation", "workspace_id", "advertiser_id", "created_at", "id"),
        Index(f"{name}_by_parent", "workspace_id", "campaign_id", "adgroup_id"),
    )


campaigns = _mirror("campaigns")
adgroups = _mirror("adgroups")
ads = _mirror("ads")

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("actor", Text, nullable=False),  # the whole actor, JSON: reconciling acts on its behalf
    Column("operation", Text, nullable=False),
    Column("advertiser_id", Text),
    Column("params", Text, nullable=False),  # JSON
    Column("digest", Text, nullable=False),  # of operation and params
    Column("idempotency_key", Text),  # null: none given, or free again
    Column("state", Text, nullable=False),  # started, succeeded, failed, unknown
    Column("target_id", Text),  # what was created or changed
    Column("result", LargeBinary),  # JSON of the answer, or of the error
    Column("sealed_result", Text),  # in its place where the answer shows a secret, until the key is free again
    Column("upstream_request_ids", Text, nullable=False),  # separated by spaces
    Column("request_id", Text, nullable=False),
    Column("process_id", Text),  # who performs it; null: a LinkPath from before processes were told apart
    Column("started_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("retry_at", BigInteger),  # unknown: when to look again; succeeded: when to forget the sealed result
    UniqueConstraint("workspace_id", "actor_id", "operation", "idempotency_key", name="runs_key"),
    Index(
        "runs_created",  # no two runs have created the same thing
        "workspace_id",
        "operation",
        "target_id",
        unique=True,
        sqlite_where=text("operation LIKE '%.create'"),
        postgresql_where=text("operation LIKE '%.create'"),
    ),
    Index("runs_open", "state", "retry_at"),
)

processes = Table(
    "processes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),  # its last sign of life
    Column("sealing_key_id", Text),  # the key that it sealed with then
    Column("part", Text),  # one of domain/process.py's
    Column("pid", BigInteger),
    Column("leads", Boolean),
)

usage = Table(
    "usage",
    metadata,
    Column("workspace_id", Text, primary_key=True),
    Column("day", Text, primary_key=True),  # ISO 8601, of UTC
    Column("kind", Text, primary_key=True),  # what the requests counted as: domain.limits
    Column("admitted", BigInteger, nullable=False),
    Column("refused", BigInteger, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("workspace_id", Text, primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("run_id", Text, nullable=False),
    Column("advertiser_id", Text),
    Column("target_id", Text),
    Column("params_digest", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("upstream_request_ids", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("on_behalf_of", Text),  # a person
    Column("change_id", Text),  # the approved change that was performed
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

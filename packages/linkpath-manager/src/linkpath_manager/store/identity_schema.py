"""The tables of who may: people, their sessions and roles, API keys, OAuth clients and grants.

Secrets are hashes or sealed. Times are UTC microseconds, lists are separated by spaces.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from .schema import metadata

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("email", Text, nullable=False, unique=True),  # as typed, but in lower case
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),  # argon2id
    Column("sealed_totp", Text),  # null: no second factor
    Column("totp_step", BigInteger),  # the last 30-second step whose code was taken: none is taken twice
    Column("recovery_hashes", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("disabled_at", BigInteger),
)

memberships = Table(
    "memberships",
    metadata,
    Column("workspace_id", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("role", Text, nullable=False),  # see domain/roles.py
    Column("created_at", BigInteger, nullable=False),
    Index("memberships_by_person", "person_id"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),  # of the link's secret
    Column("email", Text),  # null: whoever has the link, as on a fresh install
    Column("role", Text, nullable=False),
    Column("invited_by", Text),  # null: LinkPath itself
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("accepted_at", BigInteger),
    Column("accepted_by", Text),
    Column("revoked_at", BigInteger),
    Index("invitations_by_workspace", "workspace_id", "created_at"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("hash", Text, nullable=False, unique=True),  # of the cookie's value
    Column("person_id", Text, nullable=False),
    Column("selected_workspace_id", Text),
    Column("user_agent", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("second_factor_at", BigInteger),  # null: the second factor is still owed, or there is none
    Column("ended_at", BigInteger),
    Index("sessions_by_person", "person_id"),
)

password_resets = Table(
    "password_resets",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),  # of the link's secret
    Column("person_id", Text, nullable=False),
    Column("ends_second_factor", Integer, nullable=False),  # 1: who lost theirs is let in without it
    Column("made_by", Text),  # null: the command line
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Column("revoked_at", BigInteger),
    Index("password_resets_by_person", "person_id"),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("key", Text, primary_key=True),  # SHA-256 of what is throttled: an e-mail address, a network address
    Column("failures", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("blocked_until", BigInteger, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    Column("hint", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("advertiser_ids", Text),  # null: all
    Column("created_by", Text),  # a person; null: the command line
    Column("created_at", BigInteger, nullable=False),
    Column("last_used_at", BigInteger),  # to the minute
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
    Index("api_keys_by_workspace", "workspace_id", "created_at"),
)

oauth_clients = Table(
    "oauth_clients",
    metadata,
    Column("id", Text, primary_key=True),  # the client_id; an address where a metadata document describes it
    Column("workspace_id", Text, nullable=False),  # empty: registered itself, and is no workspace's
    Column("origin", Text, nullable=False),  # registered, dynamic, document
    Column("name", Text, nullable=False),
    Column("secret_hash", Text),  # null: a public client
    Column("auth_method", Text, nullable=False),  # none, client_secret_basic, client_secret_post
    Column("redirect_uris", Text, nullable=False),
    Column("grant_types", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("advertiser_ids", Text),  # client credentials: null: all
    Column("fresh_until", BigInteger),  # a document: when it is to be got again
    Column("created_by", Text),  # a person; dynamic: keyed hash of the network address that it came from
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Index("oauth_clients_by_workspace", "workspace_id", "created_at"),
    Index("oauth_clients_by_maker", "created_by", "created_at"),
)

oauth_codes = Table(
    "oauth_codes",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("person_id", Text, nullable=False),
    Column("redirect_uri", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("advertiser_ids", Text),  # null: all
    Column("resource", Text),
    Column("code_challenge", Text, nullable=False),  # S256
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Column("grant_id", Text),  # what it was exchanged for: taken back when the code comes again
)

oauth_grants = Table(
    "oauth_grants",
    metadata,
    Column("id", Text, primary_key=True),  # one family of tokens
    Column("workspace_id", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("person_id", Text),  # null: the client acts for itself
    Column("scopes", Text, nullable=False),
    Column("advertiser_ids", Text),  # null: all
    Column("resource", Text),  # the audience that its tokens are bound to
    Column("created_at", BigInteger, nullable=False),
    Column("used_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("reason", Text),  # why it was revoked
    Index("oauth_grants_by_workspace", "workspace_id", "created_at"),
)

oauth_tokens = Table(
    "oauth_tokens",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("grant_id", Text, nullable=False),
    Column("kind", Text, nullable=False),  # access, refresh
    Column("scopes", Text, nullable=False),  # of the grant's, or fewer
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("replaced_at", BigInteger),  # refresh: when it was turned in
    Column("sealed_successor", Text),  # refresh: the answer it was turned in for, until the grace is over
    Index("oauth_tokens_by_grant", "grant_id"),
    Index("oauth_tokens_by_expiry", "expires_at"),
)

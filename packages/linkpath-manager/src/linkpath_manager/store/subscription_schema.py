"""The table of what LinkPath has subscribed to at TikTok."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from .schema import metadata

tiktok_subscriptions = Table(
    "tiktok_subscriptions",
    metadata,
    Column("workspace_id", Text, primary_key=True),
    Column("advertiser_id", Text, primary_key=True),
    Column("entity", Text, primary_key=True),  # TikTok's subscribe_entity
    Column("object_id", Text, primary_key=True),  # the ad's; empty: it is about the advertiser
    Column("connection_id", Text, nullable=False),  # whose token it ends with
    Column("token_version", Integer, nullable=False),
    Column("tiktok_app_id", Text, nullable=False),  # LinkPath's id, or domain/tiktok_app.py's DEFAULT
    Column("subscription_id", Text),  # TikTok's; null: it was asked for, and no answer is known
    Column("asked_at", BigInteger, nullable=False),
    Column("checked_at", BigInteger, nullable=False),  # when it was last known to live
    Index("tiktok_subscriptions_by_advertiser", "advertiser_id"),
    Index("tiktok_subscriptions_by_check", "checked_at"),
)

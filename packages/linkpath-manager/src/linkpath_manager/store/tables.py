"""Every table there is: what migrations compare with, and what walls stand around."""

from . import (
    alert_schema,
    change_schema,
    event_schema,
    identity_schema,
    schema,
    sequence_schema,
    subscription_schema,
    sync_schema,
    webhook_schema,
)

metadata = schema.metadata

__all__ = [
    "alert_schema",
    "change_schema",
    "event_schema",
    "identity_schema",
    "metadata",
    "sequence_schema",
    "subscription_schema",
    "sync_schema",
    "webhook_schema",
]

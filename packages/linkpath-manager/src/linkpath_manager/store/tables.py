"""Every table there is: what migrations compare with, and what walls stand around."""

from . import change_schema, event_schema, identity_schema, schema, sequence_schema, sync_schema

metadata = schema.metadata

__all__ = ["change_schema", "event_schema", "identity_schema", "metadata", "sequence_schema", "sync_schema"]

"""Every table there is: what migrations compare with, and what walls stand around."""

from . import identity_schema, schema

metadata = schema.metadata

__all__ = ["identity_schema", "metadata"]

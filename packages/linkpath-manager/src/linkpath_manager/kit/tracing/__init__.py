"""Spans: what was done in answer to what, and for how long. Without OpenTelemetry nothing is kept of them."""

from .opening import opened
from .spans import Attributes, Span, Tracing

__all__ = ["Attributes", "Span", "Tracing", "opened"]

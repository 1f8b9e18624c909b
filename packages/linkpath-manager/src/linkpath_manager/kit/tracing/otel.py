"""Spans kept by OpenTelemetry: the only place that imports it, and only where it is switched on."""

import logging
import threading
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Final, Self

import structlog
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span as Kept
from opentelemetry.trace import SpanKind, StatusCode, use_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from .spans import NOTHING, Attributes, Span, Tracing

log = structlog.get_logger()

_PROBES: Final = frozenset({"/healthz", "/readyz", "/metrics"})
"""Whoever watches asks these every few seconds: nobody looks for their spans."""
_CALLERS: Final = ("traceparent", "tracestate")
_LAST_SECONDS: Final = 5.0
"""So long the end of the process waits for what takes the spans."""


def sending(version: str, instance: str) -> "OpenTelemetry":
    """Sends spans by OTLP over HTTP, in batches, by a thread; OpenTelemetry itself reads where to and how often."""
    _log_trouble()
    return OpenTelemetry(BatchSpanProcessor(OTLPSpanExporter()), version=version, instance=instance)


class OpenTelemetry(Tracing):
    """Hands spans to `processor`. Nothing of it is global: what else uses OpenTelemetry here is left alone."""

    def __init__(self, processor: SpanProcessor, *, version: str, instance: str) -> None:
        named = OTELResourceDetector().detect().attributes  # what the environment says wins
        own = {"service.name": "linkpath-manager", "service.version": version, "service.instance.id": instance}
        self._provider = TracerProvider(resource=Resource.create({**own, **named}), shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("linkpath-manager", version)
        self._callers = TraceContextTextMapPropagator()

    def request(self, method: str, path: str, headers: Mapping[bytes, bytes]) -> Span:
        if path in _PROBES:
            return NOTHING
        carried = {name: headers.get(name.encode(), b"").decode("latin-1") for name in _CALLERS}
        above = self._callers.extract({name: value for name, value in carried.items() if value})
        attributes = {"http.request.method": method}
        return _Open(self._tracer.start_span(method, above, SpanKind.SERVER, attributes), method)

    def span(self, name: str, attributes: Attributes) -> Span:
        return _Open(self._tracer.start_span(name, attributes=attributes), name)

    def past(self, name: str, seconds: float, attributes: Attributes, *, failure: str | None = None) -> None:
        ended = time.time_ns()
        begun = ended - int(seconds * 1_000_000_000)
        span = self._tracer.start_span(name, kind=SpanKind.CLIENT, attributes=attributes, start_time=begun)
        if failure:
            span.set_status(StatusCode.ERROR, failure)
        span.end(ended)

    def close(self) -> None:
        # What takes the spans may be away: the thread that tries to reach it does not hold up the end.
        last = threading.Thread(target=self._provider.shutdown, name="linkpath-last-spans", daemon=True)
        last.start()
        last.join(_LAST_SECONDS)
        if last.is_alive():
            log.warning("tracing.last_spans_lost", waited_seconds=_LAST_SECONDS)


class _Open(Span):
    __slots__ = ("_kept", "_name", "_told", "_use")

    def __init__(self, kept: Kept, name: str) -> None:
        self._kept, self._name, self._told = kept, name, False
        # An exception's text may quote anything: its class alone is told, in `__exit__`.
        self._use: AbstractContextManager[Any] = use_span(kept, record_exception=False, set_status_on_exception=False)

    def __enter__(self) -> Self:
        self._use.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind and not self._told:
            self.ended(kind.__name__, failed=True)
        self._use.__exit__(None, None, None)
        self._kept.end()

    def note(self, name: str, value: str | int) -> None:
        self._kept.set_attribute(name, value)

    def ended(self, outcome: str, *, failed: bool = False) -> None:
        self._told = True
        self._kept.set_attribute("linkpath.outcome", outcome)
        if failed:
            self._kept.set_status(StatusCode.ERROR, outcome)

    def answered(self, route: str, status: int) -> None:
        self._told = True
        self._kept.update_name(f"{self._name} {route}")
        self._kept.set_attributes({"http.route": route, "http.response.status_code": status})
        if status >= 500:
            self._kept.set_status(StatusCode.ERROR)


class _Trouble(logging.Handler):
    """Tells LinkPath's log what OpenTelemetry complains of."""

    def emit(self, record: logging.LogRecord) -> None:
        log.warning("tracing.trouble", message=record.getMessage())


def _log_trouble() -> None:
    theirs = logging.getLogger("opentelemetry")
    if not any(isinstance(handler, _Trouble) for handler in theirs.handlers):
        theirs.addHandler(_Trouble(logging.WARNING))
        theirs.propagate = False

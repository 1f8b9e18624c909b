"""What is told of each attempt, for metrics, traces and logs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One attempt, told as it ends, in the caller's context: nothing secret.

    `code` is TikTok's, None when there was no answer to read it from. `seconds` on the way, 0 where the quota gave no
    turn in time and nothing was sent; `waited_seconds` for the turn.

    As metrics, with `prometheus_client`:

        calls = Histogram("tiktok_call_seconds", "Attempts on the way", ["endpoint", "code", "error"])
        waits = Histogram("tiktok_wait_seconds", "Waiting for TikTok's limits", ["endpoint"])

        def observe(record: CallRecord) -> None:
            calls.labels(record.endpoint, record.code, record.error).observe(record.seconds)
            waits.labels(record.endpoint).observe(record.waited_seconds)

    As spans under the caller's own, with OpenTelemetry:

        def observe(record: CallRecord) -> None:
            ended = time.time_ns()
            begun = ended - int(record.seconds * 1e9)
            span = tracer.start_span(record.endpoint, start_time=begun, kind=SpanKind.CLIENT)
            span.set_attributes({"tiktok.request_id": record.request_id, "tiktok.attempt": record.attempt})
            if record.error:
                span.set_status(StatusCode.ERROR, record.error)
            span.end(ended)

    Either goes to the client as `TikTokClient(…, observe=observe)`. What it raises is logged and holds nothing up.
    """

    endpoint: str
    attempt: int
    code: int | None
    request_id: str
    seconds: float
    waited_seconds: float
    error: str | None
    """The class of what went wrong; `CancelledError` for an attempt that its caller gave up."""

"""Whether spans are kept: by OpenTelemetry's usual variables."""

from collections.abc import Mapping
from typing import Final

import structlog

from .spans import Tracing

log = structlog.get_logger()

_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")


def opened(environment: Mapping[str, str], *, version: str, instance: str) -> Tracing:
    """Sends spans where `environment` says; keeps nothing where it says nothing, and imports nothing for it.

    For each process anew: what sends is a thread, which a fork does not take along.
    """
    if not _wanted(environment):
        return Tracing()
    try:
        from .otel import sending

        return sending(version, instance)
    except ImportError as error:
        log.warning("tracing.off", reason=str(error), hint='pip install "linkpath-manager[otel]", or unset OTEL_*')
    except ValueError as error:  # of what a variable says
        log.warning("tracing.off", reason=str(error), hint="Mend the variables OTEL_*.")
    return Tracing()


def _wanted(environment: Mapping[str, str]) -> bool:
    off = environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    none = environment.get("OTEL_TRACES_EXPORTER", "").strip().lower() == "none"
    return not (off or none) and any(environment.get(name, "").strip() for name in _ENDPOINTS)

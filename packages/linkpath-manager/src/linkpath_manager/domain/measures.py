"""THE TABLE of what LinkPath measures of itself, for Prometheus. Made into docs/reference/prometheus.md.

Labels have few values each: routes, operations, endpoints, codes, states. Never an id of an object or a person.
"""

from typing import Final

from linkpath_manager.kit.measuring import Family, counter, gauge, histogram

_REQUEST: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_CALL: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_WAIT: Final = (0.001, 0.1, 0.5, 1.0, 5.0, 15.0, 30.0, 60.0)
_WORK: Final = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0, 120.0)
_DECISION: Final = (10.0, 60.0, 300.0, 900.0, 3_600.0, 14_400.0, 43_200.0, 86_400.0, 259_200.0)

HTTP_REQUESTS = counter("linkpath_http_requests", "Requests answered.", "route", "method", "status")
HTTP_SECONDS = histogram(
    "linkpath_http_request_seconds", "Time until the answer was sent.", "route", "method", "status", buckets=_REQUEST
)
HTTP_IN_FLIGHT = gauge("linkpath_http_requests_in_flight", "Requests being worked on.")
LIMITED = counter("linkpath_limit_refusals", "Requests refused by a limit of LinkPath's.", "limit")

TIKTOK_SECONDS = histogram(
    "linkpath_tiktok_call_seconds",
    "Attempts to call TikTok, by its return code; `none` where no answer could be read.",
    "endpoint",
    "code",
    buckets=_CALL,
)
QUOTA_CALLS = counter("linkpath_tiktok_quota_calls", "Calls sent, which count against an app's quota.", "app_id")
QUOTA_LIMIT = gauge(
    "linkpath_tiktok_quota_limit", "Calls that TikTok lets an app make.", "app_id", "window", joined="max"
)
QUOTA_WAIT = histogram(
    "linkpath_tiktok_quota_wait_seconds", "How long calls waited for their turn.", "app_id", buckets=_WAIT
)
QUOTA_WAITING = gauge("linkpath_tiktok_quota_waiting", "Calls that wait for their turn.", "app_id")

RUN_SECONDS = histogram("linkpath_run_seconds", "Writes, by how they ended.", "operation", "state", buckets=_WORK)
RUNS_OPEN = gauge("linkpath_runs_open", "Runs that have not ended.", "state")
RUNS_OLDEST = gauge("linkpath_runs_open_oldest_seconds", "Age of the oldest run that has not ended.", "state")
CHANGES_PENDING = gauge("linkpath_changes_pending", "Changes that wait for people to decide on them.")
CHANGES_OLDEST = gauge("linkpath_changes_pending_oldest_seconds", "How long the oldest of them has waited.")
CHANGES_ENDED = counter(
    "linkpath_changes_ended", "Changes, by what came of them; `undone`: applied ones that were taken back.", "outcome"
)
CHANGE_DECISION_SECONDS = histogram(
    "linkpath_change_decision_seconds",
    "From a change's proposal to what people decided: `approved` by as many as it needs, or `rejected`.",
    "decision",
    buckets=_DECISION,
)
ACCOUNTS = gauge("linkpath_accounts", "Advertisers that are read from TikTok.")
ACCOUNTS_DUE = gauge("linkpath_accounts_due", "Advertisers whose reading is due.")
ACCOUNTS_OVERDUE = gauge("linkpath_accounts_overdue_seconds", "By how much the most overdue one is.")
CONNECTIONS = gauge("linkpath_connections", "TikTok connections.", "status")

DELIVERIES_WAITING = gauge("linkpath_webhook_deliveries_waiting", "Deliveries that have not ended.")
DELIVERIES_LATE = gauge("linkpath_webhook_deliveries_late_seconds", "By how much the most overdue delivery is.")
WEBHOOK_SECONDS = histogram("linkpath_webhook_post_seconds", "Posts to webhook endpoints.", "outcome", buckets=_CALL)

JOB_SECONDS = histogram("linkpath_job_seconds", "Jobs done by the clock.", "name", "outcome", buckets=_WORK)
JOB_SUCCESS = gauge("linkpath_job_last_success_timestamp_seconds", "When a job last ended well.", "name", joined="max")
WORKER_LEADS = gauge("linkpath_worker_leading", "Processes that do what one does for all: 1, or 0 for a moment.")

DATABASE_UP = gauge("linkpath_database_up", "Whether the database answered when this was asked.")
DATABASE_CONNECTIONS = gauge("linkpath_database_connections", "Connections of the pools.", "pool", "state")
DATABASE_LIMIT = gauge("linkpath_database_connections_limit", "Most connections that the pools may have.", "pool")

PROCESSES = gauge("linkpath_processes", "Processes that share the folder of figures.")
PROCESS_MEMORY = gauge("linkpath_process_resident_bytes", "Memory that they hold together.")
PROCESS_FILES = gauge("linkpath_process_open_files", "Files open, of the process with most.", joined="max")
PROCESS_CPU = counter("linkpath_process_cpu_seconds", "Processor time used.")
PROCESS_LAG = gauge(
    "linkpath_process_loop_lag_seconds",
    "A turn of the event loop, of the slowest process.",
    joined="max",
)
BUILD = gauge("linkpath_build_info", "1, by version.", "version", joined="max")

FAMILIES: tuple[Family, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Family))

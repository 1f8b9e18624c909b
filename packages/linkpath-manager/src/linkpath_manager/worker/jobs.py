"""THE TABLE of what is done by the clock: which operation, how often."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from linkpath_manager.operations import (
    Services,
    alert_weighing,
    api_keys,
    audit,
    catching_up,
    facts,
    hint_upkeep,
    sync_plan,
    sync_work,
    telling,
    unwritten,
    upkeep,
    usage,
    watching,
    webhook_upkeep,
)


@dataclass(frozen=True, slots=True)
class Job:
    """`work` is done, and again `every_seconds` after it ended: by one process of all that work, or `by_each`.

    `of_process`: it is about the process itself, whether that does the worker's part or only answers, to its very end.
    """

    name: str
    every_seconds: float
    work: Callable[[Services], Awaitable[None]]
    by_each: bool = False
    of_process: bool = False


JOBS: tuple[Job, ...] = (
    Job("process.sign_of_life", 5, upkeep.sign_of_life, of_process=True),
    Job("process.measure", 5, watching.note_process, of_process=True),
    Job("runs.write_down", 1, unwritten.write_down, of_process=True),
    Job("process.catch_up", 1, catching_up.catch_up, of_process=True),
    Job("runs.adopt", 5, upkeep.adopt_orphans),
    Job("runs.settle", 1, upkeep.settle_due),
    Job("runs.forget_secrets", 600, upkeep.forget_secrets),
    Job("sequences.take_up", 1, upkeep.take_up_sequences),
    Job("sequences.forget", 3_600, upkeep.forget_sequences),
    Job("api_keys.write_uses", 20, api_keys.write_uses, of_process=True),
    Job("usage.write", 10, usage.write_usage, of_process=True),
    Job("people.forget", 3_600, upkeep.forget_sign_ins),
    Job("advertisers.facts", 60, facts.refresh),
    Job("alerts.weigh", 1, alert_weighing.weigh_due),
    Job("hints.look_after", 60, hint_upkeep.look_after),
    Job("sync.plan", 1, sync_plan.plan),
    Job("sync.work", 1, sync_work.do_due, by_each=True),
    Job("webhooks.deliver", 0.1, telling.deliver_due, by_each=True),
    Job("webhooks.forget", 3_600, webhook_upkeep.forget_told),
    Job("changes.end", 2, upkeep.end_changes),
    Job("audit.anchor", 600, audit.anchor),
    Job("oauth.forget", 60, upkeep.forget_oauth),
    Job("connections.tell_revoked", 5, upkeep.tell_revoked_due),
    Job("connections.finish", 10, upkeep.finish_granted),
    Job("connections.renew", 60, upkeep.renew_due),
    Job("connections.note_successes", 30, upkeep.note_successes, of_process=True),
)

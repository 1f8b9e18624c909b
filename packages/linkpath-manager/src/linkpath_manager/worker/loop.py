"""Goes round the jobs: each when its time has come, one failing never keeping the others from theirs."""

import asyncio
from time import perf_counter

import structlog

from linkpath_manager.domain.measures import JOB_SECONDS, JOB_SUCCESS, WORKER_LEADS
from linkpath_manager.kit.tasks import together
from linkpath_manager.operations import Services

from .jobs import JOBS, Job

log = structlog.get_logger()


class Worker:
    """Does the jobs until it is cancelled: those of each process, and the others while this one leads."""

    def __init__(self, services: Services, jobs: tuple[Job, ...] = JOBS) -> None:
        self._services = services
        self._jobs = jobs
        slate = services.board.slate
        self._times, self._successes, self._leading = slate[JOB_SECONDS], slate[JOB_SUCCESS], slate[WORKER_LEADS]

    async def run(self) -> None:
        """Runs for ever. A job that is still at work is not begun again."""
        await together(*(self._repeat(job) for job in self._jobs))

    async def round(self) -> None:
        """Does every job once, one after the other."""
        for job in self._jobs:
            await self._do(job)

    async def _repeat(self, job: Job) -> None:
        while True:
            await self._do(job)
            await asyncio.sleep(job.every_seconds)

    async def _do(self, job: Job) -> None:
        self._services.heartbeat.at = self._services.clock.now()
        began = perf_counter()
        try:
            if not (job.by_each or await self._leads()):
                return
            await job.work(self._services)
        except Exception:
            log.exception("job.failed", job=job.name)
            self._times.observe((job.name, "failed"), perf_counter() - began)
            return
        self._times.observe((job.name, "done"), perf_counter() - began)
        self._successes.set((job.name,), self._services.clock.unix_seconds())

    async def _leads(self) -> bool:
        leads = await self._services.db.leads()
        self._leading.set((), float(leads))
        return leads

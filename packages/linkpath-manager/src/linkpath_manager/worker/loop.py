"""Goes round the jobs: each when its time has come, one failing never keeping the others from theirs."""

import asyncio

import structlog

from linkpath_manager.kit.tasks import together
from linkpath_manager.operations import Services

from .jobs import JOBS, Job

log = structlog.get_logger()


class Worker:
    """Does the jobs until it is cancelled: those of each process, and the others while this one leads."""

    def __init__(self, services: Services, jobs: tuple[Job, ...] = JOBS) -> None:
        self._services = services
        self._jobs = jobs

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
        try:
            if job.by_each or await self._services.db.leads():
                await job.work(self._services)
        except Exception:
            log.exception("job.failed", job=job.name)

"""Goes round the jobs: each when its time has come, one failing never keeping the others from theirs."""

import asyncio
from collections.abc import Sequence
from time import perf_counter

import structlog

from linkpath_manager.domain.measures import JOB_SECONDS, JOB_SUCCESS, WORKER_LEADS
from linkpath_manager.errors import Unavailable
from linkpath_manager.kit import logs
from linkpath_manager.kit.tasks import together
from linkpath_manager.operations import Services

from .jobs import JOBS, Job

log = structlog.get_logger()


class Worker:
    """Does the jobs: those of the process itself until it is cancelled, the others until the process is to end.

    Of the others it does those of each process that works, and the rest while this one leads.
    """

    def __init__(self, services: Services, jobs: tuple[Job, ...] = JOBS) -> None:
        self._services = services
        self._own = [job for job in jobs if job.of_process]
        self._work = [job for job in jobs if not job.of_process and services.part.works]
        self._at_rest = asyncio.Event()
        slate = services.board.slate
        self._times, self._successes, self._leading = slate[JOB_SECONDS], slate[JOB_SUCCESS], slate[WORKER_LEADS]

    async def run(self) -> None:
        """Runs for ever. A job that is still at work is not begun again."""
        await together(self._do_all(self._own), self._until_told())

    async def at_rest(self) -> None:
        """Returns when the work that was begun has ended, which it does once the process was told to end."""
        await self._at_rest.wait()

    async def round(self) -> None:
        """Does every job once, one after the other."""
        for job in (*self._own, *self._work):
            await self._do(job)

    async def _until_told(self) -> None:
        """Does the work until the process is to end, and what was begun to its end. Then another may lead."""
        await self._do_all(self._work)
        await self._services.db.resign()
        self._leading.set((), 0.0)
        self._at_rest.set()

    async def _do_all(self, jobs: Sequence[Job]) -> None:
        await together(*(self._repeat(job) for job in jobs))

    async def _repeat(self, job: Job) -> None:
        logs.bind_contextvars(job=job.name)
        stopping = self._services.stopping
        while job.of_process or not stopping.begun:
            await self._do(job)
            await (asyncio.sleep if job.of_process else stopping.told_within)(job.every_seconds)

    async def _do(self, job: Job) -> None:
        self._services.heartbeat.at = self._services.clock.now()
        began = perf_counter()
        try:
            if not (job.of_process or job.by_each or await self._leads()):
                return
            await job.work(self._services)
        except Unavailable as error:
            log.warning("job.waits", job=job.name, reason=error.message)
            self._times.observe((job.name, "failed"), perf_counter() - began)
            return
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

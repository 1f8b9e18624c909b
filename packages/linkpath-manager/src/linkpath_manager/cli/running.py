"""LinkPath's processes as an operator starts them: servers on a port, and workers."""

import os
import socket
from collections.abc import Callable
from contextlib import nullcontext

import typer

from linkpath_manager import bootstrap
from linkpath_manager.bootstrap import WORKSPACE_ID, CannotStart
from linkpath_manager.config import Settings
from linkpath_manager.domain.process import Part
from linkpath_manager.kit.sockets import address, listen
from linkpath_manager.operations import sign_up

from .ending import obeying_signals
from .serving import server
from .supervising import adopted, supervise
from .terminal import run, say

Ready = Callable[[], None]


def serve(settings: Settings) -> None:
    """Servers, which work too unless that is left to others, until they are told to end.

    Raises:
        CannotStart: with these settings or on this data they cannot; the message says what to do.
        PortInUse: another program listens on the port.
        typer.Exit: they did not end well.
    """
    part = Part.WHOLE if settings.worker else Part.SERVER
    if not settings.worker:
        _require_company(settings, "`serve` without a worker")
    if mine := adopted():
        ready, (descriptor,) = mine
        run(_serve(settings, socket.socket(fileno=descriptor), part, when_ready=ready, alone=False))
        return
    with listen(settings.host, settings.port) as bound:
        if settings.processes == 1:
            run(_serve(settings, bound, part, when_ready=lambda: _answers(bound)))
        else:
            _serve_together(settings, bound, part)


def work(settings: Settings) -> None:
    """Workers, until they are told to end. Raises as `serve` does."""
    _require_company(settings, "`worker`")
    if mine := adopted():
        ready, descriptors = mine
        bound = socket.socket(fileno=descriptors[0]) if descriptors else None
        run(_work(settings, bound, when_ready=ready))
        return
    listening = nullcontext() if settings.worker_port is None else listen(settings.host, settings.worker_port)
    with listening as bound:
        if settings.worker_processes == 1:
            run(_work(settings, bound, when_ready=lambda: _works(settings, bound)))
            return
        code = supervise(
            lambda ready: _code_of(lambda: run(_work(settings, bound, when_ready=ready))),
            settings.worker_processes,
            when_ready=lambda: _works(settings, bound),
            sockets=(bound.fileno(),) if bound else (),
        )
    if code:
        raise typer.Exit(code)


def _require_company(settings: Settings, what: str) -> None:
    """Refuses to divide LinkPath among processes that could not share what they have to."""
    if settings.database_url is None:
        raise CannotStart(
            f"{what} needs PostgreSQL: SQLite is one process's, and `linkpath-manager serve` does the worker's part "
            "itself. Set LINKPATH_DATABASE_URL, or run `serve` alone."
        )
    if settings.redis_url is None:
        raise CannotStart(
            f"{what} needs Redis, through which servers and workers keep TikTok's limits together. "
            "Set LINKPATH_REDIS_URL, or run `serve` alone."
        )


def _serve_together(settings: Settings, bound: socket.socket, part: Part) -> None:
    """Several processes on one socket; with SQLite, this one holds the folder for them."""

    def serve_one(ready: Ready) -> int:
        return _code_of(lambda: run(_serve(settings, bound, part, when_ready=ready, alone=False)))

    link: list[str] = []

    def ready() -> None:
        _answers(bound, settings.processes)
        _greet(link[0] if link else None)

    with bootstrap.only_one(settings.data_dir) if settings.database_url is None else nullcontext():
        run(_make_first_link(settings, _public_url(settings, bound), link))  # one for all, before there are several
        code = supervise(serve_one, settings.processes, when_ready=ready, sockets=(bound.fileno(),))
    if code:
        raise typer.Exit(code)


async def _serve(
    settings: Settings, bound: socket.socket, part: Part, *, when_ready: Ready, alone: bool = True
) -> None:
    opening = bootstrap.opened(settings, public_url=_public_url(settings, bound), part=part, alone=alone)
    async with opening as house:
        stopping = house.services.stopping
        with obeying_signals(stopping):
            async with bootstrap.working(house, grace_seconds=settings.stop_seconds):
                link = await sign_up.first_link(house.services, WORKSPACE_ID) if alone else None
                when_ready()
                _greet(link)
                await server(
                    house.rest_door(),
                    stopping,
                    trusted_proxies=settings.trusted_proxies,
                    drain_seconds=settings.drain_seconds,
                    stop_seconds=settings.stop_seconds,
                ).serve(sockets=[bound])


async def _work(settings: Settings, bound: socket.socket | None, *, when_ready: Ready) -> None:
    public_url = str(settings.public_url or "")
    async with bootstrap.opened(settings, public_url=public_url, part=Part.WORKER, alone=False) as house:
        stopping = house.services.stopping
        with obeying_signals(stopping):
            async with bootstrap.working(house, grace_seconds=settings.stop_seconds):
                when_ready()
                if bound is None:
                    await stopping.told()
                else:
                    await server(house.health_door(), stopping).serve(sockets=[bound])


async def _make_first_link(settings: Settings, public_url: str, made: list[str]) -> None:
    """Puts the link for the first owner into `made`, where there is nobody yet."""
    async with bootstrap.tools(settings, public_url=public_url) as services:
        if link := await sign_up.first_link(services, WORKSPACE_ID):
            made.append(link)


def _code_of(work: Callable[[], None]) -> int:
    try:
        work()
    except typer.Exit as end:
        return end.exit_code
    return 0


def _public_url(settings: Settings, bound: socket.socket) -> str:
    return str(settings.public_url) if settings.public_url else address(bound)


def _greet(first_link: str | None) -> None:
    if first_link:
        say(f"Nobody has signed up yet. Whoever opens this link becomes the owner, once: {first_link}")


def _answers(bound: socket.socket, processes: int = 1) -> None:
    by = f", by {processes} processes" if processes > 1 else ""
    say(f"LinkPath answers at {address(bound)}{by}. Ctrl-C ends it.")


def _works(settings: Settings, bound: socket.socket | None) -> None:
    processes = settings.worker_processes
    by = f"{processes} workers are" if processes > 1 else f"A worker (process {os.getpid()}) is"
    where = f" {address(bound)}/readyz says how it does." if bound else ""
    say(f"{by} at work.{where} Ctrl-C ends it.")

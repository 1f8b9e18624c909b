"""LinkPath as several programs: servers that only answer and workers, on one PostgreSQL and one Redis."""

import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx2
from running_demo import END_SECONDS, READY_SECONDS
from running_linkpath import Serving, begun, free_port, serving


@dataclass
class Member:
    """One program of the fleet. `url` is where it says whether it is ready."""

    command: tuple[str, ...]
    settings: Mapping[str, str]
    url: str
    said: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Begins it; `wait` returns when it is ready."""
        self.process = begun(self.settings, self.said, *self.command)

    def wait(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            assert self.running.poll() is None, f"{self.command} ended before it was ready: {self.told()}"
            try:
                if httpx2.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return
            except httpx2.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"{self.command} is not ready after {READY_SECONDS} s: {self.told()}")

    @property
    def running(self) -> "subprocess.Popen[bytes]":
        assert self.process is not None
        return self.process

    def end(self) -> int:
        """Asks it to end, as a service manager does; its exit code."""
        self.running.send_signal(signal.SIGTERM)
        return self.running.wait(END_SECONDS)

    def restart(self) -> int:
        """Ends it, and begins it again; returns, once it is ready, how the former one ended."""
        code = self.end()
        self.start()
        self.wait()
        return code

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(END_SECONDS)

    def told(self) -> str:
        self.said.seek(0)
        return self.said.read().decode()


@dataclass
class Fleet:
    """`first` knows the token, the settings and the TikTok behind; it has ended."""

    first: Serving
    servers: list[Member]
    workers: list[Member]

    def members(self) -> list[Member]:
        return [*self.servers, *self.workers]


@contextmanager
def fleet(
    folder: Path, database: str, redis_url: str, *, servers: int = 2, workers: int = 2, **settings: str
) -> Iterator[Fleet]:
    """Ready, with one account connected and read."""
    alone = {**settings, "drain_seconds": "0"}  # nobody asks it
    with serving(folder, database=database, redis_url=redis_url, **alone) as first, ExitStack() as stack:
        first.end()
        first.settings = {**first.settings, "LINKPATH_DRAIN_SECONDS": settings.get("drain_seconds", "0")}
        serve = ("serve", "--no-worker") if workers else ("serve",)
        made = [_member(first, stack, *serve) for _ in range(servers)]
        here = Fleet(first, made, [_member(first, stack, "worker") for _ in range(workers)])
        try:
            for member in here.members():
                member.start()
            for member in here.members():
                member.wait()
            yield here
        finally:
            for member in here.members():
                member.kill()
                member.said.close()


def _member(first: Serving, stack: ExitStack, *command: str) -> Member:
    port = stack.enter_context(free_port())
    return Member((*command, "--port", str(port)), first.settings, f"http://127.0.0.1:{port}")

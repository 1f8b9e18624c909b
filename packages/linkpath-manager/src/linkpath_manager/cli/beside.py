"""How a command opens what a LinkPath keeps, which may be running on the same data."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from linkpath_manager import bootstrap
from linkpath_manager.config import Settings
from linkpath_manager.errors import LinkPathError
from linkpath_manager.kit import logs
from linkpath_manager.operations.services import Services

from .terminal import failed, require_linkpath, run, settings_of

Work = Callable[[Services], Awaitable[None]]


class _Opening(Protocol):
    def __call__(self, settings: Settings, *, public_url: str) -> AbstractAsyncContextManager[Services]: ...


def with_tools(data_dir: Path | None, work: Work) -> None:
    """Runs `work`, which performs no operation: nothing of it passes the gate."""
    run(_opened(settings_of(data_dir=data_dir), bootstrap.tools, work))


def with_gate(data_dir: Path | None, work: Work) -> None:
    """Runs `work`, which performs operations: while it does, it is seen to live, and its runs are its own."""
    run(_opened(settings_of(data_dir=data_dir), bootstrap.at_work, work))


async def _opened(settings: Settings, opening: _Opening, work: Work) -> None:
    require_linkpath(settings)
    logs.configure("error", json=settings.log_format == "json")
    public_url = str(settings.public_url or f"http://{settings.host}:{settings.port}")
    async with opening(settings, public_url=public_url) as services:
        try:
            await work(services)
        except LinkPathError as error:
            raise failed(f"{error.message} {error.hint or ''}".strip()) from error

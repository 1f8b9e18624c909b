"""What tests need that Python does not bring: without it they are skipped on a laptop, and fail in CI."""

import asyncio
import os
import shutil

import own_postgres
import postgres
import pytest

_IN_CI = os.environ.get("CI") == "true"


def need(what: str, *, there: bool) -> None:
    """Ends the test that asks where what it needs is not there."""
    if there:
        return
    if _IN_CI:
        pytest.fail(f"there is no {what} here, and nothing is skipped in CI", pytrace=False)
    pytest.skip(f"there is no {what} here")  # a laptop may lack it: all else is tested there, and CI fails above


def need_postgresql() -> None:
    """A server in which databases can be made; to be asked for outside of an event loop."""
    need("PostgreSQL", there=asyncio.run(postgres.reachable()))


def need_own_postgresql() -> None:
    """The programs that a server of a test's own is made with."""
    need("PostgreSQL's programs", there=own_postgres.programs() is not None)


def need_program(name: str) -> None:
    need(name, there=shutil.which(name) is not None)

"""A process of our own, asked over its standard input, gone when we are."""

import json
import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from measuring import CannotMeasure

_ANSWER_SECONDS = 120.0
_END_SECONDS = 5.0


class ChildFailed(CannotMeasure):
    """The process ended, or did not answer in time; what it said of that is on standard error."""


class Child:
    """Runs a module of `processes`; `ready` is the first line it said.

    It ends when its standard input does: however this process ends, nothing is left behind. It has a session of its
    own, for Ctrl-C is this process's to hear.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        self._module = module
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"processes.{module}", *arguments],
            cwd=Path(__file__).parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            self.ready = self._heard()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def ask(self, errand: str = "") -> Any:
        """Has it do its errand once, or the one that is named; returns what it answered.

        Raises:
            ChildFailed: no answer came.
        """
        assert self._process.stdin is not None  # noqa: S101  # it is a pipe
        self._process.stdin.write(f"{errand}\n".encode())
        self._process.stdin.flush()
        return self._heard()

    def close(self) -> None:
        """Lets it finish what it is at and end, or has it end by force."""
        assert self._process.stdin is not None  # noqa: S101  # it is a pipe
        assert self._process.stdout is not None  # noqa: S101  # it is a pipe
        self._process.stdin.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def _heard(self) -> Any:
        assert self._process.stdout is not None  # noqa: S101  # it is a pipe
        if not select.select([self._process.stdout], [], [], _ANSWER_SECONDS)[0]:
            raise ChildFailed(f"{self._module} has not answered for {_ANSWER_SECONDS:.0f} s.")
        line = self._process.stdout.readline()
        if not line:
            raise ChildFailed(f"{self._module} has ended.")
        return json.loads(line)

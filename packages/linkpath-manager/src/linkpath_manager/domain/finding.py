"""What the doctor found: one thing, how it is, and what to do."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "mend"]
"""As it should be; to be known; to be mended, or something does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`hint` is the next step, where there is one to take."""

    name: str
    state: State
    told: str
    hint: str | None = None


def ok(name: str, told: str) -> Finding:
    return Finding(name, "ok", told)


def note(name: str, told: str, hint: str | None = None) -> Finding:
    return Finding(name, "note", told, hint)


def mend(name: str, told: str, hint: str) -> Finding:
    return Finding(name, "mend", told, hint)

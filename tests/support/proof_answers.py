"""How proofs tell what they do, what they counted, and whether it holds."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, ClassVar, Protocol


class Figures(Protocol):
    """What a proof counted. It holds when `wrong` is empty."""

    __dataclass_fields__: ClassVar[dict[str, Any]]
    wrong: list[str]


def teller(*, as_json: bool) -> Callable[[str], None]:
    """Where a proof says how far it is: nowhere, if a program reads."""
    return (lambda _: None) if as_json else print


def conclude(figures: Figures, *, as_json: bool) -> int:
    """Prints the figures, and returns the exit status."""
    print(json.dumps(asdict(figures)) if as_json else _table(figures))  # noqa: T201  # the answer
    return 1 if figures.wrong else 0


def _table(figures: Figures) -> str:
    rows = [*_rows(figures), *(("WRONG", each) for each in figures.wrong)]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)


def _rows(figures: Figures) -> Iterator[tuple[str, Any]]:
    for name, value in asdict(figures).items():
        if isinstance(value, dict):
            yield from ((name, f"{count} × {what}") for what, count in value.items())
        elif not isinstance(value, list):  # what is many was told while it was proved
            yield name, value

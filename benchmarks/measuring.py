"""What a question is, how two sides are measured beside each other, and what comes of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

Tell = Callable[[str, int, int], None]
"""Hears how far the work is: (what, rounds done, rounds in all)."""


class CannotMeasure(Exception):
    """Something does not work as it has to; the message says what."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is done: `rounds` of which the median is taken, each with `scale` of its usual work."""

    rounds: int = 9
    scale: float = 1.0

    def of(self, usual: int) -> int:
        """`usual`, scaled; never nothing."""
        return max(1, round(usual * self.scale))


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured once a round."""

    values: tuple[float, ...]
    unit: str

    @property
    def median(self) -> float:
        return median(self.values)

    def as_json(self) -> dict[str, Any]:
        spread = {"median": self.median, "min": min(self.values), "max": max(self.values)}
        return {name: _significant(value) for name, value in spread.items()} | {"unit": self.unit}


@dataclass(frozen=True, slots=True)
class Goal:
    """What a ratio is to be."""

    kind: Literal["at_most", "at_least"]
    bound: float

    def met_by(self, ratio: float) -> bool:
        return ratio <= self.bound if self.kind == "at_most" else ratio >= self.bound


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a question. A ratio is taken within each round, then the median of the rounds."""

    name: str
    figures: dict[str, Figure]
    ratios: dict[str, Figure]
    goals: dict[str, Goal] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The line of `--json`: `ratios` are plain numbers, their spreads stand among the figures."""
        measured = self.figures | self.ratios
        return {
            "name": self.name,
            "figures": {name: figure.as_json() for name, figure in measured.items()},
            "ratios": {name: _significant(ratio.median) for name, ratio in self.ratios.items()},
            "goals": {
                name: {goal.kind: goal.bound, "met": goal.met_by(self.ratios[name].median)}
                for name, goal in self.goals.items()
            },
        }


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked of LinkPath's speed."""

    name: str
    asks: str
    answer: Callable[[Effort, Tell], Result]


def side_by_side(sides: Mapping[str, Callable[[], float]], effort: Effort, tell: Tell) -> dict[str, tuple[float, ...]]:
    """What each of `sides` measured, round by round in turns: what slows the computer slows them all.

    A first round warms up and is not counted.
    """
    rounds = []
    for number in range(effort.rounds + 1):
        tell("measuring", number, effort.rounds + 1)
        rounds.append({name: measure() for name, measure in sides.items()})
    return {name: tuple(measured[name] for measured in rounds[1:]) for name in sides}


def ratio(numerators: Sequence[float], denominators: Sequence[float]) -> Figure:
    """The quotient of each round."""
    return Figure(tuple(a / b for a, b in zip(numerators, denominators, strict=True)), "ratio")


def _significant(value: float) -> float:
    """Four digits: more than the measurement holds."""
    return float(f"{value:.4g}")

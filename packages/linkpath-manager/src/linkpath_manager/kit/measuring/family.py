"""What is measured: a name, what it means, by which labels, and how it is counted."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["counter", "gauge", "histogram"]


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """One figure by its labels. `joined`: how the gauges of several processes make one.

    Of a histogram `buckets` are the upper ends of all but the last, in seconds. Labels have few values each: names of
    routes, codes, states; never the id of what somebody made. Past `most` sets of them all others count as `other`.
    """

    name: str
    help: str
    kind: Kind
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()
    joined: Literal["sum", "max"] = "sum"
    most: int = 4_000

    @property
    def width(self) -> int:
        """How many numbers one set of labels takes: a histogram's buckets and its sum."""
        return len(self.buckets) + 2 if self.kind == "histogram" else 1

    @property
    def samples(self) -> tuple[str, ...]:
        """The names under which Prometheus knows its numbers."""
        if self.kind == "histogram":
            return tuple(f"{self.name}_{ending}" for ending in ("bucket", "count", "sum"))
        return (f"{self.name}_total",) if self.kind == "counter" else (self.name,)


def counter(name: str, told: str, *labels: str) -> Family:
    """Only ever grows; Prometheus has it with `_total` behind its name."""
    return Family(name, told, "counter", labels)


def gauge(name: str, told: str, *labels: str, joined: Literal["sum", "max"] = "sum") -> Family:
    """How something stands now."""
    return Family(name, told, "gauge", labels, joined=joined)


def histogram(name: str, told: str, *labels: str, buckets: tuple[float, ...]) -> Family:
    """How often something took how long."""
    return Family(name, told, "histogram", labels, buckets)

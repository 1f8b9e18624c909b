"""A video's figures second by second: how many still watch, and in which second the rest was done.

Between the moments whose figures reports tell (two seconds, a quarter, the end) the numbers are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate, pairwise

from .chance import between, key_of

MOST_SECONDS = 60
_SPREAD = (600, 1400)


def watching(counts: Mapping[int, int], duration: int) -> list[int]:
    """How many watch at the beginning of each second, and how many at the end.

    `counts` says it of some moments, in milliseconds, the first and the last among them.
    """
    points: list[tuple[int, int]] = []
    for at, count in sorted(counts.items()):
        points.append((at, min(count, points[-1][1]) if points else count))  # nobody comes back
    found: list[int] = []
    for (start, before), (end, after) in pairwise(points):
        begin = len(found)
        stop = -(-end // 1000)
        found += [before - (before - after) * (second * 1000 - start) // (end - start) for second in range(begin, stop)]
    return [*found[:duration], points[-1][1]]


def spread(count: int, watched: list[int], name: str) -> list[int]:
    """In which second each of `count` was done: where more watch, more is done."""
    key = key_of(0, name)
    sums = [0, *accumulate(value * between(*_SPREAD, key, second) for second, value in enumerate(watched))]
    if not sums[-1]:
        return [count, *[0] * (len(watched) - 1)]
    return [count * after // sums[-1] - count * before // sums[-1] for before, after in pairwise(sums)]


def folded(values: list[int]) -> list[int]:
    """At most a minute: what comes later is added to its last second."""
    if len(values) <= MOST_SECONDS:
        return values
    return [*values[: MOST_SECONDS - 1], sum(values[MOST_SECONDS - 1 :])]

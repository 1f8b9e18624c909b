"""webhooks: how many posts a second LinkPath makes, how soon after the event, and what one bad receiver costs others.

LinkPath's deliverer runs in a process of its own, on a PostgreSQL of its own, for 20 endpoints of 20 workspaces; the
receiver is the cheapest there is. A round drains a backlog, posts as many with a bare aiohttp loop (signed, as many at
once, nothing claimed and nothing written down), then posts 500 events a second as they come, and does that again while
another workspace's receiver never answers. CPU is user and system: `linkpath_cpu` the deliverer's, `database_cpu` that
of PostgreSQL for it. `p99_seconds` is from the event's moment to its arrival. The backlog is 5,000 posts; with
`--scale 20` it is 100,000.
"""

from collections.abc import Mapping
from typing import Any

from child import Child
from measuring import Effort, Figure, Goal, Question, Result, Tell, ratio

BACKLOG = 5_000
PACE_SECONDS, PER_SECOND, HOLES_PER_SECOND = 10, 500, 50
_GOALS = {
    "posts_per_second": Goal("at_least", 1_000),
    "seconds_for_100000": Goal("at_most", 300),
    "p99_seconds": Goal("at_most", 1),
    "hole_to_none_p99": Goal("at_most", 1.2),
}


def answer(effort: Effort, tell: Tell) -> Result:
    rounds = []
    with Child("webhook_receiver") as receiver, Child("webhook_teller", str(receiver.ready)) as teller:
        for number in range(effort.rounds + 1):  # the first warms up
            tell("posting", number, effort.rounds + 1)
            rounds.append(_round(effort, receiver, teller))
    return _result(rounds[1:])


def _round(effort: Effort, receiver: Child, teller: Child) -> dict[str, float]:
    count, seconds = effort.of(BACKLOG), max(1, _up_to(PACE_SECONDS, effort))
    per_second, holes = max(10, _up_to(PER_SECOND, effort)), max(1, _up_to(HOLES_PER_SECOND, effort))
    bare, _ = teller.ask(f"bare {count}"), receiver.ask()
    drained = teller.ask(f"drain {count}")
    _require(receiver.ask(), count)
    calm = _paced(receiver, teller, f"pace {seconds} {per_second} 0")
    beside_hole = _paced(receiver, teller, f"pace {seconds} {per_second} {holes}")
    return {
        "posts_per_second": drained["per_second"],
        "bare_per_second": bare["per_second"],
        "linkpath_cpu": drained["cpu_ms"],
        "database_cpu": drained["database_cpu_ms"],
        "bare_cpu": bare["cpu_ms"],
        "p99_seconds": calm,
        "p99_seconds_beside_hole": beside_hole,
    }


def _up_to(most: int, effort: Effort) -> int:
    """More work is a longer backlog; events come no faster for it, and no longer."""
    return min(most, effort.of(most))


def _paced(receiver: Child, teller: Child, errand: str) -> float:
    made = teller.ask(errand)["made"]
    told = receiver.ask()
    _require(told, made)
    return float(told["p99_seconds"])


def _require(told: Mapping[str, Any], count: int) -> None:
    assert told["distinct"] == count, told  # noqa: S101  # what is measured is what was wanted


def _result(rounds: list[dict[str, float]]) -> Result:
    values = {name: tuple(one[name] for one in rounds) for name in rounds[0]}
    units = {"posts_per_second": "1/s", "bare_per_second": "1/s", "p99_seconds": "s", "p99_seconds_beside_hole": "s"}
    figures = {name: Figure(found, units.get(name, "ms CPU a post")) for name, found in values.items()}
    posted = figures.pop("posts_per_second")
    ratios = {
        "posts_per_second": posted,
        "seconds_for_100000": Figure(tuple(100_000 / each for each in posted.values), "s"),
        "p99_seconds": figures.pop("p99_seconds"),
        "hole_to_none_p99": ratio(values["p99_seconds_beside_hole"], values["p99_seconds"]),
        "cpu_to_bare": ratio(values["linkpath_cpu"], values["bare_cpu"]),
    }
    return Result(QUESTION.name, figures, ratios, _GOALS)


QUESTION = Question("webhooks", "Posts a second and the time to the first, against a bare aiohttp loop", answer)

"""limits: what it costs to decide whether a request is within its account's limits.

Asked is what each request asks: two exact windows, 1,000 in a minute and 200 in ten seconds, of one of 2,000 accounts,
all of which are let in. In memory, and through Redis by one script: one decision after the other, and ten at a time, as
requests come that are in one turn of the loop. The peer is the plainest counter there is, which forgets at the full
minute and so lets twice its limit through: a number in memory, and `INCR` by redis-py. Each is a process of its own;
compared is its CPU time, user and system, by decision, and the rounds alternate. Redis's own time is not in it.
"""

import socket
from contextlib import ExitStack

from child import Child
from measuring import Effort, Figure, Goal, Question, Result, Tell, ratio, side_by_side

DECISIONS_A_ROUND = 10_000
_REDIS = ("127.0.0.1", 6379)
_GOALS = {"memory_cpu": Goal("at_most", 25), "redis_cpu": Goal("at_most", 120)}


def answer(effort: Effort, tell: Tell) -> Result:
    ways = ["memory", "memory_counter"]
    if _has_redis():
        ways += ["redis", "redis_ten", "redis_counter"]
    with ExitStack() as stack:
        decisions = str(effort.of(DECISIONS_A_ROUND))
        children = {way: stack.enter_context(Child("limiter", way, decisions)) for way in ways}
        measured = side_by_side({f"{way}_cpu": child.ask for way, child in children.items()}, effort, tell)
    costs = {name: Figure(values, "µs a decision") for name, values in measured.items()}
    ratios = {name: costs.pop(name) for name in _GOALS if name in costs}
    for where in ("memory", "redis"):
        if f"{where}_cpu" in measured:
            ratios[f"{where}_to_counter"] = ratio(measured[f"{where}_cpu"], measured[f"{where}_counter_cpu"])
    return Result(QUESTION.name, costs, ratios, {name: goal for name, goal in _GOALS.items() if name in ratios})


def _has_redis() -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(_REDIS) == 0


QUESTION = Question("limits", "CPU of deciding whether a request is within its limits, against a plain counter", answer)

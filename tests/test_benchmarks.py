"""The benchmarks run and say what they measured; how fast anything is, is no test's business."""

import json
from typing import Any

import pytest
from benching import bench

SPREAD = {"median", "min", "max", "unit"}


@pytest.mark.parametrize(
    ("name", "figures", "goals"),
    [
        ("mirror-read", {"linkpath_cpu", "bare_cpu", "linkpath_never_asked_cpu"}, {"cpu_ratio": {"at_most": 2.0}}),
        (
            "bulk-read",
            {"client_json_rows", "client_typed_rows", "sdk_rows"},
            {"rows_per_cpu_ratio": {"at_least": 3.0}},
        ),
    ],
)
def test_a_question_is_answered_in_one_line_of_json(name: str, figures: set[str], goals: dict[str, Any]) -> None:
    ran = bench(name, "--json", "--rounds", "1", "--scale", "0.02")

    assert ran.returncode == 0, ran.stderr
    (line,) = ran.stdout.splitlines()
    answer = json.loads(line)
    assert set(answer) == {"name", "figures", "ratios", "goals"}
    assert answer["name"] == name
    assert set(answer["figures"]) == figures | set(answer["ratios"])
    assert {frozenset(spread) for spread in answer["figures"].values()} == {frozenset(SPREAD)}
    assert answer["ratios"] == {ratio: answer["figures"][ratio]["median"] for ratio in answer["ratios"]}
    assert all(type(goal.pop("met")) is bool for goal in answer["goals"].values())
    assert answer["goals"] == goals


def test_the_clients_question_is_answered_with_what_it_makes_of_a_limit() -> None:
    ran = bench("client", "--json", "--rounds", "1", "--scale", "0.02")

    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    shared = {"limit_overrun_shared", "refused_share_shared"}  # where Redis is
    assert set(answer["ratios"]) - shared == {
        "cpu_ratio_to_aiohttp",
        "cpu_ratio_to_sdk",
        "reads_per_core_second",
        "ads_decoded",
        "upload_peak",
        "qpm_recovery",
        "qpd_recovery",
        "limit_overrun",
        "refused_share",
    }
    assert set(answer["goals"]) == set(answer["ratios"]) - {"cpu_ratio_to_sdk", "reads_per_core_second"}
    assert answer["ratios"]["refused_share"] == 0
    assert (answer["ratios"]["qpm_recovery"], answer["ratios"]["qpd_recovery"]) == (0, 5)
    assert (answer["figures"]["qpm_refused"]["median"], answer["figures"]["qpd_refused"]["median"]) == (1, 7)


def test_the_gateways_question_is_answered_for_one_process_and_for_several() -> None:
    ran = bench("gateway", "--json", "--rounds", "1", "--scale", "0.02", seconds=180)

    assert ran.returncode == 0, ran.stderr
    ratios = json.loads(ran.stdout)["ratios"]
    several = {"sqlite_2", "postgresql_2"}  # the latter where PostgreSQL is
    assert set(ratios) in [{f"{of}_{kind}" for of in ("sqlite_1", one) for kind in ("get", "post")} for one in several]


def test_the_question_of_limits_is_answered_in_memory_and_through_redis() -> None:
    ran = bench("limits", "--json", "--rounds", "1", "--scale", "0.02")

    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    in_memory = {"memory_cpu", "memory_to_counter"}
    assert set(answer["ratios"]) in (in_memory, in_memory | {"redis_cpu", "redis_to_counter"})  # where Redis is
    assert answer["goals"]["memory_cpu"]["at_most"] == 25


def test_a_person_is_shown_a_table() -> None:
    ran = bench("bulk-read", "--rounds", "1", "--scale", "0.01")

    assert ran.returncode == 0, ran.stderr
    assert "rows_per_cpu_ratio" in ran.stdout
    assert "is to be at least 3" in ran.stdout


def test_the_questions_are_listed() -> None:
    listed = bench("--list").stdout.splitlines()

    assert {"mirror-read", "bulk-read"} <= {line.split()[0] for line in listed}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["speed"], "there is no question 'speed'; there are: mirror-read, bulk-read"),
        (["--rounds", "0"], "'0' is not a number of rounds"),
        (["--scale", "none"], "'none' is not a part above 0"),
    ],
)
def test_what_cannot_be_measured_is_refused(arguments: list[str], told: str) -> None:
    ran = bench(*arguments)

    assert ran.returncode == 2
    assert told in ran.stderr

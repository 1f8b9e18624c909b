"""The benchmark of freshness runs, and every switch at TikTok is told in it; how fresh is no test's business."""

import json

from benching import bench


def test_the_question_of_freshness_tells_every_switch() -> None:
    ran = bench("sync", "--json", "--rounds", "1", "--scale", "0.001", seconds=240)

    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    assert set(answer["goals"]) == set(answer["ratios"])
    assert answer["figures"]["switches_told"]["median"] == 1
    assert answer["ratios"]["calls_a_level_and_look"] <= 1

"""The fixtures, as somebody uses them who installed the distribution."""

import pytest

pytest_plugins = ["pytester"]

USAGE = """
import asyncio
import json
import urllib.request
from datetime import UTC, datetime

import httpx2
import pytest

API = "/open_api/v1.3"


def test_a_world_is_small_frozen_and_open(tiktok_simulator):
    assert tiktok_simulator.simulator.now() == datetime(2026, 6, 15, 12, tzinfo=UTC)
    assert tiktok_simulator.advance(hours=6) == datetime(2026, 6, 15, 18, tzinfo=UTC)
    assert len(tiktok_simulator.advertiser_ids) == 2
    assert tiktok_simulator.simulator.counts()["ads"] == 60
    assert not tiktok_simulator.simulator.limited
    assert tiktok_simulator.way_in.access_token == tiktok_simulator.access_token


def test_every_account_has_something_that_runs(tiktok_simulator):
    state = tiktok_simulator.simulator.state
    running = {c.advertiser_id for c in state.campaigns.values() if c.operation_status == "ENABLE"}
    assert running == set(tiktok_simulator.advertiser_ids)


def test_it_answers_on_a_socket(tiktok_simulator, tiktok_simulator_url):
    headers = {"Access-Token": tiktok_simulator.access_token}
    request = urllib.request.Request(f"{tiktok_simulator_url}{API}/bc/get/", headers=headers)
    with urllib.request.urlopen(request) as response:
        assert json.load(response)["code"] == 0


def test_it_answers_in_the_process(tiktok_simulator):
    async def ask():
        transport = httpx2.ASGITransport(app=tiktok_simulator.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://tiktok") as http:
            return (await http.get(f"{API}/bc/get/")).json()["code"]

    assert asyncio.run(ask()) == 40104


def test_subscribers_are_told_when_the_test_says_so(tiktok_simulator):
    way_in, posts = tiktok_simulator.way_in, []

    async def receiver(post):
        posts.append(json.loads(post.body))
        return 200

    async def live():
        detail = {"access_token": way_in.access_token}
        body = {"app_id": way_in.app_id, "secret": way_in.secret, "subscription_detail": detail}
        body |= {"subscribe_entity": "API_SERVICE_STATUS", "callback_url": "https://me.test/hook"}
        transport = httpx2.ASGITransport(app=tiktok_simulator.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://tiktok") as http:
            await http.post(f"{API}/subscription/subscribe/", json=body)
            await http.post("/_sim/incident", json={"title": "Down", "products": ["EVENTS_API"]})
        await tiktok_simulator.post_notices()

    tiktok_simulator.simulator.receiver = receiver
    asyncio.run(live())
    assert [post["object"] for post in posts] == [14]


@pytest.mark.tiktok_simulator(scenario="new-account")
class TestAnother:
    def test_a_mark_chooses_the_scenario(self, tiktok_simulator):
        assert tiktok_simulator.simulator.counts()["campaigns"] == 0

    @pytest.mark.tiktok_simulator(scenario="agency", ads=6, limited=True)
    def test_the_nearest_mark_has_the_last_word(self, tiktok_simulator):
        assert tiktok_simulator.simulator.counts()["ads"] == 6
        assert tiktok_simulator.simulator.limited


def test_the_same_world_comes_to_every_test(tiktok_simulator):
    assert sorted(tiktok_simulator.simulator.state.campaigns)[0].isdigit()
"""


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\naddopts = -p no:cacheprovider\n")
    return pytester


def test_the_fixtures_do_what_they_say(suite: pytest.Pytester) -> None:
    suite.makepyfile(USAGE)

    result = suite.runpytest_inprocess("--strict-markers", "--allow-hosts=127.0.0.1")

    result.assert_outcomes(passed=8)


def test_the_plugin_is_announced_and_costs_nothing_unless_it_is_used(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import sys

        def test_nothing_of_the_simulator_was_imported():
            assert "tiktok_marketing.simulator.pytest_plugin" in sys.modules
            assert "tiktok_marketing.simulator.app" not in sys.modules
            assert "starlette" not in sys.modules
        """
    )

    result = suite.runpytest_subprocess()
    fixtures = suite.runpytest_subprocess("--fixtures", "--markers")

    result.assert_outcomes(passed=1)
    fixtures.stdout.fnmatch_lines(["*tiktok_simulator(scenario=*"])

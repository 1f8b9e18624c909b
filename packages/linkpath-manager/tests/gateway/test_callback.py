"""Where TikTok sends people back to."""

from typing import Any

import pytest

PATH = "/oauth/tiktok/callback"


async def test_a_browser_is_shown_which_advertisers_are_connected_with_nothing_from_them_run(house: Any) -> None:
    answer = await house.stranger.get(f"{PATH}?state=good&auth_code=1", headers={"accept": "text/html,*/*;q=0.8"})

    assert answer.status_code == 200
    assert "1 advertiser connected" in answer.text
    assert "&lt;b&gt;Northwind&lt;/b&gt;" in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_program_is_given_the_connection(house: Any) -> None:
    answer = await house.stranger.get(f"{PATH}?state=good", headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()["id"]) == (200, "con_1")


async def test_a_refused_consent_says_what_happened_and_what_is_next(house: Any) -> None:
    answer = await house.stranger.get(f"{PATH}?state=denied&error=access_denied", headers={"accept": "text/html"})

    assert answer.status_code == 403
    assert "The person refused &lt;i&gt;consent&lt;/i&gt;." in answer.text
    assert "What to do next" in answer.text
    assert answer.headers["x-request-id"] in answer.text


async def test_a_program_is_given_the_problem(house: Any) -> None:
    answer = await house.stranger.get(f"{PATH}?state=forged", headers={"accept": "application/problem+json"})

    assert (answer.status_code, answer.json()["param"]) == (400, "state")


async def test_the_codes_in_the_address_are_not_logged(house: Any, capsys: pytest.CaptureFixture[str]) -> None:
    await house.stranger.get(f"{PATH}?state=forged&auth_code=canary-5150")

    assert "canary-5150" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("accept", "is_json"),
    [
        ("", False),
        ("*/*", False),
        ("text/html, application/json", False),
        ("application/json, text/html;q=0.9", True),
        ("application/json;q=0.1", True),
        ("text/html;q=0.2, application/json; q=0.1", False),
        ("application/json;q=nonsense", True),
    ],
)
async def test_the_form_of_the_answer_is_the_one_preferred(house: Any, accept: str, *, is_json: bool) -> None:
    answer = await house.stranger.get(f"{PATH}?state=good", headers={"accept": accept})

    assert answer.headers["content-type"].startswith("application/json" if is_json else "text/html")

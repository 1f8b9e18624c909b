"""What a browser is shown at the control routes."""

import base64
import hashlib
import re
from typing import Any

import pytest
from msgspec.structs import replace

from tiktok_marketing.simulator import Plan, plant

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SMALL: dict[str, Any] = {"seed": 3, "accounts": 2, "ads": 12, "days": 5}


async def shown(desk: Any, path: str = "/_sim/") -> Any:
    return await desk.http.get(path, headers=BROWSER)


@pytest.mark.parametrize(("path", "board"), [("/", "/_sim/"), ("/_sim", "/_sim/"), ("/ns/n/", "/ns/n/_sim/")])
async def test_whoever_opens_the_bare_address_is_led_to_the_board(desk: Any, path: str, board: str) -> None:
    await desk.http.post("/_sim/namespaces", json={"name": "n", "scenario": "new-account"})

    response = await shown(desk, path)

    assert (response.status_code, response.headers["location"]) == (307, board)


async def test_a_program_is_told_in_json_what_a_browser_is_shown(desk: Any) -> None:
    told = (await desk.http.post("/_sim/seed", json=SMALL)).json()
    board = (await desk.http.get("/_sim/")).json()
    page = (await shown(desk)).text

    assert board["way_in"] == told["way_in"]
    assert board["holds"] == {name: told[name] for name in board["holds"]}
    assert (board["base_url"], board["speed"]) == ("http://simulator/open_api/v1.3/", 0)
    for word in (board["base_url"], *board["way_in"]["advertiser_ids"], board["way_in"]["access_token"], "frozen"):
        assert word in page
    for route in board["routes"].keys() - {"GET /_sim/"}:
        assert f"<code>{route.split()[1]}</code>" in page


async def test_the_link_to_the_page_of_consent_leads_there(desk: Any) -> None:
    plant(desk.simulator, Plan(**SMALL), redirect_uris=[desk.redirect_uri])

    link = (await desk.http.get("/_sim/")).json()["authorise"]

    assert "Authorise access to ad accounts" in (await desk.http.get(link)).text


async def test_every_link_leads_somewhere_in_a_namespace_too(desk: Any) -> None:
    await desk.http.post("/_sim/namespaces", json={"name": "n", "scenario": "new-account"})

    for board in ("http://simulator/_sim/", "http://simulator/ns/n/_sim/"):
        links = re.findall(r'<a href="([a-z-]+)">', (await shown(desk, board)).text)
        assert len(links) > 5
        for link in links:
            page = await shown(desk, board + link)
            assert page.status_code == 200 or link == "truth"  # which has to be told of whom
            assert page.headers["content-type"].startswith("text/html")


async def test_the_last_calls_are_shown_with_what_was_meant(desk: Any) -> None:
    await desk.http.get("/open_api/v1.3/campaign/get")

    page = (await shown(desk)).text

    assert "<code>GET /campaign/get</code>" in page
    assert "/campaign/get lacks the slash at its end: /campaign/get/" in page


async def test_nothing_on_a_page_is_taken_for_html(desk: Any) -> None:
    await desk.http.get("/open_api/v1.3/<b>bold</b>")

    pages = [(await shown(desk, path)).text for path in ("/_sim/", "/_sim/journal")]

    assert not [page for page in pages if "<b>bold" in page]
    assert all("&lt;b&gt;bold&lt;/b&gt;" in page for page in pages)


@pytest.mark.parametrize("path", ["/_sim/", "/_sim/clock"])
async def test_a_page_needs_nothing_but_itself(desk: Any, path: str) -> None:
    response = await shown(desk, path)

    style = re.search(r"<style>(.*)</style>", response.text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'none'"
    assert response.headers["content-security-policy"] == policy
    assert "<script" not in response.text
    assert "://" not in style[1]


async def test_looking_changes_nothing_even_where_the_token_is_dead(desk: Any) -> None:
    await desk.http.post("/_sim/seed", json=SMALL)
    for grant in list(desk.state.grants.values()):
        desk.state.save(replace(grant, revoked_at=desk.simulator.now()))
    grants = dict(desk.state.grants)

    page = (await shown(desk)).text

    assert "<code>revoked</code>" in page
    assert desk.state.grants == grants


async def test_a_bad_question_is_a_page_too(desk: Any) -> None:
    response = await shown(desk, "/_sim/truth")

    assert response.status_code == 400
    assert "there is no advertiser" in response.text

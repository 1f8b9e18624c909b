"""The authorisation page: what a person sees, and where nobody is sent."""

import base64
import hashlib
import re
from typing import Any

import pytest
from msgspec.structs import replace


def link(desk: Any, **changed: str) -> dict[str, str]:
    return {"app_id": desk.app["app_id"], "state": "s", "redirect_uri": desk.redirect_uri} | changed


async def test_the_page_lists_all_advertisers_ticked(desk: Any) -> None:
    page = (await desk.http.get("/portal/auth", params=link(desk))).text

    ticked = re.findall(r'<input type="checkbox" name="advertiser_id" value="(\d+)" checked>', page)
    assert ticked == [desk.usd, desk.jpy]
    assert "Dollars &amp; Co" in page
    assert "Simulator" in page
    assert 'value="approve"' in page
    assert 'value="deny"' in page


async def test_the_page_needs_nothing_but_itself(desk: Any) -> None:
    response = await desk.http.get("/portal/auth", params=link(desk))

    style = re.search(r"<style>(.*)</style>", response.text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert response.headers["content-security-policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "form-action 'self' http://127.0.0.1:8000; base-uri 'none'; frame-ancestors 'none'"
    )
    assert "<script" not in response.text
    assert "://" not in style[1]


async def test_nothing_on_the_page_is_taken_for_html(desk: Any) -> None:
    evil = '"><b>'
    desk.state.save(replace(desk.state.advertisers[desk.usd], name=evil))

    page = (await desk.http.get("/portal/auth", params=link(desk, state=evil))).text

    assert evil not in page
    assert page.count("&quot;&gt;&lt;b&gt;") == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"app_id": "1"},
        {"app_id": ""},
        {"redirect_uri": "http://127.0.0.1:8000/callback/"},
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": ""},
    ],
)
async def test_a_link_that_is_not_the_apps_sends_nobody_anywhere(desk: Any, changed: dict[str, str]) -> None:
    shown = await desk.http.get("/portal/auth", params=link(desk, **changed))
    decided = await desk.http.post("/portal/auth", data=link(desk, decision="approve", **changed))

    assert (shown.status_code, decided.status_code) == (400, 400)
    assert "This link cannot be used" in shown.text
    assert desk.state.auth_codes == {}


async def test_only_advertisers_that_exist_can_be_ticked(desk: Any) -> None:
    form = link(desk, decision="approve") | {"advertiser_id": [desk.usd, "999", desk.usd]}

    await desk.http.post("/portal/auth", data=form)

    (code,) = desk.state.auth_codes.values()
    assert code.advertiser_ids == [desk.usd]


async def test_a_redirect_keeps_the_query_it_was_registered_with(desk: Any) -> None:
    uri = "https://app.example/back?tenant=7"
    app = desk.state.apps[desk.app["app_id"]]
    desk.state.save(replace(app, redirect_uris=[uri]))

    response = await desk.http.post("/portal/auth", data=link(desk, redirect_uri=uri, decision="deny"))

    assert response.headers["location"].startswith(f"{uri}&error=access_denied&")

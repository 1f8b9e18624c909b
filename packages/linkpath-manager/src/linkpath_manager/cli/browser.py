"""A person at TikTok's consent page, as the demo plays them: ticks every advertiser and approves."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import aiohttp


class _Form(HTMLParser):
    """The page's form: where it goes, what is ticked or filled in, and its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: list[tuple[str, str]] = []
        self.buttons: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = given.get("action", "")
        elif tag == "input" and given.get("name") and (given.get("type") != "checkbox" or "checked" in given):
            self.fields.append((given["name"], given.get("value", "on")))
        elif tag == "button" and given.get("name"):
            self.buttons[given["value"]] = given["name"]


async def approve(session: aiohttp.ClientSession, authorization_url: str) -> str:
    """Consents on the page at `authorization_url`; returns the address that TikTok sends the browser back to."""
    async with session.get(authorization_url) as response:
        form = _Form()
        form.feed(await response.text())
    answer = aiohttp.FormData([*form.fields, (form.buttons["approve"], "approve")])
    async with session.post(urljoin(authorization_url, form.action), data=answer, allow_redirects=False) as response:
        return response.headers["location"]

"""A browser without script, as far as pages and forms need one: cookies, redirects, hidden fields, its origin."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2

MOST_REDIRECTS = 5


@dataclass
class Form:
    """A form as it stands on its page: what it would send if nobody touched it, and what can be typed or ticked."""

    action: str
    sent: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    """Forms, texts, and whatever has an id."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.by_id: dict[str, str] = {}
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._select = ""
        self._in_id = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if "id" in given:
            self._in_id = given["id"]
            self.by_id.setdefault(self._in_id, "")
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif self.forms and tag in {"input", "select", "button"} and "name" in given:
            self._note(tag, given)
        elif tag == "option" and self._select and ("selected" in given or not self.forms[-1].sent.get(self._select)):
            self.forms[-1].sent[self._select] = [given["value"]]

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._in_id:
            self.by_id[self._in_id] += data

    def handle_endtag(self, tag: str) -> None:
        self._in_id = ""
        if tag == "select":
            self._select = ""

    def _note(self, tag: str, given: dict[str, str]) -> None:
        form, name = self.forms[-1], given["name"]
        form.names.add(name)
        if tag == "select":
            self._select = name
        elif tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            form.sent.setdefault(name, []).append(given.get("value", ""))


@dataclass
class Page:
    """What the browser shows."""

    response: httpx2.Response
    forms: list[Form]
    text: str
    by_id: dict[str, str]
    tags: list[tuple[str, dict[str, str]]]

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return self.response.url.path

    def form(self, action: str, **having: str) -> Form:
        """The form that goes to `action`, with these hidden values."""
        wanted = having.items()
        fitting = [
            it for it in self.forms
            if it.action == action and all(value in it.sent.get(name, []) for name, value in wanted)
        ]  # fmt: skip
        assert fitting, f"{self.path} ({self.status}) has no form to {action}: {self.text[:300]}"
        return fitting[0]

    def wrong(self, name: str) -> str:
        """What is said to be wrong beside the field; nothing if nothing is."""
        return self.by_id.get(f"{name}-error", "")


class Visitor:
    """Somebody at a browser."""

    def __init__(self, app: Any, address: str, *, network_address: str = "192.0.2.1") -> None:
        transport = httpx2.ASGITransport(app=app, client=(network_address, 50_000))
        self.client = httpx2.AsyncClient(transport=transport, base_url=address, headers={"accept": "text/html"})
        self._origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self.client.cookies.jar}

    async def open(self, path: str) -> Page:
        return await self._followed(await self.client.get(path))

    async def send(
        self, page: Page, action: str, having: dict[str, str] | None = None, **typed: str | list[str]
    ) -> Page:
        """Fills in the page's form and sends it; what is not on the page cannot be filled in."""
        form = page.form(action, **(having or {}))
        assert typed.keys() <= form.names, f"{action} has {form.names}"
        filled = form.sent | {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
        return await self.post(action, filled)

    async def post(self, path: str, fields: dict[str, Any]) -> Page:
        """Sends a form from a page of the same site, whatever is on it."""
        return await self._followed(await self.client.post(path, data=fields, headers={"origin": self._origin}))

    async def _followed(self, response: httpx2.Response) -> Page:
        for _ in range(MOST_REDIRECTS):
            if not response.is_redirect:
                break
            response = await self.client.get(response.headers["location"])
        reader = _Reader()
        reader.feed(response.text)
        return Page(response, reader.forms, " ".join(" ".join(reader.words).split()), reader.by_id, reader.tags)

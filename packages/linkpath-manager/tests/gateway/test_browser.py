"""What a browser brings, and where it is sent on to."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.domain.roles import Role
from linkpath_manager.errors import InvalidRequest, LinkPathError, PermissionDenied
from linkpath_manager.gateway import browser
from linkpath_manager.gateway.exchange import Exchange
from linkpath_manager.gateway.forms import MAX_FORM_BYTES, csrf_input, posted_form
from linkpath_manager.gateway.page import FORM_HEADERS
from linkpath_manager.gateway.refusals import BodyTooLarge, UnsupportedMediaType
from linkpath_manager.operations.sessions import SignedIn, csrf_token

ADA = SignedIn("ses_1", "usr_1", "ada@example.com", "Ada", {"ws_1": Role.OWNER}, "ws_1", csrf_token("a" * 43))
EVE = SignedIn("ses_2", "usr_2", "eve@example.com", "Eve", {"ws_1": Role.OWNER}, "ws_1", csrf_token("b" * 43))
FORM = "application/x-www-form-urlencoded"


class Tools:
    """What is needed of `Services`."""

    def __init__(self, public_url: str = "https://linkpath.test") -> None:
        self.public_url = public_url


def exchange(path: str = "/", query: bytes = b"", body: bytes = b"", **headers: str) -> tuple[Exchange, list[Any]]:
    """A POST, and what will be answered to it."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    named = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Exchange({"headers": named, "method": "POST", "path": path, "query_string": query}, receive, send), sent


def posted(fields: dict[str, str], **headers: str) -> Exchange:
    return exchange(body=urlencode(fields).encode(), **{"content_type": FORM, **headers})[0]


async def test_a_stranger_is_sent_to_sign_in_and_from_there_back_to_the_very_address() -> None:
    asked, sent = exchange("/oauth/authorize", b"client_id=c&redirect_uri=https%3A%2F%2Fa.test%2Fb&state=%C3%A4")

    await browser.send_to_sign_in(asked)

    headers = dict(sent[0]["headers"])
    address = urlsplit(headers[b"location"].decode())
    assert (sent[0]["status"], address.path, headers[b"cache-control"]) == (303, "/sign-in", b"no-store")
    back = parse_qs(address.query)["next"][0]
    assert back == "/oauth/authorize?client_id=c&redirect_uri=https%3A%2F%2Fa.test%2Fb&state=%C3%A4"
    assert browser.local_address(back) == back


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.test/",
        "//evil.test",
        "/\\evil.test",
        "\\\\evil.test",
        "/\t/evil.test",
        "/\n/evil.test",
        " //evil.test",
        "/a b",
        "/a\\..\\b",
        "javascript:alert(1)",
        "account",
        "",
        "/\x00",
        "/ä",
        "/" + "a" * 8_000,
        None,
    ],
)
def test_what_could_lead_elsewhere_leads_to_the_usual_place(wanted: str | None) -> None:
    assert browser.local_address(wanted) == browser.AFTER_SIGN_IN


@given(st.text(st.sampled_from("/\\.:@%2f \t\naé?#"), max_size=12))
def test_no_address_leads_to_another_host(wanted: str) -> None:
    # As a browser reads it: \ is /, tabs and line breaks are not there, and space around it is cut off.
    as_read = browser.local_address(wanted).strip().translate({9: None, 10: None, 13: None, 92: "/"})

    assert urlsplit(urljoin("https://linkpath.test/sign-in", as_read)).netloc == "linkpath.test"


@pytest.mark.parametrize(
    ("public_url", "header"),
    [
        (
            "https://linkpath.test",
            "__Host-linkpath_session=abc; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax; Secure",
        ),
        ("http://127.0.0.1:8080", "linkpath_session=abc; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax"),
    ],
)
def test_the_cookie_is_kept_from_scripts_and_other_sites_and_over_https_from_neighbours(
    public_url: str, header: str
) -> None:
    services: Any = Tools(public_url)

    assert browser.set_session("abc", services) == (b"set-cookie", header.encode())
    dropped = header.replace("abc; Max-Age=2592000", "; Max-Age=0")
    assert browser.drop_session(services) == (b"set-cookie", dropped.encode())


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ("__Host-linkpath_session=one", "one"),
        ("theme=dark; __Host-linkpath_session=one; other=2", "one"),
        ("linkpath_session=two", None),
        ("x__Host-linkpath_session=two", None),
        ("", None),
        ("=;;=__Host-linkpath_session", None),
    ],
)
def test_the_sessions_cookie_is_found_among_others_by_its_whole_name(sent: str, found: str | None) -> None:
    services: Any = Tools()

    assert browser.session_cookie(exchange(cookie=sent)[0], services) == found


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://linkpath.test"},
        {"origin": "https://linkpath.test", "sec_fetch_site": "same-origin"},
        {"origin": "http://127.0.0.1:8080", "host": "127.0.0.1:8080"},
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {},
    ],
)
async def test_a_form_of_our_own_page_is_read(headers: dict[str, str]) -> None:
    services: Any = Tools()
    fields = {"csrf_token": ADA.csrf_token, "name": "Ädä & Co"}

    form = await posted_form(posted(fields, **headers), services, ADA)

    assert form.text("name") == "Ädä & Co"
    assert form.text("missing") == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://linkpath.test"},
        {"origin": "https://linkpath.test.evil.test"},
        {"origin": "https://linkpath.test:444"},
        {"origin": "https://evil.test", "host": "linkpath.test"},
        {"origin": "file://linkpath.test", "host": "linkpath.test"},
        {"origin": "https://linkpath.test,https://evil.test"},
        {"origin": "é"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
@pytest.mark.parametrize("who", [ADA, None])
async def test_a_form_of_another_sites_page_is_refused_even_with_the_token(
    headers: dict[str, str], who: SignedIn | None
) -> None:
    services: Any = Tools()

    with pytest.raises(PermissionDenied) as refused:
        await posted_form(posted({"csrf_token": ADA.csrf_token}, **headers), services, who)

    assert refused.value.reason == "foreign_origin"


@pytest.mark.parametrize("token", ["", EVE.csrf_token, ADA.csrf_token[:-1], ADA.csrf_token + "A", "é"])
async def test_a_form_without_the_sessions_own_token_is_refused(token: str) -> None:
    services: Any = Tools()

    with pytest.raises(PermissionDenied) as refused:
        await posted_form(posted({"csrf_token": token}, origin="https://linkpath.test"), services, ADA)

    assert refused.value.reason == "csrf_token_invalid"


def test_the_token_stands_in_the_page_and_does_not_tell_the_cookie() -> None:
    assert f'value="{ADA.csrf_token}"' in csrf_input(ADA)
    assert ADA.csrf_token != EVE.csrf_token
    assert len(ADA.csrf_token) == 43


@pytest.mark.parametrize(
    ("body", "kind", "refusal"),
    [
        (b"a=1", "application/json", UnsupportedMediaType),
        (b"a=1", "text/plain", UnsupportedMediaType),
        (b"a=1", "multipart/form-data; boundary=x", UnsupportedMediaType),
        (b"a=" + b"x" * MAX_FORM_BYTES, FORM, BodyTooLarge),
        (b"&".join(b"a%d=" % number for number in range(201)), FORM, InvalidRequest),
        (b"a=%FF", FORM, InvalidRequest),
        ("a=ä".encode(), FORM, InvalidRequest),
        (b"a=%00", FORM, InvalidRequest),
        (b"a%00=1", FORM, InvalidRequest),
    ],
)
async def test_what_is_no_form_or_too_much_of_one_is_refused(
    body: bytes, kind: str, refusal: type[LinkPathError]
) -> None:
    services: Any = Tools()
    asked, _ = exchange(body=body, content_type=kind)

    with pytest.raises(refusal):
        await posted_form(asked, services, None)


def test_a_page_with_a_form_lets_it_go_home_only_and_sends_its_origin_along() -> None:
    headers = dict(FORM_HEADERS)

    assert headers[b"content-security-policy"].endswith(b"form-action 'self'")
    assert headers[b"referrer-policy"] == b"same-origin"

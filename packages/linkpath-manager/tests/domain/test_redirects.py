"""Addresses that browsers may be sent back to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.domain.redirects import flaw, meant


@pytest.mark.parametrize(
    "address",
    [
        "https://app.example/callback",
        "https://app.example",
        "https://app.example:8443/a/b?x=1&y=%2F",
        "https://[2001:db8::1]/callback",
        "http://127.0.0.1/callback",
        "http://127.0.0.1:54321/callback?x=1",
        "http://[::1]:3000/",
        "http://localhost:3030/callback",
        "http://localhost",
        "com.example.app:/oauth",
        "com.example.app://callback/x",
        "cursor://anysphere.cursor-retrieval/oauth/callback",
        "vscode://publisher.extension/callback",
    ],
)
def test_an_address_of_an_app_can_be_one(address: str) -> None:
    assert flaw(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/callback",
        "//app.example/callback",
        "app.example/callback",
        "https://",
        "https:///callback",
        "https:app.example",
        "https://app.example/#x",
        "https://app.example/callback#",
        "https://user@app.example/",
        "https://user:pw@app.example/",
        "https://app.example@evil.example/",
        "https://app.example:0/",
        "https://app.example:99999/",
        "https://app.example:x/",
        "https://app.example\\@evil.example/",
        "https://app.example/a b",
        "https://app.example/\t",
        "https://app.example/\n",
        " https://app.example/",
        "https://äpp.example/",
        'https://app.example/"',
        "https://app.example/<x>",
        "https://[::1",
        "https://app.example;x/",
        "https://app.example,x/",
        "https://app.example%2fx/",
        "https://*.example/",
        "HTTPS://app.example/",
        "http://app.example/",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "http://127.0.0.1@evil.example/",
        "http://localhost:80@evil.example/",
        *(f"http://{host}/" for host in ("127.0.0.2", "0.0.0.0")),  # noqa: S104  # an address that is refused
        "http://[::ffff:127.0.0.1]/",
        "http://LOCALHOST/",
        "http://localhost./",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "about:blank",
        "ftp://app.example/",
        "myapp://callback",
        "blob:https://app.example/x",
        "https://app.example/" + "a" * 2_000,
    ],
)
def test_whatever_else_can_not(address: str) -> None:
    assert flaw(address)


REGISTERED = [
    "https://app.example/callback",
    "http://127.0.0.1/callback",
    "http://localhost:3000/a?x=1",
    "com.example.app:/x",
]


@pytest.mark.parametrize(
    "given_address",
    [*REGISTERED, "http://127.0.0.1:54321/callback", "http://localhost/a?x=1", "http://localhost:9/a?x=1"],
)
def test_the_same_address_is_meant_and_on_loopback_any_port(given_address: str) -> None:
    assert meant(REGISTERED, given_address)


@pytest.mark.parametrize(
    "given_address",
    [
        "https://app.example/callback/",
        "https://app.example/callback?x=1",
        "https://app.example/callback#x",
        "https://app.example/Callback",
        "https://APP.example/callback",
        "HTTPS://app.example/callback",
        "http://app.example/callback",
        "https://app.example:443/callback",
        "https://app.example./callback",
        "https://app.example/./callback",
        "https://app.example/x/../callback",
        "https://app.example/callback/..",
        "https://app.example/%63allback",
        "https://app.example//callback",
        "https://app.example/callback%00",
        "https://app.example/callback\n",
        "https://user@app.example/callback",
        "https://app.example@evil.example/callback",
        "https://evil.example/callback",
        "https://sub.app.example/callback",
        "https://app.example.evil.example/callback",
        "https://app.example\\.evil.example/callback",
        "http://127.0.0.1:1@evil.example/callback",
        "http://127.0.0.1:999999/callback",
        "http://127.0.0.1/callback/",
        "http://127.0.0.1/callback?x=1",
        "http://127.0.0.1.evil.example/callback",
        "http://localhost/callback",
        "http://[::1]/callback",
        "https://127.0.0.1/callback",
        "http://localhost:3000/a?x=2",
        "com.example.app:/x/y",
        "com.example.app://x",
        "",
    ],
)
def test_nothing_that_differs_is_meant(given_address: str) -> None:
    assert not meant(REGISTERED, given_address)


@given(st.text(min_size=1, max_size=8), st.integers(0, 40))
def test_a_slip_anywhere_is_another_address(slip: str, at: int) -> None:
    address = "https://app.example/callback"
    changed = address[:at] + slip + address[at:]

    assert meant([address], changed) == (changed == address)

"""Words of the pages."""

import pytest

from linkpath_manager.domain.actor import ALL_SCOPES
from linkpath_manager.domain.roles import Role
from linkpath_manager.gateway.people.user_agents import browser_name
from linkpath_manager.gateway.people.words import ROLES, SCOPES, day, minute


def test_every_role_and_every_scope_has_its_words() -> None:
    assert ROLES.keys() == set(Role)
    assert SCOPES.keys() == ALL_SCOPES
    assert len(set(SCOPES.values())) == len(SCOPES)


def test_moments_are_said_in_utc_with_the_exact_one_beside() -> None:
    assert day("2026-11-02T09:15:30Z") == '<time datetime="2026-11-02T09:15:30Z">2 Nov 2026</time>'
    assert minute("2026-11-02T09:15:30Z") == '<time datetime="2026-11-02T09:15:30Z">2 Nov 2026, 09:15 UTC</time>'
    assert (day(None), minute(None, "not yet")) == ("never", "not yet")


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML) Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/19.0 Safari/605.1.15", "Safari on macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) CriOS/140.0 Mobile Safari/604.1", "Chrome on iPhone"),
        ("Mozilla/5.0 (Android 16; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox on Android"),
        ("curl/8.9.1", "curl/8.9.1"),
        ("", "Something without a name"),
        ("The demo", "The demo"),
    ],
)  # fmt: skip
def test_a_browser_is_called_what_its_owner_calls_it(user_agent: str, name: str) -> None:
    assert browser_name(user_agent) == name

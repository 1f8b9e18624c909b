"""Behaviour reference §11.3: signatures that a receiver can check with nothing but the secret and the body."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tiktok_marketing.simulator.signing import account_signature, open_signature


def test_an_accented_name_is_signed_in_its_escaped_form() -> None:
    body = '{"value":"äöå 😀"}'

    expected = hmac.new(b"secret", rb'{"value":"\u00e4\u00f6\u00e5 \ud83d\ude00"}', hashlib.sha256)
    assert open_signature("secret", body) == expected.hexdigest()


@given(st.text(st.characters(max_codepoint=127)))
def test_a_body_of_ascii_is_signed_as_it_is(body: str) -> None:
    assert open_signature("secret", body) == hmac.new(b"secret", body.encode(), hashlib.sha256).hexdigest()


@given(st.dictionaries(st.text(), st.text()))
def test_json_is_signed_as_json_that_was_written_in_ascii(value: dict[str, str]) -> None:
    raw = json.dumps(value, ensure_ascii=False)
    try:
        raw.encode()
    except UnicodeEncodeError:  # half a surrogate pair is no text that could be sent
        return

    escaped = json.dumps(value, ensure_ascii=True)
    # Python escapes DEL like TikTok does not, and both leave all other ASCII alone.
    escaped = escaped.replace("\\u007f", "\x7f")
    assert open_signature("secret", raw) == hmac.new(b"secret", escaped.encode(), hashlib.sha256).hexdigest()


@given(st.text(st.characters(exclude_categories=["Cs"])), st.datetimes(timezones=st.just(UTC)))
def test_an_accounts_event_is_signed_with_its_moment(body: str, at: datetime) -> None:
    moment, signature = account_signature("secret", body, at).removeprefix("t=").split(",s=")

    expected = hmac.new(b"secret", f"{moment}.{body}".encode(), hashlib.sha256)
    assert (int(moment), signature) == (int(at.timestamp()), expected.hexdigest())

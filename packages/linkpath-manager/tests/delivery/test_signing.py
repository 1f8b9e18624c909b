"""What is posted is verified by the libraries that receivers use, and by no other secret and for no other bytes."""

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from svix.webhooks import Webhook as SvixWebhook
from svix.webhooks import WebhookVerificationError as SvixVerificationError

from linkpath_manager.delivery.signing import SecretUnfit, new_secret, require_fit, signed

EVENT = "evt_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4"
bodies = st.dictionaries(st.text(), st.text(), max_size=4).map(lambda value: json.dumps(value).encode())
secrets = st.binary(min_size=24, max_size=64).map(lambda key: "whsec_" + base64.b64encode(key).decode())


def stripe_takes(body: bytes, headers: dict[str, str], secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(body.decode(), headers["X-LinkPath-Signature"], secret, 300)
    except stripe.SignatureVerificationError:
        return False
    return True


def standard_takes(body: bytes, headers: dict[str, str], secret: str) -> bool:
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


def svix_takes(body: bytes, headers: dict[str, str], secret: str) -> bool:
    try:
        SvixWebhook(secret).verify(body, {key.replace("webhook-", "svix-"): it for key, it in headers.items()})
    except SvixVerificationError:
        return False
    return True


LIBRARIES = [stripe_takes, standard_takes, svix_takes]


@pytest.mark.parametrize("takes", LIBRARIES)
@given(body=bodies, new=secrets, old=secrets, stranger=secrets)
def test_libraries_take_the_new_secret_and_the_old_one_and_no_other(
    takes: Any, body: bytes, new: str, old: str, stranger: str
) -> None:
    headers = signed(body, [new, old], event_id=EVENT, unix=int(time.time()))

    assert takes(body, headers, new)
    assert takes(body, headers, old)
    assert takes(body, headers, stranger) == (stranger in {new, old})


@pytest.mark.parametrize("takes", LIBRARIES)
@given(body=bodies, other=bodies)
def test_libraries_refuse_other_bytes_and_former_times(takes: Any, body: bytes, other: bytes) -> None:
    secret, now = new_secret(), int(time.time())

    assert takes(other, signed(body, [secret], event_id=EVENT, unix=now), secret) == (body == other)
    assert not takes(body, signed(body, [secret], event_id=EVENT, unix=now - 301), secret)


@given(body=st.binary(), secret=secrets, old=secrets)
def test_the_body_format_is_one_hash_of_the_body_by_the_newest_secret(body: bytes, secret: str, old: str) -> None:
    by_body = signed(body, [secret, old], event_id=EVENT, unix=1, signature_format="body")
    later = signed(body, [secret], event_id=EVENT, unix=2, signature_format="body")

    assert by_body["X-LinkPath-Signature"] == later["X-LinkPath-Signature"]
    assert by_body["X-LinkPath-Signature"].startswith("sha256=")
    assert len(by_body["X-LinkPath-Signature"]) == len("sha256=") + 64
    assert by_body["webhook-signature"].count("v1,") == 2


def test_a_new_secret_is_fit_and_another_one_each_time() -> None:
    made = {new_secret() for _ in range(50)}

    for secret in made:
        require_fit(secret)
    assert len(made) == 50


@pytest.mark.parametrize(
    ("secret", "why"),
    [
        ("", "begins with whsec_"),
        ("c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0", "begins with whsec_"),
        ("whsec_", "and this one 0"),
        ("whsec_c2hvcnQ=", "and this one 5"),
        ("whsec_" + "A" * 31, "base64"),
        ("whsec_not base64 at all, this here", "base64"),
        ("whsec_" + base64.b64encode(bytes(65)).decode(), "and this one 65"),
    ],
    ids=["empty", "bare", "nothing", "short", "unpadded", "words", "long"],
)
def test_a_secret_that_cannot_sign_is_refused_with_why(secret: str, why: str) -> None:
    with pytest.raises(SecretUnfit, match=why):
        require_fit(secret)


VECTORS = json.loads((Path(__file__).parents[4] / "docs" / "reference" / "webhook-vectors.json").read_text())["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_published_vectors_are_what_is_sent_and_what_another_hand_works_out(vector: Any) -> None:
    body, unix, secrets_ = vector["body"].encode(), vector["timestamp"], vector["secrets"]
    made = signed(body, secrets_, event_id=vector["event_id"], unix=unix, signature_format=vector["signature_format"])

    assert made == vector["headers"]
    timed = [hmac.new(one.encode(), f"{unix}.".encode() + body, hashlib.sha256).hexdigest() for one in secrets_]
    plain = hmac.new(secrets_[0].encode(), body, hashlib.sha256).hexdigest()
    by_format = {"timestamped": f"t={unix}," + ",".join(f"v1={one}" for one in timed), "body": f"sha256={plain}"}
    assert vector["headers"]["X-LinkPath-Signature"] == by_format[vector["signature_format"]]

from datetime import UTC, datetime, timedelta

import msgspec

from linkpath_manager.domain.connection import Connection, ConnectionTest, Health, StartedConnection

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
COMMON = (
    '"id":"con_1","kind":"ADVERTISERS","status":"PENDING","reason":null,"health":{"state":"WAITING","reason":null,'
    '"hint":null,"checked_at":null,"last_success_at":null,"last_error_at":null,"last_error_code":null,'
    '"last_error":null,"hints":null},"tiktok_app_id":"default","advertiser_ids":[],"granted_advertiser_ids":[],"open_id":null,'
    '"scope":[],"permissions":[],"missing_permissions":[],"created_at":"2026-11-22T05:00:00Z","connected_at":null,'
    '"revoked_at":null,"last_tested_at":null,"token_expires_at":null'
)


def test_a_connection_that_was_started_is_a_connection_with_an_address_to_go_to() -> None:
    waiting = Health(
        state="WAITING",
        reason=None,
        hint=None,
        checked_at=None,
        last_success_at=None,
        last_error_at=None,
        last_error_code=None,
        last_error=None,
        hints=None,
    )
    plain = Connection(
        id="con_1",
        kind="ADVERTISERS",
        status="PENDING",
        reason=None,
        health=waiting,
        tiktok_app_id="default",
        advertiser_ids=[],
        granted_advertiser_ids=[],
        open_id=None,
        scope=[],
        permissions=[],
        missing_permissions=[],
        created_at=NOW,
        connected_at=None,
        revoked_at=None,
        last_tested_at=None,
        token_expires_at=None,
    )
    started = StartedConnection(
        **{name: getattr(plain, name) for name in plain.__struct_fields__},
        authorization_url="https://x/auth",
        expires_at=NOW + timedelta(hours=1),
    )

    assert msgspec.json.encode(plain).decode() == '{"object":"connection",' + COMMON + "}"
    assert msgspec.json.encode(started).decode() == (
        '{"object":"connection",'
        + COMMON
        + ',"authorization_url":"https://x/auth","expires_at":"2026-11-22T06:00:00Z"}'
    )


def test_a_test_of_a_connection_says_what_to_do() -> None:
    test = ConnectionTest(
        ok=False, checked_at=NOW, advertiser_ids=[], reason="The token was revoked.", hint="Connect again."
    )

    assert msgspec.json.encode(test).decode() == (
        '{"object":"connection_test","ok":false,"checked_at":"2026-11-22T05:00:00Z","advertiser_ids":[],'
        '"reason":"The token was revoked.","hint":"Connect again."}'
    )

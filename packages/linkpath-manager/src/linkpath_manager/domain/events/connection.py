"""What is told of connections."""

from datetime import UTC, date, datetime
from typing import Final

from msgspec import Struct

from linkpath_manager.domain.connection import Connection, ConnectionStatus, Health
from linkpath_manager.domain.event import Event, EventType
from linkpath_manager.domain.permissions import Permission


class PreviousConnection(Struct, frozen=True, kw_only=True):
    status: ConnectionStatus


class ConnectionBroken(Struct, frozen=True, kw_only=True):
    object: Connection
    previous: PreviousConnection


def broken(connection: Connection) -> Event:
    """What is told of a connection whose grant TikTok takes no more."""
    data = ConnectionBroken(object=connection, previous=PreviousConnection(status="CONNECTED"))
    return Event(BROKEN.name, None, "connection", connection.id, data)


BROKEN: Final = EventType(
    name="connection.broken",
    summary="TikTok takes a connection's grant no more: a person has to reconnect it.",
    payload=ConnectionBroken,
    example=ConnectionBroken(
        object=Connection(
            id="con_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4",
            kind="ADVERTISERS",
            status="BROKEN",
            reason="Access token is incorrect or has been revoked.",
            health=Health(
                state="BROKEN",
                reason="Access token is incorrect or has been revoked.",
                hint="Reconnect it: POST /v1/connections/con_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4/reconnect, "
                "and approve at TikTok.",
                checked_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
                last_success_at=datetime(2026, 11, 20, 7, 59, tzinfo=UTC),
                last_error_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
                last_error_code=40105,
                last_error="Access token is incorrect or has been revoked.",
                hints=None,
            ),
            tiktok_app_id="default",
            advertiser_ids=["7000000000000000001"],
            granted_advertiser_ids=["7000000000000000001", "7000000000000000002"],
            open_id=None,
            scope=["4"],
            permissions=[Permission(id="4", name="Reporting")],
            missing_permissions=[],
            created_at=datetime(2026, 11, 2, 9, 15, tzinfo=UTC),
            connected_at=datetime(2026, 11, 2, 9, 16, tzinfo=UTC),
            revoked_at=None,
            last_tested_at=None,
            token_expires_at=None,
        ),
        previous=PreviousConnection(status="CONNECTED"),
    ),
    changelog=((date(2026, 11, 26), "First told."),),
)

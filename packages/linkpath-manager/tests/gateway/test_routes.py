"""The table of routes against the table of operations."""

from linkpath_manager.gateway.routes import ROUTES
from linkpath_manager.gateway.surface import linkpath_surface
from linkpath_manager.operations.operation import Effect

SURFACE = linkpath_surface()
INSIDE = {
    "account.change_password", "account.end_sessions", "account.rename", "account.renew_recovery_codes",
    "account.turn_off_second_factor", "account.turn_on_second_factor", "advertisers.subscribe", "advertisers.sync",
    "connections.complete",
    "connections.renew", "connections.tell_revoked", "invitations.accept", "members.set_password",
    "oauth_grants.approve", "oauth_grants.end",
}  # fmt: skip
"""Operations that LinkPath asks of itself, and pages of people that they open."""


def test_every_line_opens_an_operation_and_no_two_have_one_address() -> None:
    assert [route for route in ROUTES if route.operation not in SURFACE.operations] == []
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)


def test_get_opens_reads_and_nothing_else_does() -> None:
    for route in ROUTES:
        reads = SURFACE.operation(route).effect is Effect.READ
        assert reads == (route.method == "GET"), route


def test_what_is_not_open_is_what_linkpath_asks_of_itself() -> None:
    assert set(SURFACE.operations) - {route.operation for route in ROUTES} == INSIDE


def test_every_parameter_of_a_path_is_one_that_the_operation_takes() -> None:
    for route in ROUTES:
        assert ("{id}" in route.path) == ("id" in SURFACE.operation(route).params.model_fields), route


def test_what_is_made_has_an_address_that_can_be_read() -> None:
    readable = {route.path for route in ROUTES if route.method == "GET"}
    made = [route for route in ROUTES if route.status == 201]

    assert {route.location for route in made} <= readable
    assert {route.path for route in made} == {
        "/v1/connections", "/v1/campaigns", "/v1/adgroups", "/v1/ads", "/v1/changes", "/v1/api-keys",
        "/v1/api-keys/{id}/rotate", "/v1/members", "/v1/workspaces", "/v1/oauth-clients", "/v1/tiktok-apps",
        "/v1/alerts",
        "/v1/webhook-endpoints",
    }  # fmt: skip

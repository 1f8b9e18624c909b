"""What the authorisation server and the API say of themselves."""

from typing import Any

import pytest
from authorising import LINKPATH

from linkpath_manager.domain.oauth import CLIENT_SCOPES

WELL_KNOWN = "/.well-known/oauth-authorization-server"


async def test_the_server_says_where_it_is_and_what_it_can_do(server: Any) -> None:
    answer = await server.http.get(WELL_KNOWN)

    told = answer.json()
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
    assert told["issuer"] == LINKPATH
    assert {name: told[name] for name in told if name.endswith("_endpoint")} == {
        f"{name}_endpoint": f"{LINKPATH}/oauth/{path}"
        for name, path in (
            ("authorization", "authorize"),
            ("token", "token"),
            ("revocation", "revoke"),
            ("introspection", "introspect"),
            ("registration", "register"),
        )
    }
    assert told["scopes_supported"] == sorted(CLIENT_SCOPES)
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["response_types_supported"] == ["code"]
    assert told["grant_types_supported"] == ["authorization_code", "refresh_token", "client_credentials"]
    assert told["authorization_response_iss_parameter_supported"] is True
    assert told["client_id_metadata_document_supported"] is True


@pytest.mark.parametrize("path", ["", "/mcp"])
async def test_each_resource_says_who_gives_its_tokens(server: Any, path: str) -> None:
    told = (await server.http.get(f"/.well-known/oauth-protected-resource{path}")).json()

    assert (told["resource"], told["authorization_servers"]) == (LINKPATH + path, [LINKPATH])
    assert told["bearer_methods_supported"] == ["header"]


async def test_a_request_without_a_token_is_told_where_to_get_one(server: Any) -> None:
    where = f'Bearer realm="LinkPath", resource_metadata="{LINKPATH}/.well-known/oauth-protected-resource"'

    without = await server.http.get("/v1/me")
    with_a_dead_one = await server.get("lp_at_" + "0" * 49)

    assert (without.status_code, without.headers["www-authenticate"]) == (401, where)
    assert (with_a_dead_one.status_code, with_a_dead_one.headers["www-authenticate"]) == (
        401,
        f'{where}, error="invalid_token"',
    )


async def test_a_token_that_lacks_a_scope_is_told_which(server: Any) -> None:
    granted = await server.granted(None, "reporting:read")

    answer = await server.get(granted.access, "/v1/ads")

    assert answer.status_code == 403
    assert answer.headers["www-authenticate"].endswith(', error="insufficient_scope", scope="ads:read"')

"""Where the authorisation server is and what it can do, as it says itself (RFC 8414, RFC 9728)."""

from typing import Any, Final

from linkpath_manager.domain.oauth import CLIENT_SCOPES
from linkpath_manager.operations.services import Services

AUTHORIZE_PATH: Final = "/oauth/authorize"
TOKEN_PATH: Final = "/oauth/token"  # noqa: S105  # an address
REVOKE_PATH: Final = "/oauth/revoke"
INTROSPECT_PATH: Final = "/oauth/introspect"
REGISTER_PATH: Final = "/oauth/register"
SERVER_METADATA_PATH: Final = "/.well-known/oauth-authorization-server"
RESOURCE_METADATA_PATH: Final = "/.well-known/oauth-protected-resource"

SECRET_METHODS: Final = ("client_secret_basic", "client_secret_post")
AUTH_METHODS: Final = ("none", *SECRET_METHODS)


PROMPTS: Final = ("none", "login", "consent", "select_account")
"""What the authorisation endpoint may be told of how to ask the person (OpenID Connect's words)."""


def server_metadata(services: Services) -> dict[str, Any]:
    """The authorisation server's (RFC 8414), with what RFC 9207 and client id metadata documents add."""
    at = services.public_url
    found = {
        "issuer": at,
        "authorization_endpoint": at + AUTHORIZE_PATH,
        "token_endpoint": at + TOKEN_PATH,
        "revocation_endpoint": at + REVOKE_PATH,
        "introspection_endpoint": at + INTROSPECT_PATH,
        "registration_endpoint": at + REGISTER_PATH,
        "scopes_supported": sorted(CLIENT_SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": list(AUTH_METHODS),
        "revocation_endpoint_auth_methods_supported": list(AUTH_METHODS),
        "introspection_endpoint_auth_methods_supported": list(SECRET_METHODS),
        "authorization_response_iss_parameter_supported": True,
        "client_id_metadata_document_supported": True,
        "prompt_values_supported": list(PROMPTS),
        "service_documentation": f"{at}/docs",
    }
    if not services.settings.oauth_registration:
        del found["registration_endpoint"]
    return found


def resource_metadata(services: Services, path: str) -> dict[str, Any]:
    """The protected resource's (RFC 9728): the REST API's at the empty path, the MCP server's at `/mcp`."""
    return {
        "resource": services.public_url + path,
        "authorization_servers": [services.public_url],
        "scopes_supported": sorted(CLIENT_SCOPES),
        "bearer_methods_supported": ["header"],
        "resource_name": "LinkPath",
        "resource_documentation": f"{services.public_url}/docs",
    }

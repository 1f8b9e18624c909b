"""The authorisation endpoint's questions: which client asks, where answers go, and for what it asks."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.oauth import CLIENT_SCOPES, UNASKED_SCOPES
from linkpath_manager.domain.redirects import meant
from linkpath_manager.errors import InvalidRequest
from linkpath_manager.operations.services import Services
from linkpath_manager.store import oauth_clients
from linkpath_manager.store.oauth_clients import ClientRow

from .documents import document_client, is_document, is_fresh
from .errors import OAuthError, invalid_request, invalid_scope
from .metadata import PROMPTS
from .requests import asked_resource, scopes_asked

PARAMETERS: Final = (
    "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method",
    "resource", "prompt", "response_mode", "request", "request_uri",
)  # fmt: skip
"""What of a request counts; the rest is passed over (RFC 6749 §3.1)."""
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9\-_]{43}")
_LONGEST_STATE: Final = 2_000
_BACK: Final = "Go back to the application and begin there again; if it comes to this again, tell its makers."


@dataclass(frozen=True, slots=True)
class Given:
    """The parameters of a request; those without a value are as if they were not there."""

    values: Mapping[str, str]
    repeated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WayBack:
    """Where the browser is sent with an answer: a redirect address that is the client's, and what goes along."""

    issuer: str
    redirect_uri: str
    state: str | None

    def with_code(self, code: str) -> str:
        return self._with(code=code)

    def with_error(self, error: OAuthError) -> str:
        return self._with(error=error.error, error_description=error.description)

    def _with(self, **told: str) -> str:
        """The address with `state` as it came and `iss`, so that answers of two servers are not mixed up (RFC 9207)."""
        state = {} if self.state is None else {"state": self.state}
        query = urlencode(told | state | {"iss": self.issuer})
        return f"{self.redirect_uri}{'&' if '?' in self.redirect_uri else '?'}{query}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asks of a person."""

    client: ClientRow
    way_back: WayBack
    scopes: frozenset[Scope]
    resource: str
    code_challenge: str
    prompts: frozenset[str]


def given_by(pairs: Iterable[tuple[str, str]]) -> Given:
    """What of `pairs` counts."""
    counting = [(name, value) for name, value in pairs if name in PARAMETERS and value]
    names = [name for name, _ in counting]
    return Given(dict(counting), frozenset(name for name in names if names.count(name) > 1))


async def asking_client(services: Services, given: Given, *, may_fetch: bool) -> ClientRow | None:
    """The client that asks; None: its document has to be got first, which is done for people who are signed in only.

    Raises:
        InvalidRequest: there is none: nothing may be sent to where it wants it.
    """
    if twice := sorted({"client_id", "redirect_uri"} & given.repeated):
        raise InvalidRequest(f"The application sent {twice[0]} more than once.", param=twice[0], hint=_BACK)
    client_id = given.values.get("client_id", "")
    client = await oauth_clients.by_id(services.db, client_id)
    if is_document(client_id) and not is_fresh(services, client):
        if not may_fetch:
            return None
        try:
            client = await document_client(services, client_id)
        except OAuthError as error:
            raise InvalidRequest(error.description, param="client_id", hint=_BACK) from error
    if client is None or client.revoked_at is not None:
        raise InvalidRequest("The application is not known here.", param="client_id", hint=_BACK)
    return client


def way_back(services: Services, client: ClientRow, given: Given) -> WayBack:
    """Where answers go: one of the client's own addresses, and no other.

    Raises:
        InvalidRequest: the one that is given is none of them, or none is given and it has several.
    """
    own = client.redirect_uris.split()
    wanted = given.values.get("redirect_uri") or (own[0] if len(own) == 1 else None)
    if wanted is None or not meant(own, wanted):
        raise InvalidRequest(
            "The address that the answer is to be sent to is not one of the application's.",
            param="redirect_uri",
            hint=_BACK,
        )
    return WayBack(services.public_url, wanted, given.values.get("state"))


def prompts_of(given: Given) -> frozenset[str]:
    """How the person is to be asked.

    Raises:
        OAuthError: invalid_request: words that there are not, or `none` beside another.
    """
    prompts = frozenset(given.values.get("prompt", "").split())
    if prompts - set(PROMPTS) or ("none" in prompts and len(prompts) > 1):
        raise invalid_request(f"prompt is one of {', '.join(PROMPTS)}, and none stands alone.")
    return prompts


def understood(services: Services, client: ClientRow, way: WayBack, given: Given) -> Asked:
    """What is asked for.

    Raises:
        OAuthError: as RFC 6749 §4.1.2.1 and its neighbours say; it is told to the client by `way`.
    """
    for name in sorted(given.repeated):
        raise OAuthError("invalid_target" if name == "resource" else "invalid_request", f"{name} is given twice.")
    _require_code_flow(client, given.values)
    return Asked(
        client=client,
        way_back=way,
        scopes=_scopes(client, given.values.get("scope")),
        resource=asked_resource(services, given.values),
        code_challenge=_challenge(given.values),
        prompts=prompts_of(given),
    )


def _require_code_flow(client: ClientRow, given: Mapping[str, str]) -> None:
    for name in ("request", "request_uri"):
        if name in given:
            raise OAuthError(f"{name}_not_supported", f"{name} is not taken: send the parameters themselves.")
    if "response_type" not in given:
        raise invalid_request("response_type is missing: it is code.")
    if given["response_type"] != "code":
        raise OAuthError("unsupported_response_type", "response_type is code: other flows are not there.")
    if given.get("response_mode", "query") != "query":
        raise invalid_request("response_mode is query: other modes are not there.")
    if "authorization_code" not in client.grant_types.split():
        raise OAuthError("unauthorized_client", "This client is not registered for the authorization code flow.")
    if len(given.get("state", "")) > _LONGEST_STATE:
        raise invalid_request(f"state is longer than {_LONGEST_STATE} characters.")


def _challenge(given: Mapping[str, str]) -> str:
    challenge = given.get("code_challenge")
    if challenge is None:
        raise invalid_request("code_challenge is missing: PKCE (RFC 7636) is needed.")
    if given.get("code_challenge_method", "plain") != "S256":  # what is not said means plain (RFC 7636 §4.3)
        raise invalid_request("code_challenge_method is S256: plain is not taken.")
    if not _CHALLENGE.fullmatch(challenge):
        raise invalid_request("code_challenge is the base64url of a SHA-256: 43 characters.")
    return challenge


def _scopes(client: ClientRow, text: str | None) -> frozenset[Scope]:
    own = CLIENT_SCOPES & set(client.scopes.split()) if client.scopes else CLIENT_SCOPES
    if text is None:
        return frozenset(Scope(scope) for scope in (own if client.scopes else UNASKED_SCOPES))
    asked = scopes_asked(text)
    if more := sorted(asked - own):
        raise invalid_scope(f"The scope {more[0]} is none that this client was registered for.")
    return asked

"""OAuth's own errors: the codes of RFC 6749 and its neighbours, and words for whoever mends the client."""

from linkpath_manager.errors import LinkPathError


class OAuthError(Exception):
    """A request is refused. `description` says what to mend, and holds no secret."""

    def __init__(
        self, error: str, description: str, *, status: int = 400, retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = status
        self.retry_after_seconds = retry_after_seconds


def invalid_request(description: str) -> OAuthError:
    return OAuthError("invalid_request", description)


def invalid_client(description: str) -> OAuthError:
    return OAuthError("invalid_client", description, status=401)


def invalid_grant(description: str) -> OAuthError:
    return OAuthError("invalid_grant", description)


def invalid_scope(description: str) -> OAuthError:
    return OAuthError("invalid_scope", description)


def of_linkpath(error: LinkPathError) -> OAuthError:
    """What an OAuth client is told when LinkPath itself cannot answer, or the database is away."""
    name = "temporarily_unavailable" if error.retryable else "invalid_request" if error.status < 500 else "server_error"
    return OAuthError(name, error.message, status=error.status, retry_after_seconds=error.retry_after)

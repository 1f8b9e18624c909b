"""TikTok's errors as LinkPath's: what the caller does next."""

from linkpath_manager import errors
from tiktok_marketing import client as tiktok
from tiktok_marketing.spec.codes import INVALID_AUTH_PARAMS

RECONNECT = (
    "A person approves it anew at TikTok: POST /v1/connections/{id}/reconnect, or POST /v1/connections for a new one. "
    "GET /v1/connections says which is broken, and why."
)
WRONG_APP = (
    "The app's secret is not TikTok's: mend it with PATCH /v1/tiktok-apps/{id}, "
    "or with LINKPATH_TIKTOK_SECRET and a restart."
)
_WAIT_SECONDS = 5


def translated(error: tiktok.TikTokError) -> errors.LinkPathError:
    """LinkPath's error for TikTok's."""
    told = errors.UpstreamDetail(error.code, error.message, error.request_id or None)
    for kinds, make in _TABLE:
        if isinstance(error, kinds):
            return make(error, told)
    return errors.UpstreamError(
        f"TikTok's answer cannot be used: {error.message}", hint="Try again soon.", upstream=told
    )


def is_dead(error: tiktok.TikTokError) -> bool:
    """Whether the grant itself is refused, for good. With a wrong secret it is the app that is."""
    return isinstance(error, tiktok.AuthError) and error.code != INVALID_AUTH_PARAMS


def _dead(error: tiktok.TikTokError, told: errors.UpstreamDetail) -> errors.LinkPathError:
    if not is_dead(error):
        message = f"TikTok does not accept the app: {error.message}"
        return errors.ReconnectNeeded(message, hint=WRONG_APP, upstream=told, code="app_refused")
    message = f"TikTok no longer accepts this grant: {error.message}"
    return errors.ReconnectNeeded(message, hint=RECONNECT, upstream=told)


def _not_allowed(error: tiktok.TikTokError, told: errors.UpstreamDetail) -> errors.LinkPathError:
    hint = (
        "The person who connected has lost a role, or the app lacks a permission. "
        "Have a Business Center admin restore it, then connect again."
    )
    message = f"TikTok does not allow this: {error.message}"
    return errors.ReconnectNeeded(message, hint=hint, upstream=told, code="upstream_permission")


def _unknown(error: tiktok.TikTokError, told: errors.UpstreamDetail) -> errors.LinkPathError:
    return errors.OutcomeUnknown(f"TikTok did not answer: {error.message}", upstream=told)


def _used_up(error: tiktok.TikTokError, told: errors.UpstreamDetail) -> errors.LinkPathError:
    return errors.UpstreamBusy(
        "TikTok's quota for this app is used up.",
        hint="Wait as long as Retry-After says. A higher app level raises the quota.",
        retry_after=getattr(error, "retry_after_seconds", None) or _WAIT_SECONDS,
        upstream=told,
    )


def _busy(error: tiktok.TikTokError, told: errors.UpstreamDetail) -> errors.LinkPathError:
    message = f"TikTok cannot answer now: {error.message}"
    return errors.UpstreamBusy(message, hint="Try again soon.", retry_after=_WAIT_SECONDS, upstream=told)


def _refused(error: tiktok.TikTokError, told: errors.UpstreamDetail) -> errors.LinkPathError:
    hint = "Mend the values that TikTok's message names."
    return errors.UpstreamRejected(f"TikTok refuses this: {error.message}", hint=hint, upstream=told)


_TABLE = (
    ((tiktok.AuthError,), _dead),
    ((tiktok.PermissionDenied,), _not_allowed),
    ((tiktok.OutcomeUnknown, tiktok.DuplicateRequest), _unknown),
    ((tiktok.DeadlineExceeded, tiktok.Throttled), _used_up),
    ((tiktok.ServerError, tiktok.Maintenance, tiktok.NotDelivered, tiktok.WriteConflict), _busy),
    ((tiktok.InvalidParams, tiktok.NotFound, tiktok.NotReady), _refused),
)

"""TikTok: whether it answers and takes the app, and whether our clock is right. One call, which changes nothing."""

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlencode

import msgspec

from linkpath_manager.domain.finding import Finding, mend, note, ok
from tiktok_marketing.client import AiohttpTransport, Request, TransportError
from tiktok_marketing.spec.codes import APP_BLOCKED_OR_MISSING, INVALID_AUTH_PARAMS
from tiktok_marketing.spec.subscription import SUBSCRIPTION_GET

_ANSWER_SECONDS: Final = 10
_CLOCK_SECONDS: Final = 30


async def tiktok(base_url: str, app_id: str, secret: str) -> list[Finding]:
    """Asks which webhooks the app has: TikTok wants the app's secret for that, and no token."""
    query = urlencode({"app_id": app_id or "0", "secret": secret or "-", "page_size": 1})
    url = f"{base_url.rstrip('/')}/open_api/v1.3{SUBSCRIPTION_GET.path}?{query}"
    request = Request("GET", url, {}, None, _ANSWER_SECONDS)
    wire = AiohttpTransport()
    began = time.perf_counter()
    try:
        answer = await wire.send(request)
        code = msgspec.json.decode(answer.body)["code"]
    except TransportError as error:
        hint = "Let this computer reach it on port 443, and look at LINKPATH_TIKTOK_BASE_URL."
        return [mend("TikTok", f"{base_url} does not answer: {error}", hint)]
    except (msgspec.DecodeError, KeyError, TypeError):
        return [mend("TikTok", f"something else answers at {base_url}", "Mend LINKPATH_TIKTOK_BASE_URL.")]
    finally:
        await wire.close()
    ms = (time.perf_counter() - began) * 1000
    told = [ok("TikTok", f"{base_url} answers in {ms:.0f} ms"), _app(app_id, secret, code)]
    return [*told, *_clock(answer.headers.get("date"))]


def _app(app_id: str, secret: str, code: int) -> Finding:
    name = "TikTok app"
    if not app_id or not secret:
        hint = "Set LINKPATH_TIKTOK_APP_ID and LINKPATH_TIKTOK_SECRET, or add apps with POST /v1/tiktok-apps."
        return note(name, "none is set", hint)
    if code == APP_BLOCKED_OR_MISSING:
        return mend(name, f"TikTok knows no app {app_id}, or has blocked it", "Mend LINKPATH_TIKTOK_APP_ID.")
    if code == INVALID_AUTH_PARAMS:
        return mend(name, f"TikTok does not take the secret of {app_id}", "Mend LINKPATH_TIKTOK_SECRET.")
    if code == 0:
        return ok(name, f"TikTok takes {app_id} and its secret")
    return note(name, f"TikTok answers {code} to {app_id}", "POST /v1/connections/{id}/test says more.")


def _clock(date: str | None) -> list[Finding]:
    if date is None:
        return []
    ahead = (datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds()
    if abs(ahead) <= _CLOCK_SECONDS:
        return [ok("clock", "as TikTok's")]
    told = f"this computer's is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} TikTok's"
    return [mend("clock", told, "Have this computer keep time by NTP.")]

"""What an event says, in a sentence for a terminal or a page."""

from collections.abc import Callable, Mapping
from typing import Any, Final

_NOUNS: Final = {"campaign": "Campaign", "adgroup": "Ad group", "ad": "Ad", "advertiser": "Account"}

_Told = Mapping[str, Any]


def in_words(event: _Told) -> str:
    """Of an event as it is posted: what it is about and what became of it; empty for a kind that has no words."""
    words = _WORDS.get(event["type"])
    return words(event["data"]) if words else ""


def _status_changed(told: _Told) -> str:
    """The status where that is other than before, else how it is delivered."""
    now, was = told["object"], told["previous"]
    if now["status"] != was["status"]:
        return f"{_name(now)}: {was['status']} → {now['status']}"
    why = f" ({now['delivery']['reason']})" if now["delivery"]["reason"] else ""
    return f"{_name(now)}: {was['delivery']['state']} → {now['delivery']['state']}{why}"


def _approved(told: _Told) -> str:
    return f"{_name(told['object'])}: approved"


def _rejected(told: _Told) -> str:
    why = " ".join(reason["text"] for reason in told["reasons"])
    return f"{_name(told['object'])}: rejected{f'. {why}' if why else ''}"


def _threshold_reached(told: _Told) -> str:
    it = told["object"]
    whose = f"{_NOUNS[it['level']]} {it['id']}" if it["level"] in _NOUNS else "The workspace"
    of = f" of {it['budget']}" if it["budget"] else ""
    return f"{whose}: {it['spend']}{of} {it['currency']} spent, {it['period'].lower()}"


def _change(told: _Told) -> str:
    return str(told["object"]["title"])


def _connection_broken(told: _Told) -> str:
    return f"Connection {told['object']['id']}: {told['object']['reason']}"


def _endpoint_disabled(told: _Told) -> str:
    return f"{told['object']['url']}: {told['object']['reason']}"


def _report_completed(told: _Told) -> str:
    it = told["object"]
    became = f"{it['rows']:,} rows at {it['result_url']}" if it["error"] is None else f"failed. {it['error']['detail']}"
    return f"Report of {it['advertiser_id']}, {it['start_date']} to {it['end_date']}: {became}"


def _name(it: _Told) -> str:
    return f"{_NOUNS[it['object']]} “{it.get('name') or it['id']}”"


_WORDS: Final[dict[str, Callable[[_Told], str]]] = {
    "campaign.status_changed": _status_changed,
    "adgroup.status_changed": _status_changed,
    "ad.approved": _approved,
    "ad.rejected": _rejected,
    "budget.threshold_reached": _threshold_reached,
    "change.pending": _change,
    "change.applied": _change,
    "change.failed": _change,
    "connection.broken": _connection_broken,
    "report.completed": _report_completed,
    "endpoint.disabled": _endpoint_disabled,
}

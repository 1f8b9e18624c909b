"""What a fault does to one call: instead of it, to what it did, or on the way back."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import anyio
import msgspec
from msgspec.structs import replace
from starlette.types import Send

from tiktok_marketing.spec.endpoint import APP_QUOTA

from .behaviour import Refusal
from .distortion import distorted
from .envelope import Answer
from .faults import ConnectionCut, Fault, FaultKind
from .limits import ADVERTISER_QPS
from .record import Record
from .tree_records import Node

if TYPE_CHECKING:
    from .simulator import Simulator

_PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"
_UNKNOWN_CODE, _MAINTENANCE = 51999, 60001
# Whose ids are given by TikTok and stand in nothing else of the same call.
_MADE_TWICE = frozenset(
    {"campaign", "adgroup", "ad", "audience", "saved_audience", "creative_portfolio", "report_task"}
)


class Sufferer(msgspec.Struct, frozen=True):
    """A call that a fault falls on."""

    fault: Fault
    token: str
    advertiser_ids: list[str]
    request_id: str


def instead(simulator: Simulator, sufferer: Sufferer) -> Answer | None:
    """The answer of a fault that keeps the call from being performed; None for every other.

    Raises:
        Refusal: the fault is one of TikTok's codes.
    """
    fault = sufferer.fault
    match fault.kind:
        case FaultKind.FAIL:
            raise Refusal(fault.code, fault.message)
        case FaultKind.UNKNOWN_CODE:
            raise Refusal(_UNKNOWN_CODE, "Something happened that this code alone stands for.")
        case FaultKind.MAINTENANCE:
            raise Refusal(_MAINTENANCE, "The system is under maintenance. Please try again later.")
        case FaultKind.HTTP:
            return _page(f"{fault.status} {HTTPStatus(fault.status).phrase}", sufferer.request_id, fault.status)
        case FaultKind.HTML:
            return _page("One moment, please", sufferer.request_id, HTTPStatus.OK)
        case FaultKind.CUT_BEFORE:
            return Answer(b" " * 64, sufferer.request_id, None)
        case FaultKind.TOKEN_DEATH:
            _end(simulator, sufferer.token)
        case FaultKind.ROLE_LOSS:
            _close(simulator, sufferer)
        case _:
            _refuse_as_limit(simulator, sufferer)
    return None


def performed(
    simulator: Simulator, fault: Fault, perform: Callable[[], object], page_before: Callable[[], object]
) -> object:
    """`data` of the call, performed as `fault` has it."""
    if fault.kind is FaultKind.DUPLICATE:
        return _twice(simulator, perform)
    return distorted(fault, perform(), page_before)


async def deliver(answer: Answer, fault: Fault | None, send: Send) -> None:
    """Sends `answer` as `fault` lets it through.

    Raises:
        ConnectionCut: it does not let all of it through.
    """
    match fault.kind if fault else None:
        case FaultKind.CUT_BEFORE | FaultKind.CUT_AFTER:
            await answer.cut(send)
        case FaultKind.TRUNCATE:
            await answer.send_half(send)
        case FaultKind.MALFORMED:
            await answer.send_malformed(send)
        case FaultKind.LOST if fault:
            await anyio.sleep(fault.delay_ms / 1000)
            raise ConnectionCut("The answer was lost on request.")
        case FaultKind.SLOW if fault:
            await anyio.sleep(fault.delay_ms / 1000)
            await answer.send(send)
        case _:
            await answer.send(send)


def _page(title: str, request_id: str, status: int) -> Answer:
    return Answer(_PAGE.format(title).encode(), request_id, None, "", status, b"text/html")


def _refuse_as_limit(simulator: Simulator, sufferer: Sufferer) -> None:
    grant = simulator.state.grants.get(sufferer.token)
    app = f"App {grant.app_id}" if grant else "the App"
    match sufferer.fault.kind:
        case FaultKind.QPS_LIMIT:
            limit = APP_QUOTA[simulator.level].qps
            raise Refusal(40100, f"{app} reaches the QPS limit {limit}, current QPS is {limit + 1}.")
        case FaultKind.LIMITED | FaultKind.QPM_LIMIT | FaultKind.QPD_LIMIT:
            raise Refusal(40100, f"Due to too many requests, requests from {app} are temporarily restricted.")
        case FaultKind.ADVERTISER_LIMIT:
            whose = f"Advertiser ({next(iter(sufferer.advertiser_ids), '')})'s QPS ({ADVERTISER_QPS + 1})"
            told = f"{whose} reaches QPS limit {ADVERTISER_QPS} for current path, request is temporarily restricted."
            raise Refusal(40133, told)


def _end(simulator: Simulator, token: str) -> None:
    """Revokes the token; the call's own check of it then refuses the call."""
    state = simulator.state
    grant = state.grants.get(token) or state.tt_user_grants.get(token)
    if grant and grant.revoked_at is None:
        state.save(replace(grant, revoked_at=simulator.now()))


def _close(simulator: Simulator, sufferer: Sufferer) -> None:
    """Takes the call's advertisers from its token; the call's own check of access then refuses it."""
    grant = simulator.state.grants.get(sufferer.token)
    if grant:
        left = [i for i in grant.advertiser_ids if i not in sufferer.advertiser_ids]
        simulator.state.save(replace(grant, advertiser_ids=left))


def _twice(simulator: Simulator, perform: Callable[[], object]) -> object:
    """Performs the call, then makes everything that it made once more, under other ids."""
    known = {(kind, record.id) for kind, record in simulator.state.records()}
    data = perform()
    made = [record for kind, record in simulator.state.records() if (kind, record.id) not in known]
    copies = [_again(simulator, record) for record in made if record.KIND in _MADE_TWICE]
    if copies:
        simulator.state.save(*copies)
    return data


def _again(simulator: Simulator, record: Record) -> Any:
    copy = replace(record, id=simulator.new_id(simulator.now()))
    # Two of one request id could not both be told from a repeat: the copy goes without.
    return replace(copy, request_id=None) if isinstance(copy, Node) else copy

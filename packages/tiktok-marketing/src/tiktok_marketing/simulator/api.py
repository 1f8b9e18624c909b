"""The API itself as an ASGI application: every typed row by its path, checked in TikTok's order."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import anyio
from starlette.types import Message, Receive, Scope, Send

from tiktok_marketing import spec
from tiktok_marketing.spec.endpoint import API_PREFIX, Auth, Endpoint

from . import arguments
from .behaviour import Call, Refusal, bad_value
from .behaviours import behaviour_of
from .envelope import Answer, enveloped
from .faults import Fault, FaultKind
from .journal import Entry
from .simulator import Simulator
from .state import App, Grant

NOT_SIMULATED = 40008
_ROWS: dict[tuple[str, str], Endpoint[Any, Any]] = {
    (row.method, API_PREFIX + row.path): row for row in spec.TYPED.values()
}


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, read whole."""

    method: str
    path: str
    query: list[tuple[str, str]]
    token: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Api:
    """Answers every path under `API_PREFIX`."""

    simulator: Simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = _ROWS.get((scope["method"], scope["path"]))
        request = await _read(scope, receive)
        if self.simulator.latency_seconds:
            await anyio.sleep(self.simulator.latency_seconds)
        if endpoint is None:
            await self._unknown(request).send(send)
            return
        fault = self.simulator.faults.take(endpoint.name)
        answer = self._answer(endpoint, request, fault)
        await _deliver(answer, fault, send)

    def _unknown(self, request: Request) -> Answer:
        """TikTok's plain 404, or for an endpoint of TikTok's that has no behaviour here an envelope that says so."""
        request_id = self.simulator.new_request_id()
        relative = request.path.removeprefix(API_PREFIX)
        if not _is_catalogued(request.method, relative):
            return not_found(request_id)
        message = f"The simulator does not simulate {request.method} {relative} yet."
        return Answer(enveloped({}, request_id, NOT_SIMULATED, message), request_id, NOT_SIMULATED, message)

    def _answer(self, endpoint: Endpoint[Any, Any], request: Request, fault: Fault | None) -> Answer:
        request_id = self.simulator.new_request_id()
        sent: dict[str, Any] = {}
        try:
            sent = _arguments_of(endpoint, request)
            answer = _faulty(fault, request_id) or self._perform(endpoint, request, sent, request_id)
        except Refusal as refusal:
            body = enveloped({}, request_id, refusal.code, refusal.message)
            answer = Answer(body, request_id, refusal.code, refusal.message)
        self._note(endpoint, sent, answer, fault)
        return answer

    def _perform(self, endpoint: Endpoint[Any, Any], request: Request, sent: dict[str, Any], request_id: str) -> Answer:
        simulator, now = self.simulator, self.simulator.now()
        grant = _grant(simulator, endpoint, request.token)
        app_id = grant.app_id if grant else str(sent.get("app_id", ""))
        if simulator.limited:
            simulator.limits.admit(endpoint, app_id, _advertiser_of(sent), now)
        selected = arguments.select(endpoint, sent)
        if simulator.strict and selected.unknown:
            raise bad_value(f"Unknown field(s): {', '.join(selected.unknown)}.")
        params = arguments.shape(endpoint, selected.known)
        if grant:
            _check_access(simulator, grant, selected.known)
        call = Call(endpoint, params, now, selected.known, _app(simulator, app_id), grant)
        answer = behaviour_of(endpoint)
        if answer is None:
            raise Refusal(NOT_SIMULATED, f"The simulator does not simulate {endpoint.path} yet.")
        body = enveloped(answer(simulator, call), request_id)
        return Answer(body, request_id, headers=call.headers)

    def _note(self, endpoint: Endpoint[Any, Any], sent: dict[str, Any], answer: Answer, fault: Fault | None) -> None:
        self.simulator.journal.add(
            Entry(
                at=self.simulator.now(),
                endpoint=endpoint.name,
                method=endpoint.method,
                params=sent,
                request_id=answer.request_id,
                http_status=answer.status,
                code=answer.code,
                message=answer.message,
                fault=fault.kind if fault else None,
            )
        )


def not_found(request_id: str) -> Answer:
    """What TikTok's gateway says of a path or method it does not have (behaviour reference §2)."""
    return Answer(b"404 page not found", request_id, None, "", 404, b"text/plain; charset=utf-8")


async def _read(scope: Scope, receive: Receive) -> Request:
    body = b""
    more = True
    while more:
        message: Message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    token = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"access-token"), "")
    return Request(scope["method"], scope["path"], query, token.strip(), body)


def _arguments_of(endpoint: Endpoint[Any, Any], request: Request) -> dict[str, Any]:
    """A GET takes its arguments from the query string, or as JSON from a body; a POST from the body alone."""
    body = arguments.read_json(request.body)
    if request.method == "POST":
        return body
    return body | arguments.read_query(endpoint, request.query)


def _grant(simulator: Simulator, endpoint: Endpoint[Any, Any], token: str) -> Grant | None:
    if endpoint.auth is Auth.APP:
        return None
    if not token:
        told = "Access token is null. Set the access token in the http header with the key Access-Token."
        raise Refusal(40104, told)
    grant = simulator.state.grants.get(token)
    if grant is None or grant.revoked_at is not None:
        raise Refusal(40105, "Access token is incorrect or has been revoked.")
    return grant


def _app(simulator: Simulator, app_id: str) -> App | None:
    return simulator.state.apps.get(app_id)


def _advertiser_of(sent: dict[str, Any]) -> str | None:
    advertiser_id = sent.get("advertiser_id")
    return advertiser_id if isinstance(advertiser_id, str) else None


def _check_access(simulator: Simulator, grant: Grant, known: dict[str, Any]) -> None:
    # `advertiser_ids` outranks `advertiser_id` where an endpoint takes both (behaviour reference §6.1).
    asked = known.get("advertiser_ids") or [i for i in (known.get("advertiser_id"),) if i is not None]
    for advertiser_id in asked:
        if advertiser_id not in grant.advertiser_ids:
            raise Refusal(40001, f"No permission to operate advertiser {advertiser_id}.")
        if advertiser_id not in simulator.state.advertisers:
            raise bad_value(f"The advertiser {advertiser_id} doesn't exist or has been deleted.")


def _faulty(fault: Fault | None, request_id: str) -> Answer | None:
    """The answer of a fault that keeps the call from being performed."""
    match fault.kind if fault else None:
        case FaultKind.FAIL if fault:
            raise Refusal(fault.code, fault.message)
        case FaultKind.LIMITED:
            raise Refusal(40100, "Due to too many requests, requests from the App are temporarily restricted.")
        case FaultKind.HTTP if fault:
            title = f"{fault.status} {HTTPStatus(fault.status).phrase}"
            page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
            return Answer(page.encode(), request_id, None, "", fault.status, b"text/html")
        case FaultKind.CUT_BEFORE:
            return Answer(b" " * 64, request_id, None)
        case _:
            return None


async def _deliver(answer: Answer, fault: Fault | None, send: Send) -> None:
    match fault.kind if fault else None:
        case FaultKind.CUT_BEFORE | FaultKind.CUT_AFTER:
            await answer.cut(send)
        case FaultKind.TRUNCATE:
            await answer.send_half(send)
        case FaultKind.SLOW if fault:
            await anyio.sleep(fault.delay_ms / 1000)
            await answer.send(send)
        case _:
            await answer.send(send)


def _is_catalogued(method: str, path: str) -> bool:
    from tiktok_marketing.spec import catalogue

    name = path.strip("/").replace("/", ".")
    if not path.endswith("/") or name not in catalogue.names():
        return False
    return catalogue.endpoint(name).method == method

"""The API itself as an ASGI application: every known endpoint by its path, checked in TikTok's order."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import anyio
import msgspec
from msgspec.structs import replace
from starlette.types import Receive, Scope, Send

from tiktok_marketing import spec
from tiktok_marketing.spec.endpoint import API_PREFIX, Endpoint
from tiktok_marketing.spec.report import REPORT_INTEGRATED_GET

from . import arguments, fallback, fetching
from .adgroup_quota import flip_due
from .agency_records import App, Grant
from .behaviour import PARTIAL_SUCCESS, BehaviourFunction, Call, Partial, PlainText, Refusal, bad_value
from .behaviours import behaviour_of
from .copying import finish_due
from .entry import check_access, grant_of
from .envelope import Answer, enveloped
from .expiry import expire_audiences
from .faults import Asked, Fault, FaultKind
from .happenings import catch_up
from .incoming import Request, read_request
from .journal import Entry
from .multipart import Form
from .receiving import FileMissed, IncomingFile
from .simulator import Simulator
from .trouble import Sufferer, deliver, instead, performed

_ROWS: dict[tuple[str, str], Endpoint[Any, Any]] = {
    (row.method, API_PREFIX + row.path): row for row in spec.TYPED.values()
}


_TIMEOUTS = frozenset({51001, 51039})


class _Exchange(msgspec.Struct):
    """One call from its arrival to its answer."""

    endpoint: Endpoint[Any, Any]
    request: Request
    request_id: str
    now: datetime
    sent: dict[str, Any] = msgspec.field(default_factory=dict)
    fault: Fault | None = None
    file: IncomingFile | FileMissed | None = None

    @property
    def asked(self) -> Asked:
        return Asked(self.endpoint, self.sent, self.now)

    @property
    def lag(self) -> timedelta | None:
        """How far the call's lists lag behind by a fault of its own."""
        stale = self.fault is not None and self.fault.kind is FaultKind.STALE
        return timedelta(milliseconds=self.fault.delay_ms) if self.fault and stale else None

    def read_arguments(self) -> Refusal | None:
        """Reads what was sent; returns the refusal of what cannot be read."""
        try:
            self.sent = _arguments_of(self.endpoint, self.request)
        except Refusal as refusal:
            return refusal
        return None

    async def take_file(self) -> None:
        """The file of an upload: from the form, or from the address that was given instead."""
        if self.request.form and self.endpoint.upload:
            self.file = self.request.form.files.get(self.endpoint.upload)
        if self.read_arguments() is None and (parameter := fetching.address_in(self.sent)):
            self.file = await fetching.fetched(parameter, self.sent[parameter])

    @property
    def question(self) -> bytes:
        """What was asked, the same for the very same."""
        return msgspec.json.encode(self.sent, order="deterministic")

    def sufferer(self, fault: Fault) -> Sufferer:
        return Sufferer(fault, self.request.token, self.asked.advertiser_ids, self.request_id)


class Api(msgspec.Struct, frozen=True):
    """Answers every path under `API_PREFIX`."""

    simulator: Simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = await read_request(scope, receive)
        endpoint = _ROWS.get((request.method, request.path)) or fallback.row_of(request.method, request.path)
        if self.simulator.latency_seconds:
            await anyio.sleep(self.simulator.latency_seconds)
        if endpoint is None:
            await self._unknown(request).send(send)
            return
        exchange = _Exchange(endpoint, request, self.simulator.new_request_id(), self.simulator.now())
        if endpoint.upload and request.token in self.simulator.state.grants:
            await exchange.take_file()
        answer = self._answer(exchange)
        if _timed_out(endpoint, answer):
            self._count_timeout(exchange)
        self._note(exchange, answer)
        await deliver(answer, exchange.fault, send)

    def _unknown(self, request: Request) -> Answer:
        """TikTok's plain 404, noted, for it is mostly a slip."""
        answer = not_found(self.simulator.new_request_id())
        path = request.path.removeprefix(API_PREFIX)
        self.simulator.journal.add(
            Entry(
                at=self.simulator.now(),
                endpoint=path,
                method=request.method,
                params={},
                request_id=answer.request_id,
                http_status=answer.status,
            )
        )
        return answer

    def _answer(self, exchange: _Exchange) -> Answer:
        simulator, request_id = self.simulator, exchange.request_id
        try:
            unreadable = exchange.read_arguments()
            exchange.fault = simulator.faults.take(exchange.asked) if simulator.faults.orders else None
            answer = instead(simulator, exchange.sufferer(exchange.fault)) if exchange.fault else None
            if answer:
                return answer
            if unreadable:
                raise unreadable
            return self._perform(exchange)
        except Refusal as refusal:
            body = enveloped({}, request_id, refusal.code, refusal.message)
            return Answer(body, request_id, refusal.code, refusal.message)

    def _perform(self, exchange: _Exchange) -> Answer:
        simulator, endpoint, sent = self.simulator, exchange.endpoint, exchange.sent
        grant = grant_of(simulator, endpoint, exchange.request.token)
        app_id = grant.app_id if grant else str(sent.get("app_id") or sent.get("client_id", ""))
        if simulator.limited:
            simulator.limits.admit(endpoint, app_id, _advertiser_of(sent), exchange.now)
            if endpoint is REPORT_INTEGRATED_GET:
                simulator.limits.check_report(app_id, exchange.question)
        if fallback.is_fallback(endpoint):
            return self._fall_back(exchange, grant)
        selected = arguments.select(endpoint, sent)
        if simulator.strict and selected.unknown:
            raise bad_value(f"Unknown field(s): {', '.join(selected.unknown)}.")
        params = arguments.shape(endpoint, selected.known)
        if grant:
            check_access(simulator, grant, selected.known)
        catch_up(simulator)
        finish_due(simulator, exchange.now)
        flip_due(simulator, exchange.now)
        lag = exchange.lag or timedelta(seconds=simulator.read_lag_seconds)
        call = Call(endpoint, params, exchange.now, selected.known, _app(simulator, app_id), grant, lag=lag)
        call = replace(call, origin=exchange.request.origin, file=exchange.file)
        expire_audiences(simulator, exchange.now)
        answer = behaviour_of(endpoint)
        if answer is None:
            raise Refusal(fallback.NOT_SIMULATED, f"The simulator does not simulate {endpoint.path} yet.")
        data = self._with_fault(exchange.fault, call, answer)
        if isinstance(data, PlainText):
            return Answer(data.encode(), exchange.request_id, None, "", content_type=b"text/csv; charset=utf-8")
        if isinstance(data, Partial):
            body = enveloped(data.data, exchange.request_id, PARTIAL_SUCCESS, data.message)
            return Answer(body, exchange.request_id, PARTIAL_SUCCESS, data.message, headers=call.headers)
        return Answer(enveloped(data, exchange.request_id), exchange.request_id, headers=call.headers)

    def _with_fault(self, fault: Fault | None, call: Call[Any], answer: BehaviourFunction[Any]) -> object:
        """`data`, as the fault has it; the page before is asked for where the fault needs it."""
        if fault is None:
            return answer(self.simulator, call)

        def page_before() -> object:
            given = call.given | {"page": call.given["page"] - 1}
            return answer(self.simulator, replace(call, given=given, params=arguments.shape(call.endpoint, given)))

        return performed(self.simulator, fault, lambda: answer(self.simulator, call), page_before)

    def _fall_back(self, exchange: _Exchange, grant: Grant | None) -> Answer:
        """What the catalogue alone can say."""
        endpoint, sent = exchange.endpoint, exchange.sent
        fallback.check(endpoint, sent, strict=self.simulator.strict)
        if grant:
            check_access(self.simulator, grant, sent)
        data, message = fallback.answer(endpoint, sent, enabled=self.simulator.fallback)
        return Answer(enveloped(data, exchange.request_id, message=message), exchange.request_id, message=message)

    def _count_timeout(self, exchange: _Exchange) -> None:
        grant = self.simulator.state.grants.get(exchange.request.token)
        if grant is not None and self.simulator.limited:
            self.simulator.limits.report_timed_out(grant.app_id, exchange.question)

    def _note(self, exchange: _Exchange, answer: Answer) -> None:
        request = exchange.request
        self.simulator.journal.add(
            Entry(
                at=exchange.now,
                endpoint=exchange.endpoint.name,
                method=exchange.endpoint.method,
                params=exchange.sent,
                request_id=answer.request_id,
                http_status=answer.status,
                code=answer.code,
                message=answer.message,
                fault=exchange.fault.kind if exchange.fault else None,
                repeated=request.repeated,
                bearer=request.bearer,
            )
        )


def _timed_out(endpoint: Endpoint[Any, Any], answer: Answer) -> bool:
    """Whether a report ended as those do that take TikTok too long (behaviour reference §6.8, likely)."""
    too_long = answer.status == HTTPStatus.GATEWAY_TIMEOUT or answer.code in _TIMEOUTS
    return too_long and endpoint is REPORT_INTEGRATED_GET


def not_found(request_id: str) -> Answer:
    """What TikTok's gateway says of a path or method it does not have (behaviour reference §2)."""
    return Answer(b"404 page not found", request_id, None, "", 404, b"text/plain; charset=utf-8")


def _arguments_of(endpoint: Endpoint[Any, Any], request: Request) -> dict[str, Any]:
    """A GET takes its arguments from the query string, or as JSON from a body; a POST from the body alone."""
    if fallback.is_fallback(endpoint):
        body = arguments.read_json(request.body) if fallback.takes_json(endpoint) else {}
        return body if request.method == "POST" else body | fallback.read_query(endpoint, request.query)
    if request.form is not None:
        return _fields_of(endpoint, request.form)
    body = arguments.read_json(request.body)
    if request.method == "POST":
        return body
    return body | arguments.read_query(endpoint, request.query)


def _fields_of(endpoint: Endpoint[Any, Any], form: Form) -> dict[str, Any]:
    if form.problem:
        raise bad_value(form.problem)
    if endpoint.upload is None:
        raise bad_value("Content-Type: This endpoint takes application/json.")
    return arguments.read_query(endpoint, form.fields.items())


def _advertiser_of(sent: dict[str, Any]) -> str | None:
    advertiser_id = sent.get("advertiser_id")
    return advertiser_id if isinstance(advertiser_id, str) else None


def _app(simulator: Simulator, app_id: str) -> App | None:
    return simulator.state.apps.get(app_id)

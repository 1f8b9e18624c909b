"""Bad input of every kind: answered as TikTok would (behaviour reference §2, §4), never a crash, never a hang."""

import asyncio
import copy
import json
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiktok_marketing.simulator import Entrance, Plan, Simulator, State, VirtualClock, build_app, plant, running
from tiktok_marketing.simulator.json_text import DEEPEST
from tiktok_marketing.spec import TYPED, catalogue
from tiktok_marketing.spec.endpoint import API_PREFIX

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
SECONDS = 10  # an answer that takes longer is a hang
Headers = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Door:
    """The application itself, below every client that would mend a request before it is sent."""

    simulator: Simulator
    way_in: Entrance
    app: Any
    runner: asyncio.Runner

    def ask(
        self, method: str, path: str, query: bytes = b"", headers: Headers = (), body: bytes = b""
    ) -> tuple[int, bytes]:
        """Status and body of the answer."""
        return self.runner.run(self._exchange(method, path, query, headers, body))

    def called(self, method: str, path: str, params: dict[str, Any]) -> dict[str, Any]:
        """The envelope that an endpoint answers with, asked with the agency's token."""
        headers = [(b"access-token", self.way_in.access_token.encode()), (b"content-type", b"application/json")]
        texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()}
        query = urlencode(texts, errors="replace").encode() if method == "GET" else b""
        body = b"" if method == "GET" else json.dumps(params).encode()
        status, answer = self.ask(method, API_PREFIX + path, query, headers, body)
        assert status == 200
        told: dict[str, Any] = json.loads(answer)
        assert (set(told), type(told["code"])) == ({"code", "message", "request_id", "data"}, int)
        assert told["message"]
        assert told["code"] in {0, 20001} or told["data"] == {}
        return told

    async def _exchange(self, method: str, path: str, query: bytes, headers: Headers, body: bytes) -> tuple[int, bytes]:
        scope = {"type": "http", "method": method, "scheme": "http", "path": path, "raw_path": path.encode()}
        scope |= {"query_string": query, "root_path": "", "headers": list(headers), "http_version": "1.1"}
        scope |= {"client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "asgi": {"version": "3.0"}}
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        async with asyncio.timeout(SECONDS):
            await self.app(scope, receive, send)
        return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    clock = VirtualClock()
    clock.set(NOON, speed=0)
    simulator = Simulator(State(), clock, limited=False)
    way_in = plant(simulator, Plan(accounts=2, ads=24, days=14), redirect_uris=["http://127.0.0.1:8000/callback"])
    with asyncio.Runner() as runner:
        yield Door(simulator, way_in, build_app(simulator), runner)
    simulator.state.close()


def nested(levels: int) -> Any:
    value: Any = []
    for level in range(levels):
        value = [value] if level % 2 else {"a": value}
    return value


odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, -1, 2**63, 2**64, 10**40, -(10**400), 1e308, 1e-320, 0.1, nested(40), nested(DEEPEST + 9)]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(
        ["", " ", "0", "1e5", "NaN", "null", "[]", "{}", "x" * 700, "٣", "2026-02-30", "9999-12-31", "UTC"]
    ),
    st.lists(st.one_of(st.none(), st.text(max_size=3), st.integers()), max_size=4),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(TYPED.keys() - {"report.task.download"})))
def test_an_endpoint_answers_whatever_it_is_given_in_its_envelope(door: Door, data: st.DataObject, name: str) -> None:
    entry = catalogue.endpoint(name)
    params = data.draw(st.dictionaries(st.sampled_from([*entry.params, "colour"]), odd, max_size=8))
    known = {"advertiser_id": door.way_in.advertiser_ids[0], "bc_id": door.way_in.bc_id, "app_id": door.way_in.app_id}
    usual = data.draw(st.sampled_from([{}, known, known]))

    door.called(entry.method, entry.path, {each: usual[each] for each in usual if each in entry.params} | params)


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where anything stands in a JSON value, but the whole of it."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*place, key)
        yield from places(inner, (*place, key))


def with_odd(value: Any, place: tuple[Any, ...], odd_one: Any) -> Any:
    changed = copy.deepcopy(value)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = odd_one
    return changed


GOOD = """{
"campaign.create": {"advertiser_id": "«A»", "campaign_name": "S", "objective_type": "TRAFFIC",
  "budget_mode": "BUDGET_MODE_DAY", "budget": 100},
"campaign.update": {"advertiser_id": "«A»", "campaign_id": "«C»", "budget": 900, "special_industries": []},
"campaign.get": {"advertiser_id": "«A»", "filtering": {"campaign_ids": ["«C»"], "primary_status": "STATUS_ALL"},
  "fields": ["campaign_id"], "page": 1, "page_size": 10},
"adgroup.create": {"advertiser_id": "«A»", "campaign_id": "«C»", "adgroup_name": "E", "promotion_type": "WEBSITE",
  "placement_type": "PLACEMENT_TYPE_NORMAL", "placements": ["PLACEMENT_TIKTOK"], "location_ids": ["6252001"],
  "budget_mode": "BUDGET_MODE_DAY", "budget": 50, "schedule_type": "SCHEDULE_START_END",
  "schedule_start_time": "2026-06-15 00:00:00", "schedule_end_time": "2026-07-15 00:00:00",
  "optimization_goal": "CLICK", "billing_event": "CPC", "bid_type": "BID_TYPE_CUSTOM", "bid_price": 1.5,
  "pacing": "PACING_MODE_SMOOTH", "dayparting": "1", "age_groups": ["AGE_18_24"], "request_id": "7"},
"adgroup.budget.update": {"advertiser_id": "«A»", "budget": [{"adgroup_id": "«G»", "budget": 99}]},
"ad.create": {"advertiser_id": "«A»", "adgroup_id": "«G»", "creatives": [{"ad_name": "D", "ad_format": "SINGLE_VIDEO",
  "identity_type": "CUSTOMIZED_USER", "identity_id": "73", "display_name": "D", "video_id": "v1", "image_ids": ["c"],
  "ad_text": "Run", "call_to_action": "LEARN_MORE", "landing_page_url": "https://example.com/run"}]},
"report.integrated.get": {"advertiser_id": "«A»", "report_type": "BASIC", "data_level": "AUCTION_CAMPAIGN",
  "dimensions": ["campaign_id", "stat_time_day"], "metrics": ["spend", "ctr"], "start_date": "2026-06-05",
  "end_date": "2026-06-14", "order_field": "spend",
  "filtering": [{"field_name": "campaign_ids", "filter_type": "IN", "filter_value": "[\\"«C»\\"]"}]},
"report.task.create": {"advertiser_id": "«A»", "report_type": "BASIC", "data_level": "AUCTION_CAMPAIGN",
  "dimensions": ["campaign_id"], "start_date": "2026-06-05", "end_date": "2026-06-14", "file_name": "x"},
"event.track": {"event_source": "web", "event_source_id": "«P»", "data": [{"event": "Purchase",
  "event_time": 1781524800, "event_id": "1", "user": {"email": "a"},
  "properties": {"value": 12.5, "contents": [{"price": 1}]}}]},
"bc.transaction.get": {"bc_id": "«B»", "start_date": "2026-01-01", "end_date": "2026-06-01"},
"dmp.custom_audience.apply.log": {"advertiser_id": "«A»", "custom_audience_ids": ["1"], "timezone": "Asia/Tokyo"},
"file.temporarily.upload": {"advertiser_id": "«A»", "upload_type": "URL", "content_type": "video", "url": "https://x"}
}"""


def good(door: Door) -> dict[str, dict[str, Any]]:
    """Calls that TikTok takes, or nearly, by the endpoint's name."""
    state, advertiser_id = door.simulator.state, door.way_in.advertiser_ids[0]
    campaign_id = state.campaigns_of[advertiser_id][0]
    ids = {"A": advertiser_id, "B": door.way_in.bc_id, "C": campaign_id, "G": state.adgroups_of[campaign_id][0]}
    ids["P"] = next(iter(state.pixels.values())).code
    text = GOOD
    for name, node_id in ids.items():
        text = text.replace(f"«{name}»", node_id)
    calls: dict[str, dict[str, Any]] = json.loads(text)
    return calls


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_good_call_with_something_odd_in_it_is_answered_in_the_envelope(door: Door, data: st.DataObject) -> None:
    calls = good(door)
    name = data.draw(st.sampled_from(sorted(calls)))
    place = data.draw(st.sampled_from(list(places(calls[name]))))
    entry = catalogue.endpoint(name)

    door.called(entry.method, entry.path, with_odd(calls[name], place, data.draw(odd)))


ADDRESSES = [
    *(f"/_sim/{name}" for name in ("", "clock", "knobs", "journal", "truth", "review", "faults", "sources", "events")),
    *("/_sim/snapshots", "/_sim/snapshots/x", "/_sim/snapshots/x/restore", "/_sim/namespaces", "/_sim/namespaces/x"),
    *(
        "/",
        "/ns/",
        "/ns/x/_sim/",
        "/portal/auth",
        "/v2/auth/authorize/",
        "/favicon.ico",
        "/open_api",
        "/open_api/v1.3/",
    ),
    *("/report-files/1/2/3", f"/report-files/1/{'9' * 30}/3", "/open_api/v1.3//campaign/get/", "/open_api/v1.3/ad/get"),
    *(
        f"{API_PREFIX}{path}"
        for path in ("/campaign/get/", "/campaign/create/", "/file/video/ad/upload/", "/app/list/")
    ),
]
CONTENT_TYPES = [
    *("", "application/json; charset=utf-16", "text/plain", "application/x-www-form-urlencoded", "é"),
    *("multipart/form-data", "multipart/form-data; boundary=", 'multipart/form-data; boundary="', "multipart/mixed"),
    *("multipart/form-data; boundary=B", f"multipart/form-data; boundary={'b' * 500}"),
]
BODIES = [
    *(b"", b"{", b"null", b"[]", b"[" * 100_000, b'{"a":' * 5_000, b'{"a":' + b"1" * 5_000 + b"}", b"\xff\xfe{\x00"),
    *(b'{"name":' + b"[" * 900 + b"]" * 900 + b"}", b'{"advance_seconds":1e999}', b'{"speed":-1}', b'{"limited":7}'),
    *(b'{"kind":"http","status":200}', b'{"kind":"fail","code":1e99}', b"app_id=1&decision=approve&\xff"),
    *(
        b"--B\r\n\xff",
        b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--B--',
        b"--B\r\n" + b"H: x\r\n" * 3_000,
    ),
]
QUERIES = [
    *(b"", b"a=%", b"a=%ff&b=%00", b"&&&", b"limit=" + b"9" * 5_000, b"near_misses=1", b"x=" + b"y" * 70_000, b"\xff"),
    *(b"filtering=" + b"[" * 3_000, b"start_date=0001-01-01&end_date=9999-12-31", "limit=٣".encode()),
]


@settings(max_examples=200, deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "PROPFIND", "get"]),
    path=st.one_of(st.sampled_from(ADDRESSES), st.text(max_size=30).map(lambda text: f"/{text}")),
    query=st.one_of(st.sampled_from(QUERIES), st.binary(max_size=40)),
    content_type=st.sampled_from(CONTENT_TYPES),
    token=st.sampled_from([b"", b"\xff", b" " * 10, b"token"]),
    body=st.one_of(st.sampled_from(BODIES), st.binary(max_size=200)),
)
def test_any_request_at_any_address_is_answered(
    door: Door, method: str, path: str, query: bytes, content_type: str, token: bytes, body: bytes
) -> None:
    token = door.way_in.access_token.encode() if token == b"token" else token
    headers = [(b"host", b"\xff"), (b"content-type", content_type.encode()), (b"access-token", token)]
    door.simulator.faults.clear()  # some requests order them

    status, _ = door.ask(method, path, query, headers, body)

    assert status in {200, 307, 400, 404}


def test_a_body_that_is_nested_without_end_is_not_valid_json(door: Door) -> None:
    allowed, too_deep = nested(DEEPEST - 3), nested(DEEPEST)

    answers = [door.called("POST", "/campaign/create/", {"campaign_name": value}) for value in (allowed, too_deep)]

    assert [(answer["code"], answer["message"]) for answer in answers] == [
        (40002, "campaign_name: Not a valid string."),
        (40002, "The request body is not valid JSON: nested too deeply"),
    ]


@pytest.mark.parametrize(
    ("name", "changed", "message"),
    [
        ("dmp.custom_audience.apply.log", {"timezone": "x" * 700}, f"timezone: Invalid value '{'x' * 700}'."),
        ("dmp.custom_audience.apply.log", {"timezone": "America"}, "timezone: Invalid value 'America'."),
        ("file.temporarily.upload", {"upload_type": []}, "upload_type: Not a valid string."),
        ("adgroup.create", {"bid_price": "1.5"}, "bid_price: Not a valid number."),
        ("ad.create", {"creatives": [{"page_id": "7"}]}, "creatives.0.page_id: Not a valid integer."),
    ],
)
def test_what_once_broke_it_is_refused_by_its_name(
    door: Door, name: str, changed: dict[str, Any], message: str
) -> None:
    entry = catalogue.endpoint(name)

    answer = door.called(entry.method, entry.path, good(door)[name] | changed)

    assert (answer["code"], answer["message"]) == (40002, message)


def test_bytes_that_are_no_http_cost_nobody_else_their_answer(door: Door) -> None:
    asking = b"GET /_sim/clock HTTP/1.1\r\nHost: sim\r\nConnection: close\r\n\r\n"

    with running(door.simulator) as url:
        address = ("127.0.0.1", int(url.rpartition(":")[2]))
        half = socket.create_connection(address, SECONDS)
        half.sendall(b"POST /open_api/v1.3/campaign/create/ HTTP/1.1\r\nHost: sim\r\nContent-Length: 900\r\n\r\n{")
        answers = [_said(address, sent) for sent in (b"\x16\x03\x01\x02" * 50 + b"\r\n\r\n", b"GET\r\n\r\n", asking)]
        half.close()

    assert [answer.partition(b"\r\n")[0].split(b" ", 1)[1] for answer in answers] == [
        *(b"400 Bad Request", b"400 Bad Request", b"200 OK"),
    ]


def _said(address: tuple[str, int], sent: bytes) -> bytes:
    """All that comes back until the connection is closed."""
    with socket.create_connection(address, SECONDS) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65_536), b""))

"""What is catalogued and not simulated: reads answered empty and marked, writes never done."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tiktok_marketing import spec
from tiktok_marketing.simulator.business_records import TtUserGrant
from tiktok_marketing.simulator.fallback import NOT_SIMULATED, row_of
from tiktok_marketing.spec import API_PREFIX, Auth, Effect, catalogue
from tiktok_marketing.spec.catalogue import Parameter
from tiktok_marketing.spec.validation import validate

TOKEN = "token-of-the-agency"

# Two that LinkPath has no use for, so that they stay without a behaviour.
READ, WRITE = "/gmv_max/store/list/", "/catalog/delete/"
UNSIMULATED = [catalogue.endpoint(name) for name in catalogue.names() if name not in spec.TYPED]
WRITES = [entry for entry in UNSIMULATED if entry.effect is not Effect.READ]


def test_the_two_examples_are_not_simulated() -> None:
    assert {READ, WRITE} <= {entry.path for entry in UNSIMULATED}


async def test_a_read_has_the_shape_of_its_answer_and_says_that_it_is_a_fallback(desk: Any) -> None:
    answer = await desk.get(READ, advertiser_id=desk.usd)

    assert (answer["code"], answer["data"]) == (0, {"store_list": []})
    assert answer["message"] == (
        f"OK, from the simulator's fallback: GET {READ} is not simulated, this is the shape of its answer."
    )


async def test_a_write_is_refused_and_never_a_silent_success(desk: Any) -> None:
    right = await desk.refused(WRITE, bc_id=desk.bc, catalog_id="7")
    wrong = await desk.refused(WRITE, bc_id=7, catalog_id="7")

    assert right == (NOT_SIMULATED, "The simulator does not simulate POST /catalog/delete/: nothing was done.")
    assert wrong == (40002, "bc_id: Is int, must be string.")


@pytest.mark.parametrize("entry", UNSIMULATED, ids=lambda entry: entry.name)
async def test_no_endpoint_that_is_not_simulated_does_anything(desk: Any, entry: Any) -> None:
    before = desk.state.version

    answer = await (desk.get if entry.method == "GET" else desk.post)(entry.path)

    assert answer["code"] in {0, 40002, 40104, 40105, NOT_SIMULATED}
    assert desk.state.version == before


@pytest.mark.parametrize("entry", WRITES, ids=lambda entry: entry.name)
async def test_a_write_that_has_nothing_wrong_with_it_is_refused_all_the_same(desk: Any, entry: Any) -> None:
    body = example_of(desk, entry.params)
    assert validate(entry, body) == []
    if entry.auth is Auth.TT_USER:
        desk.state.save(tt_user_grant(desk))
        desk.token = "act.1"
    before = desk.state.dump()

    answer = await sent(desk, entry, body)

    told = f"The simulator does not simulate {entry.method} {entry.path}: nothing was done."
    assert (answer["code"], answer["message"], answer["data"]) == (NOT_SIMULATED, told, {})
    assert desk.state.dump() == before


def test_only_reads_are_taken_for_reads() -> None:
    """By GET, or by a POST that asks for what no query string holds."""
    posts = [entry.path for entry in UNSIMULATED if entry.effect is Effect.READ and entry.method != "GET"]

    assert posts == ["/audience/insight/info/"]


async def sent(desk: Any, entry: Any, body: dict[str, Any]) -> Any:
    files = [name for name, field in entry.params.items() if field.type == "file"]
    if entry.content_type != "multipart/form-data":
        return await desk.post(entry.path, **body)
    fields = {name: value for name, value in body.items() if name not in files}
    return await desk.upload(entry.path, files[0] if files else "file", ("a.txt", b"content"), **fields)


def example_of(desk: Any, fields: dict[str, Parameter]) -> dict[str, Any]:
    """All parameters, each with a value that it may have."""
    known = {"advertiser_id": desk.usd, "advertiser_ids": [desk.usd], "bc_id": desk.bc} | desk.app
    return {name: known[name] if name in known else example(desk, field, field.type) for name, field in fields.items()}


def example(desk: Any, field: Parameter, kind: str) -> Any:
    kind = kind.partition("|")[0]
    if kind.startswith("array<"):
        item = example(desk, field, kind.removeprefix("array<").removesuffix(">"))
        return [item] * int(field.min_items or 1)
    if kind == "object":
        return example_of(desk, field.fields or {})
    allowed = field.values or (catalogue.enum(field.enum) if field.enum else ())
    if allowed:
        return allowed[0]
    plain = {"boolean": True, "integer": int(field.min or 1), "number": field.min or 1, "string": "7"}
    text = "x" * int(field.min_len or field.item_min_len or 1)
    return text if kind == "string" and len(text) > 1 else plain.get(kind, {})


async def test_what_the_catalogue_is_sure_of_is_checked_first(desk: Any) -> None:
    missing = await desk.get(READ)
    foreign = await desk.get(READ, advertiser_id="1")

    assert (missing["code"], missing["message"]) == (40002, "advertiser_id: Missing data for required field.")
    assert (foreign["code"], foreign["message"]) == (40001, "No permission to operate advertiser 1.")


async def test_the_token_is_checked_as_everywhere(desk: Any) -> None:  # §14.1
    desk.token = ""
    assert (await desk.get(READ, advertiser_id=desk.usd))["code"] == 40104

    desk.token = "wrong"
    assert (await desk.get(READ, advertiser_id=desk.usd))["code"] == 40105


async def test_unknown_parameters_are_dropped_and_in_strict_mode_named(desk: Any) -> None:
    assert (await desk.get(READ, advertiser_id=desk.usd, colour="red"))["code"] == 0

    desk.simulator.strict = True

    answer = await desk.get(READ, advertiser_id=desk.usd, colour="red")
    assert (answer["code"], answer["message"]) == (40002, "Unknown field(s): colour.")


async def test_lists_come_with_the_asked_page_and_no_rows() -> None:
    from tiktok_marketing.simulator.fallback import answer

    row = row_of("GET", f"{API_PREFIX}/gmv_max/campaign/get/")
    assert row is not None

    data, _ = answer(row, {"page": 3, "page_size": 50}, enabled=True)

    assert isinstance(data, dict)
    assert data["list"] == []
    assert data["page_info"] == {"page": 3, "page_size": 50, "total_number": 0, "total_page": 0}


async def test_the_same_call_has_the_same_answer(desk: Any) -> None:
    first, second = [await desk.get(READ, advertiser_id=desk.usd) for _ in range(2)]

    assert json.dumps(first["data"]) == json.dumps(second["data"])


async def test_a_switch_turns_it_off(desk: Any) -> None:
    await desk.http.post("/_sim/knobs", json={"fallback": False})

    answer = await desk.get(READ, advertiser_id=desk.usd)

    told = f"The simulator does not simulate GET {READ}, and its fallback is switched off."
    assert (answer["code"], answer["message"], answer["data"]) == (NOT_SIMULATED, told, {})


async def test_faults_fall_on_it_too(desk: Any) -> None:
    await desk.http.post("/_sim/faults", json={"kind": "maintenance", "endpoint": "gmv_max.*"})

    assert (await desk.get(READ, advertiser_id=desk.usd))["code"] == 60001


async def test_what_belongs_to_a_tiktok_account_takes_that_accounts_token(desk: Any) -> None:  # §1.1, §1.2
    read = next(entry for entry in UNSIMULATED if entry.auth is Auth.TT_USER and entry.method == "GET")
    desk.state.save(tt_user_grant(desk))

    async def code(token: str) -> int:
        desk.token = token
        needed = {name: "1" for name, field in read.params.items() if field.required is True}
        return int((await desk.get(read.path, **needed))["code"])

    assert await code(TOKEN) == 40105
    assert await code("act.1") in {0, 40002}
    desk.advance(hours=24)
    assert await code("act.1") == 40102


def tt_user_grant(desk: Any) -> TtUserGrant:
    return TtUserGrant(
        id="act.1",
        app_id=desk.app["app_id"],
        account_id="1",
        scope="",
        refresh_token="rft.1",
        issued_at=desk.simulator.now(),
        refresh_until=desk.simulator.now() + timedelta(days=365),
    )

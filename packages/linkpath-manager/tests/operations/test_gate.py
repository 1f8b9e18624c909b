"""The gate: who may do what, and what is written down before and after."""

from typing import Any

import msgspec
import pytest
from pydantic import SecretStr

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.actor import ALL_SCOPES, Actor, Scope
from linkpath_manager.domain.roles import Role
from linkpath_manager.errors import NotFound, PermissionDenied
from linkpath_manager.gateway.routes import ROUTES, Route
from linkpath_manager.operations import OPERATIONS, Context, Effect, Operation, Subject, run, upkeep
from linkpath_manager.operations.access import issue_api_key
from linkpath_manager.operations.apps import app_of
from linkpath_manager.store.audit import AuditRecord
from tiktok_marketing.spec.campaign import CAMPAIGN_CREATE, CampaignCreateParams

INSIDE = {
    "account.change_password", "account.end_sessions", "account.rename", "account.renew_recovery_codes",
    "account.turn_off_second_factor", "account.turn_on_second_factor", "advertisers.subscribe", "advertisers.sync",
    "connections.complete",
    "connections.renew", "connections.tell_revoked", "invitations.accept", "members.set_password",
    "oauth_grants.approve", "oauth_grants.end",
}  # fmt: skip
"""What no door opens: the callback, the worker and the pages of people ask for it."""

CREATIVE = {"format": "SINGLE_VIDEO", "text": "Run", "video_id": "v1"}
BODIES: dict[str, dict[str, Any]] = {
    "campaigns.create": {"name": "Spring", "objective": "TRAFFIC"},
    "campaigns.update": {"name": "Summer"},
    "adgroups.create": {
        "campaign_id": "1",
        "name": "Everyone",
        "optimization_goal": "CLICK",
        "targeting": {"location_ids": ["6252001"]},
    },
    "adgroups.update": {"name": "Everyone else"},
    "ads.create": {"adgroup_id": "1", "name": "Dog", "creative": CREATIVE},
    "ads.update": {"name": "Cat"},
    **{f"{noun}.batch": {"items": [{"action": "delete", "id": "1"}]} for noun in ("campaigns", "adgroups", "ads")},
    "connections.complete": {"auth_code": SecretStr("code")},
    "connections.renew": {"token_version": 1},
    "connections.update": {"advertiser_ids": "all"},
    "tiktok_apps.create": {"name": "Ours", "app_id": "1", "secret": "secret"},
    "tiktok_apps.update": {"name": "Ours"},
    "reports.get": {"date_preset": "last_7d"},
    "reports.start": {"date_preset": "last_7d"},
    "api_keys.create": {"name": "Reporting", "scopes": ["api_keys:manage"]},
    "members.invite": {"email": "grace@example.com", "role": "buyer"},
    "members.update": {"role": "analyst"},
    "workspaces.create": {"name": "Another"},
    "workspace.update": {"name": "Another"},
    "oauth_clients.create": {"name": "Reporter", "redirect_uris": ["https://app.example/"], "scopes": ["ads:read"]},
    "changes.propose": {"operation": "campaigns.create", "params": {"name": "Spring", "objective": "TRAFFIC"}},
    "changes.approve": {"digest": "0" * 64},
    "changes.reject": {"digest": "0" * 64},
    "alerts.create": {"subject": {"level": "workspace"}, "threshold": {"amount": "40.00", "currency": "USD"}},
    "alerts.update": {"name": "Nearly spent"},
    "webhook_endpoints.create": {"url": "https://app.example/hook", "event_types": ["*"]},
    "webhook_endpoints.update": {"status": "PAUSED"},
    "policy.set": {"expires_after_hours": 24},
    "policy.open": {"operations": ["*.delete"]},
}
MADE = {
    "alerts": ("/v1/alerts", BODIES["alerts.create"]),
    "oauth_clients": ("/v1/oauth-clients", BODIES["oauth_clients.create"]),
    "operations": ("/v1/ads/batch", BODIES["ads.batch"]),
    "reports": ("/v1/reports", BODIES["reports.start"]),
    "webhook_endpoints": ("/v1/webhook-endpoints", {"url": "http://127.0.0.1:9/", "event_types": ["*"]}),
}
"""What is made anew for each route, and how; nobody answers at that address."""
FOR_PEOPLE = {"people_only", "not_yours"}
"""Codes of what is refused to a token whatever its scopes."""


def on(subject: Subject) -> list[Route]:
    return [route for route in ROUTES if OPERATIONS[route.operation].subject is subject]


OF_ADVERTISERS = [route for route in ROUTES if OPERATIONS[route.operation].subject is not Subject.WORKSPACE]


def named(route: Route) -> str:
    return route.operation


async def asked(house: Any, route: Route, client: Any) -> Any:
    """The route's answer about something of the dollar advertiser's, or about the one connection, or the one app."""
    noun = route.operation.partition(".")[0]
    ids = {"connections": (await house.runs(operation="connections.start"))[0].target_id, "advertisers": house.usd}
    if noun in {"members", "invitations"} and "{id}" in route.path:
        ids |= await somebody(house)
    if noun == "workspaces":
        ids["workspaces"] = WORKSPACE_ID
    if noun == "api_keys":
        await issue_api_key(house.services, WORKSPACE_ID, "held", frozenset({Scope.API_KEYS_MANAGE}))
        ids["api_keys"] = (await house.sql("SELECT id FROM api_keys WHERE name = 'held' AND revoked_at IS NULL"))[0][0]
    if noun in MADE and "{id}" in route.path:
        own = {"authorization": f"Bearer {house.token}"}
        path, body = MADE[noun]
        prompt = own | {"prefer": "wait=0"}  # of long work the id, not the result
        ids[noun] = (await house.api.post(path, json=body, headers=prompt)).json()["id"]
    if noun == "oauth_grants":
        await house.sql(
            "INSERT INTO oauth_grants (id, workspace_id, client_id, scopes, created_at, used_at) "
            "VALUES ('grant_1', 'ws_default', 'client_1', 'ads:read', 1, 1)"
        )
        ids["oauth_grants"] = "grant_1"
    if noun == "changes" and "{id}" in route.path:
        ids["changes"] = (await a_change(house))["id"]
    if noun == "events" and "{id}" in route.path:
        await a_change(house)
        ids["events"] = (await house.sql("SELECT id FROM events WHERE workspace_id = 'ws_default'"))[0][0]
    if noun == "tiktok_apps":
        ids[noun] = "app_1"
        app = "('app_1', 'ws_default', 'Ours', '77', 'basic', 'sealed', 0, 0)"
        await house.sql(f"INSERT INTO tiktok_apps VALUES {app} ON CONFLICT DO NOTHING")  # noqa: S608  # of our own text
    object_id = ids.get(noun) or (house.one(noun.removesuffix("s")).id if "{id}" in route.path else "")
    body = dict(BODIES.get(route.operation, {}))
    if OPERATIONS[route.operation].subject is Subject.ADVERTISER and "{id}" not in route.path:
        body["advertiser_id"] = house.usd
    sent = {"params": body} if route.method == "GET" else {"json": body}
    return await client.request(route.method, route.path.replace("{id}", object_id), **sent)


async def somebody(house: Any) -> dict[str, str]:
    """Ids of a member and of an invitation, which were not there before."""
    if not await house.sql("SELECT id FROM people"):
        await house.person("owner")
        await house.person("member", Role.BUYER)
        headers = {"authorization": f"Bearer {house.token}"}
        await house.api.post("/v1/members", json={"email": "new@example.com", "role": "buyer"}, headers=headers)
    (invitation_id,) = (await house.sql("SELECT id FROM invitations ORDER BY created_at DESC"))[0]
    return {"members": "usr_member", "invitations": invitation_id}


async def a_change(house: Any) -> dict[str, Any]:
    """A change of an agent's that waits, without a call to TikTok in the journal."""
    agent = Actor("oauth", "grant_1", WORKSPACE_ID, "Claude", ALL_SCOPES)
    op = OPERATIONS["campaigns.create"]
    params = op.params.model_validate({"name": "Held", "objective": "TRAFFIC"})
    held = await run(Context(agent, house.services, "req_1"), op, params)
    return dict(msgspec.json.decode(held.result.json))


def params_of(op: Operation[Any, Any], advertiser_id: str, object_id: str) -> Any:
    own = {"changes": "chg", "operations": "op", "reports": "op"}.get(op.name.partition(".")[0])
    subject = {"id": f"{own}_{0:026}" if own else object_id, "advertiser_id": advertiser_id}
    taken = {name: value for name, value in subject.items() if name in op.params.model_fields}
    return op.params.model_validate(BODIES.get(op.name, {}) | taken)


@pytest.mark.parametrize("op", [op for op in OPERATIONS.values() if op.scope], ids=lambda op: op.name)
async def test_no_operation_is_done_without_its_scope(house: Any, op: Operation[Any, Any]) -> None:
    actor = Actor("api_key", "key_1", WORKSPACE_ID, "narrow", ALL_SCOPES - {op.scope})
    before = await house.runs()

    with pytest.raises(PermissionDenied):
        await run(Context(actor, house.services, "req_1"), op, params_of(op, house.usd, "1"))

    assert await house.runs() == before
    assert house.calls() == []


@pytest.mark.parametrize("route", [r for r in ROUTES if OPERATIONS[r.operation].scope], ids=named)
async def test_a_token_without_the_scope_gets_a_403_and_with_it_alone_none(house: Any, route: Route) -> None:
    scope = OPERATIONS[route.operation].scope
    assert scope
    async with house.caller(*ALL_SCOPES - {scope}) as without:
        refusal = await asked(house, route, without)
    async with house.caller(scope) as within:
        answer = await asked(house, route, within)

    assert (refusal.status_code, refusal.json()["code"]) == (403, "permission_denied")
    assert answer.status_code != 403 or answer.json()["code"] in FOR_PEOPLE


@pytest.mark.parametrize("route", OF_ADVERTISERS, ids=named)
async def test_an_advertiser_outside_the_tokens_list_is_not_there(house: Any, route: Route) -> None:
    before = await house.runs()
    async with house.caller(*ALL_SCOPES, advertisers=[house.eur]) as caller:
        answer = await asked(house, route, caller)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert await house.runs() == before
    assert house.calls() == []


@pytest.mark.parametrize("route", [*OF_ADVERTISERS, *(r for r in on(Subject.WORKSPACE) if "{id}" in r.path)], ids=named)
async def test_a_workspace_sees_nothing_of_another(house: Any, route: Route) -> None:
    await upkeep.ensure_workspace(house.services, "ws_other", "Other")
    token = await issue_api_key(house.services, "ws_other", "theirs", ALL_SCOPES)
    house.api.headers["authorization"] = f"Bearer {token}"

    answer = await asked(house, route, house.api)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await house.runs(workspace_id="ws_other", state="succeeded")) == []
    assert house.calls() == []


@pytest.mark.parametrize("name", ["connections.list", "advertisers.list", "me.get"])
async def test_the_lists_of_a_new_workspace_are_empty(house: Any, name: str) -> None:
    await upkeep.ensure_workspace(house.services, "ws_other", "Other")
    actor = Actor("api_key", "key_1", "ws_other", "theirs", ALL_SCOPES)
    op = OPERATIONS[name]

    done = await run(Context(actor, house.services, "req_1"), op, op.params())

    if name == "me.get":
        assert done.result.workspace == {"id": "ws_other", "name": "Other"}
        assert done.result.selected_advertiser_id is None
    else:
        assert (done.result.documents, done.result.total_count) == ([], 0)


@pytest.mark.parametrize("op", [OPERATIONS["advertisers.sync"]], ids=lambda op: op.name)
async def test_an_advertiser_of_another_workspace_is_not_synced(house: Any, op: Operation[Any, Any]) -> None:
    actor = Actor("system", "system", "ws_other", "LinkPath", ALL_SCOPES)

    with pytest.raises(NotFound):
        await run(Context(actor, house.services, "req_1"), op, op.params(advertiser_id=house.usd))

    assert house.calls() == []


async def test_an_object_named_with_another_advertiser_is_not_there(house: Any) -> None:
    campaign_id = house.one("campaign").id

    right = await house.ask("GET", f"/v1/campaigns/{campaign_id}?advertiser_id={house.usd}")
    wrong = await house.ask("GET", f"/v1/campaigns/{campaign_id}?advertiser_id={house.eur}")

    assert (right.status_code, wrong.status_code) == (200, 404)


async def test_a_token_with_a_list_sees_its_advertisers_only(house: Any) -> None:
    async with house.caller(advertisers=[house.eur]) as caller:
        listed = (await caller.get("/v1/advertisers")).json()
        me = (await caller.get("/v1/me")).json()

    assert [item["id"] for item in listed["data"]] == [house.eur]
    assert listed["total_count"] == 1
    assert me["advertiser_ids"] == [house.eur]
    assert me["scopes"] == []


async def test_the_selected_advertiser_stands_in_for_one_that_is_not_named(house: Any) -> None:
    selected = await house.ok("POST", f"/v1/advertisers/{house.jpy}/select", {})
    listed = await house.ok("GET", "/v1/campaigns?status=ACTIVE,PAUSED,DELETED")
    me = await house.ok("GET", "/v1/me")

    assert (selected["id"], selected["selected"]) == (house.jpy, True)
    assert {item["advertiser_id"] for item in listed["data"]} == {house.jpy}
    assert me["selected_advertiser_id"] == house.jpy


async def test_with_none_named_and_none_selected_the_request_is_to_be_mended(house: Any) -> None:
    connection = (await house.ok("GET", "/v1/connections"))["data"][0]
    await house.ok("DELETE", f"/v1/connections/{connection['id']}")

    answer = await house.ask("GET", "/v1/campaigns")

    assert (answer.status_code, answer.json()["code"], answer.json()["param"]) == (
        400, "invalid_request", "advertiser_id"
    )  # fmt: skip


async def test_every_write_leaves_a_run_and_an_audit_row(house: Any) -> None:
    recorded = len(await house.audit())
    tree = await house.tree()
    for level, object_id in reversed(tree.items()):
        await house.ok("PATCH", f"/v1/{level}s/{object_id}", {"name": "Renamed"})
        await house.ok("DELETE", f"/v1/{level}s/{object_id}")
    refused = await house.ask("PATCH", f"/v1/ads/{tree['ad']}", {"name": "Again"})

    runs, audited = (await house.runs())[recorded:], (await house.audit())[recorded:]
    assert refused.status_code == 409
    assert [(run.operation, run.state) for run in runs] == [
        ("campaigns.create", "succeeded"),
        ("adgroups.create", "succeeded"),
        ("ads.create", "succeeded"),
        ("ads.update", "succeeded"),
        ("ads.delete", "succeeded"),
        ("adgroups.update", "succeeded"),
        ("adgroups.delete", "succeeded"),
        ("campaigns.update", "succeeded"),
        ("campaigns.delete", "succeeded"),
        ("ads.update", "failed"),
    ]
    assert [record.run_id for record in audited] == [run.id for run in runs]
    assert [record.outcome for record in audited] == ["succeeded: ok"] * 9 + ["failed: conflict"]


async def test_an_audit_row_says_who_did_what_and_what_tiktok_called_it(house: Any) -> None:
    campaign = await house.campaign()

    run = (await house.runs(operation="campaigns.create"))[0]
    call = house.calls("campaign.create")[0]
    assert (await house.audit())[-1] == AuditRecord(
        at=run.started_at,
        actor_kind="api_key",
        actor_id=(await house.ok("GET", "/v1/me"))["actor"]["id"],
        operation="campaigns.create",
        run_id=run.id,
        advertiser_id=house.usd,
        target_id=campaign["id"],
        params_digest=run.digest,
        outcome="succeeded: ok",
        upstream_request_ids=call.request_id,
        request_id=run.request_id,
    )


async def test_a_write_is_recorded_as_started_before_tiktok_is_called(house: Any) -> None:
    seen: list[tuple[str, list[str]]] = []

    async def look(method: str, path: str) -> None:
        if method == "POST":
            seen.append((path, [run.operation for run in await house.runs(state="started")]))

    house.wire.before = look
    tree = await house.tree()
    await house.ok("PATCH", f"/v1/adgroups/{tree['adgroup']}", {"name": "Others", "status": "ACTIVE"})
    await house.ok("DELETE", f"/v1/ads/{tree['ad']}")

    assert seen == [
        ("/campaign/create/", ["campaigns.create"]),
        ("/adgroup/create/", ["adgroups.create"]),
        ("/ad/create/", ["ads.create"]),
        ("/adgroup/update/", ["adgroups.update"]),
        ("/adgroup/status/update/", ["adgroups.update"]),
        ("/ad/status/update/", ["ads.delete"]),
    ]


async def test_the_client_refuses_a_write_outside_a_run(house: Any) -> None:
    params = CampaignCreateParams(
        advertiser_id=house.usd, campaign_name="Spring", objective_type="TRAFFIC", budget_mode="BUDGET_MODE_INFINITE"
    )

    app = await app_of(house.services, house.workspace_id, None)
    with pytest.raises(RuntimeError):
        await house.services.tiktok.of(app).call(CAMPAIGN_CREATE, params, token=house.way_in.access_token)

    assert house.calls() == []


def test_every_operation_that_writes_to_tiktoks_objects_can_be_found_out_by_reading() -> None:
    without = {op.name for op in OPERATIONS.values() if op.effect is not Effect.READ and op.reconcile is None}

    here_alone = (
        *("account.", "alerts.", "api_keys.", "changes.", "connections.", "invitations.", "members.", "policy."),
        *("events.", "oauth_clients.", "oauth_grants.", "operations.", "tiktok_apps.", "webhook_endpoints."),
        *("campaigns.batch", "adgroups.batch", "ads.batch"),  # each item has a run of its own
        *("advertisers.select", "reports.start", "workspace.update"),
        "advertisers.subscribe",  # of no object; what was made without an answer is found in the list of the app's
    )
    assert {name for name in without if not name.startswith(here_alone)} == set()


def test_no_door_opens_what_has_no_line_in_its_table() -> None:
    assert {route.operation for route in ROUTES} == OPERATIONS.keys() - INSIDE


@pytest.mark.parametrize(
    "path",
    [f"/v1/connections/1/{name}" for name in ("complete", "renew", "tell_revoked")] + ["/v1/advertisers/{usd}/sync"],
)
async def test_what_is_for_the_inside_has_no_address(house: Any, path: str) -> None:
    answer = await house.ask("POST", path.format(usd=house.usd), {})

    assert (answer.status_code, answer.json()["code"]) == (404, "route_not_found")


async def test_every_scope_opens_something() -> None:
    used = {op.scope for op in OPERATIONS.values()}

    assert ALL_SCOPES - used == set()


@pytest.mark.parametrize(
    ("scope", "path"),
    [(Scope.CONNECTIONS_MANAGE, "/v1/connections"), (Scope.API_KEYS_MANAGE, "/v1/api-keys/key_1/rotate")],
)
async def test_a_token_for_some_advertisers_manages_nothing_that_opens_others(
    house: Any, scope: Scope, path: str
) -> None:
    async with house.caller(scope, advertisers=[house.usd]) as caller:
        answer = await caller.post(path, json={})

    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")

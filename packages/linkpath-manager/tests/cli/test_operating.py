"""The gate at the command line: any operation, changes and the policy, TikTok's endpoints by name."""

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from one_database import on_sqlite

from linkpath_manager import bootstrap
from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.config import Settings
from linkpath_manager.domain.roles import Role
from linkpath_manager.store import EVERYWHERE, audit, memberships, people, processes
from linkpath_manager.store.memberships import MembershipRow
from linkpath_manager.store.people import PersonRow
from tiktok_marketing.simulator import Simulator, State, VirtualClock, running

pytestmark = on_sqlite

MEMBERS = {"ada": Role.OWNER, "grace": Role.BUYER, "kay": Role.ANALYST}
NEW = ("--name", "Spring", "--objective", "TRAFFIC")


@dataclass
class Operated:
    """A LinkPath whose operator sits at its command line; `run` runs a command and returns what it told."""

    run: Callable[..., Any]
    data_dir: Path
    simulator: Simulator
    settings: Settings

    def ok(self, *arguments: str, **environment: str) -> Any:
        told = self.run(*arguments, **environment)
        assert told.code == 0, told
        return json.loads(told.out)

    def proposed(self) -> dict[str, Any]:
        """A change that Ada asked for."""
        given = ("--operation", "campaigns.create", "--params", json.dumps({"name": "Spring", "objective": "TRAFFIC"}))
        return dict(self.ok("run", "changes.propose", *given, "--as", "ada@example.com"))

    def audited(self) -> list[Any]:
        async def read() -> list[Any]:
            async with bootstrap.tools(self.settings) as services:
                return [record async for _, record in audit.records(services.db, WORKSPACE_ID)]

        return asyncio.run(read())


@pytest.fixture
def operated(template: Any, tmp_path: Path, command: Any) -> Iterator[Operated]:
    data_dir = tmp_path / "data"
    shutil.copytree(template.data_dir, data_dir)
    simulator = Simulator(_own(template.state), VirtualClock(), limited=False)
    with running(simulator) as tiktok:
        environment = {
            "LINKPATH_DATA_DIR": str(data_dir),
            "LINKPATH_TIKTOK_APP_ID": template.way_in.app_id,
            "LINKPATH_TIKTOK_SECRET": template.way_in.secret,
            "LINKPATH_TIKTOK_BASE_URL": tiktok,
        }
        names = {name.removeprefix("LINKPATH_").lower(): value for name, value in environment.items()}
        settings = Settings.model_validate(names)
        asyncio.run(_people_join(settings))
        yield Operated(lambda *given, **more: command(*given, **environment, **more), data_dir, simulator, settings)


def _own(state: State) -> State:
    copy = State()
    for table in state._tables.values():
        copy.save(*table.values())
    return copy


async def _people_join(settings: Settings) -> None:
    async with bootstrap.tools(settings) as services, services.db.transaction(EVERYWHERE) as tx:
        for name, role in MEMBERS.items():
            await people.add(tx, PersonRow(f"usr_{name}", f"{name}@example.com", name.title(), "hash", created_at=1))
            await memberships.add(tx, MembershipRow(WORKSPACE_ID, f"usr_{name}", role, created_at=1))
        await people.add(tx, PersonRow("usr_eve", "eve@example.com", "Eve", "hash", created_at=1))
        await people.add(tx, PersonRow("usr_off", "off@example.com", "Off", "hash", created_at=1, disabled_at=1))
        await memberships.add(tx, MembershipRow(WORKSPACE_ID, "usr_off", Role.OWNER, created_at=1))


def test_a_command_that_has_ended_is_no_process_any_more(operated: Operated) -> None:
    async def living() -> list[str]:
        async with bootstrap.tools(operated.settings) as services:
            return [row.id for row in await processes.seen_since(services.db, 0)]

    before = asyncio.run(living())
    operated.ok("run", "campaigns.list")

    assert asyncio.run(living()) == before


def test_any_read_is_asked_by_its_name(operated: Operated) -> None:
    listed = operated.ok("run", "campaigns.list", "--limit", "2", "--status", "ACTIVE")
    one = operated.ok("run", "campaigns.get", f"--id={listed['data'][0]['id']}")

    assert (len(listed["data"]), one) == (2, listed["data"][0])


def test_a_write_is_done_for_the_person_named_and_the_audit_says_how(operated: Operated) -> None:
    made = operated.ok("run", "campaigns.create", *NEW, "--as", "grace@example.com", "--idempotency-key", "k")
    again = operated.ok("run", "campaigns.create", *NEW, "--as", "grace@example.com", "--idempotency-key", "k")

    assert made == again
    assert operated.simulator.state.campaigns[made["id"]].fields["campaign_name"] == "Spring"
    last = operated.audited()[-1]
    assert (last.actor_kind, last.actor_id, last.on_behalf_of) == ("operator", "usr_grace", "usr_grace")
    assert (last.operation, last.outcome) == ("campaigns.create", "succeeded: ok")


def test_what_a_write_would_do_can_be_asked_first(operated: Operated, tmp_path: Path) -> None:
    before = len(operated.simulator.state.campaigns)
    file = tmp_path / "new.json"
    file.write_text(json.dumps({"name": "Spring", "objective": "TRAFFIC"}))

    told = operated.ok("run", "campaigns.create", "--json", str(file), "--as", "ada@example.com", "--validate-only")

    assert told["object"] == "validation"
    assert len(operated.simulator.state.campaigns) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run", "campaigns.create", *NEW), "--as EMAIL"),
        (("run", "campaigns.create", *NEW, "--as", "kay@example.com"), "scope campaigns:write"),
        (("run", "campaigns.create", *NEW, "--as", "eve@example.com"), "no member of"),
        (("run", "campaigns.create", *NEW, "--as", "off@example.com"), "kept out"),
        (("run", "campaigns.create", *NEW, "--as", "nobody@example.com"), "Nobody has the address"),
        (("run", "campaigns.create", "--as", "ada@example.com"), "campaigns.create --help"),
        (("run", "campaigns.creat"), "Did you mean campaigns.create"),
        (("run", "campaigns.get", "1"), "--name value"),
        (("run", "campaigns.get", "--id"), "has no value"),
        (("run", "campaigns.get", "--json", "nowhere.json"), "cannot be read as JSON"),
        (("run", "campaigns.list", "--workspace", "ws_none"), "no workspace ws_none"),
        (("tiktok", "call", "campaign.gett"), "Did you mean campaign.get"),
        (("tiktok", "call", "campaign.create"), "changes something"),
        (("tiktok", "call", "campaign.get", "--pages", "1"), "does not take these parameters"),
        (("tiktok", "call", "campaign.get", "--advertiser", "123"), "advertiser"),
        (("changes", "show", "chg_1"), "changes.get --help"),
        (("policy", "set", "-", "--as", "ada@example.com"), "cannot be read as JSON"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line_with_what_to_do(
    operated: Operated, arguments: tuple[str, ...], says: str
) -> None:
    told = operated.run(*arguments)

    assert (told.code, told.out) == (1, "")
    assert says in told.lines[-1]
    assert len(told.lines) <= 3


def test_a_change_is_decided_on_by_another_person_who_saw_it_and_applied(operated: Operated) -> None:
    change = operated.proposed()
    of = (change["id"], "--digest", change["digest"])

    unseen = operated.run("changes", "approve", change["id"], "--as", "grace@example.com")
    own = operated.run("changes", "approve", *of, "--as", "ada@example.com")
    nobodys = operated.run("changes", "approve", *of)
    other = operated.run("changes", "approve", change["id"], "--digest", "0" * 64, "--as", "grace@example.com")
    applied = operated.ok("changes", "approve", *of, "--as", "grace@example.com", "--note", "Go", "--json")

    assert "--digest" in unseen.lines[-1]
    assert "Who asked for a change does not decide on it." in own.lines[-1]
    assert "--as EMAIL" in nobodys.lines[-1]
    assert "not the change that you looked at" in other.lines[-1]
    assert [one.code for one in (unseen, own, nobodys, other)] == [1, 1, 1, 1]
    assert applied["status"] == "applied"
    (said,) = applied["decisions"]
    assert (said["person_id"], said["name"], said["note"]) == ("usr_grace", "Grace (command line)", "Go")
    assert applied["result"]["id"] in operated.simulator.state.campaigns
    kinds = {(one.operation, one.actor_kind) for one in operated.audited()}
    assert ("changes.approve", "operator") in kinds


def test_changes_are_listed_shown_rejected_cancelled_and_undone(operated: Operated) -> None:
    first = operated.proposed()
    listed = operated.run("changes", "list").out.split("\t")
    shown = operated.run("changes", "show", first["id"])
    as_grace, as_ada = ("--as", "grace@example.com"), ("--as", "ada@example.com")
    rejected = operated.run("changes", "reject", first["id"], "--digest", first["digest"], *as_grace)
    second = operated.proposed()
    cancelled = operated.run("changes", "cancel", second["id"], *as_ada)
    third = operated.proposed()
    operated.run("changes", "approve", third["id"], "--digest", third["digest"], *as_grace)
    undone = operated.ok("changes", "undo", third["id"], *as_ada, "--json")

    assert listed[:2] == [first["id"], "pending"]
    assert first["digest"] in shown.out
    assert [one.out.split("\t")[1] for one in (rejected, cancelled)] == ["rejected", "cancelled"]
    assert undone["undo_of"] == third["id"]
    assert operated.ok("changes", "list", "--json")["data"] == []


def test_the_policy_is_shown_and_set_by_a_person(operated: Operated, tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps({"rules": [{"who": "people", "operations": ["campaigns.*"], "approvals": 1}]}))
    ada = ("--as", "ada@example.com")

    before = operated.run("policy", "show").out
    refused = operated.run("policy", "set", str(file), "--as", "grace@example.com")
    operated.run("policy", "set", str(file), *ada)
    stopped = operated.run("policy", "stop", *ada).out
    held = operated.run("run", "campaigns.create", *NEW, "--as", "grace@example.com")
    operated.run("policy", "resume", *ada)
    waits = operated.run("run", "campaigns.create", *NEW, "--as", "grace@example.com")

    assert "agents: * need one person" in before
    assert "workspace:admin" in refused.lines[-1]
    assert "kill switch\ton for all advertisers" in stopped
    assert "kill switch" in held.lines[-1]
    assert json.loads(waits.out)["status"] == "pending"
    assert "changes show chg_" in waits.lines[-1]


def test_tiktoks_endpoints_are_read_by_name_through_the_grant(operated: Operated) -> None:
    listed = operated.run("tiktok", "list", "campaign.").out.splitlines()
    answer = operated.ok("tiktok", "call", "campaign.get", "--page_size", "3", "--fields", '["campaign_id"]')

    assert "campaign.get\tGET /campaign/get/\tread" in listed
    assert answer["advertiser_id"] in operated.simulator.state.advertisers
    assert 1 <= len(answer["data"]["list"]) <= 3
    assert operated.audited()[-1].operation != "upstream.read"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run", "--help"), "any operation"),
        (("run", "campaigns.get", "--help"), "--id"),
        (("run",), "campaigns.create"),
    ],
)
def test_help_says_what_there_is(operated: Operated, arguments: tuple[str, ...], says: str) -> None:
    told = operated.run(*arguments)

    assert told.code == 0
    assert says in told.out + "\n".join(told.lines)

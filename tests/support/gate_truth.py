"""What must hold of the gate after each step, by TikTok's own truth and by what is written down."""

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from gate_world import KINDS, Asked, Mark, World

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.store import audit

EFFECTIVE = {None, "cut_after", "truncate", "slow"}
WRITES = {"campaign.create", "campaign.update", "campaign.status.update"}
OVER = {"applied", "failed", "stale", "rejected", "cancelled", "expired"}
FOLLOWS = {  # what may have become of a change between two looks at it
    "pending": {"approved", "applying", "unknown"} | OVER,
    "approved": {"applying", "unknown", "applied", "failed", "stale"},
    "applying": {"unknown", "applied", "failed", "stale"},
    "unknown": {"applied", "failed"},
}
BEGUN = {"approved", "applying", "unknown", "applied", "failed"}
_STATUS = {"ENABLE": "ACTIVE", "DISABLE": "PAUSED", "DELETE": "DELETED"}


class Truth:
    """Looks at a world after each of its steps."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._seen = 0
        self._effects: Counter[Mark] = Counter()
        self._statuses: dict[str, str] = {}
        self._added: list[tuple[datetime, Decimal]] = []
        self._began = world.house.time.now()
        self._before = self._exposures()

    def begin_step(self) -> None:
        self._began, self._before = self._world.house.time.now(), self._exposures()

    async def look(self) -> None:
        """Asserts what must hold."""
        changes = {row["id"]: row for row in await self._rows("changes")}
        decisions = await self._rows("decisions")
        for mark in self._new_effects():
            self._effects[mark] += 1
            asked = [one for one in self._world.asked if one.mark == mark]
            assert self._effects[mark] <= len(asked), f"{mark} was done {self._effects[mark]} times"
            assert any(self._allowed(one, changes, decisions) for one in asked), f"{mark} was approved by nobody"
        self._look_at_spend()
        self._look_at_states(changes, decisions)
        await self._look_at_audit()

    async def look_at_the_end(self) -> None:
        """Asserts what must hold when everything has come to its end."""
        await self.look()
        changes = {row["id"]: row for row in await self._rows("changes")}
        assert {row["state"] for row in await self._rows("runs")} <= {"succeeded", "failed"}
        assert {row["status"] for row in changes.values()} <= OVER | {"pending"}
        by_change = Counter(row["change_id"] for row in await self._rows("audit") if row["outcome"] == "succeeded: ok")
        for one in self._world.asked:
            done = one.change_id and changes[one.change_id]["status"] == "applied"
            if done:
                assert by_change[one.change_id] == 1, "applied, and the audit log does not say so once"
            if one.change_id and one.mark[0] in {"create", "budget"} and len(self._of(one.mark)) == 1:
                change = changes[one.change_id]
                cannot_tell = b"superseded" in (change["result"] or b"") or self._world.edited
                assert self._effects[one.mark] == int(bool(done)) or (cannot_tell and not done), change["status"]

    def _allowed(self, one: Asked, changes: dict[str, Any], decisions: list[Any]) -> bool:
        rules, added = self._world.rules, sum(self._increases().values(), Decimal(0))
        if one.change_id is None:
            return one.step == self._world.step and rules.needed(one.who.kind, added) == 0
        change = changes[one.change_id]
        approving = {it["person_id"] for it in decisions if it["change_id"] == one.change_id and it["approves"]}
        enough = len(approving) >= change["approvals_needed"] and change["asker_id"] not in approving
        held = change["approvals_needed"] > 0 or (change["undo_of"] and rules.needed(one.who.kind, added) == 0)
        same = all(it["digest"] == change["digest"] for it in self._world.changes if it["id"] == one.change_id)
        people = all(KINDS[it] == "person" for it in approving)
        return bool(enough and held and same and people and change["status"] in BEGUN)

    def _look_at_spend(self) -> None:
        rules = self._world.rules
        for added in self._increases().values():
            assert added <= rules.per_change, f"{added} added by one change"
            self._added.append((self._began, added))
        day = sum((it for at, it in self._added if at > self._began - timedelta(days=1)), Decimal(0))
        assert not self._increases() or day <= rules.per_day, f"{day} added in 24 hours"

    def _look_at_states(self, changes: dict[str, Any], decisions: list[Any]) -> None:
        said = {(it["change_id"], it["approves"]) for it in decisions}
        for change_id, row in changes.items():
            was, now = self._statuses.get(change_id, "pending"), row["status"]
            assert now == was or now in FOLLOWS.get(was, ()), f"{was} became {now}"
            assert now != "rejected" or (change_id, 0) in said
            assert now != "expired" or row["expires_at"] <= self._world.house.time.now().timestamp() * 1_000_000
            self._statuses[change_id] = now

    async def _look_at_audit(self) -> None:
        rows = await self._rows("audit")
        by_run = Counter(row["run_id"] for row in rows if row["run_id"])
        ended = {row["id"] for row in await self._rows("runs") if row["state"] in {"succeeded", "failed"}}
        assert by_run == Counter(ended), "a run's end is not told once"
        told = Counter((row["actor_id"], row["operation"], row["outcome"]) for row in rows)
        assert not self._world.told - told, "somebody was answered what the audit log does not say"
        assert (await audit.first_break(self._world.house.db, WORKSPACE_ID))[1] is None

    def _new_effects(self) -> list[Mark]:
        entries = list(self._world.house.simulator.journal.entries)[self._seen :]
        self._seen += len(entries)
        ours = [it for it in entries if it.endpoint in WRITES and it.request_id not in self._world.foreign]
        return [_mark(it.endpoint, it.params) for it in ours if it.code == 0 and it.fault in EFFECTIVE]

    def _increases(self) -> dict[str, Decimal]:
        """What can be spent more since the step began, by campaign; nothing of what others did at TikTok itself."""
        if self._world.edited_behind:
            return {}
        now = self._exposures()
        added = {id_: it - self._before.get(id_, Decimal(0)) for id_, it in now.items()}
        return {id_: it for id_, it in added.items() if it > 0}

    def _exposures(self) -> dict[str, Decimal]:
        nodes = self._world.house.state.campaigns.values()
        return {it.id: _exposure(it) for it in nodes if it.advertiser_id == self._world.house.usd}

    def _of(self, mark: Mark) -> list[Asked]:
        return [one for one in self._world.asked if one.mark == mark]

    async def _rows(self, table: str) -> list[dict[str, Any]]:
        rows = await self._world.house.sql(f"SELECT * FROM {table}")  # noqa: S608  # of a table's name alone
        return [dict(row._mapping) for row in rows]


def _exposure(node: Any) -> Decimal:
    spends = node.operation_status == "ENABLE" and node.fields.get("budget")
    return Decimal(str(node.fields["budget"])) if spends else Decimal(0)


def _mark(endpoint: str, params: Any) -> Mark:
    match endpoint:
        case "campaign.create":
            return ("create", params["campaign_name"], "")
        case "campaign.update":
            return ("budget", params["campaign_id"], f"{Decimal(str(params['budget'])):.2f}")
        case _:
            return ("status", params["campaign_ids"][0], _STATUS[params["operation_status"]])

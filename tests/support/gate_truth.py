"""What must hold of the gate after each step, by TikTok's own truth and by what is written down."""

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from gate_world import KINDS, STATUS, Asked, Mark, Seen, World

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.policy import AGENTS
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


class Truth:
    """Looks at a world after each of its steps."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._seen = 0
        self._effects: Counter[Mark] = Counter()
        self._statuses: dict[str, str] = {}
        self._added: list[tuple[datetime, Decimal]] = []
        self.begin_step()

    def begin_step(self) -> None:
        self._began, self._had = self._world.house.time.now(), self._all_seen()

    async def look(self) -> None:
        """Asserts what must hold."""
        changes = {row["id"]: row for row in await self._rows("changes")}
        decisions = await self._rows("decisions")
        marks = self._new_effects()
        for mark in marks:
            self._effects[mark] += 1
            asked = [one for one in self._world.asked if one.mark == mark]
            assert self._effects[mark] <= len(asked), f"{mark} was done {self._effects[mark]} times"
            assert any(self._allowed(one, changes, decisions) for one in asked), f"{mark} was approved by nobody"
        self._look_at_what_was_shown(marks)
        self._look_at_spend()
        self._look_at_states(changes, decisions)
        await self._look_at_audit()

    async def look_at_the_end(self) -> None:
        """Asserts what must hold when everything has come to its end."""
        await self.look()
        assert (await audit.first_break(self._world.house.db, WORKSPACE_ID))[1] is None
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

    def statuses(self) -> list[str]:
        """What became of all changes."""
        return list(self._statuses.values())

    def _allowed(self, one: Asked, changes: dict[str, Any], decisions: list[Any]) -> bool:
        added = self._increases().get(self._campaign(one.mark), Decimal(0))
        by_policy = self._world.rules.needed(one.who.kind, added)
        if one.mark[2] == "DELETED" and one.who.kind in AGENTS and self._began >= self._world.open_until:
            return False
        if one.change_id is None:
            return one.step == self._world.step and by_policy == 0
        change = changes[one.change_id]
        approving = {it["person_id"] for it in decisions if it["change_id"] == one.change_id and it["approves"]}
        enough = len(approving) >= change["approvals_needed"] and change["asker_id"] not in approving
        held = change["approvals_needed"] > 0 or (change["undo_of"] and by_policy == 0)
        same = all(it["digest"] == change["digest"] for it in self._world.changes if it["id"] == one.change_id)
        people = all(KINDS[it] == "person" for it in approving)
        return bool(enough and held and same and people and change["status"] in BEGUN)

    def _look_at_what_was_shown(self, marks: list[Mark]) -> None:
        """A change is done to what people saw when they decided; of two in one step nobody knows the first's work."""
        had = self._had | self._world.behind
        touched = Counter(campaign for _, campaign, _ in marks)
        shown = {change["id"]: change["before"] for change in self._world.changes}
        for mark in marks:
            asked = self._of(mark)
            if mark[0] == "create" or touched[mark[1]] > 1 or any(one.change_id is None for one in asked):
                continue
            decided_on = [_seen(shown[one.change_id]) for one in asked]
            assert had[mark[1]] in decided_on, f"{mark} was done to {had[mark[1]]}, and shown was {decided_on}"

    def _look_at_spend(self) -> None:
        rules, increases = self._world.rules, self._increases()
        assert not increases or not rules.stopped, f"{increases} added while nothing may be"
        for added in increases.values():
            assert added <= rules.per_change, f"{added} added by one change"
            self._added.append((self._began, added))
        since = self._world.house.time.now() - timedelta(days=1)
        day = sum((it for at, it in self._added if at > since), Decimal(0))
        assert not increases or day <= rules.per_day, f"{day} added in 24 hours"

    def _look_at_states(self, changes: dict[str, Any], decisions: list[Any]) -> None:
        in_time = all(it["at"] < changes[it["change_id"]]["expires_at"] for it in decisions)
        assert in_time, "somebody decided on what nobody had decided on in time"
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

    def _new_effects(self) -> list[Mark]:
        entries = list(self._world.house.simulator.journal.entries)[self._seen :]
        self._seen += len(entries)
        ours = [it for it in entries if it.endpoint in WRITES and it.request_id not in self._world.foreign]
        return [_mark(it.endpoint, it.params) for it in ours if it.code == 0 and it.fault in EFFECTIVE]

    def _increases(self) -> dict[str, Decimal]:
        """What can be spent more since the step began, by campaign, but for what others did at TikTok itself."""
        was = {id_: it.spends + self._world.shifted[id_] for id_, it in self._had.items()}
        added = {id_: it.spends - was.get(id_, Decimal(0)) for id_, it in self._all_seen().items()}
        return {id_: it for id_, it in added.items() if it > 0}

    def _all_seen(self) -> dict[str, Seen]:
        """Campaigns as TikTok has them; those without a budget of their own are none of the world's."""
        nodes = self._world.house.state.campaigns.values()
        of_ours = [it for it in nodes if it.advertiser_id == self._world.house.usd and it.fields.get("budget")]
        return {it.id: self._world.seen(it.id) for it in of_ours}

    def _campaign(self, mark: Mark) -> str:
        """The id of the campaign that is set or made."""
        made = self._world.house.named_at_tiktok("campaign", mark[1]) if mark[0] == "create" else [mark[1]]
        return str(made[0]) if made else ""

    def _of(self, mark: Mark) -> list[Asked]:
        return [one for one in self._world.asked if one.mark == mark]

    async def _rows(self, table: str) -> list[dict[str, Any]]:
        rows = await self._world.house.sql(f"SELECT * FROM {table}")  # noqa: S608  # of a table's name alone
        return [dict(row._mapping) for row in rows]


def _seen(before: dict[str, Any]) -> Seen:
    return Seen(before["status"], Decimal(before["budget"]["amount"]))


def _mark(endpoint: str, params: Any) -> Mark:
    match endpoint:
        case "campaign.create":
            return ("create", params["campaign_name"], "")
        case "campaign.update":
            return ("budget", params["campaign_id"], f"{Decimal(str(params['budget'])):.2f}")
        case _:
            return ("status", params["campaign_ids"][0], STATUS[params["operation_status"]])

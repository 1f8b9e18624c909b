"""Writes that may be cut off: what was sent under which key, and what is known to have come of it."""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

import httpx2

# Nothing of it may have happened yet, or it is still being found out: to be sent again with the same key.
AGAIN = {"idempotency_in_progress", "conflict", "outcome_unknown", "not_performed", "upstream_busy", "unavailable"}

CHANGES = 0.5  # of the writes, where there is something to change


@dataclass(eq=False)
class Write:
    """One create (`campaign_id` is None) or change of a campaign, under one idempotency key."""

    key: str
    body: dict[str, Any]
    campaign_id: str | None = None
    answer: dict[str, Any] | None = None
    replayed: bool = False
    unanswered: int = 0
    """How often it was sent and the process died before an answer came."""


@dataclass
class Ledger:
    """All writes of a proof, and what each campaign must be like by what was answered."""

    tag: str
    """What the names of its campaigns begin with; no other campaign's does."""
    advertiser_id: str
    dice: Random
    writes: list[Write] = field(default_factory=list)
    pending: list[Write] = field(default_factory=list)
    """Sent, and not answered with success so far."""
    campaigns: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By id: the values that the last answered write gave it."""
    refusals: list[str] = field(default_factory=list)
    """Answers that no write here should get."""

    def next_write(self) -> Write:
        """A new create, or a new change of a campaign of which every write was answered."""
        number = len(self.writes) + 1
        key, amount = f"{self.tag}-{number}", str(5_000 + number)  # no two writes ask for the same
        settled = sorted(self.campaigns.keys() - self.open_to_change())
        body: dict[str, Any] = {"status": self.dice.choice(["ACTIVE", "PAUSED"]), "budget": {"amount": amount}}
        if settled and self.dice.random() < CHANGES:
            write = Write(key, body, self.dice.choice(settled))
        else:
            body["budget"]["mode"] = "DAILY"
            new = {"advertiser_id": self.advertiser_id, "name": f"{self.tag} {number}", "objective": "TRAFFIC"}
            write = Write(key, new | body)
        self.writes.append(write)
        self.pending.append(write)
        return write

    def told(self, write: Write, response: httpx2.Response) -> None:
        """Takes down what came back for `write`."""
        if response.is_success:
            write.answer = response.json()
            write.replayed = response.headers.get("Idempotent-Replayed") == "true"
            self.campaigns[write.answer["id"]] = seen(write.answer)
            self._settle(write)
        elif response.json()["code"] not in AGAIN:
            self.refusals.append(f"{write.key}: {response.status_code} {response.text}")
            self._settle(write)

    def open_to_change(self) -> set[str | None]:
        """Campaigns that a pending write may have changed, or may change yet."""
        return {write.campaign_id for write in self.pending}

    def _settle(self, write: Write) -> None:
        if write in self.pending:
            self.pending.remove(write)


def seen(campaign: dict[str, Any]) -> dict[str, Any]:
    """What a write here asks for, of a campaign as LinkPath shows it."""
    return {
        "name": campaign["name"],
        "status": campaign["status"],
        "budget": Decimal(campaign["budget"]["amount"]),
    }


def seen_at_tiktok(row: dict[str, Any]) -> dict[str, Any]:
    """The same of a campaign as TikTok shows it."""
    return {
        "name": row["campaign_name"],
        "status": {"ENABLE": "ACTIVE", "DISABLE": "PAUSED"}.get(row["operation_status"], row["operation_status"]),
        "budget": Decimal(str(row["budget"])),
    }

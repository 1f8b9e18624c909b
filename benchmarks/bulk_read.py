"""bulk-read: what reading a large account costs, against TikTok's own SDK.

Asked are 5,000 ads of one advertiser, deleted ones too, in pages of 1,000, some 2 kB each. LinkPath's side is
`tiktok_marketing.client`'s `pages`, read side by side within the quota and checked against TikTok's count, on uvloop
as LinkPath runs it, in its two forms: rows as the table's types, and rows as the JSON that came (`as_json`), for who
keeps or compares them. The peer is `AdApi.ad_get` of `tiktok-business-api-sdk-official`, page after page, with the
dictionaries that it makes of the rows. Each is a process of its own; all read from one simulated TikTok in another.

What is compared is the rows by CPU second, user and system, of the reading process, over one reading of the whole
account; readings alternate. Not counted are imports, the first reading, which opens connections and fills caches, and
taking the ids out of the rows afterwards. All must come to the same count of rows and the same sum of ids.

The goal is for the typed rows: of what a caller gets, they are the nearest to the SDK's dictionaries, and more.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from child import Child
from measuring import CannotMeasure, Effort, Figure, Goal, Question, Result, Tell, ratio, side_by_side

ADS = 5_000


class Disagreement(CannotMeasure):
    """The sides did not read the same."""


@dataclass(slots=True)
class _Account:
    """What all have to read; the sum of `ids` is known when the first has."""

    ads: int
    ids: int | None = None

    def rows_a_second(self, reader: Child) -> float:
        """Rows by CPU second, over one reading."""
        read: dict[str, Any] = reader.ask()
        self.ids = self.ids or read["ids"]
        if (read["rows"], read["ids"]) != (self.ads, self.ids):
            raise Disagreement(f"{read['rows']} rows came whose ids add up to {read['ids']}, not as {self}")
        return float(read["rows"] / read["cpu_seconds"])


def answer(effort: Effort, tell: Tell) -> Result:
    account = _Account(effort.of(ADS))
    tell("making an account", 0, 1)
    with ExitStack() as stack:
        simulator = stack.enter_context(Child("simulator", str(account.ads)))
        way_in = [simulator.ready[name] for name in ("url", "access_token", "advertiser_id")]
        json = stack.enter_context(Child("client_reader", "json", *way_in))
        typed = stack.enter_context(Child("client_reader", "typed", *way_in))
        sdk = stack.enter_context(Child("sdk_reader", *way_in))
        sides = {
            "client_json_rows": lambda: account.rows_a_second(json),
            "client_typed_rows": lambda: account.rows_a_second(typed),
            "sdk_rows": lambda: account.rows_a_second(sdk),
        }
        measured = side_by_side(sides, effort, tell)
    return Result(
        QUESTION.name,
        {name: Figure(values, "rows a CPU second") for name, values in measured.items()},
        {
            "rows_per_cpu_ratio": ratio(measured["client_typed_rows"], measured["sdk_rows"]),
            "json_rows_per_cpu_ratio": ratio(measured["client_json_rows"], measured["sdk_rows"]),
        },
        {"rows_per_cpu_ratio": Goal("at_least", 3.0)},
    )


QUESTION = Question("bulk-read", "5,000 ads through the client's pages against the official SDK's loop", answer)

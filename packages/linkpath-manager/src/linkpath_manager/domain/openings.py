"""Which of several grants opens an advertiser."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Opener:
    """A grant that may open advertisers; `healthy`: TikTok takes it, as far as is known."""

    connection_id: str
    healthy: bool
    advertiser_ids: frozenset[str]


def opened_by(advertiser_id: str, current: str | None, openers: Sequence[Opener]) -> str | None:
    """The connection that is to open the advertiser: the current one while it is healthy, else the first healthy one.

    Where none is healthy the current one stays, or the first that would open it: what was read stays to be seen, and
    the reason is told. None: no grant opens it.
    """
    able = [one for one in openers if advertiser_id in one.advertiser_ids]
    best = [one for one in able if one.healthy] or able
    if any(one.connection_id == current for one in best):
        return current
    return best[0].connection_id if best else None

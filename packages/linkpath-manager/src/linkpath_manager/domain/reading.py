"""What a write may have changed beside its own object, and so has to be read again."""

from typing import Literal, NamedTuple

import msgspec

Level = Literal["campaign", "adgroup", "ad"]

# What says nothing about delivery, of the object or of those above and below it.
_HARMLESS = frozenset({"name", "synced_at", "updated_at"})


class Aimed(NamedTuple):
    """A reading of those objects of `level` that belong to, or are, the `of` with this id."""

    level: Level
    of: Level
    id: str

    @property
    def text(self) -> str:
        return "/".join(self)


def aimed(text: str) -> Aimed:
    """The reading that was written as `text`."""
    level, of, id_ = text.split("/")
    return Aimed(level, of, id_)  # type: ignore[arg-type]  # it was written by `Aimed.text`


def disturbed(level: Level, adgroup_id: str | None, before: bytes | None, after: bytes) -> list[Aimed]:
    """What else may be other than it was, by the object's document before and after a write.

    `adgroup_id`: the ad group of an ad; `before`: None where the write made the object. What is below follows switches,
    budgets and schedules; an ad group follows its ads' reviews. An ad group is looked at once more itself: one that is
    switched on beyond TikTok's quota is switched off again seconds later (behaviour reference §12, 20).
    """
    now = msgspec.json.decode(after)
    if before is not None and _telling(msgspec.json.decode(before)) == _telling(now):
        return []
    match level:
        case "campaign":
            children = [Aimed("adgroup", "campaign", now["id"]), Aimed("ad", "campaign", now["id"])]
            return children if before else []
        case "adgroup":
            itself, children = Aimed("adgroup", "adgroup", now["id"]), [Aimed("ad", "adgroup", now["id"])]
            return [itself, *children] if before else [itself] if now["status"] == "ACTIVE" else []
        case _:
            return [Aimed("adgroup", "adgroup", adgroup_id)] if adgroup_id else []


def _telling(document: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in document.items() if name not in _HARMLESS}

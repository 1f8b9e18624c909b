"""What a write may have changed beside its own object."""

from typing import Any

import msgspec
import pytest

from linkpath_manager.domain.reading import Aimed, aimed, disturbed


def document(**fields: Any) -> bytes:
    return msgspec.json.encode({"id": "7", "name": "Spring", "status": "ACTIVE", "synced_at": "then"} | fields)


PAUSED = document(status="PAUSED")


@pytest.mark.parametrize(
    ("level", "before", "after", "expected"),
    [
        ("campaign", None, document(), []),
        ("campaign", PAUSED, document(), [Aimed("adgroup", "campaign", "7"), Aimed("ad", "campaign", "7")]),
        ("adgroup", None, PAUSED, []),
        ("adgroup", None, document(), [Aimed("adgroup", "adgroup", "7")]),
        ("adgroup", PAUSED, document(), [Aimed("adgroup", "adgroup", "7"), Aimed("ad", "adgroup", "7")]),
        ("ad", None, document(), [Aimed("adgroup", "adgroup", "3")]),
        ("ad", PAUSED, document(), [Aimed("adgroup", "adgroup", "3")]),
    ],
    ids=["campaign made", "campaign", "paused ad group made", "ad group made", "ad group", "ad made", "ad"],
)
def test_only_what_follows_from_the_write_is_disturbed(
    level: Any, before: bytes | None, after: bytes, expected: list[Aimed]
) -> None:
    assert disturbed(level, "3" if level == "ad" else None, before, after) == expected


@pytest.mark.parametrize("level", ["campaign", "adgroup", "ad"])
def test_another_name_disturbs_nothing(level: Any) -> None:
    renamed = document(name="Summer", synced_at="now", updated_at="now")

    assert disturbed(level, "3", document(), renamed) == []


def test_a_reading_is_what_it_was_written_as() -> None:
    reading = Aimed("ad", "campaign", "1800000000000000001")

    assert aimed(reading.text) == reading

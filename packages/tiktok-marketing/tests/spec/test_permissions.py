"""TikTok's permissions by number."""

import pytest

from tiktok_marketing.spec.permissions import PERMISSIONS, allows


def test_every_permission_hangs_in_the_tree() -> None:
    for number in PERMISSIONS:
        above, seen = PERMISSIONS[number].above, {number}
        while above is not None:
            assert above not in seen
            seen.add(above)
            above = PERMISSIONS[above].above
        assert len(seen) <= 3


def test_the_table_is_as_large_as_tiktoks() -> None:
    top = [number for number, one in PERMISSIONS.items() if one.above is None]

    assert (len(top), len(PERMISSIONS)) == (21, 167)
    assert all(one.name for one in PERMISSIONS.values())


@pytest.mark.parametrize(
    ("scope", "number", "allowed"),
    [
        ({"200"}, "200", True),
        ({"20"}, "200", True),
        ({"2"}, "200", True),
        ({"200"}, "20", False),
        ({"201", "21", "1"}, "200", False),
        (set(), "200", False),
        ({"99999"}, "99999", True),
        ({"2"}, "99999", False),
    ],
)
def test_a_permission_allows_what_is_beneath_it(scope: set[str], number: str, *, allowed: bool) -> None:
    assert allows(scope, number) is allowed

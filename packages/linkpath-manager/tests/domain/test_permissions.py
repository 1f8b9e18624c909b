"""What LinkPath needs a grant's permissions for."""

from linkpath_manager.domain.permissions import NEEDED, MissingPermission, Permission, in_words, missing


def test_a_grant_of_whole_branches_lacks_nothing() -> None:
    assert missing(["1", "2", "4"]) == []
    assert missing(["10", "20", "21", "22", "44", "600"]) == []
    assert missing(list(NEEDED)) == []


def test_what_a_grant_lacks_is_told_with_what_it_is_needed_for() -> None:
    assert missing(["1", "20", "21", "220", "40"]) == [
        MissingPermission(id="221", name="Create and Update Ads", needed_for="creating and changing ads"),
        MissingPermission(id="44", name="Consolidated Report", needed_for="reports"),
    ]


def test_of_a_grant_that_says_nothing_nothing_is_known() -> None:
    assert missing([]) == []


def test_permissions_are_told_in_words_as_far_as_they_are_known() -> None:
    assert in_words(["4", "221", "99999"]) == [
        Permission(id="4", name="Reporting"),
        Permission(id="221", name="Create and Update Ads"),
        Permission(id="99999", name=None),
    ]

"""`linkpath-manager people`, and the link that `serve` prints."""

import asyncio
import re
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from linkpath_manager import bootstrap
from linkpath_manager.config import Settings
from linkpath_manager.errors import InvalidRequest
from linkpath_manager.kit.sealing import Secret
from linkpath_manager.operations import sign_up
from linkpath_manager.operations.sign_in import Browser, sign_in
from linkpath_manager.operations.sign_up import NewPerson

BROWSER = Browser("192.0.2.1", "Browser")
PASSWORD = "a few words will do"


def code_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["code"][0]


@pytest.fixture
def people(command: Any, data_dir: Path) -> Any:
    """Runs `people` on a LinkPath that is there."""
    return lambda *arguments: command("people", *arguments, "--data-dir", data_dir)


@pytest.fixture
def does(data_dir: Path) -> Any:
    """Does something to the LinkPath: `does(work)`, where `work` takes its services."""

    def _does(work: Any) -> Any:
        async def _work() -> Any:
            async with bootstrap.tools(Settings(data_dir=data_dir)) as services:
                return await work(services)

        return asyncio.run(_work())

    return _does


def joins(does: Any, link: str, name: str = "Ada") -> None:
    person = NewPerson(name, f"{name.lower()}@example.com", Secret(PASSWORD))
    does(lambda services: sign_up.sign_up(services, BROWSER, code_of(link), person, "req_1"))


def enters(does: Any, password: str = PASSWORD) -> bool:
    try:
        does(lambda services: sign_in(services, BROWSER, "ada@example.com", Secret(password)))
    except InvalidRequest:
        return False
    return True


def test_somebody_is_invited_listed_reset_disabled_and_let_in_again(people: Any, does: Any) -> None:
    invited = people("invite", "Ada@Example.com", "--role", "admin")
    joins(does, invited.out.strip())
    listed = people("list")
    reset = people("reset", "ada@example.com")
    does(lambda services: sign_up.reset(services, code_of(reset.out.strip()), Secret("words of another day"), "req_1"))
    before, after = enters(does), enters(does, "words of another day")
    disabled = people("disable", "ada@example.com", "--anyway")
    out, marked = enters(does, "words of another day"), people("list")
    people("enable", "ada@example.com")

    assert re.fullmatch(r"http://127\.0\.0\.1:8080/sign-up\?code=[\w-]{43}\n", invited.out)
    assert listed.out == "ada@example.com  Ada: admin of Workspace\n"
    assert (before, after, disabled.code, out) == (False, True, 0, False)
    assert marked.out == "ada@example.com  Ada: admin of Workspace [disabled]\n"
    assert enters(does, "words of another day")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("invite", "nobody"), "That is no e-mail address."),
        (("invite", "a@example.com", "--workspace", "ws_none"), "There is no workspace ws_none."),
        (("reset", "eve@example.com"), "Nobody has the address eve@example.com."),
        (("disable", "eve@example.com"), "Nobody has the address eve@example.com."),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(people: Any, arguments: tuple[str, ...], told: str) -> None:
    done = people(*arguments)

    assert (done.code, done.out, len(done.lines)) == (1, "", 1)
    assert done.lines[0].startswith(f"linkpath-manager: {told}")


def audited(data_dir: Path) -> list[tuple[str, str, str]]:
    with sqlite3.connect(data_dir / "linkpath.sqlite3") as connection:
        rows = connection.execute("SELECT actor_kind, operation, outcome FROM audit ORDER BY sequence").fetchall()
    connection.close()
    return rows


def test_whom_the_policy_needs_to_approve_is_disabled_only_where_it_is_meant(
    people: Any, does: Any, data_dir: Path
) -> None:
    for name, role in (("Ada", "owner"), ("Bob", "analyst")):
        joins(does, people("invite", f"{name}@example.com", "--role", role).out.strip(), name)
    before = len(audited(data_dir))

    analyst = people("disable", "bob@example.com")
    refused = people("disable", "ada@example.com")
    still_in = enters(does)
    meant = people("disable", "ada@example.com", "--anyway")
    back = people("enable", "ada@example.com")

    assert (analyst.code, refused.code, still_in, meant.code, back.code) == (0, 1, True, 0, 0)
    assert "in Workspace: The policy needs 1 people who may approve" in refused.lines[0]
    assert "in Workspace: A workspace has an owner at all times" in refused.lines[0]
    assert "--anyway" in refused.lines[0]
    assert len([it for it in meant.lines if it.startswith("Until then, in Workspace: ")]) == 2
    assert not enters(does, "of another")
    assert [row for row in audited(data_dir)[before:] if row[1].startswith("people.")] == [
        ("operator", "people.disable", "succeeded: ok"),
        ("operator", "people.disable", "failed: approver_needed"),
        ("operator", "people.disable", "succeeded: anyway"),
        ("operator", "people.enable", "succeeded: ok"),
    ]


def test_what_was_done_is_in_the_audit_log(people: Any, data_dir: Path) -> None:
    people("invite", "ada@example.com")
    people("invite", "nobody")

    assert audited(data_dir) == [
        ("system", "members.invite", "succeeded: ok"),
        ("system", "members.invite", "failed: invalid_request"),
    ]


def test_a_linkpath_that_is_not_there_is_not_made(command: Any, tmp_path: Path) -> None:
    told = command("people", "list", "--data-dir", tmp_path / "none")

    assert (told.code, len(told.lines)) == (1, 1)
    assert not (tmp_path / "none").exists()
